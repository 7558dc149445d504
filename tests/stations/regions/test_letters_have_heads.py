"""The head of a letter: which one on a day, with the unit's names filled in; and what notices carry."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.kernel.shipped import shipped
from coordination.regions.letterheads import letterhead_of
from coordination.regions.model import AckRule, Bundle, Letterhead, Region
from coordination.regions.service import COUNTRY, available, load_region, restore, snapshot
from tests.stations.regions.small_country import KNOWN, Country
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known

DAY = date(2026, 5, 28)
README = (shipped("region_configs") / "README.md").read_text("utf-8")
NATIONAL_HEAD = """letterheads:
  - body: region.secretariat
    symbol: "{type}-VPĐP"
    symbol_cv: VPĐP-TH
    place: {vi: Hà Nội, en: Ha Noi}
    signed_as: [{vi: CHÁNH VĂN PHÒNG, en: HEAD OF OFFICE}]
    basis: {text: Quy chế cũ, status: older, valid_to: 2026-06-30}
  - body: region.secretariat
    symbol: "{type}-TGV"
    symbol_cv: TGV-TH
    place: {vi: Hà Nội, en: Ha Noi}
    signed_as: [{vi: TỔ TRƯỞNG, en: HEAD}]
    basis: {text: Quy chế mới, status: design, valid_from: 2026-07-01}
"""


def head(region: Region, code: str, day: date = DAY) -> Letterhead:
    """Give the head of a body's letters."""
    body = region.body(code)
    assert body is not None
    found = letterhead_of(region, body, day)
    assert found is not None
    return found


def test_the_secretariat_writes_for_its_council() -> None:
    found = head(load_region("mekong-delta", shipped_known()), "mekong-delta.secretariat")
    assert found.parent is not None
    assert found.issuer is not None
    assert (found.parent.vi, found.issuer.vi) == (
        "Hội đồng điều phối vùng Đồng bằng sông Cửu Long",
        "Tổ giúp việc",
    )
    assert [found.symbol_of(letter) for letter in ("TB", "GM", "CV")] == ["TB-TGV", "GM-TGV", "TGV-TH"]
    assert [line.vi for line in found.signed_as] == ["TM. TỔ GIÚP VIỆC", "TỔ TRƯỞNG"]
    assert found.kept == "VT"


@pytest.mark.parametrize(
    ("region", "code", "parent", "issuer", "place"),
    [
        ("mekong-delta", "92.peoples_committee", None, "Ủy ban nhân dân thành phố Cần Thơ", "Cần Thơ"),
        ("mekong-delta", "96.finance_department", "Ủy ban nhân dân tỉnh Cà Mau", "Sở Tài chính", "Cà Mau"),
        ("southeast", "79.council_standing", None, "Hội đồng nhân dân Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        (COUNTRY, "vn.finance_ministry", None, "Bộ Tài chính", "Hà Nội"),
    ],
)
def test_names_of_the_unit_are_filled_in(region: str, code: str, parent: str | None, issuer: str, place: str) -> None:
    found = head(load_region(region, shipped_known()), code)
    assert found.issuer is not None
    told = (found.parent and found.parent.vi, found.issuer.vi, found.place.vi)
    assert told == (parent, issuer, place)


def test_a_body_that_issues_no_letters_has_no_head() -> None:
    region = load_region("mekong-delta", shipped_known())
    body = region.body("vn.construction_ministry")
    assert body is not None
    assert letterhead_of(region, body, DAY) is None


def test_a_head_holds_between_its_days(country: Country) -> None:
    country.change("national.yaml", "procedures: [yearly-plan]\n", f"procedures: [yearly-plan]\n{NATIONAL_HEAD}")
    region = load_region("delta", KNOWN, country.folder)
    days = (date(2026, 6, 30), date(2026, 7, 1))
    assert [head(region, "delta.secretariat", day).symbol for day in days] == ["{type}-VPĐP", "{type}-TGV"]


def test_a_region_has_heads_of_its_own_as_the_readme_shows(country: Country) -> None:
    country.change("national.yaml", "procedures: [yearly-plan]\n", f"procedures: [yearly-plan]\n{NATIONAL_HEAD}")
    shown = README.partition("```yaml\nletterheads:")[2].partition("```")[0]
    country.change("regions/delta.yaml", "slug: chau-tho\n", f"slug: chau-tho\nletterheads:{shown}")
    assert country.faults() == []
    region = load_region("delta", KNOWN, country.folder)
    assert len(region.letterheads) == 1
    assert head(region, "delta.secretariat").place.vi == "Cần Thơ"


@pytest.mark.parametrize("code", [each.code for each in available()])
def test_whoever_issues_a_letter_has_one_head_from_the_decree_on(code: str) -> None:
    region = load_region(code, shipped_known())
    for each in (bundle for procedure in region.procedures for bundle in procedure.bundle if bundle.letter):
        assert each.issuer == "region.secretariat"
        for day in (date(2020, 3, 5), DAY, date(2035, 1, 1)):
            found = head(region, f"{code}.secretariat", day)
            shown = (found.parent, found.issuer, found.place, *found.signed_as)
            assert not any("{" in text.vi + text.en for text in shown if text)


def test_the_regional_plan_bears_letters_at_its_beginning_its_end_and_to_meetings() -> None:
    procedure = load_region("mekong-delta", shipped_known()).procedure("regional-plan")
    assert procedure is not None
    assert procedure.bundle == [
        Bundle(event="cycle.opened", letter="TB"),
        Bundle(event="exchange.scheduled", letter="GM"),
        Bundle(event="result.settled", letter="TB", data=True),
    ]


def test_what_is_said_of_mail_is_kept_in_the_snapshot_of_a_region() -> None:
    region = load_region("mekong-delta", shipped_known())
    kept = restore(snapshot(region)[0])
    assert (kept.tells, kept.acknowledge, kept.letterheads) == (region.tells, region.acknowledge, region.letterheads)
    assert [(rule.within, rule.superior_after) for rule in kept.acknowledge] == [(5, 3)]
    assert [type(rule) for rule in kept.acknowledge] == [AckRule]


def test_a_configuration_that_says_nothing_of_mail_asks_for_nothing(country: Country) -> None:
    region = load_region("delta", KNOWN, country.folder)
    assert (region.tells, region.acknowledge, region.letterheads) == ([], [], [])
    assert region.procedures[0].bundle == []
    assert {contact.digest for body in region.bodies for contact in body.contacts} == {"immediate"}
