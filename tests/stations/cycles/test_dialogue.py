"""The dialogue about assigned targets: what may follow what, by whom, once, and told to the other party."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from coordination.cycles.closing import cancel_cycle
from coordination.cycles.dialogue import service
from coordination.cycles.dialogue.rules import MAY_FOLLOW, OWN_FIGURE, WORDS, EntryKind, Side, next_words
from coordination.cycles.dialogue.service import Saying, Topic
from coordination.cycles.dialogue.views import dialogues
from coordination.cycles.tables import TargetEntryRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from tests.stations.story import COMMITTEE, PLAN, Story, at

BALANCES = f"{PLAN}/balances"
MINISTRY = "vn.finance_ministry"
TOPIC = Topic(BALANCES, "state_budget_revenue_plan", "92", 2027)
NOW = at("2026-06-15 09:00")
DAY = date(2026, 6, 15)
SPEAKER = {Side.SUPERIOR: MINISTRY, Side.ADDRESSED: COMMITTEE}
P, C, A, G, R = EntryKind
PATHS: dict[EntryKind | None, tuple[EntryKind, ...]] = {
    None: (),
    P: (P,),
    C: (P, C),
    A: (P, C, A),
    G: (P, C, A, G),
    R: (P, R),
}
"""A way to each standing."""


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
        return service.entries(session, topic)


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
    (told,) = dialogues(rows)
    assert (told["state"], told["agreed"]) == ("agreed", "27800.5")
    assert (told["superior_value"], told["addressed_value"], told["next"]) == ("27800.5", "27000", {})
    assert [each.subject for each in story.events("target.discussed")] == [f"{TOPIC.key}/{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("standing", "kind", "side"), list(product(PATHS, EntryKind, Side)))
def test_only_what_may_follow_is_recorded_and_only_of_whose_turn_it_is(
    file_story: Story, standing: EntryKind | None, kind: EntryKind, side: Side
) -> None:
    file_story.open(PLAN)
    _walk(file_story, PATHS[standing])
    before, told = len(_entries(file_story)), len(file_story.events("target.discussed"))
    saying = _saying(kind, side, value="26000")
    if MAY_FOLLOW[standing].get(kind) is side:
        row, new = _say(file_story, saying)
        assert (new, row.number, row.kind, row.body) == (True, before + 1, kind, SPEAKER[side])
        assert len(file_story.events("target.discussed")) == told + 1
        return
    if standing is None and kind is not P:
        expected: type[Exception] = NotFoundError
    elif kind is P and side is Side.ADDRESSED:
        expected = NotPermittedError
    elif kind == standing and kind in {G, R} and side is MAY_FOLLOW[PATHS[standing][-2]][kind]:
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


@pytest.mark.parametrize("standing", [each for each in PATHS if each is not None])
def test_the_same_again_changes_nothing(story: Story, standing: EntryKind) -> None:
    story.open(PLAN)
    path = PATHS[standing]
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
        told = dialogues(service.all_entries(session, BALANCES))
        assert dialogues(service.all_entries(session)) == told
        assert service.all_entries(session, f"{PLAN}/forecast") == []
    assert sorted(each["state"] for each in told) == ["agreed", "proposed", "proposed", "proposed"]


def test_in_a_cycle_that_was_cancelled_nothing_more_is_said(file_story: Story) -> None:
    file_story.open(PLAN)
    _walk(file_story, (P,))
    with file_story.engine.write() as session:
        cancel_cycle(session, PLAN, "Điều chỉnh địa giới", NOW)
    with pytest.raises(ConflictError):
        _say(file_story, _saying(C, Side.ADDRESSED))


def test_every_standing_says_what_may_follow() -> None:
    assert next_words(G).en == next_words(R).en == "the dialogue has ended"
    assert next_words(P).vi == "tiếp theo có thể: đề nghị mức khác, thống nhất, bảo lưu ý kiến"
    for standing, allowed in MAY_FOLLOW.items():
        assert all(WORDS[kind].en in next_words(standing).en for kind in allowed)
