"""Communes have bodies when somebody writes to them; a circular finds every addressee once, or says whom it does not."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from coordination.errors import InvalidInputError, NotFoundError
from coordination.kernel.text import nfc
from coordination.regions.communes import addressees, communes_of
from coordination.regions.model import National, Region
from coordination.regions.service import COUNTRY, country, load_national, load_region, snapshot
from tests.stations.regions.small_country import COMMITTEE, KNOWN, LIST, Country
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known


@cache
def shipped(code: str) -> tuple[National, Region]:
    """Give the shipped national configuration with one of its regions."""
    return load_national(shipped_known()), load_region(code, shipped_known())


@pytest.fixture
def small(country: Country) -> Country:
    """Give the small country with four communes."""
    country.write("communes.csv", LIST)
    country.change("national.yaml", "days_off:", COMMITTEE + "days_off:")
    return country


def written_to(small: Country, *selectors: str) -> list[str]:
    """Give the codes of the bodies a circular in the small region goes to."""
    national, region = load_national(KNOWN, small.folder), load_region("delta", KNOWN, small.folder)
    return [body.code for body in addressees(national, region, selectors, small.folder)]


def test_a_commune_is_named_with_its_kind_and_its_province(small: Country) -> None:
    national, region = load_national(KNOWN, small.folder), load_region("delta", KNOWN, small.folder)
    bodies = communes_of(national, region, directory=small.folder)
    assert [(body.name.vi, body.short.vi) for body in bodies] == [
        ("Ủy ban nhân dân phường Cái Khế, thành phố Cần Thơ", "UBND phường Cái Khế"),
        ("Ủy ban nhân dân phường An Bình, thành phố Cần Thơ", "UBND phường An Bình"),
        ("Ủy ban nhân dân xã Phong Điền, thành phố Cần Thơ", "UBND xã Phong Điền"),
        ("Ủy ban nhân dân Phường 2 Đầu Gò, tỉnh Vĩnh Long", "UBND Phường 2 Đầu Gò"),
    ]
    assert bodies[-1].name.en == "People's Committee of 2 Dau Go Ward, Vinh Long Province"
    assert {body.level for body in bodies} == {"commune"}


def test_a_commune_has_offices_from_the_day_of_the_list(small: Country) -> None:
    national, region = load_national(KNOWN, small.folder), load_region("delta", KNOWN, small.folder)
    drafter, head = communes_of(national, region, directory=small.folder)[0].contacts
    assert (drafter.email, drafter.digest) == ("ubnd@31120.can-tho.example", "daily")
    assert (head.email, head.role, head.digest) == ("lanhdao@31120.can-tho.example", "head", "immediate")
    assert drafter.valid_from == head.valid_from == date(2025, 7, 1)


def test_a_column_of_the_list_gives_an_address_that_is_known(small: Country) -> None:
    rows = LIST.replace("province\n", "province,peoples_committee\n").replace(
        "phuong,86\n", "phuong,86,vp@dau-go.example\n"
    )
    small.write("communes.csv", rows)
    assert small.faults() == []
    national, region = load_national(KNOWN, small.folder), load_region("delta", KNOWN, small.folder)
    first, *_, last = communes_of(national, region, directory=small.folder)
    assert [contact.email for contact in last.contacts] == ["vp@dau-go.example"]
    assert first.contacts[0].email == "ubnd@31120.can-tho.example"


def test_communes_come_by_region_province_or_name_each_once_in_the_order_named(small: Country) -> None:
    every = [f"{code}.peoples_committee" for code in ("31120", "31141", "31261", "29551")]
    assert written_to(small, "commune.peoples_committee") == every
    assert written_to(small, "commune.peoples_committee@92") == every[:3]
    assert written_to(small, "commune.peoples_committee@31141") == written_to(small, every[1]) == every[1:2]
    assert written_to(small, every[2], "commune.peoples_committee", every[0]) == [every[2], *every[:2], every[3]]
    assert written_to(small, "delta.secretariat", "province.peoples_committee", "commune.peoples_committee@86") == [
        "delta.secretariat",
        "92.peoples_committee",
        "86.peoples_committee",
        every[3],
    ]


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("commune.people_committee", "ý là 'commune.peoples_committee'?"),
        ("commune.people_committee@92", "ý là 'commune.peoples_committee'?"),
        ("province.people_committee", "ý là 'province.peoples_committee'?"),
        ("province.planning_department", "không có cơ quan 'province.planning_department'"),
        ("province.peoples_committee@94", "không có đơn vị '94'; ý là '92' (Cần Thơ)?"),
        ("commune.peoples_committee@31129", "ý là '31120' (Phường Cái Khế)?"),
        ("31121.peoples_committee", "không có cơ quan '31121.peoples_committee'"),
        ("everybody", "không có cơ quan 'everybody'"),
        ("", "không có cơ quan ''"),
    ],
)
def test_a_selector_that_means_nobody_is_told_with_the_nearest(small: Country, selector: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        written_to(small, "region.secretariat", selector, "nobody.at_all")
    first, second = refused.value.faults
    assert words in first.what.vi
    assert first.what.en
    assert "nobody.at_all" in second.what.en


def test_a_list_that_does_not_read_stops_the_circular(small: Country) -> None:
    national, region = load_national(KNOWN, small.folder), load_region("delta", KNOWN, small.folder)
    where = small.change("communes.csv", "31141", "«3114x")
    with pytest.raises(InvalidInputError, match="five digits") as refused:
        addressees(national, region, ["commune.peoples_committee"], small.folder)
    assert [fault.where for fault in refused.value.faults] == [where]


def test_there_are_no_communes_on_the_former_map() -> None:
    national, region = shipped("mekong-delta-2019")
    assert communes_of(national, region) == []
    with pytest.raises(InvalidInputError, match="01/07/2025"):
        addressees(national, region, ["commune.peoples_committee@92"])


def test_the_whole_country_is_every_province_and_no_procedure() -> None:
    national, whole = shipped(COUNTRY)
    assert whole == country(shipped_known())
    assert (whole.code, len(whole.units), whole.procedures) == ("national", 34, [])
    assert {body.level for body in whole.bodies} == {"national", "province"}
    assert len(addressees(national, whole, ["province.peoples_committee"])) == 34
    named = {to for tell in whole.tells for to in tell.to}
    assert named == {"self", "addressees", "national.finance_ministry"}
    assert len(whole.neighbours) == 58


def test_a_country_without_such_a_scope_says_so(country: Country) -> None:
    with pytest.raises(NotFoundError, match="nationwide"):
        load_region(COUNTRY, KNOWN, country.folder)


def test_every_commune_of_the_country_is_found() -> None:
    national, whole = shipped(COUNTRY)
    bodies = addressees(national, whole, ["commune.peoples_council", "commune.peoples_committee"])
    assert [body.kind for body in bodies].count("peoples_council") == 3_321
    assert len({body.code for body in bodies}) == len(bodies) == 6_642
    assert len({contact.email for body in bodies for contact in body.contacts}) == 4 * 3_321
    assert all(nfc(body.name.vi) == body.name.vi and body.name.en.isascii() for body in bodies)
    kinds = [body.name.vi.removeprefix("Hội đồng nhân dân ").split()[0] for body in bodies[:3_321]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"xã": 2_621, "phường": 684, "Phường": 3, "đặc": 13}


@pytest.mark.parametrize("code", ["mekong-delta", "red-river-delta"])
def test_the_communes_of_a_region_are_those_of_its_provinces(code: str) -> None:
    national, region = shipped(code)
    found = addressees(national, region, ["commune.peoples_committee"])
    each = [addressees(national, region, [f"commune.peoples_committee@{unit.code}"]) for unit in region.units]
    assert found == [body for bodies in each for body in bodies]
    assert not any(body.level == "commune" for body in region.bodies)
    assert "peoples_committee@" not in snapshot(region)[0]
