"""Rows of the outbox: what is told to whom, every attempt to deliver it, and its receipt."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from coordination.store.types import UTCDateTime


class TellingRow(SQLModel, table=True):
    """What the letters about an event may name besides the event itself, as it stood when it happened."""

    __tablename__ = "telling"

    event: int = Field(primary_key=True, foreign_key="event.seq")
    snapshot: str = Field(foreign_key="region_snapshot.hash")
    ends_on: date
    """Last day of the cycle."""
    stage: str | None = None
    dates: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    """The step's dates and why they are those days."""


class NoticeRow(SQLModel, table=True):
    """One event told to one recipient over one channel.

    Its letter is set when it is to be sent and is then kept as it was sent; until then its words are None.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sending', 'delivered', 'uncertain', 'failed')", name="state_known"),
        Index("notice_outbox", "state", "event", "recipient"),
    )

    key: str = Field(primary_key=True)
    event: int = Field(foreign_key="event.seq")
    type: str = Field(index=True)
    cycle: str = Field(index=True)
    stage: str | None = None
    recipient: str = Field(index=True)
    office: str
    address: str
    channel: str = "email"
    language: str
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    text_hash: str | None = None
    calendar: str | None = None
    """An invitation as iCalendar text (RFC 5545), with its METHOD; None where nothing is to be put in calendars."""
    state: str = "queued"
    attempts: int = 0
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class DeliveryRow(SQLModel, table=True):
    """One attempt to deliver a notice and what the server said."""

    __tablename__ = "delivery"

    notice: str = Field(primary_key=True, foreign_key="notice.key")
    attempt: int = Field(primary_key=True)
    outcome: str
    reply: str
    at: datetime = Field(sa_type=UTCDateTime)


class AcknowledgementRow(SQLModel, table=True):
    """A body's word that it has received a notice."""

    __tablename__ = "acknowledgement"

    notice: str = Field(primary_key=True, foreign_key="notice.key")
    body: str
    office: str
    at: datetime = Field(sa_type=UTCDateTime)
