"""What a region's file says must fit the national file, its neighbours, and its procedures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.checks.common import (
    Loaded,
    check_holidays,
    check_statuses,
    overlap,
    said_twice,
    twice,
    valid,
)
from coordination.regions.checks.mail import check_issuers, check_letterheads
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Contact, National, Procedure, Region, RegionFile, Step
from coordination.regions.nationwide import COUNTRY
from coordination.regions.rules import select_all

PROVINCE, SESSION = Text(vi="tỉnh", en="province"), Text(vi="loại kỳ họp", en="kind of session")
BODY, PROCEDURE = Text(vi="cơ quan", en="body"), Text(vi="quy trình", en="procedure")


def check_region(loaded: Loaded[RegionFile], national: National, others: Iterable[Loaded[RegionFile]]) -> list[Fault]:
    """Give what does not hold together between a region and the national file."""
    region = loaded.model
    inherited = [*national.procedures, *region.procedures]
    first = len(national.procedures)
    return [
        *_check_name(loaded),
        *_check_provinces(loaded, national),
        *_check_claims(loaded, national, others),
        *_check_sessions(loaded, national),
        *_check_readings(loaded),
        *check_holidays(loaded, region.holidays, national.holidays, set(region.provinces)),
        *(
            said_twice(loaded.where("procedures", at - first), PROCEDURE, inherited[at])
            for at in twice(inherited)
            if at >= first
        ),
        *_check_offices(loaded),
        *check_letterheads(loaded, region.letterheads, national),
        *check_statuses(loaded),
    ]


def _check_name(loaded: Loaded[RegionFile]) -> list[Fault]:
    """Check that the region has a name in both languages, with which notices begin, and a code of its own."""
    name = loaded.model.name
    if loaded.model.region == COUNTRY:
        vi, en = f"'{COUNTRY}' là mã của cả nước", f"'{COUNTRY}' is the code of the whole country"
        return [fault(loaded.where("region"), vi, en)]
    return [
        fault(loaded.where("name", language), "tên vùng không được để trống", "the region's name may not be empty")
        for language in ("vi", "en")
        if not name.in_language(language).strip()
    ]


def _check_offices(loaded: Loaded[RegionFile]) -> list[Fault]:
    """Check that on every day one office at most receives a body's mail, and that the last of them does not end.

    A body's own drafter replaces the address by pattern for good; a head who is not there is written to at the drafter's.
    """
    found: list[Fault] = []
    offices: dict[tuple[str, str], list[tuple[int, Contact]]] = defaultdict(list)
    for at, contact in enumerate(loaded.model.contacts):
        if any(overlap(contact, other) for _, other in offices[contact.body, contact.role]):
            vi = f"{contact.body} có hai đầu mối {contact.role} trong cùng một ngày; ghi valid_from, valid_to để nối tiếp"
            en = f"{contact.body} has two offices as {contact.role} on one day; let one follow the other by valid_from, valid_to"
            found.append(fault(loaded.where("contacts", at), vi, en))
        offices[contact.body, contact.role].append((at, contact))
    for (body, role), held in offices.items():
        at, last = max(held, key=lambda each: each[1].valid_to or date.max)
        if role == "drafter" and last.valid_to is not None and last.valid_to < date.max:
            day = last.valid_to + timedelta(days=1)
            vi = f"từ ngày {day:%d/%m/%Y} không nơi nào nhận thư của {body}; thêm đầu mối tiếp theo hoặc bỏ valid_to"
            en = f"from {day:%d/%m/%Y} nobody receives the mail of {body}; add the next office or leave valid_to out"
            found.append(fault(loaded.where("contacts", at, "valid_to"), vi, en))
    return found


def _check_provinces(loaded: Loaded[RegionFile], national: National) -> list[Fault]:
    region = loaded.model
    found = [
        said_twice(loaded.where("provinces", at), PROVINCE, region.provinces[at]) for at in twice(region.provinces)
    ]
    names = {unit.code: unit.name.vi for unit in national.units if valid(unit, region.map_date)}
    former = {unit.code: unit for unit in national.units if not valid(unit, region.map_date)}
    for at, code in enumerate(region.provinces):
        where = loaded.where("provinces", at)
        if code in names:
            continue
        if code not in former:
            found.append(unknown(where, PROVINCE, code, names, names))
            continue
        unit, day = former[code], f"{region.map_date:%d/%m/%Y}"
        now = names.get(unit.successor or "")
        after = Text(
            vi=f"; nay là '{unit.successor}' ({now})" if now else "",
            en=f"; it is now '{unit.successor}' ({now})" if now else "",
        )
        found.append(
            fault(
                where,
                f"'{code}' ({unit.name.vi}) không phải là tỉnh vào ngày {day}{after.vi}",
                f"'{code}' ({unit.name.vi}) is not a province on {day}{after.en}",
            )
        )
    return found


def _check_claims(loaded: Loaded[RegionFile], national: National, others: Iterable[Loaded[RegionFile]]) -> list[Fault]:
    """Check that no other region of the same map has the same code or one of the provinces."""
    region, map_ = loaded.model, _map(national, loaded.model)
    found: list[Fault] = []
    for other in others:
        name = Path(other.document.path).name
        if other.model.region == region.region:
            vi, en = f"vùng '{region.region}' cũng có ở {name}", f"{name} has this region too"
            found.append(fault(loaded.where("region"), vi, en))
        if _map(national, other.model) != map_:
            continue
        claimed = [(at, code) for at, code in enumerate(region.provinces) if code in other.model.provinces]
        for at, code in claimed:
            vi = f"tỉnh '{code}' đã thuộc vùng '{other.model.region}' ({name})"
            en = f"the province '{code}' is in the region '{other.model.region}' ({name})"
            found.append(fault(loaded.where("provinces", at), vi, en))
        # A copy that still claims the provinces of its original has one cause of trouble, not two.
        if other.model.slug == region.slug and not claimed:
            vi = f"tên không dấu '{region.slug}' đã là của vùng '{other.model.region}' ({name})"
            en = f"the slug '{region.slug}' is that of the region '{other.model.region}' ({name})"
            found.append(fault(loaded.where("slug"), vi, en))
    return found


def _map(national: National, region: RegionFile) -> frozenset[int]:
    """Give the units valid on the region's day, by their place in the national list."""
    return frozenset(index for index, unit in enumerate(national.units) if valid(unit, region.map_date))


