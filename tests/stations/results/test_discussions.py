"""Own forecasts out of the band are discussed: one thread a province, answered figure by figure, nobody's figure replaced."""

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from coordination.app import Engine
from coordination.audit.service import Event, head, verify
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.discussion import service
from coordination.cycles.discussion.rules import Kind, Side, State, may, rows_of
from coordination.cycles.discussion.saying import LONGEST, Saying
from coordination.cycles.discussion.views import row as row_view
from coordination.errors import ConflictError, InvalidInputError, LienVungError, NotFoundError, NotPermittedError
from coordination.kernel.canonical import content_hash
from coordination.notices.inbox import inbox
from coordination.notices.telling.letters import letters_of
from coordination.regions.model import Region
from coordination.results.discussing import note_review, standings
from coordination.results.service import altered
from coordination.results.tables import ResultRow
from coordination.submissions.sign_off.acts import hand_in, sign
from coordination.submissions.tables import SubmissionRow
from tests.stations.results.discussion_story import (
    BODY,
    FAR,
    FORECAST,
    GRDP,
    NEAR,
    OTHER,
    OUT,
    PEOPLE,
    SECRETARIAT,
    DiscussionStory,
    approve,
    own,
    thread_of,
)
from tests.stations.story import after, at

REASON = "Nhà máy mới vận hành từ năm 2027"
EVENT = "forecast.discussed"
BY = {Side.PROVINCE: BODY, Side.SECRETARIAT: SECRETARIAT}
A, B = OUT


class _TakenBack(Exception):  # noqa: N818 - no error: it takes a trial back
    pass


def _states(thread: dict[str, list[dict[str, object]]]) -> dict[tuple[object, object], object]:
    return {(each["indicator"], each["period"]): each["state"] for each in thread["rows"]}


def _kinds(story: DiscussionStory) -> list[str]:
    return [each.data["kind"] for each in story.events(EVENT)]


# Opened


def test_one_thread_is_opened_for_a_province_with_all_its_figures_and_none_for_one_without(
    drafted: DiscussionStory,
) -> None:
    (opened,) = drafted.events(EVENT)
    assert (opened.data["body"], opened.data["kind"], opened.data["by"]) == (BODY, "opened", None)
    thread = drafted.thread()
    assert _states(thread) == {A: "open", B: "open"}
    assert thread["until"] == drafted.stage(FORECAST).positions_due.isoformat()
    with drafted.engine.read() as session:
        (result,) = session.exec(select(ResultRow)).all()
    compared = {
        (each["indicator"], each["period"]): each for each in result.content["comparisons"] if each["body"] == BODY
    }
    for each in thread["rows"]:
        there = compared[each["indicator"], each["period"]]
        assert {name: each[name] for name in ("unified", "difference", "percentile")} == {
            name: there[name] for name in ("unified", "difference", "percentile")
        }
        assert each["why"]["vi"] == "chênh quá ±10%"
    (notice,) = drafted.notices(EVENT)
    assert notice.recipient == BODY
    with drafted.engine.read() as session:
        text = " ".join(letters_of(session, [notice])[notice.key].text.split())
    assert "2 số liệu trong dự báo của" in text
    assert "trả lời đến hết ngày" in text


def test_the_same_draft_heard_twice_puts_the_figures_up_as_they_are_and_an_event_of_another_step_nothing(
    drafted: DiscussionStory,
) -> None:
    (event,) = drafted.events("result.drafted")
    with drafted.engine.write() as session:
        note_review(
            session,
            Event(
                **{name: getattr(event, name) for name in event.__slots__}
                | {"data": event.data | {"method": "collate"}}
            ),
        )
    assert _kinds(drafted) == ["opened"]


# Every state, act and side


@pytest.mark.parametrize(("state", "kind", "side"), list(product(State, Kind, BY)))
def test_services_do_what_the_table_says(state: State, kind: Kind, side: Side, drafted: DiscussionStory) -> None:
    with pytest.raises(_TakenBack), drafted.engine.write() as session:
        _try(session, drafted, state, kind, side)


