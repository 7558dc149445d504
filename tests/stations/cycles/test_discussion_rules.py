"""What may be done about a figure under discussion, and where it then stands: every state, act and side."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.cycles.discussion.rules import KINDS, MOVES, WORDS, Entry, Kind, Row, Side, State, may, rows_of, same

LIFE = """
                       open      revised  reserved
opened   engine        -         -        -
opened   province      -         -        -
opened   secretariat   -         -        -
revised  engine        -         -        -
revised  province      revised   revised  revised
revised  secretariat   -         -        -
reserved engine        -         -        -
reserved province      reserved  -        reserved
reserved secretariat   -         -        -
said     engine        -         -        -
said     province      open      revised  reserved
said     secretariat   open      revised  reserved
lapsed   engine        -         -        -
lapsed   province      -         -        -
lapsed   secretariat   -         -        -
"""
"""What each act of each side makes of a figure in each state."""
MOMENT = datetime(2026, 7, 20, 2, tzinfo=UTC)
KEY = ("grdp_current", 2027)
OTHER = ("grdp_current", 2028)


def _expected() -> dict[tuple[str, str, str], str]:
    head, *lines = [line.split() for line in LIFE.strip().splitlines()]
    return {(state, kind, side): to for kind, side, *row in lines for state, to in zip(head, row, strict=True)}


@pytest.mark.parametrize(("state", "kind", "side"), list(product(State, Kind, Side)))
def test_every_state_act_and_side_has_its_outcome(state: State, kind: Kind, side: Side) -> None:
    assert MOVES.get((state, kind, side), "-") == _expected()[state, kind, side]
    assert may(state, kind, side) == (_expected()[state, kind, side] != "-")


def test_nobody_but_the_province_touches_its_figures() -> None:
    assert {side for (state, kind, side), to in MOVES.items() if to != state or kind is not Kind.SAID} == {
        Side.PROVINCE
    }


def test_every_state_and_kind_has_words() -> None:
    assert set(WORDS) == set(State)
    assert set(KINDS) == set(Kind)


def _row(key: tuple[str, int], own: str | None) -> dict[str, Any]:
    return {"indicator": key[0], "period": key[1], "own": own}


def _thread(*said: tuple[Kind, dict[tuple[str, int], str | None], str]) -> dict[tuple[str, int], Row]:
    numbers = count(1)
    return rows_of(
        Entry(next(numbers), MOMENT, {"kind": str(kind), "text": text, "rows": [_row(*each) for each in rows.items()]})
        for kind, rows, text in said
    )


def _opened() -> tuple[Kind, dict[tuple[str, int], str | None], str]:
    return Kind.OPENED, {KEY: "100", OTHER: "200"}, ""


def test_a_figure_is_open_until_it_is_answered_and_its_events_prove_it() -> None:
    rows = _thread(
        _opened(),
        (Kind.SAID, {}, "Nguồn nào?"),
        (Kind.SAID, {KEY: "100"}, "Niên giám"),
        (Kind.REVISED, {KEY: "90"}, ""),
        (Kind.RESERVED, {OTHER: "200"}, "Nhà máy mới"),
    )
    assert (rows[KEY].state, rows[KEY].first["own"], rows[KEY].now["own"]) == (State.REVISED, "100", "90")
    assert (rows[OTHER].state, rows[OTHER].reason, rows[OTHER].now["own"]) == (State.RESERVED, "Nhà máy mới", "200")
    assert (rows[KEY].events, rows[OTHER].events) == ((1, 3, 4), (1, 5))


def test_the_figure_it_was_put_up_with_is_open_again_and_a_dropped_one_is_an_answer() -> None:
    back = _thread(_opened(), (Kind.REVISED, {KEY: "90", OTHER: None}, ""), (Kind.REVISED, {KEY: "100.0"}, ""))
    assert (back[KEY].state, back[OTHER].state) == (State.OPEN, State.REVISED)
    assert back[OTHER].now["own"] is None


def test_a_revision_takes_the_place_of_a_reservation_and_a_later_reason_of_an_earlier() -> None:
    rows = _thread(
        _opened(),
        (Kind.RESERVED, {KEY: "100", OTHER: "200"}, "Một"),
        (Kind.RESERVED, {KEY: "100"}, "Hai"),
        (Kind.REVISED, {OTHER: "190"}, ""),
    )
    assert (rows[KEY].reason, rows[OTHER].reason) == ("Hai", None)
    assert (rows[KEY].state, rows[OTHER].state) == (State.RESERVED, State.REVISED)


def test_a_new_opening_puts_up_its_own_figures() -> None:
    rows = _thread(_opened(), (Kind.RESERVED, {KEY: "100"}, "Một"), (Kind.OPENED, {KEY: "100"}, ""))
    assert list(rows) == [KEY]
    assert (rows[KEY].state, rows[KEY].events) == (State.OPEN, (3,))


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("1.50", "1.5", True), ("1", "2", False), (None, None, True), ("0", None, False)]
)
def test_figures_are_the_same_however_they_are_written(one: str | None, other: str | None, alike: bool) -> None:  # noqa: FBT001
    assert same(one, other) is same(other, one) is alike


_ACTS = st.lists(
    st.tuples(
        st.sampled_from((Kind.REVISED, Kind.RESERVED, Kind.SAID)),
        st.dictionaries(st.sampled_from((KEY, OTHER)), st.sampled_from(("100", "200", "150", None)), min_size=1),
        st.sampled_from(("Một", "Hai")),
    ),
    max_size=8,
)


@given(_ACTS)
def test_whatever_is_said_first_figures_stay_and_a_state_says_what_is_so(
    said: list[tuple[Kind, dict[tuple[str, int], str | None], str]],
) -> None:
    rows = _thread(_opened(), *said)
    for key, put_up in ((KEY, "100"), (OTHER, "200")):
        row = rows[key]
        assert row.first["own"] == put_up
        assert (row.reason is not None) == (row.state is State.RESERVED)
        assert row.events[0] == 1
        assert list(row.events) == sorted(set(row.events))
        if row.state is State.REVISED:
            assert not same(row.now["own"], put_up)
        revised = [rows_[key] for kind, rows_, _ in said if kind is Kind.REVISED and key in rows_]
        assert row.now["own"] == (revised[-1] if revised else put_up)
