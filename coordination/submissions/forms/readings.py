"""What reading a form remarks, said as its step knows it: numbers typed as words, in the writing of Viet Nam; lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from coordination.documents.workbook.asking import rule_of
from coordination.documents.workbook.locating import RawValue
from coordination.documents.workbook.remarks import Remark
from coordination.kernel import numerals
from coordination.kernel.text import Text
from coordination.methods.wording import en, vi
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.hand import Hand, row_of, sheet_of

AMBIGUOUS, AS_TEXT, NOT_IN_LIST = "read_as", "text_number", "not_in_list"
OFFERED: Final = 8
"""Options of a list that are named where none of them was chosen."""
SIGNS: Final = {".": Text(vi="dấu chấm", en="the point"), ",": Text(vi="dấu phẩy", en="the comma")}
FAR: Final = 10
"""A figure this many times as large or as small as the one known last is not what was meant."""


def settled(remark: Remark, basis: Basis, hand: Hand) -> Remark:
    """Give a remark on a number typed as words as it stands here; any other remark as it is.

    “1.869” is 1869 where fractions are not counted, or where the figure known last is near 1869 and far from 1,869: then a
    note tells how it was read. Where both can be meant, or only the other can, the warning stays.
    """
    raw = hand.at(remark.address)
    if remark.code == NOT_IN_LIST:
        return remark.model_copy(update=_offered(hand, remark))
    if remark.code == AS_TEXT and raw.cell is not None and raw.cell.value is not None:
        return remark.model_copy(update={"message": _read(raw, raw.cell.value), "expected": ""})
    if remark.code != AMBIGUOUS or remark.severity != "warning" or raw.cell is None or raw.cell.value is None:
        return remark
    if not (_counted(remark, basis, hand) or _told_apart(remark, basis, raw)):
        return remark
    return remark.model_copy(update={"severity": "note", "message": _read(raw, raw.cell.value), "expected": ""})


def _offered(hand: Hand, remark: Remark) -> dict[str, object]:
    """Name what may be chosen: all of a short list, the first of a long one."""
    row, sheet = row_of(hand.form, remark.address), sheet_of(hand.form, remark.sheet)
    column = next((each for each in sheet.columns if each.key == remark.column), None) if sheet else None
    if row is None or column is None:
        return {}
    options = rule_of(row, column).validation.options
    said = "; ".join(options[:OFFERED]) + ("; …" if len(options) > OFFERED else "")
    message = Text(
        vi=f"không có trong danh sách được chọn; chọn một trong: {said}",
        en=f"not one of the list; choose one of: {said}",
    )
    return {"message": message, "expected": ""}


def _read(raw: RawValue, value: Decimal) -> Text:
    text = str(raw.handed or "").strip()
    point = "." in text and value != value.to_integral_value()
    how = _signs(text, value)
    return Text(
        vi=f"“{text}” nhập dạng chữ; đọc là {vi(value)}{how.vi}"
        + ("; số thập phân ghi bằng dấu phẩy, không ghi bằng dấu chấm" if point and "," not in text else ""),
        en=f"“{text}” is entered as text; read as {en(value)}{how.en}"
        + ("; Vietnamese forms take a comma for decimals" if point and "," not in text else ""),
    )


def _signs(text: str, value: Decimal) -> Text:
    """Say what points and commas were taken for: alone they would only repeat the text."""
    last = max(text.rfind("."), text.rfind(","))
    digits = re.sub(r"\D", "", text)
    whole = bool(digits) and Decimal(digits) == abs(value)
    said = [(sign, whole or text.rfind(sign) != last) for sign in ".," if last >= 0 and sign in text]
    if not said:
        return Text(vi="", en="")
    vi = ", ".join(f"{SIGNS[sign].vi} là {'phân cách nghìn' if group else 'dấu thập phân'}" for sign, group in said)
    en = ", ".join(f"{SIGNS[sign].en} for {'thousands' if group else 'decimals'}" for sign, group in said)
    return Text(vi=f" (đọc {vi})", en=f" ({en})")


def _counted(remark: Remark, basis: Basis, hand: Hand) -> bool:
    """Say whether the cell takes whole numbers: an indicator without decimals, or a sum of money in a list."""
    if (indicator := basis.indicators.get(remark.row)) is not None:
        return indicator.decimals <= 0
    row, sheet = row_of(hand.form, remark.address), sheet_of(hand.form, remark.sheet)
    column = next((each for each in sheet.columns if each.key == remark.column), None) if sheet else None
    return row is not None and row.decimals == 0 and column is not None and bool(column.unit)


def _told_apart(remark: Remark, basis: Basis, raw: RawValue) -> bool:
    """Say whether the figure known last makes the Vietnamese reading plausible and the other not."""
    other = numerals.read(str(raw.handed), ".").cell.value
    last = next(_known(remark.row, basis), None)
    if not last or other is None or raw.cell is None or raw.cell.value is None:
        return False
    return _near(raw.cell.value, last) and not _near(other, last)


def _known(code: str, basis: Basis) -> Iterator[Decimal]:
    """Give the figures known of an indicator: those the body wrote before, else the newest published."""
    told = basis.content.get("figures") or basis.content.get("forecasts") or ()
    own = [each for each in told if each.get("indicator") == code and each.get("value") is not None]
    yield from (Decimal(str(each["value"])) for each in sorted(own, key=lambda each: -int(each["period"])))
    served = {year: each.cell.value for (name, year), each in basis.told_elsewhere().items() if name == code}
    yield from (value for _, value in sorted(served.items(), reverse=True) if value is not None)
    if code in basis.published:
        yield from (value for _, value in basis.published[code].newest())


def _near(value: Decimal, last: Decimal) -> bool:
    return value * last > 0 and abs(last) / FAR < abs(value) < abs(last) * FAR
