"""How agreement is reached, in full: every small set of positions against the rule said in other words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.results.rules import STANCES, WHOLE, Position, complete, decide, silent

PARTIES = ("a", "b")
SAID = [None, *((stance, clause) for stance in STANCES for clause in (WHOLE, "c1", "c2", "unknown"))]


def expected(said: Sequence[tuple[str, str] | None], clauses: Sequence[str], submissions: int, *, tacit: bool) -> str:
    """Say the rule again: consensus, by clauses where there are clauses."""
    stances = [each for each in said if each]
    against = [clause for stance, clause in stances if stance == "object"]
    if submissions == 0:
        return "referred"
    if any(clause not in clauses for clause in against):
        return "referred"
    if clauses and set(against) == set(clauses):
        return "referred"
    if None in said and not tacit:
        return "referred"
    reserved = any(stance == "agree_with_reservation" for stance, _ in stances)
    return "adopted_with_reservations" if reserved or against else "adopted"


@pytest.mark.parametrize("clauses", [(), ("c1",), ("c1", "c2")])
def test_every_pair_of_words_comes_to_what_the_rule_says(clauses: tuple[str, ...]) -> None:
    for said, submissions, tacit in product(product(SAID, repeat=2), (0, 1, 2), (True, False)):
        positions = [
            Position(body, each[0], "vì", each[1]) for body, each in zip(PARTIES, said, strict=True) if each is not None
        ]
        found = decide(positions, clauses, submissions=submissions, tacit_consent=tacit, parties=PARTIES)
        assert found.outcome == expected(said, clauses, submissions, tacit=tacit), (said, submissions, tacit)
        assert set(found.reservations) == {each for each in positions if each.stance == "agree_with_reservation"}
        assert set(found.objections) == {each for each in positions if each.stance == "object"}
        assert found.tacit == tuple(body for body, each in zip(PARTIES, said, strict=True) if each is None)
        assert found.referred_clauses == tuple(
            clause for clause in clauses if ("object", clause) in said
        )  # fmt: skip


def test_no_number_of_bodies_overrules_one_objection() -> None:
    positions = [Position(str(number), "agree") for number in range(62)] + [Position("62", "object", "chưa thống nhất")]
    found = decide(positions, (), submissions=63, tacit_consent=True, parties=[str(number) for number in range(63)])
    assert found.outcome == "referred"


def test_neutral_is_neither_a_reservation_nor_an_objection() -> None:
    found = decide([Position("a", "neutral")], (), submissions=1, tacit_consent=False, parties=("a",))
    assert (found.outcome, found.reservations, found.objections, found.tacit) == ("adopted", (), (), ())


POSITIONS = st.lists(
    st.builds(
        Position,
        st.sampled_from("abc"),
        st.sampled_from(STANCES),
        st.just("vì"),
        st.sampled_from((WHOLE, "c1", "c2")),
    ),
    max_size=6,
)


@given(POSITIONS, st.booleans())
def test_one_more_objection_never_makes_agreement_better(positions: list[Position], tacit: bool) -> None:  # noqa: FBT001
    order = ("referred", "adopted_with_reservations", "adopted")
    before = decide(positions, ("c1", "c2"), submissions=3, tacit_consent=tacit, parties="abc")
    for clause in (WHOLE, "c1"):
        more = [*positions, Position("a", "object", "vì", clause)]
        after = decide(more, ("c1", "c2"), submissions=3, tacit_consent=tacit, parties="abc")
        if any(each.body == "a" for each in positions):
            assert order.index(after.outcome) <= order.index(before.outcome)


@given(POSITIONS)
def test_all_have_spoken_exactly_when_nobody_is_silent(positions: list[Position]) -> None:
    assert complete([each.body for each in positions], "abc") == (silent(positions, "abc") == ())
