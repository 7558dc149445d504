"""Figures as people type them into a dialogue: with a decimal comma or point, and refused where they mean two things."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.numerals import read
from coordination.kernel.text import Text, one_line

_AS_GROUP: Final = 3
"""Digits behind a sign that may as well be a group of thousands."""


def figure(word: str) -> Decimal:
    """Read a figure: ``95000``, ``88.5``, ``88,5``, ``1.234.567,8``.

    Raises InvalidInputError for what is none, and for what is two: ``88.000`` is 88 or 88000, which nobody may guess in a
    record that is never changed.
    """
    reading, shown = read(word), one_line(word)
    if reading.ambiguous:
        raise InvalidInputError(
            Fault(
                Text(vi=f"“{shown}” hiểu được hai cách", en=f"“{shown}” can be read in two ways"),
                "value",
                fix=_either(word),
            )
        )
    value = reading.cell.value
    if value is None or reading.trailing or not any(map(str.isdigit, word)):
        raise InvalidInputError(
            Fault(
                reading.remark or Text(vi=f"“{shown}” không phải là số", en=f"“{shown}” is not a number"),
                "value",
                fix=Text(
                    vi="chỉ viết con số, theo đơn vị tính của chỉ tiêu: 28500 hoặc 88,5",
                    en="write the number alone, in the indicator's unit: 28500 or 88.5",
                ),
            )
        )
    return value


def digits(value: Decimal) -> str:
    """Give every digit of a figure as it is kept, less the zeros that say nothing."""
    text = f"{value:f}"  # normalize() would round a long one
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Decimal) -> Text:
    """Write a figure without groups, so that it can be read in one way only and typed again."""
    whole, point, part = digits(value).partition(".")
    part += "0" if len(part) == _AS_GROUP else ""
    return Text(vi=f"{whole}{point and ','}{part}", en=f"{whole}{point}{part}")


def _either(word: str) -> Text:
    pointed, whole = sorted(
        (read(word, ",").cell.value or Decimal(0), read(word, ".").cell.value or Decimal(0)), key=abs
    )
    vi, en = plain(pointed).vi, plain(pointed).en
    if vi == en:  # a whole number: with its decimal it cannot be taken for a slip
        vi, en = f"{vi},0", f"{en}.0"
    return Text(vi=f"viết {plain(whole).vi} hoặc {vi}", en=f"write {plain(whole).en} or {en}")
