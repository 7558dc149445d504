"""Indicators by years on a sheet: what is published is shown, what is asked stands beside it, year by year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from coordination.documents.workbook.model import Address, Column, Row, Sheet, Validation, Value
from coordination.kernel.cells import Cell
from coordination.kernel.units import PriceBase
from coordination.methods.checks.declared import Range
from coordination.methods.indicators import Indicator
from coordination.methods.wording import vi
from coordination.submissions.asking.asks import worked_out
from coordination.submissions.forms.fields import Field
from coordination.submissions.forms.follows import FIGURE, SERVED, WORKED_OUT, Follows
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.published import Published

Place = tuple[str, int]
"""Indicator and year."""
EARLIER, NEWEST = "published.earlier", "published.newest"


@dataclass(frozen=True)
class Matrix:
    """A sheet of figures: a row for each indicator, for each year the columns of ``fields``."""

    key: str
    sheet_name: str
    title: str
    indicators: Sequence[Indicator]
    years: Sequence[int]
    """Years asked."""
    fields: tuple[Field, ...]
    given: Mapping[Place, Mapping[str, Value]]
    published: Mapping[str, Published]
    asked: Collection[Place] | None = None
    """Cells that are asked; None: all."""
    titles: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Titles of a field in a year that differ from its own."""
    ranged: bool = False
    """Whether figures must lie in the range their definition declares."""
    follows: Mapping[Place, Follows] = field(default_factory=dict)
    """Figures that are not asked: they are worked out of two others of the form."""
    served: Mapping[Place, str] = field(default_factory=dict)
    """Figures that were handed in elsewhere, and where; they stand in their cells, to be corrected if need be."""

    def sheet(self) -> Sheet:
        """Give the sheet."""
        shown = (
            Column(key=EARLIER, title="Số đã công bố trước đó (năm)", width=16, kind="text", locked=True),
            Column(key=NEWEST, title="Số đã công bố gần nhất (năm)", width=16, kind="text", locked=True),
        )
        asked = (
            each.column(f"y{year}.", f"{self.titles.get((each.name, year), each.title)} năm {year}")
            for year in self.years
            for each in self.fields
        )
        rows = tuple(self._row(number, each) for number, each in enumerate(self.indicators, 1))
        return Sheet(key=self.key, name=self.sheet_name, title=self.title, columns=(*shown, *asked), rows=rows)

    def _row(self, number: int, indicator: Indicator) -> Row:
        code = indicator.code
        cells = {
            self.address(code, year, name).column: value
            for year in self.years
            for name, value in self.given.get((code, year), {}).items()
        }
        locked = [
            self.address(code, year, each.name).column
            for year in self.years
            for each in self.fields
            if self.asked is not None and (code, year) not in self.asked and (code, year) not in self.given
        ]
        for year in self.years:
            if (code, year) in self.follows:
                column = self.address(code, year, FIGURE).column
                cells.setdefault(column, WORKED_OUT)
                locked.append(column)
        told = self.published.get(code, Published()).newest()
        shown = {name: _told(indicator, *each) for name, each in zip((NEWEST, EARLIER), told, strict=False)}
        return Row(
            key=code,
            number=str(number),
            label=indicator.name.vi,
            unit=indicator.unit.vi,
            definition="\n".join((definition(indicator, told), *self._known(code))),
            decimals=min(max(indicator.decimals, 0), 9),
            cells=shown | cells,
            locked=tuple(locked),
            validation=bounds(indicator) if self.ranged else None,
        )

    def _known(self, code: str) -> Iterator[str]:
        """Say which figures of an indicator need not be given, and where they come from."""
        for year in self.years:
            if (follows := self.follows.get((code, year))) is not None:
                yield f"Năm {year}: không phải điền; phần mềm tính từ {follows.words}"
            elif (stage := self.served.get((code, year))) is not None:
                yield f"Năm {year}: {SERVED} {stage}; sửa nếu có thay đổi"

    def cell(self, hand: Hand, code: str, year: int) -> Cell | None:
        """Give the figure of an indicator in a year as entered, or as it follows from two others; None for none."""
        follows = self.follows.get((code, year))
        if follows is None:
            return hand.at(self.address(code, year, FIGURE)).cell
        above, below = (hand.at(each).cell for each in (follows.above, follows.below))
        return None if above is None or below is None else worked_out(follows.indicator, above, below)

    def address(self, code: str, year: int, name: str) -> Address:
        """Give the cell of a value of an indicator in a year."""
        return Address(self.key, code, f"y{year}.{name}")

    def places(self) -> Iterator[Place]:
        """Give every indicator and year, row by row."""
        return ((each.code, year) for each in self.indicators for year in self.years)


def in_order(rows: list[dict[str, Any]], given: Iterable[Place]) -> list[dict[str, Any]]:
    """Give rows of a document in the order in which they were handed in before; new ones follow, row by row."""
    order = {place: at for at, place in enumerate(given)}
    return sorted(rows, key=lambda each: order.get((each["indicator"], each["period"]), len(order)))


def _told(indicator: Indicator, year: int, value: Decimal) -> str:
    return f"{vi(value, max(indicator.decimals, 0))} ({year})"


def definition(indicator: Indicator, told: Sequence[tuple[int, Decimal]] = ()) -> str:
    """Give what is a click away at the name of an indicator: what is counted, how, in which prices, whose, and its past."""
    prices = PriceBase(indicator.price_base)
    lines = (
        ("Định nghĩa", indicator.definition.vi if indicator.definition else ""),
        ("Cách tính", indicator.formula.vi if indicator.formula else ""),
        ("Đơn vị tính", indicator.unit.vi),
        ("Giá", "" if prices is PriceBase.NONE else prices.words.vi),
        ("Nguồn", indicator.source.vi if indicator.source else ""),
        ("Thu thập, cung cấp", indicator.collector.vi if indicator.collector else ""),
        ("Chế độ báo cáo", indicator.report_form.vi if indicator.report_form else ""),
        ("Số đã công bố", "; ".join(_told(indicator, *each) for each in told)),
        ("Mã định nghĩa", indicator.identity),
    )
    return "\n".join(f"{name}: {words}" for name, words in lines if words)


def bounds(indicator: Indicator) -> Validation | None:
    """Give the range an indicator's figure must lie in, where its definition declares one as an error."""
    declared = next((each for each in indicator.checks if isinstance(each, Range) and each.severity == "error"), None)
    if declared is None:
        return None
    return Validation(least=declared.least, greatest=declared.most)
