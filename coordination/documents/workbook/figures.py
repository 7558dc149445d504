"""Numbers in a workbook: what survives being a spreadsheet's number, and what has to stand as text."""

from __future__ import annotations

from decimal import Context, Decimal

SHOWN = Context(prec=15)
"""Digits a spreadsheet program keeps and shows; its files hold binary fractions of about 16."""
EXACT = Context(prec=400)


def shown(number: Decimal) -> Decimal:
    """Give a number as spreadsheet programs show it: whole ones as they are, others to 15 digits, no idle zeros.

    ValueError for what is no number.
    """
    if not number.is_finite():
        raise ValueError("no number")
    if number == number.to_integral_value(context=EXACT):
        return Decimal(int(number))
    return Decimal(f"{SHOWN.plus(number).normalize(SHOWN):f}")


def as_float(number: Decimal) -> float | None:
    """Give the float that a workbook can hold in place of a number, None where it would come back as another."""
    written = float(f"{float(number):.16G}")
    if written in (float("inf"), float("-inf")) or shown(Decimal(repr(written))) != number:
        return None
    return written


def plain(number: Decimal) -> str:
    """Give all digits of a number with a decimal comma and nothing between the thousands."""
    return f"{number:f}".replace(".", ",")
