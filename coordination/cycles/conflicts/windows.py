"""Whether each step's dates fit: in order, inside its cycle, on working days, with time to be reminded. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from coordination.cycles.conflicts.model import Conflict, Item, dated, found, provinces, where
from coordination.cycles.conflicts.programme import Cycle, Programme, Stage
from coordination.cycles.rules import workday_offset
from coordination.kernel.text import Text
from coordination.regions.model import Body, Procedure


def windows(programme: Programme) -> Iterator[Conflict]:
    """Find what does not fit in the dates of each step."""
    for cycle, stage in programme.stages():
        yield from _order(programme, cycle, stage)
        yield from _around(programme, cycle, stage)
        yield from _law(programme, cycle, stage)
        yield from _days_off(programme, cycle, stage)
    for procedure in programme.region.procedures:
        yield from _first_reminder(programme, procedure)
        yield from _overdue_reminder(programme, procedure)


def _order(programme: Programme, cycle: Cycle, stage: Stage) -> Iterator[Conflict]:
    """Find dates of a step in the wrong order, or with no time between them."""
    opens, due, closes, positions = (stage.dates.named()[name].day for name in ("opens", "due", "closes", "positions"))
    at = {name: dated(programme, cycle, stage, name) for name in ("opens", "due", "closes", "positions")}
    place = where(cycle, stage)
    if due < opens:
        yield found("due-before-opens", items=[at["due"], at["opens"]], until=opens, where=place)
    elif not _works_between(programme, cycle, opens, due):
        yield found("no-working-day", items=[at["opens"], at["due"]], until=due, where=place)
    if closes < due:
        yield found("closes-before-due", items=[at["closes"], at["due"]], until=due, where=place)
    if positions < closes or (positions == closes and stage.deciding):
        yield found(
            "positions-before-closes",
            items=[at["positions"], at["closes"]],
            until=closes,
            where=place,
        )


def _works_between(programme: Programme, cycle: Cycle, opens: date, due: date) -> bool:
    """Say whether a working day comes after the opening, no later than the due date."""
    days = (opens + timedelta(days=number) for number in range(1, (due - opens).days + 1))
    return any(programme.reason_off(day, cycle.unit) is None for day in days)


def _around(programme: Programme, cycle: Cycle, stage: Stage) -> Iterator[Conflict]:
    """Find a step that opens before one it waits for has ended, or outlives its cycle."""
    opens, ends = stage.dates.opens.day, stage.dates.positions.day
    for code in stage.step.after:
        earlier = cycle.stages.get(code)
        if earlier and opens <= earlier.dates.positions.day:
            yield found(
                "opens-too-early",
                items=[dated(programme, cycle, stage, "opens"), dated(programme, cycle, earlier, "positions")],
                until=earlier.dates.positions.day,
                after=code,
                where=where(cycle, stage, "opens"),
            )
    if ends > cycle.ends:
        item = dated(programme, cycle, stage, "positions")
        yield found("ends-after-cycle", items=[item], until=cycle.ends, where=where(cycle, stage))


def _law(programme: Programme, cycle: Cycle, stage: Stage) -> Iterator[Conflict]:
    """Find a step that cannot meet its legal date, and a legal date on a day off."""
    rule, legal = stage.step.legal, stage.dates.legal
    if rule is None or legal is None:
        return
    item, day, place = dated(programme, cycle, stage, "legal"), legal.day, where(cycle, stage)
    opens, due = stage.dates.opens.day, stage.dates.due.day
    if day <= opens:
        opening = dated(programme, cycle, stage, "opens")
        yield found("legal-before-opens", items=[item, opening], until=opens, where=place)
    elif due > day:
        yield found(
            "due-after-legal",
            items=[dated(programme, cycle, stage, "due"), item],
            severity="error" if rule.basis.status == "in_force" else None,
            until=due,
            basis=Text(vi=rule.basis.words("vi"), en=rule.basis.words("en")),
            where=place,
        )
    reason = programme.reason_off(day, cycle.unit)
    if reason:
        before = workday_offset(programme.calendars[cycle.unit], day, -1)
        yield found("legal-on-day-off", items=[item], reason=reason, until=before, due=due, where=place)


def _days_off(programme: Programme, cycle: Cycle, stage: Stage) -> Iterator[Conflict]:
    """Find dates on a day off, in the whole cycle or only for some of the bodies they bind."""
    on_day: dict[date, list[str]] = defaultdict(list)
    for name, due in stage.dates.named().items():
        if name != "legal":
            on_day[due.day].append(name)
    for day, names in on_day.items():
        items = [dated(programme, cycle, stage, name) for name in names]
        place = where(cycle, stage, ", ".join(names))
        reason = programme.reason_off(day, cycle.unit)
        if reason:
            yield found("deadline-on-day-off", items=items, reason=reason, where=place)
            continue
        off = [body for body in _bound(stage, names) if programme.reason_off(day, body.unit)]
        if off:
            yield found(
                "deadline-on-province-day-off",
                off,
                items,
                reason=programme.reason_off(day, off[0].unit),
                provinces=provinces(programme, (body.unit for body in off)),
                where=place,
            )


def _bound(stage: Stage, names: list[str]) -> list[Body]:
    """Give the bodies that some dates of a step bind: those that owe, for positions those that decide."""
    owing = stage.owing if set(names) - {"positions"} else ()
    deciding = stage.deciding if "positions" in names else ()
    return list({body.code: body for body in (*owing, *deciding)}.values())


def _first_reminder(programme: Programme, procedure: Procedure) -> Iterator[Conflict]:
    """Find the steps too short for the first rung; a rung that falls on the opening itself does not go out."""
    first = min((rung.at for rung in procedure.remind), default=0)
    if first >= 0:
        return
    short: dict[str, Item] = {}
    for cycle, stage in _of(programme, procedure):
        opens, due, calendar = stage.dates.opens.day, stage.dates.due.day, programme.calendars[cycle.unit]
        if stage.owing and workday_offset(calendar, due, first) <= opens < due:
            short.setdefault(stage.step.code, dated(programme, cycle, stage, "due"))
    if short:
        names = [step.name for step in procedure.steps if step.code in short]
        place = f"procedures/{procedure.procedure}.yaml: remind"
        items = list(short.values())
        yield found("first-reminder-unsent", items=items, at=-first, count=len(short), steps=names, where=place)


def _overdue_reminder(programme: Programme, procedure: Procedure) -> Iterator[Conflict]:
    """Find steps that close before the first overdue rung; each is told once, for however many provinces."""
    overdue = min((rung.at for rung in procedure.remind if rung.at > 0), default=0)
    told: set[str] = set()
    for cycle, stage in _of(programme, procedure) if overdue else ():
        due, closes = stage.dates.due.day, stage.dates.closes.day
        rung = workday_offset(programme.calendars[cycle.unit], due, overdue)
        if stage.owing and due <= closes < rung and stage.step.code not in told:
            told.add(stage.step.code)
            item = dated(programme, cycle, stage, "closes")
            place = where(cycle, stage, "closes")
            yield found("overdue-reminder-unsent", items=[item], at=overdue, until=rung, where=place)


def _of(programme: Programme, procedure: Procedure) -> Iterator[tuple[Cycle, Stage]]:
    return ((cycle, stage) for cycle, stage in programme.stages() if cycle.procedure is procedure)
