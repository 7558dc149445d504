"""The tables of the report, made of the result's own figures."""

from __future__ import annotations

from collections.abc import Sequence

from coordination.documents.report.model import Table
from coordination.methods.forecast.compare import likelihood
from coordination.methods.forecast.models import Comparison, IndicatorForecast, Point, RegionalPoint
from coordination.methods.series.candidates import NAMES
from coordination.results.assessing.tables import ABSENT
from coordination.results.forecasting.desk import Cell, Desk, said


def protocol(desk: Desk) -> Table:
    """Give what was agreed of each indicator, and the method that came of it."""
    rows = []
    for made in desk.basis.result.indicators:
        indicator = desk.basis.indicator(made.indicator)
        years = [unit.last_year for unit in made.units if unit.last_year is not None]
        rows.append(
            [
                said(desk.words(indicator.name)),
                said(desk.words(indicator.unit) or ABSENT),
                desk.year(max(years, default=None)),
                said(desk.words(made.why)),
            ]
        )
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Đơn vị tính", "Unit"),
        desk.t("Số liệu đến", "Figures to"),
        desk.t("Phương pháp chung và lý do chọn", "Unified method and why"),
    ]
    title = desk.t("Chỉ tiêu dự báo và phương pháp được chọn", "Indicators and the methods chosen")
    note = desk.t(
        "Sai số kiểm định lùi: trung bình sai số tuyệt đối chia cho mức thay đổi bình quân hằng năm của từng chuỗi; dưới 1 là sai "
        "ít hơn một năm thay đổi bình thường.",
        "Backtest error: mean absolute error over the mean yearly change of each series; below 1 it is less than an ordinary "
        "year's change.",
    )
    return desk.table("table-protocol", title, head, rows, note=note)


def regional(desk: Desk) -> Table:
    """Give the region's forecast of every indicator in the years planned."""
    rows = []
    for region in desk.basis.result.regional:
        indicator = desk.basis.indicator(region.indicator)
        name, unit = desk.words(indicator.name), desk.words(indicator.unit)
        name = f"{name} ({unit})" if unit else name
        for point in region.points:
            if point.year not in desk.years:
                continue
            rows.append(
                [
                    said(name),
                    desk.year(point.year),
                    desk.figure(point.value, indicator.decimals),
                    *desk.ends(point, 80, indicator.decimals),
                    *desk.ends(point, 95, indicator.decimals),
                    said(f"{len(point.units)}/{len(point.units) + len(point.missing)}"),
                ]
            )
            name = ""
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Năm", "Year"),
        desk.t("Dự báo", "Forecast"),
        *_ends(desk, 80),
        *_ends(desk, 95),
        desk.t("Số tỉnh", "Provinces"),
    ]
    note = desk.t(
        "Khoảng 80%: cứ năm lần thì khoảng bốn lần số thực hiện nằm trong đó. Dấu “…”: không có khoảng dự báo. Các năm trước kỳ "
        "kế hoạch có trong tables.xlsx.",
        "80% interval: about four outturns of five fall into it. “…”: there is no interval. Years before the plan are in "
        "tables.xlsx.",
    )
    return desk.table("table-region", desk.t("Dự báo toàn vùng", "Forecast of the region"), head, rows, note=note)


def _ends(desk: Desk, level: int, year: str = "") -> tuple[str, str]:
    return desk.t(f"{level}%{year}: từ", f"{level}%{year}: from"), desk.t("đến", "to")


