"""What one province surveys for all is in the history of forecasts made after it was agreed on, and in no other's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from coordination.cycles.queries import get_stage, step_of
from coordination.cycles.tables import CycleRow, StageRow
from coordination.methods.forecast.past import known
from coordination.results.service import Inputs, compute
from coordination.results.surveyed import surveyed
from coordination.results.tables import ResultRow
from coordination.submissions.context import context_for
from coordination.submissions.forms.opening import form_of
from coordination.submissions.queries import latest
from tests.stations.results.test_contracts_bind import HOST, SURVEYS, settled_contract
from tests.stations.story import PLAN, PROVINCES, Story, after, at, morning

NEXT = "mekong-delta/regional-plan/2028"
OWN = {"labour-demand": ("employed_persons", "trained_workers_pct")}


def _row(unit: str, year: int, value: object, indicator: str = "employed_persons") -> dict[str, Any]:
    return {"indicator": indicator, "unit": unit, "period": year, "value": value}


FOUND = [*(_row(unit, 2025, 1900 + at) for at, unit in enumerate(PROVINCES)), _row("92", 2024, 1)]
"""Figures of 2025, of which none is published, and one of 2024 that is."""


def _surveyed(story: Story) -> str:
    """Let the province that was assigned a survey carry it out, and all agree; gives the key of the result."""
    settled_contract(story)
    stage = story.stage(SURVEYS)
    story.run(stage.opens.isoformat(), stage.opens.isoformat())
    now = at("2026-08-10 09:00")
    sections = [{"key": "results", "title": "", "text": "Theo từng tỉnh"}]
    story.submit(SURVEYS, HOST, {"observations": FOUND, "sections": sections}, now)
    story.accept(SURVEYS, HOST, now)
    story.tick(after(stage.closes.isoformat()))
    story.tick(after(story.stage(SURVEYS).positions_due.isoformat()))
    assert story.stage(SURVEYS).outcome == "adopted"
    return f"{SURVEYS}/r1"


def _forecast_of(story: Story, cycle: str) -> Inputs:
    with story.engine.write() as session:
        session.get_one(StageRow, f"{cycle}/forecast").state = "synthesis"
    inputs = story.engine.gather(f"{cycle}/forecast")
    assert inputs is not None
    return inputs


def test_the_forecast_of_the_next_year_starts_from_what_was_surveyed_and_names_it(file_story: Story) -> None:
    result = _surveyed(file_story)
    file_story.open(NEXT, morning("2027-05-28"))
    inputs = _forecast_of(file_story, NEXT)
    assert set(inputs.hashes) >= {result, "published-history"}
    employed = known("employed_persons", inputs.context)
    assert {unit: years[2025] for unit, years in employed.items()} == {
        unit: 1900.0 + at for at, unit in enumerate(PROVINCES)
    }
    assert employed["92"][2024] == inputs.context.history["employed_persons"]["92"][2024] != 1
    kept = {"indicators": ["employed_persons"], "methods": ["naive"]}
    fast = inputs.context.model_copy(update={"settings": {**inputs.context.settings, **kept}})
    told = compute(Inputs(inputs.stage, inputs.method, fast, {}, {})).model_dump(mode="json")
    assert {(row["step"], row["body"]) for row in told["surveyed"]} == {(SURVEYS, HOST)}
    assert [(row["unit"], row["used"]) for row in told["surveyed"] if row["year"] == 2024] == [("92", False)]
    assert any(f"bước {SURVEYS}" in each["vi"] and "giữ số công bố" in each["vi"] for each in told["for_discussion"])


def _result(story: Story) -> ResultRow:
    """Open two years of planning, and store an agreed survey in the first."""
    story.open(PLAN)
    story.open(NEXT, morning("2027-05-28"))
    row = ResultRow(
        key=f"{SURVEYS}/r1",
        stage=SURVEYS,
        version=1,
        method="surveys",
        method_version="1",
        content={"method": "surveys"},
        content_hash="0" * 64,
        state="adopted_with_reservations",
        made_at=at("2026-09-30 09:00"),
    )
    with story.engine.write() as session:
        session.add(row)
    return row


def _used(session: Session, cycle: str) -> list[str]:
    return [row.key for row in surveyed(session, get_stage(session, f"{cycle}/forecast")).values()]


def test_a_survey_counts_in_its_own_cycle_and_in_later_ones(file_story: Story) -> None:
    key = _result(file_story).key
    with file_story.engine.read() as session:
        assert _used(session, PLAN) == _used(session, NEXT) == [key]


def _referred(session: Session) -> None:
    session.get_one(ResultRow, f"{SURVEYS}/r1").state = "referred"


def _simulated(session: Session) -> None:
    session.get_one(CycleRow, PLAN).simulated = True


def _elsewhere(session: Session) -> None:
    session.get_one(CycleRow, PLAN).region = "southeast"


def _before(session: Session) -> None:
    session.get_one(CycleRow, NEXT).period = "2026"


@pytest.mark.parametrize("change", [_referred, _simulated, _elsewhere, _before])
def test_no_forecast_builds_on_a_survey_of_another_region_or_world_or_one_that_was_not_agreed_on(
    change: Callable[[Session], None], file_story: Story
) -> None:
    _result(file_story)
    with file_story.engine.write() as session:
        change(session)
        session.flush()
        assert _used(session, NEXT) == []


def test_who_was_assigned_a_survey_is_asked_for_its_figures_of_every_province(file_story: Story) -> None:
    settled_contract(file_story)
    stage = file_story.stage(SURVEYS)
    file_story.run(stage.opens.isoformat(), stage.opens.isoformat())
    with file_story.engine.read() as session:
        assert step_of(session, get_stage(session, SURVEYS)).settings["data_to"] is None
        form = form_of(session, SURVEYS, HOST)
        rows = next(sheet for sheet in form.sheets if sheet.key == "observations").rows
        begun = [row.cells for row in rows if row.cells]
        assert len(begun) == len(OWN["labour-demand"]) * len(PROVINCES)
        assert {str(cells["unit"]) for cells in begun} == {"Đồng Tháp", "Vĩnh Long", "An Giang", "Cần Thơ", "Cà Mau"}
        told = context_for(session, get_stage(session, SURVEYS), HOST).history
        assert set(told) == set(OWN["labour-demand"])
        assert set(told["employed_persons"]) == set(PROVINCES)


def test_what_is_wrong_with_a_survey_is_found_when_it_is_handed_in(file_story: Story) -> None:
    settled_contract(file_story)
    stage = file_story.stage(SURVEYS)
    file_story.run(stage.opens.isoformat(), stage.opens.isoformat())
    rows = [_row("92", 2025, 1_650_000), _row("92", 2026, 1650)]
    file_story.submit(SURVEYS, HOST, {"observations": rows}, at("2026-08-10 09:00"))
    with file_story.engine.read() as session:
        row = latest(session, SURVEYS, HOST)
    assert row is not None
    assert {(each["code"], each["where"]) for each in row.findings} >= {
        ("unit_slip", "observations.employed_persons.92.2025"),
        ("year_not_over", "observations.employed_persons.92.2026"),
        ("units_lacking", "observations.employed_persons"),
        ("units_lacking", "observations.trained_workers_pct"),
    }
