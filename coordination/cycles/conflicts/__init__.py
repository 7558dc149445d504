"""What collides in a region's year, or does not fit: found before anybody is invited or reminded. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from coordination.calendar.rules import Due
from coordination.cycles.conflicts.collisions import collisions
from coordination.cycles.conflicts.model import Conflict, Item, found
from coordination.cycles.conflicts.programme import Impossible, Programme, lay_out
from coordination.cycles.conflicts.windows import windows
from coordination.kernel.period import Period
from coordination.regions.model import Region

__all__ = ["Conflict", "Item", "conflicts"]


def conflicts(region: Region, period: Period) -> list[Conflict]:
    """Give what collides or does not fit in a region's year, the gravest first, then by day and body.

    Needs no database and never raises for a region that loads: a date no rule gives is a conflict too.
    """
    programme = lay_out(region, period)
    every = [
        *_impossible(programme),
        *_other_map(programme),
        *collisions(programme),
        *windows(programme),
        *_not_announced(programme),
    ]
    return sorted(every, key=Conflict.place)


def _impossible(programme: Programme) -> Iterator[Conflict]:
    """Say once of each rule that gives no date, in however many provinces."""
    grouped: dict[tuple[str, str], list[Impossible]] = defaultdict(list)
    for each in programme.impossible:
        grouped[each.where, each.reason.vi].append(each)
    for group in grouped.values():
        items = [Item("rule", None, None, each.cycle, each.step) for each in group if each.cycle]
        yield found("date-impossible", items=items, where=group[0].where, reason=group[0].reason)


def _other_map(programme: Programme) -> Iterator[Conflict]:
    """Find provinces that ended before the region's cycles begin, or do not exist before they end."""
    if not programme.cycles:
        return
    begins, ends = min(each.begins for each in programme.cycles), max(each.ends for each in programme.cycles)
    wrong = [
        unit.name
        for unit in programme.region.units
        if (unit.valid_to and unit.valid_to < begins) or (unit.valid_from and unit.valid_from > ends)
    ]
    if wrong:
        where = f"regions/{programme.region.code}.yaml"
        yield found("map-of-another-time", days=[begins], units=wrong, until=ends, where=where)


def _not_announced(programme: Programme) -> Iterator[Conflict]:
    """Count the dates that lie in years whose days off are not announced, or were counted through one."""
    last = programme.region.announced_through
    latest = [
        *(_looked_at(due) for _, stage in programme.stages() for due in stage.dates.named().values()),
        *(meeting.day for _, stage in programme.stages() for meeting in stage.meetings),
    ]
    beyond = sorted(day for day in latest if day.year > last)
    if beyond:
        where = "national.yaml: days_off › through"
        yield found("days-off-not-announced", days=beyond[:1], count=len(beyond), year=last, where=where)


def _looked_at(due: Due) -> date:
    """Give the latest day looked at on the way to a date, itself included."""
    return max([due.day, *(each.day for each in due.derivation if each.role != "anchor")])