def provinces(desk: Desk, made: IndicatorForecast) -> Table | None:
    """Give the unified forecast of each province in the years planned, the region below; None where there is none."""
    if not any(unit.points for unit in made.units):
        return None
    indicator, past = desk.basis.indicator(made.indicator), desk.basis.past(made.indicator)
    rows: list[list[Cell]] = []
    for unit in made.units:
        known = past.get(unit.unit, {}).get(unit.last_year or 0)
        whole: list[Cell] = [said(desk.words(desk.basis.units[unit.unit])), desk.year(unit.last_year)]
        rows.append([*whole, desk.figure(known, indicator.decimals), *_ahead(desk, unit.points, indicator.decimals)])
    region = next(each for each in desk.basis.result.regional if each.indicator == made.indicator)
    if region.points:
        last = max(desk.basis.past_of_region(made.indicator).items(), default=(None, None))
        row = [said(desk.t("Toàn vùng", "Region")), desk.year(last[0]), desk.figure(last[1], indicator.decimals)]
        rows.append([*row, *_ahead(desk, region.points, indicator.decimals)])
    head = [
        desk.t("Địa phương", "Province"),
        desk.t("Năm cuối", "Last year"),
        desk.t("Số liệu", "Known"),
        *map(str, desk.years),
        *_ends(desk, 80, f" {desk.years[-1]}"),
    ]
    title = desk.t(
        f"{indicator.name.vi}: dự báo chung theo địa phương", f"{indicator.name.en}: unified forecast by province"
    )
    key, unit_said = f"table-{made.indicator}", desk.words(indicator.unit)
    table = desk.table(key, title, head, rows, unit=unit_said, note=desk.words(region.note))
    return table.model_copy(update={"strong": (len(rows) - 1,)}) if region.points else table


def _ahead(desk: Desk, points: Sequence[Point] | Sequence[RegionalPoint], places: int) -> list[Cell]:
    """Give the years planned, and the interval of the last of them."""
    at = {point.year: point for point in points}
    values = [desk.figure(at[year].value if year in at else None, places) for year in desk.years]
    return [*values, *desk.ends(at.get(desk.years[-1]), 80, places)]


def review(desk: Desk, rows: tuple[Comparison, ...]) -> Table:
    """Give provinces' own figures beside the unified ones."""
    made = []
    for row in rows:
        indicator = desk.basis.indicator(row.indicator)
        likely = likelihood(row.percentile)
        sign = "+" if row.percent is not None and row.percent > 0 else ""
        made.append(
            [
                said(desk.words(desk.basis.bodies[row.body])),
                said(desk.words(indicator.name)),
                desk.year(row.period),
                desk.figure(row.own, indicator.decimals),
                desk.figure(row.unified, indicator.decimals),
                (sign + desk.number(row.percent, 1), None if row.percent is None else desk.figure(row.percent, 1)[1]),
                said(_shortly(desk, likely.in_language(desk.language)) if likely else ABSENT),
                said(row.reason.strip() or desk.t("chưa nêu", "none given")),
            ]
        )
    head = [
        desk.t("Địa phương", "Province"),
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Năm", "Year"),
        desk.t("Tự dự báo", "Own"),
        desk.t("Dự báo chung", "Unified"),
        desk.t("Chênh (%)", "Difference (%)"),
        desk.t("Khả năng", "How likely"),
        desk.t("Lý do", "Reason"),
    ]
    title = desk.t("Số dự báo của địa phương cần trao đổi", "Provinces' own figures that are to be discussed")
    return desk.table("table-review", title, head, made)


def _shortly(desk: Desk, words: str) -> str:
    """Leave out by which method: the head of the table says it."""
    return words.removesuffix(desk.t(" theo phương pháp chung", " of what the unified method holds possible"))


def skill(desk: Desk) -> Table:
    """Give the error of each method on each indicator; the one chosen is marked."""
    methods = list(dict.fromkeys(score.method for made in desk.basis.result.indicators for score in made.scores))
    rows = []
    for made in desk.basis.result.indicators:
        errors = {score.method: score for score in made.scores}
        cells: list[Cell] = []
        for method in methods:
            score = errors.get(method)
            cells.append(desk.figure(score.scaled_error if score else None, 2))
        count = max((score.errors for score in made.scores), default=0)
        rows.append(
            [
                said(desk.words(desk.basis.indicator(made.indicator).name)),
                *cells,
                said(made.method),
                (str(count), count),
            ]
        )
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        *methods,
        desk.t("Được chọn", "Chosen"),
        desk.t("Số phép so", "Comparisons"),
    ]
    names = "; ".join(f"{method}: {desk.words(NAMES[method])}" for method in methods)
    note = desk.t(f"Sai số nhỏ hơn là tốt hơn. {names}.", f"Smaller errors are better. {names}.")
    title = desk.t("Sai số kiểm định lùi của các phương pháp", "Backtest errors of the methods")
    return desk.table("table-skill", title, head, rows, note=note)
