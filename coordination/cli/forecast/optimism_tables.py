"""What ``lienvung forecast optimism`` shows: a row for each province and indicator, and its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from coordination.cli.common import common, out, t
from coordination.cli.words import new_table
from coordination.errors import NotFoundError
from coordination.kernel.numerals import written
from coordination.kernel.text import Text
from coordination.methods.contract import Said, Table
from coordination.methods.optimism import REASONS, Entry, Estimate, Ledger, LeftOut
from coordination.methods.optimism.ledger import ONE_YEAR, percent
from coordination.methods.optimism.shrinking import LEVEL
from coordination.regions.faults import unknown

NO_BASE = Text(vi="một năm, chưa đủ cơ sở", en="one year, no base")
FEW = 4
"""Entries up to which each is told in a sentence."""


def only(found: Ledger, unit: str | None, indicator: str | None) -> list[Entry]:
    """Give the entries asked for; NotFoundError for a unit or an indicator the ledger has nothing of."""
    for option, noun, code, known in (
        ("--unit", Text(vi="đơn vị", en="unit"), unit, {each.unit for each in found.entries}),
        ("--indicator", Text(vi="chỉ tiêu", en="indicator"), indicator, {each.indicator for each in found.entries}),
    ):
        if code is not None and code not in known:
            raise NotFoundError(unknown(option, noun, code, sorted(known)))
    return [each for each in found.entries if unit in (None, each.unit) and indicator in (None, each.indicator)]


def plain(found: Ledger, shown: Sequence[Entry]) -> dict[str, Any]:
    """Give everything as data: logarithms with every digit, and per cent."""
    return {
        "level": LEVEL,
        "caveat": None if found.caveat is None else found.caveat.model_dump(),
        "indicators": [_panel(list(each)) for _, each in groupby(shown, key=lambda each: each.indicator)],
        "entries": [_entry(found, each) for each in shown],
        "left_out": [_left(each) | {"indicator": each.indicator} for each in found.left_out if _concerns(each, shown)],
        "without_outturn": [
            {"unit": each.unit, "indicator": each.indicator, "year": each.year} for each in found.unpaired
        ],
    }


def _concerns(left: LeftOut, shown: Sequence[Entry]) -> bool:
    return not shown or left.indicator in {each.indicator for each in shown}


def _panel(entries: list[Entry]) -> dict[str, Any]:
    panel = entries[0].panel
    return {
        "indicator": entries[0].indicator,
        "units": len(panel.estimates),
        "years": sorted({year for each in panel.estimates for year in each.years}),
        "common": _part(panel.common, None) | {"sd": panel.common_sd},
        "variance_between": panel.between,
        "variance_within": panel.within,
        "drawn": panel.between is not None,
    }


def _entry(found: Ledger, each: Entry) -> dict[str, Any]:
    estimate, note = each.estimate, found.notes(each.unit, each.indicator)
    name = found.names.get(each.unit)
    return {
        "unit": each.unit,
        "name": None if name is None else name.model_dump(),
        "indicator": each.indicator,
        "count": len(each.years),
        "one_year": each.bare,
        "years": list(each.years),
        "raw": _part(estimate.raw, None),
        "bias": _part(estimate.level, estimate.interval(estimate.level, estimate.level_sd)),
        "own": None if estimate.own is None else _part(estimate.own, _own(estimate)),
        "weight": estimate.weight,
        "uneven": estimate.uneven,
        "least_percent": percent(each.least),
        "most_percent": percent(each.most),
        "former_area_years": list(each.former),
        "left_out": [_left(gone) for gone in each.left_out],
        "note": None if note is None else note.model_dump(),
    }


def _own(estimate: Estimate) -> tuple[float, float] | None:
    return None if estimate.own is None else estimate.interval(estimate.own, estimate.own_sd)


def _part(value: float, ends: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = ends or (None, None)
    return {
        "log": value,
        "percent": percent(value),
        "low_percent": None if low is None else percent(low),
        "high_percent": None if high is None else percent(high),
    }


def _left(each: LeftOut) -> dict[str, Any]:
    return {
        "unit": each.unit,
        "member": each.member or None,
        "year": each.year,
        "reason": each.reason,
        "words": REASONS[each.reason].model_dump(),
    }


def show(found: Ledger, shown: Sequence[Entry]) -> None:
    """Print a table for each indicator; few entries also in sentences."""
    for indicator, group in groupby(shown, key=lambda each: each.indicator):
        entries = list(group)
        out.print(_said(found, indicator))
        panel = entries[0].panel
        words = _percent(panel.common)
        bare = len(entries) == 1 and entries[0].bare
        out.print(
            ONE_YEAR.in_language(common.lang)
            if bare
            else t(
                f"Chung {len(panel.estimates)} đơn vị: thực hiện so với kế hoạch {words}",
                f"All {len(panel.estimates)} units together: outturn against plan {words}",
            )
        )
        table = new_table(
            t("Đơn vị", "Unit"),
            t("Số năm", "Years"),
            t("So với kế hoạch\n(khoảng 95 %)", "Against plan\n(95% interval)"),
            t("Phần riêng\n(khoảng 95 %)", "Own part\n(95% interval)"),
            t("Loại năm", "Left out"),
        )
        for each in entries:
            table.add_row(*_row(found, each))
        out.print(table)
    _print_left_out(found, shown)
    _print_unpaired(found)
    if len(shown) <= FEW:
        for each in shown:
            note = found.notes(each.unit, each.indicator)
            out.print("" if note is None else f"• {note.in_language(common.lang)}")
        return
    if found.caveat is not None:
        out.print(found.caveat.in_language(common.lang))
    out.print(t("Để tham khảo; dự báo không bị sửa theo số này.", "For information; no forecast is changed by it."))


def _print_left_out(found: Ledger, shown: Sequence[Entry]) -> None:
    for reason, words in REASONS.items():
        gone = {
            (each.year, _whose(each)) for each in found.left_out if each.reason == reason and _concerns(each, shown)
        }
        if gone:
            years = "; ".join(
                f"{year}: {', '.join(unit for _, unit in of_year)}"
                for year, of_year in groupby(sorted(gone), key=lambda each: each[0])
            )
            out.print(f"{t('Loại', 'Left out')} ({words.in_language(common.lang)}): {years}")


def _print_unpaired(found: Ledger) -> None:
    for indicator, group in groupby(found.unpaired, key=lambda each: each.indicator):
        years = "; ".join(
            f"{year}: {', '.join(each.unit for each in of_year)}"
            for year, of_year in groupby(group, key=lambda each: each.year)
        )
        words = t("Kế hoạch chưa có thực hiện, không tính", "Plans without outturn, not counted")
        out.print(f"{words} ({_said(found, indicator)}): {years}")


def _whose(left: LeftOut) -> str:
    return left.unit if left.member in ("", left.unit) else f"{left.unit} ({left.member})"


def _row(found: Ledger, each: Entry) -> tuple[str, ...]:
    estimate = each.estimate
    first, last = each.years[0], each.years[-1]
    years = f"{len(each.years)} ({first}–{last})" if first != last else f"1 ({first})"
    level = (
        NO_BASE.in_language(common.lang)
        if each.bare
        else _with_ends(estimate.level, estimate.interval(estimate.level, estimate.level_sd))
    )
    own = "–" if estimate.own is None else _with_ends(estimate.own, _own(estimate))
    gone = ", ".join(dict.fromkeys(str(left.year) for left in each.left_out)) or "–"
    return f"{each.unit} {_said(found, each.unit)}" if each.unit in found.names else each.unit, years, level, own, gone


def _said(found: Ledger, code: str) -> str:
    return found.names[code].in_language(common.lang) if code in found.names else code


def _with_ends(value: float, ends: tuple[float, float] | None) -> str:
    if ends is None:
        return _percent(value)
    return f"{_percent(value)}\n({_signed(percent(ends[0]))} … {_signed(percent(ends[1]))})"


def _percent(value: float) -> str:
    return f"{_signed(percent(value))}{t(' %', '%')}"


def _signed(value: float) -> str:
    sign = "−" if round(value, 1) < 0 else "+"
    return f"{sign}{written(abs(value), 1, common.lang)}"


def tables(found: Ledger, shown: Sequence[Entry]) -> list[Table]:
    """Give the ledger as a table, and the years left out as another."""
    columns = (
        Text(vi="Đơn vị", en="Unit"),
        Text(vi="Chỉ tiêu", en="Indicator"),
        Text(vi="Số năm", en="Years told"),
        Text(vi="Từ năm", en="First year"),
        Text(vi="Đến năm", en="Last year"),
        Text(vi="Bình quân thô %", en="Plain mean %"),
        Text(vi="So với kế hoạch %", en="Against plan %"),
        Text(vi="Cận dưới %", en="Low %"),
        Text(vi="Cận trên %", en="High %"),
        Text(vi="Phần riêng %", en="Own part %"),
        Text(vi="Cận dưới phần riêng %", en="Own low %"),
        Text(vi="Cận trên phần riêng %", en="Own high %"),
        Text(vi="Trọng số", en="Weight"),
        Text(vi="Ghi chú", en="Note"),
    )
    title = Text(vi="Kế hoạch trước đây so với thực hiện", en="Past plans against outturns")
    left = tuple(
        (_whose(each), each.indicator, str(each.year), REASONS[each.reason])
        for each in found.left_out
        if _concerns(each, shown)
    )
    heads = (columns[0], columns[1], Text(vi="Năm", en="Year"), Text(vi="Lý do", en="Reason"))
    out_title = Text(vi="Năm bị loại", en="Years left out")
    return [
        Table(key="optimism", title=title, columns=columns, rows=tuple(_cells(found, shown)), note=found.caveat),
        Table(key="left_out", title=out_title, columns=heads, rows=left),
    ]


def _cells(found: Ledger, shown: Sequence[Entry]) -> Iterator[tuple[Said | Text, ...]]:
    for each in shown:
        estimate = each.estimate
        level = _part(estimate.level, estimate.interval(estimate.level, estimate.level_sd))
        own = _part(estimate.own, _own(estimate)) if estimate.own is not None else {}
        shares = ("percent", "low_percent", "high_percent")
        yield (
            each.unit,
            each.indicator,
            len(each.years),
            str(each.years[0]),
            str(each.years[-1]),
            percent(estimate.raw),
            *(level[name] for name in shares),
            *(own.get(name) for name in shares),
            estimate.weight,
            found.notes(each.unit, each.indicator),
        )
