"""Sign-off inside a body, as tables one can read aloud: who may do what, and where it leads.

A draft is written, signed by those who answer for its figures, and signed by the head; only the last signature hands
it in. A procedure asks for it step by step, ``sign_off: [drafter, statistician, head]`` or ``[drafter, head]`` among
the step's settings; a step that says nothing asks for none, and there handing in is one act.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from coordination.errors import InvalidInputError
from coordination.kernel.text import Text
from coordination.regions.forms.procedure import SIGN_OFF


class Role(StrEnum):
    """The office that acts: three of the body's own, and the secretariat above it."""

    DRAFTER = "drafter"
    STATISTICIAN = "statistician"
    HEAD = "head"
    SECRETARIAT = "secretariat"


class State(StrEnum):
    """Where what a body writes for a step stands."""

    NOTHING = "nothing"
    DRAFT = "draft"
    SENT_BACK = "sent_back"
    """The draft was returned to its drafter, who has done nothing about it yet."""
    CHECKED = "checked"
    APPROVED = "approved"
    OPEN = "open"
    """Approval was taken back from above; everything may change."""
    TEXT_ONLY = "text_only"
    """Approval was taken back for the words alone; figures are frozen."""


class Act(StrEnum):
    """What an office may do."""

    WRITE = "write"
    SIGN = "sign"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    REOPEN_TEXT = "reopen_text_only"


class Refusal(StrEnum):
    """Why an act is refused; a role that may never do it comes first."""

    NOT_PERMITTED = "not_permitted"
    NOTHING_THERE = "nothing_there"
    WRONG_STATE = "wrong_state"


Chain = tuple[Role, ...]
NO_SIGN_OFF: Chain = ()
WITHOUT_STATISTICS: Chain = (Role.DRAFTER, Role.HEAD)
FULL: Chain = (Role.DRAFTER, Role.STATISTICIAN, Role.HEAD)

MAY: Mapping[Act, frozenset[Role]] = {
    Act.WRITE: frozenset({Role.DRAFTER}),
    Act.SIGN: frozenset({Role.STATISTICIAN, Role.HEAD}),
    Act.SEND_BACK: frozenset({Role.STATISTICIAN, Role.HEAD}),
    Act.REOPEN: frozenset({Role.SECRETARIAT}),
    Act.REOPEN_TEXT: frozenset({Role.SECRETARIAT}),
}

# What leads nowhere else is the same act done twice, which is once.
_MOVES: Mapping[tuple[State, Act, Role], State] = {
    (State.NOTHING, Act.WRITE, Role.DRAFTER): State.DRAFT,
    (State.DRAFT, Act.WRITE, Role.DRAFTER): State.DRAFT,
    # Whether written anew or handed in again as it is: the drafter has acted, and it may be signed.
    (State.SENT_BACK, Act.WRITE, Role.DRAFTER): State.DRAFT,
    # Signatures are for what was signed: a draft written anew has none.
    (State.CHECKED, Act.WRITE, Role.DRAFTER): State.DRAFT,
    (State.OPEN, Act.WRITE, Role.DRAFTER): State.DRAFT,
    (State.TEXT_ONLY, Act.WRITE, Role.DRAFTER): State.DRAFT,
    (State.DRAFT, Act.SIGN, Role.STATISTICIAN): State.CHECKED,
    (State.CHECKED, Act.SIGN, Role.STATISTICIAN): State.CHECKED,
    (State.APPROVED, Act.SIGN, Role.STATISTICIAN): State.APPROVED,
    (State.CHECKED, Act.SIGN, Role.HEAD): State.APPROVED,
    (State.APPROVED, Act.SIGN, Role.HEAD): State.APPROVED,
    (State.DRAFT, Act.SEND_BACK, Role.STATISTICIAN): State.SENT_BACK,
    (State.DRAFT, Act.SEND_BACK, Role.HEAD): State.SENT_BACK,
    (State.SENT_BACK, Act.SEND_BACK, Role.STATISTICIAN): State.SENT_BACK,
    (State.SENT_BACK, Act.SEND_BACK, Role.HEAD): State.SENT_BACK,
    (State.CHECKED, Act.SEND_BACK, Role.STATISTICIAN): State.SENT_BACK,
    (State.CHECKED, Act.SEND_BACK, Role.HEAD): State.SENT_BACK,
    (State.APPROVED, Act.REOPEN, Role.SECRETARIAT): State.OPEN,
    (State.OPEN, Act.REOPEN, Role.SECRETARIAT): State.OPEN,
    (State.TEXT_ONLY, Act.REOPEN, Role.SECRETARIAT): State.OPEN,
    (State.APPROVED, Act.REOPEN_TEXT, Role.SECRETARIAT): State.TEXT_ONLY,
    (State.TEXT_ONLY, Act.REOPEN_TEXT, Role.SECRETARIAT): State.TEXT_ONLY,
}
MOVES: Mapping[Chain, Mapping[tuple[State, Act, Role], State]] = {
    FULL: _MOVES,
    WITHOUT_STATISTICS: {**_MOVES, (State.DRAFT, Act.SIGN, Role.HEAD): State.APPROVED},
    NO_SIGN_OFF: _MOVES,
}
"""Where each act leads. With no sign-off only reopening is open to anybody, by the table of who may."""

