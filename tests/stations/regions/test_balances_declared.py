"""Balances a procedure declares: what could not be drawn up is told at its place before a cycle opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coordination.errors import Fault
from coordination.regions.service import check_file
from tests.stations.regions.small_country import KNOWN, MARK, Country

PROCEDURE = "procedures/yearly-plan.yaml"
OLD = "    method: collate\n    settings: {sections: [economy], add: [Số hộ]}\n"
DECLARED = """    method: balances
    settings:
      horizon_years: 3
      balances:
        - code: labour
          name: {vi: Lao động, en: Labour}
          unit: thousand_persons
          uses: [{code: jobs, name: {vi: Việc làm, en: Jobs}, indicator: population}]
          sources: [{code: people, name: {vi: Người, en: People}, kind: own}]
"""
CASES = {
    "no horizon": ("horizon_years: 3", "horizon_years: «0", "thời kỳ phải đến ít nhất năm đầu"),
    "unknown unit": ("unit: thousand_persons", "unit: «thousand_person", "ý là 'thousand_persons'?"),
    "unknown indicator": ("indicator: population", "indicator: «populations", "ý là 'population'?"),
    "another measure": ("indicator: population", "indicator: «urban_pct", "không đối chiếu được với “nghìn người”"),
    "kind of source": ("kind: own", "kind: «ours", "không có giá trị 'ours'"),
    "no name": (
        "{code: people, name: {vi: Người, en: People}, kind: own}",
        "«{code: people, kind: own}",
        "thiếu khóa 'name'",
    ),
    "a word too many": ("kind: own}", "kind: own, «sort: a}", "không có khóa 'sort'"),
}


def _faults(country: Country) -> list[Fault]:
    known = replace(KNOWN, methods={"collate", "balances"})
    return check_file(country.path(PROCEDURE), known, country.folder)


def test_balances_in_order_have_no_faults(country: Country) -> None:
    country.change(PROCEDURE, OLD, DECLARED)
    assert _faults(country) == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_a_balance_is_told_where_it_stands(case: str, country: Country) -> None:
    old, new, words = CASES[case]
    assert MARK in new
    country.change(PROCEDURE, OLD, DECLARED)
    where = country.change(PROCEDURE, old, new)
    told = _faults(country)
    assert [(fault.where, words in fault.what.vi) for fault in told] == [(where, True)]
    assert told[0].what.en


def test_two_lines_of_one_code_are_told_at_the_second(country: Country) -> None:
    line = "{code: people, name: {vi: Người, en: People}, kind: own}"
    country.change(PROCEDURE, OLD, DECLARED)
    where = country.change(PROCEDURE, f"[{line}]", f"[{line}, {line.replace('code: ', 'code: «')}]")
    (fault,) = _faults(country)
    assert (fault.where, fault.what.vi) == (where, "mã 'people' ghi hai lần")


def test_how_a_balance_is_written_is_told_beside_what_is_wrong_with_it(country: Country) -> None:
    country.change(PROCEDURE, OLD, DECLARED)
    country.change(PROCEDURE, "kind: own", "kind: ours")
    (fault,) = _faults(country)
    assert fault.fix is not None
    assert "kind là own, transfer, borrowed hoặc private" in fault.fix.vi
