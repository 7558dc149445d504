"""National and regional configuration made one value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.regions.model import (
    Body,
    BodyKind,
    Contact,
    Letterhead,
    National,
    Procedure,
    Region,
    RegionFile,
    Unit,
)
from coordination.regions.patterns import Place, body_of

_COUNTRY, _COUNTRY_SLUG = Text(vi="Việt Nam", en="Viet Nam"), "vn"
LISTED = ("national", "region", "province")
"""Levels whose bodies a region holds; those of communes are too many and are made when they are written to."""
Borders = Mapping[str, Iterable[tuple[str, str]]]
"""Pairs of units with a common border, for each map of provinces."""


def resolve(
    national: National,
    region: RegionFile,
    procedures: Sequence[Procedure],
    borders: Borders,
    indicators: Sequence[Indicator],
) -> Region:
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
        indicators=list(indicators),
        procedures=[
            each if each.remind else each.model_copy(update={"remind": national.remind}) for each in procedures
        ],
        tells=national.tells,
        acknowledge=national.acknowledge,
        letterheads=_letterheads(national, region),
        neighbours=_neighbours(national, region, borders),
    )


def _letterheads(national: National, region: RegionFile) -> list[Letterhead]:
    own = {head.body for head in region.letterheads}
    return [*region.letterheads, *(head for head in national.letterheads if head.body not in own)]


def units_of(national: National, region: RegionFile) -> list[Unit]:
    """Give the units of a region on its day, in the order of its file."""
    valid = {unit.code: unit for unit in national.units if holds(unit, region.map_date)}
    return [valid[code] for code in dict.fromkeys(region.provinces) if code in valid]


def holds(thing: Unit | BodyKind, day: date) -> bool:
    """Tell whether a unit or a kind of body exists on a day."""
    return (thing.valid_from or date.min) <= day <= (thing.valid_to or date.max)


def _bodies(national: National, region: RegionFile, units: Sequence[Unit]) -> list[Body]:
    kinds = [kind for kind in national.body_kinds if holds(kind, region.map_date)]
    of_level = {level: [kind for kind in kinds if kind.level == level] for level in LISTED}
    country = Place(_COUNTRY_SLUG, _COUNTRY_SLUG, {"unit": _COUNTRY}, {"unit": _COUNTRY})
    here = Place(region.region, region.slug, {"unit": region.name}, {"unit": region.name})
    there = [Place(unit.code, unit.slug, {"unit": unit.full_name}, {"unit": unit.name}) for unit in units]
    made = [body_of(kind, country) for kind in of_level["national"]]
    made += [body_of(kind, here) for kind in of_level["region"]]
    made += [body_of(kind, place) for place in there for kind in of_level["province"]]
    return [_with_contacts(body, region.contacts) for body in made]


def _with_contacts(body: Body, contacts: Sequence[Contact]) -> Body:
    own = [contact for contact in contacts if contact.body == body.code]
    roles = {contact.role for contact in own}
    kept = [contact for contact in body.contacts if contact.role not in roles]
    return body.model_copy(update={"contacts": [*own, *kept]}) if own else body


def _neighbours(national: National, region: RegionFile, borders: Borders) -> list[tuple[str, str]]:
    """Give the pairs of neighbours on the map whose units are those valid on the region's day."""
    if not borders:
        return []
    valid = {unit.code for unit in national.units if holds(unit, region.map_date)}
    on_map = {name: {code for pair in pairs for code in pair} for name, pairs in borders.items()}
    nearest = min(sorted(on_map), key=lambda name: len(on_map[name] ^ valid))
    mine = set(region.provinces) & valid
    pairs = {(min(pair), max(pair)) for pair in borders[nearest] if mine.issuperset(pair)}
    return sorted(pairs)