ROLE_NAMES: Mapping[Role, Text] = {
    Role.DRAFTER: Text(vi="bộ phận soạn thảo", en="drafting office"),
    Role.STATISTICIAN: Text(vi="bộ phận thống kê", en="statistics office"),
    Role.HEAD: Text(vi="lãnh đạo cơ quan", en="head of the body"),
    Role.SECRETARIAT: Text(vi="cơ quan đầu mối", en="secretariat"),
}
STATE_NAMES: Mapping[State, Text] = {
    State.NOTHING: Text(vi="chưa có dự thảo", en="nothing written"),
    State.DRAFT: Text(vi="dự thảo", en="draft"),
    State.SENT_BACK: Text(vi="dự thảo, đã trả lại", en="draft, sent back"),
    State.CHECKED: Text(vi="đã ký về số liệu", en="signed for its figures"),
    State.APPROVED: Text(vi="đã phê duyệt", en="approved"),
    State.OPEN: Text(vi="mở lại toàn bộ", en="reopened"),
    State.TEXT_ONLY: Text(vi="mở lại phần lời, giữ nguyên số liệu", en="reopened for its words, figures frozen"),
}


def chain_of(settings: Mapping[str, Any]) -> Chain:
    """Give the signatures a step asks for, in order; none if it says nothing.

    Raises InvalidInputError where the configuration names other offices or another order.
    """
    asked = settings.get(SIGN_OFF)
    if not asked:
        return NO_SIGN_OFF
    found = next((chain for chain in (FULL, WITHOUT_STATISTICS) if asked == list(chain)), None)
    if found is None:
        known = f"[{', '.join(FULL)}] / [{', '.join(WITHOUT_STATISTICS)}]"
        raise InvalidInputError.of(f"chỉ nhận {known}", f"only {known} can be asked for", f"settings.{SIGN_OFF}")
    return found


def who_may(chain: Chain, act: Act) -> tuple[Role, ...]:
    """Name the offices that may ever do an act, in the order of the chain; the secretariat stands above it."""
    return tuple(role for role in (*chain, Role.SECRETARIAT) if role in MAY[act])


def outcome(chain: Chain, state: State, act: Act, role: str) -> State | Refusal:
    """Give the state an act leads to, or why it is refused."""
    if role not in who_may(chain, act):
        return Refusal.NOT_PERMITTED
    to = MOVES[chain].get((state, act, Role(role)))
    if to is not None:
        return to
    return Refusal.NOTHING_THERE if state == State.NOTHING else Refusal.WRONG_STATE


def waits_for(chain: Chain, state: State) -> Role | None:
    """Name the office whose turn it is inside the body; None once it is approved."""
    may = (role for role in reversed(chain) for act in (Act.SIGN, Act.WRITE) if _leads_on(chain, state, act, role))
    return next(may, None)


def _leads_on(chain: Chain, state: State, act: Act, role: Role) -> bool:
    return MOVES[chain].get((state, act, role), state) != state
