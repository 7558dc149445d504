"""Which works fit the yearly budgets: the best score of each legal tier, tier after tier.

The search is exact: every coefficient is a whole number, each tier's optimum is frozen before the
next is sought, ties go to the smaller cost and then to the smaller project code, and every answer
of the solver is verified in whole numbers before it is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Final

import highspy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BLOCK: Final = 12
"""Projects whose tie-break by code is settled in one solve; weights stay below 2**12."""


@dataclass(frozen=True)
class Candidate:
    """A work as the selection sees it."""

    project: str
    tier: int
    points: int
    """Whole-numbered worth, above zero: a work that fits is always better than none."""
    needs: Mapping[int, int]

    @property
    def cost(self) -> int:
        """What it needs over all years."""
        return sum(self.needs.values())


@dataclass(frozen=True)
class Rules:
    """What a selection has to keep."""

    budget: Mapping[int, int]
    tiers: Sequence[int]
    """Codes in legal order."""
    prerequisites: Mapping[str, Sequence[str]]
    exclusive: Sequence[Sequence[str]]
    max_nodes: int = 200_000


@dataclass(frozen=True)
class Selection:
    """The chosen projects; ``proven`` is false where the search stopped early."""

    projects: frozenset[str]
    proven: bool


def allowed(chosen: frozenset[str], candidates: Sequence[Candidate], rules: Rules) -> bool:
    """Tell whether a selection keeps every budget and coupling, in whole numbers."""
    spent: dict[int, int] = {}
    for candidate in candidates:
        if candidate.project in chosen:
            for year, need in candidate.needs.items():
                spent[year] = spent.get(year, 0) + need
    return (
        all(total <= rules.budget.get(year, 0) for year, total in spent.items())
        and all(set(rules.prerequisites.get(project, ())) <= chosen for project in chosen)
        and all(len(chosen & set(group)) <= 1 for group in rules.exclusive)
    )


def select(candidates: Sequence[Candidate], rules: Rules) -> Selection:
    """Choose by tier in legal order, then the least cost, then the smallest codes."""
    ordered = sorted(candidates, key=lambda candidate: candidate.project)
    search = _Search(ordered, rules)
    for tier in rules.tiers:
        search.settle([c.points if c.tier == tier else 0 for c in ordered])
    search.settle(_reduced([-c.cost for c in ordered]))
    for start in range(0, len(ordered), BLOCK):
        inside = range(start, min(start + BLOCK, len(ordered)))
        weights = {place: 1 << (inside[-1] - place) for place in inside}
        search.settle([weights.get(place, 0) for place in range(len(ordered))])
    return Selection(frozenset(search.chosen), search.proven)


class _Search:
    """A model that narrows: each objective is maximised, then its optimum becomes a constraint."""

    def __init__(self, candidates: Sequence[Candidate], rules: Rules) -> None:
        self._candidates = candidates
        self._rules = rules
        self._solver = _quiet(rules.max_nodes)
        self._choice = [self._solver.addBinary() for _ in candidates]
        self.chosen: frozenset[str] = frozenset()
        self.proven = True
        self._keep_budgets()
        self._keep_couplings()

    def settle(self, worth: Sequence[int]) -> None:
        """Maximise an objective and freeze what was reached."""
        if not any(worth):
            return
        best = self._maximise(worth)
        if best is None:
            return
        self.chosen = best
        reached = sum(w for w, c in zip(worth, self._candidates, strict=True) if c.project in best)
        self._row(worth, reached, highspy.kHighsInf)

    def _maximise(self, worth: Sequence[int]) -> frozenset[str] | None:
        costs = [float(value) for value in worth]
        places = list(range(len(costs)))
        self._solver.changeColsCost(len(costs), places, costs)
        while True:
            self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
            self._solver.run()
            self.proven &= self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            if not self._found():
                return None
            values = self._solver.getSolution().col_value
            taken = [value > 0.5 for value in values]
            chosen = frozenset(c.project for c, t in zip(self._candidates, taken, strict=True) if t)
            if allowed(chosen, self._candidates, self._rules):
                return chosen
            # The solver works in floating point; what fails in whole numbers is cut off for good.
            self._row([1 if t else -1 for t in taken], -highspy.kHighsInf, sum(taken) - 1)

    def _found(self) -> bool:
        status = self._solver.getInfo().primal_solution_status
        return bool(status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def _row(self, coefficients: Sequence[int], low: float, high: float) -> None:
        places = [place for place, value in enumerate(coefficients) if value]
        values = [float(coefficients[place]) for place in places]
        self._solver.addRow(float(low), float(high), len(places), places, values)

    def _keep_budgets(self) -> None:
        for year in sorted({year for c in self._candidates for year in c.needs}):
            needs = [c.needs.get(year, 0) for c in self._candidates]
            # Dividing by the common measure keeps coefficients small; the budget rounds down too.
            measure = gcd(*needs)
            if measure:
                budget = self._rules.budget.get(year, 0) // measure
                self._row([need // measure for need in needs], -highspy.kHighsInf, budget)

    def _keep_couplings(self) -> None:
        place = {candidate.project: number for number, candidate in enumerate(self._candidates)}
        for project, needed in self._rules.prerequisites.items():
            for other in needed:
                if project in place and other != project:
                    row = [0] * len(place)
                    row[place[project]] = 1
                    if other in place:  # a prerequisite that is no candidate leaves only zero
                        row[place[other]] = -1
                    self._row(row, -highspy.kHighsInf, 0)
        for group in self._rules.exclusive:
            members = set(group)
            self._row([int(c.project in members) for c in self._candidates], -highspy.kHighsInf, 1)


def _quiet(max_nodes: int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor is unannotated
    solver.silent()
    # Exactness, and one thread: the same list on every machine. A node limit, not a time limit, for
    # the same reason.
    for option, value in (
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_max_nodes", max_nodes),
    ):
        solver.setOptionValue(option, value)
    return solver


def _reduced(values: Sequence[int]) -> list[int]:
    measure = gcd(*values) or 1
    return [value // measure for value in values]
