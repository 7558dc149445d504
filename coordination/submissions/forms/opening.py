"""Giving out the form of a body for a step: prefilled with what it wrote last, beside what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from coordination.documents.workbook.model import Form
from coordination.submissions.asking.asks import PLAN, VALUE
from coordination.submissions.forms.basis import Base, Basis, gather, latest_base
from coordination.submissions.forms.built import Built
from coordination.submissions.forms.hand import Hand, entered
from coordination.submissions.forms.head import dressed
from coordination.submissions.forms.registry import BUILDERS

FIGURES: Final = tuple(f".{part}" for part in (VALUE, PLAN))
"""Endings of the columns that hold figures and plans of indicators."""
EXPLAINED_BY: Final = ("note", "reason")
"""Columns of a year in which a word is given on that year's figure."""


@dataclass(frozen=True)
class Opened:
    """A form with what it was made of, and the way back to the document."""

    basis: Basis
    built: Built
    form: Form

    @property
    def said(self) -> dict[str, Any]:
        """Give the document the form holds as it was given out: what the body wrote last, spelt as a form spells it."""
        return self.built.take(Hand(self.form, entered(self.form)))


def form_of(session: Session, stage: str, body: str, *, blank: bool = False) -> Form:
    """Give the form of a body for a step; ``blank``: without what the body wrote before.

    NotFoundError where the body owes nothing.
    """
    base = latest_base(session, stage, body)
    return opened(session, stage, body, Base(0, 0, base.snapshot) if blank else base).form


def opened(session: Session, stage: str, body: str, base: Base) -> Opened:
    """Give the form that builds on a revision and a configuration."""
    basis = gather(session, stage, body, base)
    built = BUILDERS[basis.step.method](basis)
    return Opened(basis, built, dressed(basis, built))


def figures_of(form: Form) -> tuple[int, int]:
    """Count the cells for a figure or a plan that are to be filled in, and those the form works out of others.

    Together they are what the step asks of the body, as burden and quality count it.
    """
    asked = sum(each.column.endswith(FIGURES) for each in form.inputs())
    worked_out = sum(
        key.endswith(FIGURES) and _open_beside(key, row.locked)
        for sheet in form.sheets
        for row in sheet.rows
        for key in row.locked
    )
    return asked, worked_out


def _open_beside(key: str, locked: tuple[str, ...]) -> bool:
    """Say whether a word may be given on a locked figure: what is not asked at all has no open cell in its year."""
    year = key.partition(".")[0]
    return not any(f"{year}.{name}" in locked for name in EXPLAINED_BY)