def _try(session: Session, story: DiscussionStory, state: State, kind: Kind, side: Side) -> None:
    now = story.now
    _bring(session, state, story)
    assert _states(thread_of(session))[A] == state
    before, saying = head(session)[0], Saying(kind, BY[side], "Ý kiến thêm", (A,))
    if kind is Kind.REVISED and side is Side.PROVINCE:
        approve(session, BODY, own(BODY, y2027="123456.5", y2028=FAR), now)
        assert _states(thread_of(session))[A] == "revised"
    elif may(state, kind, side):
        assert service.say(session, FORECAST, BODY, saying, now)[1] is True
        assert service.say(session, FORECAST, BODY, saying, now)[1] is False, "twice is once"
        assert head(session)[0] == before + 1
        assert _states(thread_of(session))[A] == (state if kind is Kind.SAID else "reserved")
    else:
        expected = ConflictError if (kind, side) == (Kind.RESERVED, Side.PROVINCE) else NotPermittedError
        with pytest.raises(expected):
            service.say(session, FORECAST, BODY, saying, now)
        assert head(session)[0] == before
    raise _TakenBack


def _bring(session: Session, state: State, story: DiscussionStory) -> None:
    if state is State.REVISED:
        approve(session, BODY, own(BODY, y2027=f"{_unified(session)[A]:.1f}", y2028=FAR), story.now)
    elif state is State.RESERVED:
        service.say(session, FORECAST, BODY, Saying(Kind.RESERVED, BODY, REASON, (A,)), story.now)


# Answers


def test_a_revision_is_a_hand_in_that_closes_what_it_changed_and_changes_no_result(drafted: DiscussionStory) -> None:
    with drafted.engine.read() as session:
        (before,) = session.exec(select(ResultRow)).all()
    drafted.anew(own(BODY, y2027=drafted.unified(2027), y2028=FAR))
    thread = drafted.thread()
    assert _states(thread) == {A: "revised", B: "open"}
    (revised,) = [each for each in thread["rows"] if each["state"] == "revised"]
    assert (revised["own"], revised["revised_to"], revised["revised_beyond_band"]) == (
        FAR,
        drafted.unified(2027),
        False,
    )
    last = drafted.events(EVENT)[-1]
    assert (last.data["submission"], last.data["rows"][0]["before"]["vi"]) == (f"{FORECAST}/{BODY}/2", "9.000.000")
    assert revised["events"][-1] == last.seq
    with drafted.engine.read() as session:
        (result,) = session.exec(select(ResultRow)).all()
        rows = session.exec(select(SubmissionRow).where(SubmissionRow.body == BODY)).all()
        assert (result.content_hash, result.inputs) == (before.content_hash, before.inputs)
        assert {each.revision: (each.state, each.content["forecasts"][1]["value"]) for each in rows} == {
            1: ("accepted", FAR),
            2: ("accepted", drafted.unified(2027)),
        }
        assert altered(session) == []
    assert drafted.states(FORECAST)[BODY] == "accepted"
    assert [each.recipient for each in drafted.notices(EVENT) if each.event == last.seq] == [SECRETARIAT]


def test_a_figure_that_a_revision_puts_out_of_the_band_joins_and_one_it_drops_is_answered(
    drafted: DiscussionStory,
) -> None:
    content = own(BODY, y2027=FAR)
    content["forecasts"][0]["value"] = "1"
    drafted.anew(content)
    thread = drafted.thread()
    assert _states(thread) == {A: "open", B: "revised", (PEOPLE, 2027): "open"}
    (dropped,) = [each for each in thread["rows"] if each["state"] == "revised"]
    assert (dropped["revised_to"], dropped["revised"]["vi"]) == (None, "không nêu số")
    with drafted.engine.read() as session:
        told = letters_of(session, [each for each in drafted.notices(EVENT) if each.recipient == SECRETARIAT])
    (letter,) = told.values()
    assert "Nay: không nêu số" in letter.text
    drafted.anew(own(BODY, y2027=FAR, y2028=FAR))
    assert _states(drafted.thread()) == {A: "open", B: "open", (PEOPLE, 2027): "revised"}


def test_a_hand_in_that_changes_no_figure_answers_nothing(drafted: DiscussionStory) -> None:
    content = own(BODY, y2027=FAR, y2028=f"{FAR}.00")
    content["topics"] = {"market": "Thị trường khác"}
    drafted.anew(content)
    assert _kinds(drafted) == ["opened"]
    assert [each.data["revision"] for each in drafted.events("submission.received") if each.data["body"] == BODY] == [
        1,
        2,
    ]


