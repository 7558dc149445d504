"""What a province hands in as its own forecast is compared with what is published of it, as in every other step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from coordination.app import Engine, known
from coordination.cycles.queries import get_stage
from coordination.errors import InvalidInputError
from coordination.methods.contract import Finding
from coordination.regions.service import load_region
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.material import Material
from coordination.submissions.context import context_for
from coordination.submissions.taking_in import remarks
from tests.journeys.small_region import write_small_region
from tests.stations.story import Story, morning

STAGE = "two-provinces/regional-plan/2027/forecast"
BODY, UNIT = "75.peoples_committee", "75"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Open the forecast of two provinces; nothing here is kept."""
    home = tmp_path_factory.mktemp("own")
    region = load_region(str(write_small_region(home, "forecast")), known())
    with closing(Engine.open(Settings(database_url=f"sqlite:///{home / 'own.db'}"))) as engine:
        story = Story(engine, region)
        story.open("two-provinces/regional-plan/2027")
        story.tick(morning(story.stage(STAGE).opens.isoformat()))
        yield story


@pytest.fixture(scope="module")
def simulated(story: Story) -> dict[str, Any]:
    """Give what the province hands in when it is simulated, without its reasons."""
    with story.engine.read() as session:
        content = Material.of(story.region, 2026, 1, Behaviour()).handed_in(session, STAGE, BODY)
    return content | {"forecasts": [each | {"reason": ""} for each in content["forecasts"]]}


def _said(story: Story, content: Any) -> list[Finding]:
    with story.engine.read() as session:
        return remarks(session, get_stage(session, STAGE), BODY, content, None)


def _with(content: dict[str, Any], code: str, year: int, **changed: str) -> dict[str, Any]:
    place = (code, year)
    rows = [each | changed if (each["indicator"], each["period"]) == place else each for each in content["forecasts"]]
    return content | {"forecasts": rows}


def test_what_a_simulated_province_hands_in_is_taken_without_a_remark(story: Story, simulated: dict[str, Any]) -> None:
    assert {each["indicator"] for each in simulated["forecasts"]} >= {"grdp_per_capita", "enterprises_new"}
    assert _said(story, simulated) == []


def test_only_what_is_forecast_of_the_own_unit_and_was_out_before_is_compared_with(story: Story) -> None:
    with story.engine.read() as session:
        context = context_for(session, get_stage(session, STAGE), BODY)
    assert set(context.history) == set(context.settings["indicators"])
    assert {unit for units in context.history.values() for unit in units} == {UNIT}
    assert max(year for units in context.history.values() for year in units[UNIT]) == 2025


def test_a_slip_of_a_thousand_needs_a_word_in_its_row(story: Story, simulated: dict[str, Any]) -> None:
    (row,) = [
        each for each in simulated["forecasts"] if (each["indicator"], each["period"]) == ("employed_persons", 2028)
    ]
    for value in (f"{float(row['value']) * 1000:.0f}", f"{float(row['value']) / 1000:.3f}"):
        slipped = _with(simulated, "employed_persons", 2028, value=value)
        assert [(each.severity, each.code, each.where) for each in _said(story, slipped)] == [
            ("warning", "unit_slip", "forecasts.employed_persons.2028"),
            ("note", "unexplained", "forecasts"),
        ]
        told = _with(slipped, "employed_persons", 2028, reason="Nhà máy mới")
        assert [each.code for each in _said(story, told)] == ["unit_slip"]


def test_what_the_registry_does_not_allow_is_refused_all_at_once(story: Story, simulated: dict[str, Any]) -> None:
    wrong = {
        "trained_workers_pct": "250",
        "state_budget_revenue": "-5",
        "papi_environment": "32",
        "enterprises_new": "5400.5",
    }
    content = simulated
    for code, value in wrong.items():
        content = _with(content, code, 2027, value=value)
    with pytest.raises(InvalidInputError) as refused:
        _said(story, content)
    assert len(refused.value.faults) == len(wrong)
    assert "số đếm phải là số nguyên" in str([each.what.vi for each in refused.value.faults])


def test_a_ratio_left_to_its_parts_and_years_left_out_are_told_as_forms_tell_them(
    story: Story, simulated: dict[str, Any]
) -> None:
    rows = [
        each for each in simulated["forecasts"] if each["indicator"] != "grdp_per_capita" and each["period"] != 2028
    ]
    (note,) = _said(story, simulated | {"forecasts": rows})
    assert (note.severity, note.code, note.where) == ("note", "years_missing", "forecasts")
    assert note.message.vi.startswith("Chưa có dự báo năm 2028 của 11 chỉ tiêu: ")
