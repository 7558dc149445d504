"""Ladders of reminders, offices of heads, readings, options of rules and validity: what a region makes of them."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.errors import InvalidInputError
from coordination.regions.model import DatedRule, Rung
from coordination.regions.service import load_region
from tests.stations.regions.small_country import KNOWN, Country

NATIONAL, REGION = "national.yaml", "regions/delta.yaml"
PROCEDURE = "procedures/yearly-plan.yaml"
HEAD = """contacts:
  - body: 92.peoples_committee
    office: {vi: Văn phòng Chủ tịch, en: Office of the Chair}
    email: chutich@can-tho.example
    role: head
"""
AFTER = """  - body: 92.peoples_committee
    office: {vi: Văn thư, en: Mail room}
    email: vanthu@can-tho.example
    valid_from: 2026-10-01
  - body: 92.peoples_committee
    office: {vi: Văn phòng Chủ tịch, en: Office of the Chair}
    email: chutich@can-tho.example
    role: head
    valid_to: 2026-09-30"""


def mail(country: Country, body: str) -> dict[str, str]:
    """Give the address of each office of a body."""
    found = load_region("delta", KNOWN, country.folder).body(body)
    assert found is not None
    return {contact.role: contact.email for contact in found.contacts}


def ladder(country: Country) -> list[Rung]:
    """Give the ladder of the region's procedure."""
    return load_region("delta", KNOWN, country.folder).procedures[0].remind


def test_a_bare_number_is_a_rung_that_reminds_the_drafter(country: Country) -> None:
    assert ladder(country) == [Rung(at=-3, to=["drafter"]), Rung(at=1, to=["drafter"])]


def test_a_procedure_without_a_ladder_takes_the_national_one(country: Country) -> None:
    country.change(PROCEDURE, "remind: [-3, 1]\n", "")
    assert ladder(country) == [Rung(at=-7, to=["drafter"]), Rung(at=-1, to=["drafter"]), Rung(at=1, to=["head"])]


@pytest.mark.parametrize("rung", ["{at: 31, to: [head]}", "{at: -61, to: [head]}", "true", "1.5"])
def test_a_rung_no_calendar_reaches_is_refused(country: Country, rung: str) -> None:
    country.change(PROCEDURE, "remind: [-3, 1]", f"remind: [-3, {rung}]")
    with pytest.raises(InvalidInputError):
        ladder(country)


def test_the_head_of_a_body_has_an_office_by_pattern(country: Country) -> None:
    assert mail(country, "86.peoples_committee") == {
        "drafter": "ubnd@vinh-long.example",
        "head": "lanhdao@vinh-long.example",
    }
    assert mail(country, "delta.secretariat") == {"drafter": "thuky@chau-tho.example"}


def test_a_head_without_a_mailbox_is_written_to_at_the_bodys(country: Country) -> None:
    country.change(NATIONAL, "    head_mailbox: lanhdao@{slug}.example\n", "")
    assert mail(country, "86.peoples_committee")["head"] == "ubnd@vinh-long.example"


def test_an_own_head_replaces_the_patterns_head_but_not_its_drafter(country: Country) -> None:
    text = country.path(REGION).read_text("utf-8")
    rest = text.partition("council_sessions:")[2]
    country.write(REGION, text.partition("contacts:")[0] + HEAD + "council_sessions:" + rest)
    assert mail(country, "92.peoples_committee") == {
        "drafter": "ubnd@can-tho.example",
        "head": "chutich@can-tho.example",
    }


def test_an_own_drafter_keeps_the_patterns_head(country: Country) -> None:
    assert mail(country, "92.peoples_committee") == {
        "drafter": "vanphong@can-tho.example",
        "head": "lanhdao@can-tho.example",
    }


def test_one_office_may_follow_another_and_a_head_may_leave(country: Country) -> None:
    first = "email: vanphong@can-tho.example"
    country.change(REGION, first, f"{first}\n    valid_to: 2026-09-30\n{AFTER}")
    assert country.faults() == []


def test_how_far_days_off_are_announced_must_be_said(country: Country) -> None:
    assert load_region("delta", KNOWN, country.folder).announced_through == 2026
    country.change(NATIONAL, "days_off: {through: 2026, basis: {text: Thông báo nghỉ Tết, status: in_force}}\n", "")
    with pytest.raises(InvalidInputError, match="days_off"):
        load_region("delta", KNOWN, country.folder)


def test_a_provinces_reading_comes_before_the_regions(country: Country) -> None:
    assert not load_region("delta", KNOWN, country.folder).reads_inclusively("92")
    readings = """readings:
  - {before: strict, units: ["92"], basis: {text: Công văn, status: practice}}
  - {before: inclusive, basis: {text: Quy chế, status: practice}}
slug:"""
    country.change(REGION, "slug:", readings)
    region = load_region("delta", KNOWN, country.folder)
    assert [region.reads_inclusively(unit) for unit in ("92", "86", None)] == [False, True, True]


def test_options_of_a_rule_stand_beside_it(country: Country) -> None:
    country.change(PROCEDURE, "{rule: session -27,", "{rule: session -27, roll: previous, freeze: once_notified,")
    due = load_region("delta", KNOWN, country.folder).procedures[0].steps[1].due
    assert due.compact == "session -27, roll previous, freeze once_notified"


def test_a_rule_without_options_is_its_text() -> None:
    rule = DatedRule.model_validate({"rule": "before 15/05", "basis": {"text": "Luật", "status": "older"}})
    assert rule.compact == "before 15/05"
    assert rule.model_copy(update={"reading": "inclusive", "day_zero": "counted"}).compact == (
        "before 15/05, day_zero counted, reading inclusive"
    )


def test_a_basis_is_told_in_english_where_there_are_words(country: Country) -> None:
    words = "{text: Quy chế phối hợp, en: Regulations, valid_from: 2020-03-05, valid_to: 2024-12-31,"
    country.change(PROCEDURE, "{text: Quy chế phối hợp,", words)
    procedure = load_region("delta", KNOWN, country.folder).procedures[0]
    basis = procedure.basis
    assert (basis.words("vi"), basis.words("en")) == ("Quy chế phối hợp", "Regulations")
    assert (basis.valid_from, basis.valid_to) == (date(2020, 3, 5), date(2024, 12, 31))
    assert procedure.opens.basis.words("en") == "Thông lệ"


def test_more_time_is_granted_by_the_secretariat_unless_said_otherwise(country: Country) -> None:
    assert load_region("delta", KNOWN, country.folder).procedures[0].extend_by == ["region.secretariat"]
    country.change(PROCEDURE, "progress: [1]", "extend_by: [province.peoples_committee]\nprogress: [1]")
    assert load_region("delta", KNOWN, country.folder).procedures[0].extend_by == ["province.peoples_committee"]
