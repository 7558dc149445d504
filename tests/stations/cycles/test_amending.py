"""A changed configuration is shown as a difference first, then adopted as an event; nothing moves in silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from coordination.cycles.amend import amend
from coordination.cycles.changes import Amendment, Change
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.history import dates_of
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.cycles.replanning import preview
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.text import Text
from coordination.regions.model import Basis, CouncilSession, Holiday, Procedure, Region
from tests.stations.story import COMMITTEE, LADDER, MEETING, PLAN, STANDING, Story, after, at, document, morning

NOW = at("2026-10-13 09:00")
BASIS = Basis(text="Nghị quyết của Hội đồng nhân dân", status="in_force")
COUNTED_FROM_SESSION = {
    "budget-draft": 27, "investment-draft": 27, "budget-verification": 13, "investment-verification": 13, "dossier": 6,
}  # fmt: skip


def with_session(region: Region, opens: date) -> Region:
    """Let the council of 92 open its year-end session on another day."""
    others = [each for each in region.council_sessions if each.unit != "92"]
    moved = CouncilSession(unit="92", kind="year_end", opens=opens, basis=BASIS)
    return region.model_copy(update={"council_sessions": [*others, moved]})


def with_storm(region: Region, day: date) -> Region:
    """Add a day off."""
    storm = Holiday(date=day, name=Text(vi="Nghỉ bão", en="Storm"), kind="off", basis=BASIS)
    return region.model_copy(update={"holidays": [*region.holidays, storm]})


def with_ladder(region: Region, **changed: Any) -> Region:
    """Change the procedure of the ladder."""
    procedures = [
        each.model_copy(update=changed) if each.procedure == "council-supervision" else each
        for each in region.procedures
    ]
    return region.model_copy(update={"procedures": procedures})


def ladder(region: Region) -> Procedure:
    """Give the procedure of the ladder."""
    found = region.procedure("council-supervision")
    assert found is not None
    return found


def look(story: Story, region: Region, key: str = LADDER, now: datetime = NOW) -> Amendment:
    """Show what would change."""
    with story.engine.read() as session:
        return preview(session, key, region, now)


def adopt(
    story: Story, region: Region, key: str = LADDER, now: datetime = NOW, *, anyway: bool = False, **decided: bool
) -> list[Change]:
    """Adopt a changed configuration; decisions are written ``joint_meeting__due=True``."""
    decisions = {name.replace("__", ".").replace("_", "-"): moves for name, moves in decided.items()}
    with story.engine.write() as session:
        return amend(session, key, region, now, decisions=decisions, anyway=anyway).changes


def dates(story: Story, key: str = LADDER) -> dict[tuple[str, str], date]:
    """Give every date of every step."""
    fields = {"opens": "opens", "due": "due", "closes": "closes", "positions_due": "positions_due", "legal": "legal_on"}
    return {
        (row.key, field): getattr(row, column) for row in story.stages(key).values() for field, column in fields.items()
    }


def test_what_is_shown_is_what_is_applied(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    changed = with_session(story.region, date(2026, 11, 29))
    before = dates(story)
    found = look(story, changed)
    shown = found.changes
    assert dates(story) == before, "looking changes nothing"
    assert found.parts == ["council_sessions"]
    assert adopt(story, changed) == shown
    after_ = dates(story)
    assert {(each.stage, each.field): (each.before, each.after) for each in shown} == {
        name: (before[name], after_[name]) for name in before if before[name] != after_[name]
    }


def test_a_session_nine_days_earlier_moves_exactly_the_dates_that_depend_on_it(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    opening = date(2026, 11, 29)
    moved = adopt(story, with_session(story.region, opening))
    rows = story.stages(LADDER)
    for step, days in COUNTED_FROM_SESSION.items():
        assert rows[step].due == opening - timedelta(days=days)
        assert {each.due for each in story.owed(rows[step].key)} == {rows[step].due}
        assert rows[step].explained["due"]["date"] == rows[step].due.isoformat()
    assert {each.stage for each in moved}.isdisjoint({MEETING}), (
        "the joint meeting counts from the opening of the cycle"
    )
    drafts = (rows["budget-draft"], rows["investment-draft"])
    assert {(each.stage, each.field) for each in moved if each.stage in {row.key for row in drafts}} == {
        (row.key, field) for row in drafts for field in ("due", "closes", "positions_due")
    }


def test_meetings_counted_from_the_session_move_with_it(file_story: Story) -> None:
    file_story.open(LADDER)
    key = f"{LADDER}/budget-draft"
    assert file_story.meetings(key)[0].starts_at == at("2026-11-03 08:30"), "35 days before 8 December"
    adopt(file_story, with_session(file_story.region, date(2026, 12, 10)))
    assert file_story.meetings(key)[0].starts_at == at("2026-11-05 08:30")
    assert file_story.events("exchange.scheduled") == [], "nobody has been invited yet"


def test_who_was_invited_is_invited_again_to_the_new_hour(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    (first,) = file_story.events("exchange.scheduled")
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 20)))
    first_, second = file_story.events("exchange.scheduled")
    assert (first_.data["starts"], first.subject) == (first.data["starts"], second.subject)
    assert second.data["starts"] == at("2026-10-21 14:00").isoformat()
    assert file_story.meetings(MEETING)[0].starts_at == at("2026-10-21 14:00")


def test_a_new_day_off_moves_running_deadlines_and_reminders(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    moved = adopt(story, with_storm(story.region, date(2026, 10, 15)))
    assert (MEETING, "due", date(2026, 10, 16), date(2026, 10, 19)) in {
        (each.stage, each.field, each.before, each.after) for each in moved
    }
    skipped = [each for each in story.stage(MEETING).explained["due"]["derivation"] if not each["counted"]]
    words = "Nghỉ bão (Nghị quyết của Hội đồng nhân dân)"
    assert ("2026-10-15", words) in {(each["date"], each["reason"]["vi"]) for each in skipped}
    story.tick(after("2026-10-16"))
    assert set(story.states(MEETING).values()) == {"pending"}, "not late: the deadline has moved"
    assert story.tick(at("2026-10-16 12:00")) == []
    story.tick(after("2026-10-19"))
    assert set(story.states(MEETING).values()) == {"late"}


def test_a_day_off_that_is_taken_back_brings_the_dates_back(file_story: Story) -> None:
    file_story.open(LADDER)
    before = dates(file_story)
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 15)))
    assert dates(file_story) != before
    adopt(file_story, file_story.region)
    assert dates(file_story) == before


def test_an_amendment_is_one_event_with_every_date_before_and_after(story: Story) -> None:
    story.open(LADDER)
    changed = with_session(story.region, date(2026, 11, 29))
    shown = look(story, changed).changes
    adopt(story, changed)
    (event,) = story.events("cycle.amended")
    assert event.data["changes"] == [each.as_json() for each in shown]
    assert event.data["parts"] == ["council_sessions"]
    assert event.data["snapshot"] == story.cycle(LADDER).snapshot


def test_the_same_configuration_again_is_no_change(story: Story) -> None:
    story.open(LADDER)
    changed = with_session(story.region, date(2026, 11, 29))
    assert adopt(story, story.region) == []
    adopt(story, changed)
    before = story.written()
    assert adopt(story, changed) == []
    assert (look(story, changed).changes, look(story, changed).parts) == ([], [])
    assert story.written() == before


def test_a_cycle_keeps_its_snapshot_while_the_files_change(file_story: Story) -> None:
    """What is not adopted does not exist for a running cycle."""
    file_story.open(LADDER)
    original, opened = file_story.region, dates(file_story)
    file_story.region = with_session(original, date(2026, 11, 29))
    assert not file_story.open(LADDER), "opening again with other files opens nothing"
    file_story.tick(morning("2026-10-12"))
    with file_story.engine.read() as session:
        assert region_of(session, get_cycle(session, LADDER)) == original
    assert dates(file_story) == opened


def test_what_was_handed_in_and_settled_stays(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.all_hand_in(MEETING, document(), at("2026-10-13 09:00"))
    file_story.tick(after("2026-10-19"))
    file_story.position(MEETING, STANDING, "agree", at("2026-10-20 09:00"))
    file_story.position(MEETING, COMMITTEE, "agree", at("2026-10-20 09:00"))
    file_story.tick(at("2026-10-20 09:30"))
    assert file_story.stage(MEETING).state == "closed"
    before = file_story.stage(MEETING).model_dump()
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 15)))
    assert file_story.stage(MEETING).model_dump() == before
    assert file_story.states(MEETING) == {STANDING: "accepted", COMMITTEE: "accepted"}


def test_of_a_step_that_takes_positions_only_their_last_day_moves(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.all_hand_in(MEETING, document(), at("2026-10-13 09:00"))
    file_story.tick(after("2026-10-19"))
    due = file_story.stage(MEETING).explained["due"]
    storms = with_storm(with_storm(file_story.region, date(2026, 10, 15)), date(2026, 10, 21))
    moved = [each for each in adopt(file_story, storms, now=at("2026-10-20 09:00")) if each.stage == MEETING]
    assert [each.field for each in moved] == ["positions_due"], "collection was closed on its day, storm or not"
    row = file_story.stage(MEETING)
    assert row.due == date(2026, 10, 16)
    assert row.explained["due"] == due, "a date that stays keeps the derivation it was told with"
    assert row.explained["positions"]["date"] == row.positions_due.isoformat() == "2026-10-23"
    assert row.wake_at == after("2026-10-23")


@pytest.mark.parametrize("change", ["added", "removed", "reordered"])
def test_steps_of_a_running_cycle_cannot_be_added_removed_or_reordered(file_story: Story, change: str) -> None:
    file_story.open(LADDER)
    steps = ladder(file_story.region).steps
    other = {
        "added": [*steps, steps[-1].model_copy(update={"code": "another", "after": []})],
        "removed": steps[:-1],
        "reordered": [steps[0], steps[2], steps[1], *steps[3:]],
    }[change]
    before = file_story.written()
    with pytest.raises(InvalidInputError, match="cannot be added, removed or reordered"):
        adopt(file_story, with_ladder(file_story.region, steps=other))
    assert file_story.written() == before


def test_a_configuration_without_the_procedure_is_refused(file_story: Story) -> None:
    file_story.open(LADDER)
    with pytest.raises(InvalidInputError, match="no longer runs procedure council-supervision"):
        adopt(file_story, file_story.region.model_copy(update={"procedures": []}))


def test_other_words_without_other_dates_are_adopted_too(file_story: Story) -> None:
    file_story.open(LADDER)
    renamed = with_ladder(file_story.region, name=Text(vi="Tên mới", en="New name"))
    assert adopt(file_story, renamed) == []
    (event,) = file_story.events("cycle.amended")
    assert (event.data["changes"], event.data["parts"]) == ([], ["procedures"])


def test_a_cycle_that_has_ended_cannot_be_amended(file_story: Story) -> None:
    file_story.open(LADDER)
    with file_story.engine.write() as session:
        cancel_cycle(session, LADDER, "dừng", NOW)
    with pytest.raises(ConflictError, match="has ended"):
        adopt(file_story, with_session(file_story.region, date(2026, 11, 29)))


def test_a_day_off_of_one_province_moves_its_ladder_alone(file_story: Story) -> None:
    other = LADDER.replace(":92/", ":82/")
    file_story.open(LADDER)
    file_story.open(other)
    storm = with_storm(file_story.region, date(2026, 10, 15))
    local = storm.holidays[-1].model_copy(update={"units": ["92"]})
    changed = storm.model_copy(update={"holidays": [*file_story.region.holidays, local]})
    assert adopt(file_story, changed)
    assert adopt(file_story, changed, other) == []


def test_the_regional_plan_is_not_moved_by_a_council(file_story: Story) -> None:
    file_story.open(PLAN)
    found = look(file_story, with_session(file_story.region, date(2026, 11, 29)), PLAN)
    assert (found.changes, found.parts) == ([], ["council_sessions"])


# Policies


def with_freeze(region: Region, policy: str, step: str = "joint-meeting", name: str = "due") -> Region:
    """Give one rule of the ladder a policy."""
    steps = [
        each.model_copy(update={name: getattr(each, name).model_copy(update={"freeze": policy})})
        if each.code == step
        else each
        for each in ladder(region).steps
    ]
    return with_ladder(region, steps=steps)


def opened_with(story: Story, policy: str) -> Region:
    """Open the ladder and its first step with a policy for the due date; gives the region with a storm to come."""
    story.region = with_freeze(story.region, policy)
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    return with_storm(story.region, date(2026, 10, 15))


def test_a_date_frozen_once_told_stays_and_holds_what_counts_from_it(file_story: Story) -> None:
    storm = opened_with(file_story, "once_notified")
    found = look(file_story, storm)
    adopt(file_story, storm)
    row = file_story.stage(MEETING)
    assert (row.due, row.closes) == (date(2026, 10, 16), date(2026, 10, 19))
    assert [(each.name, each.day, each.would_be, each.policy) for each in found.kept] == [
        ("due", date(2026, 10, 16), date(2026, 10, 19), "once_notified")
    ]
    (event,) = file_story.events("cycle.amended")
    assert [each["field"] for each in event.data["kept"]] == ["due"]
    assert MEETING not in {each["stage"] for each in event.data["changes"]}


def test_before_it_is_told_a_date_follows_its_rule_whatever_the_policy(file_story: Story) -> None:
    file_story.region = with_freeze(file_story.region, "once_notified")
    file_story.open(LADDER)
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 15)))
    assert file_story.stage(MEETING).due == date(2026, 10, 19)


@pytest.mark.parametrize(("moves", "due"), [(True, date(2026, 10, 19)), (False, date(2026, 10, 16))])
def test_a_date_that_asks_waits_for_a_decision(file_story: Story, due: date, *, moves: bool) -> None:
    storm = opened_with(file_story, "ask")
    before = file_story.written()
    with pytest.raises(ConflictError, match=r"ask for a decision: joint-meeting\.due"):
        adopt(file_story, storm)
    assert file_story.written() == before, "nothing is half adopted"
    assert look(file_story, storm).asked == ["joint-meeting.due"]
    adopt(file_story, storm, joint_meeting__due=moves)
    assert file_story.stage(MEETING).due == due


def test_a_decision_nobody_asked_for_is_refused(file_story: Story) -> None:
    storm = opened_with(file_story, "recompute")
    with pytest.raises(InvalidInputError, match=r"budget-draft\.due"):
        adopt(file_story, storm, budget_draft__due=True)


def test_a_told_date_is_not_moved_into_the_past_without_a_word(file_story: Story) -> None:
    """Or bodies would be late from one moment to the next."""
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-10-26")
    draft = f"{LADDER}/budget-draft"
    assert (file_story.stage(draft).state, file_story.stage(draft).due) == ("open", date(2026, 11, 11))
    earlier = with_session(file_story.region, date(2026, 11, 18))
    now = at("2026-11-02 09:00")
    found = look(file_story, earlier, now=now)
    assert {(each.name, each.policy) for each in found.kept if each.stage == draft} >= {("due", "passed")}
    with pytest.raises(ConflictError, match="ask for a decision"):
        adopt(file_story, earlier, now=now)
    decisions = {name.replace("-", "_").replace(".", "__"): True for name in found.asked}
    decided = look_deciding(file_story, earlier, now, decisions)
    with pytest.raises(InvalidInputError, match="before opening"):
        adopt(file_story, earlier, now=now, **decided)
    adopt(file_story, earlier, now=now, anyway=True, **decided)
    assert file_story.stage(draft).due < date(2026, 11, 2)
    assert set(file_story.states(draft).values()) == {"late"}, "a person said so: late at once, and told"


def look_deciding(story: Story, region: Region, now: datetime, decided: dict[str, bool]) -> dict[str, bool]:
    """Decide to move every date that is asked about, as long as moving one brings up another."""
    while True:
        decisions = {name.replace("__", ".").replace("_", "-"): moves for name, moves in decided.items()}
        with story.engine.read() as session:
            asked = preview(session, LADDER, region, now, decisions).asked
        if not asked:
            return decided
        decided |= {name.replace("-", "_").replace(".", "__"): True for name in asked}


# Who is told, and what is kept


def test_only_those_whose_dates_move_are_told_each_once(story: Story) -> None:
    story.open(LADDER)
    other = LADDER.replace(":92/", ":82/")
    story.open(other)
    story.tick(morning("2026-10-12"))
    adopt(story, with_session(story.region, date(2026, 11, 29)))
    assert adopt(story, with_session(story.region, date(2026, 11, 29)), other) == []
    (mine,) = [each for each in story.events("cycle.amended") if each.cycle == LADDER]
    told = [each.recipient for each in story.notices("cycle.amended") if each.cycle == LADDER]
    assert sorted(told) == sorted(set(told)) == sorted(mine.data["affected"])
    assert all(each.startswith("92.") for each in told)
    assert [each for each in story.notices("cycle.amended") if each.cycle == other] == []
    for change in mine.data["changes"]:
        assert set(change["bodies"]) <= set(told)


def test_planned_standing_and_actual_dates_are_kept_apart_with_their_history(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-13"))  # a day late
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 15)))
    with file_story.engine.read() as session:
        found = dates_of(session, get_stage(session, MEETING))
    assert (found["opens"]["planned"], found["opens"]["stands"]) == ("2026-10-12", "2026-10-13")
    assert found["opens"]["actual"].startswith("2026-10-13")
    assert [(each["before"], each["after"], each["cause"]) for each in found["due"]["history"]] == [
        ("2026-10-16", "2026-10-19", "opened_late"),
        ("2026-10-19", "2026-10-20", "amended"),
    ]
    assert found["due"]["planned"] == "2026-10-16"
    assert found["closes"]["actual"] is None


def test_who_was_late_is_not_when_the_deadline_moves_on(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.tick(after("2026-10-16"))
    assert set(file_story.states(MEETING).values()) == {"late"}
    adopt(file_story, with_storm(file_story.region, date(2026, 10, 14)), now=at("2026-10-17 09:00"))
    assert set(file_story.states(MEETING).values()) == {"pending"}
    assert not any(each.was_late for each in file_story.owed(MEETING))
    file_story.tick(after("2026-10-19"))
    assert set(file_story.states(MEETING).values()) == {"late"}


def test_a_later_session_lets_the_ladder_last_as_long(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    assert file_story.cycle(LADDER).ends_on == date(2026, 12, 23)
    adopt(file_story, with_session(file_story.region, date(2026, 12, 24)))
    assert file_story.cycle(LADDER).ends_on == date(2027, 1, 8), "fifteen days after the session"
    (event,) = file_story.events("cycle.amended")
    assert event.data["ends"] == "2027-01-08"
    file_story.tick(after("2026-12-23"))
    assert file_story.cycle(LADDER).state == "open"


# What an amendment must not do


def test_another_region_or_other_provinces_are_refused(file_story: Story) -> None:
    file_story.open(LADDER)
    before = file_story.written()
    for other in (
        file_story.region.model_copy(update={"code": "southeast"}),
        file_story.region.model_copy(update={"units": file_story.region.units[1:]}),
    ):
        with pytest.raises(InvalidInputError, match="with the same provinces"):
            adopt(file_story, other)
    assert file_story.written() == before


def test_who_owes_cannot_be_changed_in_a_running_cycle(file_story: Story) -> None:
    file_story.open(LADDER)
    steps = ladder(file_story.region).steps
    fewer = [steps[0].model_copy(update={"owes": steps[0].owes[:1]}), *steps[1:]]
    with pytest.raises(InvalidInputError, match="who owes at step joint-meeting"):
        adopt(file_story, with_ladder(file_story.region, steps=fewer))


def test_dates_that_would_no_longer_fit_are_refused_with_every_misfit(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    before = file_story.written()
    early = with_session(file_story.region, date(2026, 11, 16))
    found = look(file_story, early)
    assert found.misfits
    with pytest.raises(InvalidInputError) as refused:
        adopt(file_story, early)
    assert [each.what for each in refused.value.faults] == found.misfits
    assert file_story.written() == before
    adopt(file_story, early, anyway=True)
    (event,) = file_story.events("cycle.amended")
    assert event.data["warnings"] == [each.model_dump() for each in found.misfits]


def test_a_step_not_yet_opened_is_not_moved_into_the_past_without_a_word(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-10-22")
    early = with_session(file_story.region, date(2026, 11, 16))
    asked = look(file_story, early, now=at("2026-10-22 09:00")).asked
    assert {"budget-draft.due", "investment-draft.due"} <= set(asked)


# Meetings, sessions, late openings


def test_meetings_that_would_move_are_shown_and_their_parties_are_affected(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    storm = with_storm(file_story.region, date(2026, 10, 20))
    (meeting,) = look(file_story, storm).meetings
    assert (meeting.before, meeting.after) == (at("2026-10-20 14:00"), at("2026-10-21 14:00"))
    adopt(file_story, storm)
    assert file_story.meetings(MEETING)[0].starts_at == meeting.after
    (event,) = file_story.events("cycle.amended")
    assert set(meeting.parties) <= set(event.data["affected"])
    assert event.data["what"][0]["vi"].startswith("Thêm ngày nghỉ 20/10/2026: Nghỉ bão")


def test_a_meeting_the_new_configuration_no_longer_holds_is_called_off_and_the_new_one_announced(
    file_story: Story,
) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    steps = ladder(file_story.region).steps
    renamed = steps[0].exchanges[0].model_copy(update={"code": "another-conference"})
    changed = [steps[0].model_copy(update={"exchanges": [renamed]}), *steps[1:]]
    adopt(file_story, with_ladder(file_story.region, steps=changed))
    states = {each.key.rpartition("/")[2]: each.state for each in file_story.meetings(MEETING)}
    assert states["joint-conference"] == "cancelled"
    assert states["another-conference"] == "scheduled"
    (off,) = file_story.events("exchange.cancelled")
    assert off.subject == f"{MEETING}/joint-conference"
    assert file_story.events("exchange.scheduled")[-1].subject == f"{MEETING}/another-conference"


def test_nobody_is_invited_to_a_meeting_before_its_step_opens(file_story: Story) -> None:
    """Thirty-five days before a session that comes early lie before the draft is begun."""
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    adopt(file_story, with_session(file_story.region, date(2026, 11, 25)))
    row = file_story.stage(f"{LADDER}/budget-draft")
    (meeting,) = file_story.meetings(row.key)
    assert meeting.starts_at > morning(row.opens.isoformat())


def test_a_session_put_off_into_january_still_is_the_year_end_session(file_story: Story) -> None:
    file_story.open(LADDER)
    adopt(file_story, with_session(file_story.region, date(2027, 1, 6)), now=at("2026-09-01 09:00"))
    assert file_story.stage(f"{LADDER}/budget-draft").due == date(2026, 12, 10)


def test_a_step_that_opens_late_moves_the_plan_of_the_steps_after_it_and_says_so(file_story: Story) -> None:
    file_story.open(LADDER)
    planned = file_story.stage(f"{LADDER}/budget-draft").opens
    file_story.tick(morning("2026-10-14"))
    row = file_story.stage(f"{LADDER}/budget-draft")
    assert row.opens > planned
    (event,) = file_story.events("cycle.amended")
    assert "14/10/2026 thay vì 12/10/2026" in event.data["reason"]["vi"]
    assert {each["stage"] for each in event.data["changes"]}.isdisjoint({MEETING}), "told when it was opened"
    opened = file_story.stage(MEETING).explained["opens"]
    assert (opened["date"], opened["status"]) == ("2026-10-14", "actual")
    assert "12/10/2026" in opened["sentence"]["vi"]


def test_a_date_kept_once_told_says_what_it_would_be(file_story: Story) -> None:
    adopt(file_story, opened_with(file_story, "once_notified"))
    told = file_story.stage(MEETING).explained["due"]
    assert told["date"] == "2026-10-16"
    assert "tính lại sẽ là 19/10/2026" in told["sentence"]["vi"]
    assert told["warnings"][-1]["en"].startswith("kept as it was told")


def test_a_date_kept_once_may_be_moved_later(file_story: Story) -> None:
    storm = opened_with(file_story, "ask")
    adopt(file_story, storm, joint_meeting__due=False)
    assert file_story.stage(MEETING).due == date(2026, 10, 16)
    adopt(file_story, storm, joint_meeting__due=True)
    assert file_story.stage(MEETING).due == date(2026, 10, 19)


def test_a_rule_written_anew_for_the_same_day_is_explained_anew_and_blocks_nothing(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    steps = ladder(file_story.region).steps
    respelled = steps[0].positions.model_copy(update={"rule": "working_days 4 after due"})
    first = with_ladder(file_story.region, steps=[steps[0].model_copy(update={"positions": respelled}), *steps[1:]])
    before = file_story.stage(MEETING).positions_due
    adopt(file_story, first)
    row = file_story.stage(MEETING)
    assert (row.positions_due, row.explained["positions"]["rule"]) == (before, "working_days 4 after due")
    file_story.all_hand_in(MEETING, document(), at("2026-10-13 09:00"))
    file_story.tick(after("2026-10-19"))
    adopt(file_story, with_storm(first, date(2026, 11, 20)), now=at("2026-10-20 09:00"))
