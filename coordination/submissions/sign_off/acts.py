"""The acts of sign-off: write, sign, send back with comments, take approval back from above.

Each act is done by an office, leaves one event with the hash of what it was about, and done twice is once. What counts
as handed in, and the moment that is held against the deadline, is the last signature: a draft keeps no deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.cycles.discussion.service import invited
from coordination.cycles.moves import move
from coordination.cycles.queries import get_body, get_cycle, get_stage, region_of, step_of
from coordination.cycles.reminding import remind_again
from coordination.cycles.states import ObligationState
from coordination.errors import ConflictError, Fault, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.clock import local_date
from coordination.kernel.keys import submission_key
from coordination.kernel.text import Strict, Text, one_line, plain_words
from coordination.regions.faults import short
from coordination.submissions.rules import LONGEST_TEXT, TOO_LONG
from coordination.submissions.service import submit
from coordination.submissions.sign_off.rules import (
    MAY,
    ROLE_NAMES,
    STATE_NAMES,
    Act,
    Refusal,
    Role,
    State,
    chain_of,
    outcome,
    who_may,
)
from coordination.submissions.sign_off.standing import Standing, acts_on, latest_draft, must_follow, standing
from coordination.submissions.tables import DraftRow, SubmissionRow
from coordination.submissions.taking_in import prepare, remarks
from coordination.submissions.windows import must_take, still_open

SHORTEST_HASH = 6
"""Signs from which a word that names a draft is the beginning of its hash; drafts never get so many."""


class Comment(Strict):
    """What is to be looked at again, and the field or cell it concerns; empty: the whole."""

    text: str
    where: str = ""


def hand_in(
    session: Session, stage_key: str, body: str, content: Any, now: datetime
) -> tuple[SubmissionRow | DraftRow, bool]:
    """Hand in, or write a draft where the step asks for sign-off; gives the row and whether it is new.

    The same content again is the same draft, and nothing is done; but where that draft was sent back, the drafter stands
    by it, which is new and lets it be signed. Raises as ``service.submit``; ConflictError also while approval stands.
    """
    if not chain_of(step_of(session, get_stage(session, stage_key)).settings):
        return submit(session, stage_key, body, content, now)
    stage, obligation, content, digest = prepare(session, stage_key, body, content)
    here = standing(session, stage_key, body)
    stands = here.draft or (here.submission if here.state == State.APPROVED else None)
    same = stands is not None and stands.content_hash == digest
    if stands is not None and same and here.state != State.SENT_BACK:
        return stands, False
    if here.state != State.APPROVED or not invited(
        session, stage, body
    ):  # figures under discussion may be written anew
        _allow(here, Act.WRITE, Role.DRAFTER)
    must_take(session, stage, obligation)
    must_follow(session, now, here.draft, here.submission)
    findings = [each.model_dump(mode="json") for each in remarks(session, stage, body, content, here.submission)]
    kept = here.draft if same else None
    row = kept or _next_draft(here, content, digest, now)
    row.findings = findings  # of a draft that is kept, what is published since may have more said, or less
    session.add(row)
    warnings = sum(each["severity"] == "warning" for each in findings)
    data = _about(row) | _acting(session, here, Role.DRAFTER, now) | {"warnings": warnings}
    record(session, "submission.drafted", row.key, stage.cycle, data | ({"unchanged": True} if kept else {}), now)
    return row, True


def _next_draft(here: Standing, content: Any, digest: str, now: datetime) -> DraftRow:
    stage, body = here.stage.key, here.obligation.body
    revision = here.submission.revision + 1 if here.submission else 1
    number = here.draft.number + 1 if here.draft else 1
    return DraftRow(
        key=f"{submission_key(stage, body, revision)}/{number}",
        stage=stage,
        body=body,
        revision=revision,
        number=number,
        content=content,
        content_hash=digest,
        written_at=now,
    )


def sign(
    session: Session, stage_key: str, body: str, role: str, now: datetime, draft: str | None = None
) -> tuple[Standing, bool]:
    """Sign for an office; the last signature hands in. Gives where it then stands, and whether that is new.

    What was sent back is signed by nobody, not even by who sent it back, before its drafter handed it in again.
    ``draft`` says which one was read: its number, or the beginning of its hash. Raises NotPermittedError for an office
    that signs nothing here, ConflictError where it is not its turn, another draft took the place of the one read, or the
    step takes nothing (any more), NotFoundError where nothing was written.
    """
    here = standing(session, stage_key, body)
    to = _turn(session, here, Act.SIGN, role)
    if draft is not None:
        _must_be(draft, latest_draft(session, stage_key, body))
    if to == here.state or here.draft is None:
        return here, False
    must_take(session, here.stage, here.obligation)
    must_follow(session, now, here.draft, here.submission)
    acting = _about(here.draft) | _acting(session, here, Role(role), now)
    if to == State.APPROVED:
        submit(session, stage_key, body, here.draft.content, now, acting)
    else:
        record(session, "submission.checked", here.draft.key, here.stage.cycle, acting, now)
    here.draft.state = to
    return standing(session, stage_key, body), True


def send_back(
    session: Session, stage_key: str, body: str, role: str, comments: Sequence[Comment], now: datetime
) -> tuple[Standing, bool]:
    """Send a draft back to the drafter with comments, kept in their order; signatures under it lapse.

    Gives where it then stands, and whether that is new. Raises InvalidInputError without a comment, else as ``sign``.
    """
    said = _tidied(comments)
    here = standing(session, stage_key, body)
    _turn(session, here, Act.SEND_BACK, role)
    draft = here.draft
    if draft is None:  # the table lets nothing else be sent back
        return here, False
    data = _about(draft) | _acting(session, here, Role(role), now) | {"comments": said}
    last = acts_on(session, [draft.key])[-1:]
    if [(each.type, each.data) for each in last] == [("submission.sent_back", data)]:
        return here, False
    must_take(session, here.stage, here.obligation)
    must_follow(session, now, draft, here.submission)
    draft.state = State.DRAFT
    record(session, "submission.sent_back", draft.key, here.stage.cycle, data, now)
    return standing(session, stage_key, body), True


def reopen(
    session: Session,
    stage_key: str,
    body: str,
    reason: str,
    now: datetime,
    *,
    text_only: bool = False,
    role: str = Role.SECRETARIAT,
) -> tuple[Standing, bool]:
    """Take back, from above, what a body approved: for everything, or for its words with every figure frozen.

    The body owes again and is told as of any return. Gives where it then stands, and whether that is new.
    Raises InvalidInputError without a reason, else as ``sign``.
    """
    reason = plain_words(reason)
    if not reason:
        raise InvalidInputError.of("mở lại phải nêu lý do", "reopening needs a reason")
    here = standing(session, stage_key, body)
    to = _allow(here, Act.REOPEN_TEXT if text_only else Act.REOPEN, role)
    row = here.submission
    if row is None or (to == here.state and row.reason == reason):
        return here, False
    if to == here.state:
        raise _conflict(here, Text(vi=f"đã mở lại với lý do: {row.reason}", en=f"reopened already: {row.reason}"))
    still_open(here.stage)
    must_follow(session, now, row)
    if here.obligation.state != ObligationState.RETURNED:
        move(here.obligation, ObligationState.RETURNED)
        remind_again(session, here.obligation, here.stage, now)
    row.state, row.reason, row.figures_frozen = "returned", reason, text_only
    data = {"body": body, "revision": row.revision, "reason": reason, "hash": row.content_hash, "reopened": to}
    acting = _acting(session, here, Role.SECRETARIAT, now)
    record(session, "submission.returned", row.key, here.stage.cycle, data | acting, now)
    return standing(session, stage_key, body), True


def _turn(session: Session, here: Standing, act: Act, role: str) -> State:
    """As ``_allow``; that the step takes nothing any more is said before whose turn it would be."""
    try:
        return _allow(here, act, role)
    except ConflictError:
        if here.draft is not None:
            must_take(session, here.stage, here.obligation)
        raise


def _allow(here: Standing, act: Act, role: str) -> State:
    """Give the state an act leads to; LienVungError in words where it may not be done."""
    if role not in ROLE_NAMES:  # said before anything of the step: the word is wrong everywhere
        there = ", ".join(each for each in Role if each in MAY[act])
        raise NotPermittedError.of(
            f"không có bộ phận '{short(role)}'; việc này thuộc về: {there}",
            f"there is no office '{short(role)}'; these may: {there}",
        )
    if not here.chain and act in (Act.SIGN, Act.SEND_BACK):
        raise ConflictError.of(
            f"bước {here.stage.key} không yêu cầu ký trình: nộp là một việc",
            f"stage {here.stage.key} asks for no sign-off: handing in is one act",
        )
    to = outcome(here.chain, here.state, act, role)
    if to == Refusal.NOT_PERMITTED:
        may = ", ".join(who_may(here.chain, act))
        raise NotPermittedError.of(f"{role} không có quyền này; thuộc về: {may}", f"{role} may not; these may: {may}")
    if to == Refusal.NOTHING_THERE:
        raise NotFoundError.of(
            f"{here.name.vi} chưa có dự thảo nào ở bước {here.stage.key}",
            f"{here.name.en} has written nothing at {here.stage.key}",
        )
    if isinstance(to, Refusal):
        raise _conflict(here, _next(here))
    return to


def _must_be(meant: str, current: DraftRow | None) -> None:
    """Refuse where the draft somebody read is not the one that would be signed."""
    word = meant.strip().lower()
    if not word:
        raise InvalidInputError.of("thiếu số hoặc mã băm của dự thảo", "the draft has no number or hash", "--draft")
    by_hash = len(word) >= SHORTEST_HASH
    if current is None or (current.content_hash.startswith(word) if by_hash else str(current.number) == word):
        return
    now_vi, now_en = (f"{words} {current.number} ({current.content_hash[:12]})" for words in ("dự thảo", "draft"))
    raise ConflictError.of(
        f"dự thảo {short(meant)} không phải là bản hiện hành; bản hiện hành là {now_vi}",
        f"draft {short(meant)} is not the current one; that is {now_en}",
        fix=Text(vi="xem lại bản hiện hành rồi ký", en="read the current one, then sign"),
    )


def _conflict(here: Standing, fix: Text) -> ConflictError:
    state, body, stage = STATE_NAMES[here.state], here.name, here.stage.key
    what = Text(
        vi=f"bản của {body.vi} ở bước {stage} đang là: {state.vi} ({here.state})",
        en=f"what {body.en} wrote at {stage} is {here.state} ({state.en})",
    )
    return ConflictError(Fault(what, fix=fix))


def _next(here: Standing) -> Text:
    """Say whose turn it is, and of what was sent back how it goes on."""
    role = here.turn
    if role is None:
        return Text(vi="muốn sửa thì đề nghị cơ quan đầu mối mở lại", en="to change it, have the secretariat reopen it")
    vi, en = f"đang chờ {ROLE_NAMES[role].vi} ({role})", f"it waits for the {ROLE_NAMES[role].en} ({role})"
    if here.state == State.SENT_BACK:
        vi += ": nộp dự thảo đã sửa, hoặc nộp lại chính tệp này nếu giữ nguyên dự thảo; sau đó mới ký được"
        en += ": hand in another draft, or the same file again to stand by this one; only then can it be signed"
    return Text(vi=vi, en=en)


def _about(draft: DraftRow) -> dict[str, Any]:
    return {"body": draft.body, "revision": draft.revision, "draft": draft.number, "hash": draft.content_hash}


def _acting(session: Session, here: Standing, role: Role, now: datetime) -> dict[str, Any]:
    """Name the office that acts: as the body's mailboxes call it, else by its role."""
    region, day = region_of(session, get_cycle(session, here.stage.cycle)), local_date(now)
    contacts = get_body(region, here.obligation.body).contacts
    offices = [
        each.office
        for each in contacts
        if each.role == role and (each.valid_from or day) <= day <= (each.valid_to or day)
    ]
    return {"as": role, "office": (offices or [ROLE_NAMES[role]])[0].model_dump()}


def _tidied(comments: Sequence[Comment]) -> list[dict[str, str]]:
    found = [{"where": one_line(each.where), "text": plain_words(each.text)} for each in comments]
    if not found or not all(each["text"] for each in found):
        raise InvalidInputError.of("trả lại phải có ý kiến", "sending back needs comments, each in words")
    if any(len(each["text"]) + len(each["where"]) > LONGEST_TEXT for each in found):
        raise InvalidInputError(Fault(TOO_LONG, "comment"))
    return found
