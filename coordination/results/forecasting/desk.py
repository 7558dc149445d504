"""What every part of the report needs: words in its language, figures as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.documents.report.model import Bullets, Paragraph, Picture, Table
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.models import Comparison, IndicatorForecast, Point, RegionalPoint
from coordination.methods.wording import number
from coordination.results.assessing.tables import ABSENT
from coordination.results.forecasting.basis import Basis


@dataclass
class Desk:
    """Writes one report in one language."""

    basis: Basis
    language: Language
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def t(self, vi: str, en: str) -> str:
        """Give words in the report's language."""
        return en if self.language == "en" else vi

    def words(self, text: Text) -> str:
        """Give a text in the report's language."""
        return text.in_language(self.language)

    def name(self, code: str) -> str:
        """Give the name of an indicator."""
        return self.words(self.basis.indicator(code).name)

    def named(self, code: str) -> str:
        """Give the name of an indicator with its unit."""
        unit = self.words(self.basis.indicator(code).unit)
        return f"{self.name(code)} ({unit})" if unit else self.name(code)

    def called(self, body: str) -> str:
        """Give the name a body is called by; its code where it is no party any more."""
        return self.words(self.basis.bodies[body]) if body in self.basis.bodies else body

    def number(self, value: float | Decimal | None, places: int) -> str:
        """Write a figure."""
        return ABSENT if value is None else number(value, self.language, places)

    def change(self, percent: float | None) -> str:
        """Write by how many percent a figure differs, with its sign."""
        sign = "+" if percent is not None and percent > 0 else ""
        return sign + self.number(percent, 1)

    def interval(self, point: Point | RegionalPoint | None, places: int) -> str:
        """Write the 80% interval of a year."""
        if point is None or point.low_80 is None or point.high_80 is None:
            return ABSENT
        return f"{self.number(point.low_80, places)} – {self.number(point.high_80, places)}"

    @property
    def years(self) -> Sequence[int]:
        """Give the years that are planned, which are those printed; the workbook has those before them too."""
        last = self.basis.settings.horizon_to
        planned = self.basis.context.settings.get("years")
        return list(planned) if planned else [last - 2, last - 1, last]

    def discussed(self, code: str) -> list[Comparison]:
        """Give the own figures of an indicator that are to be discussed, the one furthest from the unified one first."""
        far = [row for rows in self.basis.own.get(code, {}).values() for row in rows.values() if row.beyond_band]
        return sorted(far, key=lambda row: -_far(row))

    def sharing(self, said: Iterable[tuple[str, Text | None]], everyone: int) -> list[str]:
        """Give each remark once, with the names it is made of; of all of them it is said of all."""
        names: dict[str, list[str]] = {}
        for unit, note in said:
            if note is not None:
                names.setdefault(self.words(note), []).append(self.words(self.basis.units[unit]))
        every = self.t("mọi địa phương", "all provinces")
        return [f"{every if len(found) == everyone > 1 else ', '.join(found)}: {note}" for note, found in names.items()]

    def notes(self, made: IndicatorForecast) -> list[str]:
        """Give what is to be known of the figures of an indicator, each remark once."""
        return self.sharing(((unit.unit, unit.note) for unit in made.units), len(made.units))

    def bullets(self, items: Iterable[str]) -> Bullets:
        """Give items after dashes."""
        return self.items(Paragraph(text=each) for each in items)

    def items(self, items: Iterable[Paragraph]) -> Bullets:
        """Give paragraphs after dashes."""
        return Bullets(items=tuple(items))

    def table(
        self,
        key: str,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        strong: Sequence[int] = (),
        unit: str = "",
        note: str = "",
    ) -> Table:
        """Give a table; the sign for a figure there is not is explained where it stands."""
        absent = (
            self.t(f"{ABSENT}: không có số.", f"{ABSENT}: no figure.") if any(ABSENT in row for row in rows) else ""
        )
        return Table(
            key=key,
            title=title,
            head=tuple(head),
            rows=tuple(map(tuple, rows)),
            strong=tuple(strong),
            unit=unit,
            note=" ".join(each for each in (note, absent) if each),
        )


def _far(row: Comparison) -> float:
    """Give how far a figure is off; beside a forecast of zero no percentage is large enough."""
    return float("inf") if row.percent is None else abs(row.percent)
