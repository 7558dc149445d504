"""Handing in a workbook: taken in as any other document, or refused with every remark at its cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from coordination.cycles.queries import get_obligation, get_stage
from coordination.documents.workbook.annotating import annotate
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.remarks import Remark
from coordination.errors import LienVungError
from coordination.kernel.text import Text
from coordination.methods.contract import Finding
from coordination.submissions.checking.unexplained import EXPLANATION, UNEXPLAINED
from coordination.submissions.forms.judging import Judged, judge
from coordination.submissions.forms.taking import Taken, take
from coordination.submissions.queries import latest
from coordination.submissions.sign_off.acts import hand_in
from coordination.submissions.tables import DraftRow, SubmissionRow
from coordination.submissions.windows import closed


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
        # A form with a warning unexplained is not taken in: its words may stand on a sheet the document knows nothing of.
        found = [each for each in row.findings if each["code"] != UNEXPLAINED]
        row.findings = [*found, *(each.model_dump(mode="json") for each in _kept(judged))]
    return Answer(judged, row, new)


def _taken(session: Session, stage_key: str, body: str, grid: Grid) -> Taken:
    """Read a form, where the step takes one: what was handed in before and comes again is the same at any time."""
    stage, obligation = get_stage(session, stage_key), get_obligation(session, stage_key, body)
    refusal = closed(session, stage, obligation)
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
        kept.append(Finding(severity="note", code=EXPLANATION, where="explain", message=message))
    return kept