def test_a_reservation_keeps_one_figure_or_all_that_are_open(drafted: DiscussionStory) -> None:
    assert drafted.say(Kind.RESERVED, BODY, REASON, A)
    assert _states(drafted.thread()) == {A: "reserved", B: "open"}
    assert drafted.say(Kind.RESERVED, BODY, "Khác")
    assert [each["kept_because"] for each in drafted.thread()["rows"]] == [REASON, "Khác"]
    assert not drafted.say(Kind.RESERVED, BODY, "Khác"), "the same again is the same one"
    with pytest.raises(ConflictError):
        drafted.say(Kind.RESERVED, BODY, "Thêm nữa")
    with drafted.engine.read() as session:
        found = standings(session, FORECAST)
    assert {key: (each.state, each.words.vi) for key, each in found.items()} == {
        (BODY, *A): ("reserved", f"bảo lưu: {REASON}"),
        (BODY, *B): ("reserved", "bảo lưu: Khác"),
    }


def test_a_question_waits_for_the_secretariat_until_it_answers(drafted: DiscussionStory) -> None:
    assert drafted.say(Kind.SAID, BODY, "Số liệu đến năm nào?", A)
    with drafted.engine.read() as session:
        (asked,) = inbox(session, SECRETARIAT, drafted.now)["discusses"]
        (mine,) = inbox(session, BODY, drafted.now)["discusses"]
        assert inbox(session, OTHER, drafted.now)["discusses"] == []
    assert (asked["asked"], asked["body"], mine["open"]) == (True, BODY, 2)
    drafted.say(Kind.SAID, SECRETARIAT, "Đến năm 2025")
    with drafted.engine.read() as session:
        assert inbox(session, SECRETARIAT, drafted.now)["discusses"] == []
    assert [each.recipient for each in drafted.notices(EVENT)].count(BODY) == 2
    assert _states(drafted.thread()) == {A: "open", B: "open"}


def test_what_is_not_there_or_not_said_is_refused(drafted: DiscussionStory) -> None:
    for kind, by, text, keys, error in (
        (Kind.RESERVED, BODY, " \n", (), InvalidInputError),
        (Kind.SAID, BODY, "x" * (LONGEST + 1), (), InvalidInputError),
        (Kind.RESERVED, BODY, REASON, ((GRDP, 2030),), NotFoundError),
        (Kind.SAID, OTHER, "Ý kiến", (), NotPermittedError),
        (Kind.RESERVED, SECRETARIAT, REASON, (), NotPermittedError),
        (Kind.OPENED, BODY, REASON, (), NotPermittedError),
    ):
        with pytest.raises(error):
            drafted.say(kind, by, text, *keys)
    with drafted.engine.write() as session, pytest.raises(NotFoundError):
        service.say(session, FORECAST, OTHER, Saying(Kind.SAID, OTHER, "Ý kiến"), drafted.now)
    with pytest.raises(ConflictError):
        drafted.say(Kind.SAID, BODY, "Trước dự thảo", now=at("2026-06-30 09:00"))
    assert _kinds(drafted) == ["opened"]


# When


def test_who_has_nothing_under_discussion_hands_in_nothing_after_the_draft(drafted: DiscussionStory) -> None:
    with drafted.engine.write() as session, pytest.raises(ConflictError):
        hand_in(session, FORECAST, OTHER, own(OTHER, y2027="1"), drafted.now)


def test_after_the_draft_is_settled_figures_stay_and_a_late_reason_is_marked_as_late(drafted: DiscussionStory) -> None:
    stage = drafted.stage(FORECAST)
    end = after(stage.positions_due.isoformat())
    drafted.say(Kind.RESERVED, BODY, REASON, A)
    drafted.tick(end)
    assert drafted.stage(FORECAST).outcome == "adopted", "keeping a figure is no position on the draft"
    with drafted.engine.read() as session:
        assert inbox(session, BODY, end)["discusses"] == []
    with pytest.raises(ConflictError):
        drafted.anew(own(BODY, y2027="1", y2028=FAR), end)
    assert drafted.say(Kind.RESERVED, BODY, "Muộn", B, now=end)
    assert [each["late"] for each in drafted.thread()["entries"]] == [False, False, True]


