"""What a changed configuration or an extension would move: each date by the policy of its rule. Nothing is written.

All that counts from a date that moves follows it; a date that stays holds what counts from it. What was handed in
and settled stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import Session

from coordination.calendar.days import calendar_of
from coordination.calendar.rules import Due, evaluate
from coordination.cycles.history import FIELDS
from coordination.cycles.queries import (
    bodies_of,
    extensions_of,
    get_body,
    get_cycle,
    obligations_of,
    region_of,
    stages_of,
    step_of,
)
from coordination.cycles.rules import Schedule, schedule_cycle
from coordination.cycles.states import StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import InvalidInputError
from coordination.kernel.clock import end_of_day, local_date
from coordination.kernel.period import Period
from coordination.regions.model import Basis, DatedRule, Procedure, Region

MOVABLE: Mapping[str, tuple[str, ...]] = {
    StageState.SCHEDULED: ("opens", "due", "closes", "positions"),
    StageState.OPEN: ("due", "closes", "positions"),
    StageState.SYNTHESIS: ("positions",),
    StageState.POSITIONS: ("positions",),
}
"""Dates that may still move, by the state of their step."""
Policy = Literal["once_notified", "ask", "passed"]
Decisions = Mapping[str, bool]
"""For dates a person is asked about, ``step.name`` → whether it moves."""


@dataclass(frozen=True, slots=True)
class Change:
    """One date of one step, before and after, and the bodies it concerns."""

    stage: str
    name: str
    before: date | None
    due: Due | None
    """The new date with its derivation; None where a legal date is no more."""
    bodies: tuple[str, ...]

    @property
    def after(self) -> date | None:
        """Give the new date."""
        return self.due.day if self.due else None

    @property
    def field(self) -> str:
        """Give the date's name as rows and notices have it: opens, due, closes, positions_due, legal."""
        return FIELDS[self.name].removesuffix("_on")

    def as_json(self) -> dict[str, Any]:
        """Give the change as plain data."""
        return {
            "stage": self.stage,
            "field": self.field,
            "before": self.before.isoformat() if self.before else None,
            "after": self.after.isoformat() if self.after else None,
            "why": {each: self.due.sentence(each) for each in ("vi", "en")} if self.due else None,
            "bodies": list(self.bodies),
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A date that stays though its rule now gives another: told already and frozen, asked about, or past."""

    stage: str
    name: str
    day: date
    would_be: date
    policy: Policy
    bodies: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give what is kept as plain data."""
        return {
            "stage": self.stage,
            "field": FIELDS[self.name],
            "day": self.day.isoformat(),
            "would_be": self.would_be.isoformat(),
            "policy": self.policy,
            "bodies": list(self.bodies),
        }


@dataclass(slots=True)
class Amendment:
    """What adopting a configuration comes to."""

    parts: list[str] = field(default_factory=list)
    """Parts of the configuration that differ."""
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Dates (``step.name``) that nobody has decided about yet."""
    schedules: dict[str, Schedule] = field(default_factory=dict)
    ends: date | None = None
    """The cycle's last day, where it moves."""

    def affected(self) -> list[str]:
        """Give the bodies whose dates move, each once."""
        return list(dict.fromkeys(body for each in self.changes for body in each.bodies))


def preview(session: Session, key: str, region: Region, now: datetime, decisions: Decisions | None = None) -> Amendment:
    """Work out what adopting a configuration would move, keep and ask; nothing is written.

    Raises InvalidInputError where steps differ, or a decision names a date nobody asks about.
    """
    cycle = get_cycle(session, key)
    before = region_of(session, cycle)
    procedure = procedure_in(region, cycle)
    stages = {stage.step: stage for stage in stages_of(session, key)}
    if list(stages) != [step.code for step in procedure.steps]:
        raise InvalidInputError.of(
            "không thể thêm, bớt hoặc đổi thứ tự bước của chu kỳ đang chạy; hãy mở chu kỳ mới",
            "steps of a running cycle cannot be added, removed or reordered; open a new cycle",
            where=cycle.key,
        )
    found = Amendment([name for name in Region.model_fields if getattr(before, name) != getattr(region, name)])
    settling = _Settling(session, cycle, region, stages, decisions or {}, now, found)
    period = Period.parse(cycle.period)
    _, ends, found.schedules = schedule_cycle(region, procedure, period, cycle.unit, settling.settle)
    if ends.day != cycle.ends_on and end_of_day(ends.day) > now:
        found.ends = ends.day
    for code, stage in stages.items():
        found.changes += _changes(settling, stage, found.schedules[code])
    strangers = sorted(set(decisions or {}) - settling.decided)
    if strangers:
        raise InvalidInputError.of(
            f"không có ngày nào cần quyết định là {', '.join(strangers)}",
            f"no date to decide about is called {', '.join(strangers)}",
            where=key,
        )
    return found


@dataclass(slots=True)
class _Settling:
    """Says of each date whether it moves: the walk through a cycle's schedule asks it date by date."""

    session: Session
    cycle: CycleRow
    region: Region
    stages: Mapping[str, StageRow]
    decisions: Decisions
    now: datetime
    found: Amendment
    decided: set[str] = field(default_factory=set)

    def settle(self, step: str, name: str, _rule: DatedRule, computed: Due) -> Due:
        """Give the date that stands."""
        stage = self.stages[step]
        current: date = getattr(stage, FIELDS[name])
        if name not in MOVABLE.get(stage.state, ()):
            return replace(computed, day=current)
        if name == "positions" and stage.state != StageState.SCHEDULED:
            computed = self._as_given(stage, computed)
        if name == "closes":
            computed = self._held_open(stage, computed)
        if computed.day == current or stage.opened_at is None:
            return computed
        policy = self._policy(computed)
        if policy is None or (policy != "once_notified" and self._moves(f"{step}.{name}")):
            return computed
        kept = Kept(stage.key, name, current, computed.day, policy, self.concerned(stage, name))
        self.found.kept.append(kept)
        return replace(computed, day=current)

    def _as_given(self, stage: StageRow, computed: Due) -> Due:
        """Count again from the day a late draft came, where positions were given time from that day."""
        told = stage.explained["positions"]["rule"]
        rule = step_of(self.session, stage).positions
        if stage.synthesised_at is None or told == rule.compact:
            return computed
        given = rule.model_copy(update={"rule": told, "day_zero": None, "roll": None, "reading": None, "freeze": None})
        year = local_date(self.now).year
        return evaluate(given, year=year, anchors={}, calendar=calendar_of(self.region, self.cycle.unit))

    def _held_open(self, stage: StageRow, computed: Due) -> Due:
        """Keep collection open to the last day of an extension."""
        if not stage.excused_until or stage.excused_until[-1] <= computed.day.isoformat():
            return computed
        granted = [each for each in extensions_of(self.session, stage.key) if each.state == "granted"]
        last = max(granted, key=lambda each: each.expires_on)
        authority = get_body(self.region, last.authority or "").name
        basis = Basis(text=f"{authority.vi} gia hạn", en=f"extended by {authority.en}", status="design")
        rule = DatedRule(rule=f"calendar_days 0 after {last.expires_on.isoformat()}", basis=basis)
        calendar = calendar_of(self.region, self.cycle.unit)
        return evaluate(rule, year=computed.day.year, anchors={}, calendar=calendar)

    def _policy(self, computed: Due) -> Policy | None:
        """Give why a date that was told does not simply move."""
        if computed.freeze == "once_notified":
            return "once_notified"
        if computed.freeze == "ask":
            return "ask"
        return "passed" if end_of_day(computed.day) <= self.now else None

    def _moves(self, name: str) -> bool:
        self.decided.add(name)
        if name not in self.decisions:
            self.found.asked.append(name)
        return self.decisions.get(name, False)

    def concerned(self, stage: StageRow, name: str) -> tuple[str, ...]:
        """Give the bodies a date concerns: those that owe, or those that take a position."""
        if name == "positions":
            by = step_of(self.session, stage).agreement.by
            return tuple(body.code for body in bodies_of(self.region, by, self.cycle.unit))
        owed = obligations_of(self.session, stage.key)
        own_date = {each.body for each in owed if each.excused_until and name == "due"}
        return tuple(each.body for each in owed if each.body not in own_date)


def _changes(settling: _Settling, stage: StageRow, dates: Schedule) -> list[Change]:
    found = []
    named = dates.named()
    for name in (*MOVABLE.get(stage.state, ()), *(("legal",) if stage.state in MOVABLE else ())):
        due = named.get(name)
        before: date | None = getattr(stage, FIELDS[name])
        if before != (due.day if due else None):
            found.append(Change(stage.key, name, before, due, settling.concerned(stage, name)))
    return found


def procedure_in(region: Region, cycle: CycleRow) -> Procedure:
    """Give a cycle's procedure as a configuration has it; InvalidInputError if it no longer runs one."""
    procedure = region.procedure(cycle.procedure)
    if procedure is None:
        raise InvalidInputError.of(
            f"cấu hình mới không còn quy trình {cycle.procedure}",
            f"the new configuration no longer runs procedure {cycle.procedure}",
        )
    return procedure
