"""The report of a forecast says what was agreed, what follows and what is to be discussed, from the stored result alone."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from coordination.app import Engine, Work
from coordination.cycles.discussion.rules import State
from coordination.documents.report.model import Bullets, Paragraph, Report, Table
from coordination.errors import ConflictError
from coordination.kernel.text import Text
from coordination.methods.contract import BaseResult, Context, Party
from coordination.methods.forecast import Result, Submission, synthesise
from coordination.methods.forecast.models import Comparison, SurveyFigure
from coordination.regions.boundaries import past_of
from coordination.regions.model import Region
from coordination.results.discussing import Standing
from coordination.results.forecasting.basis import Basis, of_stage
from coordination.results.forecasting.composing import Made, compose
from coordination.results.forecasting.leaving import leave, report_of
from coordination.results.forecasting.reviewing import MOST
from coordination.results.forecasting.tables import MANY
from coordination.results.remarks import remarks
from coordination.results.service import Inputs, compute
from tests.stations.story import ASSESSMENT, PLAN, Story, after, morning

CODES = ("population_avg", "grdp_current", "grdp_per_capita")
DAY = date(2026, 7, 20)
FORECAST = f"{PLAN}/forecast"
REMARK = Text(vi="Kế hoạch trước đây thấp hơn thực hiện 5 %.", en="Past plans were 5% below outturns.")


@pytest.fixture(scope="module")
def basis(region: Region) -> Basis:
    """Give the forecast of five provinces, of which one sends figures of its own and one is far off."""
    context = Context(
        region=region.code,
        region_name=region.name,
        period="2027",
        parties=tuple(Party(body=f"{u.code}.peoples_committee", unit=u.code, name=u.name) for u in region.units),
        indicators={each.code: each for each in region.indicators},
        settings={
            "indicators": CODES,
            "horizon_to": 2029,
            "years": [2027, 2028, 2029],
            "methods": ("naive", "drift", "pooled"),
        },
        history={
            code: {
                unit: {year: value for year, value in years.items() if year < 2026}
                for unit, years in past_of(region)[code].items()
            }
            for code in CODES
        },
        remarks={"population_avg": {"92": REMARK}},
    )
    figures = [{"indicator": "population_avg", "period": 2027, "value": "5000", "reason": "Khu công nghiệp mới"}]
    given = Submission.model_validate({"forecasts": figures, "topics": {"market": "Thị trường mở rộng."}})
    result = synthesise({"92.peoples_committee": given}, context)
    return Basis(
        FORECAST, region, context, result, "adopted_with_reservations", (("92.peoples_committee", "Cần xét thêm"),)
    )


@pytest.fixture(scope="module")
def made(basis: Basis) -> Made:
    return compose(basis, DAY)


@pytest.fixture(scope="module")
def folder(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "bao-cao"
    names = leave(made, place)
    assert sorted(each.relative_to(place).as_posix() for each in place.rglob("*") if each.is_file()) == names
    return place


def _number(said: str) -> Decimal:
    return Decimal(said.replace(".", "").replace(",", "."))


def test_all_that_was_agreed_and_all_that_follows_is_said(folder: Path) -> None:
    words = "\n".join(each.text for each in Document(str(folder / "report.docx")).paragraphs)
    for said in (
        "3 chỉ tiêu, dự báo đến năm 2029",
        "chênh quá ±10% so với dự báo chung hoặc nằm ngoài khoảng 80%",
        "đã được thống nhất, có bảo lưu",
        "Bảo lưu của Cần Thơ: Cần xét thêm",
        "1 số cần trao đổi, thuộc 1 chỉ tiêu. Hệ thống không sửa số nào của địa phương",
        REMARK.vi,
        "Thị trường mở rộng.",
        "Dân số trung bình: số cần trao đổi trước",
    ):
        assert said in words
    assert words.count("Sai số kiểm định lùi của các phương pháp") == 1
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


def test_printed_provinces_add_up_to_the_printed_region_but_for_rounding(made: Made) -> None:
    table = next(each for each in made.report.blocks if getattr(each, "key", "") == "table-population_avg")
    *provinces, region = table.rows  # type: ignore[union-attr]
    assert region[0] == "Toàn vùng"
    for column in (2, 3, 4):
        whole = sum(_number(row[column]) for row in provinces)
        assert abs(whole - _number(region[column])) <= Decimal("0.1") * len(provinces)


def test_the_workbook_holds_every_figure_of_the_result_in_full_with_names_and_units(folder: Path, basis: Basis) -> None:
    book = CalamineWorkbook.from_path(folder / "tables.xlsx")
    assert book.sheet_names[0] == "Mục lục"
    rows = [row for row in book.get_sheet_by_name("Toàn vùng").to_python() if row and row[-1] in CODES]
    told = [(each.indicator, point.year, point.value) for each in basis.result.regional for point in each.points]
    assert [(row[-1], row[2]) for row in rows] == [(code, year) for code, year, _ in told]
    assert [row[3] for row in rows] == pytest.approx([value for _, _, value in told], rel=1e-12)
    assert {(row[0], row[1]) for row in rows} == {
        (basis.indicator(code).name.vi, basis.indicator(code).unit.vi) for code in CODES
    }
    (line,) = list(csv.reader(io.StringIO((folder / "tables" / "review.csv").read_text("utf-8-sig"))))[1:]
    assert line[:5] == ["Dân số trung bình", "nghìn người", "Cần Thơ", "2027", "5000"]
    assert "Khu công nghiệp mới" in line


def test_every_picture_says_what_it_shows_and_is_left_beside_the_report(made: Made, folder: Path) -> None:
    assert [each.key for each in made.report.pictures] == list(CODES)
    for each in made.report.pictures:
        assert re.search(r"Toàn vùng, năm \d+ [\d.,]+.*dự báo năm 2029 [\d.,]+", each.alt)
        assert (folder / "charts" / f"{each.key}.svg").read_bytes() == each.svg
        assert (folder / "charts" / f"{each.key}.png").read_bytes() == each.png
    assert "tự dự báo năm 2027 5.000" in made.report.pictures[0].alt


def _with(basis: Basis, rows: Sequence[Comparison]) -> Basis:
    """Give the basis of the first indicator alone, with these own figures."""
    few = {
        "indicators": basis.result.indicators[:1],
        "regional": basis.result.regional[:1],
        "comparisons": tuple(rows),
        "topics": (),
    }
    return replace(basis, result=basis.result.model_copy(update=few))


def _own(basis: Basis, unit: str, year: int, percent: float, *, far: bool = True) -> Comparison:
    (made,) = [each for each in basis.result.indicators[0].units if each.unit == unit]
    unified = next(point.value for point in made.points if point.year == year)
    own = Decimal(repr(round(unified * (1 + percent / 100), 6)))
    return Comparison(
        body=f"{unit}.peoples_committee", unit=unit, indicator=CODES[0], period=year, own=own, unified=unified,
        difference=float(own) - unified, percent=percent, beyond_band=far,
    )  # fmt: skip


def _said(report: Report) -> str:
    """Give the words of a report, tables apart."""
    items = (each.items if isinstance(each, Bullets) else (each,) for each in report.blocks)
    return "\n".join(each.text for group in items for each in group if isinstance(each, Paragraph))


def _table(report: Report, key: str) -> Table:
    (found,) = [each for each in report.blocks if isinstance(each, Table) and each.key == key]
    return found


def test_of_each_indicator_the_furthest_off_are_printed_first_a_year_of_each_province_and_all_are_in_the_workbook(
    basis: Basis,
) -> None:
    units = [each.unit for each in basis.result.indicators[0].units]
    told = [
        _own(basis, unit, year, sign * (10.0 + at + (year == 2028) * 20))
        for at, unit in enumerate(units)
        for year, sign in ((2027, 1), (2028, -1), (2029, 1))
    ]
    made = compose(_with(basis, told), DAY)
    table = _table(made.report, f"table-review-{CODES[0]}")
    names = [basis.units[unit].vi for unit in reversed(units)]
    assert [row[0] for row in table.rows] == names[:MOST]
    assert {row[1] for row in table.rows} == {"2028"}
    assert [row[4] for row in table.rows] == ["-34,0", "-33,0", "-32,0"]
    (full,) = [each for each in made.sheets if each.key == "review"]
    assert len(full.rows) == len(told) == 15
    assert [row[7] for row in full.rows] == sorted((row[7] for row in full.rows), key=lambda each: -abs(each))  # type: ignore[arg-type, operator]
    assert "tables.xlsx, trang “Rà soát”" in _said(made.report)


def test_what_provinces_answered_of_figures_put_up_is_counted_with_their_reasons_and_told_of_each(basis: Basis) -> None:
    one, other, *_ = (each.unit for each in basis.result.indicators[0].units)
    told = [_own(basis, one, year, 20.0) for year in (2027, 2028)] + [_own(basis, other, 2029, 30.0)]
    kept = Standing(State.RESERVED, "9", True, "Nhà máy mới", Text(vi="bảo lưu: Nhà máy mới", en="reserved: …"), (7,))
    revised = Standing(State.REVISED, "8", True, None, Text(vi="đã sửa: 8, vẫn ngoài ngưỡng", en="revised: 8"), (8,))
    silent = Standing(State.OPEN, "7", True, None, Text(vi="chưa trả lời", en="unanswered"), (6,))
    answers = {
        (row.body, row.indicator, row.period): found for row, found in zip(told, (kept, revised, silent), strict=True)
    }
    made = compose(replace(_with(basis, told), answers=answers), DAY)
    said = _said(made.report)
    assert "đã sửa 1; bảo lưu 1; 1 số đã sửa vẫn ngoài ngưỡng; lý do bảo lưu: Nhà máy mới." in said
    assert "chưa trả lời 1." in said
    (full,) = [each for each in made.sheets if each.key == "review"]
    at = [name for name, _ in full.columns].index("Trao đổi")
    assert {row[at] for row in full.rows} == {found.words.vi for found in (kept, revised, silent)}
    plain = compose(_with(basis, told), DAY)
    assert "Kết quả trao đổi" not in _said(plain.report)


def test_own_figures_add_up_for_the_region_only_when_every_province_has_told_one(basis: Basis) -> None:
    units = [each.unit for each in basis.result.indicators[0].units]
    every = [_own(basis, unit, 2029, 1.0, far=False) for unit in units]
    whole = _table(compose(_with(basis, every), DAY).report, f"table-{CODES[0]}").rows[-1]
    assert abs(_number(whole[-2]) - sum(row.own for row in every)) <= Decimal("0.05")
    assert whole[-1] == "+1,0"
    lacking = _table(compose(_with(basis, every[:-1]), DAY).report, f"table-{CODES[0]}").rows[-1]
    assert lacking[-2:] == ("…", "…")


def test_the_same_note_is_said_once_of_all_it_holds_of(basis: Basis) -> None:
    first = basis.result.indicators[0]
    shared, single = Text(vi="thiếu kỳ 2019", en="2019 lacks"), Text(vi="chuỗi ngắn", en="a short series")
    for notes, said in (
        ([shared] * 5, "Mọi địa phương: thiếu kỳ 2019."),
        ([shared, shared, single, None, None], "Đồng Tháp, Vĩnh Long: thiếu kỳ 2019. An Giang: chuỗi ngắn."),
    ):
        units = tuple(unit.model_copy(update={"note": note}) for unit, note in zip(first.units, notes, strict=True))
        told = basis.result.model_copy(
            update={"indicators": (first.model_copy(update={"units": units}),), "regional": basis.result.regional[:1]}
        )
        report = compose(replace(basis, result=told.model_copy(update={"comparisons": ()})), DAY).report
        assert _table(report, f"table-{CODES[0]}").note == said


def test_what_was_not_forecast_is_said_once_and_leaves_no_empty_table(basis: Basis) -> None:
    first, why = basis.result.indicators[0], Text(vi="chưa có số liệu nào", en="there is no figure")
    units = tuple(each.model_copy(update={"points": (), "method": None, "note": why}) for each in first.units)
    silent = basis.result.regional[0].model_copy(update={"points": ()})
    told = basis.result.model_copy(
        update={"indicators": (first.model_copy(update={"units": units}),), "regional": (silent,), "comparisons": ()}
    )
    report = compose(replace(basis, result=told), DAY).report
    assert not report.pictures
    assert [each.key for each in report.blocks if isinstance(each, Table)] == ["table-skill"]
    assert "Dân số trung bình, mọi địa phương: chưa có số liệu nào." in _said(report)


def test_of_many_provinces_the_first_and_the_last_year_are_printed_and_the_rest_is_said_to_be_in_the_workbook(
    basis: Basis,
) -> None:
    first = basis.result.indicators[0]
    codes = [f"x{at}" for at in range(MANY + 1)]
    parties = tuple(Party(body=f"{code}.b", unit=code, name=Text(vi=f"Tỉnh {code}", en=code)) for code in codes)
    units = tuple(first.units[0].model_copy(update={"unit": code}) for code in codes)
    few = _with(basis, ())
    result = few.result.model_copy(update={"indicators": (first.model_copy(update={"units": units}),)})
    context = basis.context.model_copy(update={"parties": parties, "units": {}})
    table = _table(compose(replace(few, result=result, context=context), DAY).report, f"table-{CODES[0]}")
    assert [head for head in table.head if head.startswith("Dự báo")] == ["Dự báo 2027", "Dự báo 2029"]
    assert "Các năm khác: tables.xlsx" in table.note


def test_large_figures_are_printed_without_decimals_and_kept_with_them(made: Made) -> None:
    table = _table(made.report, "table-grdp_current")
    assert not any("," in cell for row in table.rows for cell in row[1:5])
    (full,) = [each for each in made.sheets if each.key == "region"]
    places = {row[-1]: place for row, place in zip(full.rows, full.places, strict=True)}
    assert places["grdp_current"] == 1


def test_a_report_needs_no_database_and_no_region(basis: Basis, tmp_path: Path) -> None:
    few = _with(basis, ())
    names = report_of(few.result, basis.context, tmp_path / "bao-cao", DAY, language="en")
    assert {"report.docx", "report.pdf", "tables.xlsx", f"charts/{CODES[0]}.svg", "tables/region.csv"} <= set(names)
    words = [each.text for each in Document(str(tmp_path / "bao-cao" / "report.docx")).paragraphs]
    assert "UNIFIED FORECAST REPORT" in words


def test_what_all_remarks_on_past_plans_say_is_said_once_and_each_province_s_own_part_beside(basis: Basis) -> None:
    shared = "Quyết toán gồm chuyển nguồn. Để tham khảo; dự báo không bị sửa theo số này."
    told = [f"Tỉnh {at}: thực hiện cao hơn {at},5 %. {shared}" for at in range(1, 4)]
    units = [each.unit for each in basis.result.indicators[0].units][:3]
    rows = [
        _own(basis, unit, 2029, 1.0, far=False).model_copy(update={"remark": Text(vi=each, en=each)})
        for unit, each in zip(units, told, strict=True)
    ]
    said = _said(compose(_with(basis, rows), DAY).report)
    assert said.count(shared) == 1
    assert all(f"Tỉnh {at}: thực hiện cao hơn {at},5 %." in said for at in range(1, 4))


def test_surveyed_figures_are_in_the_workbook_with_whose_they_are_and_named_as_a_source(basis: Basis) -> None:
    row = SurveyFigure(
        indicator=CODES[0], unit="92", year=2023, value=3200.5, published=None, used=True, step="plan/surveys",
        body="92.peoples_committee",
    )  # fmt: skip
    few = _with(basis, ())
    made = compose(replace(few, result=few.result.model_copy(update={"surveyed": (row,)})), DAY)
    (sheet,) = [each for each in made.sheets if each.key == "surveyed"]
    assert sheet.rows[0][2:7] == ("Cần Thơ", 2023, Decimal("3200.5"), None, "×")
    assert "điều tra cơ bản của các địa phương" in made.report.pictures[0].svg.decode()


def test_the_same_basis_gives_the_same_report_and_english_is_english(basis: Basis, made: Made) -> None:
    few = replace(basis, result=basis.result.model_copy(update={"indicators": basis.result.indicators[:1],
                                                                "regional": basis.result.regional[:1]}))  # fmt: skip
    assert compose(few, DAY) == compose(few, DAY)
    report = compose(few, DAY, "en").report
    assert report.kind == "Unified forecast report"
    assert "dự báo" not in " ".join(section.title for section in report.sections).lower()
    assert made.report.language == "vi"


def test_what_changed_in_the_published_figures_since_is_said(basis: Basis) -> None:
    few = basis.result.model_copy(update={"indicators": (), "regional": (), "comparisons": ()})
    said = {same: compose(replace(basis, result=few, same_history=same), DAY).report for same in (True, False)}
    changed = {same: "Số công bố đã thay đổi" in report.model_dump_json() for same, report in said.items()}
    assert changed == {True: False, False: True}


async def _cheaply(engine: Engine, work: Work, now: datetime) -> None:
    if work.kind == "synthesise":
        engine.synthesise(work.key, now, _quick)
    else:
        engine.do(work, now)


def _quick(inputs: Inputs) -> BaseResult:
    """Compute with the cheapest methods: how good a forecast is, is not asked here."""
    settings = {**inputs.context.settings, "methods": ["naive"], "indicators": ["population_avg"]}
    context = (
        inputs.context.model_copy(update={"settings": settings}) if inputs.method == "forecast" else inputs.context
    )
    return compute(replace(inputs, context=context))


def test_the_report_is_made_of_the_stored_result_of_a_step_and_of_no_other(file_story: Story) -> None:
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))
    with file_story.engine.read() as session, pytest.raises(ConflictError, match="is no forecast"):
        of_stage(session, ASSESSMENT, past_of)
    with file_story.engine.read() as session, pytest.raises(ConflictError, match="has no result yet"):
        of_stage(session, FORECAST, past_of)
    for _ in range(2):  # a step that opens late because the one before it did closes later too
        closes = file_story.stage(FORECAST).closes
        asyncio.run(file_story.engine.tick(after(closes.isoformat()), _cheaply))
    with file_story.engine.read() as session:
        basis = of_stage(session, FORECAST, past_of)
    assert basis.same_history
    assert isinstance(basis.result, Result)
    assert [each.indicator for each in basis.result.indicators] == ["population_avg"]
    assert compose(basis, DAY).report.subject[1].endswith("đến năm 2029")


def test_past_plans_are_told_of_where_there_are_any_and_never_of_years_to_come(region: Region) -> None:
    told = remarks(region, ["state_budget_revenue", "population_avg"], 2026)
    assert set(told) == {"state_budget_revenue"}
    assert all("dự báo không bị sửa" in note.vi for note in told["state_budget_revenue"].values())
    assert remarks(region, ["state_budget_revenue"], 2010) == {}
