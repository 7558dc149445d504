"""Rows of cycles, their steps, what is owed in each, and meetings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from coordination.cycles.dialogue.rules import EntryKind
from coordination.cycles.states import ObligationState, StageState
from coordination.store.types import UTCDateTime


def _one_of(column: str, states: type) -> CheckConstraint:
    values = ", ".join(f"'{state}'" for state in states)  # type: ignore[attr-defined]
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


class SnapshotRow(SQLModel, table=True):
    """A configuration as it was accepted; cycles point at it and never see later changes."""

    __tablename__ = "region_snapshot"

    hash: str = Field(primary_key=True)
    region: str
    content: str


class CycleRow(SQLModel, table=True):
    """A procedure running for a region or a province and a plan period."""

    __tablename__ = "cycle"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed', 'cancelled')", name="state_known"),)

    key: str = Field(primary_key=True)
    region: str = Field(index=True)
    unit: str | None = None
    procedure: str
    period: str
    snapshot: str = Field(foreign_key="region_snapshot.hash")
    state: str = "open"
    simulated: bool = False
    opened_on: date
    ends_on: date
    opened_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class StageRow(SQLModel, table=True):
    """A step of a running cycle; legal, planned and actual dates are kept apart."""

    __tablename__ = "stage"
    __table_args__ = (_one_of("state", StageState), Index("stage_agenda", "wake_at", "position", "key"))

    key: str = Field(primary_key=True)
    cycle: str = Field(foreign_key="cycle.key", index=True)
    step: str
    position: int
    state: str = StageState.SCHEDULED
    outcome: str | None = None
    legal_on: date | None = None
    planned_opens: date
    planned_due: date
    opens: date
    due: date
    closes: date
    positions_due: date
    explained: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    exceptions: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    excused_until: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    """Last days of extensions granted here and due dates of single bodies: days on which somebody may become late besides
    the due date."""
    agreed: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """Settings the bodies agreed on in an earlier step; they go before those of the configuration."""
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    synthesised_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    done_through: datetime | None = Field(default=None, sa_type=UTCDateTime)
    wake_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ObligationRow(SQLModel, table=True):
    """What one body owes in one step."""

    __tablename__ = "obligation"
    __table_args__ = (_one_of("state", ObligationState),)

    stage: str = Field(primary_key=True, foreign_key="stage.key")
    body: str = Field(primary_key=True, index=True)
    what: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    state: str = ObligationState.PENDING
    due: date
    handed_in_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    own_due: date | None = None
    """Due date of its own that was agreed for the body, where it owes what only it was assigned."""
    excused_until: date | None = None
    """Last day of an extension: until its end the body is not late, whatever the due date was."""
    was_late: bool = False
    reminded_through: datetime | None = Field(default=None, sa_type=UTCDateTime)
    overdue_told: date | None = None
    """The day after which it was told to be overdue: a deadline that moves on is told anew."""
    remind_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


class ExtensionRow(SQLModel, table=True):
    """More time for one body in one step: asked for with its ground, granted or refused by an authority."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'granted', 'refused')", name="state_known"),
        ForeignKeyConstraint(["stage", "body"], ["obligation.stage", "obligation.body"]),
    )

    stage: str = Field(primary_key=True)
    body: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: str = "asked"
    ground: str
    reason: str
    until: date
    """New date: the one asked for, then the one granted."""
    expires_on: date
    """Last day on which the extension excuses the body."""
    authority: str | None = None
    answer: str | None = None
    asked_at: datetime = Field(sa_type=UTCDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class DateChangeRow(SQLModel, table=True):
    """One move of one date of a step; the first planned date is what the first move started from."""

    __tablename__ = "date_change"
    __table_args__ = (
        CheckConstraint("cause IN ('amended', 'opened_late', 'draft_late', 'extended')", name="cause_known"),
    )

    stage: str = Field(primary_key=True, foreign_key="stage.key")
    field: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    before: date | None
    after: date | None
    cause: str
    why: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    """The derivation of the date that was given up."""
    at: datetime = Field(sa_type=UTCDateTime)


class ExchangeRow(SQLModel, table=True):
    """A semi-official exchange, workshop, or committee–agency exchange."""

    __tablename__ = "exchange"
    __table_args__ = (CheckConstraint("state IN ('scheduled', 'held', 'cancelled')", name="state_known"),)

    key: str = Field(primary_key=True)
    stage: str = Field(foreign_key="stage.key", index=True)
    kind: str
    name: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    parties: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    agenda: list[Any] = Field(default_factory=list, sa_column=Column(JSON))
    starts_at: datetime = Field(sa_type=UTCDateTime)
    ends_at: datetime = Field(sa_type=UTCDateTime)
    sequence: int = 0
    """Raised with every change people's calendars must take over (RFC 5545, SEQUENCE)."""
    changed_at: datetime = Field(sa_type=UTCDateTime)
    state: str = "scheduled"
    minutes: str | None = None
    agreed: list[Any] = Field(default_factory=list, sa_column=Column(JSON))


class TargetEntryRow(SQLModel, table=True):
    """One entry of the dialogue about an assigned target: who said what on which day. Entries are only ever added."""

    __tablename__ = "target_entry"
    __table_args__ = (_one_of("kind", EntryKind),)

    stage: str = Field(primary_key=True, foreign_key="stage.key")
    indicator: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    body: str
    """Who says it."""
    addressee: str
    """To whom."""
    value: str
    """The figure on the table after it, in the indicator's unit, with every digit it was given."""
    grounds: str | None = None
    said_on: date
    recorded_at: datetime = Field(sa_type=UTCDateTime)
