"""Handing in a workbook: taken in as any other document, or refused with every remark at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from coordination.cycles.queries import get_obligation, get_stage
from coordination.cycles.states import StageState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.documents.workbook.annotating import annotate
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.remarks import Remark
from coordination.errors import ConflictError, Fault, LienVungError
from coordination.kernel.text import Text
from coordination.methods.contract import Finding
from coordination.submissions.forms.judging import Judged, judge
from coordination.submissions.forms.taking import Taken, take
from coordination.submissions.service import latest, must_take
from coordination.submissions.sign_off.acts import hand_in
from coordination.submissions.tables import DraftRow, SubmissionRow

STATE_WORDS: Final[Mapping[StageState, Text]] = {
    StageState.SCHEDULED: Text(vi="chờ mở", en="is not yet open"),
    StageState.SYNTHESIS: Text(vi="đã hết hạn nhận, đang tổng hợp", en="is being synthesised"),
    StageState.POSITIONS: Text(vi="đã đóng, đang lấy ý kiến", en="is closed, positions are being taken"),
    StageState.ADOPTED: Text(vi="đã đóng, kết quả đã thông qua", en="is closed, its result adopted"),
    StageState.ADOPTED_WITH_RESERVATIONS: Text(
        vi="đã đóng, kết quả đã thông qua có bảo lưu", en="is closed, its result adopted with reservations"
    ),
    StageState.REFERRED: Text(vi="đã đóng, đã chuyển cấp trên xem xét", en="is closed, its result referred"),
    StageState.CLOSED: Text(vi="đã đóng", en="is closed"),
    StageState.CANCELLED: Text(vi="đã hủy", en="is cancelled"),
}
"""How a step that takes nothing is called in a sentence."""


@dataclass(frozen=True)
class Answer:
    """What became of a workbook: the row it was stored as, or None; and what is said of it."""

    judged: Judged
    row: SubmissionRow | DraftRow | None
    new: bool

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Give all remarks, in the order of the form's cells."""
        return self.judged.remarks

    def annotated(self, now: datetime) -> bytes:
        """Give the copy for the clerk; it can be filled in and handed in in place of the original."""
        taken = self.judged.taken
        return annotate(taken.opened.form, taken.hand.values, self.remarks, now.replace(tzinfo=None))


def hand_in_workbook(session: Session, stage: str, body: str, grid: Grid, now: datetime) -> Answer:
    """Hand in a workbook; the same again is the same revision. Nothing is stored where something stands in the way.

    Raises as ``signing.hand_in``, and ConflictError for a form made for another step or body. Whether the step takes
    anything at all is said before the file is looked at.
    """
    taken = _taken(session, stage, body, grid)
    judged = judge(session, stage, body, taken)
    if judged.in_the_way:
        return Answer(judged, None, new=False)
    row, new = hand_in(session, stage, body, judged.taken.content, now)
    if new:
        row.findings = [*row.findings, *(each.model_dump(mode="json") for each in _kept(judged))]
    return Answer(judged, row, new)


def _taken(session: Session, stage_key: str, body: str, grid: Grid) -> Taken:
    """Read a form, where the step takes one: what was handed in before and comes again is the same at any time."""
    stage, obligation = get_stage(session, stage_key), get_obligation(session, stage_key, body)
    refusal = closed(stage, obligation)
    if refusal is not None and latest(session, stage_key, body) is None:
        raise refusal
    try:
        taken = take(session, stage_key, body, grid)
    except LienVungError:
        if refusal is not None:
            raise refusal from None
        raise
    if refusal is not None and not taken.same:
        raise refusal
    return taken


def closed(stage: StageRow, obligation: ObligationRow) -> ConflictError | None:
    """Give why a step takes no hand-in of a body now, in the words of its state; None where it does."""
    try:
        must_take(stage, obligation)
    except ConflictError:
        words = STATE_WORDS.get(StageState(stage.state), Text(vi=stage.state, en=stage.state))
        vi, en = (
            f"bước {stage.key} {words.vi}, không nhận bản nộp",
            f"stage {stage.key} {words.en} and takes no hand-in",
        )
        if stage.state == StageState.SCHEDULED:
            vi, en = f"{vi} trước ngày {stage.opens:%d/%m/%Y}", f"{en} before {stage.opens:%d/%m/%Y}"
        return ConflictError(Fault(Text(vi=vi, en=en)))
    return None


def _kept(judged: Judged) -> list[Finding]:
    """Give what is kept with the submission besides the method's findings: explained warnings, and the explanation."""
    kept = [
        Finding(severity="warning", code=each.code, where=f"{each.sheet_name}!{each.cell}", message=each.message)
        for each in judged.taken.remarks
        if each.severity == "warning"
    ]
    words = judged.explanation
    if words:
        message = Text(vi=words, en=words)
        kept.append(Finding(severity="note", code="explanation", where="explain", message=message))
    return kept
