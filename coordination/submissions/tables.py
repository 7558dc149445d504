"""Rows of what bodies hand in; a revision is never overwritten."""

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
    handed_in_at: datetime = Field(sa_type=UTCDateTime)
