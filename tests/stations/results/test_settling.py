"""Making a common result, taking positions on it, settling it."""

from __future__ import annotations

import csv
import threading
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from coordination.app import Engine
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.canonical import content_hash
from coordination.results import views
from coordination.results.positions import latest, positions_on
from coordination.results.service import compute
from coordination.results.tables import PositionRow, ResultRow
from tests.stations.story import (
    ASSESSMENT,
    BUDGET,
    COMMITTEE,
    COMMITTEES,
    LADDER,
    MEETING,
    PLAN,
    PROVINCES,
    STANDING,
    VIEWPOINTS,
    Story,
    after,
    at,
    document,
    morning,
    viewpoint,
)

SERIES = Path(__file__).parents[3] / "region_configs" / "data" / "series.csv"
DUE_DAY = at("2026-10-16 09:00")
SAYING = at("2026-10-19 09:00")
WHY = "Số liệu của tỉnh chưa được cập nhật"


@pytest.fixture
def drafted(story: Story) -> Story:
    """Begin where the joint meeting's draft is put to both sides."""
    return _draft(story)


@pytest.fixture
def file_drafted(file_story: Story) -> Story:
    """Begin in the same place, on SQLite alone."""
    return _draft(file_story)


def _draft(story: Story) -> Story:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.all_hand_in(MEETING, document(), DUE_DAY)
    story.tick(DUE_DAY)
    assert story.stage(MEETING).state == "positions"
    return story


def result(story: Story, stage: str = MEETING) -> ResultRow:
    """Give a stage's newest result."""
    with story.engine.read() as session:
        found = latest(session, stage)
    assert found is not None
    return found


# Recording what a method made


