"""What simulated bodies do on a day: hand in, answer, acknowledge, meet — all through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from coordination.audit.service import head
from coordination.calendar.days import WorkCalendar
from coordination.cycles.meetings import hold_exchange
from coordination.cycles.queries import get_cycle, region_of, step_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import ExchangeRow, StageRow
from coordination.kernel.clock import local_date
from coordination.notices.service import acknowledge
from coordination.results.positions import clauses_of, parties_of, take_position
from coordination.results.rules import WHOLE
from coordination.simulate.behaviour import Behaviour, chance, conduct
from coordination.simulate.discussing import Discussants
from coordination.simulate.material import Material
from coordination.simulate.questions import DELIVERED, MET, OWED, SPOKEN, STAGES, Stage, by_stage
from coordination.simulate.revising import LOOKED_OVER, reworded
from coordination.simulate.signing import Desk, Signers
from coordination.simulate.words import SIMULATED
from coordination.submissions.queries import latest as latest_submission
from coordination.submissions.service import accept, return_, submit
from coordination.submissions.sign_off.rules import chain_of

OFFICE = "văn thư [mô phỏng]"


class Actors:
    """The bodies of one region for one year, as drawn by the seed.

    On most days most bodies do nothing. So a day begins with few questions, each asked once for all steps, and
    whole rows are read only of what somebody does something about.
    """

    def __init__(self, material: Material, behaviour: Behaviour, seed: int) -> None:
        self._material = material
        self._behaviour = behaviour
        self._seed = seed
        self._days: dict[tuple[Stage, str], date | None] = {}
        self._parties: dict[Stage, list[str]] = {}
        self._signed: dict[Stage, bool] = {}
        self._signers = Signers(material, behaviour, seed)
        self._discussants = Discussants(behaviour, seed)
        self._seen = 0

    def act(self, session: Session, now: datetime) -> int:
        """Let every body do what it does today; gives how many things were done."""
        asked = session.connection()
        owed, spoken = by_stage(asked.execute(OWED)), by_stage(asked.execute(SPOKEN))
        done = 0
        for stage in [Stage(*row) for row in map(tuple, asked.execute(STAGES))]:
            mine = owed.get(stage.key, [])
            if stage.state == StageState.OPEN:
                done += self._hand_in(session, stage, mine, now) + self._receive(session, stage, mine, now)
            else:
                done += self._discussants.act(session, stage, now)
                done += self._answer(session, stage, {body for (body,) in spoken.get(stage.key, [])}, now)
        return done + self._acknowledge(session, now) + self._meet(session, now)

    def _hand_in(self, session: Session, stage: Stage, owed: list[tuple[str, ...]], now: datetime) -> int:
        today, done = local_date(now), 0
        for body, state in owed:
            again = state == ObligationState.RETURNED
            if state not in OWING:
                continue
            if self._is_signed(session, stage):
                day = self._day(session, stage, body)
                done += self._signers.act(session, Desk(stage, body, state, day), now) if day else 0
            elif again or self._has_come(session, stage, body, today):
                content = self._material.handed_in(session, stage.key, body)
                submit(session, stage.key, body, reworded(content, LOOKED_OVER) if again else content, now)
                done += 1
        return done

    def _is_signed(self, session: Session, stage: Stage) -> bool:
        if stage not in self._signed:
            step = step_of(session, session.get_one(StageRow, stage.key))
            self._signed[stage] = bool(chain_of(step.settings))
        return self._signed[stage]

    def _has_come(self, session: Session, stage: Stage, body: str, today: date) -> bool:
        """Say whether a body's day for what a step asks has come."""
        day = self._day(session, stage, body)
        return day is not None and day <= today

    def _day(self, session: Session, stage: Stage, body: str) -> date | None:
        """Give a body's day for what a step asks, None for never; it is drawn once and kept."""
        if (stage, body) not in self._days:
            draw = self._day_of_handing_in if stage.state == StageState.OPEN else self._day_of_answering
            self._days[stage, body] = draw(session, stage, body)
        return self._days[stage, body]

    def _day_of_handing_in(self, session: Session, stage: Stage, body: str) -> date | None:
        behaves = conduct(self._behaviour, self._seed, stage.key, body)
        if behaves == "silent":
            return None
        cycle = get_cycle(session, session.get_one(StageRow, stage.key).cycle)
        calendar = WorkCalendar.of(region_of(session, cycle).holidays, stage.unit)
        draw = chance(self._seed, "day", stage.key, body)
        if behaves == "late":
            return min(workday_offset(calendar, stage.due, 1 + int(2 * draw)), stage.closes)
        return max(workday_offset(calendar, stage.due, -int(6 * draw)), stage.opens)

    def _receive(self, session: Session, stage: Stage, owed: list[tuple[str, ...]], now: datetime) -> int:
        """Look at what was handed in before today."""
        done = 0
        for body in [body for body, state in owed if state == ObligationState.SUBMITTED]:
            row = latest_submission(session, stage.key, body)
            if row is None or session.get_one(StageRow, stage.key).state != StageState.OPEN:
                continue
            time_left = local_date(now) < stage.closes
            faulty = chance(self._seed, "return", stage.key, body) < self._behaviour.returned
            if row.revision == 1 and time_left and self._is_signed(session, stage) and not faulty:
                done += self._signers.reopen(session, stage.key, body, now)
            if row.state == "returned":
                continue
            if row.revision == 1 and faulty and time_left:
                return_(session, stage.key, body, f"{SIMULATED} đề nghị rà soát lại số liệu và giải trình", now)
            else:
                accept(session, stage.key, body, now)
            done += 1
        return done

    def _answer(self, session: Session, stage: Stage, spoken: set[str], now: datetime) -> int:
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

    def _day_of_answering(self, _session: Session, stage: Stage, body: str) -> date | None:
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
        delivered = session.connection().execute(DELIVERED, {"seen": self._seen}).all()
        self._seen = head(session)[0]
        done = 0
        for key, *told in delivered:
            if chance(self._seed, "acknowledge", *told) < self._behaviour.acknowledges:
                acknowledge(session, key, told[0], OFFICE, now)
                done += 1
        return done

    def _meet(self, session: Session, now: datetime) -> int:
        met = session.connection().execute(MET, {"now": now}).scalars().all()
        for row in [session.get_one(ExchangeRow, key) for key in met]:
            minutes = f"{SIMULATED} Các bên dự họp đã trao đổi {len(row.agenda)} nội dung trong chương trình."
            hold_exchange(session, row, minutes, [f"{SIMULATED} {each['vi']}" for each in row.agenda[:1]], now)
        return len(met)
