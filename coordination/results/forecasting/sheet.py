"""A full table as data: what its columns hold, and what all of them say of an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from coordination.results.assessing.tables import Value
from coordination.results.forecasting.desk import Desk

Kind = Literal["name", "short", "words", "year", "value", "percent", "error", "count"]
"""What a column holds: names, short words or sentences; years, values of the row's own decimals, percentages, errors, counts."""
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in full; ``name`` is what people find it by, ``key`` the name of its file."""

    key: str
    name: str
    title: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[Row, ...]
    places: tuple[int, ...] = ()
    """Decimal places in which the values of each row are shown."""
    note: str = ""

    @property
    def head(self) -> tuple[str, ...]:
        """Give the heads of its columns."""
        return tuple(name for name, _ in self.columns)


Columns = tuple[tuple[str, Kind], ...]


def exact(value: float | Decimal | None) -> Decimal | None:
    """Give a figure with every digit it has."""
    return None if value is None else Decimal(str(value))


def indicator_of(desk: Desk, code: str) -> Row:
    """Give what each row says of its indicator: name and unit."""
    return desk.name(code), desk.words(desk.basis.indicator(code).unit)


def indicator(desk: Desk) -> Columns:
    """Give the heads of these."""
    return (desk.t("Chỉ tiêu", "Indicator"), "name"), (desk.t("Đơn vị tính", "Unit"), "short")


def code_column(desk: Desk) -> tuple[str, Kind]:
    """Give the head of the indicator's code, which stands last: it is for machines."""
    return desk.t("Mã chỉ tiêu", "Code"), "short"


def places_of(desk: Desk, codes: Iterable[str]) -> tuple[int, ...]:
    """Give the decimals of each row."""
    return tuple(desk.basis.indicator(code).decimals for code in codes)
