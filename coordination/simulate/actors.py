"""What simulated bodies do on a day: hand in, answer, acknowledge, meet — all through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from coordination.calendar.days import WorkCalendar
from coordination.cycles.meetings import hold_exchange
from coordination.cycles.queries import get_cycle, region_of, step_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import ExchangeRow, ObligationRow, StageRow
from coordination.kernel.clock import local_date
from coordination.notices.service import acknowledge
from coordination.notices.tables import AcknowledgementRow, NoticeRow
from coordination.results.rules import WHOLE
from coordination.results.service import latest, parties_of, positions_on, take_position
from coordination.simulate.behaviour import Behaviour, chance, conduct
from coordination.simulate.material import Material
from coordination.simulate.words import SIMULATED
from coordination.submissions.service import accept, return_, submit
from coordination.submissions.service import latest as latest_submission

ASKS = ("stage.opened", "result.drafted", "exchange.scheduled", "cycle.opened")
OFFICE = "văn thư [mô phỏng]"


class Actors:
    """The bodies of one region for one year, as drawn by the seed."""

    def __init__(self, material: Material, behaviour: Behaviour, seed: int) -> None:
        self._material = material
        self._behaviour = behaviour
        self._seed = seed

    def act(self, session: Session, now: datetime) -> int:
        """Let every body do what it does today; gives how many things were done."""
        done = 0
        query = select(StageRow).where(col(StageRow.state).in_((StageState.OPEN, StageState.POSITIONS)))
        for stage in session.exec(query.order_by(col(StageRow.key))).all():
            if stage.state == StageState.OPEN:
                done += self._hand_in(session, stage, now) + self._receive(session, stage, now)
            else:
                done += self._answer(session, stage, now)
        return done + self._acknowledge(session, now) + self._meet(session, now)

    def _day_of_handing_in(self, stage: StageRow, body: str, calendar: WorkCalendar) -> date | None:
        behaves = conduct(self._behaviour, self._seed, stage.key, body)
        if behaves == "silent":
            return None
        draw = chance(self._seed, "day", stage.key, body)
        if behaves == "late":
            return min(workday_offset(calendar, stage.due, 1 + int(2 * draw)), stage.closes)
        return max(workday_offset(calendar, stage.due, -int(6 * draw)), stage.opens)

    def _hand_in(self, session: Session, stage: StageRow, now: datetime) -> int:
        cycle = get_cycle(session, stage.cycle)
        calendar = WorkCalendar.of(region_of(session, cycle).holidays, cycle.unit)
        done = 0
        for owed in session.exec(
            select(ObligationRow).where(ObligationRow.stage == stage.key).order_by(col(ObligationRow.body))
        ):
            if owed.state not in OWING:
                continue
            again = owed.state == ObligationState.RETURNED
            day = self._day_of_handing_in(stage, owed.body, calendar)
            if not again and (day is None or local_date(now) < day):
                continue
            unit = region_of(session, cycle).body(owed.body)
            content = self._material.submission(
                step_of(session, stage), stage.key, owed.body, unit.unit if unit else ""
            )
            if again:
                content = _looked_over(content)
            submit(session, stage.key, owed.body, content, now)
            done += 1
        return done

    def _receive(self, session: Session, stage: StageRow, now: datetime) -> int:
        done = 0
        query = select(ObligationRow).where(
            ObligationRow.stage == stage.key, ObligationRow.state == ObligationState.SUBMITTED
        )
        for owed in session.exec(query.order_by(col(ObligationRow.body))).all():
            row = latest_submission(session, stage.key, owed.body)
            if row is None or row.handed_in_at >= now or stage.state != StageState.OPEN:
                continue
            time_left = local_date(now) < stage.closes
            faulty = chance(self._seed, "return", stage.key, owed.body) < self._behaviour.returned
            if row.revision == 1 and faulty and time_left:
                return_(session, stage.key, owed.body, f"{SIMULATED} đề nghị rà soát lại số liệu và giải trình", now)
            else:
                accept(session, stage.key, owed.body, now)
            done += 1
        return done

    def _answer(self, session: Session, stage: StageRow, now: datetime) -> int:
        result = latest(session, stage.key)
        if result is None or stage.synthesised_at is None:
            return 0
        spoken = {each.body for each in positions_on(session, result.key)}
        window = max((stage.positions_due - local_date(stage.synthesised_at)).days, 1)
        clauses = [each["key"] for each in result.content["clauses"]]
        done = 0
        for body in parties_of(session, stage):
            draw = chance(self._seed, "stance", stage.key, body)
            day = local_date(stage.synthesised_at) + timedelta(
                days=1 + int((window - 1) * chance(self._seed, "answer", stage.key, body))
            )
            if body in spoken or draw < self._behaviour.quiet or local_date(now) < min(day, stage.positions_due):
                continue
            stance, text = self._stance(stage.key, body)
            clause = (
                clauses[int(chance(self._seed, "clause of", stage.key, body) * len(clauses))]
                if clauses and text
                else WHOLE
            )
            take_position(session, stage.key, body, stance, text, clause, now)
            done += 1
        return done

    def _stance(self, stage: str, body: str) -> tuple[str, str | None]:
        draw = chance(self._seed, "opinion", stage, body)
        if draw < self._behaviour.objection:
            return "object", f"{SIMULATED} chưa thống nhất, đề nghị trao đổi thêm"
        if draw < self._behaviour.objection + self._behaviour.reservation:
            return "agree_with_reservation", f"{SIMULATED} thống nhất, bảo lưu ý kiến về số liệu của tỉnh"
        return "agree", None

    def _acknowledge(self, session: Session, now: datetime) -> int:
        query = (
            select(NoticeRow)
            .outerjoin(AcknowledgementRow, col(AcknowledgementRow.notice) == col(NoticeRow.key))
            .where(
                col(NoticeRow.type).in_(ASKS), NoticeRow.state == "delivered", col(AcknowledgementRow.notice).is_(None)
            )
            .where(col(NoticeRow.delivered_at) > now - timedelta(days=1))
            .order_by(col(NoticeRow.event), col(NoticeRow.recipient))
        )
        done = 0
        for told in session.exec(query).all():
            if (
                chance(self._seed, "acknowledge", told.recipient, told.type, told.cycle, told.stage)
                < self._behaviour.acknowledges
            ):
                acknowledge(session, told.key, told.recipient, OFFICE, now)
                done += 1
        return done

    def _meet(self, session: Session, now: datetime) -> int:
        query = select(ExchangeRow).where(ExchangeRow.state == "scheduled", col(ExchangeRow.ends_at) <= now)
        rows = [
            row
            for row in session.exec(query.order_by(col(ExchangeRow.key)))
            if session.get_one(StageRow, row.stage).opened_at
        ]
        for row in rows:
            minutes = f"{SIMULATED} Các bên dự họp đã trao đổi {len(row.agenda)} nội dung trong chương trình."
            hold_exchange(session, row, minutes, [f"{SIMULATED} {each['vi']}" for each in row.agenda[:1]], now)
        return len(rows)


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
