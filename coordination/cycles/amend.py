"""Amending a running cycle: what would move is shown first, then adopted in one transaction, told to whom it concerns."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.cycles.agenda import mark_late, set_wake
from coordination.cycles.assigning import due_in
from coordination.cycles.changes import Amendment, Kept
from coordination.cycles.history import move_date
from coordination.cycles.meetings import follow
from coordination.cycles.moves import move
from coordination.cycles.opening import keep_snapshot
from coordination.cycles.queries import get_cycle, obligations_of, region_of, stages_of, step_of
from coordination.cycles.reminding import late_after, plan_reminder
from coordination.cycles.replanning import MOVABLE, Decisions, preview, procedure_in
from coordination.cycles.rules import Schedule
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError, Fault, InvalidInputError
from coordination.kernel.clock import end_of_day, local_date, morning_of
from coordination.kernel.text import Text, plain_words
from coordination.regions.model import Region


def amend(
    session: Session,
    key: str,
    region: Region,
    now: datetime,
    *,
    decisions: Decisions | None = None,
    reason: str = "",
    anyway: bool = False,
) -> Amendment:
    """Adopt a changed configuration for a running cycle; the same one again changes nothing.

    Raises ConflictError where the cycle has ended, or a date asks for a decision; InvalidInputError where dates would
    no longer fit together, unless they are to be adopted ``anyway``: then the event says what does not fit.
    """
    cycle = get_cycle(session, key)
    if cycle.state != "open":
        raise ConflictError.of(f"chu kỳ {key} đã kết thúc", f"cycle {key} has ended")
    found = preview(session, key, region, now, decisions)
    if not found.parts and not (decisions and found.changes):
        return Amendment()
    if found.asked:
        names = ", ".join(found.asked)
        raise ConflictError.of(
            f"cần quyết định từng ngày đã thông báo: {names}",
            f"dates that were told ask for a decision: {names}",
            where=key,
            fix=Text(
                vi=f"thêm --move {found.asked[0]} hoặc --keep {found.asked[0]} cho từng ngày",
                en=f"add --move {found.asked[0]} or --keep {found.asked[0]} for each",
            ),
        )
    if not anyway:
        must_fit(found, key, ANYWAY)
    cycle.snapshot = keep_snapshot(session, region)
    adopt(session, cycle, region, found, "amended", now)
    tell(session, cycle, found, plain_words(reason) or None, now)
    return found


ANYWAY = Text(
    vi="sửa quy tắc hoặc ngày trong cấu hình; nếu vẫn phải theo, thêm --anyway",
    en="mend the rule or the day in the configuration; if it must be so, add --anyway",
)


def must_fit(found: Amendment, where: str, fix: Text) -> None:
    """Refuse what would leave dates that do not fit together: InvalidInputError with every misfit and the way out."""
    if found.misfits:
        raise InvalidInputError(*[Fault(each, where=where, fix=fix) for each in found.misfits])


def tell(
    session: Session, cycle: CycleRow, found: Amendment, reason: str | dict[str, str] | None, now: datetime
) -> None:
    """Record an amendment; those whose dates or meetings move are told."""
    data = {"snapshot": cycle.snapshot, "parts": found.parts, "reason": reason} | found.as_json()
    record(session, "cycle.amended", cycle.key, cycle.key, data, now)


def open_late(session: Session, stage: StageRow, now: datetime) -> Amendment | None:
    """Let a step that opens later than planned, and all that counts from it, follow; gives what moved for others.

    Where a fixed due date has passed while nobody watched, it stays, and all will be late.
    """
    cycle = get_cycle(session, stage.cycle)
    region, today = region_of(session, cycle), local_date(now)
    found = preview(session, cycle.key, region, now, opened={stage.step: today})
    if found.schedules[stage.step].due.day < today:
        return None
    adopt(session, cycle, region, found, "opened_late", now)
    found.changes = [each for each in found.changes if each.stage != stage.key]
    found.meetings = [each for each in found.meetings if not each.exchange.startswith(f"{stage.key}/")]
    return found if found.changes else None


def tell_late_opening(session: Session, stage: StageRow, found: Amendment, now: datetime) -> None:
    """Tell those whose later steps move because a step opened late."""
    name, days = step_of(session, stage).name, (f"{stage.opens:%d/%m/%Y}", f"{stage.planned_opens:%d/%m/%Y}")
    reason = {
        "vi": f"Bước “{name.vi}” mở ngày {days[0]} thay vì {days[1]}",
        "en": f"Step “{name.en}” opened on {days[0]} instead of {days[1]}",
    }
    tell(session, get_cycle(session, stage.cycle), found, reason, now)


def adopt(session: Session, cycle: CycleRow, region: Region, found: Amendment, cause: str, now: datetime) -> None:
    """Move the dates of an amendment, and all that hangs on them: duties, reminders, the engine's clock, meetings."""
    stages = {stage.key: stage for stage in stages_of(session, cycle.key)}
    for change in found.changes:
        move_date(session, stages[change.stage], change.name, change.due, cause, now)
    for kept in found.kept:
        _explain_kept(stages[kept.stage], kept)
    cycle.opened_on, cycle.ends_on = found.begins or cycle.opened_on, found.ends or cycle.ends_on
    for stage in (each for each in stages.values() if each.state in MOVABLE):
        moved = {each.name for each in found.changes if each.stage == stage.key}
        kept_names = {each.name for each in found.kept if each.stage == stage.key}
        _explain_anew(stage, found.schedules[stage.step], kept_names)
        _follow_dates(session, region, cycle, stage, moved, now)
        meetings = [each for each in found.meetings if each.exchange.startswith(f"{stage.key}/")]
        follow(session, region, cycle, stage, meetings, now)


