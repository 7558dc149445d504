"""Rows of the outbox: what is told to whom, every attempt to deliver it, and what came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from coordination.store.types import UTCDateTime

STATES = ("queued", "sending", "delivered", "uncertain", "failed", "set_aside")
RECEIPTS = ("arrived", "opened", "acknowledged", "answered")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(each) for each in values)})", name=f"{column}_known")


class TellingRow(SQLModel, table=True):
    """What the letters about an event may name besides the event itself, as it stood when it happened."""

    __tablename__ = "telling"

    event: int = Field(primary_key=True, foreign_key="event.seq")
    snapshot: str = Field(foreign_key="region_snapshot.hash")
    ends_on: date | None = None
    """Last day of the cycle; None for what belongs to none."""
    stage: str | None = None
    dates: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    """The step's dates and why they are those days."""
    bodies: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    """Names of recipients that the configuration does not hold, by code: communes."""


class NoticeRow(SQLModel, table=True):
    """One event told to one recipient over one channel.

    Its letter is set when it is to be sent and is then kept as it was sent; until then its words are None.
    """

    __tablename__ = "notice"
    __table_args__ = (
        _one_of("state", STATES),
        Index("notice_outbox", "state", "crashes", "attempts", "event", "recipient"),
    )

    key: str = Field(primary_key=True)
    event: int = Field(foreign_key="event.seq", index=True)
    type: str = Field(index=True)
    cycle: str = Field(index=True)
    """Cycle it belongs to; of a circular, the region's code."""
    stage: str | None = None
    recipient: str = Field(index=True)
    role: str = "drafter"
    """Office of the body that is written to: drafter or head."""
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
    digest: str | None = None
    """daily or weekly where the office chose to be told together; None for a letter of its own."""
    mail: str | None = Field(default=None, index=True)
    """Name of the message it goes out in, from which the Message-ID is made; several of a digest share one."""
    state: str = "queued"
    reason: str | None = None
    """Why it is not delivered: the last words of the server, or of what went wrong here."""
    attempts: int = 0
    crashes: int = 0
    """How often the sender died, or stumbled, with it in hand."""
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    """When it was first tried."""
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    """Not to be sent before; of an uncertain one, when it goes out again (None: a person decides)."""
    alarm: str | None = None
    """What the secretariat has been told of its trouble: delayed, then failed."""
    supersedes: str | None = Field(default=None, index=True)
    """Key of the notice it corrects."""
    chase_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    """When its receipt is next asked for; None when nothing is to be asked."""
    chased: int = 0
    """How often its receipt was asked for."""
    created_at: datetime = Field(sa_type=UTCDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    """When the mail server took it."""


class DeliveryRow(SQLModel, table=True):
    """One attempt to deliver a notice: where it ended and what the server said."""

    __tablename__ = "delivery"

    notice: str = Field(primary_key=True, foreign_key="notice.key")
    attempt: int = Field(primary_key=True)
    outcome: str
    phase: str
    code: int | None = None
    reply: str
    address: str
    mail: str
    at: datetime = Field(sa_type=UTCDateTime)


class ReceiptRow(SQLModel, table=True):
    """What came back of a notice: it arrived, was opened, acknowledged by an office, answered."""

    __tablename__ = "receipt"
    __table_args__ = (_one_of("step", RECEIPTS),)

    notice: str = Field(primary_key=True, foreign_key="notice.key")
    step: str = Field(primary_key=True)
    body: str
    office: str
    words: str = ""
    at: datetime = Field(sa_type=UTCDateTime)


class MailboxRow(SQLModel, table=True):
    """An address that was refused for good: the body's contact is to be looked after."""

    __tablename__ = "mailbox"

    address: str = Field(primary_key=True)
    notice: str = Field(foreign_key="notice.key")
    reason: str
    since: datetime = Field(sa_type=UTCDateTime)


class CircuitRow(SQLModel, table=True):
    """How a mail server behaves: failures in a row, and whether it is left alone until a probe."""

    __tablename__ = "circuit"

    server: str = Field(primary_key=True)
    failures: int = 0
    problem: str = ""
    open_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    probe_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class OfficialLetterRow(SQLModel, table=True):
    """The number of the official letter that an event goes out with: without gaps in each issuer's year."""

    __tablename__ = "official_letter"
    __table_args__ = (UniqueConstraint("issuer", "year", "number"),)

    event: int = Field(primary_key=True, foreign_key="event.seq")
    issuer: str
    year: int
    number: int


class AttachmentRow(SQLModel, table=True):
    """A file that a circular carries, by the hash of its content."""

    __tablename__ = "attachment"

    hash: str = Field(primary_key=True)
    name: str
    media: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
