"""What all declared checks have in common, and how far figures that should agree may lie apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text

Severity = Literal["error", "warning", "note"]
"""An error keeps a figure out; a warning needs a word of explanation; a note only informs."""
FindingCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
IndicatorCode = Annotated[str, Field(min_length=1)]
UnitCode = Annotated[str, Field(min_length=1)]


class Tolerance(Strict):
    """How far two figures that should agree may lie apart: the greater of the two allowances."""

    absolute: Decimal = Field(default=Decimal(0), ge=0, description="Allowance in the indicator's own unit.")
    percent: Decimal = Field(default=Decimal("0.5"), ge=0, description="Allowance in per cent of the expected figure.")

    def allows(self, value: Decimal, expected: Decimal) -> bool:
        """Say whether a value is near enough to what was expected."""
        return abs(value - expected) <= self.around(expected)

    def around(self, expected: Decimal) -> Decimal:
        """Give the allowance about an expected figure."""
        return max(self.absolute, abs(expected) * self.percent / 100)


class Declared(Strict):
    """What every declared check has."""

    kind: str
    code: FindingCode
    severity: Severity = Field(default="warning", description="Weight of a finding of this check.")
    message: Text | None = Field(
        default=None, description="Words of its own, added to the sentence that tells the figures and the reason."
    )

    @property
    def mentions(self) -> tuple[str, ...]:
        """Codes of the other indicators the check reads."""
        return ()


class Term(Strict):
    """One term of a balance: an indicator, added or taken away."""

    indicator: IndicatorCode = Field(description="Code of the indicator.")
    sign: Literal[1, -1] = Field(default=1, description="1 adds the figure, -1 takes it away.")
