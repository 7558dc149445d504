"""What simulated bodies hand in: published figures and projects of the real provinces, in their forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.methods.forecast.models import TOPIC_NAMES
from coordination.methods.indicators import PILLARS
from coordination.regions.model import Region, Step
from coordination.regions.series import points
from coordination.simulate.behaviour import Behaviour, chance
from coordination.simulate.figures import fitting, written
from coordination.simulate.proposals import proposals
from coordination.simulate.register import projects_in
from coordination.simulate.resources import Resources
from coordination.simulate.surveying import observations
from coordination.simulate.words import SIMULATED, clause_bank, section_text, statement
from coordination.submissions.asking.asks import rows_asked

SHARE_OF_YEAR = {"transitional": 4, "new": 5, "completed_unpaid": 1, "unknown": 4}
TIER = {"completed_unpaid": 4, "transitional": 8, "new": 12, "unknown": 8}
ODA_TIER = 5
LARGEST_LIST = 40
COUNTED = ("beneficiaries", "resettlement")
ASSESSED = (
    "population_avg",
    "grdp_current",
    "grdp_per_capita",
    "grdp_growth_index",
    "employed_persons",
    "trained_workers_pct",
    "unemployment_rate",
    "state_budget_revenue",
    "papi_environment",
    "papi_participation",
)


@dataclass(frozen=True)
class Material:
    """Real figures and projects of a region, and the seed by which choices among them are drawn."""

    region: Region
    year: int
    seed: int
    behaviour: Behaviour
    series: Mapping[tuple[str, str], Mapping[int, Decimal]] = field(default_factory=dict)
    plans: Mapping[tuple[str, str], Mapping[int, Decimal]] = field(default_factory=dict)

    @classmethod
    def of(cls, region: Region, year: int, seed: int, behaviour: Behaviour) -> Material:
        """Gather what was known in year N: nothing published for a later year."""
        series: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
        plans: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
        for point in points(region):
            if point.year < year:
                target = plans if point.status == "plan" else series
                target[point.unit, point.indicator][point.year] = point.value
        return cls(region, year, seed, behaviour, series, plans)

    def handed_in(self, session: Session, stage: str, body: str) -> dict[str, Any]:
        """Give what a body hands in for a step of a running cycle, as that cycle's configuration asks for it."""
        row = get_stage(session, stage)
        unit = region_of(session, get_cycle(session, row.cycle)).body(body)
        return self.submission(step_of(session, row), stage, body, unit.unit or "" if unit else "")

    def submission(self, step: Step, stage: str, body: str, unit: str) -> dict[str, Any]:
        """Give what a body hands in for a step, in the form of the step's method."""
        makers = {
            "joint_assessment": lambda: self._assessment(step, stage, unit),
            "forecast": lambda: self._forecast(step, stage, unit),
            "forecast_contract": lambda: self._proposals(step, stage, unit),
            "viewpoints": lambda: self._viewpoints(unit),
            "investment": lambda: self._investment(step, unit),
            "balances": lambda: self._balances(step, unit),
            "surveys": lambda: self._survey(step, stage, body, unit),
        }
        maker = makers.get(step.method)
        return maker() if maker else self._document(step, stage, body, unit)

    def _assessment(self, step: Step, stage: str, unit: str) -> dict[str, Any]:
        figures = [self._figure(stage, unit, *place) for place in self._places(step)]
        name = self.region.unit(unit).name.vi
        texts = [
            {"pillar": pillar, "kind": kind, "text": statement(pillar, kind, name, self.seed)}
            for pillar in PILLARS
            for kind in ("achievement", "shortfall", "cause")
        ]
        return {"figures": figures, "texts": texts}

    def _places(self, step: Step) -> Iterable[tuple[str, int]]:
        """Give what is assessed, of the years published, and what the step expects, published or not."""
        found = [(indicator, period) for indicator in ASSESSED for period in self._periods(indicator)]
        if step.settings.get("expected"):
            catalogue = {each.code: each for each in self.region.indicators}
            found += rows_asked(step.method, step.settings, str(self.year + 1), catalogue)
        return dict.fromkeys(found)

    def _figure(self, stage: str, unit: str, indicator: str, period: int) -> dict[str, Any]:
        figure: dict[str, Any] = {"indicator": indicator, "period": period}
        value = self.series.get((unit, indicator), {}).get(period)
        held_back = chance(self.seed, "missing", stage, unit, indicator) < self.behaviour.missing_figure
        if value is None:
            figure |= {"state": "missing", "note": "chưa có số liệu công bố"}
        elif held_back:
            figure |= {"state": "missing", "note": f"{SIMULATED} chưa gửi"}
        else:
            figure["value"] = str(value)
        plan = self.plans.get((unit, f"{indicator}_plan"), {}).get(period)
        return figure if plan is None else figure | {"plan": str(plan)}

    def _periods(self, indicator: str) -> list[int]:
        """Give the last two years in which most provinces published an indicator."""
        count: dict[int, int] = defaultdict(int)
        for (_, name), values in self.series.items():
            if name == indicator:
                for year in values:
                    count[year] += 1
        whole = [year for year, units in count.items() if 2 * units > len(self.region.units)]
        return sorted(whole)[-2:]

    def _forecast(self, step: Step, stage: str, unit: str) -> dict[str, Any]:
        forecasts, catalogue = [], {each.code: each for each in self.region.indicators}
        for indicator in step.settings.get("indicators", ()):
            known = self.series.get((unit, indicator), {})
            years = sorted(known)
            if len(years) < 2:
                continue
            first, last = known[years[-min(6, len(years))]], known[years[-1]]
            slope = (last - first) / max(1, years[-1] - years[-min(6, len(years))])
            hope = Decimal(
                str(round(self.behaviour.optimism * (2 * chance(self.seed, "hope", stage, unit, indicator) - 0.5), 4))
            )
            horizon = step.settings.get("horizon_years", 1)
            for year in range(self.year + 1, self.year + 1 + horizon):
                value = (last + slope * (year - years[-1])) * (1 + hope)
                forecasts.append(
                    {
                        "indicator": indicator,
                        "period": year,
                        "value": written(max(value, Decimal(0)), catalogue[indicator]),
                        "reason": f"{SIMULATED} xu thế các năm gần nhất của tỉnh và kỳ vọng của tỉnh",
                    }
                )
        name = self.region.unit(unit).name.vi
        topics = {topic: section_text(called.vi, name) for topic, called in TOPIC_NAMES.items()}
        return {"forecasts": fitting(forecasts, catalogue), "topics": topics}

    def _proposals(self, step: Step, stage: str, unit: str) -> dict[str, Any]:
        name, units = self.region.unit(unit).name.vi, [each.code for each in self.region.units]
        return proposals(step.settings, stage, unit, name, ASSESSED, year=self.year, units=units, seed=self.seed)

    def _viewpoints(self, unit: str) -> dict[str, Any]:
        chosen = []
        for pillar in PILLARS:
            bank = clause_bank(pillar)
            ranked = sorted(
                bank, key=lambda text: chance(self.seed, "clause", unit, text) + (0.45 if bank.index(text) else 0)
            )
            chosen += [{"pillar": pillar, "text": text} for text in ranked[:2]]
        return {"clauses": chosen}

    def _document(self, step: Step, stage: str, body: str, unit: str) -> dict[str, Any]:
        titles = step.settings.get("titles", {})
        name = next((each.short.vi for each in self.region.bodies if each.code == body), unit)
        sections = [
            {
                "key": key,
                "title": titles.get(key, {}).get("vi", ""),
                "text": section_text(titles.get(key, {}).get("vi", key), name),
            }
            for key in step.settings.get("sections", ())
        ]
        figures = [
            {
                "label": label,
                "value": str(20 + int(200 * chance(self.seed, "count", stage, unit, label))),
                "unit": "(mô phỏng)",
            }
            for label in step.settings.get("add", ())
        ]
        return {"sections": sections, "figures": figures, "attachments": []}

    def _survey(self, step: Step, stage: str, body: str, unit: str) -> dict[str, Any]:
        found = observations(step.settings, stage, body, self.region, self.series, year=self.year, seed=self.seed)
        return self._document(step, stage, body, unit) | {"observations": found}

    def _balances(self, step: Step, unit: str) -> dict[str, Any]:
        years = range(self.year + 1, self.year + 1 + step.settings.get("horizon_years", 1))
        known = Resources(self.region, unit, years, self.seed, self.behaviour, self.series)
        return known.submission(step.settings)

    def _investment(self, step: Step, unit: str) -> dict[str, Any]:
        years = list(range(self.year + 1, self.year + 1 + step.settings.get("horizon_years", 1)))
        rows = projects_in(self.region, unit)[:LARGEST_LIST]
        proposals = [self._proposal(step, row, unit, rank, years) for rank, row in enumerate(rows, 1)]
        need = {year: sum(each["needs"].get(year, 0) for each in proposals) for year in years}
        return {"projects": proposals, "ceilings": {year: int(total * 45 // 100) for year, total in need.items()}}

    def _proposal(
        self, step: Step, row: Mapping[str, Any], unit: str, rank: int, years: Sequence[int]
    ) -> dict[str, Any]:
        total, paid = row["total"], min(row["allocated"], row["total"])
        remaining = max(total - paid, 0)
        span = SHARE_OF_YEAR[row["status"]]
        needs = {year: remaining // max(span, len(years)) for year in years}
        neighbours = sorted({other for pair in self.region.neighbours if unit in pair for other in pair} - {unit})
        linking = row["sector"] in {"transport", "irrigation_and_disaster", "environment", "energy"}
        touched = (
            [
                other
                for other in neighbours
                if other not in row["units"] and chance(self.seed, "impact", row["project"], other) < 0.5
            ]
            if linking
            else []
        )
        criteria = {
            each["code"]: self._score(each["code"], row["project"]) for each in step.settings.get("criteria", ())
        }
        return {
            "project": row["project"],
            "name": row["name"],
            "units": row["units"],
            "impact_on": [{"unit": other, "ground": f"{SIMULATED} công trình liên kết giáp ranh"} for other in touched],
            "owner_level": row["owner_level"],
            "sector": row["sector"],
            "tier": ODA_TIER if row["oda"] else TIER[row["status"]],
            "total_mvnd": total,
            "remaining_mvnd": remaining,
            "needs": needs,
            "criteria": criteria,
            "own_rank": rank,
        }

    def _score(self, criterion: str, project: str) -> str:
        """Draw a project's score on a criterion, for no register publishes one: 0 to 10, counts 0 to 100."""
        top = 100 if criterion in COUNTED else 10
        return str(round(Decimal(str(chance(self.seed, criterion, project))) * top, 1))
