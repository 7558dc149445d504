"""Completeness, timeliness and usability of each body in each step, as plain data for people and for ``--json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.tables import EventRow
from coordination.cycles.queries import get_cycle, get_stage, obligations_of, region_of, stages_of, step_of
from coordination.cycles.reminding import late_after
from coordination.cycles.tables import ObligationRow
from coordination.kernel.clock import local_date
from coordination.regions.model import Step
from coordination.submissions.asking.answering import answers, follow, places_asked
from coordination.submissions.asking.asks import PLAN, Catalogue
from coordination.submissions.asking.register import catalogue_of, served_cells
from coordination.submissions.checking.figures import ROWS, cells_in, explained_in, plans_in
from coordination.submissions.checking.unexplained import EXPLANATION
from coordination.submissions.quality.rules import (
    Completeness,
    Place,
    Timeliness,
    Usability,
    completeness,
    together,
    usability,
    usable,
)
from coordination.submissions.tables import SubmissionRow

Reminders = Mapping[tuple[str, str], int]
"""Letters of reminder by step and body."""
Revisions = Mapping[str, list[SubmissionRow]]
"""What each body handed in for a step, oldest first."""


@dataclass(frozen=True)
class _Asked:
    """A step with the places it asks every body to fill in."""

    stage: str
    step: Step
    period: str
    catalogue: Catalogue
    places: set[Place]


def of_stage(session: Session, stage: str, reminders: Reminders | None = None) -> dict[str, Any]:
    """Give the quality of what bodies handed in for a step, by body and in all. NotFoundError for no step.

    Completeness is null where a step asks for no place in particular, usability where it takes no figures of the registry.
    """
    row = get_stage(session, stage)
    cycle, step, owed = get_cycle(session, row.cycle), step_of(session, row), obligations_of(session, stage)
    written = _revisions(session, stage)
    catalogue = catalogue_of(region_of(session, cycle))
    asked = _Asked(stage, step, cycle.period, catalogue, places_asked(step, cycle.period, catalogue))
    told = reminders_of(session, [each.body for each in owed]) if reminders is None else reminders
    complete = {each.body: _complete(session, asked, each.body, written) for each in owed} if asked.places else {}
    use = {body: _use(step, rows[-1]) for body, rows in written.items()} if step.method in ROWS else {}
    time = {each.body: _time(each, written.get(each.body, []), told.get((stage, each.body), 0)) for each in owed}
    return {
        "stage": stage,
        "completeness": _completeness(together(complete.values())) if complete else None,
        "timeliness": _in_all(owed, time),
        "usability": _usability(usable(use.values())) if use else None,
        "bodies": [
            {
                "body": each.body,
                "completeness": _completeness(complete[each.body]) if complete else None,
                "timeliness": _timeliness(time[each.body]),
                "usability": _usability(use[each.body]) if each.body in use else None,
            }
            for each in owed
        ],
    }


def of_cycle(session: Session, cycle: str) -> list[dict[str, Any]]:
    """Give the quality of every step of a cycle that has opened, in order. NotFoundError for no cycle."""
    get_cycle(session, cycle)
    stages = [each for each in stages_of(session, cycle) if each.opened_at is not None]
    bodies = {duty.body for each in stages for duty in obligations_of(session, each.key)}
    reminders = reminders_of(session, sorted(bodies))
    names = {each.key: step_of(session, each).name.model_dump() for each in stages}
    return [of_stage(session, each.key, reminders) | {"step": each.step, "name": names[each.key]} for each in stages]


def brief(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give the quality of a step in one line, as summaries print it."""
    complete, use, time = told["completeness"], told["usability"], told["timeliness"]
    return {
        "complete_percent": complete["percent"] if complete else None,
        "usable_percent": use["percent"] if use else None,
        "warnings": use["with_warning"] if use else 0,
        "explained": use["explained"] if use else 0,
        "reminded": time["reminded"],
        "revisions": time["revisions"],
    }


