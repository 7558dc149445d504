"""Giving out the form of a body for a step: prefilled with what it wrote last, beside what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from coordination.documents.workbook.model import Form
from coordination.submissions.forms.basis import Base, Basis, gather, latest_base
from coordination.submissions.forms.built import Built
from coordination.submissions.forms.hand import Hand, entered
from coordination.submissions.forms.head import dressed
from coordination.submissions.forms.registry import BUILDERS


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
