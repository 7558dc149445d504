"""What the national file says must hold together: units, kinds of bodies, sessions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.checks.common import (
    Dated,
    Known,
    Loaded,
    check_holidays,
    check_ladder,
    check_rules,
    check_statuses,
    overlap,
    said_twice,
    twice,
    valid,
)
from coordination.regions.checks.mail import check_mail
from coordination.regions.communes_list import read_list
from coordination.regions.faults import fault, unknown
from coordination.regions.model import National
from coordination.regions.patterns import is_address
from coordination.regions.source import place

UNIT, KIND = Text(vi="đơn vị", en="unit"), Text(vi="loại cơ quan", en="kind of body")
SESSION, PROCEDURE = Text(vi="kỳ họp", en="session"), Text(vi="quy trình", en="procedure")
TIERS = Text(vi="mô hình", en="set of tiers")
_BRACES = re.compile(r"\{[^}]*\}?")
_ANY_SLUG = "can-tho"
_Thing = TypeVar("_Thing", bound=Dated)


def check_national(loaded: Loaded[National], known: Known) -> list[Fault]:
    """Give what does not hold together in the national file."""
    national = loaded.model
    kinds = {session.kind for session in national.sessions}
    return [
        *_overlapping(loaded, "units", national.units, lambda unit: unit.code, UNIT),
        *_overlapping(loaded, "body_kinds", national.body_kinds, lambda kind: (kind.level, kind.code), KIND),
        *_overlapping(loaded, "tiers", national.tiers, lambda _: "tiers", TIERS),
        *(
            said_twice(loaded.where("sessions", at), SESSION, national.sessions[at].kind)
            for at in twice(each.kind for each in national.sessions)
        ),
        *(
            said_twice(loaded.where("procedures", at), PROCEDURE, national.procedures[at])
            for at in twice(national.procedures)
        ),
        *_check_slugs(loaded),
        *_check_successions(loaded),
        *_check_bodies(loaded),
        *check_holidays(loaded, national.holidays, [], {unit.code for unit in national.units}),
        *_check_communes(loaded),
        *check_ladder(loaded, national.remind, national),
        *check_mail(loaded, known),
        *check_rules(loaded, kinds, known),
        *check_statuses(loaded),
    ]


def _overlapping(
    loaded: Loaded[National],
    key: str,
    things: Sequence[_Thing],
    name: Callable[[_Thing], Hashable],
    noun: Text,
) -> list[Fault]:
    found: list[Fault] = []
    before: dict[Hashable, list[_Thing]] = defaultdict(list)
    for index, thing in enumerate(things):
        same = before[name(thing)]
        if any(overlap(thing, other) for other in same):
            code = str(getattr(thing, "code", ""))
            vi = f"{noun.vi} '{code}' có hai lần trong cùng thời gian"
            en = f"the {noun.en} '{code}' is there twice at one time"
            found.append(fault(loaded.where(key, index), vi, en))
        same.append(thing)
    return found


def _check_slugs(loaded: Loaded[National]) -> list[Fault]:
    """Check that no two units of one time share the name that addresses and files are made of."""
    units, noun = loaded.model.units, Text(vi="tên không dấu", en="slug")
    return [
        said_twice(loaded.where("units", index, "slug"), noun, unit.slug)
        for index, unit in enumerate(units)
        if any(other.slug == unit.slug and overlap(unit, other) for other in units[:index])
    ]


def _check_successions(loaded: Loaded[National]) -> list[Fault]:
    units = loaded.model.units
    ended = {unit.code: unit.name.vi for unit in units if unit.valid_to is not None}
    all_codes = {unit.code: unit.name.vi for unit in units}
    found: list[Fault] = []
    for index, unit in enumerate(units):
        for at, code in enumerate(unit.predecessors):
            if code not in ended:
                where = loaded.where("units", index, "predecessors", at)
                noun = Text(vi="đơn vị đã kết thúc", en="former unit")
                found.append(unknown(where, noun, code, ended, ended))
        if unit.successor is not None and unit.successor not in all_codes:
            where = loaded.where("units", index, "successor")
            found.append(unknown(where, UNIT, unit.successor, all_codes, all_codes))
    return found


def _check_bodies(loaded: Loaded[National]) -> list[Fault]:
    found: list[Fault] = []
    for index, kind in enumerate(loaded.model.body_kinds):
        boxes = {"mailbox": kind.mailbox, "head_mailbox": kind.head_mailbox}
        found += [
            fault(
                loaded.where("body_kinds", index, key),
                f"'{box}' không thành địa chỉ thư; cần như ubnd@{{slug}}.example",
                f"'{box}' makes no address; wanted one like ubnd@{{slug}}.example",
            )
            for key, box in boxes.items()
            if box is not None and not is_address(box.replace("{slug}", _ANY_SLUG))
        ]
        for name, text in (("name", kind.name), ("short", kind.short)):
            for language in ("vi", "en"):
                where = loaded.where("body_kinds", index, name, language)
                found += _check_braces(where, text.in_language(language), kind.level)
    return found


def _check_braces(where: str, text: str, level: str) -> list[Fault]:
    noun = Text(vi="chỗ điền", en="placeholder")
    known = ["{unit}", "{province}"] if level == "commune" else ["{unit}"]
    return [unknown(where, noun, braces, known) for braces in _BRACES.findall(text) if braces not in known]


def _check_communes(loaded: Loaded[National]) -> list[Fault]:
    national = loaded.model
    path = Path(loaded.document.path).parent / national.communes.file
    if not path.is_file():
        noun = Text(vi="tệp", en="file")
        return [unknown(loaded.where("communes", "file"), noun, national.communes.file, [])]
    listed = read_list(path)
    kinds = {kind.code for kind in national.body_kinds if kind.level == "commune"}
    there = {unit.code: unit.name.vi for unit in national.units if valid(unit, national.communes.valid_from)}
    return [
        *listed.faults,
        *(unknown(place(listed.path, (1, 1)), KIND, name, kinds) for name in listed.kinds if name not in kinds),
        *(
            unknown(place(listed.path, (row.line, 1)), Text(vi="tỉnh", en="province"), row.province, there, there)
            for row in listed.rows
            if row.province not in there
        ),
    ]
