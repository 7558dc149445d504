"""A forecast of two provinces whose draft is out: one has figures out of the band, the other has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from coordination.cycles.discussion import service, views
from coordination.cycles.discussion.rules import Kind
from coordination.cycles.discussion.saying import Saying
from coordination.cycles.queries import get_stage
from coordination.regions.model import Region, Step
from coordination.submissions.sign_off.acts import hand_in, sign
from tests.stations.story import Story, at, morning

PLAN = "two-provinces/regional-plan/2027"
FORECAST = f"{PLAN}/forecast"
BODY, OTHER = "75.peoples_committee", "79.peoples_committee"
SECRETARIAT = "two-provinces.secretariat"
GRDP, PEOPLE = "grdp_current", "population_avg"
FAR = "9000000"
OUT = ((GRDP, 2027), (GRDP, 2028))
"""The figures of one province that are put up."""
NEAR = {BODY: "4650", OTHER: "14200"}
SETTINGS = {"indicators": [PEOPLE, GRDP], "horizon_years": 2, "interval_percent": None}


def with_little_to_forecast(region: Region) -> Region:
    """Let the forecast be of two indicators and two years, by the band alone, and a later step go on for long."""
    procedures = [
        each.model_copy(update={"steps": [_changed(step) for step in each.steps]}) for each in region.procedures
    ]
    return region.model_copy(update={"procedures": procedures})


def _changed(step: Step) -> Step:
    if step.code == "forecast":
        return step.model_copy(update={"settings": step.settings | SETTINGS})
    if step.code == "policy-frame":
        return step.model_copy(update={"due": step.due.model_copy(update={"rule": "working_days 60 after opens"})})
    return step


def own(body: str, **grdp: str) -> dict[str, Any]:
    """Give what a province hands in: people near the trend, GRDP as said by year."""
    figures = [
        (PEOPLE, 2027, NEAR[body]),
        *((GRDP, int(year.removeprefix("y")), value) for year, value in grdp.items()),
    ]
    rows = [{"indicator": code, "period": year, "value": value, "reason": ""} for code, year, value in figures]
    return {"forecasts": rows, "topics": {"market": "Thị trường"}}


@dataclass
class DiscussionStory(Story):
    """A story that stands where positions on the draft forecast are taken."""

    @property
    def now(self) -> datetime:
        """Give the morning after the draft."""
        stage = self.stage(FORECAST)
        return at(f"{stage.due} 15:00")

    def begin(self) -> DiscussionStory:
        """Open the plan, hand in and let the draft be made."""
        self.open(PLAN)
        self.tick(morning(self.stage(FORECAST).opens.isoformat()))
        now = at(f"{self.stage(FORECAST).due} 09:00")
        with self.engine.write() as session:
            approve(session, BODY, own(BODY, y2027=FAR, y2028=FAR), now)
            approve(session, OTHER, own(OTHER), now)
        for body in (BODY, OTHER):
            self.accept(FORECAST, body, now)
        self.tick(now)
        return self

    def anew(self, content: Any, now: datetime | None = None) -> None:
        """Hand in anew, with every signature."""
        with self.engine.write() as session:
            approve(session, BODY, content, now or self.now)

    def say(self, kind: Kind, by: str, text: str, *keys: tuple[str, int], now: datetime | None = None) -> bool:
        """Say something in the thread; says whether it is new."""
        with self.engine.write() as session:
            return service.say(session, FORECAST, BODY, Saying(kind, by, text, keys), now or self.now)[1]

    def thread(self) -> dict[str, Any]:
        """Give the thread."""
        with self.engine.read() as session:
            return thread_of(session)

    def unified(self, year: int) -> str:
        """Give the unified GRDP of a year, as a province would write it."""
        rows = {(each["indicator"], each["period"]): each for each in self.thread()["rows"]}
        return f"{rows[GRDP, year]['unified']:.1f}"


def thread_of(session: Session) -> dict[str, Any]:
    """Give the thread as a session sees it."""
    stage = get_stage(session, FORECAST)
    return views.thread(stage, BODY, service.entries(session, stage, BODY))


def approve(session: Session, body: str, content: Any, now: datetime) -> None:
    """Write a draft and give every signature."""
    hand_in(session, FORECAST, body, content, now)
    for role in ("statistician", "head"):
        sign(session, FORECAST, body, role, now)
