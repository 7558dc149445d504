"""What is said of mail must hold together: who is told, what is acknowledged, which letters notices carry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.checks.common import (
    Known,
    Loaded,
    check_selector,
    overlap,
    said_twice,
    twice,
)
from coordination.regions.faults import fault, unknown
from coordination.regions.model import MAIL_EVENTS, Body, Letterhead, National, Procedure, Region, RegionFile
from coordination.regions.rules import SELECTOR, select

EVENT, TOLD_BY = Text(vi="sự kiện", en="event"), Text(vi="nơi nhận", en="recipient")
HEAD, PLACEHOLDER = Text(vi="mẫu đầu văn bản", en="letterhead"), Text(vi="chỗ điền", en="placeholder")
STANDING_FOR = {"self", "addressees"}
"""Whom an event of the mail may be told to besides bodies: the body it speaks of, those a circular is sent to."""
ASKED = "announcement.made"
"""The one event of the mail that may ask for an acknowledgement; of the others, asking would never end."""
_BRACES = re.compile(r"\{[^}]*\}?")


def check_mail(loaded: Loaded[National], known: Known) -> list[Fault]:
    """Give what does not hold together in what the national file says of mail."""
    national = loaded.model
    found = check_letterheads(loaded, national.letterheads, national)
    if national.nationwide is not None:
        found += check_selector(loaded.where("nationwide", "office"), national.nationwide.office, national)
    return [*_check_tells(loaded), *_check_acknowledged(loaded, known), *found]


def _check_tells(loaded: Loaded[National]) -> list[Fault]:
    tells = loaded.model.tells
    found = [
        said_twice(loaded.where("tells", at, "event"), EVENT, tells[at].event) for at in twice(t.event for t in tells)
    ]
    for at, tell in enumerate(tells):
        if tell.event not in MAIL_EVENTS:
            found.append(unknown(loaded.where("tells", at, "event"), EVENT, tell.event, MAIL_EVENTS))
        for number, to in enumerate(tell.to):
            if to not in STANDING_FOR:
                found += check_selector(loaded.where("tells", at, "to", number), to, loaded.model)
    return found


def _check_acknowledged(loaded: Loaded[National], known: Known) -> list[Fault]:
    """Check that each event is in one rule, happens, and is not itself about an acknowledgement."""
    events = {*known.events, ASKED}
    found: list[Fault] = []
    seen: set[str] = set()
    for at, rule in enumerate(loaded.model.acknowledge):
        for number, event in enumerate(rule.events):
            where = loaded.where("acknowledge", at, "events", number)
            if event in seen:
                found.append(said_twice(where, EVENT, event))
            elif event in MAIL_EVENTS and event != ASKED:
                vi = f"không đòi xác nhận '{event}': thư về thư sẽ không bao giờ dứt"
                found.append(fault(where, vi, f"'{event}' is not acknowledged: mail about mail would never end"))
            elif event not in events:
                found.append(unknown(where, EVENT, event, events))
            seen.add(event)
    return found


def check_letterheads(
    loaded: Loaded[National] | Loaded[RegionFile], heads: Sequence[Letterhead], national: National
) -> list[Fault]:
    """Check that heads are those of kinds of bodies there are, one on a day, and leave nothing to fill in."""
    kinds = {f"{kind.level}.{kind.code}" for kind in national.body_kinds}
    found: list[Fault] = []
    for at, head in enumerate(heads):
        where = loaded.where("letterheads", at, "body")
        if head.body not in kinds:
            found.append(unknown(where, Text(vi="loại cơ quan", en="kind of body"), head.body, kinds))
        elif any(other.body == head.body and overlap(other.basis, head.basis) for other in heads[:at]):
            vi = f"{HEAD.vi} của '{head.body}' có hai lần trong cùng thời gian; ghi valid_from, valid_to của căn cứ"
            en = f"the {HEAD.en} of '{head.body}' is there twice at one time; give valid_from, valid_to of the basis"
            found.append(fault(where, vi, en))
        found += [
            unknown(loaded.where("letterheads", at, *loc, language), PLACEHOLDER, braces, ["{unit}"])
            for loc, text in _patterns(head)
            for language in ("vi", "en")
            for braces in _BRACES.findall(text.in_language(language))
            if braces != "{unit}"
        ]
    return found


def _patterns(head: Letterhead) -> list[tuple[tuple[str | int, ...], Text]]:
    named = {"parent": head.parent, "issuer": head.issuer, "place": head.place}
    lines: list[tuple[tuple[str | int, ...], Text]] = [
        (("signed_as", number), line) for number, line in enumerate(head.signed_as)
    ]
    return [*(((name,), text) for name, text in named.items() if text is not None), *lines]


def check_bundle(loaded: Loaded[Procedure], national: National, region: str | None) -> list[Fault]:
    """Check that what notices carry belongs to events and recipients the procedure tells, and is something."""
    procedure = loaded.model
    told = {tell.event: tell.to for tell in procedure.tells}
    found = [
        said_twice(loaded.where("bundle", at, "event"), EVENT, procedure.bundle[at].event)
        for at in twice(each.event for each in procedure.bundle)
    ]
    for at, each in enumerate(procedure.bundle):
        if each.event not in told:
            found.append(unknown(loaded.where("bundle", at, "event"), EVENT, each.event, told))
        found += [
            unknown(loaded.where("bundle", at, "to", number), TOLD_BY, to, told[each.event])
            for number, to in enumerate(each.to)
            if each.event in told and to not in told[each.event]
        ]
        if each.letter is None and not each.data:
            vi, en = "không kèm gì: ghi letter, hoặc data: true", "carries nothing: give a letter, or data: true"
            found.append(fault(loaded.where("bundle", at), vi, en))
        found += check_selector(loaded.where("bundle", at, "issuer"), each.issuer, national, region)
    return found


def check_issuers(region: Region, loaded: Loaded[Procedure]) -> list[Fault]:
    """Check that whoever issues a letter in a region exists there and has a head for it."""
    heads = {head.body for head in region.letterheads}
    found: list[Fault] = []
    for at, each in enumerate(loaded.model.bundle):
        if each.letter is None:
            continue
        issues = {f"{body.level}.{body.kind}" for body in _bodies(region, each.issuer)}
        if not issues or not issues <= heads:
            where = loaded.where("bundle", at, "issuer" if "issuer" in each.model_fields_set else "letter")
            vi = f"'{each.issuer}' không có mẫu đầu văn bản (letterheads) trong vùng {region.code}"
            en = f"'{each.issuer}' has no head for its letters (letterheads) in the region {region.code}"
            found.append(fault(where, vi, en))
    return found


def _bodies(region: Region, selector: str) -> list[Body]:
    there = region.body(selector) is not None or SELECTOR.fullmatch(selector)
    return select(region, selector) if there else []  # What is no selector has been said already.
