"""What a joint assessment expects is declared in years of the cycle, and is asked, counted and missed alike."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from coordination.cycles.queries import get_stage
from coordination.methods.indicators import Ratio
from coordination.methods.joint_assessment import Submission, check
from coordination.methods.joint_assessment.owed import LAST_TWO, Expected, owed
from coordination.regions.model import Region
from coordination.submissions.asking.asks import rows_asked
from coordination.submissions.context import context_of
from coordination.submissions.forms.opening import figures_of, form_of
from coordination.submissions.quality.views import of_stage
from tests.stations.story import ASSESSMENT, PLAN, Story, morning
from tests.stations.submissions.figures_story import CAN_THO, FiguresStory, with_settings

CODES = ("grdp_current", "population_avg", "grdp_per_capita", "grdp_current_plan")


def expected(*entries: dict[str, Any]) -> list[Expected]:
    """Read entries as a procedure writes them."""
    return [Expected.model_validate(each) for each in entries]


@pytest.mark.parametrize(("period", "years"), [("2027", (2024, 2025, 2026)), ("2026-2030", (2023, 2024, 2025))])
def test_years_are_counted_from_the_first_year_planned(period: str, years: tuple[int, ...]) -> None:
    found = owed(expected({"indicator": "grdp_current", "years": {"from": -3, "to": -1}}), period, CODES)
    assert found == {"grdp_current": years}


def test_an_entry_without_an_indicator_means_every_one_but_published_plans() -> None:
    entries = expected({"years": {"from": -1, "to": -1}}, {"indicator": "population_avg", "periods": [2020, 2026]})
    assert owed(entries, "2027", CODES) == {
        "grdp_current": (2026,), "population_avg": (2020, 2026), "grdp_per_capita": (2026,),
    }  # fmt: skip


def test_what_the_region_does_not_know_is_owed_by_nobody() -> None:
    assert owed(expected({"indicator": "happiness", "years": {"from": -1, "to": -1}}), "2027", CODES) == {}


def test_a_step_that_expects_nothing_asks_for_all_of_last_year_and_this_one(region: Region) -> None:
    catalogue = {each.code: each for each in region.indicators}
    asked = rows_asked("joint_assessment", {}, "2027", catalogue)
    assert asked == rows_asked("joint_assessment", {"expected": [{"years": {"from": -2, "to": -1}}]}, "2027", catalogue)
    assert {year for _, year in asked} == {2025, 2026}
    assert {code for code, _ in asked} == set(owed([LAST_TWO], "2027", catalogue))


@pytest.mark.parametrize(
    "entry",
    [
        {"indicator": "a"},
        {"indicator": "a", "years": {"from": -1, "to": -2}},
        {"indicator": "a", "years": {"from": -1}},
        {"indicator": "a", "years": {"from": -1, "to": -1}, "periods": [2025]},
        {"indicator": "a", "years": {"from": -40, "to": -1}},
    ],
)
def test_years_that_mean_nothing_are_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Expected.model_validate(entry)


def test_form_completeness_and_findings_mean_the_same_figures(file_story: Story) -> None:
    years = {"expected": [{"indicator": "population_avg", "years": {"from": -3, "to": -2}}]}
    story = FiguresStory(file_story.engine, with_settings(file_story.region, "joint-assessment", years)).begin()
    with story.engine.read() as session:
        form = form_of(session, ASSESSMENT, CAN_THO)
        found = check(Submission(), context_of(session, get_stage(session, ASSESSMENT)))
        complete = next(each["completeness"] for each in of_stage(session, ASSESSMENT)["bodies"])
    assert {each.column for each in form.inputs() if each.row == "population_avg"} == {
        f"y{year}.{part}" for year in (2024, 2025) for part in ("value", "plan", "note")
    }
    assert [each.where for each in found if each.code == "expected_figure_missing"] == [
        "figures.population_avg.2024", "figures.population_avg.2025",
    ]  # fmt: skip
    assert found[0].message.vi == "Chưa có số liệu Dân số trung bình năm 2024."
    assert (figures_of(form), complete["asked"]) == ((4, 0), 2)  # a cell for the plan is offered beside each


def test_the_next_cycle_asks_for_the_next_years(file_story: Story) -> None:
    file_story.open(PLAN)
    file_story.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    asked: dict[str, set[str]] = {}
    with file_story.engine.read() as session:
        for year in ("2027", "2028"):
            form = form_of(session, f"mekong-delta/regional-plan/{year}/joint-assessment", CAN_THO)
            asked[year] = {each.column for each in form.inputs() if each.row == "grdp_current"}
    assert {column[:5] for column in asked["2027"]} == {"y2025", "y2026"}
    assert {column[:5] for column in asked["2028"]} == {"y2026", "y2027"}


def test_the_shipped_plan_expects_parts_and_not_the_ratios_worked_out_of_them(region: Region) -> None:
    catalogue = {each.code: each for each in region.indicators}
    plan = next(each for each in region.procedures if each.procedure == "regional-plan")
    step = next(each for each in plan.steps if each.code == "joint-assessment")
    rows = rows_asked(step.method, step.settings, "2027", catalogue)
    codes = dict.fromkeys(code for code, _ in rows)
    assert not [code for code in codes if isinstance(catalogue[code].aggregation, Ratio)]
    followed = [
        code
        for code, each in catalogue.items()
        if isinstance(each.aggregation, Ratio)
        and {each.aggregation.numerator, each.aggregation.denominator} <= {*codes}
    ]
    assert {"grdp_per_capita", "labour_productivity", "urbanisation_rate", "population_density"} <= {*followed}
    assert 20 <= len(codes) <= 30, "few enough to be filled in by hand"
    assert {year for _, year in rows} == {2025, 2026}
    assert ("land_area", 2026) not in rows
