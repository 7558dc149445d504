"""Rows of what bodies hand in, and of drafts that still circulate inside a body; neither is ever overwritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from coordination.store.types import UTCDateTime


class SubmissionRow(SQLModel, table=True):
    """One revision of what a body handed in for a step."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("state IN ('submitted', 'returned', 'accepted')", name="state_known"),
        UniqueConstraint("stage", "body", "revision"),
    )

    key: str = Field(primary_key=True)
    stage: str = Field(foreign_key="stage.key", index=True)
    body: str
    revision: int
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    content_hash: str
    findings: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    state: str = "submitted"
    reason: str | None = None
    figures_frozen: bool = False
    """Returned for its words alone: the next revision keeps every figure of this one."""
    handed_in_at: datetime = Field(sa_type=UTCDateTime)
    """Where the step asks for sign-off: the moment of the last signature, not of the draft."""


class DraftRow(SQLModel, table=True):
    """What a body's drafter wrote for sign-off; the one that gets the last signature becomes a submission."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'checked', 'approved')", name="state_known"),
        UniqueConstraint("stage", "body", "revision", "number"),
    )

    key: str = Field(primary_key=True)
    stage: str = Field(foreign_key="stage.key", index=True)
    body: str
    revision: int
    """The revision it is to become; once another has become it, the draft is history."""
    number: int
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    content_hash: str
    findings: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    state: str = "draft"
    written_at: datetime = Field(sa_type=UTCDateTime)
