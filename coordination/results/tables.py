"""Rows of results and of the positions bodies take on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from coordination.store.types import UTCDateTime


class ResultRow(SQLModel, table=True):
    """What a method made of accepted submissions, with the hashes of all that went in."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'adopted', 'adopted_with_reservations', 'referred')", name="state_known"),
    )

    key: str = Field(primary_key=True)
    stage: str = Field(foreign_key="stage.key", index=True)
    version: int
    method: str
    method_version: str
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    content_hash: str
    inputs: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    state: str = "draft"
    outcome: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    made_at: datetime = Field(sa_type=UTCDateTime)


class PositionRow(SQLModel, table=True):
    """A body's stance on a draft result or on one clause of it (``clause`` empty: the whole)."""

    __tablename__ = "position"
    __table_args__ = (
        CheckConstraint("stance IN ('agree', 'agree_with_reservation', 'neutral', 'object')", name="stance_known"),
    )

    result: str = Field(primary_key=True, foreign_key="result.key")
    body: str = Field(primary_key=True)
    clause: str = Field(primary_key=True, default="")
    stance: str
    text: str | None = None
    tacit: bool = False
    at: datetime = Field(sa_type=UTCDateTime)
