"""What ships: indicators with everything said, identities that hold, and published figures behind them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from coordination.kernel.shipped import shipped
from coordination.kernel.text import nfc
from coordination.methods.indicators import Indicator, Max, Ratio, Sum, WeightedMean, partners
from coordination.regions.registry import Registry
from coordination.regions.series import COUNTRY, Point, country, coverage, points
from coordination.regions.service import load_region, load_registry, restore, snapshot
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known

STATUSES = {"final", "preliminary", "estimate", "plan", "derived"}
FIRST = [
    "population_avg",
    "population_urban",
    "urbanisation_rate",
    "labour_force",
    "employed_persons",
    "trained_workers_pct",
    "unemployment_rate",
    "poverty_rate",
    "hospital_beds",
    "doctors",
    "papi_participation",
    "grdp_current",
    "grdp_growth_index",
    "grdp_per_capita",
    "paddy_production",
    "fishery_production",
    "retail_sales",
    "fdi_new_capital",
    "enterprises_new",
    "investment_state",
    "state_budget_revenue",
    "state_budget_revenue_plan",
    "papi_environment",
]
"""Codes of the first release: running cycles and data files speak of them."""


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Give the registry that ships."""
    return load_registry()


def test_at_least_forty_indicators_have_published_figures(registry: Registry) -> None:
    published = coverage()
    with_figures = {each.code for each in registry.current if each.code in published}
    assert len(with_figures) >= 40
    assert set(published) <= set(registry.versions)
    without = [each for each in registry.current if each.code not in published]
    assert all(set(partners(each.aggregation).values()) <= with_figures for each in without)
    assert {each.pillar for each in registry.current} == {"economy", "society", "environment"}


def test_the_codes_of_the_first_release_are_kept(registry: Registry) -> None:
    assert set(FIRST) <= set(registry.versions)


def test_names_are_composed_and_definitions_are_told_in_two_languages(registry: Registry) -> None:
    for each in registry.current:
        words = json.dumps(each.model_dump(mode="json"), ensure_ascii=False)
        assert words == nfc(words)
        assert each.definition is not None
        assert each.definition.vi != each.definition.en
    assert {each.definition_status for each in registry.current} == {"inferred", "unverified"}
    assert {each.legal_form for each in registry.current} == {None}


def test_identities_are_distinct_and_do_not_depend_on_the_place(registry: Registry) -> None:
    assert len({each.hash for each in registry.current}) == len(registry.current)
    for each in registry.current:
        turned = dict(reversed(each.model_dump(mode="json").items()))
        again = Indicator.model_validate(turned)
        assert (again.hash, again.identity) == (each.hash, each.identity)
        assert each.identity == f"{each.code}@{each.version}#{each.hash[:12]}"


def test_a_word_changed_is_another_identity_and_a_default_written_out_is_not(registry: Registry) -> None:
    population = registry.versions["population_avg"][0]
    assert population.model_copy(update={"decimals": 2}).identity != population.identity
    summed, greatest = (
        Indicator.model_validate(population.model_dump() | {"aggregation": rule}) for rule in (Sum(), Max())
    )
    assert summed.hash == population.hash != greatest.hash
    assert not {"price_base", "direction"} & population.canonical.keys()


def test_a_snapshot_keeps_the_whole_definition(registry: Registry) -> None:
    region = load_region("southeast", shipped_known())
    assert tuple(region.indicators) == registry.current
    kept = restore(snapshot(region)[0])
    assert [each.identity for each in kept.indicators] == [each.identity for each in registry.current]


def test_each_figure_stands_once_and_says_how_sure_it_is() -> None:
    lines = (shipped("region_configs") / "data" / "series.csv").read_text("utf-8").splitlines()
    assert lines[0] == "map,unit,indicator,period,value,status,source"
    rows = [line.split(",") for line in lines[1:]]
    assert len(rows) < 80_000
    assert max(Counter(tuple(row[:4]) for row in rows).values()) == 1
    assert {row[5] for row in rows} == STATUSES
    assert {row[1] for row in rows if row[0] == COUNTRY} == {COUNTRY}
    sources = (shipped("region_configs") / "data" / "SOURCES.md").read_text("utf-8")
    plain = {row[6].removesuffix("_old_area").removeprefix("sum_") for row in rows}
    assert {key for key in plain if key not in sources} == set()


def test_national_figures_are_no_regions(registry: Registry) -> None:
    national = country()
    assert {point.unit for point in national} == {COUNTRY}
    assert all(point.unit != COUNTRY for point in points(load_region("mekong-delta-2019", shipped_known())))
    assert {point.indicator for point in national} <= set(registry.versions)


def test_provinces_add_up_to_the_country_since_the_last_change_of_territory(registry: Registry) -> None:
    """Since 2009 the 63 provinces make the whole country: what adds up adds up to the national figure."""
    summed: dict[tuple[str, int], list[Point]] = defaultdict(list)
    whole = load_region("southeast", shipped_known()).model_copy(update={"units": _units_of_2019()})
    for point in points(whole):
        summed[point.indicator, point.year].append(point)
    compared = 0
    for told in country():
        rule = registry.versions[told.indicator][-1]
        parts = summed[told.indicator, told.year]
        if any(check.kind == "national" for check in rule.checks) and told.year > 2008 and len(parts) == 63:
            total = sum((point.value for point in parts), Decimal(0))
            assert abs(total - told.value) <= told.value / 1000, told
            compared += 1
    assert compared > 100


def _units_of_2019() -> list[object]:
    from coordination.regions.service import load_national  # noqa: PLC0415

    return [unit for unit in load_national(shipped_known()).units if unit.valid_to is not None]


def test_published_ratios_follow_from_their_parts(registry: Registry) -> None:
    """Yield, productivity and GRDP per head as published are the quotients of what is published."""
    region = load_region("mekong-delta-2019", shipped_known())
    known = {(point.indicator, point.unit, point.year): point.value for point in points(region)}
    for code, allowed in (("paddy_yield", Decimal("0.01")), ("labour_productivity", Decimal("0.15"))):
        rule = registry.versions[code][-1].aggregation
        assert isinstance(rule, Ratio)
        apart = [
            abs(known[rule.numerator, unit, year] / below * rule.scale / value - 1)
            for (name, unit, year), value in known.items()
            if name == code and (rule.numerator, unit, year) in known
            and (below := known.get((rule.denominator, unit, year)))
        ]  # fmt: skip
        assert len(apart) > 40
        assert sorted(apart)[len(apart) // 2] < Decimal("0.01")
        assert sum(each > allowed for each in apart) <= len(apart) // 20


def test_an_index_on_the_year_before_is_weighted_by_the_year_before_and_shares_by_their_own(registry: Registry) -> None:
    means = [(each, each.aggregation) for each in registry.current if isinstance(each.aggregation, WeightedMean)]
    assert {each.code: rule.lag for each, rule in means if rule.lag} == {"grdp_growth_index": 1}
    assert all(rule.lag == each.unit.en.endswith("previous year = 100") for each, rule in means)
    first, second = registry.versions["grdp_growth_index"]
    assert (first.version, second.version) == (1, 2)  # figures given for the first keep its name
    assert first.hash != second.hash
