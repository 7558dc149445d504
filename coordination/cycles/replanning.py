"""What a changed configuration or an extension would move: each date by the policy of its rule. Nothing is written.

All that counts from a date that moves follows it; a date that stays holds what counts from it. What was handed in
and settled stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from coordination.calendar.days import calendar_of
from coordination.calendar.rules import Due, evaluate
from coordination.cycles.changes import Amendment, Change, Kept, Policy
from coordination.cycles.fitting import differences, misfits
from coordination.cycles.history import FIELDS, moves_of
from coordination.cycles.meetings import meeting_moves
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
from coordination.kernel.text import Text
from coordination.regions.forms.procedure import CONTRACT
from coordination.regions.model import Basis, DatedRule, Procedure, Region

MOVABLE: Mapping[str, tuple[str, ...]] = {
    StageState.SCHEDULED: ("opens", "due", "closes", "positions"),
    StageState.OPEN: ("due", "closes", "positions"),
    StageState.SYNTHESIS: ("positions",),
    StageState.POSITIONS: ("positions",),
}
"""Dates that may still move, by the state of their step."""
Decisions = Mapping[str, bool]
"""For dates a person is asked about, ``step.name`` → whether it moves."""


def preview(
    session: Session,
    key: str,
    region: Region,
    now: datetime,
    decisions: Decisions | None = None,
    opened: Mapping[str, date] | None = None,
) -> Amendment:
    """Work out what adopting a configuration would move, keep and ask; nothing is written.

    ``opened`` gives steps that open today, on another day than planned. Raises InvalidInputError where the region,
    its provinces, the steps or who owes what differ, or a decision names a date nobody asks about.
    """
    cycle = get_cycle(session, key)
    before = region_of(session, cycle)
    stages = {stage.step: stage for stage in stages_of(session, key)}
    procedure = _fits(session, cycle, before, region, stages)
    found = Amendment([name for name in Region.model_fields if getattr(before, name) != getattr(region, name)])
    found.what = differences(before, region, cycle.unit)
    settling = _Settling(session, cycle, region, stages, decisions or {}, opened or {}, now, found)
    period = Period.parse(cycle.period)
    begun = cycle.opened_on if cycle.opened_on <= local_date(now) else None
    begins, ends, found.schedules = schedule_cycle(region, procedure, period, cycle.unit, settling.settle, begun)
    found.begins = begun or begins.day
    if ends.day != cycle.ends_on and end_of_day(ends.day) > now:
        found.ends = ends.day
    for code, stage in stages.items():
        found.changes += _changes(settling, stage, found.schedules[code])
        if stage.state in MOVABLE:
            found.meetings += meeting_moves(session, region, cycle, stage, found.schedules[code], now)
    found.misfits = _misfits(cycle, procedure, stages, found)
    strangers = sorted(set(decisions or {}) - settling.decided)
    if strangers:
        raise InvalidInputError.of(
            f"không có ngày nào cần quyết định là {', '.join(strangers)}",
            f"no date to decide about is called {', '.join(strangers)}",
            where=key,
        )
    return found


def _fits(
    session: Session, cycle: CycleRow, before: Region, region: Region, stages: Mapping[str, StageRow]
) -> Procedure:
    """See that a configuration is one the cycle can go on with; gives its procedure."""
    if region.code != before.code or {each.code for each in region.units} != {each.code for each in before.units}:
        raise InvalidInputError.of(
            f"cấu hình {region.code} không phải của vùng {before.code} với cùng các tỉnh; hãy mở chu kỳ mới",
            f"configuration {region.code} is not that of region {before.code} with the same provinces; open a new cycle",
            where=cycle.key,
        )
    procedure = procedure_in(region, cycle)
    if list(stages) != [step.code for step in procedure.steps]:
        raise InvalidInputError.of(
            "không thể thêm, bớt hoặc đổi thứ tự bước của chu kỳ đang chạy; hãy mở chu kỳ mới",
            "steps of a running cycle cannot be added, removed or reordered; open a new cycle",
            where=cycle.key,
        )
    for step in procedure.steps:
        owing = {each.body for each in obligations_of(session, stages[step.code].key)}
        if not step.owes and step.settings.get(CONTRACT):
            continue  # who owes there was agreed on in this cycle
        if owing != {body.code for body in bodies_of(region, [duty.body for duty in step.owes], cycle.unit)}:
            raise InvalidInputError.of(
                f"không thể đổi cơ quan có nghĩa vụ ở bước {step.code} của chu kỳ đang chạy; hãy mở chu kỳ mới",
                f"who owes at step {step.code} of a running cycle cannot be changed; open a new cycle",
                where=cycle.key,
            )
    return procedure


def _misfits(cycle: CycleRow, procedure: Procedure, stages: Mapping[str, StageRow], found: Amendment) -> list[Text]:
    """Give what would no longer fit together; what did not before is not the amendment's."""
    names = {step.code: step.name for step in procedure.steps}
    asked = frozenset(step.code for step in procedure.steps if step.agreement.by)
    dates = ("opens", "due", "closes", "positions")
    live = {code: stage for code, stage in stages.items() if stage.state in MOVABLE}
    was = {code: {name: getattr(stage, FIELDS[name]) for name in dates} for code, stage in live.items()}
    would = {code: {name: found.schedules[code].named()[name].day for name in dates} for code in live}
    known = misfits(was, cycle.ends_on, names, asked)
    ends = found.ends or cycle.ends_on
    return [words for key, words in misfits(would, ends, names, asked).items() if key not in known]


