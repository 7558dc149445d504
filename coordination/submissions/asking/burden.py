"""The burden report: cells asked and cells spared, by step and body, and what is asked twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from coordination.cycles.queries import get_cycle, region_of
from coordination.cycles.tables import CycleRow
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region
from coordination.submissions.asking.asks import Entry, by, count, register
from coordination.submissions.asking.register import asked_by, asked_in, catalogue_of

Places = Mapping[tuple[str, str], str]
"""Where a configuration names an indicator: ``file:line:column`` by ``procedure/step`` and code."""


def of_region(region: Region, period: str, places: Places | None = None) -> dict[str, Any]:
    """Give the burden a region's configuration makes in one plan period, before any cycle is opened."""
    catalogue = catalogue_of(region)
    entries = register(asked_by(region, period), catalogue)
    told = _report(entries, region, places or {})
    return {"region": region.code, "cycle": None, "period": period} | told


def of_cycle(session: Session, cycle: str) -> dict[str, Any]:
    """Give the burden of a running cycle, what other cycles of its region asked before counted in; NotFoundError."""
    row = get_cycle(session, cycle)
    return next(each for each in _of_cycles(session, [row]))


def of_all(session: Session) -> list[dict[str, Any]]:
    """Give the burden of every cycle that was not cancelled."""
    query = select(CycleRow).where(CycleRow.state != "cancelled").order_by(col(CycleRow.region), col(CycleRow.key))
    return _of_cycles(session, session.exec(query).all())


def _of_cycles(session: Session, rows: Iterable[CycleRow]) -> list[dict[str, Any]]:
    registers: dict[str, list[Entry]] = {}
    found = []
    for row in rows:
        region = region_of(session, row)
        if row.region not in registers:
            registers[row.region] = register(asked_in(session, row.region), catalogue_of(region))
        own = [each for each in registers[row.region] if each.asked.stage.startswith(f"{row.key}/")]
        found.append({"region": row.region, "cycle": row.key, "period": row.period} | _report(own, region, {}))
    return found


def _report(entries: Sequence[Entry], region: Region, places: Places) -> dict[str, Any]:
    names = {each.code: each.short.model_dump() for each in region.bodies}
    return count(entries) | {
        "stages": [{"stage": key} | count(group) for key, group in by(entries, "stage")],
        "bodies": [{"body": key, "name": names.get(key)} | count(group) for key, group in sorted(by(entries, "body"))],
        "twice": _twice(entries, catalogue_of(region), places),
    }


def _twice(entries: Iterable[Entry], catalogue: Mapping[str, Indicator], places: Places) -> list[dict[str, Any]]:
    """Give each figure that need not be asked, once for all bodies and years."""
    found: dict[tuple[str, str, str, str, tuple[str, ...]], list[Entry]] = {}
    for each in entries:
        if each.spared:
            key = (
                each.asked.stage,
                each.asked.ask.definition,
                each.asked.ask.part,
                each.served_from,
                each.derived_from,
            )
            found.setdefault(key, []).append(each)
    return [
        {
            "stage": stage,
            "definition": definition,
            "name": _name(group[0], catalogue).model_dump(),
            "served_from": source or None,
            "derived_from": list(parts),
            "part": group[0].asked.ask.part,
            "years": sorted({each.asked.ask.year for each in group}),
            "cells": len(group),
            "where": places.get((stage, group[0].asked.ask.indicator or definition)),
        }
        for (stage, definition, _, source, parts), group in found.items()
    ]


def _name(entry: Entry, catalogue: Mapping[str, Indicator]) -> Text:
    ask = entry.asked.ask
    known = catalogue.get(ask.indicator)
    return known.name if known else Text(vi=ask.definition, en=ask.definition)
