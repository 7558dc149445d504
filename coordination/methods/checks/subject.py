"""One figure under one check, and the sentences that tell a finding on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from coordination.kernel.cells import PRECISION
from coordination.kernel.text import Text
from coordination.methods.checks.base import Declared
from coordination.methods.checks.found import Defined, Found, Key
from coordination.methods.checks.table import Table
from coordination.methods.wording import in_year, number, with_unit

FINEST = 6
"""Most decimals a message shows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A place of an indicator that a check looks at; ``unit`` is None for the units together."""

    table: Table
    indicator: Defined
    check: Declared
    unit: str | None
    period: int
    value: Decimal | None

    def found(
        self,
        vi: str,
        en: str,
        expected: Decimal | None = None,
        beside: tuple[Key, ...] = (),
        *,
        opening: Text | None = None,
    ) -> Found:
        """Make the finding; the sentence opens with the figure unless another opening is given."""
        opening = opening or self._opening()
        own = self.check.message
        return Found(
            severity=self.check.severity,
            code=self.check.code,
            indicator=self.indicator.code,
            unit=self.unit,
            period=self.period,
            message=Text(
                vi=f"{opening.vi}{vi}" + (f" {own.vi}" if own else ""),
                en=f"{opening.en}{en}" + (f" {own.en}" if own else ""),
            ),
            value=self.value,
            expected=expected,
            check=self.check,
            beside=beside,
        )

    def place(self) -> Text:
        """Name indicator, unit and year."""
        name, period = self.indicator.name, self.period
        if self.unit is None:
            return Text(vi=f"{in_year(name.vi, period)}", en=f"{name.en} in {period}")
        unit = self.table.name(self.unit)
        return Text(vi=f"{in_year(name.vi, period)} của {unit.vi}", en=f"{name.en} of {unit.en} in {period}")

    def amount(self, value: Decimal, indicator: Defined | None = None) -> Text:
        """Write a figure that was given, with all its digits and its unit."""
        return amount(value, indicator or self.indicator)

    def computed(self, expected: Decimal) -> Text:
        """Write a figure that was worked out, with no more decimals than needed to see that it differs."""
        return amount(self.short(expected), self.indicator)

    def short(self, expected: Decimal) -> Decimal:
        """Round what was worked out as far as it still differs from the figure."""
        finer = (_to(expected, decimals) for decimals in range(self._decimals(), FINEST))
        return next((short for short in finer if short != self.value), expected)

    def compared(self, other: Decimal) -> Text:
        """Write a figure to compare with, as its indicator publishes it; the unit stands with the figure itself."""
        finer = (_to(other, decimals) for decimals in range(self.indicator.decimals, FINEST))
        short = next(filter(None, finer), _to(other, FINEST))
        sign = self.indicator.unit.en if self.indicator.unit.en in {"%", "‰"} else ""
        return Text(vi=number(short, "vi") + sign, en=number(short, "en") + sign)

    def gap(self, expected: Decimal) -> Text:
        """Write how far the figure lies from what was expected."""
        away = abs((self.value or Decimal(0)) - expected)
        away = next(filter(None, (_to(away, decimals) for decimals in range(self._decimals(), FINEST))), away)
        if not self.indicator.unit.en.startswith("%"):
            return amount(away, self.indicator)
        away = _to(away, FINEST)
        return Text(vi=f"{number(away, 'vi')} điểm phần trăm", en=f"{number(away, 'en')} percentage points")

    def _decimals(self) -> int:
        own = places(self.value) if self.value is not None else 0
        return min(max(self.indicator.decimals, own), FINEST)

    def _opening(self) -> Text:
        place = self.place()
        if self.value is None:
            return place
        written = self.amount(self.value)
        return Text(vi=f"{place.vi} là {written.vi}", en=f"{place.en}: {written.en}")


def amount(value: Decimal, indicator: Defined) -> Text:
    """Write a figure with its unit."""
    short, unit = _to(value, FINEST), indicator.unit
    return Text(vi=with_unit(number(short, "vi"), unit.vi), en=with_unit(number(short, "en"), unit.en))


def share(percent: Decimal) -> Text:
    """Write a percentage that was worked out."""
    short = _to(percent, 1)
    return Text(vi=f"{number(short, 'vi')}%", en=f"{number(short, 'en')}%")


def places(value: Decimal) -> int:
    """Count the decimals a number needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _to(value: Decimal, decimals: int) -> Decimal:
    if places(value) <= decimals:
        return value
    with localcontext(prec=PRECISION):
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
