"""Dialogues about assigned targets as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from coordination.cycles.dialogue.rules import MAY_FOLLOW, OWN_FIGURE, EntryKind
from coordination.cycles.tables import TargetEntryRow
from coordination.kernel.numerals import written
from coordination.methods.indicators import Indicator


def entry(row: TargetEntryRow) -> dict[str, Any]:
    """Give one entry."""
    return {
        "number": row.number,
        "kind": row.kind,
        "body": row.body,
        "to": row.addressee,
        "value": row.value,
        "grounds": row.grounds,
        "said_on": row.said_on.isoformat(),
        "recorded": row.recorded_at.isoformat(),
    }


def added(row: TargetEntryRow, *, new: bool) -> dict[str, Any]:
    """Give an entry with the dialogue it belongs to, and whether it was recorded just now."""
    return {"dialogue": f"{row.stage}/{row.indicator}/{row.unit}/{row.year}"} | entry(row) | {"new": new}


def dialogues(rows: Iterable[TargetEntryRow]) -> list[dict[str, Any]]:
    """Give dialogues with where they stand, the figure each party named last, and what is between them."""
    return [_dialogue(list(group)) for _, group in groupby(rows, key=_topic)]


def _topic(row: TargetEntryRow) -> tuple[str, str, str, int]:
    return row.stage, row.indicator, row.unit, row.year


def _dialogue(rows: list[TargetEntryRow]) -> dict[str, Any]:
    first, last = rows[0], rows[-1]
    standing = EntryKind(last.kind)
    named = {
        body: next((row.value for row in reversed(rows) if row.body == body and row.kind in OWN_FIGURE), None)
        for body in (first.body, first.addressee)
    }
    return {
        "stage": first.stage,
        "indicator": first.indicator,
        "unit": first.unit,
        "year": first.year,
        "superior": first.body,
        "addressed": first.addressee,
        "state": last.kind,
        "value": last.value,
        "agreed": last.value if standing is EntryKind.AGREED else None,
        "superior_value": named[first.body],
        "addressed_value": named[first.addressee],
        "next": {str(kind): str(side) for kind, side in MAY_FOLLOW[standing].items()},
        "entries": [entry(row) for row in rows],
    }


def told(row: TargetEntryRow, last: TargetEntryRow | None, indicator: Indicator) -> dict[str, Any]:
    """Give what the event of an entry says; ``parties`` is who is told, the one that spoke knows."""
    return {
        "stage": row.stage,
        "indicator": row.indicator,
        "name": indicator.name.model_dump(),
        "unit": row.unit,
        "year": row.year,
        "number": row.number,
        "kind": row.kind,
        "body": row.body,
        "parties": [row.addressee],
        "value": row.value,
        "figure": _figure(row.value, indicator),
        "before": _figure(last.value, indicator) if last else None,
        "grounds": row.grounds,
        "said_on": row.said_on.isoformat(),
    }


def _figure(value: str, indicator: Indicator) -> dict[str, str]:
    exact, unit = Decimal(value), indicator.unit
    return {"vi": f"{written(exact, None, 'vi')} {unit.vi}", "en": f"{written(exact, None, 'en')} {unit.en}"}
