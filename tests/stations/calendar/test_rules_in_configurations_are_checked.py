"""Rules in files: what they count from must be known when their turn comes, and each fault has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stations.regions.small_country import FILES, Country

NATIONAL, REGION, PROCEDURE = "national.yaml", "regions/delta.yaml", "procedures/yearly-plan.yaml"
OPENS_2 = "after: [assessment]\n    opens: {rule: "
READING = "basis: {text: Công văn, status: practice}"


@pytest.fixture
def country(tmp_path: Path) -> Country:
    """Give a small country in which nothing is wrong."""
    small = Country(tmp_path / "country")
    for name, text in FILES.items():
        small.write(name, text)
    return small


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (PROCEDURE, "rule: on 28/05", "rule: «working_days 3 after cycle", "chưa biết mốc 'cycle'"),
        (
            PROCEDURE,
            "rule: working_days 12 after opens",
            "rule: «working_days 12 after closes",
            "chưa biết mốc 'closes'",
        ),
        (PROCEDURE, "rule: working_days 12 after opens", "rule: «working_days 12 after opnes", "ý là 'opens'?"),
        (PROCEDURE, "rule: working_days 3 after cycle", "rule: «working_days 3 after viewpoints.due", "được tính sau"),
        (PROCEDURE, "rule: working_days 3 after cycle", "rule: «working_days 3 after assessment.due", "được tính sau"),
        (
            PROCEDURE,
            f"{OPENS_2}working_days 3 after cycle",
            f"{OPENS_2}«working_days 3 after asessment.due",
            "không có mốc 'asessment.due'; ý là 'assessment.due'?",
        ),
        (PROCEDURE, "rule: on 28/05", "rule: «quarter_end +6", "chưa biết mốc 'cycle'"),
        (PROCEDURE, "rule: on 28/05,", "rule: on 28/05, day_zero: «counted,", "quy tắc không đọc được: day_zero"),
        (PROCEDURE, "rule: on 28/05,", 'rule: «"on 28/05, rol next",', "did you mean 'roll'"),
        (PROCEDURE, "rule: on 28/05,", 'rule: "on 28/05, roll next", roll: «next,', "'roll'"),
        (PROCEDURE, "session -27", "«session:extra_1 -27", "không có loại kỳ họp 'extra_1'"),
        (NATIONAL, "kind: year_end", "kind: late", "không có loại kỳ họp 'year_end'"),
        (NATIONAL, "rule: on 08/12", "rule: «session -3", "không đếm từ mốc nào"),
        (NATIONAL, "slug: vinh-long", "slug: «can-tho", "tên không dấu 'can-tho' có hai lần"),
        (
            REGION,
            "slug: chau-tho",
            f"slug: chau-tho\nreadings: [{{before: strict, units: [«'94'], {READING}}}]",
            "'94'",
        ),
        (
            REGION,
            "slug: chau-tho",
            f"slug: chau-tho\nreadings: [{{before: strict, units: ['92', «'92'], {READING}}}]",
            "tỉnh '92' có hai lần",
        ),
        (
            REGION,
            "slug: chau-tho",
            f"slug: chau-tho\nreadings: [{{before: strict, {READING}}}, «{{before: inclusive, {READING}}}]",
            "cách hiểu của cả vùng",
        ),
    ],
)
def test_a_fault_says_what_and_where(country: Country, name: str, old: str, new: str, words: str) -> None:
    where = country.change(name, old, new)
    told = [fault for fault in country.faults() if words in fault.what.vi]
    assert told, [fault.in_language("vi") for fault in country.faults()]
    assert told[0].what.en
    if "«" in new:
        assert told[0].where == where


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rule: working_days 12 after opens,", "rule: working_days 12 after opens, day_zero: counted, roll: next,"),
        ("rule: working_days 12 after opens", 'rule: "before 15/06, reading inclusive, freeze ask"'),
        (f"{OPENS_2}working_days 3 after cycle", f"{OPENS_2}calendar_days 1 after assessment.positions"),
        (f"{OPENS_2}working_days 3 after cycle", f"{OPENS_2}quarter_end:2 +6"),
        ("rule: on 15/01/N+1", "rule: working_days 5 after viewpoints.positions"),
        ("rule: on 15/01/N+1", "rule: last_working_day of 1/N+1"),
        ("rule: on 28/05", "rule: working_days 3 before session:year_end"),
        ("committee, self]", "committee, self, affected, parties]"),
        (
            "remind: [-3, 1]",
            "remind: [-3, {at: 1, to: [drafter, head, region.secretariat]}]\nextend_by: [region.secretariat]",
        ),
        ("rule: working_days 2 after closes", "rule: working_days 2 after positions"),
    ],
)
def test_what_can_be_worked_out_has_no_fault(country: Country, old: str, new: str) -> None:
    country.change(PROCEDURE, old, new)
    assert country.faults() == []


def test_two_regions_of_one_map_may_not_share_a_slug(country: Country) -> None:
    text = country.path(REGION).read_text("utf-8").partition("contacts:")[0]
    country.write(REGION, text.replace('["92", "86"]', '["92"]'))
    country.write("regions/coast.yaml", text.replace("delta", "coast").replace('["92", "86"]', '["86"]'))
    (fault,) = country.faults()
    assert fault.where == f"{country.path(REGION)}:7:7"
    assert "'chau-tho'" in fault.what.vi
    assert "coast" in fault.what.en
