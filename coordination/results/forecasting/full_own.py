"""The full tables of what provinces say themselves, of the methods tried and of what is to be known of figures."""

from __future__ import annotations

from coordination.methods.forecast.models import TOPIC_NAMES, Comparison
from coordination.methods.series.candidates import NAMES
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.sheet import (
    Columns,
    Sheet,
    code_column,
    exact,
    indicator,
    indicator_of,
    places_of,
)


def review(desk: Desk) -> Sheet:
    """Give every own figure: of each indicator those to be discussed first, the furthest off first."""
    told = desk.basis.result.comparisons
    order = {code: place for place, code in enumerate(made.indicator for made in desk.basis.result.indicators)}
    ranked = sorted(told, key=lambda row: (order[row.indicator], not row.beyond_band, -abs(row.percent or 0.0)))
    names = {unit: desk.words(name) for unit, name in desk.basis.units.items()}
    reminded = any(row.remark for row in told)
    past: Columns = ((desk.t("Kế hoạch trước đây", "Past plans"), "words"),) if reminded else ()
    answers = desk.basis.answers
    answered: Columns = ((desk.t("Trao đổi", "Discussion"), "words"),) if answers else ()
    inside = {None: None, True: desk.t("trong", "within"), False: desk.t("ngoài", "outside")}
    rows = tuple(
        (
            *indicator_of(desk, row.indicator),
            names[row.unit],
            row.period,
            *(exact(value) for value in (row.own, row.unified, row.difference, row.percent, row.percentile)),
            inside[row.within_80],
            inside[row.within_95],
            "×" if row.beyond_band else None,
            *([_answer(desk, row)] if answers else []),
            row.reason.strip() or None,
            *([desk.words(row.remark) if row.remark else None] if reminded else []),
            row.indicator,
        )
        for row in ranked
    )
    columns: Columns = (
        *indicator(desk),
        (desk.t("Địa phương", "Province"), "short"),
        (desk.t("Năm", "Year"), "year"),
        (desk.t("Tự dự báo", "Own"), "value"),
        (desk.t("Dự báo chung", "Unified"), "value"),
        (desk.t("Chênh lệch", "Difference"), "value"),
        (desk.t("Chênh (%)", "Difference (%)"), "percent"),
        (desk.t("Phân vị", "Percentile"), "percent"),
        (desk.t("Khoảng 80%", "80% interval"), "count"),
        (desk.t("Khoảng 95%", "95% interval"), "count"),
        (desk.t("Cần trao đổi", "To be discussed"), "count"),
        *answered,
        (desk.t("Lý do của địa phương", "The province's reason"), "words"),
        *past,
        code_column(desk),
    )
    note = desk.t(
        "Phân vị: phần trăm khả năng theo phương pháp chung thấp hơn số của địa phương. Theo chỉ tiêu, số cần trao đổi xếp trước, "
        "chênh nhiều xếp trước. Kế hoạch trước đây chỉ để tham khảo.",
        "Percentile: percent of what the unified method holds possible that lies below the own figure. By indicator, those to be "
        "discussed first, the furthest off first. Past plans are for information.",
    )
    title, places = (
        desk.t("Rà soát dự báo của địa phương", "Review"),
        places_of(desk, (row.indicator for row in ranked)),
    )
    return Sheet("review", desk.t("Rà soát", "Review"), title, columns, rows, places, note)


def _answer(desk: Desk, row: Comparison) -> str | None:
    """Say what became of an own figure put up for discussion."""
    found = desk.basis.answers.get((row.body, row.indicator, row.period))
    return desk.words(found.words) if found else None


def backtest(desk: Desk) -> Sheet:
    """Give the error of each method on each indicator, a line each."""
    rows = tuple(
        (
            desk.name(made.indicator),
            desk.words(NAMES[score.method]),
            exact(score.scaled_error),
            score.errors,
            "×" if score.method == made.method else None,
            made.indicator,
        )
        for made in desk.basis.result.indicators
        for score in made.scores
    )
    columns: Columns = (
        (desk.t("Chỉ tiêu", "Indicator"), "name"),
        (desk.t("Phương pháp", "Method"), "name"),
        (desk.t("Sai số (không đơn vị)", "Error (no unit)"), "error"),
        (desk.t("Số phép so", "Compared"), "count"),
        (desk.t("Được chọn", "Chosen"), "count"),
        code_column(desk),
    )
    title = desk.t("Sai số kiểm định lùi của các phương pháp", "Backtest errors of the methods")
    return Sheet("backtest", desk.t("Kiểm định lùi", "Backtest"), title, columns, rows)


def notes(desk: Desk) -> Sheet:
    """Give how the region's value is made, and what is to be known of the provinces' figures."""
    whole = desk.t("Toàn vùng", "Region")
    told = {each.indicator: [f"{whole}: {desk.words(each.note)}"] for each in desk.basis.result.regional}
    for made in desk.basis.result.indicators:
        told.setdefault(made.indicator, []).extend(desk.notes(made))
    rows = tuple((desk.name(code), each) for code, said in told.items() for each in said)
    columns: Columns = (
        (desk.t("Chỉ tiêu", "Indicator"), "name"),
        (desk.t("Ghi chú", "Note"), "words"),
    )
    title = desk.t("Cách tính toàn vùng và ghi chú về số liệu", "How the region is made, and notes on the figures")
    return Sheet("notes", desk.t("Ghi chú", "Notes"), title, columns, rows)


def surveyed(desk: Desk) -> Sheet:
    """Give the figures of basic surveys beside the published ones: whose, and whether the forecast was made from them."""
    told = desk.basis.result.surveyed
    names = {unit: desk.words(name) for unit, name in desk.basis.units.items()}
    rows = tuple(
        (
            *indicator_of(desk, row.indicator),
            names.get(row.unit, row.unit),
            row.year,
            exact(row.value),
            exact(row.published),
            "×" if row.used else None,
            desk.called(row.body),
            row.step,
            row.indicator,
        )
        for row in told
    )
    columns: Columns = (
        *indicator(desk),
        (desk.t("Địa phương", "Province"), "short"),
        (desk.t("Năm", "Year"), "year"),
        (desk.t("Điều tra", "Surveyed"), "value"),
        (desk.t("Công bố", "Published"), "value"),
        (desk.t("Được dùng", "Used"), "count"),
        (desk.t("Bên điều tra", "Surveyed by"), "short"),
        (desk.t("Bước", "Step"), "short"),
        code_column(desk),
    )
    title = desk.t("Số liệu điều tra cơ bản trong chuỗi số liệu", "Figures of basic surveys in the history")
    places = places_of(desk, (row.indicator for row in told))
    return Sheet("surveyed", desk.t("Điều tra cơ bản", "Surveys"), title, columns, rows, places)


def topics(desk: Desk) -> Sheet:
    """Give the words of each body on each topic."""
    rows = tuple(
        (desk.words(TOPIC_NAMES[each.topic]), desk.called(each.body), each.text.strip())
        for each in desk.basis.result.topics
    )
    columns: Columns = (
        (desk.t("Nội dung", "Topic"), "name"),
        (desk.t("Cơ quan", "Body"), "name"),
        (desk.t("Nhận định", "Words"), "words"),
    )
    title = desk.t("Nhận định của các địa phương", "The provinces' own words")
    return Sheet("topics", desk.t("Nhận định", "Words"), title, columns, rows)