def _explain_kept(stage: StageRow, kept: Kept) -> None:
    """Say beside a date that stays what its rule would give now."""
    told = stage.explained[kept.name]
    words = Text(
        vi=f"giữ theo ngày đã thông báo; tính lại sẽ là {kept.would_be:%d/%m/%Y}",
        en=f"kept as it was told; counted anew it would be {kept.would_be:%d/%m/%Y}",
    ).model_dump()
    if words not in told["warnings"]:
        sentence = {each: f"{told['sentence'][each]}; {words[each]}" for each in ("vi", "en")}
        told = told | {"sentence": sentence, "warnings": [*told["warnings"], words]}
        stage.explained = stage.explained | {kept.name: told}


def _explain_anew(stage: StageRow, dates: Schedule, kept: set[str]) -> None:
    """Give a date that stays on its day the rule and basis it now has, where these changed."""
    for name, due in dates.named().items():
        told, fresh = stage.explained.get(name), due.as_data()
        movable = name == "legal" or name in MOVABLE[stage.state]
        differs = told and (told["rule"], told["basis"], told["status"]) != (due.rule, fresh["basis"], due.status)
        if movable and name not in kept and differs:
            stage.explained = stage.explained | {name: fresh}


def _follow_dates(
    session: Session, region: Region, cycle: CycleRow, stage: StageRow, moved: set[str], now: datetime
) -> None:
    """Let duties, reminders and the engine's clock follow the dates of a step."""
    procedure, calendar = procedure_in(region, cycle), calendar_of(region, cycle.unit)
    if stage.state == StageState.SCHEDULED and stage.wake_at is not None:
        stage.wake_at = morning_of(stage.opens)
    elif stage.state == StageState.OPEN:
        _follow_due(session, stage, now)
        set_wake(session, stage, procedure.progress, calendar)
    elif stage.state == StageState.POSITIONS and moved:
        stage.wake_at = end_of_day(stage.positions_due)
    for obligation in obligations_of(session, stage.key):
        if stage.state == StageState.SCHEDULED:
            obligation.due = due_in(obligation, stage)
        elif stage.state == StageState.OPEN and obligation.state in OWING:
            if "due" in moved:
                obligation.reminded_through = now  # that it moved has been told; what was passed over is not made up
            plan_reminder(obligation, stage, procedure.remind, calendar, now)


def _follow_due(session: Session, stage: StageRow, now: datetime) -> None:
    """Let an open step's duties follow its due date: who was late is not, where the day is yet to come; or is now.

    An extension that the common due date overtakes is used up: nobody owes earlier for having asked.
    """
    for obligation in obligations_of(session, stage.key):
        overtaken = obligation.excused_until is not None and stage.due > obligation.excused_until
        if overtaken:
            obligation.excused_until = None
        due = due_in(obligation, stage)
        obligation.due = due if obligation.excused_until is None else max(obligation.due, due)
        waits = now < end_of_day(late_after(obligation))
        if waits and obligation.state == ObligationState.LATE:
            move(obligation, ObligationState.PENDING)
            obligation.was_late = False
        elif overtaken and obligation.state == ObligationState.EXCUSED:
            move(obligation, ObligationState.PENDING)
    session.flush()
    if now >= end_of_day(stage.due):
        mark_late(session, stage, now)
