"""What one body surveys for all stands beside what is published, and fills it only where nothing is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from coordination.kernel.text import Text
from coordination.methods.checks.declared import Range
from coordination.methods.forecast import synthesise as forecast
from coordination.methods.forecast.past import known
from coordination.methods.surveys import Result, Submission, check, synthesise
from coordination.methods.surveys.extending import Source, Surveyed, filled

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context

YEAR = 2026
"""In which the plan of 2027 is made."""
UNITS = {f"u{n}": Text(vi=f"Tỉnh {n}", en=f"Province {n}") for n in (1, 2, 3)}
PUBLISHED = {
    "grdp": {
        unit: {year: 100.0 * at + 5 * (year - 2014) for year in range(2014, 2025)} for at, unit in enumerate(UNITS, 1)
    }
}
ASSIGNED = {"b1": [{"survey": "output", "name": {"vi": "Sản lượng", "en": "Output"}, "indicators": ["grdp"]}]}
STEP = "r/regional-plan/2027/basic-surveys"


def _row(unit: str, year: int, value: object, indicator: str = "grdp") -> dict[str, Any]:
    return {"indicator": indicator, "unit": unit, "period": year, "value": value, "note": "Mẫu 300 cơ sở"}


def _said(*rows: dict[str, Any]) -> Submission:
    return Submission.model_validate({"observations": rows})


def _context(build: Build, parties: int = 1, **settings: Any) -> Context:
    asked = build(parties, PUBLISHED, **({"assigned": ASSIGNED} | settings))
    return asked.model_copy(update={"units": UNITS, "unit": "u1"})


def _survey(build: Build, *rows: dict[str, Any]) -> Result:
    return synthesise({"b1": _said(*rows)}, _context(build))


def _forecasting(build: Build, *results: Result, **settings: Any) -> Context:
    told = {"indicators": ["grdp"], "horizon_to": 2028, "methods": ["naive"]} | settings
    earlier = {f"{STEP}{at or ''}": each.model_dump(mode="json") for at, each in enumerate(results)}
    return build(3, PUBLISHED, **told).model_copy(update={"earlier": earlier, "units": UNITS})


def test_every_figure_is_told_beside_the_published_one_with_who_found_it(build: Build) -> None:
    rows = [_row("u2", 2025, "260"), _row("u1", 2024, "150"), _row("u1", 2023, "140.5"), _row("u3", YEAR, "400")]
    result = _survey(build, *rows)
    assert [(each.unit, each.period, each.state, each.published, each.body) for each in result.collected] == [
        ("u1", 2023, "differs", 145.0, "b1"),
        ("u1", 2024, "agrees", 150.0, "b1"),
        ("u2", 2025, "fills", None, "b1"),
        ("u3", YEAR, "not_over", None, "b1"),
    ]
    (said,) = result.for_discussion
    assert "Tỉnh 1 điều tra được 140,5" in said.vi
    assert "giữ số công bố" in said.vi
    assert "4 figures of GRDP: 1 of years without a published figure, 0 too far" in result.summary[-1].en
    assert [table.key for table in result.tables()] == ["collected", "words", "figures", "completeness"]
    assert Result.model_validate_json(result.model_dump_json()) == result


def test_a_figure_equal_to_the_published_one_only_when_rounded_is_said_to_be_so(build: Build) -> None:
    near = {"grdp": PUBLISHED["grdp"] | {"u1": PUBLISHED["grdp"]["u1"] | {2024: 17.79}}}
    context = _context(build).model_copy(update={"history": near})
    rounded = "khớp số công bố khi làm tròn"
    for value, said in (("18", rounded), ("17.8", rounded), ("17.790", "bằng số công bố")):
        result = synthesise({"b1": _said(_row("u1", 2024, value))}, context)
        assert next(iter(result.tables()[0].said("vi")))[6] == said
        assert result.for_discussion == ()
    assert known("grdp", _forecasting(build, result).model_copy(update={"history": near}))["u1"][2024] == 17.79


def test_figures_of_a_survey_assigned_to_another_body_are_not_taken_without_a_word(build: Build) -> None:
    every = [_row(unit, 2025, 300) for unit in UNITS]
    others = _context(build, 2, assigned={"b2": ASSIGNED["b1"]})
    (found,) = check(_said(*every), others)
    assert (found.severity, found.code, found.where) == ("warning", "assigned_to_another", "observations.grdp")
    assert "Tỉnh 2 điều tra chỉ tiêu này" in found.message.vi
    nobody = _context(build, 2, assigned={"b2": [ASSIGNED["b1"][0] | {"indicators": []}]})
    assert [each.code for each in check(_said(*every), nobody)] == ["assigned_to_nobody"]
    assert check(_said(*every), _context(build, assigned={})) == []


def test_a_figure_after_years_nobody_knows_is_kept_and_not_used_yet(build: Build) -> None:
    ended = {
        "grdp": {
            unit: {year: v for year, v in years.items() if year <= 2020} for unit, years in PUBLISHED["grdp"].items()
        }
    }
    context = _context(build).model_copy(update={"history": ended})
    far = synthesise({"b1": _said(_row("u1", 2024, 150), _row("u2", 2022, 240))}, context)
    assert [(each.unit, each.state) for each in far.collected] == [("u1", "apart"), ("u2", "fills")]
    told = _forecasting(build, far).model_copy(update={"history": ended})
    assert known("grdp", told)["u1"] == ended["grdp"]["u1"]
    assert known("grdp", told)["u2"][2022] == 240.0
    # What is published since then joins the two.
    later = {"grdp": ended["grdp"] | {"u1": ended["grdp"]["u1"] | {2022: 140.0}}}
    assert known("grdp", told.model_copy(update={"history": later}))["u1"][2024] == 150.0


def test_of_two_bodies_that_differ_neither_is_used_and_two_that_agree_both_stand(build: Build) -> None:
    rows = {
        "b1": _said(_row("u3", 2025, 360), _row("u2", 2025, 260)),
        "b2": _said(_row("u3", 2025, 365), _row("u2", 2025, 260)),
    }
    result = synthesise(rows, _context(build, 2, assigned={}))
    assert {(each.unit, each.state) for each in result.collected} == {("u3", "disputed"), ("u2", "fills")}
    assert known("grdp", _forecasting(build, result))["u3"] == PUBLISHED["grdp"]["u3"]
    assert len([each for each in result.for_discussion if "neither is used" in each.en]) == 2


def test_a_forecast_starts_from_what_was_surveyed_and_names_the_step_and_the_body(build: Build) -> None:
    rows = [_row(unit, 2025, 700 + at) for at, unit in enumerate(UNITS)]
    plain, told = (forecast({}, each) for each in (_forecasting(build), _forecasting(build, _survey(build, *rows))))
    assert [unit.last_year for unit in plain.indicators[0].units] == [2024] * 3
    assert [unit.last_year for unit in told.indicators[0].units] == [2025] * 3
    assert [unit.points[0].value for unit in told.indicators[0].units] == pytest.approx([700.0, 701.0, 702.0])
    note = told.indicators[0].units[1].note
    assert note is not None
    assert f"năm 2025 theo điều tra cơ bản của Tỉnh 1 (bước {STEP})" in note.vi
    assert {(each.unit, each.year, each.used, each.step, each.body) for each in told.surveyed} == {
        (unit, 2025, True, STEP, "b1") for unit in UNITS
    }
    assert any(
        f"3 figures of basic surveys fill the published series (source: step {STEP})" in s.en for s in told.summary
    )
    assert told.tables()[-1].key == "surveyed"


def test_a_published_figure_stays_and_the_difference_is_listed(build: Build) -> None:
    survey = _survey(build, _row("u1", 2024, 999), _row("u2", 2024, 250))
    plain, told = (forecast({}, each) for each in (_forecasting(build), _forecasting(build, survey)))
    assert [each.model_copy(update={"note": None}) for each in told.indicators[0].units] == list(
        plain.indicators[0].units
    )
    (said,) = told.for_discussion
    assert "999" in said.vi
    assert "150" in said.vi
    assert f"(bước {STEP})" in said.vi
    assert {(each.unit, each.value, each.published, each.used) for each in told.surveyed} == {
        ("u1", 999.0, 150.0, False),
        ("u2", 250.0, 250.0, False),
    }


def test_what_is_published_after_a_survey_goes_before_it(build: Build) -> None:
    survey = _survey(build, _row("u1", 2025, 700))
    context = _forecasting(build, survey)
    later = {"grdp": PUBLISHED["grdp"] | {"u1": PUBLISHED["grdp"]["u1"] | {2025: 160.0}}}
    assert known("grdp", context)["u1"][2025] == 700.0
    assert known("grdp", context.model_copy(update={"history": later}))["u1"][2025] == 160.0


def test_the_cut_off_of_the_contract_holds_for_surveys_as_well(build: Build) -> None:
    survey = _survey(build, _row("u1", 2025, 700))
    assert max(known("grdp", _forecasting(build, survey, data_to=2024))["u1"]) == 2024
    assert max(known("grdp", _forecasting(build, survey, data_to=2025))["u1"]) == 2025


def test_a_later_survey_goes_before_an_earlier_one(build: Build) -> None:
    first, second = (_survey(build, _row("u1", 2025, value)) for value in (700, 710))
    assert known("grdp", _forecasting(build, first, second))["u1"][2025] == 710.0


def _found(*years: int) -> dict[int, Surveyed]:
    return {year: Surveyed(1.0, Source(STEP, "b1")) for year in years}


@pytest.mark.parametrize(
    ("published", "found", "used"),
    [
        (range(2000, 2017), (2017, 2018), [2017, 2018]),
        (range(2000, 2017), (2019,), [2019]),  # two missing years are bridged
        (range(2000, 2017), (2024, 2025), []),  # they would cut off all that was published
        (range(2000, 2017), (2019, 2022, 2025), [2019, 2022, 2025]),
        (range(2010, 2017), (2004, 2007), [2004, 2007]),
        (range(0), (2024, 2025), [2024, 2025]),
    ],
)
def test_a_survey_far_from_the_series_does_not_cut_it_off(
    published: range, found: tuple[int, ...], used: list[int]
) -> None:
    assert list(filled(dict.fromkeys(published, 1.0), _found(*found), None)) == used


def test_what_is_wrong_with_a_figure_is_said_at_its_place(build: Build) -> None:
    context = _context(build, data_to=2023)
    bounded = context.indicators["grdp"].model_copy(update={"checks": (Range(least=Decimal(0)),)})
    context = context.model_copy(update={"indicators": {**context.indicators, "grdp": bounded}})
    rows = [
        _row("u1", 2023, 145),
        _row("u1", 2023, 146),
        _row("u2", 2023, -5),
        _row("u9", 2023, 1),
        _row("u1", 2023, 1, "nothing"),
        _row("u1", YEAR, 150),
        _row("u1", 2025, 155),
        _row("u2", 2022, 250_000),
    ]
    assert [(f.severity, f.code, f.where) for f in check(_said(*rows), context)] == [
        ("error", "given_twice", "observations.grdp.u1.2023"),
        ("error", "out_of_range", "observations.grdp.u2.2023"),
        ("error", "unknown_unit", "observations.grdp.u9.2023"),
        ("error", "unknown_indicator", "observations.nothing.u1.2023"),
        ("warning", "year_not_over", "observations.grdp.u1.2026"),
        ("warning", "beyond_cut_off", "observations.grdp.u1.2025"),
        ("warning", "unit_slip", "observations.grdp.u2.2022"),
        ("warning", "units_lacking", "observations.grdp"),
    ]


def test_what_is_far_beyond_the_published_figures_asks_for_a_word(build: Build) -> None:
    rows = [_row(unit, 2025, 99_999_999_999 if unit == "u1" else 300) for unit in UNITS]
    assert [(f.severity, f.code, f.where) for f in check(_said(*rows), _context(build))] == [
        ("warning", "unit_slip", "observations.grdp.u1.2025")
    ]


def test_figures_nobody_asked_a_body_for_stand_in_the_record_and_enter_no_history(build: Build) -> None:
    rows = {"b1": _said(_row("u3", 2025, 360)), "b2": _said(_row("u3", 2025, 1), _row("u2", 2025, 260))}
    result = synthesise(rows, _context(build, 2))
    assert {(each.body, each.unit, each.state) for each in result.collected} == {
        ("b1", "u3", "fills"),
        ("b2", "u3", "unassigned"),
        ("b2", "u2", "unassigned"),
    }


def test_a_survey_of_all_units_needs_no_remark(build: Build) -> None:
    assert check(_said(*(_row(unit, 2025, 300) for unit in UNITS)), _context(build)) == []