def test_figures_and_reasons_that_come_after_the_last_day_are_marked_as_late_alike(drafted: DiscussionStory) -> None:
    end = after(drafted.stage(FORECAST).positions_due.isoformat())
    drafted.anew(own(BODY, y2027=drafted.unified(2027), y2028=FAR))
    drafted.anew(own(BODY, y2027="123456.5", y2028=FAR), end)
    drafted.say(Kind.RESERVED, BODY, REASON, B, now=end)
    kinds = [(each["kind"], each["late"]) for each in drafted.thread()["entries"]]
    assert kinds == [("opened", False), ("revised", False), ("revised", True), ("reserved", True)]
    events = {each.seq: each.data.get("late", False) for each in drafted.events(EVENT)}
    with drafted.engine.read() as session:
        told = [each for each in drafted.notices(EVENT) if each.recipient == SECRETARIAT]
        letters = letters_of(session, told)
    assert {each.event: "Ngày nêu ý kiến: sau ngày" in letters[each.key].text for each in told} == {
        event: late for event, late in events.items() if event in {each.event for each in told}
    }


def test_other_figures_left_unsigned_are_told_not_to_count_when_the_draft_is_settled(drafted: DiscussionStory) -> None:
    end = after(drafted.stage(FORECAST).positions_due.isoformat())
    with drafted.engine.write() as session:
        written, _ = hand_in(session, FORECAST, BODY, own(BODY, y2027="123456.5", y2028=FAR), drafted.now)
        key, digest = written.key, written.content_hash
    drafted.tick(end)
    last = drafted.events(EVENT)[-1]
    assert (last.data["kind"], last.data["parties"], last.data["draft"], last.data["hash"]) == (
        "lapsed",
        [BODY],
        key,
        digest,
    )
    assert _states(drafted.thread()) == {A: "open", B: "open"}, "the figures are those handed in"
    assert drafted.thread()["entries"][-1]["draft"] == key
    with drafted.engine.read() as session:
        (notice,) = [each for each in drafted.notices(EVENT) if each.event == last.seq]
        text = " ".join(letters_of(session, [notice])[notice.key].text.split())
        assert verify(session).intact
    assert notice.recipient == BODY
    assert "chưa đủ chữ ký nên không được tính" in text
    assert key in text
    assert digest in text
    assert drafted.say(Kind.RESERVED, BODY, REASON, now=end), "a reason may still be given"


def test_that_a_step_is_closed_is_said_before_whose_turn_it_is_to_sign(drafted: DiscussionStory) -> None:
    end = after(drafted.stage(FORECAST).positions_due.isoformat())
    with drafted.engine.write() as session:
        hand_in(session, FORECAST, BODY, own(BODY, y2027="123456.5", y2028=FAR), drafted.now)
    with drafted.engine.read() as session, pytest.raises(ConflictError, match="waits for the statistics office"):
        sign(session, FORECAST, BODY, "head", drafted.now)
    drafted.tick(end)
    for role in ("statistician", "head"):
        with drafted.engine.write() as session, pytest.raises(ConflictError, match="is closed"):
            sign(session, FORECAST, BODY, role, end)
    with drafted.engine.write() as session, pytest.raises(NotPermittedError):
        sign(session, FORECAST, BODY, "drafter", end)


def test_a_revision_that_was_signed_leaves_nothing_to_tell_when_the_draft_is_settled(drafted: DiscussionStory) -> None:
    drafted.anew(own(BODY, y2027=drafted.unified(2027), y2028=FAR))
    drafted.tick(after(drafted.stage(FORECAST).positions_due.isoformat()))
    assert _kinds(drafted) == ["opened", "revised"]


def test_in_a_cycle_that_was_cancelled_nothing_more_is_said(drafted: DiscussionStory) -> None:
    with drafted.engine.write() as session:
        cancel_cycle(session, FORECAST.rpartition("/")[0], "Điều chỉnh địa giới", drafted.now)
    with pytest.raises(ConflictError) as caught:
        drafted.say(Kind.RESERVED, BODY, REASON)
    (fault,) = caught.value.faults
    assert fault.what.vi == f"chu kỳ {FORECAST.rpartition('/')[0]} đã hủy"
    assert fault.fix is not None
    with drafted.engine.read() as session:
        assert inbox(session, BODY, drafted.now)["discusses"] == []