def _check_sessions(loaded: Loaded[RegionFile], national: National) -> list[Fault]:
    kinds = {session.kind for session in national.sessions}
    sessions = loaded.model.council_sessions
    found = [
        said_twice(
            loaded.where("council_sessions", at),
            Text(vi="kỳ họp", en="session"),
            f"{sessions[at].unit} {sessions[at].kind} {sessions[at].opens.year}",
        )
        for at in twice((each.unit, each.kind, each.opens.year) for each in sessions)
    ]
    for at, session in enumerate(sessions):
        if session.unit not in loaded.model.provinces:
            where = loaded.where("council_sessions", at, "unit")
            found.append(_outside(where, session.unit))
        if session.kind not in kinds:
            where = loaded.where("council_sessions", at, "kind")
            found.append(unknown(where, SESSION, session.kind, kinds))
    return found


def _check_readings(loaded: Loaded[RegionFile]) -> list[Fault]:
    """Check that readings are those of provinces here, one for each and one for all."""
    region, found = loaded.model, list[Fault]()
    whole = Text(vi="cách hiểu của cả vùng", en="reading of the whole region")
    seen: set[str] = set()
    for at, reading in enumerate(region.readings):
        if not reading.units:
            if "" in seen:
                found.append(said_twice(loaded.where("readings", at), whole, reading.before))
            seen.add("")
        for number, code in enumerate(reading.units):
            where = loaded.where("readings", at, "units", number)
            if code not in region.provinces:
                found.append(_outside(where, code))
            elif code in seen:
                found.append(said_twice(where, PROVINCE, code))
            seen.add(code)
    return found


def _outside(where: str, code: str) -> Fault:
    return fault(where, f"tỉnh '{code}' không thuộc vùng này", f"the province '{code}' is not in this region")


def check_resolved(region: Region, loaded: Loaded[RegionFile], procedures: Sequence[Loaded[Procedure]]) -> list[Fault]:
    """Give what only shows once all bodies are there: mail to nobody, steps nobody owes."""
    return [
        *_check_contacts(region, loaded),
        *(
            each
            for procedure in procedures
            for index, step in enumerate(procedure.model.steps)
            for each in _check_step(region, procedure, index, step)
        ),
        *(each for procedure in procedures for each in check_issuers(region, procedure)),
    ]


def _check_contacts(region: Region, loaded: Loaded[RegionFile]) -> list[Fault]:
    bodies = {body.code: body.short.vi for body in region.bodies}
    found: list[Fault] = []
    for at, contact in enumerate(loaded.model.contacts):
        if contact.body in bodies:
            continue
        where, unit = loaded.where("contacts", at, "body"), contact.body.partition(".")[0]
        elsewhere = unit.isdigit() and unit not in loaded.model.provinces
        found.append(_outside(where, unit) if elsewhere else unknown(where, BODY, contact.body, bodies))
    return found


def _check_step(region: Region, loaded: Loaded[Procedure], index: int, step: Step) -> list[Fault]:
    found: list[Fault] = []
    if step.owes and _nobody(region, [duty.body for duty in step.owes]):
        where = loaded.where("steps", index, "owes")
        vi, en = "không cơ quan nào trong vùng phải nộp", "no body of the region owes anything here"
        found.append(fault(where, f"{vi} ({region.code})", f"{en} ({region.code})"))
    if _nobody(region, [step.agreement.refer_to]):
        where = loaded.where("steps", index, "agreement", "refer_to")
        vi, en = "vùng không có cơ quan này", "the region has no such body"
        found.append(fault(where, f"{vi} ({region.code})", f"{en} ({region.code})"))
    return found


def _nobody(region: Region, selectors: list[str]) -> bool:
    try:
        return not select_all(region, selectors)
    except ValueError:
        return False  # It is no selector, which has been said already.
