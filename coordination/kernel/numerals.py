"""Numbers as people in Viet Nam write them into tables, and back.

Signs of tables follow the yearbooks of the statistical office: “-” is nil, “…” is not collected, “x” does not apply.
The yearbooks have no sign for a figure that is withheld or not yet due; those are ours, and written out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final, Literal

from coordination.kernel.cells import MISSING, NOT_APPLICABLE, PRECISION, Cell, State
from coordination.kernel.text import Text, nfc, one_line
from coordination.kernel.units import nearest, unit_of

MOST_DIGITS: Final = 40
"""Digits, before or after the point, that no figure exceeds."""
LONGEST: Final = 80
"""Signs that a number and its unit never need; a longer text is no figure, and remarks quote no more."""

Raw = str | int | float | Decimal | bool | date | time | timedelta | None
"""What a cell of a sheet may hold."""
Point = Literal[",", "."]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the cell, what there is to say about it, and what stood behind the number.

    ``refused`` says that the text is neither a number nor a sign of tables; its cell is missing. When ``ambiguous``, the
    cell holds the Vietnamese reading and the remark both.
    """

    cell: Cell
    remark: Text | None = None
    ambiguous: bool = False
    refused: bool = False
    trailing: str = ""


_MARKS: Final = {
    State.ZERO: Text(vi="-", en="-"),
    State.MISSING: Text(vi="…", en="…"),
    State.NOT_APPLICABLE: Text(vi="x", en="x"),
    State.SUPPRESSED: Text(vi="bảo mật", en="confidential"),
    State.NOT_YET_DUE: Text(vi="chưa đến hạn", en="not yet due"),
}
_READ: Final = (
    {
        each.in_language(language): Cell(state)
        for state, each in _MARKS.items()
        if state is not State.ZERO
        for language in ("vi", "en")
    }
    | dict.fromkeys(("", "..", "..."), MISSING)
    | {"-": Cell.of(Decimal(0)), "không áp dụng": NOT_APPLICABLE}
)
_PLAIN: Final = (
    {0xFF01 + at: 0x21 + at for at in range(94)}  # full-width forms, as East Asian keyboards write them
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
    | dict.fromkeys(map(ord, "’‘ʼ"), "'")
)
_ERROR: Final = re.compile(r"#(?:[A-Z][A-Z0-9/_]*[!?]?|#+)|Err:[0-9]+", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,4}([/-])\d{1,2}(?:\1\d{1,4})?(?: .*)?|\d{1,2}\.\d{1,2}\.\d{4}", re.ASCII)
_NUMBER: Final = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+-]?)\s*(?P<body>\d(?:[\d.,' ]*\d)?)\s*(?P<close>\))?", re.ASCII
)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:([., '])\d{3})(?:\1\d{3})*", re.ASCII)


def read(raw: Raw, decimals: Point | None = None) -> Reading:
    """Read one cell; ``decimals`` says which sign the writer uses for decimals and settles “1.234”."""
    if raw is None:
        return Reading(MISSING)
    if isinstance(raw, str):
        return _text(raw, decimals)
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return _refused(str(raw), "là đúng/sai, ngày hoặc giờ", "is a truth value, a date or a time")
    exact = Decimal(repr(float(raw))) if isinstance(raw, float) else Decimal(raw)
    if not exact.is_finite() or abs(exact.adjusted()) > MOST_DIGITS:
        return _refused(
            str(exact), "không phải là số hữu hạn, hoặc quá lớn, quá nhỏ", "is infinite, too great or too small"
        )
    return Reading(Cell.of(exact))


def mark_of(state: State, language: str = "vi") -> str:
    """Give the sign a table prints for a state; ValueError for a value, which is printed as itself."""
    if state not in _MARKS:
        raise ValueError("a value has no sign of its own")
    return _MARKS[state].in_language(language)


def written(value: Decimal | float, decimals: int | None, language: str) -> str:
    """Write a number: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Without ``decimals`` an exact number keeps its own digits, less trailing zeros.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    with localcontext(prec=PRECISION):
        if decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        shown = f"{exact or abs(exact):,f}"  # "-0,0" reads as an error
    if decimals is None and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def _text(raw: str, decimals: Point | None) -> Reading:
    text = " ".join(nfc(raw).translate(_PLAIN).split())  # split() knows the no-break and thin spaces
    if (mark := _READ.get(text.casefold())) is not None:
        return Reading(mark)
    if len(text) > LONGEST:
        return _refused(text, "dài quá một số liệu", "is longer than any figure")
    if _ERROR.fullmatch(text):
        return Reading(
            MISSING, Text(vi=f"ô báo lỗi {text}, coi như thiếu", en=f"the cell shows {text}; taken as missing")
        )
    if _DATE.fullmatch(text):
        return _refused(text, "là ngày tháng, khoảng hoặc phân số", "is a date, a range or a fraction")
    return _number(text, decimals)


def _number(text: str, decimals: Point | None) -> Reading:
    found = _NUMBER.match(text)
    if found is None or bool(found["open"]) is not bool(found["close"]) or (found["open"] and found["sign"]):
        return _refused(text, "không phải là số", "is not a number")
    trailing = text[found.end() :].strip()
    if trailing and unit_of(trailing) is None:
        return _followed(text, trailing)
    reading = _figure(text, found["body"], decimals, negative=bool(found["open"]) or found["sign"] == "-")
    return _with_unit(reading, trailing) if trailing and not reading.refused else reading


def _figure(text: str, body: str, decimals: Point | None, *, negative: bool) -> Reading:
    if sum(sign.isdigit() for sign in body) > MOST_DIGITS:
        return _refused(text, "dài quá một số liệu", "is longer than any figure")
    ways = _ways(body)
    if not ways:
        return _refused(text, "ngắt nhóm chữ số không đúng", "has its digits grouped wrongly")
    values = {sign: -value if negative else value for sign, value in ways.items()}
    chosen = Reading(Cell.of(values.get(decimals or ",", next(iter(values.values())))))
    if decimals is None:
        return _either(text, values) if len(set(values.values())) > 1 else chosen
    if decimals in values:
        return chosen
    return replace(
        chosen,
        remark=Text(
            vi=f"“{text}” không dùng dấu thập phân “{decimals}”", en=f"“{text}” does not use “{decimals}” for decimals"
        ),
    )


def _either(text: str, values: dict[str, Decimal]) -> Reading:
    vi, en = ([written(values[point], None, language) for point in (",", ".")] for language in ("vi", "en"))
    remark = Text(
        vi=f"“{text}” hiểu được hai cách, {vi[0]} hoặc {vi[1]}; tạm đọc là {vi[0]}",
        en=f"“{text}” can be read as {en[0]} or as {en[1]}; {en[0]} is taken",
    )
    return Reading(Cell.of(values[","]), remark, ambiguous=True)


def _ways(body: str) -> dict[str, Decimal]:
    """Give what the digits say by the sign taken for decimals; nothing when neither reading groups them rightly."""
    ways = {}
    for point in (",", "."):
        whole, _, part = body.partition(point)
        grouped = _GROUPED.fullmatch(whole)
        if (whole.isdigit() or (grouped and grouped[1] != point)) and (part.isdigit() or point not in body):
            ways[point] = Decimal(re.sub(r"\D", "", whole) + ("." + part if part else ""))
    return ways


def _with_unit(reading: Reading, trailing: str) -> Reading:
    said = Text(vi=f"sau số có ghi “{trailing}”", en=f"“{trailing}” stands behind the number")
    if (first := reading.remark) is not None:
        said = Text(vi=f"{first.vi}; {said.vi}", en=f"{first.en}; {said.en}")
    return replace(reading, remark=said, trailing=trailing)


def _followed(text: str, trailing: str) -> Reading:
    meant, trailing = nearest(trailing), one_line(trailing)
    return _refused(
        text,
        f"có chữ “{trailing}” sau số" + (f" (có phải “{meant.name.vi}”?)" if meant else ""),
        f"has “{trailing}” behind the number" + (f" (is it “{meant.name.en}”?)" if meant else ""),
        trailing,
    )


def _refused(text: str, vi: str, en: str, trailing: str = "") -> Reading:
    shown = one_line(text)
    shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
    return Reading(MISSING, Text(vi=f"“{shown}” {vi}", en=f"“{shown}” {en}"), refused=True, trailing=trailing)