# At random, and on both databases


def _unified(session: Session) -> dict[tuple[str, int], float]:
    return {(each["indicator"], each["period"]): each["unified"] for each in thread_of(session)["rows"]}


_VALUES = st.sampled_from((FAR, "near", "123456.5", None))
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), _VALUES, _VALUES),
        st.tuples(st.just("reserve"), st.sampled_from(("Một", "Hai")), st.sampled_from(((), (A,), (B,), OUT))),
        st.tuples(st.just("say"), st.sampled_from(("Một", "Hai")), st.sampled_from((BODY, SECRETARIAT, OTHER))),
    ),
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=_ACTS)
def test_whatever_is_done_each_figure_is_where_a_plain_record_of_it_says(
    drafted: DiscussionStory, said: list[tuple[Any, Any, Any]]
) -> None:
    with pytest.raises(_TakenBack), drafted.engine.write() as session:
        _play(session, drafted.now, said)


def _play(session: Session, now: datetime, said: list[tuple[Any, Any, Any]]) -> None:
    (result,) = session.exec(select(ResultRow)).all()
    record = _Record()
    for what, first, second in said:
        before = head(session)[0]
        try:
            if what == "revise":
                record.revise(session, {A: first, B: second}, now)
            elif what == "reserve":
                service.say(session, FORECAST, BODY, Saying(Kind.RESERVED, BODY, first, second), now)
                record.keep(second)
            else:
                service.say(session, FORECAST, BODY, Saying(Kind.SAID, second, first), now)
        except LienVungError:
            assert head(session)[0] == before, "what is refused leaves nothing"
        assert _states(thread_of(session)) == record.state
        assert [each["own"] for each in thread_of(session)["rows"]] == [FAR, FAR], "what was put up stays"
    assert content_hash(result.content) == result.content_hash
    assert altered(session) == []
    assert verify(session).intact
    raise _TakenBack


class _Record:
    """A plain record of two figures: what each is, and where it stands."""

    def __init__(self) -> None:
        self.value: dict[tuple[str, int], str | None] = dict.fromkeys(OUT, FAR)
        self.state = dict.fromkeys(OUT, "open")

    def revise(self, session: Session, to: dict[tuple[str, int], str | None], now: datetime) -> None:
        """Hand in other figures, or the same."""
        meant = {key: f"{_unified(session)[key]:.1f}" if each == "near" else each for key, each in to.items()}
        years = {f"y{key[1]}": each for key, each in meant.items() if each is not None}
        approve(session, BODY, own(BODY, **years), now)
        for key, each in meant.items():
            if each != self.value[key]:
                self.value[key], self.state[key] = each, "open" if each == FAR else "revised"

    def keep(self, keys: tuple[tuple[str, int], ...]) -> None:
        """Keep these, or all that are open."""
        for key in keys or [key for key in OUT if self.state[key] == "open"]:
            self.state[key] = "reserved"


def test_a_discussion_from_opening_to_its_end_on_both_databases(engine: Engine, forecasting_region: Region) -> None:
    story = DiscussionStory(engine, forecasting_region).begin()
    story.say(Kind.SAID, BODY, "Số liệu đến năm nào?")
    story.say(Kind.SAID, SECRETARIAT, "Đến năm 2025")
    story.anew(own(BODY, y2027=story.unified(2027), y2028=FAR))
    story.say(Kind.RESERVED, BODY, REASON)
    assert [each["state"] for each in story.thread()["rows"]] == ["revised", "reserved"]
    assert _kinds(story) == ["opened", "said", "said", "revised", "reserved"]
    with story.engine.read() as session:
        assert service.running(session, BODY)[0][1] == BODY
        assert service.running(session, OTHER) == []
        assert len(service.running(session)) == 1
        rows = rows_of(service.entries(session, story.stage(FORECAST), BODY)).values()
        assert [row_view(each)["state"] for each in rows] == ["revised", "reserved"]
        assert verify(session).intact
    assert NEAR[BODY] == own(BODY)["forecasts"][0]["value"]
    asyncio.run(story.engine.tick(after(story.stage(FORECAST).positions_due.isoformat())))
    assert story.stage(FORECAST).outcome == "adopted"
