"""Which bodies a selector means."""

from __future__ import annotations

import re
from collections import defaultdict

from coordination.kernel.remember import remembered
from coordination.regions.model import Body, Region

SELECTOR = re.compile(
    r"(?P<level>national|region|province|district|commune)\.(?P<kind>[a-z][a-z0-9_]*)(?:@(?P<unit>[0-9A-Z]{2,5}))?"
)


def select(region: Region, selector: str, unit: str | None = None) -> list[Body]:
    """Give the bodies a selector means, in the region's order.

    ``province.peoples_committee`` means every province's; inside a cycle of one province (``unit``)
    it means that province's alone. ``province.peoples_committee@92`` always means that of unit 92.
    A body's own code (``92.peoples_committee``) means itself. ValueError if it is not a selector.
    """
    named = region.body(selector)
    if named is not None:
        return [named]
    match = SELECTOR.fullmatch(selector)
    if match is None:
        raise ValueError(selector)
    wanted = match["unit"] or (unit if match["level"] == "province" else None)
    return list(_roles(region).get((match["level"], match["kind"], wanted), ()))


@remembered
def _roles(region: Region) -> dict[tuple[str, str, str | None], list[Body]]:
    """Give the bodies of a region by level, kind and unit (None: of all units)."""
    found: dict[tuple[str, str, str | None], list[Body]] = defaultdict(list)
    for body in region.bodies:
        for unit in (None, body.unit):
            found[body.level, body.kind, unit].append(body)
    return dict(found)


def select_all(region: Region, selectors: list[str], unit: str | None = None) -> list[Body]:
    """Give the bodies several selectors mean, each once, in the order first named."""
    found = {body.code: body for each in selectors for body in select(region, each, unit)}
    return list(found.values())
