"""What simulated provinces do about their own figures that differ from the unified forecast: revise, keep, or say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from coordination.cycles.discussion import service
from coordination.cycles.discussion.rules import Key, Kind, State, rows_of
from coordination.cycles.discussion.saying import Saying
from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.kernel.clock import local_date
from coordination.methods.indicators import Indicator
from coordination.results.discussing import METHOD
from coordination.simulate.behaviour import Behaviour, chance
from coordination.simulate.figures import written
from coordination.simulate.questions import Stage
from coordination.simulate.words import KEPT, NEARER
from coordination.submissions.queries import latest
from coordination.submissions.sign_off.acts import hand_in, sign
from coordination.submissions.sign_off.rules import chain_of

DAYS = 3
"""Days after the draft within which whoever answers does."""


class Discussants:
    """The provinces of a region whose own figures are put up for discussion, as drawn by the seed."""

    def __init__(self, behaviour: Behaviour, seed: int) -> None:
        self._behaviour = behaviour
        self._seed = seed
        self._days: dict[str, dict[str, date]] = {}

    def act(self, session: Session, stage: Stage, now: datetime) -> int:
        """Let each province whose day has come answer all its figures one way; gives how many answered."""
        if stage.key not in self._days:
            self._days[stage.key] = self._drawn(session, stage)
        days, today = self._days[stage.key], local_date(now)
        come = [body for body, day in days.items() if day <= today]
        for body in come:
            del days[body]
            self._answer(session, stage.key, body, now)
        return len(come)

    def _drawn(self, session: Session, stage: Stage) -> dict[str, date]:
        """Draw on which day each province answers; those that say nothing are left out."""
        row = get_stage(session, stage.key)
        if row.synthesised_at is None or step_of(session, row).method != METHOD:
            return {}
        made, answers = local_date(row.synthesised_at), self._behaviour.revises + self._behaviour.keeps
        return {
            body: made + timedelta(days=1 + int(DAYS * chance(self._seed, "discusses", stage.key, body)))
            for body in service.threads(session, row)
            if chance(self._seed, "discussion", stage.key, body) < answers
        }

    def _answer(self, session: Session, stage: str, body: str, now: datetime) -> None:
        if chance(self._seed, "discussion", stage, body) >= self._behaviour.revises:
            service.say(session, stage, body, Saying(Kind.RESERVED, body, KEPT), now)
            return
        row = get_stage(session, stage)
        rows = rows_of(service.entries(session, row, body))
        nearer = {key: each.first["unified"] for key, each in rows.items() if each.state is State.OPEN}
        handed_in = latest(session, stage, body)
        content = handed_in.content if handed_in else {}
        catalogue = {each.code: each for each in region_of(session, get_cycle(session, row.cycle)).indicators}
        hand_in(session, stage, body, _moved(content, nearer, catalogue), now)
        for role in chain_of(step_of(session, row).settings)[1:]:
            sign(session, stage, body, role, now)


def _moved(
    content: Mapping[str, Any], nearer: Mapping[Key, float], catalogue: Mapping[str, Indicator]
) -> dict[str, Any]:
    """Give a forecast with the figures under discussion moved to the unified ones, and a word that they were."""
    rows = []
    for each in content["forecasts"]:
        unified = nearer.get((each["indicator"], each["period"]))
        moved = {}
        if unified is not None:
            moved = {"value": written(Decimal(unified), catalogue[each["indicator"]]), "reason": NEARER}
        rows.append(each | moved)
    return {**content, "forecasts": rows}