def test_a_result_records_the_hashes_of_exactly_what_went_in(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    for words in ("một", "hai"):
        story.submit(MEETING, STANDING, document(words), DUE_DAY)
    story.submit(MEETING, COMMITTEE, document("ba"), DUE_DAY)
    story.tick(after("2026-10-19"))
    inputs = result(story).inputs
    assert inputs.pop("published-history")
    assert inputs == {
        f"{MEETING}/{STANDING}/2": content_hash(document("hai")),
        f"{MEETING}/{COMMITTEE}/1": content_hash(document("ba")),
    }


def test_a_draft_is_told_with_its_hash_and_its_last_day(file_drafted: Story) -> None:
    row = result(file_drafted)
    (event,) = file_drafted.events("result.drafted")
    assert (row.key, row.version, row.state, row.method, row.method_version) == (
        f"{MEETING}/r1",
        1,
        "draft",
        "collate",
        "1",
    )
    assert (event.subject, event.data["hash"]) == (row.key, row.content_hash)
    assert row.content_hash == content_hash(row.content)
    assert event.data["until"] == "2026-10-22"
    assert event.data["tacit_consent"] is True


def test_recording_a_result_twice_is_once(drafted: Story) -> None:
    drafted.open(LADDER.replace(":92/", ":82/"))
    stage = MEETING.replace(":92/", ":82/")
    drafted.tick(DUE_DAY)
    for body in ("82.council_standing", "82.peoples_committee"):
        drafted.submit(stage, body, document(), DUE_DAY)
    with drafted.engine.write() as session:
        row = session.get_one(StageRow, stage)
        row.state = "synthesis"
    inputs = drafted.engine.gather(stage)
    assert inputs is not None
    made = compute(inputs)
    drafted.engine.keep(inputs, made, DUE_DAY)
    before = drafted.written()
    drafted.engine.keep(inputs, made, DUE_DAY)
    assert drafted.written() == before
    assert drafted.engine.gather(stage) is None, "and it is not asked for again"


def test_two_syntheses_at_once_store_one_result(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.all_hand_in(MEETING, document(), DUE_DAY)
    other = Engine.open(story.engine.settings)
    start, faults = threading.Barrier(2), []

    def synthesise(engine: Engine) -> None:
        inputs = engine.gather(MEETING)
        assert inputs is not None
        start.wait()
        try:
            engine.keep(inputs, compute(inputs), DUE_DAY)
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the test
            faults.append(error)

    threads = [threading.Thread(target=synthesise, args=(each,)) for each in (story.engine, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert faults == []
    with story.engine.read() as session:
        assert len(session.exec(select(ResultRow)).all()) == 1
    assert len(story.events("result.drafted")) == 1


def test_a_step_that_is_not_at_its_synthesis_makes_no_result(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    assert file_story.engine.gather(MEETING) is None
    assert file_story.engine.synthesise(MEETING, DUE_DAY) is None


# Taking positions


def test_when_all_have_agreed_nobody_waits_for_the_deadline(drafted: Story) -> None:
    drafted.position(MEETING, STANDING, "agree", SAYING)
    assert drafted.tick(SAYING) == []
    drafted.position(MEETING, COMMITTEE, "agree", SAYING)
    drafted.tick(SAYING)
    assert (drafted.stage(MEETING).state, drafted.stage(MEETING).outcome) == ("closed", "adopted")
    outcome = result(drafted).outcome
    assert outcome is not None
    assert (outcome["positions"], outcome["tacit"], outcome["referred_to"]) == (2, [], None)


def test_tacit_consent_is_recorded_apart_from_what_was_said(drafted: Story) -> None:
    drafted.position(MEETING, COMMITTEE, "agree", SAYING)
    drafted.tick(after("2026-10-22"))
    (settled,) = drafted.events("result.settled")
    assert (settled.data["outcome"], settled.data["tacit"]) == ("adopted", [STANDING])
    with drafted.engine.read() as session:
        rows = session.exec(select(PositionRow).order_by(col(PositionRow.body))).all()
    assert [(row.body, row.stance, row.tacit, row.text) for row in rows] == [
        (STANDING, "agree", True, None), (COMMITTEE, "agree", False, None)
    ]  # fmt: skip
    assert "position.taken" not in {each.type for each in drafted.events(after=settled.seq - 1)}


def test_a_draft_is_not_settled_an_instant_too_early(file_drafted: Story) -> None:
    file_drafted.tick(at("2026-10-22 23:59"))
    assert file_drafted.stage(MEETING).state == "positions"
    file_drafted.tick(after("2026-10-22"))
    assert file_drafted.stage(MEETING).state == "closed"


def test_silence_is_no_consent_where_a_body_had_no_time_to_speak(story: Story) -> None:
    """The engine slept past the last day for positions: the days planned are given, counted from the draft."""
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    for body in (STANDING, COMMITTEE):
        story.submit(MEETING, body, document(), DUE_DAY)
    woken = morning("2026-10-28")
    story.tick(woken)
    row = story.stage(MEETING)
    assert row.state == "positions"
    assert row.positions_due.isoformat() == "2026-11-02", "three working days after Wednesday 28 October"
    (event,) = story.events("result.drafted")
    assert event.data["until"] == "2026-11-02"
    assert event.data["why"]["vi"].startswith("02/11/2026: 3 ngày làm việc sau 28/10/2026")
    assert story.tick(woken) == []
    story.tick(after("2026-11-02"))
    assert result(story).outcome["tacit"] == [STANDING, COMMITTEE]  # type: ignore[index]


def test_reservations_are_annexed_with_their_words(file_drafted: Story) -> None:
    file_drafted.position(MEETING, COMMITTEE, "agree_with_reservation", SAYING, WHY)
    file_drafted.position(MEETING, STANDING, "neutral", SAYING)
    file_drafted.tick(SAYING)
    (settled,) = file_drafted.events("result.settled")
    assert settled.data["outcome"] == "adopted_with_reservations"
    assert settled.data["reservations"] == [{"body": COMMITTEE, "text": WHY, "clause": ""}]
    assert settled.data["hash"] == result(file_drafted).content_hash, "what is settled is the text that was put to them"


def test_an_objection_to_the_whole_refers_it_and_orders_nobody(file_drafted: Story) -> None:
    content = result(file_drafted).content
    file_drafted.position(MEETING, COMMITTEE, "object", SAYING, WHY)
    file_drafted.position(MEETING, STANDING, "agree", SAYING)
    file_drafted.tick(SAYING)
    row = result(file_drafted)
    assert row.outcome is not None
    assert (row.state, row.outcome["referred_to"]) == ("referred", "province.council_standing")
    assert row.outcome["objections"] == [{"body": COMMITTEE, "text": WHY, "clause": ""}]
    assert row.content == content


def test_a_later_word_replaces_an_earlier_one_and_the_same_again_is_no_change(drafted: Story) -> None:
    drafted.position(MEETING, COMMITTEE, "object", SAYING, WHY)
    drafted.position(MEETING, COMMITTEE, "agree", at("2026-10-20 09:00"))
    before = drafted.written()
    drafted.position(MEETING, COMMITTEE, "agree", at("2026-10-21 09:00"))
    assert drafted.written() == before
    assert [each.data["stance"] for each in drafted.events("position.taken")] == ["object", "agree"], (
        "both are on record"
    )
    with drafted.engine.read() as session:
        (said,) = positions_on(session, f"{MEETING}/r1")
    assert (said.stance, said.text) == ("agree", None)


def test_a_body_without_a_say_may_take_no_position(file_drafted: Story) -> None:
    before = file_drafted.written()
    for body in (BUDGET, "82.peoples_committee", "nobody"):
        with pytest.raises(NotPermittedError, match="has no position to take"):
            file_drafted.position(MEETING, body, "agree", SAYING)
    assert file_drafted.written() == before


@pytest.mark.parametrize(
    ("stance", "text", "clause", "error"),
    [
        ("yes", None, "", InvalidInputError),
        ("object", None, "", InvalidInputError),
        ("object", "  ", "", InvalidInputError),
        ("agree_with_reservation", "", "", InvalidInputError),
        ("agree", None, "no-such-clause", NotFoundError),
    ],
)
def test_a_position_that_does_not_hold_is_refused(
    file_drafted: Story, stance: str, text: str | None, clause: str, error: type[Exception]
) -> None:
    before = file_drafted.written()
    with pytest.raises(error):
        file_drafted.position(MEETING, COMMITTEE, stance, SAYING, text, clause)
    assert file_drafted.written() == before


def test_positions_are_taken_only_while_they_are_asked_for(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    with pytest.raises(ConflictError, match="takes no positions now"):
        file_story.position(MEETING, COMMITTEE, "agree", DUE_DAY)
    file_story.all_hand_in(MEETING, document(), DUE_DAY)
    file_story.tick(DUE_DAY)
    for body in (STANDING, COMMITTEE):
        file_story.position(MEETING, body, "agree", SAYING)
    file_story.tick(SAYING)
    with pytest.raises(ConflictError, match="takes no positions now"):
        file_story.position(MEETING, COMMITTEE, "object", SAYING, WHY)


def test_a_result_made_of_nothing_is_referred_without_asking_anybody(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.tick(after("2026-10-19"))
    row = result(story)
    assert row.outcome is not None
    assert (row.state, row.outcome["positions"], row.outcome["tacit"]) == ("referred", 0, [])
    assert row.content["missing"] == [STANDING, COMMITTEE]
    assert story.events("result.drafted") == []
    (settled,) = story.events("result.settled")
    assert settled.data["exceptions"][0]["missing"] == [STANDING, COMMITTEE]


def test_the_view_of_a_result_shows_all_of_it(file_drafted: Story) -> None:
    file_drafted.position(MEETING, COMMITTEE, "agree_with_reservation", SAYING, WHY)
    with file_drafted.engine.read() as session:
        shown = views.result(session, MEETING)
        assert views.result(session, f"{LADDER}/budget-draft") is None
    assert shown is not None
    assert shown["positions"] == [
        {"body": COMMITTEE, "clause": "", "stance": "agree_with_reservation", "text": WHY, "tacit": False}
    ]
    assert set(shown) >= {"result", "state", "method", "method_version", "hash", "inputs", "outcome", "content"}


# Clauses: the common viewpoints of five provinces

COMMON = "Phát triển bền vững, thích ứng với biến đổi khí hậu"
OTHER = "Giữ ổn định diện tích đất lúa"


@pytest.fixture
def with_clauses(story: Story) -> Story:
    """Begin where two common viewpoints are put to the provinces."""
    story.open(PLAN)
    with story.engine.write() as session:
        session.get_one(
            StageRow, f"{PLAN}/forecast"
        ).wake_at = None  # its models take seconds to load, and are not meant here
    story.tick(morning("2026-06-02"))
    story.all_hand_in(ASSESSMENT, assessment("92"), at("2026-06-18 09:00"))
    story.tick(at("2026-06-18 09:00"))
    for body in COMMITTEES:
        story.position(ASSESSMENT, body, "agree", at("2026-06-19 09:00"))
    story.tick(at("2026-06-19 09:00"))
    story.tick(morning("2026-07-01"))
    clauses = {"clauses": [viewpoint(COMMON), viewpoint(OTHER, "environment")]}
    story.all_hand_in(VIEWPOINTS, clauses, at("2026-07-17 09:00"))
    story.tick(at("2026-07-17 09:00"))
    assert story.stage(VIEWPOINTS).state == "positions"
    return story


def test_an_objection_to_one_clause_refers_that_clause_alone(with_clauses: Story) -> None:
    story, said = with_clauses, at("2026-07-20 09:00")
    first, second = (each["key"] for each in result(story, VIEWPOINTS).content["clauses"])
    story.position(VIEWPOINTS, COMMITTEES[0], "object", said, WHY, second)
    for body in COMMITTEES[1:]:
        story.position(VIEWPOINTS, body, "agree", said)
    story.tick(said)
    row = result(story, VIEWPOINTS)
    assert row.outcome is not None
    assert row.state == "adopted_with_reservations"
    assert row.outcome["referred_clauses"] == [second]
    assert row.outcome["referred_to"] == "region.council_chair"
    assert first not in str(row.outcome)
    assert story.stage(VIEWPOINTS).outcome == "adopted_with_reservations"


def test_objections_to_every_clause_refer_the_whole(with_clauses: Story) -> None:
    story, said = with_clauses, at("2026-07-20 09:00")
    keys = [each["key"] for each in result(story, VIEWPOINTS).content["clauses"]]
    for body, clause in zip(COMMITTEES, keys, strict=False):
        story.position(VIEWPOINTS, body, "object", said, WHY, clause)
    for body in COMMITTEES[len(keys) :]:
        story.position(VIEWPOINTS, body, "agree", said)
    story.tick(said)
    row = result(story, VIEWPOINTS)
    assert row.outcome is not None
    assert (row.state, set(row.outcome["referred_clauses"])) == ("referred", set(keys))


# The joint assessment, added up by hand from the published figures


@cache
def published(indicator: str, year: int) -> dict[str, str]:
    """Read the figures of the five provinces from the file itself."""
    with SERIES.open(encoding="utf-8", newline="") as lines:
        return {
            row["unit"]: row["value"]
            for row in csv.DictReader(lines)
            if row["map"] == "34"
            and row["unit"] in PROVINCES
            and row["indicator"] == indicator
            and row["period"] == str(year)
        }


def assessment(unit: str, *, without: str = "") -> dict[str, Any]:
    """Give what a province hands in: its published GRDP and population of 2025."""
    figures = []
    for indicator in ("grdp_current", "population_avg"):
        figure: dict[str, Any] = {"indicator": indicator, "period": 2025}
        figure |= {"state": "missing"} if indicator == without else {"value": published(indicator, 2025)[unit]}
        figures.append(figure)
    return {"figures": figures}


def assess(story: Story, **without: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Let all provinces hand in; gives the region's values."""
    story.open(PLAN)
    story.tick(morning("2026-06-02"))
    for unit in PROVINCES:
        body = f"{unit}.peoples_committee"
        story.submit(ASSESSMENT, body, assessment(unit, without=without.get(f"u{unit}", "")), at("2026-06-18 09:00"))
        story.accept(ASSESSMENT, body, at("2026-06-18 09:00"))
    story.tick(at("2026-06-18 09:00"))
    return {(each["indicator"], each["period"]): each for each in result(story, ASSESSMENT).content["regional"]}


def test_the_region_is_the_sum_of_its_provinces(file_story: Story) -> None:
    regional = assess(file_story)
    grdp = Decimal("285982.2") + Decimal(278463) + Decimal("296380.8") + Decimal("306117.8") + Decimal("169046.1")
    people = Decimal("3403.78") + Decimal("3379.61") + Decimal("3694.6") + Decimal("3224.94") + Decimal("2150.44")
    assert (grdp, people) == (Decimal("1335989.9"), Decimal("15853.37"))
    assert set(map(Decimal, published("grdp_current", 2025).values())) == {
        Decimal(each) for each in ("285982.2", "278463", "296380.8", "306117.8", "169046.1")
    }  # fmt: skip
    for indicator, value in (("grdp_current", grdp), ("population_avg", people)):
        found = regional[indicator, 2025]
        assert (Decimal(found["value"]), found["status"], found["complete"]) == (value, "complete", True)


def test_a_province_with_a_missing_figure_is_named_and_not_counted_as_zero(story: Story) -> None:
    regional = assess(story, u96="grdp_current")
    found = regional["grdp_current", 2025]
    assert Decimal(found["value"]) == Decimal("1335989.9") - Decimal("169046.1")
    assert (found["status"], found["complete"], found["missing"]) == ("partial", False, ["96"])
    assert found["units"] == ["82", "86", "91", "92"]
    provinces = {
        each["unit"]: each
        for each in result(story, ASSESSMENT).content["provinces"]
        if each["indicator"] == "grdp_current"
    }
    assert (provinces["96"]["value"], provinces["96"]["state"]) == (None, "missing")
    (event,) = story.events("result.drafted")
    assert any("Cà Mau" in each["vi"] for each in event.data["for_discussion"] + event.data["summary"])


def test_figures_of_the_year_in_which_the_plan_is_made_are_not_known_to_it(file_story: Story) -> None:
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))
    file_story.all_hand_in(ASSESSMENT, assessment("92"), at("2026-06-18 09:00"))
    inputs = file_story.engine.gather(ASSESSMENT)
    assert inputs is not None
    years = {year for units in inputs.context.history.values() for series in units.values() for year in series}
    assert max(years) == 2025
    assert inputs.hashes["published-history"] == content_hash(
        {name: {unit: {str(at_): value for at_, value in series.items()} for unit, series in units.items()}
         for name, units in inputs.context.history.items()}
    )  # fmt: skip


def test_no_position_is_dated_before_the_result_or_the_position_it_replaces(file_drafted: Story) -> None:
    with pytest.raises(ConflictError, match="the result it is about is of 16/10/2026 09:00"):
        file_drafted.position(MEETING, STANDING, "agree", at("2026-10-16 08:59"))
    file_drafted.position(MEETING, STANDING, "agree", SAYING)
    with pytest.raises(ConflictError, match="the position taken before is of 19/10/2026 09:00"):
        file_drafted.position(MEETING, STANDING, "object", DUE_DAY, WHY)
