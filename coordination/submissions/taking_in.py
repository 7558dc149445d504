"""Looking over a document before it is taken in: whose it is, whether it has the form, all there is to remark on it."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from coordination import methods
from coordination.cycles.queries import get_body, get_cycle, get_obligation, get_stage, region_of, step_of
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.kernel.canonical import content_hash
from coordination.methods.contract import Finding
from coordination.submissions.asking.twice import two_answers
from coordination.submissions.checking.unexplained import with_unexplained
from coordination.submissions.checking.verifying import found_in
from coordination.submissions.context import context_for
from coordination.submissions.parts import as_document
from coordination.submissions.rules import examine, unfit
from coordination.submissions.tables import SubmissionRow


def prepare(session: Session, stage_key: str, body: str, content: Any) -> tuple[StageRow, ObligationRow, Any, str]:
    """Give the step, what the body owes there, and its document with its hash; nothing is judged yet.

    The hash is empty where no form could hold a part of the document, which ``remarks`` then refuses.

    Raises NotFoundError where the body owes nothing.
    """
    stage = get_stage(session, stage_key)
    get_body(region_of(session, get_cycle(session, stage.cycle)), body)
    obligation = get_obligation(session, stage_key, body)
    content = as_document(methods.get(step_of(session, stage).method), content)
    return stage, obligation, content, "" if unfit(content) else content_hash(content)


def remarks(session: Session, stage: StageRow, body: str, content: Any, before: SubmissionRow | None) -> list[Finding]:
    """Give what the method remarks on a document, and what declared checks and other steps' answers say of its figures.

    Of figures, a warning about what is not there is a note, and a note says how many warnings no word explains; so it is
    for every kind of file. Figures frozen by the revision before must be the same. Raises InvalidInputError with every fault of form, method and
    checks at once, ConflictError with every figure that changed.
    """
    name = step_of(session, stage).method

    def declared(document: Any) -> list[Finding]:
        found = found_in(session, stage.key, body, name, document)
        return [*found, *two_answers(session, stage.key, body, document)]

    kept = before.content if before is not None and before.figures_frozen else None
    found = examine(methods.get(name), content, context_for(session, stage, body), kept, declared)
    return with_unexplained(name, content, found)
