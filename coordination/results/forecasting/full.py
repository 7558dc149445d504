"""The full tables beside the report: every year, interval and own figure of the result, with every digit."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.methods.forecast.models import Point, RegionalPoint
from coordination.methods.series.candidates import NAMES
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.full_own import backtest, notes, review, surveyed, topics
from coordination.results.forecasting.origins import Origin
from coordination.results.forecasting.sheet import (
    Columns,
    Kind,
    Row,
    Sheet,
    code_column,
    exact,
    indicator,
    indicator_of,
    places_of,
)


def sheets(desk: Desk) -> tuple[Sheet, ...]:
    """Give all full tables."""
    surveys = (surveyed(desk),) if desk.basis.result.surveyed else ()
    told = (review(desk), backtest(desk), notes(desk), *surveys, topics(desk))
    return (_contract(desk), _region(desk), _provinces(desk), *told)


def _ends(desk: Desk) -> Iterator[tuple[str, Kind]]:
    for level in (50, 80, 95):
        yield desk.t(f"Thấp {level}%", f"Low {level}%"), "value"
        yield desk.t(f"Cao {level}%", f"High {level}%"), "value"


def _points(point: Point | RegionalPoint) -> Row:
    ends = (getattr(point, f"{side}_{level}") for level in (50, 80, 95) for side in ("low", "high"))
    return point.year, *map(exact, (point.value, point.base, *ends))


def _ahead(desk: Desk) -> Columns:
    return (
        (desk.t("Năm", "Year"), "year"),
        (desk.t("Dự báo", "Forecast"), "value"),
        (desk.t("Trước khi làm khớp", "Before reconciling"), "value"),
        *_ends(desk),
    )


def _contract(desk: Desk) -> Sheet:
    rows: list[Row] = []
    for made in desk.basis.result.indicators:
        last = max((unit.last_year for unit in made.units if unit.last_year is not None), default=None)
        origin = desk.basis.origins.get(made.indicator, Origin())
        why = desk.words(made.why)
        method = desk.words(NAMES[made.method])
        rows.append((*indicator_of(desk, made.indicator), last, origin.by(desk.language), method, why, made.indicator))
    columns: Columns = (
        *indicator(desk),
        (desk.t("Số liệu đến", "Figures to"), "year"),
        (desk.t("Nguồn số liệu", "Source"), "words"),
        (desk.t("Phương pháp được chọn", "Method chosen"), "name"),
        (desk.t("Lý do chọn", "Why"), "words"),
        code_column(desk),
    )
    title = desk.t(
        "Chỉ tiêu dự báo, nguồn số liệu và lý do chọn phương pháp", "Indicators, sources and why each method"
    )
    return Sheet("contract", desk.t("Quy ước", "Contract"), title, columns, tuple(rows))


def _region(desk: Desk) -> Sheet:
    told = [(region, point) for region in desk.basis.result.regional for point in region.points]
    rows = tuple(
        (
            *indicator_of(desk, region.indicator),
            *_points(point),
            f"{len(point.units)}/{len(point.units) + len(point.missing)}",
            region.indicator,
        )
        for region, point in told
    )
    columns: Columns = (
        *indicator(desk),
        *_ahead(desk),
        (desk.t("Số địa phương", "Provinces"), "count"),
        code_column(desk),
    )
    title, places = (
        desk.t("Dự báo toàn vùng", "Forecast of the region"),
        places_of(desk, (r.indicator for r, _ in told)),
    )
    return Sheet("region", desk.t("Toàn vùng", "Region"), title, columns, rows, places)


def _provinces(desk: Desk) -> Sheet:
    told = [
        (made.indicator, unit, point)
        for made in desk.basis.result.indicators
        for unit in made.units
        for point in unit.points
    ]
    names = {unit: desk.words(name) for unit, name in desk.basis.units.items()}
    rows = tuple(
        (*indicator_of(desk, code), names[unit.unit], *_points(point), desk.words(NAMES[unit.method or "naive"]), code)
        for code, unit, point in told
    )
    columns: Columns = (
        *indicator(desk),
        (desk.t("Địa phương", "Province"), "short"),
        *_ahead(desk),
        (desk.t("Phương pháp", "Method"), "name"),
        code_column(desk),
    )
    title, places = (
        desk.t("Dự báo chung theo địa phương", "By province"),
        places_of(desk, (code for code, _, _ in told)),
    )
    return Sheet("provinces", desk.t("Địa phương", "Provinces"), title, columns, rows, places)
