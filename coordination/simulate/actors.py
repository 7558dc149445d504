"""What simulated bodies do on a day: hand in, answer, acknowledge, meet — all through the services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from coordination.audit.service import head
from coordination.audit.tables import EventRow
from coordination.calendar.days import WorkCalendar
from coordination.cycles.meetings import hold_exchange
from coordination.cycles.queries import get_cycle, region_of, step_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, ExchangeRow, ObligationRow, StageRow
from coordination.kernel.clock import local_date
from coordination.notices.service import acknowledge
from coordination.notices.tables import NoticeRow, ReceiptRow
from coordination.results.rules import WHOLE
from coordination.results.service import clauses_of, parties_of, take_position
from coordination.results.tables import PositionRow, ResultRow
from coordination.simulate.behaviour import Behaviour, chance, conduct
from coordination.simulate.material import Material
from coordination.simulate.words import SIMULATED
from coordination.submissions.service import accept, return_, submit
from coordination.submissions.service import latest as latest_submission

ASKS = ("stage.opened", "result.drafted", "exchange.scheduled", "cycle.opened")
OFFICE = "văn thư [mô phỏng]"


@dataclass(frozen=True, slots=True)
class _Stage:
    """What bodies must know of a step to say what they do today."""

    key: str
    state: str
    opens: date
    due: date
    closes: date
    positions_due: date
    synthesised_at: datetime | None
    unit: str | None
    snapshot: str


_STAGES = (
    select(
        *(col(getattr(StageRow, each.name)) for each in fields(_Stage)[:-2]), col(CycleRow.unit), col(CycleRow.snapshot)
    )
    .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
    .where(col(StageRow.state).in_((StageState.OPEN, StageState.POSITIONS)))
    .order_by(col(StageRow.key))
)
_OWED = (
    select(col(ObligationRow.stage), col(ObligationRow.body), col(ObligationRow.state))
    .join(StageRow, col(StageRow.key) == col(ObligationRow.stage))
    .where(col(StageRow.state) == StageState.OPEN, col(ObligationRow.state).in_((*OWING, ObligationState.SUBMITTED)))
    .order_by(col(ObligationRow.stage), col(ObligationRow.body))
)
_SPOKEN = (
    select(col(ResultRow.stage), col(PositionRow.body))
    .join(ResultRow, col(ResultRow.key) == col(PositionRow.result))
    .join(StageRow, col(StageRow.key) == col(ResultRow.stage))
    .where(col(StageRow.state) == StageState.POSITIONS)
)
_DELIVERED = (
    select(*(col(getattr(NoticeRow, name)) for name in ("key", "recipient", "type", "cycle", "stage")))
    .join(EventRow, col(EventRow.subject) == col(NoticeRow.key))
    .outerjoin(ReceiptRow, (col(ReceiptRow.notice) == col(NoticeRow.key)) & (col(ReceiptRow.step) == "acknowledged"))
    .where(
        col(EventRow.type) == "notice.delivered",
        col(EventRow.seq) > bindparam("seen"),
        col(NoticeRow.type).in_(ASKS),
        col(ReceiptRow.notice).is_(None),
    )
    .order_by(col(NoticeRow.event), col(NoticeRow.recipient))
)
_MET = (
    select(col(ExchangeRow.key))
    .join(StageRow, col(StageRow.key) == col(ExchangeRow.stage))
    .where(
        col(ExchangeRow.state) == "scheduled",
        col(ExchangeRow.ends_at) <= bindparam("now"),
        col(StageRow.opened_at).is_not(None),
    )
    .order_by(col(ExchangeRow.key))
)


class Actors:
    """The bodies of one region for one year, as drawn by the seed.

    On most days most bodies do nothing. So a day begins with few questions, each asked once for all steps, and
    whole rows are read only of what somebody does something about.
    """

    def __init__(self, material: Material, behaviour: Behaviour, seed: int) -> None:
        self._material = material
        self._behaviour = behaviour
        self._seed = seed
        self._days: dict[tuple[_Stage, str], date | None] = {}
        self._parties: dict[_Stage, list[str]] = {}
        self._seen = 0

    def act(self, session: Session, now: datetime) -> int:
        """Let every body do what it does today; gives how many things were done."""
        asked = session.connection()
        owed, spoken = _by_stage(asked.execute(_OWED)), _by_stage(asked.execute(_SPOKEN))
        done = 0
        for stage in [_Stage(*row) for row in map(tuple, asked.execute(_STAGES))]:
            mine = owed.get(stage.key, [])
            if stage.state == StageState.OPEN:
                done += self._hand_in(session, stage, mine, now) + self._receive(session, stage, mine, now)
            else:
                done += self._answer(session, stage, {body for (body,) in spoken.get(stage.key, [])}, now)
        return done + self._acknowledge(session, now) + self._meet(session, now)

    def _hand_in(self, session: Session, stage: _Stage, owed: list[tuple[str, ...]], now: datetime) -> int:
        today, done = local_date(now), 0
        for body, state in owed:
            again = state == ObligationState.RETURNED
            if state not in OWING or not (again or self._has_come(session, stage, body, today)):
                continue
            row = session.get_one(StageRow, stage.key)
            unit = region_of(session, get_cycle(session, row.cycle)).body(body)
            content = self._material.submission(step_of(session, row), stage.key, body, unit.unit if unit else "")
            submit(session, stage.key, body, _looked_over(content) if again else content, now)
            done += 1
        return done

    def _has_come(self, session: Session, stage: _Stage, body: str, today: date) -> bool:
        """Say whether a body's day for what a step asks has come; it is drawn once and kept."""
        if (stage, body) not in self._days:
            draw = self._day_of_handing_in if stage.state == StageState.OPEN else self._day_of_answering
            self._days[stage, body] = draw(session, stage, body)
        day = self._days[stage, body]
        return day is not None and day <= today

    def _day_of_handing_in(self, session: Session, stage: _Stage, body: str) -> date | None:
        behaves = conduct(self._behaviour, self._seed, stage.key, body)
        if behaves == "silent":
            return None
        cycle = get_cycle(session, session.get_one(StageRow, stage.key).cycle)
        calendar = WorkCalendar.of(region_of(session, cycle).holidays, stage.unit)
        draw = chance(self._seed, "day", stage.key, body)
        if behaves == "late":
            return min(workday_offset(calendar, stage.due, 1 + int(2 * draw)), stage.closes)
        return max(workday_offset(calendar, stage.due, -int(6 * draw)), stage.opens)

    def _receive(self, session: Session, stage: _Stage, owed: list[tuple[str, ...]], now: datetime) -> int:
        """Look at what was handed in before today."""
        done = 0
        for body in [body for body, state in owed if state == ObligationState.SUBMITTED]:
            row = latest_submission(session, stage.key, body)
            if row is None or session.get_one(StageRow, stage.key).state != StageState.OPEN:
                continue
            time_left = local_date(now) < stage.closes
            faulty = chance(self._seed, "return", stage.key, body) < self._behaviour.returned
            if row.revision == 1 and faulty and time_left:
                return_(session, stage.key, body, f"{SIMULATED} đề nghị rà soát lại số liệu và giải trình", now)
            else:
                accept(session, stage.key, body, now)
            done += 1
        return done

    def _answer(self, session: Session, stage: _Stage, spoken: set[str], now: datetime) -> int:
        if stage not in self._parties:
            self._parties[stage] = parties_of(session, session.get_one(StageRow, stage.key))
        today, done = local_date(now), 0
        for body in self._parties[stage]:
            if body in spoken or not self._has_come(session, stage, body, today):
                continue
            stance, text = self._stance(stage.key, body)
            clauses = clauses_of(session, stage.key) if text else []
            place = int(chance(self._seed, "clause of", stage.key, body) * len(clauses))
            take_position(session, stage.key, body, stance, text, clauses[place] if clauses else WHOLE, now)
            done += 1
        return done

    def _day_of_answering(self, _session: Session, stage: _Stage, body: str) -> date | None:
        if stage.synthesised_at is None or chance(self._seed, "stance", stage.key, body) < self._behaviour.quiet:
            return None
        made = local_date(stage.synthesised_at)
        window = max((stage.positions_due - made).days, 1)
        day = made + timedelta(days=1 + int((window - 1) * chance(self._seed, "answer", stage.key, body)))
        return min(day, stage.positions_due)

    def _stance(self, stage: str, body: str) -> tuple[str, str | None]:
        draw = chance(self._seed, "opinion", stage, body)
        if draw < self._behaviour.objection:
            return "object", f"{SIMULATED} chưa thống nhất, đề nghị trao đổi thêm"
        if draw < self._behaviour.objection + self._behaviour.reservation:
            return "agree_with_reservation", f"{SIMULATED} thống nhất, bảo lưu ý kiến về số liệu của tỉnh"
        return "agree", None

    def _acknowledge(self, session: Session, now: datetime) -> int:
        """Acknowledge what was delivered since the bodies last looked."""
        delivered = session.connection().execute(_DELIVERED, {"seen": self._seen}).all()
        self._seen = head(session)[0]
        done = 0
        for key, *told in delivered:
            if chance(self._seed, "acknowledge", *told) < self._behaviour.acknowledges:
                acknowledge(session, key, told[0], OFFICE, now)
                done += 1
        return done

    def _meet(self, session: Session, now: datetime) -> int:
        met = session.connection().execute(_MET, {"now": now}).scalars().all()
        for row in [session.get_one(ExchangeRow, key) for key in met]:
            minutes = f"{SIMULATED} Các bên dự họp đã trao đổi {len(row.agenda)} nội dung trong chương trình."
            hold_exchange(session, row, minutes, [f"{SIMULATED} {each['vi']}" for each in row.agenda[:1]], now)
        return len(met)


def _by_stage(rows: Iterable[Row[Any]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return found


def _looked_over(content: dict[str, object]) -> dict[str, object]:
    """Give a second revision: the same figures, with a word that they were looked over."""
    for name, field in (
        ("texts", "text"),
        ("clauses", "text"),
        ("sections", "text"),
        ("forecasts", "reason"),
        ("projects", "name"),
    ):
        rows = content.get(name)
        if isinstance(rows, list) and rows:
            first = dict(rows[0])
            first[field] = f"{first[field]} (đã rà soát)"
            return content | {name: [first, *rows[1:]]}
    return content
