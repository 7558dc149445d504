"""Which head the letters of a body bear on a day, with its unit's names filled in. Pure."""

from __future__ import annotations

from datetime import date

from coordination.kernel.text import Text
from coordination.regions.model import Body, Letterhead, Region, Unit
from coordination.regions.patterns import fill


def letterhead_of(region: Region, body: Body, day: date) -> Letterhead | None:
    """Give the head of a body's letters on a day with nothing left to fill in; None if its kind issues none.

    ``issuer`` is always there: the body's full name, unless its letters bear another.
    """
    kind = f"{body.level}.{body.kind}"
    head = next((each for each in region.letterheads if each.body == kind and _holds(each, day)), None)
    if head is None:
        return None
    unit = next((each for each in region.units if each.code == body.unit), None)
    full = {"unit": unit.full_name if unit else region.name}
    return head.model_copy(
        update={
            "parent": fill(head.parent, full) if head.parent else None,
            "issuer": fill(head.issuer, full) if head.issuer else body.name,
            "place": fill(head.place, {"unit": _seat(unit) if unit else region.name}),
            "signed_as": [fill(line, full) for line in head.signed_as],
        }
    )


def _seat(unit: Unit) -> Text:
    return unit.place or unit.name


def _holds(head: Letterhead, day: date) -> bool:
    return (head.basis.valid_from or date.min) <= day <= (head.basis.valid_to or date.max)
