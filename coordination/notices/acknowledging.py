"""Asking for receipts: when, whom, and how often."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from coordination.notices.tables import NoticeRow


def first_asked(session: Session, notice: NoticeRow, now: datetime) -> datetime | None:
    """Give the moment at which the receipt of a notice delivered now is asked for; None if it never is."""
    return None
