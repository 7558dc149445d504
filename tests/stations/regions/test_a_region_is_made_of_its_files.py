"""What a region becomes, and that a snapshot of it is the region."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from coordination.errors import InvalidInputError, NotFoundError
from coordination.kernel.canonical import sha256
from coordination.kernel.shipped import shipped
from coordination.regions.faults import in_order
from coordination.regions.model import Procedure
from coordination.regions.service import (
    Known,
    available,
    check_file,
    load_region,
    restore,
    snapshot,
)
from coordination.regions.source import read
from tests.stations.regions.small_country import KNOWN, PROCEDURE, REGION, Country, rule_fault

SHIPPED = shipped("region_configs")
REGIONS = {
    "mekong-delta": 5,
    "mekong-delta-2019": 13,
    "north-central": 5,
    "northern-midlands": 9,
    "red-river-delta": 6,
    "south-central-highlands": 6,
    "southeast": 3,
}


def shipped_known() -> Known:
    """Take methods and events from the shipped procedures; the rules are those of the calendar."""
    procedures = [
        Procedure.model_validate(read(path).root.plain())  # type: ignore[union-attr]
        for path in SHIPPED.glob("procedures/*.yaml")
    ]
    return Known(
        methods={step.method for each in procedures for step in each.steps},
        events={tell.event for each in procedures for tell in each.tells},
        rule_fault=rule_fault,
    )


def test_bodies_are_one_of_each_kind_valid_on_the_day(country: Country) -> None:
    region = load_region("delta", KNOWN, country.folder)
    assert [body.code for body in region.bodies] == [
        "vn.finance_ministry",
        "delta.secretariat",
        "92.peoples_committee",
        "86.peoples_committee",
    ]


def test_names_and_addresses_are_filled_in(country: Country) -> None:
    region = load_region("delta", KNOWN, country.folder)
    told = {body.code: (body.name.vi, body.short.vi, body.contacts[0].email) for body in region.bodies}
    assert told["86.peoples_committee"] == (
        "Ủy ban nhân dân tỉnh Vĩnh Long",
        "UBND Vĩnh Long",
        "ubnd@vinh-long.example",
    )
    assert told["delta.secretariat"] == (
        "Tổ giúp việc vùng Châu thổ",
        "TGV vùng Châu thổ",
        "thuky@chau-tho.example",
    )


def test_contacts_of_the_region_replace_the_pattern(country: Country) -> None:
    body = load_region("delta", KNOWN, country.folder).body("92.peoples_committee")
    assert body is not None
    assert "ubnd@can-tho.example" not in {contact.email for contact in body.contacts}
    assert body.contacts[0].email == "vanphong@can-tho.example"


def test_values_are_read_as_they_are_meant(country: Country) -> None:
    region = load_region("delta", KNOWN, country.folder)
    step = region.procedures[0].steps[0]
    assert step.exchanges[0].starts == time(8, 30)
    assert step.settings == {"sections": ["economy"], "add": ["Số hộ"]}
    assert region.map_date == date(2026, 1, 1)
    assert region.holidays[0].kind == "off"


def test_neighbours_are_pairs_on_the_map_of_the_day(country: Country) -> None:
    assert load_region("delta", KNOWN, country.folder).neighbours == [("86", "92")]
    text = REGION.partition("contacts:")[0].replace("delta", "old").replace('"86"', '"94"')
    country.write("regions/old.yaml", text.replace("2026-01-01", "2019-01-01"))
    old = load_region("old", KNOWN, country.folder)
    assert old.neighbours == [("92", "94")]
    assert [body.code for body in old.bodies if body.kind == "planning_department"] == [
        "92.planning_department",
        "94.planning_department",
    ]


def test_an_own_file_stands_alone_on_the_shipped_country(tmp_path: Path) -> None:
    text = (SHIPPED / "regions" / "southeast.yaml").read_text("utf-8")
    path = tmp_path / "mine" / "my-own.yaml"
    path.parent.mkdir()
    path.write_text(text.replace("region: southeast", "region: my-own"), "utf-8")
    region = load_region(str(path), shipped_known())
    assert (region.code, len(region.procedures)) == ("my-own", 2)
    assert region.body("my-own.secretariat") is not None
    assert check_file(path, shipped_known()) == []


def test_a_file_beside_an_own_region_is_used_instead(country: Country) -> None:
    own = PROCEDURE.replace("working_days 12", "working_days 9")
    country.write("own/procedures/yearly-plan.yaml", own)
    path = country.write("own/regions/delta.yaml", REGION)
    region = load_region(path, KNOWN, country.folder)
    assert region.procedures[0].steps[0].due.rule == "working_days 9 after opens"
    assert len(region.units) == 2


def test_an_unknown_region_is_not_found_and_the_nearest_is_named(country: Country) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'delta'"):
        load_region("dleta", KNOWN, country.folder)
    with pytest.raises(NotFoundError):
        load_region("..", KNOWN, country.folder)


@pytest.mark.parametrize("code", REGIONS)
def test_a_shipped_region_has_no_fault(code: str) -> None:
    region = load_region(code, shipped_known())
    assert len(region.units) == REGIONS[code]
    assert all(body.contacts for body in region.bodies)
    assert {code for pair in region.neighbours for code in pair} == {unit.code for unit in region.units}


def test_all_shipped_files_have_no_fault() -> None:
    known = shipped_known()
    faults = [
        fault
        for path in [SHIPPED / "national.yaml", *SHIPPED.glob("regions/*.yaml"), *SHIPPED.glob("procedures/*.yaml")]
        for fault in check_file(path, known)
    ]
    assert faults == []


def test_shipped_regions_of_today_share_out_all_provinces() -> None:
    summaries = available()
    assert {each.code: each.provinces for each in summaries} == REGIONS
    today = [each.provinces for each in summaries if each.map_date >= date(2025, 7, 1)]
    assert sum(today) == 34


def test_the_list_of_regions_tells_every_broken_file(country: Country) -> None:
    first = country.change("regions/delta.yaml", "slug: chau-tho", "slug: «12")
    second = country.write("regions/other.yaml", "- a\n")
    with pytest.raises(InvalidInputError) as refused:
        available(country.folder)
    assert [fault.where for fault in refused.value.faults] == [first, f"{second}:1:1"]


@pytest.mark.parametrize("code", ["mekong-delta", "mekong-delta-2019"])
def test_a_snapshot_restores_to_the_same_region(code: str) -> None:
    region = load_region(code, shipped_known())
    text, digest = snapshot(region)
    assert restore(text) == region
    assert snapshot(restore(text)) == (text, digest)
    assert digest == sha256(text)
    assert str(SHIPPED) not in text


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000, '{"code": 1}'])
def test_a_damaged_snapshot_is_invalid_input(text: str) -> None:
    with pytest.raises(InvalidInputError):
        restore(text)


def test_faults_come_in_the_order_of_the_file(country: Country) -> None:
    country.change("regions/delta.yaml", "kind: year_end", "knd: year_end")
    country.change("regions/delta.yaml", "slug: chau-tho", "slug: 12")
    country.change("regions/delta.yaml", "extends: national", "extends: nation")
    faults = country.faults()
    assert faults == in_order(faults)
    assert [fault.where.split(":")[-2] for fault in faults] == ["3", "7", "14", "15"]


def test_loading_raises_what_checking_tells(country: Country) -> None:
    country.change("regions/delta.yaml", '"86"]', '"85"]')
    with pytest.raises(InvalidInputError) as refused:
        load_region("delta", KNOWN, country.folder)
    assert list(refused.value.faults) == country.faults()
