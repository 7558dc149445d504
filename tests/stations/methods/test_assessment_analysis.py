"""The analysis of real regions: every figure of a sentence is cited, what lacks is said, and the cost is linear."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import FrameType
from typing import Any

import pytest

from coordination.kernel.cells import Cell
from coordination.kernel.shipped import shipped
from coordination.kernel.text import Text
from coordination.methods.indicators import Break, Indicator, NotAdditive, Ratio, Sum, WeightedMean, breaks_of
from coordination.methods.joint_assessment.analysis import (
    Analysis,
    Ground,
    Options,
    Panel,
    Point,
    SectorGround,
    Sentence,
    analyse,
    nation_of,
    one,
)
from coordination.methods.joint_assessment.analysis.drafting import compose
from coordination.methods.joint_assessment.analysis.models import IndicatorAnalysis
from coordination.methods.joint_assessment.analysis.panel import kind_of
from coordination.methods.wording import number


@dataclass(frozen=True)
class Row:
    """One line of the published figures."""

    unit: str
    indicator: str
    year: int
    value: Decimal
    status: str
    source: str


def _named(code: str, unit: str, rule: Sum | Ratio | WeightedMean | NotAdditive, **more: Any) -> Indicator:
    made = {"code": code, "name": Text(vi=f"Chỉ tiêu {code}", en=f"Indicator {code}"), "aggregation": rule}
    return Indicator.model_validate(made | {"unit": {"vi": unit, "en": unit}, "pillar": "economy"} | more)


SURVEY = Break(year=2021, why=Text(vi="Khái niệm khác", en="Another concept"))
HIGH, LOW = {"direction": "higher_is_better"}, {"direction": "lower_is_better"}
CATALOGUE = {
    each.code: each
    for each in (
        _named("population_avg", "thousand persons", Sum(), pillar="society"),
        _named("grdp_current", "billion VND", Sum(), price_base="current", **HIGH),
        _named(
            "grdp_growth_index",
            "previous year = 100",
            WeightedMean(weight="grdp_current", lag=1),
            decimals=2,
            **HIGH,
        ),
        _named(
            "grdp_per_capita",
            "million VND per person",
            Ratio(numerator="grdp_current", denominator="population_avg"),
            price_base="current",
            **HIGH,
        ),
        _named("employed_persons", "thousand persons", Sum(), pillar="society", breaks=(SURVEY,), **HIGH),
        _named("unemployment_rate", "%", WeightedMean(weight="employed_persons"), pillar="society", decimals=2, **LOW),
        _named("state_budget_revenue", "billion VND", Sum(), price_base="current", **HIGH),
        _named("state_budget_revenue_plan", "billion VND", Sum(), price_base="current", **HIGH),
        _named(
            "papi_environment", "score 1 to 10", WeightedMean(weight="population_avg"), pillar="environment", **HIGH
        ),
        _named("pci_rank", "rank", NotAdditive(), **LOW),
    )
}
SECTORS = {code: Text(vi=code, en=code) for code in ("agriculture", "industry", "services")}
REGIONS = {
    "delta": ("34", ("82", "86", "91", "92", "96")),
    "midlands": ("34", ("04", "08", "11", "12", "14", "15", "19", "20", "25")),
    "delta-2019": ("63", ("80", "82", "83", "84", "86", "87", "89", "91", "92", "93", "94", "95", "96")),
}


@lru_cache(maxsize=2)
def _rows(on_map: str) -> tuple[Row, ...]:
    return tuple(row for name in ("series.csv", "grdp_sectors.csv") for row in _read(name, on_map))


def _read(name: str, on_map: str) -> Iterator[Row]:
    wanted = {*CATALOGUE, *(f"grdp_{sector}{price}" for sector in SECTORS for price in ("", "_2010"))}
    with (shipped("region_configs") / "data" / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["map"] == on_map and row["indicator"] in wanted and row["unit"] != "28":
                value = Decimal(row["value"])
                yield Row(row["unit"], row["indicator"], int(row["period"]), value, row["status"], row["source"])


@lru_cache(maxsize=3)
def _ground(region: str) -> Ground:
    on_map, units = REGIONS[region]
    rows = _rows(on_map)
    panel, country = Panel.of(rows), tuple(sorted({row.unit for row in rows}))
    sectors = SectorGround(
        names=SECTORS,
        panel=panel,
        volume={sector: f"grdp_{sector}_2010" for sector in SECTORS},
        value={sector: f"grdp_{sector}" for sector in SECTORS},
        reference=country,
        measure=_named("gva", "billion VND", Sum(), price_base="constant_2010"),
    )
    names = {unit: Text(vi=f"tỉnh {chr(97 + n)}", en=f"province {chr(97 + n)}") for n, unit in enumerate(units)}
    whole = Text(vi="vùng thử", en="test region")
    return Ground(region, whole, names, CATALOGUE, panel, nation_of(panel, CATALOGUE, country), sectors=sectors)


@lru_cache(maxsize=4)
def _analysis(region: str, period: int) -> Analysis:
    return analyse(_ground(region), period, Options(seed=11))


def _numbers(text: str, language: str) -> Iterator[Decimal]:
    for found in re.findall(r"(?<![\w])[-]?\d[\d.,]*", text):
        plain = found.rstrip(".,")
        yield Decimal(plain.replace(",", "") if language == "en" else plain.replace(".", "").replace(",", "."))


def _cited(sentence: Sentence) -> set[Decimal]:
    shown = {Decimal(number(each.value, "en", each.decimals).replace(",", "")) for each in sentence.figures}
    spans = [[int(year) for year in each.period.split("-")] for each in sentence.figures]
    years = {Decimal(year) for span in spans for year in range(span[0], span[-1] + 1)}
    return shown | {abs(value) for value in shown} | years


@pytest.mark.parametrize(("region", "period"), [("delta", 2025), ("midlands", 2025), ("delta-2019", 2022)])
def test_every_figure_of_a_sentence_is_among_those_it_cites(region: str, period: int) -> None:
    said = _analysis(region, period).sentences
    assert len(said) > 10
    for sentence in said:
        for language in ("vi", "en"):
            found = list(_numbers(sentence.text.in_language(language), language))
            assert found
            assert set(found) <= _cited(sentence), sentence.text.in_language(language)


@pytest.mark.parametrize(("region", "period"), [("delta", 2025), ("delta-2019", 2022)])
def test_every_cited_figure_names_its_source_and_its_status(region: str, period: int) -> None:
    for sentence in _analysis(region, period).sentences:
        assert all(figure.source and figure.status for figure in sentence.figures)


def _row(analysis: Analysis, code: str) -> IndicatorAnalysis:
    return next(row for pillar in analysis.pillars for row in pillar.indicators if row.indicator == code)


def test_the_deltas_growth_of_2025_is_that_of_the_statistics_office_within_a_fiftieth_of_a_point() -> None:
    found = _row(_analysis("delta", 2025), "grdp_growth_index")
    assert found.latest is not None
    assert found.latest.percent == pytest.approx(Decimal("7.241"), abs=Decimal("0.02"))
    assert sum(part.points for part in found.contributions) == pytest.approx(found.latest.percent, abs=Decimal("1e-6"))


def test_income_per_head_of_the_region_is_made_of_totals_and_meets_what_is_published() -> None:
    found = _row(_analysis("delta", 2025), "grdp_per_capita")
    value = found.value_in(2025)
    assert value is not None
    assert value.value == pytest.approx(Decimal("84.272"), abs=Decimal("0.05"))


def test_contributions_of_a_real_year_add_up_exactly() -> None:
    found = _row(_analysis("midlands", 2025), "grdp_current")
    assert found.latest is not None
    assert sum(part.points for part in found.contributions) == found.latest.percent


def test_a_ratio_breaks_where_its_denominator_does() -> None:
    made = _named("productivity", "million VND per person", Ratio(numerator="output", denominator="employed"))
    years = range(2020, 2025)
    data = {code: {"u": {year: Point(Cell.of(Decimal(year - base))) for year in years}} for code, base in BASES.items()}
    employed = _named("employed", "thousand persons", Sum(), breaks=(SURVEY,))
    breaks = {made.code: breaks_of(made, {"employed": employed})}
    found = one.assess(Panel(data), ("u",), {}, made, 2024, Options(breaks=breaks))
    assert found.span is not None
    assert (found.span.first, found.span.last) == (2021, 2024)
    assert [step.first for step in found.steps] == [2021, 2022, 2023]


BASES = {"output": 1000, "employed": 2010}


def test_a_national_revision_between_sources_is_not_taken_for_growth() -> None:
    found = _row(_analysis("delta", 2025), "grdp_current")
    assert found.span is not None
    assert found.span.first == 2024  # figures to 2022 are of an older panel
    labour = _row(_analysis("midlands", 2025), "employed_persons")
    assert labour.span is not None
    assert labour.span.first == 2021  # another definition since


def test_five_provinces_give_no_beta_and_say_so_nine_give_one_with_a_warning() -> None:
    five, nine = (_analysis(region, 2025).pillars[0] for region in ("delta", "midlands"))
    assert five.convergence[0].beta.slope is None
    assert any("hội tụ β" in gap.text.vi and "5 tỉnh" in gap.text.vi for gap in five.gaps)
    assert nine.convergence[0].beta.slope is not None
    assert nine.convergence[0].beta.caution is not None


def test_the_delta_is_specialised_in_farming_and_its_three_effects_add_up() -> None:
    found = _analysis("delta", 2025).pillars[0].sectors
    assert found is not None
    assert found.region is not None
    assert found.region.national_points + found.region.mix_points + found.region.own_points == found.region.percent
    farms = next(each for each in found.quotients if (each.unit, each.sector) == ("delta", "agriculture"))
    assert farms.strength == "strong"


def test_a_province_without_comparable_sectors_is_left_out_and_named() -> None:
    pillar = _analysis("delta-2019", 2022).pillars[0]
    assert pillar.sectors is not None
    assert pillar.sectors.left_out == ("80",)
    assert any("không gồm: tỉnh a" in gap.text.vi for gap in pillar.gaps)


def test_a_budget_far_beyond_its_plan_gets_a_question_instead_of_a_verdict() -> None:
    pillar = _analysis("delta-2019", 2022).pillars[0]
    whole = pillar.fulfilment[0]
    assert whole.percent is not None
    assert (whole.unit, whole.percent > 150, whole.verdict) == (None, True, None)
    assert any("chưa kết luận" in gap.text.vi for gap in pillar.gaps)


def test_figures_too_old_are_tabulated_and_missed_but_not_spoken_of() -> None:
    pillar = _analysis("delta", 2025).pillars[0]
    found = _row(_analysis("delta", 2025), "state_budget_revenue")
    assert (found.year, found.fresh) == (2016, False)
    assert not any(f.indicator == "state_budget_revenue" for s in pillar.sentences for f in s.figures)
    assert any(gap.indicator == "state_budget_revenue" for gap in pillar.gaps)


def test_nothing_is_said_of_a_region_without_figures_only_what_lacks() -> None:
    empty = analyse(replace(_ground("delta"), panel=Panel(), nation={}, sectors=None), 2025)
    assert empty.sentences == ()
    lacking = {gap.indicator for pillar in empty.pillars for gap in pillar.gaps}
    assert lacking == set(CATALOGUE) - {"state_budget_revenue_plan"}


def _with_plans(direction: str, results: Mapping[str, str], plans: Mapping[str, str]) -> Analysis:
    indicator = _named("x", "%" if direction == "lower_is_better" else "billion VND", Sum(), direction=direction)
    units = {unit: Text(vi=f"tỉnh {unit}", en=f"province {unit}") for unit in results}
    panels = [
        Panel({"x": {unit: {2025: Point(Cell.of(Decimal(v)), "form", "final")} for unit, v in values.items()}})
        for values in (results, plans)
    ]
    region = Text(vi="vùng thử", en="test region")
    return analyse(Ground("r", region, units, {"x": indicator}, panels[0], plans=panels[1]), 2025)


@pytest.mark.parametrize(
    ("direction", "verdicts"),
    [
        ("higher_is_better", ["not", "met", "nearly", "not"]),
        ("lower_is_better", ["met", "nearly", "met", "met"]),
        ("neutral", [None, None, None, None]),
    ],
)
def test_plans_are_met_nearly_met_or_missed_by_their_direction(direction: str, verdicts: list[str | None]) -> None:
    analysis = _with_plans(direction, {"a": "104", "b": "96", "c": "80"}, {"a": "100", "b": "100", "c": "100"})
    assert [row.verdict for row in analysis.pillars[0].fulfilment] == verdicts
    said = [s.text.vi for s in analysis.sentences if "kế hoạch" in s.text.vi]
    assert len(said) == (0 if direction == "neutral" else 1)


def test_tables_are_as_wide_as_their_heads_and_empty_ones_are_left_out() -> None:
    tables = _analysis("midlands", 2025).tables()
    assert {"analysis-regional", "analysis-growth", "analysis-shift-share", "analysis-beta"} <= {t.key for t in tables}
    for table in tables:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_analysis_is_the_same_every_time_and_reads_back_from_its_json() -> None:
    first = _analysis("midlands", 2025)
    assert analyse(_ground("midlands"), 2025, Options(seed=11)) == first
    assert Analysis.model_validate_json(first.model_dump_json()) == first


def test_a_template_with_a_figure_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="figure of its own"):
        compose("tăng 5%", "up", {}, {})


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("billion VND", "level"), ("%", "rate"), ("score 1 to 10", "rate"), ("previous year = 100", "index")],
)
def test_a_unit_tells_how_an_indicator_moves(unit: str, kind: str) -> None:
    assert kind_of(_named("x", unit, Sum())) == kind


def _steps(provinces: int, indicators: int, years: int) -> int:
    """Count the function calls of an analysis, which unlike seconds are the same on every machine."""
    catalogue = {f"i{n}": _named(f"i{n}", "billion VND", Sum(), **HIGH) for n in range(indicators)}
    units = {f"u{n}": Text(vi=f"tỉnh {n}", en=f"province {n}") for n in range(provinces)}
    data = {
        code: {
            unit: {2001 + y: Point(Cell.of(Decimal(100 + (7 * n + 3 * y) % 50)), "s", "final") for y in range(years)}
            for n, unit in enumerate(units)
        }
        for code in catalogue
    }
    ground = Ground("r", Text(vi="vùng", en="region"), units, catalogue, Panel(data))
    calls = 0

    def count(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        analyse(ground, 2000 + years)
    finally:
        sys.setprofile(before)
    return calls


def test_eight_times_the_figures_cost_at_most_eight_times_the_steps() -> None:
    assert _steps(34, 12, 20) <= 8 * 1.05 * _steps(17, 6, 10)
