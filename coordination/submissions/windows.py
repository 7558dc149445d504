"""When a step takes what bodies hand in, and how it says that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from coordination.cycles.discussion.service import invited
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.errors import ConflictError, Fault
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import Text

STATE_WORDS: Final[Mapping[StageState, Text]] = {
    StageState.SCHEDULED: Text(vi="chờ mở", en="is not yet open"),
    StageState.OPEN: Text(vi="đang mở", en="is open"),
    StageState.SYNTHESIS: Text(vi="đã hết hạn nhận, đang tổng hợp", en="is being synthesised"),
    StageState.POSITIONS: Text(vi="đã đóng, đang lấy ý kiến", en="is closed for positions"),
    StageState.ADOPTED: Text(vi="đã đóng, kết quả đã thông qua", en="is closed, its result adopted,"),
    StageState.ADOPTED_WITH_RESERVATIONS: Text(
        vi="đã đóng, kết quả đã thông qua có bảo lưu", en="is closed, its result adopted with reservations,"
    ),
    StageState.REFERRED: Text(vi="đã đóng, đã chuyển cấp trên xem xét", en="is closed, its result referred,"),
    StageState.CLOSED: Text(vi="đã đóng", en="is closed"),
    StageState.CANCELLED: Text(vi="đã hủy", en="is cancelled"),
}
"""How the state of a step is called in a sentence."""


def must_take(session: Session, stage: StageRow, obligation: ObligationRow) -> None:
    """Refuse where a step takes no hand-in of a body now: ConflictError, in the words of its state."""
    if (refusal := closed(session, stage, obligation)) is not None:
        raise refusal


def closed(session: Session, stage: StageRow, obligation: ObligationRow) -> ConflictError | None:
    """Give why a step takes no hand-in of a body now; None where it does.

    While open it does, unless what the body handed in is accepted; afterwards it takes what a held-up result had returned,
    and other figures of a body whose own are under discussion while positions on the draft are taken.
    """
    if invited(session, stage, obligation.body):
        return None
    mended = stage.state == StageState.SYNTHESIS and obligation.state == ObligationState.RETURNED
    if stage.state != StageState.OPEN and not mended:
        return _refusal(stage, "không nhận bản nộp", "takes no submissions")
    if obligation.state == ObligationState.ACCEPTED:
        vi = f"bản nộp ở bước {stage.key} đã được tiếp nhận; đề nghị cơ quan đầu mối trả lại trước khi nộp bản mới"
        en = f"what was handed in at {stage.key} is accepted; have it returned before handing in another"
        return ConflictError(Fault(Text(vi=vi, en=en)))
    return None


def still_open(stage: StageRow) -> None:
    """Refuse where what was handed in can be neither accepted nor returned any more: ConflictError."""
    if stage.state not in {StageState.OPEN, StageState.SYNTHESIS}:
        raise _refusal(stage, "không tiếp nhận, không trả lại bản nộp", "accepts and returns no submissions")


def not_before(now: datetime, then: datetime, what: Text) -> None:
    """Refuse an act dated before what it acts on (``what``, of the moment ``then``): ConflictError names both moments."""
    if now < then:
        acted, stood = (f"{each.astimezone(VIETNAM):%d/%m/%Y %H:%M}" for each in (now, then))
        vi = f"không ghi được việc này vào lúc {acted}: {what.vi} là lúc {stood}"
        raise ConflictError.of(vi, f"this cannot be dated {acted}: {what.en} is of {stood}")


def _refusal(stage: StageRow, vi: str, en: str) -> ConflictError:
    words = STATE_WORDS[StageState(stage.state)]
    vi, en = f"bước {stage.key} {words.vi}, {vi}", f"stage {stage.key} {words.en} and {en}"
    if stage.state == StageState.SCHEDULED:
        vi, en = f"{vi} trước ngày {stage.opens:%d/%m/%Y}", f"{en} before {stage.opens:%d/%m/%Y}"
    return ConflictError(Fault(Text(vi=vi, en=en)))
