"""The report of a forecast says what was agreed, what follows and what is to be discussed, from the stored result alone."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from coordination.app import Engine, Work
from coordination.errors import ConflictError
from coordination.kernel.text import Text
from coordination.methods.contract import BaseResult, Context, Party
from coordination.methods.forecast import Result, Submission, synthesise
from coordination.regions.boundaries import past_of
from coordination.regions.model import Region
from coordination.results.forecasting.basis import Basis, of_stage
from coordination.results.forecasting.composing import Made, compose
from coordination.results.forecasting.leaving import leave
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
        "1 số cần trao đổi. Không số nào của địa phương bị sửa",
        REMARK.vi,
        "Thị trường mở rộng.",
        "Sai số kiểm định lùi của các phương pháp",
    ):
        assert said in words
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


def test_printed_provinces_add_up_to_the_printed_region_but_for_rounding(made: Made) -> None:
    table = next(each for each in made.report.blocks if getattr(each, "key", "") == "table-population_avg")
    *provinces, region = table.rows  # type: ignore[union-attr]
    assert region[0] == "Toàn vùng"
    for column in (3, 4, 5):
        whole = sum(_number(row[column]) for row in provinces)
        assert abs(whole - _number(region[column])) <= Decimal("0.1") * len(provinces)


def test_the_workbook_holds_every_figure_of_the_result_in_full(folder: Path, basis: Basis) -> None:
    book = CalamineWorkbook.from_path(folder / "tables.xlsx")
    rows = [row for row in book.get_sheet_by_name("full-regional").to_python() if row and row[0] in CODES]
    told = [(each.indicator, point.year, point.value) for each in basis.result.regional for point in each.points]
    assert [row[:2] for row in rows] == [[code, year] for code, year, _ in told]
    assert [row[2] for row in rows] == pytest.approx([value for _, _, value in told], rel=1e-12)
    lines = list(csv.reader(io.StringIO((folder / "tables" / "table-review.csv").read_text("utf-8-sig"))))
    assert lines[1][:4] == ["Cần Thơ", "Dân số trung bình", "2027", "5000"]
    assert lines[1][-1] == "Khu công nghiệp mới"


def test_every_picture_says_what_it_shows_and_is_left_beside_the_report(made: Made, folder: Path) -> None:
    keys = [each.key for each in made.report.pictures]
    assert keys == [*(f"region-{code}" for code in CODES), *(f"provinces-{code}" for code in CODES)]
    for each in made.report.pictures:
        assert re.search(r"dự báo năm 2029 [\d.,]+", each.alt)
        assert (folder / "charts" / f"{each.key}.svg").read_bytes() == each.svg
    assert "tự dự báo năm 2027 5.000" in next(
        each.alt for each in made.report.pictures if each.key.startswith("provinces-p")
    )


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
