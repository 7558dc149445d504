"""Threads about provinces' own figures as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from coordination.cycles.discussion.rules import Entry, Kind, Row, State, rows_of
from coordination.cycles.tables import StageRow


def thread(stage: StageRow, body: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """Give a thread: where each figure stands with the events that prove it, and what was said, entry by entry."""
    return brief(stage, body, entries) | {"entries": [entry(each) for each in entries]}


def brief(stage: StageRow, body: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """Give a thread without what was said."""
    rows = rows_of(entries).values()
    counted = Counter(each.state for each in rows)
    return {
        "stage": stage.key,
        "body": body,
        "until": stage.positions_due.isoformat(),
        "result": next(each.data["result"] for each in reversed(entries) if each.kind is Kind.OPENED),
        "asked": unanswered(body, entries),
        **{str(state): counted[state] for state in State},
        "rows": [row(each) for each in rows],
    }


def row(found: Row) -> dict[str, Any]:
    """Give one figure: as it was put up, what it was changed to or why it is kept, and the numbers of its events."""
    revised = found.state is State.REVISED
    return {name: each for name, each in found.first.items() if name != "before"} | {
        "state": str(found.state),
        "revised_to": found.now["own"] if revised else None,
        "revised_beyond_band": found.now["beyond_band"] if revised else None,
        "revised": found.now["words"]["own"] if revised else None,
        "kept_because": found.reason,
        "events": list(found.events),
    }


def entry(found: Entry) -> dict[str, Any]:
    """Give one entry."""
    data = found.data
    return {
        "number": data["number"],
        "kind": data["kind"],
        "by": data["by"],
        "to": data["parties"],
        "at": found.at.isoformat(),
        "event": found.event,
        "text": data["text"],
        "late": data.get("late", False),
        "submission": data.get("submission"),
        "draft": data.get("draft"),
        "rows": [f"{code}/{year}" for code, year in found.keys],
    }


def unanswered(body: str, entries: Sequence[Entry]) -> bool:
    """Say whether the province asked something, in words, that the other side has not answered."""
    said = [each.data["by"] for each in entries if each.kind is Kind.SAID]
    return bool(said) and said[-1] == body
