"""A joint assessment that takes figures, and words for figures and for what a region may declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coordination.methods.checks.declared import Check
from coordination.methods.contract import Finding
from coordination.regions.model import Region
from coordination.submissions.queries import latest
from coordination.submissions.tables import SubmissionRow
from tests.stations.story import ASSESSMENT, PLAN, Story, at, morning

NOW = at("2026-06-10 09:00")
CAN_THO, AN_GIANG, DONG_THAP = "92.peoples_committee", "91.peoples_committee", "82.peoples_committee"
PUBLISHED = {
    ("population_avg", 2022): "3179.6",
    ("population_avg", 2024): "3207.08",
    ("grdp_current", 2024): "277518.3",
    ("employed_persons", 2024): "1623.37",
    ("unemployment_rate", 2024): "3.28",
    ("grdp_per_capita", 2024): "86.533",
}
"""What series.csv holds of Cần Thơ on the map of 34 provinces."""


def assessment(
    figures: Mapping[tuple[str, int], Any], notes: Mapping[tuple[str, int], str] | None = None
) -> dict[str, Any]:
    """Give an assessment with figures; a state instead of a value says why there is none."""
    rows = []
    for (code, year), value in figures.items():
        said = {"value": value} if str(value)[0].isdigit() else {"state": value}
        rows.append({"indicator": code, "period": year, **said, "note": (notes or {}).get((code, year), "")})
    words = {"pillar": "economy", "kind": "achievement", "text": "Kinh tế tăng trưởng khá"}
    return {"figures": rows, "texts": [words]}


def with_checks(region: Region, code: str, *checks: Check) -> Region:
    """Let an indicator declare these checks and no others."""
    indicators = [
        each.model_copy(update={"checks": checks}) if each.code == code else each for each in region.indicators
    ]
    return region.model_copy(update={"indicators": indicators})


def with_settings(region: Region, step: str, settings: Mapping[str, Any]) -> Region:
    """Let a step of the regional plan have settings besides its own."""
    procedures = []
    for each in region.procedures:
        steps = [
            one.model_copy(update={"settings": one.settings | dict(settings)}) if one.code == step else one
            for one in each.steps
        ]
        procedures.append(each.model_copy(update={"steps": steps}))
    return region.model_copy(update={"procedures": procedures})


def asking_all(region: Region) -> Region:
    """Let the joint assessment expect nothing in particular: its form asks for all, and nothing given is missed."""
    return with_settings(region, "joint-assessment", {"expected": []})


@dataclass
class FiguresStory(Story):
    """A story whose joint assessment is open."""

    def begin(self, region: Region | None = None) -> FiguresStory:
        """Open the regional plan and its first step."""
        self.region = region or self.region
        self.open(PLAN)
        self.tick(morning("2026-06-02"))
        return self

    def give(
        self, figures: Mapping[tuple[str, int], Any], body: str = CAN_THO, notes: Mapping[tuple[str, int], str] | None = None,
        now: datetime = NOW, stage: str = ASSESSMENT,
    ) -> list[Finding]:  # fmt: skip
        """Hand figures in; gives what was found about them."""
        row, _ = self.submit(stage, body, assessment(figures, notes), now)
        return [each for each in map(Finding.model_validate, row.findings) if each.where.startswith("figures.")]

    def last(self, body: str = CAN_THO, stage: str = ASSESSMENT) -> SubmissionRow:
        """Give what a body handed in last."""
        with self.engine.read() as session:
            row = latest(session, stage, body)
        assert row is not None
        return row


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Give code and place of findings."""
    return [(each.code, each.where) for each in findings]
