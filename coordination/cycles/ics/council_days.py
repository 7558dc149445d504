"""The regular sessions that councils have fixed, as entries of calendars, with the history of their days."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import events
from coordination.cycles.ics.invitations import uid
from coordination.cycles.tables import SnapshotRow
from coordination.documents.ics import Entry
from coordination.kernel.text import Text
from coordination.regions.model import Region

SESSION = Text(vi="Kỳ họp Hội đồng nhân dân", en="Council session")
SESSIONS = {"mid_year": Text(vi="giữa năm", en="mid-year"), "year_end": Text(vi="cuối năm", en="year-end")}


def session_entries(session: Session, region: Region, units: set[str], language: str) -> Iterator[Entry]:
    """Give the sessions that councils have fixed, as the configurations adopted one after the other had them."""
    councils = {unit.code: unit.full_name.in_language(language) for unit in region.units if unit.code in units}
    told: dict[tuple[str, str, int], list[tuple[date | None, str, datetime]]] = defaultdict(list)
    for at, content in _adopted(session, region.code):
        fixed = [each for each in content["council_sessions"] if each["unit"] in councils]
        present = {(each["unit"], each["kind"], date.fromisoformat(each["opens"]).year): each for each in fixed}
        for key in {**told, **present}:
            each = present.get(key)
            opens = date.fromisoformat(each["opens"]) if each else None
            if not told[key] or told[key][-1][0] != opens:
                told[key].append((opens, each["basis"]["text"] if each else "", at))
    for (unit, kind, year), history in told.items():
        opens, basis, changed_at = history[-1]
        last = next(day for day, _, _ in reversed(history) if day)
        which = SESSIONS.get(kind, Text(vi=kind, en=kind)).in_language(language)
        yield Entry(
            uid=uid(region.code, unit, "session", kind, str(year)),
            summary=f"{SESSION.in_language(language)} {which} ({councils[unit]})",
            description=basis,
            starts=last,
            sequence=len(history) - 1,
            changed_at=changed_at,
            created_at=history[0][2],
            status="CONFIRMED" if opens else "CANCELLED",
            category=SESSION.in_language(language),
        )


def _adopted(session: Session, region: str) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Give the configurations that a region's cycles were opened with or amended to, in the order they came."""
    found = [
        event
        for kind in ("cycle.opened", "cycle.amended")
        for event in events(session, kind=kind, limit=1_000_000)
        if event.subject.partition("/")[0].partition(":")[0] == region and "snapshot" in event.data
    ]
    last = None
    for event in sorted(found, key=lambda each: each.seq):
        if event.data["snapshot"] != last:
            last = event.data["snapshot"]
            yield event.at, json.loads(session.get_one(SnapshotRow, last).content)
