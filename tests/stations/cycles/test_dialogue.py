"""The dialogue about assigned targets: what may follow what, by whom, once, and told to the other party."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.cycles.closing import cancel_cycle
from coordination.cycles.dialogue import queries, service
from coordination.cycles.dialogue.figures import figure, plain
from coordination.cycles.dialogue.queries import Topic
from coordination.cycles.dialogue.rules import AWAITS, MAY_FOLLOW, OWN_FIGURE, WORDS, EntryKind, Side, next_words
from coordination.cycles.dialogue.service import Saying
from coordination.cycles.tables import TargetEntryRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.notices.inbox import inbox
from tests.stations.story import COMMITTEE, PLAN, Story, at

BALANCES = f"{PLAN}/balances"
MINISTRY = "vn.finance_ministry"
TOPIC = Topic(BALANCES, "state_budget_revenue_plan", "92", 2027)
NOW = at("2026-06-15 09:00")
DAY = date(2026, 6, 15)
SPEAKER = {Side.SUPERIOR: MINISTRY, Side.ADDRESSED: COMMITTEE}
P, C, A, G, R = EntryKind
ABOVE, BELOW = Side
PATHS = ((), (P,), (P, P), (P, C), (P, C, C), (P, C, A), (P, C, A, A), (P, C, A, G), (P, R))
"""A way to each standing, and where a figure was replaced a second one: it changes nothing in what may follow."""
ALLOWED = {
    (None, P, ABOVE),
    *{(P, C, BELOW), (P, G, BELOW), (P, R, BELOW), (P, P, ABOVE)},
    *{(C, A, ABOVE), (C, G, ABOVE), (C, C, BELOW)},
    *{(A, C, BELOW), (A, G, BELOW), (A, R, BELOW), (A, A, ABOVE)},
}
"""All that may be said: standing, act, side; each body may replace its own last figure until the other has spoken."""


def _saying(kind: EntryKind, side: Side, day: date = DAY, value: str = "28500") -> Saying:
    figure = Decimal(value) if kind in OWN_FIGURE else None
    return Saying(kind, SPEAKER[side], day, figure, f"Căn cứ: {WORDS[kind].vi}")


def _say(story: Story, saying: Saying, topic: Topic = TOPIC, to: str = COMMITTEE) -> tuple[TargetEntryRow, bool]:
    with story.engine.write() as session:
        if saying.kind is EntryKind.PROPOSED:
            return service.propose(session, topic, to, saying, NOW)
        return service.reply(session, topic, saying, NOW)


def _walk(story: Story, path: tuple[EntryKind, ...]) -> None:
    standing: EntryKind | None = None
    for number, kind in enumerate(path):
        _say(story, _saying(kind, MAY_FOLLOW[standing][kind], value=str(28500 - number)))
        standing = kind


def _entries(story: Story, topic: Topic = TOPIC) -> list[TargetEntryRow]:
    with story.engine.read() as session:
        return queries.entries(session, topic)


def _told(story: Story) -> list[dict[str, Any]]:
    with story.engine.read() as session:
        return queries.told(session, queries.all_entries(session))


def _waiting(story: Story, body: str) -> list[str]:
    with story.engine.read() as session:
        return [str(each["key"]) for each in queries.awaiting(session, body)]


def test_a_dialogue_from_proposal_to_agreement(story: Story) -> None:
    story.open(PLAN)
    _say(story, _saying(P, Side.SUPERIOR, value="28500"))
    _say(story, _saying(C, Side.ADDRESSED, value="27000"))
    _say(story, _saying(A, Side.SUPERIOR, value="27800.50"))
    _say(story, _saying(G, Side.ADDRESSED))
    rows = _entries(story)
    assert [(each.number, each.kind, each.body, each.value) for each in rows] == [
        (1, "proposed", MINISTRY, "28500"),
        (2, "countered", COMMITTEE, "27000"),
        (3, "answered", MINISTRY, "27800.5"),
        (4, "agreed", COMMITTEE, "27800.5"),
    ]
    (told,) = _told(story)
    assert (told["state"], told["agreed"]) == ("agreed", "27800.5")
    assert (told["superior_value"], told["addressed_value"], told["next"]) == ("27800.5", "27000", {})
    assert [each.subject for each in story.events("target.discussed")] == [f"{TOPIC.key}/{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("path", "kind", "side"), list(product(PATHS, EntryKind, Side)))
def test_only_what_may_follow_is_recorded_and_only_of_whose_turn_it_is(
    file_story: Story, path: tuple[EntryKind, ...], kind: EntryKind, side: Side
) -> None:
    file_story.open(PLAN)
    _walk(file_story, path)
    standing = path[-1] if path else None
    before, told = len(_entries(file_story)), len(file_story.events("target.discussed"))
    saying = _saying(kind, side, value="26000")
    if (standing, kind, side) in ALLOWED:
        row, new = _say(file_story, saying)
        assert (new, row.number, row.kind, row.body) == (True, before + 1, kind, SPEAKER[side])
        assert row.value == ("26000" if kind in OWN_FIGURE else str(28500 - len(path) + 1))
        assert len(file_story.events("target.discussed")) == told + 1
        return
    if standing is None and kind is not P:
        expected: type[Exception] = NotFoundError
    elif kind is P and side is Side.ADDRESSED:
        expected = NotPermittedError
    elif kind == standing and kind in {G, R} and side is BELOW:
        row, new = _say(file_story, saying)  # the same again
        assert (new, row.number) == (False, before)
        expected = AssertionError
    elif kind in MAY_FOLLOW[standing]:
        expected = NotPermittedError
    else:
        expected = ConflictError
    if expected is not AssertionError:
        with pytest.raises(expected):
            _say(file_story, saying)
    assert len(_entries(file_story)) == before
    assert len(file_story.events("target.discussed")) == told


@pytest.mark.parametrize("path", [(P,), (P, C), (P, C, A), (P, C, A, G), (P, R)])
def test_the_same_again_changes_nothing(story: Story, path: tuple[EntryKind, ...]) -> None:
    story.open(PLAN)
    _walk(story, path)
    last = path[-1]
    side = MAY_FOLLOW[path[-2] if len(path) > 1 else None][last]
    row, new = _say(story, _saying(last, side, value=str(28500 - len(path) + 1)))
    assert (new, row.number) == (False, len(path))
    assert len(story.events("target.discussed")) == len(path)


def test_the_other_party_is_told_and_nobody_else(story: Story) -> None:
    story.open(PLAN)
    _walk(story, (P, C))
    notices = story.notices("target.discussed")
    assert [each.recipient for each in sorted(notices, key=lambda each: each.event)] == [COMMITTEE, MINISTRY]
    assert {each.stage for each in notices} == {BALANCES}


def test_an_entry_needs_its_grounds_its_figure_and_a_day_that_has_come(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P,))
    bare = Saying(C, COMMITTEE, DAY, Decimal(27000), " \n ")
    without = Saying(C, COMMITTEE, DAY, None, "Căn cứ")
    endless = Saying(C, COMMITTEE, DAY, Decimal("Infinity"), "Căn cứ")
    long = Saying(C, COMMITTEE, DAY, Decimal(10) ** 30, "Căn cứ")
    tomorrow = Saying(C, COMMITTEE, DAY + timedelta(days=1), Decimal(27000), "Căn cứ")
    before = Saying(C, COMMITTEE, DAY - timedelta(days=1), Decimal(27000), "Căn cứ")
    other_figure = Saying(G, COMMITTEE, DAY, Decimal(27000), "")
    silent = Saying(R, COMMITTEE, DAY)
    for saying in (bare, without, endless, long, tomorrow, before, other_figure, silent):
        with pytest.raises(InvalidInputError):
            _say(file_story, saying)
    assert len(_entries(file_story)) == 1


def test_only_a_body_above_the_province_proposes_and_only_to_the_province(file_story: Story) -> None:
    file_story.open(PLAN)
    neighbour = Saying(P, "91.peoples_committee", DAY, Decimal(1))
    with pytest.raises(NotPermittedError):
        _say(file_story, neighbour)
    with pytest.raises(NotPermittedError):
        _say(file_story, _saying(P, Side.SUPERIOR), to="91.peoples_committee")
    with pytest.raises(NotPermittedError):
        _say(file_story, _saying(P, Side.SUPERIOR), Topic(BALANCES, TOPIC.indicator, "vn", 2027), MINISTRY)
    _walk(file_story, (P,))
    with pytest.raises(NotPermittedError):
        _say(file_story, Saying(C, "92.finance_department", DAY, Decimal(1), "Căn cứ"))


def test_what_is_not_there_is_said(file_story: Story) -> None:
    file_story.open(PLAN)
    proposal = _saying(P, Side.SUPERIOR)
    for topic, to in (
        (Topic(f"{PLAN}/nosuch", TOPIC.indicator, "92", 2027), COMMITTEE),
        (Topic(BALANCES, "nosuch", "92", 2027), COMMITTEE),
        (TOPIC, "92.nobody"),
    ):
        with pytest.raises(NotFoundError):
            _say(file_story, proposal, topic, to)
    with pytest.raises(InvalidInputError):
        _say(file_story, proposal, Topic(BALANCES, TOPIC.indicator, "92", 1066))
    assert file_story.events("target.discussed") == []


def test_dialogues_of_other_years_provinces_and_indicators_stand_apart(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P, C, A, G))
    others = (
        (Topic(BALANCES, TOPIC.indicator, "92", 2028), COMMITTEE),
        (Topic(BALANCES, TOPIC.indicator, "91", 2027), "91.peoples_committee"),
        (Topic(BALANCES, "local_budget_expenditure_plan", "92", 2027), COMMITTEE),
    )
    for topic, to in others:
        _say(file_story, _saying(P, Side.SUPERIOR), topic, to)
    with file_story.engine.read() as session:
        told = queries.told(session, queries.all_entries(session, BALANCES))
        assert queries.told(session, queries.all_entries(session)) == told
        assert queries.all_entries(session, f"{PLAN}/forecast") == []
    assert sorted(each["state"] for each in told) == ["agreed", "proposed", "proposed", "proposed"]


def test_in_a_cycle_that_was_cancelled_nothing_more_is_said(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P,))
    with file_story.engine.write() as session:
        cancel_cycle(session, PLAN, "Điều chỉnh địa giới", NOW)
    with pytest.raises(ConflictError):
        _say(file_story, _saying(C, Side.ADDRESSED))


def test_a_wrong_figure_is_replaced_by_the_next_one_and_both_stay_on_record(story: Story) -> None:
    story.open(PLAN)
    _walk(story, (P,))
    _say(story, _saying(C, BELOW, value="88"))
    _say(story, _saying(C, BELOW, value="88000"))
    assert [(each.number, each.value) for each in _entries(story)] == [(1, "28500"), (2, "88"), (3, "88000")]
    (told,) = _told(story)
    assert [each["replaced"] for each in told["entries"]] == [False, True, False]
    assert (told["addressed_value"], told["figures"]["addressed"]["vi"]) == ("88000", "88.000 tỷ đồng")
    assert [each.recipient for each in story.notices("target.discussed")].count(MINISTRY) == 2
    assert story.events("target.discussed")[-1].data["before"]["en"] == "88 billion VND"
    _say(story, _saying(G, ABOVE))
    with pytest.raises(ConflictError) as ended:
        _say(story, _saying(C, BELOW, value="89000"))
    assert ended.value.faults[0].fix == next_words(G)


def test_nobody_replaces_the_figure_of_another(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P,))
    for body, to in (("mekong-delta.secretariat", COMMITTEE), (MINISTRY, "92.finance_department")):
        with pytest.raises(ConflictError):
            _say(file_story, Saying(P, body, DAY, Decimal(1)), to=to)
    assert len(_entries(file_story)) == 1


def test_who_agrees_to_the_figure_it_read_agrees_to_no_other(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P, P))  # 28500, then 28499 in its place
    with pytest.raises(InvalidInputError):
        _say(file_story, Saying(G, COMMITTEE, DAY, Decimal(28500)))
    row, _ = _say(file_story, Saying(G, COMMITTEE, DAY, Decimal("28499.0")))
    assert row.value == "28499"


@pytest.mark.parametrize("path", PATHS[1:])
def test_a_dialogue_waits_for_the_side_that_has_not_spoken(file_story: Story, path: tuple[EntryKind, ...]) -> None:
    file_story.open(PLAN)
    _walk(file_story, path)
    awaited = None if path[-1] in {G, R} else MINISTRY if path[-1] is C else COMMITTEE
    for body in (MINISTRY, COMMITTEE, "91.peoples_committee"):
        expected = [TOPIC.key] if body == awaited else []
        assert _waiting(file_story, body) == expected
        with file_story.engine.read() as session:
            assert [each["key"] for each in inbox(session, body, NOW)["targets"]] == expected


def test_a_dialogue_of_a_cancelled_cycle_waits_for_nobody(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P,))
    assert _waiting(file_story, COMMITTEE) == [TOPIC.key]
    with file_story.engine.write() as session:
        cancel_cycle(session, PLAN, "Điều chỉnh địa giới", NOW)
    assert _waiting(file_story, COMMITTEE) == []


def test_things_are_called_by_their_names_and_a_reservation_names_no_figure_of_its_own(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P, R))
    (told,) = _told(file_story)
    assert {name: each["vi"] for name, each in told["names"].items()} == {
        "indicator": "Thu ngân sách nhà nước trên địa bàn, dự toán",
        "unit": "thành phố Cần Thơ",
        "superior": "Bộ Tài chính",
        "addressed": "Ủy ban nhân dân thành phố Cần Thơ",
    }
    assert told["figures"]["addressed"] is None
    assert told["last"]["words"] == {
        "vi": "bảo lưu ý kiến đối với mức 28.500 tỷ đồng của cấp trên",
        "en": "reserved its opinion on the superior's 28,500 billion VND",
    }


@pytest.mark.parametrize(
    ("word", "value"),
    [("88.5", "88.5"), ("88,5", "88.5"), ("95000", "95000"), ("1.234.567,8", "1234567.8"), ("0.125", "0.125")],
)
def test_a_figure_with_one_meaning_is_read(word: str, value: str) -> None:
    assert figure(word) == Decimal(value)


@pytest.mark.parametrize("word", ["88.000", "500.000", "88,000", "12.345", "-88.000", "88.000 tỷ đồng"])
def test_a_figure_with_two_meanings_is_refused_with_two_that_have_one(word: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        figure(word)
    fix = refused.value.faults[0].fix
    assert fix is not None
    vi = [figure(each) for each in fix.vi.removeprefix("viết ").split(" hoặc ")]
    assert vi == [figure(each) for each in fix.en.removeprefix("write ").split(" or ")]
    assert vi[0] == 1000 * vi[1]


@pytest.mark.parametrize("word", ["", "-", "…", "x", "many", "95000 tỷ đồng", "1e5", "88..5", "12/2027"])
def test_what_is_no_figure_is_refused(word: str) -> None:
    with pytest.raises(InvalidInputError):
        figure(word)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_a_figure_written_plainly_is_read_back_in_both_languages(value: Decimal) -> None:
    assert figure(plain(value).vi) == figure(plain(value).en) == value


def test_every_standing_says_what_may_follow() -> None:
    assert next_words(G).en == next_words(R).en == "the dialogue has ended"
    assert next_words(None).vi == "tiếp theo có thể: dự kiến giao"
    assert next_words(P).vi == (
        "bên kia có thể: đề nghị mức khác, thống nhất, bảo lưu ý kiến; "
        "bên đã nêu mức cuối sửa bằng cách nêu lại: dự kiến giao"
    )
    assert {each for each in MAY_FOLLOW if each is not None and MAY_FOLLOW[each]} == set(AWAITS)
    for standing, allowed in MAY_FOLLOW.items():
        assert all(WORDS[kind].en in next_words(standing).en for kind in allowed)
