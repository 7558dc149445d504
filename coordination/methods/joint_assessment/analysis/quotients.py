"""Location quotients: in which sectors a province is stronger than the reference.

Sources: Florence (1939), "Report on the location of industry" (the quotient; used for exports by Balassa 1965);
Dalum, Laursen and Villumsen (1998), "Structural change in OECD export specialisation patterns", International Review
of Applied Economics 12 (the symmetric form, −1 to 1). Quotients have no unit: 1 is the reference's own share.
A high quotient says where a province is specialised, not that it should be.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Literal

from coordination.kernel.text import Strict, Text
from coordination.methods.joint_assessment.analysis.shift_share import Sectors
from coordination.methods.wording import exact_sum, rounded

Strength = Literal["strong", "above", "like", "below"]
WORDS: dict[Strength, Text] = {
    "strong": Text(vi="lợi thế rõ", en="clear advantage"),
    "above": Text(vi="cao hơn mức chung", en="above the reference"),
    "like": Text(vi="tương đương mức chung", en="like the reference"),
    "below": Text(vi="thấp hơn mức chung", en="below the reference"),
}
WIDE = 60


class Limits(Strict):
    """From which quotient on which word is used: customary, not set by any act."""

    strong: Decimal = Decimal("1.5")
    above: Decimal = Decimal("1.1")
    below: Decimal = Decimal("0.9")
    small_share: Decimal = Decimal(2)
    """A sector with less than this percent of the reference gives quotients that jump with single plants."""


class Quotient(Strict):
    """How strong a sector is in a territory."""

    unit: str
    sector: str
    value: Decimal
    """The sector's figure in the territory."""
    share: Decimal
    """Its share of the territory, percent."""
    reference_share: Decimal
    """Its share of the reference, percent."""
    quotient: Decimal
    symmetric: Decimal
    strength: Strength
    small_base: bool


def quotients(unit: str, here: Sectors, reference: Sectors, limits: Limits) -> tuple[Quotient, ...]:
    """Give the quotient of every sector that the territory and the reference both have."""
    whole, all_told = exact_sum(here.values()), exact_sum(reference.values())
    if whole <= 0 or all_told <= 0:
        return ()
    return tuple(
        _quotient(unit, sector, (here[sector], whole), (reference[sector], all_told), limits)
        for sector in here
        if reference.get(sector, Decimal(0)) > 0
    )


def _quotient(
    unit: str, sector: str, own: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], limits: Limits
) -> Quotient:
    with localcontext(prec=WIDE):
        share, reference = own[0] * 100 / own[1], other[0] * 100 / other[1]
        found = share / reference
        return Quotient(
            unit=unit,
            sector=sector,
            value=own[0],
            share=rounded(share),
            reference_share=rounded(reference),
            quotient=rounded(found),
            symmetric=rounded((found - 1) / (found + 1)),
            strength=_strength(found, limits),
            small_base=reference < limits.small_share,
        )


def _strength(found: Decimal, limits: Limits) -> Strength:
    if found >= limits.strong:
        return "strong"
    if found >= limits.above:
        return "above"
    return "below" if found < limits.below else "like"
