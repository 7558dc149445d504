"""What every part of the report needs: words in its language, figures as they are printed, tables that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.documents.report.model import Bullets, Paragraph, Picture, Table
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.models import Point, RegionalPoint
from coordination.methods.wording import number
from coordination.results.assessing.tables import ABSENT, Kept, Value
from coordination.results.forecasting.basis import Basis

Cell = tuple[str, Value]
"""As it is printed, and in full."""


@dataclass
class Desk:
    """Writes one report in one language, and keeps its tables and charts."""

    basis: Basis
    language: Language
    kept: list[Kept] = field(default_factory=list)
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def t(self, vi: str, en: str) -> str:
        """Give words in the report's language."""
        return en if self.language == "en" else vi

    def words(self, text: Text) -> str:
        """Give a text in the report's language."""
        return text.in_language(self.language)

    def number(self, value: float | Decimal | None, places: int) -> str:
        """Write a figure."""
        return ABSENT if value is None else number(value, self.language, places)

    def figure(self, value: float | Decimal | None, places: int) -> Cell:
        """Give a figure as a cell."""
        return self.number(value, places), None if value is None else Decimal(str(value))

    def ends(self, point: Point | RegionalPoint | None, level: int, places: int) -> tuple[Cell, Cell]:
        """Give the ends of an interval as two cells."""
        low, high = (getattr(point, f"{side}_{level}", None) for side in ("low", "high"))
        return self.figure(low, places), self.figure(high, places)

    @property
    def years(self) -> Sequence[int]:
        """Give the years that are planned, which are those printed; the workbook has those before them too."""
        last = self.basis.settings.horizon_to
        planned = self.basis.context.settings.get("years")
        return list(planned) if planned else [last - 2, last - 1, last]

    def year(self, year: int | None) -> Cell:
        """Give a year as a cell."""
        return (ABSENT, None) if year is None else (str(year), year)

    def table(
        self,
        key: str,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        unit: str = "",
        note: str = "",
    ) -> Table:
        """Give a table, and keep its figures in full for the workbook."""
        self.kept.append(Kept(key, title, tuple(head), tuple(tuple(full for _, full in row) for row in rows), note))
        printed = tuple(tuple(said for said, _ in row) for row in rows)
        return Table(key=key, title=title, head=tuple(head), rows=printed, unit=unit, note=note)

    def bullets(self, items: Sequence[str]) -> Bullets:
        """Give items after dashes."""
        return Bullets(items=tuple(Paragraph(text=each) for each in items))


def said(words: str) -> Cell:
    """Give words as a cell."""
    return words, words
