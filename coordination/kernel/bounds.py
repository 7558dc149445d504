"""Between which bounds a number can be a figure: beyond them nobody can have meant it."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

from coordination.kernel.text import Text

GREATEST: Final = Decimal("1e24")
LEAST: Final = Decimal("1e-24")
MOST_DIGITS: Final = 15
"""Digits people compare by eye, and spreadsheet programs show."""
SHORT: Final = Context(prec=4)
UNWIELDY: Final = Text(
    vi="số quá lớn hoặc quá nhỏ để là một số liệu; kiểm tra đơn vị tính",
    en="the number is too large or too small to be a figure; check its unit",
)


def wieldy(value: Decimal) -> bool:
    """Say whether a number can be a figure: finite, and within all amounts.

    One that is not would bring down a region's result when that is computed.
    """
    return value.is_finite() and (not value or LEAST <= abs(value) < GREATEST)


def brief(value: Decimal) -> str:
    """Give a number with a decimal comma; with more than 15 digits in the short form ``1,234E+308``."""
    text = f"{value:f}" if value.is_finite() and -MOST_DIGITS <= value.adjusted() < MOST_DIGITS else ""
    if not text or len(value.as_tuple().digits) > MOST_DIGITS:
        text = str(SHORT.plus(value).normalize(SHORT))
    return text.replace(".", ",")
