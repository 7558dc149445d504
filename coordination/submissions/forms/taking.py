"""Reading a form that was handed in: whose it is, what it says, and what is to be said about it, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from coordination.cycles.tables import SnapshotRow
from coordination.documents.workbook.locating import Found, locate
from coordination.documents.workbook.machine import known
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.remarks import Remark
from coordination.errors import ConflictError
from coordination.kernel.canonical import canonical_json
from coordination.kernel.text import Strict, one_line
from coordination.submissions.checking.figures import MEASURED
from coordination.submissions.forms.basis import Base, latest_base, written_as
from coordination.submissions.forms.fields import NO_WHOLE
from coordination.submissions.forms.hand import Hand, indicator_of, row_of
from coordination.submissions.forms.opening import Opened, opened
from coordination.submissions.forms.readings import settled
from coordination.submissions.forms.suspicion import OTHER_UNIT, suspicions

RANGE = "out_of_range"
"""Where figures are put to the declared checks, these say it too, with what was expected."""


@dataclass(frozen=True)
class Taken:
    """A form that was read: the document it holds, and the remarks of reading it."""

    opened: Opened
    """The form as it was given out."""
    latest: Opened
    """The form as it would be given out now."""
    hand: Hand
    content: dict[str, Any]
    remarks: tuple[Remark, ...]
    same: bool
    """Whether it says what the body wrote last."""

    @property
    def sound(self) -> bool:
        """Say whether everything could be read."""
        return all(each.severity != "error" for each in self.remarks)


def take(session: Session, stage: str, body: str, grid: Grid) -> Taken:
    """Read a form that was handed in.

    Raises ConflictError for a form made for another step or body, or by another database; NotFoundError where the body
    owes nothing.
    """
    latest = opened(session, stage, body, latest_base(session, stage, body))
    base = _base(session, stage, body, grid) or latest.basis.base
    given = latest if base == latest.basis.base else opened(session, stage, body, base)
    found = locate(given.form, grid)
    hand = Hand(given.form, found.values)
    content = given.built.take(hand)
    same = bool(latest.basis.content) and canonical_json(content) == canonical_json(latest.said)
    return Taken(
        opened=given,
        latest=latest,
        hand=hand,
        content=dict(latest.basis.content) if same else content,
        remarks=_told(given, found, hand),
        same=same,
    )


def content_of(given: Opened, found: Found) -> dict[str, Any]:
    """Give the document that the cells of a form hold, as YAML would give it."""
    return given.built.take(Hand(given.form, found.values))


def _base(session: Session, stage: str, body: str, grid: Grid) -> Base | None:
    """Give what a form says it builds on; None where it does not say, or what it says was changed."""
    said = known(grid)
    if said is None or not said.intact:
        return None
    machine = _machine(said.identities)
    if machine is None:
        return None
    if (machine.stage, machine.body) != (stage, body):
        made_for = one_line(f"{machine.stage} / {machine.body}")[:300]
        raise ConflictError.of(
            f"biểu mẫu này lập cho {made_for}, không phải cho {stage} / {body}",
            f"this form was made for {made_for}, not for {stage} / {body}",
        )
    base = Base(machine.revision, machine.draft, machine.snapshot)
    stale = base.revision and not written_as(session, stage, body, base)
    if session.get(SnapshotRow, base.snapshot) is None or stale:
        raise ConflictError.of(
            "biểu mẫu này do một cơ sở dữ liệu khác lập; hãy lấy biểu mẫu mới (stage open-form)",
            "this form was made by another database; take a new one (stage open-form)",
        )
    return base


class _Machine(Strict, extra="ignore", strict=True):
    """What a form says of itself; a hash is soon worked out, so nothing of it is taken on trust."""

    stage: str
    body: str
    revision: int
    draft: int
    snapshot: str


def _machine(identities: Any) -> _Machine | None:
    """Give what a form says of itself; None where it is no form of ours."""
    try:
        return _Machine.model_validate(identities["machine"])
    except (ValidationError, KeyError, TypeError):
        return None


def _told(given: Opened, found: Found, hand: Hand) -> tuple[Remark, ...]:
    """Give all remarks of reading, without those that say nothing here or are said better by another."""
    suspected = suspicions(given.form, found.values)
    odd = {each.address for each in (*suspected, *hand.remarks) if each.code == OTHER_UNIT}
    located = [
        each.model_copy(update={"indicator": indicator_of(given.form, each.row)})
        for each in found.remarks
        if not (each.code == "row_missing" and _spare(given, each))
        and not (each.code == "read_as" and each.address in odd)
        and (each.code != RANGE or given.basis.step.method not in MEASURED)
    ]
    located = [settled(each, given.basis, hand) for each in located]
    return (*located, *suspected, *(each for each in hand.remarks if each.code != NO_WHOLE or each.address not in odd))


def _spare(given: Opened, remark: Remark) -> bool:
    """Say whether a row that is gone was an empty one of a list: nobody misses it."""
    row = row_of(given.form, remark.address)
    return row is not None and row.key.startswith(f"{remark.sheet}.") and not row.cells
