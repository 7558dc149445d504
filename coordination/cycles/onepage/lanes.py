"""The columns of the matrix: who owes, by province in a region's cycle, by body in a province's ladder. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.kernel.text import Text
from coordination.regions.model import Body, Region


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the matrix: a province (and others that owe) in a region's cycle, a body in a province's ladder."""

    code: str
    name: Text


def lanes_of(region: Region, unit: str | None, owing: set[str]) -> dict[Lane, set[str]]:
    """Give the columns, each with its bodies: provinces first, then whoever else owes."""
    bodies = [body for body in region.bodies if body.code in owing]
    if unit:
        return {Lane(_letter(number), body.short): {body.code} for number, body in enumerate(bodies)}
    lanes = {
        Lane(each.code, each.name): {body.code for body in bodies if body.unit == each.code} for each in region.units
    }
    provinces = {each.code for each in region.units}
    others: dict[Lane, set[str]] = {}
    for body in bodies:
        if body.unit not in provinces:
            others.setdefault(_other_lane(body), set()).add(body.code)
    return lanes | others


def _other_lane(body: Body) -> Lane:
    national = body.level == "national"
    return Lane("TW", Text(vi="Trung ương", en="Central")) if national else Lane("V", Text(vi="Vùng", en="Region"))


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)
