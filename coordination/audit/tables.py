"""The event table. Triggers of the first migration refuse UPDATE and DELETE."""

from sqlmodel import Field, SQLModel


class EventRow(SQLModel, table=True):
    """One event; ``seq`` counts from 1 without a gap."""

    __tablename__ = "event"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    type: str = Field(index=True)
    subject: str = Field(index=True)
    cycle: str = Field(index=True)
    data: str
    previous: str
    hash: str = Field(unique=True)
