"""Sign-off as a table: every state, act and office, read aloud and compared; and what of a document is a figure."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination import methods
from coordination.errors import InvalidInputError
from coordination.regions.forms.procedure import SIGN_OFFS
from coordination.submissions.sign_off.frozen import Change, changed, figures
from coordination.submissions.sign_off.rules import (
    FULL,
    MOVES,
    NO_SIGN_OFF,
    WITHOUT_STATISTICS,
    Act,
    Chain,
    Refusal,
    Role,
    State,
    chain_of,
    outcome,
    waits_for,
    who_may,
)

# Written a second time, as people say it: for each act and office, what comes of it in each state.
# "-" is the wrong state, "0" nothing there; who is not named here may not.
STATES: Final = "nothing draft sent_back checked approved open text_only"
LIFE: Final = {
    ("write", "drafter"): "draft draft draft draft - draft draft",
    ("sign", "statistician"): "0 checked - checked approved - -",
    ("sign", "head"): "0 - - approved approved - -",
    ("send_back", "statistician"): "0 sent_back sent_back sent_back - - -",
    ("send_back", "head"): "0 sent_back sent_back sent_back - - -",
    ("reopen", "secretariat"): "0 - - - open open open",
    ("reopen_text_only", "secretariat"): "0 - - - text_only - text_only",
}
SHORT: Final = {
    each: words for each, words in LIFE.items() if each[1] != "statistician"
} | {("sign", "head"): "0 approved - approved approved - -"}  # fmt: skip
NONE: Final = {each: words for each, words in LIFE.items() if each[1] == "secretariat"}
LIVES: Final = {FULL: LIFE, WITHOUT_STATISTICS: SHORT, NO_SIGN_OFF: NONE}
REFUSED: Final = {"-": Refusal.WRONG_STATE, "0": Refusal.NOTHING_THERE}


def expected(chain: Chain, state: State, act: str, role: str) -> str:
    """Give what the table above says."""
    words = LIVES[chain].get((act, role))
    if words is None:
        return Refusal.NOT_PERMITTED
    word = words.split()[STATES.split().index(state)]
    return REFUSED.get(word, word)


def test_the_table_speaks_of_every_state() -> None:
    assert STATES.split() == list(State)
    assert all(len(words.split()) == len(State) for life in LIVES.values() for words in life.values())


@pytest.mark.parametrize("chain", list(LIVES), ids=lambda chain: "-".join(chain) or "none")
def test_every_state_act_and_office_has_its_outcome(chain: Chain) -> None:
    for state, act, role in product(State, Act, [*Role, "minister"]):
        assert outcome(chain, state, act, role) == expected(chain, state, act, role), (state, act, role)


@pytest.mark.parametrize("chain", [FULL, WITHOUT_STATISTICS])
def test_nothing_is_approved_without_every_signature_asked_for(chain: Chain) -> None:
    """Walk all ways from nothing to approved: each ends in the signatures of the chain, in its order."""
    ways: list[tuple[State, tuple[str, ...]]] = [(State.NOTHING, ())]
    approved = set()
    for _ in range(5):
        ways = [
            (to, () if to in (State.DRAFT, State.SENT_BACK) else (*signed, role) if to != state else signed)
            for state, signed in ways
            for act, role in product((Act.WRITE, Act.SIGN, Act.SEND_BACK), Role)
            if isinstance(to := outcome(chain, state, act, role), State)
        ]
        approved |= {signed for state, signed in ways if state == State.APPROVED}
    assert approved == {chain[1:]}


@pytest.mark.parametrize("chain", [FULL, WITHOUT_STATISTICS])
def test_what_was_sent_back_is_led_on_by_its_drafter_alone(chain: Chain) -> None:
    on = {
        (act, role): to
        for act, role in product(Act, Role)
        if isinstance(to := outcome(chain, State.SENT_BACK, act, role), State) and to != State.SENT_BACK
    }
    assert on == {(Act.WRITE, Role.DRAFTER): State.DRAFT}


def test_each_state_waits_for_the_office_whose_turn_it_is() -> None:
    turns = {state: waits_for(FULL, state) for state in State}
    assert turns == {
        "nothing": "drafter", "draft": "statistician", "sent_back": "drafter", "checked": "head", "approved": None,
        "open": "drafter", "text_only": "drafter",
    }  # fmt: skip
    assert waits_for(WITHOUT_STATISTICS, State.DRAFT) == "head"
    assert {waits_for(NO_SIGN_OFF, state) for state in State} == {None}
    assert who_may(FULL, Act.SIGN) == ("statistician", "head")


def test_a_configuration_may_ask_for_every_chain_there_is_and_no_other() -> None:
    assert {NO_SIGN_OFF, *SIGN_OFFS} == set(MOVES)


def test_a_step_asks_for_signatures_in_its_settings() -> None:
    assert chain_of({}) == chain_of({"sign_off": []}) == NO_SIGN_OFF
    assert chain_of({"sign_off": ["drafter", "statistician", "head"]}) == FULL
    assert chain_of({"sign_off": ["drafter", "head"]}) == WITHOUT_STATISTICS


@pytest.mark.parametrize(
    "asked", ["head", ["head"], ["drafter"], ["head", "drafter"], ["drafter", "boss", "head"], True]
)
def test_other_offices_or_another_order_are_refused(asked: Any) -> None:
    with pytest.raises(InvalidInputError) as caught:
        chain_of({"sign_off": asked})
    assert caught.value.faults[0].where == "settings.sign_off"


# What is a figure


def read(method: str, **content: Any) -> Any:
    """Give a document as its method reads it."""
    return methods.get(method).Submission.model_validate(content)


def assessment(*rows: dict[str, Any], text: str = "Đạt kế hoạch") -> Any:
    """Give an assessment in figures and words."""
    return read("joint_assessment", figures=rows, texts=[{"pillar": "economy", "kind": "achievement", "text": text}])


def row(indicator: str = "grdp", value: Any = "5", **more: Any) -> dict[str, Any]:
    """Give a figure of 2025."""
    return {"indicator": indicator, "period": 2025, "value": value} | more


def test_words_and_order_and_spelling_of_numbers_may_change() -> None:
    before = assessment(row(value="1.50"), row("people", note="theo niên giám"), text="một")
    after = assessment(row("people", note="theo báo cáo"), row(value="1.5"), text="hai")
    assert changed(before, after) == []


def test_every_changed_figure_is_named_with_both_values() -> None:
    before = assessment(row(), row("people", "7"), row("area", None, state="missing"))
    after = assessment(row(value="6"), row("people", None, state="missing"), row("area", "0"))
    assert changed(before, after) == [
        Change("figures[grdp 2025].value", Decimal(5), Decimal(6)),
        Change("figures[people 2025].value", Decimal(7), None),
        Change("figures[people 2025].state", "value", "missing"),
        Change("figures[area 2025].state", "missing", "value"),
        Change("figures[area 2025].value", None, Decimal(0)),
    ]


def test_a_figure_added_dropped_or_said_twice_is_a_change() -> None:
    assert {each.place for each in changed(assessment(row()), assessment(row(), row("people")))} == {
        "figures[people 2025].value", "figures[people 2025].state"
    }  # fmt: skip
    assert changed(assessment(row(state="value")), assessment())[0] == Change(
        "figures[grdp 2025].value", Decimal(5), None
    )
    assert figures(assessment(row(), row(value="6")))["figures[grdp 2025].value (2)"] == Decimal(6)


def test_the_unit_of_a_figure_belongs_to_it() -> None:
    before, after = (
        read("collate", sections=[], figures=[{"label": "Dân số", "value": "3", "unit": unit}])
        for unit in ("nghìn người", "người")
    )
    assert changed(before, after) == [Change("figures[Dân số].unit", "nghìn người", "người")]


def test_figures_by_year_inside_a_project_are_figures_and_its_name_is_not() -> None:
    project = {
        "project": "P1", "name": "Cầu", "units": ["92"], "owner_level": "province", "sector": "transport", "tier": 1,
        "total_mvnd": 10, "remaining_mvnd": 8, "needs": {2027: 4}, "criteria": {"safety": "0.5"},
    }  # fmt: skip
    before = read("investment", projects=[project], ceilings={2027: 100})
    renamed = read("investment", projects=[project | {"name": "Cầu mới"}], ceilings={2027: 100})
    other = read("investment", projects=[project | {"needs": {2027: 5}}], ceilings={2027: 90})
    assert changed(before, renamed) == []
    assert [(each.place, each.before, each.after) for each in changed(before, other)] == [
        ("projects[P1].needs.2027", 4, 5), ("ceilings.2027", 100, 90)
    ]  # fmt: skip


VALUES = st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-99, max_value=99))
ROWS = st.dictionaries(st.sampled_from(("grdp", "people", "area")), VALUES)


@given(ROWS, ROWS, st.text("ab", max_size=3))
def test_what_changed_is_exactly_what_differs(before: dict[str, Any], after: dict[str, Any], text: str) -> None:
    one, other = (
        read("collate", figures=[{"label": name, "value": value} for name, value in each.items()], sections=words)
        for each, words in ((before, []), (after, [{"key": "contents", "text": text}]))
    )
    differing = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {each.place for each in changed(one, other)} == {f"figures[{name}].value" for name in differing}
