"""Dialogues about assigned targets as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from coordination.cycles.dialogue.rules import AWAITS, MAY_FOLLOW, OWN_FIGURE, EntryKind, Side, said_words
from coordination.cycles.tables import TargetEntryRow
from coordination.kernel.numerals import written
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region


def entry(row: TargetEntryRow, region: Region) -> dict[str, Any]:
    """Give one entry; ``words`` is what it says, with the figure in its unit."""
    return {
        "number": row.number,
        "kind": row.kind,
        "body": row.body,
        "to": row.addressee,
        "value": row.value,
        "grounds": row.grounds,
        "said_on": row.said_on.isoformat(),
        "recorded": row.recorded_at.isoformat(),
        "words": said_words(EntryKind(row.kind), _figure(row.value, _indicator(region, row))).model_dump(),
    }


def added(row: TargetEntryRow, region: Region, *, new: bool) -> dict[str, Any]:
    """Give an entry with the dialogue it belongs to, and whether it was recorded just now."""
    return {"dialogue": _key(row)} | entry(row, region) | {"new": new}


def dialogues(rows: Iterable[TargetEntryRow], regions: Mapping[str, Region]) -> list[dict[str, Any]]:
    """Give dialogues with where they stand, whom they wait for, and the figure each party named last.

    An entry is ``replaced`` where the same body named another figure in its place. ``regions`` are the configurations of
    the steps: things are called by the names they have there.
    """
    return [_dialogue(list(group), regions[key[0]]) for key, group in groupby(rows, key=_topic)]


def _topic(row: TargetEntryRow) -> tuple[str, str, str, int]:
    return row.stage, row.indicator, row.unit, row.year


def _key(row: TargetEntryRow) -> str:
    return "/".join(map(str, _topic(row)))


def _dialogue(rows: list[TargetEntryRow], region: Region) -> dict[str, Any]:
    first, last = rows[0], rows[-1]
    said = [
        entry(row, region) | {"replaced": after is not None and after.kind == row.kind}
        for row, after in zip(rows, (*rows[1:], None), strict=True)
    ]
    parties = {Side.SUPERIOR: first.body, Side.ADDRESSED: first.addressee}
    standing = EntryKind(last.kind)
    named = {
        body: next((row.value for row in reversed(rows) if row.body == body and row.kind in OWN_FIGURE), None)
        for body in (first.body, first.addressee)
    }
    return {
        "key": _key(first),
        "stage": first.stage,
        "indicator": first.indicator,
        "unit": first.unit,
        "year": first.year,
        "names": _names(first, region),
        "superior": first.body,
        "addressed": first.addressee,
        "state": last.kind,
        "value": last.value,
        "agreed": last.value if standing is EntryKind.AGREED else None,
        "superior_value": named[first.body],
        "addressed_value": named[first.addressee],
        "figures": {
            side: _figure(value, _indicator(region, first)).model_dump() if (value := named[body]) else None
            for side, body in (("superior", first.body), ("addressed", first.addressee))
        },
        "awaits": parties[AWAITS[standing]] if standing in AWAITS else None,
        "next": {str(kind): str(side) for kind, side in MAY_FOLLOW[standing].items()},
        "last": said[-1],
        "entries": said,
    }


def _names(row: TargetEntryRow, region: Region) -> dict[str, dict[str, str]]:
    """Name what a dialogue is about and its parties; by the code what an amended configuration no longer has."""
    indicator = _indicator(region, row)
    superior, addressed = region.body(row.body), region.body(row.addressee)
    found = {
        "indicator": (row.indicator, indicator and indicator.name),
        "unit": (row.unit, next((each.full_name for each in region.units if each.code == row.unit), None)),
        "superior": (row.body, superior and superior.name),
        "addressed": (row.addressee, addressed and addressed.name),
    }
    return {name: (text or Text(vi=code, en=code)).model_dump() for name, (code, text) in found.items()}


def _indicator(region: Region, row: TargetEntryRow) -> Indicator | None:
    return next((each for each in region.indicators if each.code == row.indicator), None)


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
        "figure": _figure(row.value, indicator).model_dump(),
        "before": _figure(last.value, indicator).model_dump() if last else None,
        "grounds": row.grounds,
        "said_on": row.said_on.isoformat(),
    }


def _figure(value: str, indicator: Indicator | None) -> Text:
    exact, unit = Decimal(value), indicator.unit if indicator else Text(vi="", en="")
    vi, en = (f"{written(exact, None, language)} {unit.in_language(language)}".strip() for language in ("vi", "en"))
    return Text(vi=vi, en=en)
