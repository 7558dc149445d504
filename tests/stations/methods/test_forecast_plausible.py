"""An own forecast nobody can have meant is told as such when it is handed in; one that is merely bold is not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from coordination.kernel.text import Text
from coordination.methods.checks.declared import Jump, Parts, Range
from coordination.methods.forecast import Submission, check
from coordination.methods.forecast.models import TOPICS
from coordination.methods.indicators import Indicator, NotAdditive

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context, Finding

LAST = {"grdp": 840_000.0, "population": 4_600.0, "grdp_per_head": 182.6, "poverty": 1.2, "index": 109.5}
CHECKS = {
    "grdp": (Range(least=Decimal(0)), Jump()),
    "population": (Range(least=Decimal(0)), Parts(of=("grdp",))),
    "poverty": (Range(least=Decimal(0), most=Decimal(100)), Jump(change="difference", floor=10)),
    "index": (Range(least=Decimal(1)), Jump(change="difference", floor=5)),
}
COUNT = Indicator(
    code="enterprises",
    name=Text(vi="Số doanh nghiệp", en="Enterprises"),
    unit=Text(vi="doanh nghiệp", en="enterprises"),
    pillar="economy",
    aggregation=NotAdditive(),
    decimals=0,
)


@pytest.fixture(scope="module")
def context(build: Build) -> Context:
    made = build(1, {code: {"u1": {2023: 1.0, 2025: value}} for code, value in LAST.items()}, horizon_to=2029)
    index = made.indicators["poverty"].model_copy(
        update={"code": "index", "name": Text(vi="Chỉ số phát triển", en="Growth index")}
    )
    catalogue = {**made.indicators, "index": index, "enterprises": COUNT}
    known = {code: each.model_copy(update={"checks": CHECKS.get(code, ())}) for code, each in catalogue.items()}
    settings = dict(made.settings) | {"indicators": [*LAST, "enterprises"]}
    units = {"u1": Text(vi="Tỉnh 1", en="Province 1")}
    return made.model_copy(update={"indicators": known, "settings": settings, "unit": "u1", "units": units})


def _found(context: Context, *figures: tuple[str, int, str]) -> list[Finding]:
    rows = [dict(zip(("indicator", "period", "value"), each, strict=True)) for each in figures]
    document = {"forecasts": rows, "topics": dict.fromkeys(TOPICS, "Có")}
    return check(Submission.model_validate(document), context)


def _wrong(context: Context, *figures: tuple[str, int, str]) -> list[tuple[str, str, str]]:
    lacking = {"forecast_missing", "years_missing"}
    return [(each.severity, each.code, each.where) for each in _found(context, *figures) if each.code not in lacking]


@pytest.mark.parametrize(
    ("code", "value", "severity", "found"),
    [
        ("population", "4620500", "warning", "unit_slip"),
        ("population", "4.62", "warning", "unit_slip"),
        ("grdp", "840", "warning", "unit_slip"),
        ("grdp", "8900000", "warning", "unit_slip"),
        ("index", "9.5", "warning", "unit_slip"),
        ("grdp", "-5", "error", "out_of_range"),
        ("poverty", "250", "error", "out_of_range"),
        ("enterprises", "5400.5", "error", "not_whole"),
    ],
)
def test_a_figure_nobody_can_have_meant_is_told(
    code: str, value: str, severity: str, found: str, context: Context
) -> None:
    assert (severity, found, f"forecasts.{code}.2028") in _wrong(context, (code, 2028, value))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("grdp", "2900000"),
        ("grdp", "300000"),
        ("population", "0"),
        ("poverty", "0.1"),
        ("poverty", "11.2"),
        ("enterprises", "5400"),
    ],
)
def test_a_bold_figure_is_left_to_the_band(code: str, value: str, context: Context) -> None:
    assert _wrong(context, (code, 2028, value)) == []


def test_every_year_is_compared_with_what_was_published_and_never_with_another_forecast(context: Context) -> None:
    given = [("population", year, value) for year, value in ((2027, "4650000"), (2028, "4700000"), (2029, "4750"))]
    assert _wrong(context, *given) == [
        ("warning", "unit_slip", f"forecasts.population.{year}") for year in (2027, 2028)
    ]


def test_a_slip_is_told_with_the_last_published_figure_and_what_may_be_meant(context: Context) -> None:
    (slip,) = [each for each in _found(context, ("population", 2028, "4620500")) if each.code == "unit_slip"]
    assert "Dân số năm 2028 của Tỉnh 1 là 4.620.500 nghìn người, gấp khoảng 1.000 lần" in slip.message.vi
    assert "của năm 2025 (4.600 nghìn người)" in slip.message.vi
    assert "số đúng là 4.620,5 nghìn người" in slip.message.vi


def test_without_anything_published_nothing_is_compared(context: Context) -> None:
    blank = context.model_copy(update={"history": {}})
    assert _wrong(blank, ("population", 2028, "4620500")) == []


def test_a_ratio_unlike_the_parts_given_with_it_asks_for_a_word(context: Context) -> None:
    parts = (("grdp", 2028, "920000"), ("population", 2028, "4600"))
    assert _wrong(context, *parts, ("grdp_per_head", 2028, "200")) == []
    assert _wrong(context, *parts, ("grdp_per_head", 2028, "230")) == [
        ("warning", "ratio_differs", "forecasts.grdp_per_head.2028")
    ]


def test_a_ratio_is_not_owed_where_both_its_parts_are_given(context: Context) -> None:
    every = [(code, year) for code in ("grdp", "population") for year in (2027, 2028, 2029)]
    given = [(code, year, f"{LAST[code]}") for code, year in every]
    lacking = {each.where for each in _found(context, *given) if each.code == "forecast_missing"}
    assert lacking == {"forecasts.poverty", "forecasts.index", "forecasts.enterprises"}
    of_one = _found(context, *given[:3])
    assert {"forecasts.population", "forecasts.grdp_per_head"} <= {each.where for each in of_one}


def test_years_that_lack_are_told_once_for_all_indicators_that_lack_them(context: Context) -> None:
    given = [(code, 2027, str(round(LAST.get(code, 5400)))) for code in ("grdp", "population", "enterprises")]
    given += [("index", 2027, "108"), ("index", 2028, "108")]
    notes = [each for each in _found(context, *given) if each.code == "years_missing"]
    assert [(each.severity, each.message.vi) for each in notes] == [
        (
            "note",
            "Chưa có dự báo năm 2028, 2029 của 4 chỉ tiêu: GRDP; Dân số; GRDP bình quân đầu người; Số doanh nghiệp.",
        ),
        ("note", "Chưa có dự báo năm 2029 của 1 chỉ tiêu: Chỉ số phát triển."),
    ]
