"""Which bodies a selector means."""

from __future__ import annotations

import re

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
    return [
        body
        for body in region.bodies
        if body.level == match["level"] and body.kind == match["kind"] and (wanted is None or body.unit == wanted)
    ]


def select_all(region: Region, selectors: list[str], unit: str | None = None) -> list[Body]:
    """Give the bodies several selectors mean, each once, in the order first named."""
    found = {body.code: body for each in selectors for body in select(region, each, unit)}
    return list(found.values())
