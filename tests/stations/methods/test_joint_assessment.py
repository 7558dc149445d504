"""The region's figures follow from the provinces' own, each by its own rule, and gaps stay gaps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.cells import Cell, State
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.indicators import WeightedMean
from coordination.methods.joint_assessment import Result, Submission, check, synthesise

if TYPE_CHECKING:
    import random

    from conftest import Build

    from coordination.methods.joint_assessment.models import ProvinceValue, RegionalValue


def _own(*figures: tuple[str, int, Any] | tuple[str, int, Any, Any], **more: Any) -> Submission:
    rows = []
    for code, period, value, *plan in figures:
        row: dict[str, Any] = {"indicator": code, "period": period}
        # A word in the place of a number is the state that explains its absence.
        row |= {"state": value} if isinstance(value, str) and value.isidentifier() else {"value": value}
        rows.append(row | ({"plan": plan[0]} if plan else {}))
    return Submission.model_validate({"figures": rows, **more})


def _region(result: Result, code: str, period: int) -> RegionalValue:
    return next(r for r in result.regional if (r.indicator, r.period) == (code, period))


def _province(result: Result, code: str, period: int, unit: str) -> ProvinceValue:
    rows = (p for p in result.provinces if (p.indicator, p.period) == (code, period))
    return next(row for row in rows if row.unit == unit)


THREE = {
    "b1": _own(("grdp", 2024, 100), ("grdp", 2025, 110, 105), ("population", 2025, 10)),
    "b2": _own(("grdp", 2024, 300), ("grdp", 2025, 318, 330), ("population", 2025, 40)),
    "b3": _own(("grdp", 2024, "600.5"), ("grdp", 2025, "672.0"), ("population", 2025, 50)),
}


def test_a_sum_its_growth_and_its_contributions_are_those_reckoned_by_hand(build: Build) -> None:
    result = synthesise(THREE, build(3))
    now = _region(result, "grdp", 2025)
    assert (now.value, now.complete, now.units) == (Decimal("1100.0"), True, ("u1", "u2", "u3"))
    assert _region(result, "grdp", 2024).value == Decimal("1000.5")
    assert now.growth is not None
    assert now.growth.change == Decimal("99.5")
    assert now.growth.percent == Decimal("9.945027")  # 99.5 / 1000.5
    first = _province(result, "grdp", 2025, "u1")
    assert (first.share_percent, first.growth_percent) == (Decimal(10), Decimal(10))
    assert first.contribution_points == Decimal("0.999500")  # 10 / 1000.5
    points = [_province(result, "grdp", 2025, unit).contribution_points for unit in now.units]
    assert sum(p for p in points if p) == pytest.approx(now.growth.percent, abs=Decimal("0.00001"))


def test_plan_and_actual_are_compared_over_units_that_have_both(build: Build) -> None:
    plan = _region(synthesise(THREE, build(3)), "grdp", 2025).plan
    assert plan is not None
    assert (plan.plan, plan.actual, plan.units) == (Decimal(435), Decimal(428), ("u1", "u2"))
    assert (plan.percent, plan.met) == (Decimal("98.390805"), False)


def _with_plan(value: int, **plan: object) -> Submission:
    return Submission.model_validate({"figures": [{"indicator": "grdp", "period": 2025, "value": value, **plan}]})


@pytest.mark.parametrize("state", ["not_applicable", "suppressed", "missing", "not_yet_due"])
def test_a_plan_without_a_number_is_neither_compared_nor_shown(state: str, build: Build) -> None:
    given = {"b1": _with_plan(110, plan=100), "b2": _with_plan(318, plan_state=state)}
    result = synthesise(given, build(2))
    plan = _region(result, "grdp", 2025).plan
    assert plan is not None
    assert (plan.plan, plan.actual, plan.units) == (Decimal(100), Decimal(110), ("u1",))
    other = _province(result, "grdp", 2025, "u2")
    assert (other.value, other.plan, other.plan_percent) == (Decimal(318), None, None)
    assert given["b2"].figures[0].planned == Cell(State(state))


def test_a_plan_has_a_cell_as_its_result_has_and_nothing_said_is_no_cell() -> None:
    told = [_with_plan(1, **plan).figures[0].planned for plan in ({"plan": 0}, {"plan": 7}, {})]
    assert told == [Cell.of(Decimal(0)), Cell.of(Decimal(7)), None]


def test_a_regional_ratio_is_never_the_mean_of_ratios(build: Build) -> None:
    ratios = {
        "b1": _own(("grdp_per_head", 2025, 11), ("grdp", 2025, 110), ("population", 2025, 10)),
        "b2": _own(("grdp_per_head", 2025, 5), ("grdp", 2025, 450), ("population", 2025, 90)),
    }
    result = synthesise(ratios, build(2))
    assert _region(result, "grdp_per_head", 2025).value == Decimal("5.6")  # 560 / 100, not 8
    assert _province(result, "grdp_per_head", 2025, "u1").distance == Decimal("5.4")


def test_a_ratio_alone_is_weighted_by_its_published_denominator_and_says_so(build: Build) -> None:
    history = {"population": {"u1": {2025: 10.0}, "u2": {2025: 90.0}}}
    ratios = {"b1": _own(("grdp_per_head", 2025, 11)), "b2": _own(("grdp_per_head", 2025, 5))}
    row = _region(synthesise(ratios, build(2, history)), "grdp_per_head", 2025)
    assert (row.value, row.published) == (Decimal("5.6"), ("u1", "u2"))
    blind = _region(synthesise(ratios, build(2)), "grdp_per_head", 2025)
    assert (blind.value, blind.status, blind.missing) == (None, "missing", ("u1", "u2"))


def test_a_rate_is_weighted_and_its_plan_reads_downwards(build: Build) -> None:
    rates = {
        "b1": _own(("poverty", 2025, 8, 9), ("population", 2025, 10)),
        "b2": _own(("poverty", 2025, 2, 2), ("population", 2025, 30)),
    }
    row = _region(synthesise(rates, build(2)), "poverty", 2025)
    assert row.value == Decimal("3.5")  # (80 + 60) / 40
    assert row.plan is not None
    assert (row.plan.plan, row.plan.met) == (Decimal("3.75"), True)


def test_a_stated_ratio_that_contradicts_its_own_parts_is_shown(build: Build) -> None:
    own = _own(("grdp_per_head", 2025, 12), ("grdp", 2025, 110), ("population", 2025, 10))
    result = synthesise({"b1": own}, build(1))
    assert any("12,0 triệu đồng" in t.vi and "11,0" in t.vi for t in result.for_discussion)


def test_missing_is_named_and_never_counted_as_zero(build: Build) -> None:
    gaps = {"b1": _own(("grdp", 2025, 0)), "b2": _own(("grdp", 2025, "suppressed"))}
    result = synthesise(gaps, build(3))
    row = _region(result, "grdp", 2025)
    assert (row.value, row.status, row.complete) == (Decimal(0), "partial", False)
    assert (row.units, row.missing) == (("u1",), ("u2", "u3"))
    assert "partial, 1 of 3 units" in result.summary[1].en
    assert any("còn thiếu: Tỉnh 2, Tỉnh 3" in text.vi for text in result.for_discussion)
    states = [_province(result, "grdp", 2025, unit).state for unit in ("u1", "u2", "u3")]
    assert states == ["value", "suppressed", "missing"]


def test_what_does_not_apply_to_a_unit_is_not_missing_from_it(build: Build) -> None:
    ports = {"b1": _own(("grdp", 2025, 5)), "b2": _own(("grdp", 2025, "not_applicable"))}
    row = _region(synthesise(ports, build(2)), "grdp", 2025)
    assert (row.status, row.missing, row.not_applicable) == ("complete", (), ("u2",))


def test_an_expected_figure_nobody_has_is_missing_and_said(build: Build) -> None:
    context = build(2, expected=[{"indicator": "grdp", "periods": [2025]}])
    result = synthesise({}, context)
    row = _region(result, "grdp", 2025)
    assert (row.value, row.status) == (None, "missing")
    assert result.missing == ("b1", "b2")
    assert "chưa có số liệu" in result.summary[1].vi


def test_the_region_grows_only_where_all_units_have_both_years(build: Build) -> None:
    both = _own(("grdp", 2024, 100), ("grdp", 2025, 110))
    for uneven in ({"b1": both, "b2": _own(("grdp", 2025, 900))}, {"b1": both}):
        result = synthesise(uneven, build(2))
        assert _region(result, "grdp", 2025).growth is None
        assert _province(result, "grdp", 2025, "u1").growth_percent == 10  # its own needs nothing of the others
        assert _province(result, "grdp", 2025, "u1").contribution_points is None
        assert "so với năm" not in result.summary[1].vi


def test_an_index_on_the_year_before_is_growth_and_gets_none_of_itself(build: Build) -> None:
    context = build(2)
    unit = Text(vi="năm trước = 100", en="previous year = 100")
    index = context.indicators["grdp"].model_copy(
        update={"code": "index", "unit": unit, "aggregation": WeightedMean(weight="grdp", lag=1)}
    )
    context = context.model_copy(update={"indicators": context.indicators | {"index": index}})
    own = {
        "b1": _own(("grdp", 2025, 1), ("grdp", 2024, 1), ("index", 2025, "107.23"), ("index", 2026, "107.8")),
        "b2": _own(("grdp", 2025, 3), ("index", 2026, "104.2")),
    }
    result = synthesise(own, context)
    now, before = _region(result, "index", 2026), _region(result, "index", 2025)
    assert now.growth is not None
    assert (now.value, now.growth.percent, now.growth.base_period) == (Decimal("105.1"), Decimal("5.1"), 2025)
    assert (before.status, before.growth) == ("partial", None)
    assert _province(result, "index", 2026, "u1").growth_percent == Decimal("7.8")
    assert any("up 5.1% on 2025" in line.en for line in result.summary)


def test_figures_that_do_not_add_stay_side_by_side(build: Build) -> None:
    ranks = {"b1": _own(("rank", 2025, 3)), "b2": _own(("rank", 2025, 7))}
    result = synthesise(ranks, build(2))
    assert _region(result, "rank", 2025).value is None
    assert _region(result, "rank", 2025).status == "not_additive"
    assert _province(result, "rank", 2025, "u2").value == 7


def test_statements_stand_side_by_side(build: Build) -> None:
    text = {"pillar": "society", "kind": "achievement", "text": "Giảm nghèo nhanh"}
    result = synthesise({"b2": _own(texts=[text])}, build(2))
    assert [(t.body, t.text) for t in result.texts] == [("b2", "Giảm nghèo nhanh")]
    assert result.tables()[-1].rows == (("society", "Kết quả đạt được", "b2", "Giảm nghèo nhanh"),)


def test_the_headline_carries_its_figures_in_both_languages(build: Build) -> None:
    headlines = synthesise(THREE, build(3)).summary
    assert headlines[1].en == "0 of 1 regional indicators met or exceeded the plan."
    assert headlines[2].vi == (
        "GRDP năm 2025: 1.100,0 tỷ đồng (đủ 3/3 đơn vị), tăng 9,9% so với năm 2024; "
        "bằng 98,4% kế hoạch 435,0 tỷ đồng, chưa đạt (2 đơn vị có cả hai số)."
    )
    assert headlines[2].en == (
        "GRDP 2025: 1,100.0 billion đồng (all 3 units), up 9.9% on 2024; "
        "98.4% of the plan of 435.0 billion đồng, not met (2 units with both figures)."
    )


def test_check_finds_each_fault_and_only_it(build: Build) -> None:
    asked = {"population": [2025], "poverty": [2025], "rank": [2025], "grdp": [*range(2021, 2026)]}
    context = build(3, expected=[{"indicator": code, "periods": years} for code, years in asked.items()])
    rows = [
        {"indicator": "nope", "period": 2025, "value": 1},
        {"indicator": "grdp", "period": 2025, "value": 1},
        {"indicator": "grdp", "period": 2025, "value": -2},
        {"indicator": "grdp", "period": 2024},
        {"indicator": "grdp", "period": 2023, "value": 3, "state": "missing"},
        {"indicator": "grdp", "period": 2022, "value": 3, "plan": 4, "plan_state": "suppressed"},
        {"indicator": "grdp", "period": 2021, "value": 3, "plan_state": "not_applicable"},
        {"indicator": "poverty", "period": 2025, "value": -1},
        {"indicator": "rank", "period": 2025, "value": 0},
    ]
    texts = [{"pillar": p, "kind": "cause", "text": t} for p, t in (("economy", "Vì"), ("society", " "))]
    submission = Submission.model_validate({"figures": rows, "texts": texts})
    found = [(f.severity, f.code, f.where) for f in check(submission, context)]
    assert found == [
        ("error", "duplicate_figure", "figures.grdp.2025"),
        ("error", "unknown_indicator", "figures.nope.2025"),
        ("error", "negative_value", "figures.grdp.2025"),
        ("error", "value_missing", "figures.grdp.2024"),
        ("error", "value_with_state", "figures.grdp.2023"),
        ("error", "value_with_state", "figures.grdp.2022.plan"),
        ("note", "negative_value", "figures.poverty.2025"),
        ("warning", "expected_figure_missing", "figures.population.2025"),
        ("warning", "expected_figure_missing", "figures.grdp.2023"),
        ("warning", "empty_text", "texts[1]"),
        ("note", "pillar_without_text", "texts.society"),
        ("note", "pillar_without_text", "texts.environment"),
    ]
    signed = check(_own(("grdp", 2025, -2)), build(1, signed=["grdp"]))
    assert {f.code for f in signed} == {"pillar_without_text"}


def test_what_is_not_asked_is_warned_of_and_what_lies_beyond_the_plan_refused(build: Build) -> None:
    expected = [{"indicator": "grdp_per_head", "periods": [2025]}]
    context = build(1, expected=expected)
    planned = Period.parse(context.period)
    own = _own(("grdp", 2025, 1), ("grdp", 2024, 1), ("poverty", 2025, 1), ("grdp", planned.last, 1), ("grdp", 2099, 1))
    found = [(f.severity, f.code, f.where) for f in check(own, context) if f.where.startswith("figures.")]
    assert found == [  # GRDP of 2025 is what the ratio asked for is worked out from
        ("warning", "not_asked", "figures.grdp.2024"),
        ("warning", "not_asked", "figures.poverty.2025"),
        ("warning", "not_asked", f"figures.grdp.{planned.last}"),
        ("error", "beyond_plan", "figures.grdp.2099"),
        ("warning", "expected_figure_missing", "figures.grdp_per_head.2025"),
    ]


_VALUE = st.none() | st.decimals(0, 10**9, places=4)
_SHEETS = st.dictionaries(
    st.sampled_from([f"b{n}" for n in range(1, 6)]),
    st.dictionaries(
        st.tuples(
            st.sampled_from(["grdp", "population", "poverty", "grdp_per_head", "rank"]),
            st.sampled_from([2023, 2024, 2025]),
        ),
        _VALUE,
        max_size=8,
    ),
)


@settings(deadline=None, derandomize=True)
@given(_SHEETS, st.randoms(use_true_random=False))
def test_sums_equal_the_hand_sum_and_order_of_arrival_changes_nothing(
    build: Build, sheets: dict[str, dict[tuple[str, int], Decimal | None]], chance: random.Random
) -> None:
    context = build(5)
    submissions = {
        body: _own(*((*key, "missing" if v is None else v) for key, v in sheet.items()))
        for body, sheet in sheets.items()
    }
    result = synthesise(submissions, context)
    for row in result.regional:
        given_values = [s.get((row.indicator, row.period)) for s in sheets.values()]
        known = [value for value in given_values if value is not None]
        if row.indicator in {"grdp", "population"}:
            assert row.value == (sum(known) if known else None)
            assert row.complete == (len(known) == 5)
            assert len(row.units) == len(known)
        if row.indicator == "poverty" and row.value is not None:
            assert min(known) - Decimal("1e-6") <= row.value <= max(known) + Decimal("1e-6")
        assert not set(row.units) & set(row.missing)
        assert len(row.units) + len(row.missing) == 5
    shuffled = list(submissions.items())
    chance.shuffle(shuffled)
    assert synthesise(dict(shuffled), context) == result
    assert Result.model_validate(result.model_dump(mode="json")) == result
    assert [t.key for t in result.tables()] == ["regional", "provinces", "completeness", "texts"]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.decimals(0, 10**6, places=2), min_size=2, max_size=5), st.data())
def test_a_unit_that_falls_silent_takes_its_value_out_and_nothing_else(
    build: Build, values: list[Decimal], data: st.DataObject
) -> None:
    context = build(len(values))
    whole = {f"b{n}": _own(("grdp", 2025, v)) for n, v in enumerate(values, start=1)}
    silent = data.draw(st.sampled_from(sorted(whole)))
    partial = {body: own for body, own in whole.items() if body != silent}
    row = _region(synthesise(partial, context), "grdp", 2025)
    assert row.status == "partial"
    assert row.value == sum(values) - values[int(silent[1:]) - 1]
