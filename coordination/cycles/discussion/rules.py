"""What becomes of figures put up for discussion: who may say what after what, and where each figure stands. Pure.

A thread is opened for a province with all its figures out of the agreed band. The province answers each: it hands in
another figure, or keeps its own and says why; both sides may ask and answer in words. Nobody answers for the province, and
nothing said in a thread changes the unified forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from coordination.kernel.text import Text


class Kind(StrEnum):
    """What an entry of a thread does."""

    OPENED = "opened"
    REVISED = "revised"
    RESERVED = "reserved"
    SAID = "said"
    LAPSED = "lapsed"
    """Other figures lay unsigned when the step was settled, and count for nothing."""


class Side(StrEnum):
    """Who acts: the engine for the secretariat, the province whose figures they are, the secretariat itself."""

    ENGINE = "engine"
    PROVINCE = "province"
    SECRETARIAT = "secretariat"


class State(StrEnum):
    """Where a figure stands."""

    OPEN = "open"
    REVISED = "revised"
    RESERVED = "reserved"


MOVES: Final[Mapping[tuple[State, Kind, Side], State]] = {
    (State.OPEN, Kind.REVISED, Side.PROVINCE): State.REVISED,
    (State.OPEN, Kind.RESERVED, Side.PROVINCE): State.RESERVED,
    # A province may think better of it, and a later reason takes the place of an earlier one.
    (State.RESERVED, Kind.REVISED, Side.PROVINCE): State.REVISED,
    (State.RESERVED, Kind.RESERVED, Side.PROVINCE): State.RESERVED,
    # What is said of a figure handed in anew stands in its own reason: there is nothing left to reserve.
    (State.REVISED, Kind.REVISED, Side.PROVINCE): State.REVISED,
    **{(state, Kind.SAID, side): state for state in State for side in (Side.PROVINCE, Side.SECRETARIAT)},
}
"""Where a figure stands, what is done about it and by whom → where it then stands; what is not here is refused."""
WORDS: Final[Mapping[State, Text]] = {
    State.OPEN: Text(vi="chưa trả lời", en="unanswered"),
    State.REVISED: Text(vi="đã sửa", en="revised"),
    State.RESERVED: Text(vi="bảo lưu", en="reserved"),
}
KINDS: Final[Mapping[Kind, Text]] = {
    Kind.OPENED: Text(vi="mở trao đổi", en="opened"),
    Kind.REVISED: Text(vi="sửa số liệu", en="figures revised"),
    Kind.RESERVED: Text(vi="bảo lưu số liệu", en="figures kept"),
    Kind.SAID: Text(vi="hỏi, trả lời", en="asked, answered"),
    Kind.LAPSED: Text(
        vi="bản sửa chưa đủ chữ ký khi chốt kết quả, không được tính",
        en="revision not signed when the result was settled, does not count",
    ),
}

Key = tuple[str, int]
"""Indicator and year of a figure of the thread's province."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a thread, as its event tells it."""

    event: int
    at: datetime
    data: Mapping[str, Any]

    @property
    def kind(self) -> Kind:
        """Give what it does."""
        return Kind(self.data["kind"])

    @property
    def keys(self) -> tuple[Key, ...]:
        """Give the figures it is about; of words, none means all."""
        return tuple((each["indicator"], each["period"]) for each in self.data["rows"])


@dataclass(frozen=True, slots=True)
class Row:
    """One figure under discussion: as it was put up, as it is now, where it stands, and the events that prove it."""

    first: Mapping[str, Any]
    now: Mapping[str, Any]
    state: State
    reason: str | None
    events: tuple[int, ...]


def rows_of(entries: Iterable[Entry]) -> dict[Key, Row]:
    """Give where each figure of a thread stands after its entries, in the order they were put up.

    A new opening, after a new unified forecast, puts up its own figures in place of those before. A figure that is what
    it was when it was put up is open again.
    """
    rows: dict[Key, Row] = {}
    for entry in entries:
        if entry.kind is Kind.OPENED:
            rows = {}
        for key, told in zip(entry.keys, entry.data["rows"], strict=True):
            row = rows.get(key)
            if row is None:
                rows[key] = Row(told, told, State.OPEN, None, (entry.event,))
            else:
                rows[key] = _after(row, entry, told)
    return rows


def _after(row: Row, entry: Entry, told: Mapping[str, Any]) -> Row:
    events = (*row.events, entry.event)
    if entry.kind is Kind.RESERVED:
        return Row(row.first, row.now, State.RESERVED, entry.data["text"], events)
    if entry.kind is Kind.REVISED:
        state = State.OPEN if same(row.first["own"], told["own"]) else State.REVISED
        return Row(row.first, told, state, None, events)
    return Row(row.first, row.now, row.state, row.reason, events)


def same(one: str | None, other: str | None) -> bool:
    """Say whether two figures, or their absence, are the same, however many noughts they are written with."""
    if one is None or other is None:
        return one is other
    return Decimal(one) == Decimal(other)


def may(state: State, kind: Kind, side: Side) -> bool:
    """Say whether a side may do something about a figure that stands somewhere."""
    return (state, kind, side) in MOVES
