"""The offices inside simulated bodies: who drafts, who signs for figures, who approves, each on a day of its own.

A draft with a warning nobody gave a word on goes back once, with the warning as comment. Every office that has its turn
on the day collection closes does its part that day: what is signed later is not taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.cycles.queries import get_cycle, region_of, step_of
from coordination.cycles.rules import workday_offset
from coordination.kernel.clock import local_date
from coordination.simulate.behaviour import Behaviour, chance
from coordination.simulate.material import Material
from coordination.simulate.questions import Stage
from coordination.simulate.revising import LOOKED_OVER, WORDED_ANEW, hasty, reworded
from coordination.simulate.words import DOUBT, REOPENED
from coordination.submissions.checking.figures import ROWS, explained_in
from coordination.submissions.sign_off.acts import Comment, hand_in, reopen, send_back, sign
from coordination.submissions.sign_off.rules import Role, State
from coordination.submissions.sign_off.standing import SENT_BACK, Standing, acts_on, standing
from coordination.submissions.tables import DraftRow

LACKING = ("expected_figure_missing", "forecast_missing")
"""Codes of the notes that tell of a figure left out."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one body owes at one step today, and the day it means to give the last signature."""

    stage: Stage
    body: str
    owed: str
    approval: date


class Signers:
    """The offices of all bodies of a region, as drawn by the seed."""

    def __init__(self, material: Material, behaviour: Behaviour, seed: int) -> None:
        self._material = material
        self._behaviour = behaviour
        self._seed = seed
        self._next: dict[Desk, date] = {}

    def act(self, session: Session, desk: Desk, now: datetime) -> int:
        """Let the offices of one body do what falls to them today; gives how many things were done."""
        today, done = local_date(now), 0
        if self._next.get(desk, today) > today:
            return 0
        calendar = _calendar(session, desk.stage)
        here = standing(session, desk.stage.key, desk.body)
        while role := here.turn:
            self._next[desk] = day = self._day(session, desk, here, role, calendar)
            if day > today or not self._play(session, here, role, now):
                break
            here, done = standing(session, desk.stage.key, desk.body), done + 1
        return done

    def reopen(self, session: Session, stage: str, body: str, now: datetime) -> int:
        """Let the secretariat take an approval back for its words, where the seed has it so; gives how often it did."""
        if chance(self._seed, "reopen", stage, body) >= self._behaviour.reopened:
            return 0
        return int(reopen(session, stage, body, REOPENED, now, text_only=True)[1])

    def _day(self, session: Session, desk: Desk, here: Standing, role: Role, calendar: WorkCalendar) -> date:
        """Give the day an office gets to what lies before it."""
        stage, draw = desk.stage, chance(self._seed, "desk", role, desk.stage.key, desk.body)
        if here.state == State.NOTHING:
            return max(workday_offset(calendar, desk.approval, -2 - int(4 * draw)), stage.opens)
        newest = here.draft or here.submission
        last = acts_on(session, [newest.key] if newest else [])[-1]
        pause = 1 + int(2 * draw) if role == Role.STATISTICIAN and here.submission is None else 1
        day = workday_offset(calendar, local_date(last.at), pause)
        return min(max(day, desk.approval) if role == Role.HEAD else day, stage.closes)

    def _play(self, session: Session, here: Standing, role: Role, now: datetime) -> bool:
        """Do what an office has to do; says whether that was anything new.

        A document without words cannot be reworded: sent back, its drafter stands by it.
        """
        stage, body = here.stage.key, here.obligation.body
        if role == Role.DRAFTER or here.draft is None:
            return hand_in(session, stage, body, self._content(session, here), now)[1]
        if comments := self._comments(session, here, here.draft, role):
            return send_back(session, stage, body, role, comments, now)[1]
        return sign(session, stage, body, role, now)[1]

    def _content(self, session: Session, here: Standing) -> dict[str, Any]:
        stage, body = here.stage.key, here.obligation.body
        if here.draft is None and here.submission is not None:
            return reworded(here.submission.content, WORDED_ANEW)
        content = self._material.handed_in(session, stage, body)
        if here.draft is not None:
            return reworded(content, LOOKED_OVER)
        if chance(self._seed, "haste", stage, body) >= self._behaviour.hasty:
            return content
        method = step_of(session, here.stage).method
        return hasty(method, content, chance(self._seed, "left out", stage, body))

    def _comments(self, session: Session, here: Standing, draft: DraftRow, role: Role) -> list[Comment]:
        """Give what an office wants looked at again; nobody sends back a second draft, nor one the drafter stands by."""
        if (draft.revision, draft.number) != (1, 1) or SENT_BACK in {e.type for e in acts_on(session, [draft.key])}:
            return []
        if role == Role.STATISTICIAN:
            return _unexplained(step_of(session, here.stage).method, draft)
        doubted = chance(self._seed, "doubt", draft.stage, draft.body) < self._behaviour.doubted
        return [Comment(text=DOUBT)] if doubted else []


def _unexplained(method: str, draft: DraftRow) -> list[Comment]:
    """Give the figures a draft lacks and the warnings that no word in it explains, each at its place."""
    explained = {f"{ROWS.get(method)}.{code}.{year}" for code, year in explained_in(method, draft.content)}
    found: list[Mapping[str, Any]] = [
        each for each in draft.findings if each["severity"] == "warning" or each["code"] in LACKING
    ]
    return [
        Comment(text=each["message"]["vi"], where=each["where"]) for each in found if each["where"] not in explained
    ]


def _calendar(session: Session, stage: Stage) -> WorkCalendar:
    cycle = get_cycle(session, stage.key.rpartition("/")[0])
    return calendar_of(region_of(session, cycle), cycle.unit)
