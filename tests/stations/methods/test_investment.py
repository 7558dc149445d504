"""The region's list is the best one, within every budget, tier and coupling."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coordination.methods.investment import Candidate, Result, Submission, check, select, synthesise
from coordination.methods.investment.models import Settings
from coordination.methods.investment.selection import Rules, allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Build

    from coordination.methods.contract import Context

YEARS = (2026, 2027)
TIERS = [
    {"code": 7, "name": {"vi": "Chuyển tiếp", "en": "Transitional"}},
    {"code": 3, "name": {"vi": "Khởi công mới", "en": "New"}},
]
CRITERIA = [
    {"code": "jobs", "name": {"vi": "Việc làm", "en": "Jobs"}, "weight": 3},
    {
        "code": "cost",
        "name": {"vi": "Suất đầu tư", "en": "Unit cost"},
        "weight": 1,
        "direction": "lower_is_better",
    },
]


def _context(build: Build, parties: int = 3, **more: Any) -> Context:
    return build(parties, tiers=TIERS, criteria=CRITERIA, years=YEARS, **more)


def _project(code: str, **more: Any) -> dict[str, Any]:
    base = {
        "project": code,
        "name": f"Dự án {code}",
        "units": ["u1", "u2"],
        "owner_level": "province",
        "sector": "transport",
        "tier": 7,
        "total_mvnd": 100,
        "remaining_mvnd": 100,
        "needs": {2026: 10},
        "criteria": {"jobs": 1, "cost": 1},
    }
    return base | more


def _own(*projects: dict[str, Any], **ceilings: int) -> Submission:
    years = {year.removeprefix("y"): money for year, money in ceilings.items()}
    return Submission.model_validate({"projects": projects, "ceilings": years})


def test_only_works_of_two_provinces_or_with_a_grounded_impact_are_the_regions(
    build: Build,
) -> None:
    ground = {"unit": "u2", "ground": "Giảm ngập hạ lưu"}
    result = synthesise(
        {
            "b1": _own(
                _project("A"),
                _project("B", units=["u1"]),
                _project("C", units=["u1"], impact_on=[ground]),
                _project("D", units=["u1"], impact_on=[{"unit": "u2", "ground": " "}]),
                _project("E", units=["u1"], impact_on=[{"unit": "u1", "ground": "Nội tỉnh"}]),
                _project("F", tier=99),
            )
        },
        _context(build, budget={2026: 100, 2027: 0}),
    )
    assert [p.project for p in result.projects] == ["A", "C"]
    assert {p.project: p.reason.en.split()[0] for p in result.ineligible} == {
        "B": "lies",
        "D": "lies",
        "E": "lies",
        "F": "legal",
    }
    assert result.summary[1].vi == ("6 dự án được đề xuất, 2 dự án đủ điều kiện vào danh mục vùng, 2 dự án được chọn.")


def test_the_same_work_of_two_provinces_becomes_one_and_differences_are_shown(build: Build) -> None:
    result = synthesise(
        {
            "b1": _own(_project("A", units=["u1"], needs={2026: 10}, own_rank=2), y2026=8),
            "b2": _own(_project("A", units=["u2"], needs={2026: 12}, own_rank=1), y2026=7),
        },
        _context(build),
    )
    (work,) = result.projects
    assert (work.units, work.proposers, dict(work.needs)) == (
        ("u1", "u2"),
        ("b1", "b2"),
        {2026: 12},
    )
    assert work.selected
    assert any("Tỉnh 1 10, Tỉnh 2 12; dùng số lớn hơn" in text.vi for text in result.for_discussion)
    year = result.balance[0]
    assert (year.budget_mvnd, year.used_mvnd, year.left_mvnd) == (15, 12, 3)
    ranks = [(o.body, e.own_rank, e.regional_rank) for o in result.own_lists for e in o.entries]
    assert ranks == [("b1", 2, 1), ("b2", 1, 1)]


def test_scores_are_min_max_by_direction_and_weight(build: Build) -> None:
    result = synthesise(
        {
            "b1": _own(
                _project("A", criteria={"jobs": 10, "cost": 4}),
                _project("B", criteria={"jobs": 30, "cost": 8}),
                _project("C", criteria={"jobs": 15, "cost": 6}),
                _project("D", criteria={"cost": 4}),
            )
        },
        _context(build, budget={2026: 100}),
    )
    scored = {p.project: p.score for p in result.projects}
    # A: 0 + 25; B: 75 + 0; C: 75/4 + 25/2; D states no jobs and earns nothing for them.
    assert scored == {"A": Decimal(25), "B": Decimal(75), "C": Decimal("31.25"), "D": Decimal(25)}
    assert [p.project for p in result.projects] == ["B", "C", "A", "D"]
    assert any("(D) does not state Jobs" in text.en for text in result.for_discussion)


def test_a_criterion_without_spread_is_dropped_and_said(build: Build) -> None:
    result = synthesise({"b1": _own(_project("A"), _project("B"))}, _context(build, budget={2026: 99}))
    assert result.dropped_criteria == ("jobs", "cost")
    assert [p.score for p in result.projects] == [Decimal(100), Decimal(100)]
    assert all(p.selected for p in result.projects)


def test_an_earlier_legal_tier_goes_before_any_score(build: Build) -> None:
    result = synthesise(
        {
            "b1": _own(
                _project("low", tier=7, criteria={"jobs": 0, "cost": 9}),
                _project("high", tier=3, criteria={"jobs": 99, "cost": 1}),
            )
        },
        _context(build, budget={2026: 10}),
    )
    assert [(p.project, p.rank, p.selected) for p in result.projects] == [
        ("low", 1, True),
        ("high", 2, False),
    ]
    assert "năm 2026 cần 10, sau các dự án đã chọn còn 0 triệu đồng" in result.projects[1].reason.vi


def test_couplings_give_their_reason(build: Build) -> None:
    result = synthesise(
        {"b1": _own(*(_project(code) for code in "ABC"))},
        _context(
            build,
            budget={2026: 100},
            exclusive=[["A", "B"]],
            prerequisites={"C": ["nowhere"]},
        ),
    )
    reasons = {p.project: (p.selected, p.reason.en) for p in result.projects}
    assert reasons["A"][0]
    assert reasons["B"] == (False, "excludes, and is excluded by, the chosen A")
    assert reasons["C"] == (False, "its prerequisite is not chosen: nowhere")


def test_a_year_without_a_known_budget_is_said_and_pays_for_nothing(build: Build) -> None:
    result = synthesise({"b1": _own(_project("A", needs={2027: 1}), _project("B"), y2026=50)}, _context(build))
    assert {p.project: p.selected for p in result.projects} == {"A": False, "B": True}
    assert "No budget is known for 2027" in result.for_discussion[-1].en
    assert result.missing == ("b2", "b3")


def test_nothing_proposed_gives_an_empty_list(build: Build) -> None:
    result = synthesise({}, _context(build, budget={2026: 10}))
    assert (result.projects, result.ineligible, result.proven) == ((), (), True)


def test_settings_refuse_two_tiers_of_one_code() -> None:
    with pytest.raises(ValidationError, match="distinct"):
        Settings.model_validate({"tiers": [TIERS[0], TIERS[0]], "criteria": CRITERIA, "years": YEARS})


def test_check_finds_each_fault_and_only_it(build: Build) -> None:
    faults = {
        "unknown_unit": _project("a", units=["u1", "zz"]),
        "no_unit": _project("b", units=[]),
        "impact_without_ground": _project("c", impact_on=[{"unit": "u3", "ground": ""}]),
        "negative_money": _project("d", needs={2026: -1}),
        "need_outside_years": _project("e", needs={2031: 1}),
        "needs_exceed_remaining": _project("f", needs={2026: 60, 2027: 60}),
        "remaining_exceeds_total": _project("g", remaining_mvnd=101),
        "unknown_tier": _project("h", tier=4),
        "criterion_missing": _project("i", criteria={"jobs": 1}),
        "criterion_unknown": _project("j", criteria={"jobs": 1, "cost": 1, "beauty": 1}),
    }
    context = _context(build, budget={2026: 1})
    assert check(_own(_project("ok")), context) == []
    for code, project in faults.items():
        assert [f.code for f in check(_own(project), context)] == [code]
    twice = _own(_project("a", own_rank=1), _project("a", own_rank=1))
    assert [f.code for f in check(twice, context)] == ["duplicate_project", "duplicate_rank"]
    purse = check(_own(y2026=-1), _context(build))
    assert [f.code for f in purse] == ["negative_money", "ceiling_missing"]


_CODES = [f"p{n}" for n in range(8)]


@st.composite
def _instances(draw: st.DrawFn) -> tuple[list[Candidate], Rules]:
    """Draw an instance, half of them of tiny numbers, where ties abound."""
    tiny = draw(st.booleans())
    points = st.integers(1, 2) if tiny else st.integers(1, 10_001)
    money = st.integers(0, 2) if tiny else st.integers(0, 40_000_000)
    budget = st.integers(0, 6) if tiny else st.integers(0, 150_000_000)
    candidates = [
        Candidate(
            code,
            tier=draw(st.sampled_from([7, 3, 5])),
            points=draw(points),
            needs={year: draw(money) for year in YEARS},
        )
        for code in draw(st.lists(st.sampled_from(_CODES), unique=True))
    ]
    pairs = draw(st.lists(st.tuples(st.sampled_from(_CODES), st.sampled_from(_CODES)), max_size=2))
    rules = Rules(
        budget={year: draw(budget) for year in YEARS},
        tiers=[7, 3, 5],
        prerequisites={project: [needed] for project, needed in pairs},
        exclusive=draw(st.lists(st.lists(st.sampled_from(_CODES), unique=True), max_size=2)),
    )
    return candidates, rules


def _worth(chosen: Sequence[Candidate], rules: Rules) -> tuple[int, ...]:
    by_tier = [sum(c.points for c in chosen if c.tier == tier) for tier in rules.tiers]
    return (*by_tier, -sum(c.cost for c in chosen))


def _oracle(candidates: list[Candidate], rules: Rules) -> frozenset[str]:
    """Try every subset; of equal ones the first has the smallest codes, as 1 comes before 0."""
    ordered = sorted(candidates, key=lambda c: c.project)
    best: tuple[tuple[int, ...], frozenset[str]] | None = None
    for bits in product((1, 0), repeat=len(ordered)):
        chosen = [c for c, bit in zip(ordered, bits, strict=True) if bit]
        codes = frozenset(c.project for c in chosen)
        if allowed(codes, ordered, rules):
            worth = _worth(chosen, rules)
            best = (worth, codes) if best is None or worth > best[0] else best
    assert best is not None
    return best[1]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_instances())
def test_the_list_equals_brute_force(instance: tuple[list[Candidate], Rules]) -> None:
    candidates, rules = instance
    found = select(candidates, rules)
    assert found.proven
    assert found.projects == _oracle(candidates, rules)
    assert found == select(candidates[::-1], rules)


def test_of_equal_scores_the_cheaper_list_wins_and_then_the_smaller_codes() -> None:
    def chosen(**costs: int) -> frozenset[str]:
        candidates = [Candidate(code, 7, 5, {2026: cost}) for code, cost in costs.items()]
        return select(candidates, Rules({2026: 10}, [7], {}, [sorted(costs)])).projects

    assert chosen(a=9, b=8, c=9) == {"b"}
    assert chosen(c=8, b=8, a=9) == {"b"}
    assert chosen(d=8, c=8, b=8, a=8) == {"a"}


def test_a_search_that_stops_early_says_so_and_still_keeps_the_budget() -> None:
    chance = random.Random(4)  # noqa: S311 - test data, nothing secret
    candidates = [
        Candidate(
            f"p{n:03d}",
            tier=7,
            points=chance.randint(5_000, 10_001),
            needs={year: chance.randint(1_000_000, 3_000_000) for year in range(2026, 2031)},
        )
        for n in range(30)
    ]
    budget = dict.fromkeys(range(2026, 2031), 20_000_000)
    found = select(candidates, Rules(budget, [7], {}, [], max_nodes=1))
    assert not found.proven
    assert found.projects
    assert allowed(found.projects, candidates, Rules(budget, [7], {}, []))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_instances())
def test_no_budget_or_coupling_is_broken_and_no_tier_gives_way_to_a_later_one(
    instance: tuple[list[Candidate], Rules],
) -> None:
    candidates, rules = instance
    chosen = select(candidates, rules).projects
    for year in YEARS:
        needed = sum(c.needs[year] for c in candidates if c.project in chosen)
        assert needed <= rules.budget[year]
    assert all(set(rules.prerequisites.get(project, ())) <= chosen for project in chosen)
    assert all(len(chosen & set(group)) <= 1 for group in rules.exclusive)
    first = [c for c in candidates if c.tier == rules.tiers[0] and c.project in chosen]
    for left_out in (c for c in candidates if c.project not in chosen):
        assert not allowed(chosen | {left_out.project}, candidates, rules)
        if left_out.tier == rules.tiers[0]:
            alone = frozenset(c.project for c in first) | {left_out.project}
            assert not allowed(alone, candidates, rules)


@pytest.mark.parametrize("seed", range(5))
def test_eighteen_projects_equal_brute_force_over_all_subsets(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - test data, nothing secret
    candidates = [
        Candidate(
            f"p{n:02d}",
            tier=chance.choice([7, 3, 5]),
            points=chance.randint(1, 10_001),
            needs={year: chance.randint(0, 3_000_000) for year in YEARS},
        )
        for n in range(18)
    ]
    budget = {year: chance.randint(3_000_000, 15_000_000) for year in YEARS}
    rules = Rules(budget=budget, tiers=[7, 3, 5], prerequisites={}, exclusive=[["p00", "p01", "p02"]])
    # Bit 17 - n of a subset's number is project n, so the largest number has the smallest codes.
    bits = (np.arange(1 << 18)[:, None] >> np.arange(17, -1, -1)) & 1
    fits = np.all([bits @ [c.needs[y] for c in candidates] <= budget[y] for y in YEARS], axis=0)
    fits &= bits[:, :3].sum(axis=1) <= 1
    keys: list[Any] = [bits @ [c.points * (c.tier == tier) for c in candidates] for tier in rules.tiers]
    keys += [-(bits @ [c.cost for c in candidates]), np.arange(1 << 18)]
    alive = np.flatnonzero(fits)
    for key in keys:
        alive = alive[key[alive] == key[alive].max()]
    expected = {c.project for c, bit in zip(candidates, bits[alive[0]], strict=True) if bit}
    assert select(candidates, rules).projects == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data(), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing_and_the_result_survives_json(
    build: Build, data: st.DataObject, chance: random.Random
) -> None:
    context = _context(build, exclusive=[["A", "B"]], prerequisites={"C": ["D"]})
    proposals = st.builds(
        _project,
        st.sampled_from("ABCDE"),
        units=st.lists(st.sampled_from(["u1", "u2", "u3"]), min_size=1, unique=True),
        tier=st.sampled_from([7, 3]),
        needs=st.dictionaries(st.sampled_from(YEARS), st.integers(0, 30)),
        criteria=st.fixed_dictionaries({"jobs": st.integers(0, 5)}, optional={"cost": st.integers(0, 5)}),
        own_rank=st.none() | st.integers(1, 5),
    )
    lists = st.lists(proposals, max_size=4, unique_by=lambda p: p["project"])
    submissions = {
        body: _own(*data.draw(lists), y2026=data.draw(st.integers(0, 40)))
        for body in data.draw(st.lists(st.sampled_from(["b1", "b2", "b3"]), unique=True))
    }
    result = synthesise(submissions, context)
    shuffled = list(submissions.items())
    chance.shuffle(shuffled)
    assert synthesise(dict(shuffled), context) == result
    assert Result.model_validate(result.model_dump(mode="json")) == result
    proposed = {p.project for own in submissions.values() for p in own.projects}
    listed = {p.project for p in result.projects} | {p.project for p in result.ineligible}
    assert listed == proposed
    assert all(year.left_mvnd >= 0 for year in result.balance)
    assert all(0 <= p.score <= 100 for p in result.projects)
    keys = [table.key for table in result.tables()]
    assert keys == ["priorities", "balance", "own_lists", "ineligible"]
