"""Shift-share: what of a province's growth follows the nation, its mix of sectors, and its own strength.

Sources: Dunn (1960), "A statistical and analytical technique for regional analysis", Papers of the Regional Science
Association 6; Esteban-Marquillas (1972), "A reinterpretation of shift-share analysis", Regional and Urban Economics 2,
for the homothetic split of the last part. All effects are in the unit of the figures given (constant prices) and add
up exactly to the change; the ``_points`` are percent of the base. It describes; it does not explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from coordination.kernel.text import Strict
from coordination.methods.joint_assessment.analysis.adding import adding_up
from coordination.methods.wording import exact_sum, rounded

HUNDRED = Decimal(100)
WIDE = 60
Sectors = Mapping[str, Decimal]
"""sector → figure."""


class Part(Strict):
    """The effects in one sector of one territory."""

    sector: str | None
    """None in the two-part version, which knows no sectors."""
    base: Decimal
    change: Decimal
    national: Decimal
    """What it would have gained at the reference's overall growth."""
    mix: Decimal
    """What its sector's own pace in the reference adds."""
    own: Decimal
    """What it gained beyond its sector in the reference: the regional (competitive) effect."""
    homothetic: Decimal | None = None
    """The competitive effect if it had the reference's mix (Esteban-Marquillas); the rest of ``own`` is allocation."""


class ShiftShare(Strict):
    """The effects of one territory over a span, in all and by sector."""

    unit: str
    base: Decimal
    change: Decimal
    national: Decimal
    mix: Decimal
    own: Decimal
    percent: Decimal
    national_points: Decimal
    mix_points: Decimal
    own_points: Decimal
    parts: tuple[Part, ...]

    @property
    def shift_points(self) -> Decimal:
        """Give the growth beyond the reference's: mix and own effect together."""
        return self.mix_points + self.own_points


def shift_share(unit: str, before: Sectors, after: Sectors, past: Sectors, present: Sectors) -> ShiftShare | None:
    """Split a territory's change against the reference's (``past`` to ``present``), sector by sector.

    Every sector must be in all four (ValueError). None where a base is not positive.
    """
    if not before.keys() == after.keys() == past.keys() == present.keys():
        message = "shift-share needs the same sectors everywhere"
        raise ValueError(message)
    base, whole = exact_sum(before.values()), exact_sum(past.values())
    if base <= 0 or any(value <= 0 for value in past.values()):
        return None
    with localcontext(prec=WIDE):
        pace = exact_sum(present.values()) / whole - 1
        parts = tuple(
            _part(
                sector,
                (before[sector], after[sector]),
                pace,
                present[sector] / past[sector] - 1,
                past[sector] / whole * base,
            )
            for sector in before
        )
        return _summed(unit, parts)


def two_part(unit: str, before: Decimal, after: Decimal, past: Decimal, present: Decimal) -> ShiftShare | None:
    """Split a change where no sectors are known: the reference's growth and the whole rest as the territory's own."""
    if before <= 0 or past <= 0:
        return None
    with localcontext(prec=WIDE):
        pace = present / past - 1
        return _summed(unit, (_part(None, (before, after), pace, pace, None),))


def _part(
    sector: str | None, values: tuple[Decimal, Decimal], pace: Decimal, own_pace: Decimal, expected: Decimal | None
) -> Part:
    before, after = values
    national, mix = before * pace, before * (own_pace - pace)
    lead = None if expected is None or before == 0 else rounded(expected * (after / before - 1 - own_pace))
    effects = adding_up([national, mix, after - before - national - mix])
    return Part(
        sector=sector,
        base=before,
        change=exact_sum(effects),
        national=effects[0],
        mix=effects[1],
        own=effects[2],
        homothetic=lead,
    )


def _summed(unit: str, parts: tuple[Part, ...]) -> ShiftShare:
    base = exact_sum(part.base for part in parts)
    effects = [exact_sum(getattr(part, name) for part in parts) for name in ("national", "mix", "own")]
    points = adding_up([effect * HUNDRED / base for effect in effects])
    return ShiftShare(
        unit=unit,
        base=base,
        change=exact_sum(effects),
        national=effects[0],
        mix=effects[1],
        own=effects[2],
        percent=exact_sum(points),
        national_points=points[0],
        mix_points=points[1],
        own_points=points[2],
        parts=parts,
    )
