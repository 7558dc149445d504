"""Opening a cycle: its snapshot, its steps with their dates and why, what each body owes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from coordination.cycles import views
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.cycles.tables import ObligationRow, SnapshotRow, StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError
from coordination.kernel.canonical import canonical_json, sha256
from coordination.regions.model import Region
from tests.stations.story import ASSESSMENT, COMMITTEES, LADDER, MEETING, PLAN, Story, after, morning


def test_opening_twice_changes_nothing(story: Story) -> None:
    assert story.open(PLAN)
    before = story.written()
    assert not story.open(PLAN, morning("2026-06-15"))
    assert story.written() == before
    assert story.cycle(PLAN).opened_at == morning("2026-05-28")


def test_opening_leaves_one_event_with_all_dates(story: Story) -> None:
    story.open(LADDER)
    (event,) = story.events()
    assert (event.type, event.subject, event.cycle) == ("cycle.opened", LADDER, LADDER)
    assert event.data["snapshot"] == story.cycle(LADDER).snapshot
    assert event.data["ends"] == "2026-12-23"
    assert event.data["stages"][0] == {"stage": MEETING, "opens": "2026-10-12", "due": "2026-10-16"}
    assert [each["stage"] for each in event.data["stages"]] == [each.key for each in story.stages(LADDER).values()]


def test_the_regional_plan_has_the_dates_the_procedure_means(file_story: Story) -> None:
    """The whole calendar of 2026, checked by hand against the days off of that year."""
    file_story.open(PLAN)
    found = {
        step: f"{row.opens:%d/%m} {row.due:%d/%m} {row.closes:%d/%m} {row.positions_due:%d/%m}"
        for step, row in file_story.stages(PLAN).items()
    }
    assert found == {
        "joint-assessment": "02/06 18/06 23/06 30/06",
        "viewpoints": "01/07 17/07 22/07 29/07",
        "forecast-contract": "29/05 16/06 19/06 26/06",
        "forecast": "29/06 15/07 20/07 27/07",
        "basic-surveys": "29/06 09/09 16/09 23/09",
        "options": "30/07 17/08 20/08 26/08",
        "balances": "27/08 17/09 22/09 29/09",
        "investment": "30/09 16/10 21/10 28/10",
        "policy-frame": "07/09 28/09 01/10 12/10",
        "solutions": "13/10 30/10 04/11 11/11",
        "participatory-plan": "12/11 03/12 08/12 15/12",
    }
    assert file_story.stages(PLAN)["joint-assessment"].legal_on == date(2026, 7, 19), (
        "before 20/07 is the 19th at the latest"
    )


def test_each_ladder_counts_from_the_day_its_own_council_fixed(file_story: Story) -> None:
    keys = {unit: LADDER.replace(":92/", f":{unit}/") for unit in ("82", "91")}
    for key in keys.values():
        file_story.open(key)
    assert file_story.stages(keys["82"])["budget-draft"].due == date(2026, 11, 11), "27 days before 8 December"
    assert file_story.stages(keys["91"])["budget-draft"].due == date(2026, 11, 6), "27 days before 3 December"


def test_every_date_is_stored_with_its_derivation_and_its_basis(file_story: Story) -> None:
    file_story.open(PLAN)
    why = file_story.stage(ASSESSMENT).explained
    assert set(why) == {"opens", "due", "closes", "positions", "legal"}
    assert why["due"]["date"] == "2026-06-18"
    assert why["due"]["rule"] == "working_days 12 after opens"
    assert why["due"]["sentence"]["vi"].startswith("18/06/2026: 12 ngày làm việc")
    skipped = [each["date"] for each in why["due"]["derivation"] if not each["counted"]]
    assert skipped == ["2026-06-02", "2026-06-06", "2026-06-07", "2026-06-13", "2026-06-14"]


def test_each_province_owes_each_step_of_the_plan_once_but_surveys_only_when_assigned(story: Story) -> None:
    story.open(PLAN)
    with story.engine.read() as session:
        owed = session.exec(select(ObligationRow.stage, ObligationRow.body)).all()
        stages = session.exec(select(StageRow.key)).all()
    assert sorted(owed) == sorted(
        (stage, body) for stage in stages if not stage.endswith("/basic-surveys") for body in COMMITTEES
    )


def test_only_steps_that_wait_for_none_wake_by_the_calendar(file_story: Story) -> None:
    file_story.open(PLAN)
    waking = {step: row.wake_at for step, row in file_story.stages(PLAN).items() if row.wake_at is not None}
    assert waking == {"joint-assessment": morning("2026-06-02"), "forecast-contract": morning("2026-05-29")}


def test_a_cycle_keeps_the_configuration_it_was_opened_with_once(story: Story) -> None:
    story.open(PLAN)
    story.open(LADDER)
    with story.engine.read() as session:
        (row,) = session.exec(select(SnapshotRow)).all()
        assert row.hash == sha256(row.content) == get_cycle(session, PLAN).snapshot
        assert row.content == canonical_json(story.region.model_dump(mode="json"))
        assert region_of(session, get_cycle(session, LADDER)) == story.region


@pytest.mark.parametrize(
    "key",
    [
        "mekong-delta/council-supervision/2027",
        "mekong-delta:92/regional-plan/2027",
        "mekong-delta:01/council-supervision/2027",
    ],
)
def test_a_procedure_runs_where_its_scope_says(file_story: Story, key: str) -> None:
    with pytest.raises(InvalidInputError, match=r"write region\[:unit\]/procedure/period") as caught:
        file_story.open(key)
    assert caught.value.faults[0].where == key
    assert file_story.events() == []


def test_an_unknown_procedure_is_refused_with_the_known_ones(file_story: Story) -> None:
    with pytest.raises(NotFoundError, match="it runs: regional-plan, council-supervision"):
        file_story.open("mekong-delta/budget/2027")


def test_what_is_not_found_names_the_nearest(file_story: Story) -> None:
    file_story.open(LADDER)
    with file_story.engine.read() as session:
        with pytest.raises(NotFoundError, match=f"nearest: {LADDER}"):
            get_cycle(session, LADDER.replace("delta", "detla"))
        with pytest.raises(NotFoundError, match=r"nearest: .*/joint-meeting"):
            get_stage(session, MEETING.replace("joint-meeting", "join-meeting"))


def test_a_session_day_that_is_a_day_off_gives_way_to_the_next_working_day(file_story: Story, region: Region) -> None:
    """By custom sessions open on 8 December; in 2029 that is a Saturday."""
    assert date(2029, 12, 8).weekday() == 5
    key = LADDER.replace("2027", "2030")
    file_story.open(key)
    assert file_story.stages(key)["budget-draft"].due == date(2029, 11, 13), "27 days before Monday 10 December"


def test_the_views_show_legal_planned_and_actual_dates_apart(file_story: Story) -> None:
    file_story.open(PLAN)
    with file_story.engine.read() as session:
        shown = views.cycle(session, PLAN)
        listed = views.cycles(session)
    first = shown["stages"][0]
    assert (first["legal"], first["planned"], first["due"]) == (
        "2026-07-19", {"opens": "2026-06-02", "due": "2026-06-18"}, "2026-06-18"
    )  # fmt: skip
    assert [each["cycle"] for each in listed] == [PLAN]
    assert (first["obligations"], first["on_time"], first["late"], first["missing"]) == (5, 0, 0, 0)


def test_stages_come_in_the_order_of_the_procedure(file_story: Story, region: Region) -> None:
    file_story.open(PLAN)
    procedure = region.procedure("regional-plan")
    assert procedure is not None
    with file_story.engine.read() as session:
        rows = session.exec(select(StageRow.step).order_by(col(StageRow.position))).all()
    assert list(rows) == [step.code for step in procedure.steps]


def test_a_cycle_whose_last_day_has_passed_is_refused(file_story: Story) -> None:
    with pytest.raises(ConflictError, match="has passed"):
        file_story.open("mekong-delta/regional-plan/2027", after("2027-01-15"))


def test_a_map_that_did_not_hold_is_refused(file_story: Story) -> None:
    with pytest.raises(InvalidInputError, match="do not yet exist"):
        file_story.open("mekong-delta/regional-plan/2020", after("2019-06-01"))