@dataclass(slots=True)
class _Settling:
    """Says of each date whether it moves: the walk through a cycle's schedule asks it date by date."""

    session: Session
    cycle: CycleRow
    region: Region
    stages: Mapping[str, StageRow]
    decisions: Decisions
    opened: Mapping[str, date]
    now: datetime
    found: Amendment
    decided: set[str] = field(default_factory=set)

    def settle(self, step: str, name: str, _rule: DatedRule, computed: Due) -> Due:
        """Give the date that stands."""
        stage = self.stages[step]
        current: date = getattr(stage, FIELDS[name])
        if name == "opens" and step in self.opened:
            return self._opens_today(stage, self.opened[step])
        if name not in MOVABLE.get(stage.state, ()):
            return replace(computed, day=current)
        if name == "positions" and stage.state != StageState.SCHEDULED:
            computed = self._as_given(stage, computed)
        if name == "closes":
            computed = self._held_open(stage, computed)
        policy = None if computed.day == current else self._policy(stage, name, computed)
        if policy is None or (policy != "once_notified" and self._moves(f"{step}.{name}")):
            return computed
        self.found.kept.append(
            Kept(stage.key, name, current, computed.day, policy, self.concerned(stage, name, computed))
        )
        return replace(computed, day=current)

    def _opens_today(self, stage: StageRow, today: date) -> Due:
        words = Text(
            vi=f"bước mở ngày {today:%d/%m/%Y} thay vì {stage.planned_opens:%d/%m/%Y} như kế hoạch",
            en=f"the step opened on {today:%d/%m/%Y} instead of {stage.planned_opens:%d/%m/%Y} as planned",
        )
        return self._dated(today, Basis(text=words.vi, en=words.en, status="actual"))

    def _dated(self, day: date, basis: Basis) -> Due:
        """Give a date that a decision or a fact sets, not a rule."""
        rule = DatedRule(rule=f"calendar_days 0 after {day.isoformat()}", basis=basis)
        return evaluate(rule, year=day.year, anchors={}, calendar=calendar_of(self.region, self.cycle.unit))

    def _as_given(self, stage: StageRow, computed: Due) -> Due:
        """Count again from the day a late draft came, where positions were given time from that day."""
        moves = moves_of(self.session, stage.key)
        if not any(each.field == FIELDS["positions"] and each.cause == "draft_late" for each in moves):
            return computed
        rule = step_of(self.session, stage).positions
        told = {"rule": stage.explained["positions"]["rule"], "day_zero": None, "roll": None, "reading": None}
        given = rule.model_copy(update=told | {"freeze": None})
        year = local_date(self.now).year
        return evaluate(given, year=year, anchors={}, calendar=calendar_of(self.region, self.cycle.unit))

    def _held_open(self, stage: StageRow, computed: Due) -> Due:
        """Keep collection open to the last day of an extension."""
        if not stage.excused_until or stage.excused_until[-1] <= computed.day.isoformat():
            return computed
        granted = [each for each in extensions_of(self.session, stage.key) if each.state == "granted"]
        last = max(granted, key=lambda each: each.expires_on)
        authority = get_body(self.region, last.authority or "").name
        basis = Basis(text=f"{authority.vi} gia hạn", en=f"extended by {authority.en}", status="decision")
        return self._dated(last.expires_on, basis)

    def _policy(self, stage: StageRow, name: str, computed: Due) -> Policy | None:
        """Give why a date does not simply move; before it was told, only that it would lie in the past."""
        passed: Policy | None = "passed" if end_of_day(computed.day) <= self.now and name != "opens" else None
        if stage.opened_at is None:
            return passed
        if computed.freeze == "once_notified":
            return "once_notified"
        return "ask" if computed.freeze == "ask" else passed

    def _moves(self, name: str) -> bool:
        self.decided.add(name)
        if name not in self.decisions:
            self.found.asked.append(name)
        return self.decisions.get(name, False)

    def concerned(self, stage: StageRow, name: str, due: Due | None) -> tuple[str, ...]:
        """Give the bodies a date concerns: those that owe, or those that take a position.

        A due date does not concern a body whose extension lasts longer.
        """
        if name == "positions":
            by = step_of(self.session, stage).agreement.by
            return tuple(body.code for body in bodies_of(self.region, by, self.cycle.unit))
        owed = obligations_of(self.session, stage.key)
        day = due.day if due and name == "due" else date.max
        return tuple(each.body for each in owed if each.excused_until is None or each.excused_until < day)


def _changes(settling: _Settling, stage: StageRow, dates: Schedule) -> list[Change]:
    found = []
    named = dates.named()
    for name in (*MOVABLE.get(stage.state, ()), *(("legal",) if stage.state in MOVABLE else ())):
        due = named.get(name)
        before: date | None = getattr(stage, FIELDS[name])
        if before != (due.day if due else None):
            found.append(Change(stage.key, name, before, due, settling.concerned(stage, name, due)))
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
