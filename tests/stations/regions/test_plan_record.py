"""The ledger of the shipped budgets: right provinces, right years, on both maps."""

from __future__ import annotations

from math import log
from statistics import fmean

import pytest

from coordination.errors import InvalidInputError
from coordination.methods.optimism import Figure, estimates
from coordination.regions.plan_record import ledger_of, plans_of, registry, shipped_ledger
from coordination.regions.series import everywhere

REVENUE, SPENDING, TRANSFER = "state_budget_revenue", "local_budget_expenditure", "central_target_transfer"


def test_the_registry_says_what_is_the_plan_of_what() -> None:
    assert plans_of(registry()) == {each: f"{each}_plan" for each in (REVENUE, SPENDING, TRANSFER)}


def test_every_pair_of_the_series_is_told_or_left_out_for_its_reason() -> None:
    found = shipped_ledger("63")
    figures = {(each.unit, each.indicator, each.year): float(each.value) for each in everywhere("63")}
    both = {
        (unit, code, year)
        for unit, code, year in figures
        if code in (REVENUE, SPENDING, TRANSFER) and (unit, f"{code}_plan", year) in figures
    }
    kept = {(each.unit, each.indicator, one.year) for each in found.entries for one in each.pairs}
    gone = {(each.unit, each.indicator, each.year): each.reason for each in found.left_out}
    assert kept | gone.keys() == both
    assert not kept & gone.keys()
    breaks = {("10", 2004), ("12", 2004), ("66", 2004), ("92", 2004), ("01", 2008), ("17", 2008), ("26", 2008)}
    assert {(unit, year) for unit, _, year in gone} == breaks
    assert set(gone.values()) == {"boundary"}
    for each in found.entries:
        for one in each.pairs:
            key = (one.unit, one.indicator, one.year)
            ratio = figures[key] / figures[one.unit, f"{one.indicator}_plan", one.year]
            assert one.error == pytest.approx(log(ratio))


def test_ha_noi_of_2008_is_left_out_and_the_years_before_are_of_the_former_area() -> None:
    entry = shipped_ledger("63").entry("01", SPENDING)
    assert entry is not None
    assert entry.years == (*range(2003, 2008), *range(2009, 2017))
    assert entry.former == tuple(range(2003, 2008))
    assert [(each.year, each.reason) for each in entry.left_out] == [(2008, "boundary")]


def test_a_merged_province_is_the_sum_of_its_members() -> None:
    found, former = shipped_ledger("34"), shipped_ledger("63")
    entry = found.entry("92", REVENUE)
    assert entry is not None
    assert entry.years == (2003, *range(2005, 2009), *range(2010, 2017))  # no 2004: Cần Thơ was divided then
    by_year = {each.year: each for each in entry.pairs}
    for year in entry.years:
        members = [
            one
            for code in ("92", "93", "94")
            if (each := former.entry(code, REVENUE)) is not None
            for one in each.pairs
            if one.year == year
        ]
        assert len(members) == (2 if year == 2003 else 3)
        assert by_year[year].plan == pytest.approx(sum(each.plan for each in members))
        assert by_year[year].outturn == pytest.approx(sum(each.outturn for each in members))


def test_a_year_left_out_of_a_former_province_is_told_of_the_one_that_took_it_up() -> None:
    gone = {(each.unit, each.member, each.year) for each in shipped_ledger("34").left_out}
    assert gone == {
        ("15", "10", 2004),
        ("12", "12", 2004),
        ("66", "66", 2004),
        ("92", "92", 2004),
        ("01", "01", 2008),
        ("25", "17", 2008),
        ("25", "26", 2008),
    }
    entry = shipped_ledger("34").entry("15", REVENUE)
    assert entry is not None
    assert 2004 not in entry.years
    assert [each.year for each in entry.left_out] == [2004]


def test_no_code_of_the_other_map_is_left() -> None:
    assert len({each.unit for each in shipped_ledger("34").entries}) == 34
    assert len({each.unit for each in shipped_ledger("63").entries}) == 63


