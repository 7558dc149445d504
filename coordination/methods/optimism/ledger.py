"""The ledger: for each province and indicator what its plans were worth, and the sentence that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from math import exp

from coordination.kernel.text import Text
from coordination.methods.optimism.pairing import Figure, LeftOut, Pair, Pairs
from coordination.methods.optimism.shrinking import Estimate, Panel, estimates
from coordination.methods.wording import en, vi

_TOP = 20.0
"""Logarithm beyond which a ratio is told as its own bound."""

ONE_YEAR = Text(vi="Chỉ một năm, chưa đủ cơ sở để nhận định.", en="One year alone is no base to judge by.")


@dataclass(frozen=True)
class Entry:
    """What the ledger knows of one unit and indicator."""

    indicator: str
    estimate: Estimate
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    former: tuple[int, ...]
    """Years told of a former territory of the unit."""
    panel: Panel = field(repr=False)

    @property
    def unit(self) -> str:
        """Give the unit."""
        return self.estimate.unit

    @property
    def least(self) -> float:
        """Give the lowest error of a single year."""
        return min(each.error for each in self.pairs)

    @property
    def most(self) -> float:
        """Give the highest error of a single year."""
        return max(each.error for each in self.pairs)

    @property
    def years(self) -> tuple[int, ...]:
        """Give the years that count."""
        return self.estimate.years

    @property
    def bare(self) -> bool:
        """Say whether all that is known is one year, with nobody to compare it with: that is no base."""
        return len(self.years) == 1 and self.estimate.own is None


@dataclass(frozen=True)
class Ledger:
    """All entries. It is read, and nothing is corrected by it."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict, repr=False)
    """Names of units and indicators by code, for sentences."""
    caveat: Text | None = None
    """What to know of the figures before reading anything into them."""
    unpaired: tuple[Figure, ...] = ()
    """Plans of which no outturn came."""

    @cached_property
    def _at(self) -> Mapping[tuple[str, str], Entry]:
        return {(each.unit, each.indicator): each for each in self.entries}

    def entry(self, unit: str, indicator: str) -> Entry | None:
        """Give what is known of a unit and an indicator; None for nothing."""
        return self._at.get((unit, indicator))

    def notes(self, unit: str, indicator: str) -> Text | None:
        """Say what is known, with its figures, for whoever makes a forecast to bear in mind; None for nothing."""
        found = self.entry(unit, indicator)
        return None if found is None else self._sentence(found)

    def _sentence(self, entry: Entry) -> Text:
        estimate, panel = entry.estimate, entry.panel
        who, what = (self.names.get(code, Text(vi=code, en=code)) for code in (entry.unit, entry.indicator))
        count, span = len(entry.years), _span(entry.years)
        level = _compared(estimate.level, estimate.interval(estimate.level, estimate.level_sd))
        words = Text(
            vi=f"{who.vi}, {what.vi}: {count} năm có số ({span}), thực hiện bình quân {level.vi} dự toán.",
            en=f"{who.en}, {what.en}: {count} {'year' if count == 1 else 'years'} told ({span}), the outturn was on average "
            f"{level.en} the plan.",
        )
        if estimate.own is not None:
            common, own = _compared(panel.common, None), _beside(estimate.own, estimate)
            words = _joined(
                words,
                Text(
                    vi=f"Chung các tỉnh {common.vi} dự toán; phần riêng của tỉnh {own.vi}.",
                    en=f"All provinces together: {common.en} the plan; the province's own part: {own.en}.",
                ),
            )
        if entry.bare:
            words = _joined(words, ONE_YEAR)
        if estimate.uneven:
            words = _joined(words, _range(entry))
        if self.caveat is not None:
            words = _joined(words, self.caveat)
        return _joined(
            words,
            Text(
                vi="Để tham khảo; dự báo không bị sửa theo số này.", en="For information; no forecast is changed by it."
            ),
        )


def ledger(pairs: Pairs, names: Mapping[str, Text] | None = None, caveat: Text | None = None) -> Ledger:
    """Make the ledger of all pairs; each indicator is a panel of its own."""
    entries: list[Entry] = []
    for indicator, found in groupby(sorted(pairs.kept, key=_place), key=lambda each: each.indicator):
        entries += _entries(indicator, list(found), pairs)
    return Ledger(tuple(entries), pairs.left_out, names or {}, caveat)


def percent(value: float) -> float:
    """Give a logarithm of outturn ÷ plan as per cent above (or below) the plan."""
    return 100 * (exp(max(-_TOP, min(_TOP, value))) - 1)


def _place(each: Pair) -> tuple[str, str, int]:
    return each.indicator, each.unit, each.year


def _entries(indicator: str, found: list[Pair], pairs: Pairs) -> Iterable[Entry]:
    by_unit: dict[str, list[Pair]] = defaultdict(list)
    for each in found:
        by_unit[each.unit].append(each)
    panel = estimates({unit: {each.year: each.error for each in of_unit} for unit, of_unit in by_unit.items()})
    out: dict[str, list[LeftOut]] = defaultdict(list)
    for gone in pairs.left_out:
        if gone.indicator == indicator:
            out[gone.unit].append(gone)
    for estimate in panel.estimates:
        unit = estimate.unit
        former = tuple(year for year in estimate.years if (unit, year) in pairs.former)
        yield Entry(indicator, estimate, tuple(by_unit[unit]), tuple(out[unit]), former, panel)


def _span(years: tuple[int, ...]) -> str:
    """Write years as runs: ``2003–2008, 2010``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _compared(value: float, ends: tuple[float, float] | None) -> Text:
    """Say by how many per cent something is above or below, with its interval."""
    of = percent(value)
    size = abs(of)
    interval = _interval(ends)
    return Text(
        vi=f"{'cao hơn' if of >= 0 else 'thấp hơn'} {vi(size, 1)}%{interval.vi} so với",
        en=f"{en(size, 1)}% {'above' if of >= 0 else 'below'}{interval.en}",
    )


def _range(entry: Entry) -> Text:
    low, high = percent(entry.least), percent(entry.most)
    return Text(
        vi=f"Các năm rất khác nhau (từ {_signed(low).vi} đến {_signed(high).vi}%): phạm vi số liệu có thể đã thay đổi.",
        en=f"Its years differ widely ({_signed(low).en} to {_signed(high).en}%): what is counted may have changed.",
    )


def _beside(own: float, estimate: Estimate) -> Text:
    of, interval = _signed(percent(own)), _interval(estimate.interval(own, estimate.own_sd))
    return Text(vi=f"{of.vi}%{interval.vi}", en=f"{of.en}%{interval.en}")


def _interval(ends: tuple[float, float] | None) -> Text:
    if ends is None:
        return Text(vi="", en="")
    low, high = (_signed(percent(each)) for each in ends)
    return Text(vi=f" (khoảng tin cậy 95%: {low.vi} đến {high.vi}%)", en=f" (95% interval: {low.en} to {high.en}%)")


def _signed(value: float) -> Text:
    sign = "−" if round(value, 1) < 0 else "+"
    return Text(vi=f"{sign}{vi(abs(value), 1)}", en=f"{sign}{en(abs(value), 1)}")


def _joined(one: Text, other: Text) -> Text:
    return Text(vi=f"{one.vi} {other.vi}", en=f"{one.en} {other.en}")