def reminders_of(session: Session, bodies: Sequence[str] | None = None) -> Reminders:
    """Count the letters that reminded bodies of what they owe, by step and body; None: of all bodies."""
    query = select(EventRow.subject, EventRow.data).where(EventRow.type == "obligation.reminded")
    if bodies is not None:
        query = query.where(col(EventRow.subject).in_(bodies))
    found: Counter[tuple[str, str]] = Counter()
    for body, data in session.exec(query):
        found.update({(each["stage"], body) for each in json.loads(data)["items"]})
    return found


def _revisions(session: Session, stage: str) -> Revisions:
    query = select(SubmissionRow).where(SubmissionRow.stage == stage).order_by(col(SubmissionRow.revision))
    found: dict[str, list[SubmissionRow]] = {}
    for row in session.exec(query):
        found.setdefault(row.body, []).append(row)
    return found


def _complete(session: Session, asked: _Asked, body: str, written: Revisions) -> Completeness:
    content = written[body][-1].content if body in written else {}
    given = answers(asked.step.method, content)
    left = asked.places - given.keys()
    if not left or asked.step.method not in ROWS:
        return completeness(asked.places, given)
    derived = follow(asked.step, asked.period, left, cells_in(asked.step.method, content), asked.catalogue)
    return completeness(asked.places, given, derived | served_cells(session, asked.stage, body).keys())


def _use(step: Step, row: SubmissionRow) -> Usability:
    method, content = step.method, row.content
    given: set[Place] = {place for place, cell in cells_in(method, content).items() if cell.known}
    given |= {(*place, PLAN) for place, cell in plans_in(method, content).items() if cell.known}
    explained = explained_in(method, content)
    if any(each["code"] == EXPLANATION for each in row.findings):  # said of all that has no room of its own
        explained |= {each[:2] for each in given}
    found = ((each["severity"], place) for each in row.findings if (place := _place(method, each["where"])))
    return usability(given, found, {each for each in given if each[:2] in explained})


def _place(method: str, where: str) -> Place | None:
    """Give the cell a finding stands at: ``figures.grdp_current.2025``, or ``figures.grdp_current.2025.plan`` for its plan."""
    part, _, rest = where.partition(".")
    figure = rest.removesuffix(f".{PLAN}")
    code, _, year = figure.rpartition(".")
    if part != ROWS[method] or not code or not year.isdecimal():
        return None
    return (code, int(year)) if figure == rest else (code, int(year), PLAN)


def _time(owed: ObligationRow, rows: Sequence[SubmissionRow], reminded: int) -> Timeliness:
    handed_in = local_date(owed.handed_in_at) if owed.handed_in_at else None
    return Timeliness(late_after(owed), handed_in, reminded, len(rows), sum(row.reason is not None for row in rows))


def _in_all(owed: Sequence[ObligationRow], time: Mapping[str, Timeliness]) -> dict[str, Any]:
    handed_in = [each for each in owed if each.handed_in_at is not None]
    return {
        "owed": len(owed),
        "handed_in": len(handed_in),
        "in_time": sum(not each.was_late for each in handed_in),
        "reminded": sum(each.reminded for each in time.values()),
        "revisions": sum(each.revisions for each in time.values()),
        "returned": sum(each.returned for each in time.values()),
    }


def _completeness(told: Completeness) -> dict[str, Any]:
    return {
        "asked": told.asked,
        "states": {str(state): count for state, count in sorted(told.states.items())},
        "served": told.served,
        "without_figure": told.without_figure,
        "untouched": told.untouched,
        "beyond": told.beyond,
        "percent": told.percent,
    }


def _timeliness(told: Timeliness) -> dict[str, Any]:
    return {
        "due": told.due.isoformat(),
        "handed_in": told.handed_in.isoformat() if told.handed_in else None,
        "days_before_due": told.days,
        "reminded": told.reminded,
        "revisions": told.revisions,
        "returned": told.returned,
    }


def _usability(told: Usability) -> dict[str, Any]:
    return {
        "figures": told.cells,
        "with_error": told.with_error,
        "with_warning": told.with_warning,
        "explained": told.explained,
        "percent": told.percent,
    }
