"""What the provinces agreed on before the forecasts is what forecasts are asked for by, and who owes which survey."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.cli.main import main
from coordination.cycles.amend import amend
from coordination.cycles.assigning import due_in
from coordination.cycles.queries import get_stage, step_of
from coordination.errors import InvalidInputError
from coordination.results.binding import ground_of, note_contract
from coordination.submissions.asking.register import served_cells
from coordination.submissions.context import context_of
from coordination.submissions.forms.opening import form_of
from tests.stations.story import COMMITTEES, PLAN, Story, after, at, morning

CONTRACT, FORECAST, SURVEYS = (f"{PLAN}/{step}" for step in ("forecast-contract", "forecast", "basic-surveys"))
HOST, OTHER = COMMITTEES[3], COMMITTEES[0]
CROPS = "survey-crop-outlook"
"""The clause on the survey both offer; the draft proposes the one that has no other."""
DRAFT = 3
"""Years of the horizon in the draft that is shipped."""


def _proposal(**more: Any) -> dict[str, Any]:
    terms = [{"term": "horizon_years", "value": 2, "reason": "Số liệu ngắn"}]
    return {"terms": terms, "contents": {"market": "Thị trường nông sản"}} | more


def _drafted(story: Story) -> str:
    """Bring the contract to where positions are taken: most want two years, one province offers a survey, two another."""
    story.open(PLAN)
    stage = story.stage(CONTRACT)
    story.tick(morning(stage.opens.isoformat()))
    now = at(f"{stage.due} 09:00")
    labour = {"survey": "labour-demand", "by": "2026-08-14", "needs": "Danh sách cơ sở"}
    crops = {"survey": "crop-outlook", "by": "2026-08-31"}
    for body in COMMITTEES:
        offers = {HOST: [labour, crops], OTHER: [crops]}.get(body, [])
        story.submit(CONTRACT, body, _proposal(surveys=offers), now)
        story.accept(CONTRACT, body, now)
    story.tick(now)
    return stage.due.isoformat()


def settled_contract(story: Story, *against: str) -> Story:
    """Let all agree but one, who objects to clauses, or to the whole (an empty one)."""
    now = at(f"{_drafted(story)} 15:00")
    for body in COMMITTEES[1:]:
        story.position(CONTRACT, body, "agree", now)
    for clause in against or ("",):
        stance, why = ("object", "Chưa đủ căn cứ") if against else ("agree", None)
        story.position(CONTRACT, COMMITTEES[0], stance, now, why, clause)
    story.tick(now)
    if story.stage(CONTRACT).state == "positions":
        story.tick(after(story.stage(CONTRACT).positions_due.isoformat()))
    return story


def test_an_adopted_contract_goes_before_the_settings_wherever_a_forecast_is_asked_for(file_story: Story) -> None:
    story = settled_contract(file_story)
    with story.engine.read() as session:
        stage = get_stage(session, FORECAST)
        assert step_of(session, stage).settings["horizon_years"] == 2
        context = context_of(session, stage)
        assert (context.settings["horizon_to"], context.settings["years"]) == (2028, [2027, 2028])
        assert served_cells(session, FORECAST, HOST) == {}
        columns = {each.key for sheet in form_of(session, FORECAST, HOST).sheets for each in sheet.columns}
        assert {"y2027.value", "y2028.value"} <= columns
        assert "y2029.value" not in columns
        ground = ground_of(session, stage)
        assert ground is not None
        assert ground.en.startswith("Made by the forecast contract")
    assert story.region.procedure("regional-plan") is not None  # the configuration itself says what it said
    assert _drafted_horizon(story) == DRAFT


def _drafted_horizon(story: Story) -> int:
    procedure = story.region.procedure("regional-plan")
    steps = procedure.steps if procedure else []
    return int(next(each for each in steps if each.code == "forecast").settings["horizon_years"])


@pytest.mark.parametrize("against", [("",), ("horizon_years",)])
def test_what_was_referred_leaves_the_draft_as_it_stands(against: tuple[str, ...], file_story: Story) -> None:
    story = settled_contract(file_story, *against)
    with story.engine.read() as session:
        stage = get_stage(session, FORECAST)
        assert step_of(session, stage).settings["horizon_years"] == DRAFT
        ground = ground_of(session, stage)
        assert ground is not None
        assert ground.en.startswith(
            "The provinces agreed on no" if against == ("",) else "Made by the forecast contract"
        )
    assert {each.body for each in story.owed(SURVEYS)} == (set() if against == ("",) else {HOST, OTHER})


def test_who_was_proposed_of_several_owes_the_survey_only_if_its_clause_is_agreed_on(file_story: Story) -> None:
    story = settled_contract(file_story)
    assert {each.body: each.due for each in story.owed(SURVEYS)} == {OTHER: date(2026, 8, 31), HOST: date(2026, 8, 14)}
    assert {each.recipient for each in story.notices("obligation.assigned")} == {OTHER, HOST}


def test_a_position_on_a_clause_is_shown_with_what_the_clause_is_about(
    file_story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    story = settled_contract(file_story, CROPS, "horizon_years")
    assert main(["stage", "show", CONTRACT, "--db", str(story.engine.settings.database_url).partition("///")[2]]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "không đồng ý – Thời kỳ dự báo: Chưa đủ căn cứ" in shown
    assert "không đồng ý – Điều tra cơ bản “Khảo sát diện tích, năng suất vụ tới" in shown
    assert "horizon_years Chưa" not in shown


def test_who_alone_offered_a_survey_owes_it_by_the_day_it_named_and_is_told(file_story: Story) -> None:
    story = settled_contract(file_story, CROPS)
    (owed,) = story.owed(SURVEYS)
    assert (owed.body, owed.due, owed.state) == (HOST, date(2026, 8, 14), "pending")
    assert "trước 14/08/2026" in owed.what["vi"]
    (told,) = story.notices("obligation.assigned")
    assert told.recipient == HOST
    stage = story.stage(SURVEYS)
    story.run(stage.opens.isoformat(), stage.opens.isoformat())
    (owed,) = story.owed(SURVEYS)
    assert owed.due == date(2026, 8, 14)
    assert owed.remind_at is not None
    assert owed.remind_at < after("2026-08-14")
    with story.engine.read() as session:
        assert [each.body for each in context_of(session, get_stage(session, SURVEYS)).parties] == [HOST]


def test_figures_of_anothers_survey_are_remarked_on_and_two_of_one_point_are_refused(file_story: Story) -> None:
    story = settled_contract(file_story)
    opens = story.stage(SURVEYS).opens.isoformat()
    story.run(opens, opens)
    paddy = {"indicator": "paddy_production", "unit": HOST.partition(".")[0], "period": 2025, "value": "4200"}
    with pytest.raises(InvalidInputError) as refused:
        story.submit(SURVEYS, HOST, {"observations": [paddy, paddy | {"value": "4300"}]}, at(f"{opens} 09:00"))
    assert "given 2 times" in str(refused.value)
    findings = {}
    for body in (HOST, OTHER):
        row, _ = story.submit(SURVEYS, body, {"observations": [paddy]}, at(f"{opens} 10:00"))
        findings[body] = {each["code"] for each in row.findings}
    assert "assigned_to_another" in findings[HOST]
    assert "assigned_to_another" not in findings[OTHER]


def test_the_same_contract_heard_twice_binds_once(file_story: Story) -> None:
    story = settled_contract(file_story)
    before = story.written()
    with story.engine.write() as session:
        note_contract(session, story.events("result.settled")[-1])
    assert story.written() == before
    assert len(story.owed(SURVEYS)) == 2


def test_a_cycle_in_which_somebody_was_assigned_work_can_still_be_amended(file_story: Story) -> None:
    story = settled_contract(file_story)
    with story.engine.write() as session:
        assert not amend(session, PLAN, story.region, at("2026-07-01 09:00")).changes
    assert [each.body for each in story.owed(SURVEYS)] == [OTHER, HOST]


def test_an_agreed_day_outside_of_the_step_gives_way_to_the_common_one(file_story: Story) -> None:
    story = settled_contract(file_story, CROPS)
    (owed,), stage = story.owed(SURVEYS), story.stage(SURVEYS)
    for day in (stage.opens, stage.due, date(2027, 1, 1)):
        owed.own_due = day
        assert due_in(owed, stage) == stage.due


def test_a_step_nobody_was_assigned_to_ends_without_a_referral(file_story: Story) -> None:
    story = file_story
    story.open(PLAN)
    with story.engine.write() as session:
        stage = get_stage(session, SURVEYS)
        stage.state, stage.wake_at = "synthesis", at("2026-09-10 09:00")
    story.tick(at("2026-09-10 09:00"))
    assert story.stage(SURVEYS).outcome == "adopted"