def test_among_its_region_a_province_is_compared_with_its_region() -> None:
    units = frozenset({"82", "86", "91", "92", "96"})
    region = shipped_ledger("34", units)
    assert {each.unit for each in region.entries} == units
    whole, own = shipped_ledger("34").entry("96", SPENDING), region.entry("96", SPENDING)
    assert whole is not None
    assert own is not None
    assert own.estimate.raw == whole.estimate.raw
    assert len(own.panel.estimates) == 5
    assert {each.unit for each in region.left_out} == {"92"}


def test_a_note_of_the_shipped_ledger_warns_of_what_the_accounts_count() -> None:
    note = shipped_ledger().notes("92", REVENUE)
    assert note is not None
    assert note.vi.startswith("Cần Thơ, Thu ngân sách nhà nước trên địa bàn")
    assert "chuyển nguồn" in note.vi
    assert "carry-overs" in note.en


def test_years_that_differ_widely_are_said_to() -> None:
    entry = shipped_ledger("63").entry("77", REVENUE)
    assert entry is not None
    assert entry.estimate.uneven
    note = shipped_ledger("63").notes("77", REVENUE)
    assert note is not None
    assert "phạm vi số liệu có thể đã thay đổi" in note.vi


@pytest.mark.parametrize("code", [REVENUE, SPENDING, TRANSFER])
def test_the_own_part_foretells_the_next_year_better_than_the_plain_mean_and_than_nothing(code: str) -> None:
    """Rolling origin over 2008–2015, three years of memory, told against what all provinces share in the next year."""
    errors = {e.unit: {one.year: one.error for one in e.pairs} for e in shipped_ledger().entries if e.indicator == code}
    missed: dict[str, list[float]] = {"nothing": [], "plain": [], "drawn": []}
    for year in range(2008, 2016):
        known = {unit: {y: e for y, e in of.items() if year - 3 < y <= year} for unit, of in errors.items()}
        own = {each.unit: each for each in estimates(known).estimates}
        shared = {
            y: fmean(of[y] for of in known.values() if y in of) for y in range(year - 2, year + 1) if _told(known, y)
        }
        came = {unit: of[year + 1] for unit, of in errors.items() if year + 1 in of and unit in own}
        for unit, error in came.items():
            off, drawn = error - fmean(came.values()), own[unit].own
            assert drawn is not None
            plain = fmean(each - shared[y] for y, each in known[unit].items())
            for name, guess in (("nothing", 0.0), ("plain", plain), ("drawn", drawn)):
                missed[name].append((off - guess) ** 2)
    mean = {name: fmean(each) for name, each in missed.items()}
    assert len(missed["drawn"]) > 200
    assert mean["drawn"] < mean["plain"]
    assert mean["drawn"] < mean["nothing"]


def _told(known: dict[str, dict[int, float]], year: int) -> bool:
    return any(year in of for of in known.values())


def test_own_figures_are_told_on_the_new_map_or_refused_with_the_reason() -> None:
    members = ("92", "93", "94")
    plans = [Figure(unit, SPENDING, year, 100) for unit in members for year in (2022, 2023)]
    outturns = [Figure(unit, SPENDING, year, 120) for unit in members for year in (2022, 2023)]
    entry = ledger_of(plans, outturns, "34").entry("92", SPENDING)
    assert entry is not None
    assert [(each.plan, each.outturn) for each in entry.pairs] == [(300, 360)] * 2
    assert ledger_of(plans[1:], outturns, "34").entries[0].years == (2023,)
    with pytest.raises(InvalidInputError):
        ledger_of([Figure("92", "unheard_of", 2022, 1)], [Figure("92", "unheard_of", 2022, 1)], "34")
    with pytest.raises(InvalidInputError):
        ledger_of([Figure("03", SPENDING, 2022, 1)], [Figure("03", SPENDING, 2022, 1)], "34")


def test_a_year_of_merging_is_left_out_of_own_figures_too() -> None:
    plans = [Figure("92", SPENDING, year, 100) for year in (2024, 2025, 2026)]
    outturns = [Figure("92", SPENDING, year, 120) for year in (2024, 2025, 2026)]
    found = ledger_of(plans, outturns)
    assert [(each.year, each.reason) for each in found.left_out] == [(2025, "boundary")]
    assert found.entries[0].former == (2024,)
