"""National and regional configuration made one value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import TypeAdapter, ValidationError

from coordination.kernel.text import Text
from coordination.regions.model import (
    Body,
    BodyKind,
    Contact,
    Mail,
    National,
    Procedure,
    Region,
    RegionFile,
    Unit,
)

_MAIL = TypeAdapter[str](Mail)
_COUNTRY, _COUNTRY_SLUG = Text(vi="Việt Nam", en="Viet Nam"), "vn"
Borders = Mapping[str, Iterable[tuple[str, str]]]
"""Pairs of units with a common border, for each map of provinces."""


def is_address(text: str) -> bool:
    """Tell whether a text is an address one can write to; nothing is left to fill in."""
    try:
        return "{" not in _MAIL.validate_python(text)
    except ValidationError:
        return False


def resolve(national: National, region: RegionFile, procedures: Sequence[Procedure], borders: Borders) -> Region:
    """Give the region as it is on its day; what does not exist is left out, the checks tell it."""
    units = units_of(national, region)
    return Region(
        code=region.region,
        name=region.name,
        map_date=region.map_date,
        basis=region.basis,
        units=units,
        bodies=_bodies(national, region, units),
        announced_through=national.days_off.through,
        holidays=[*national.holidays, *region.holidays],
        readings=region.readings,
        sessions=national.sessions,
        council_sessions=region.council_sessions,
        indicators=national.indicators,
        procedures=[
            each if each.remind else each.model_copy(update={"remind": national.remind}) for each in procedures
        ],
        neighbours=_neighbours(national, region, borders),
    )


def units_of(national: National, region: RegionFile) -> list[Unit]:
    """Give the units of a region on its day, in the order of its file."""
    valid = {unit.code: unit for unit in national.units if _holds(unit, region.map_date)}
    return [valid[code] for code in dict.fromkeys(region.provinces) if code in valid]


def _holds(thing: Unit | BodyKind, day: date) -> bool:
    return (thing.valid_from or date.min) <= day <= (thing.valid_to or date.max)


def _bodies(national: National, region: RegionFile, units: Sequence[Unit]) -> list[Body]:
    kinds = [kind for kind in national.body_kinds if _holds(kind, region.map_date)]
    of_level = {level: [kind for kind in kinds if kind.level == level] for level in _LISTED}
    made = [_body(kind, _COUNTRY_SLUG, (_COUNTRY, _COUNTRY), _COUNTRY_SLUG) for kind in of_level["national"]]
    made += [_body(kind, region.region, (region.name, region.name), region.slug) for kind in of_level["region"]]
    made += [
        _body(kind, unit.code, (unit.full_name, unit.name), unit.slug)
        for unit in units
        for kind in of_level["province"]
    ]
    return [_with_contacts(body, region.contacts) for body in made]


_LISTED = ("national", "region", "province")


def _body(kind: BodyKind, unit: str, names: tuple[Text, Text], slug: str) -> Body:
    code, email = f"{unit}.{kind.code}", kind.mailbox.replace("{slug}", slug)
    contacts = [Contact(body=code, office=kind.office, email=email)] if is_address(email) else []
    head = (kind.head_mailbox or kind.mailbox).replace("{slug}", slug)
    if kind.head and is_address(head):
        contacts.append(Contact(body=code, office=kind.head, email=head, role="head"))
    return Body(
        code=code,
        kind=kind.code,
        level=kind.level,
        side=kind.side,
        unit=unit,
        name=_fill(kind.name, names[0]),
        short=_fill(kind.short, names[1]),
        contacts=contacts,
    )


def _fill(pattern: Text, name: Text) -> Text:
    return Text(vi=pattern.vi.replace("{unit}", name.vi), en=pattern.en.replace("{unit}", name.en))


def _with_contacts(body: Body, contacts: Sequence[Contact]) -> Body:
    own = [contact for contact in contacts if contact.body == body.code]
    roles = {contact.role for contact in own}
    kept = [contact for contact in body.contacts if contact.role not in roles]
    return body.model_copy(update={"contacts": [*own, *kept]}) if own else body


def _neighbours(national: National, region: RegionFile, borders: Borders) -> list[tuple[str, str]]:
    """Give the pairs of neighbours on the map whose units are those valid on the region's day."""
    if not borders:
        return []
    valid = {unit.code for unit in national.units if _holds(unit, region.map_date)}
    on_map = {name: {code for pair in pairs for code in pair} for name, pairs in borders.items()}
    nearest = min(sorted(on_map), key=lambda name: len(on_map[name] ^ valid))
    mine = set(region.provinces) & valid
    pairs = {(min(pair), max(pair)) for pair in borders[nearest] if mine.issuperset(pair)}
    return sorted(pairs)
