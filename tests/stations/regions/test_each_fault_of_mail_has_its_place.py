"""What is said of mail, letters and communes, and is wrong: each fault with its words and its place."""

from __future__ import annotations

import pytest

from coordination.regions.service import check_file
from tests.stations.regions.small_country import COMMITTEE, KNOWN, LIST, MARK, Country

NATIONAL, REGION = "national.yaml", "regions/delta.yaml"
PROCEDURE = "procedures/yearly-plan.yaml"
AFTER = "procedures: [yearly-plan]\n"
HEAD = """\
  - body: %s
    symbol: %s
    symbol_cv: TGV-TH
    place: {vi: %s, en: Ha Noi}
    signed_as: [{vi: TỔ TRƯỞNG, en: HEAD}]
    basis: {text: Nghị định 30/2020/NĐ-CP, status: design}
"""
BASIS = "{text: Lịch chung, status: design}"
SYMBOL = '"{type}-TGV"'


def telling(event: str, to: str) -> tuple[str, str]:
    """Give a change that adds who is told of an event of the mail."""
    return AFTER, f"{AFTER}tells:\n  - {{event: announcement.made, to: [self]}}\n  - {{event: {event}, to: [{to}]}}\n"


def asking(events: str, within: str = "5") -> tuple[str, str]:
    """Give a change that adds what is to be acknowledged."""
    return AFTER, f"{AFTER}acknowledge: [{{events: [{events}], within: {within}, superior_after: 3, basis: {BASIS}}}]\n"


def heading(body: str, symbol: str = SYMBOL, place: str = "Hà Nội") -> tuple[str, str]:
    """Give a change that adds the head of a letter."""
    return AFTER, f"{AFTER}letterheads:\n{HEAD % (body, symbol, place)}"


def carrying(*bundles: str) -> tuple[str, str]:
    """Give a change that adds what notices carry."""
    return "steps:\n", "bundle:\n" + "".join(f"  - {each}\n" for each in bundles) + "steps:\n"


OF_THE_COUNTRY = {
    "event of the mail": (*telling("«delivery.fail", "self"), "ý là 'delivery.failed'?"),
    "event of a procedure": (*telling("«stage.opened", "self"), "không có sự kiện 'stage.opened'"),
    "event twice": (*telling("«announcement.made", "self"), "sự kiện 'announcement.made' có hai lần"),
    "body told": (*telling("delivery.failed", "«region.secretary"), "ý là 'region.secretariat'?"),
    "parties of no meeting": (*telling("delivery.failed", "«parties"), "không có cơ quan 'parties'"),
    "event to acknowledge": (*asking("«stage.open"), "ý là 'stage.opened'?"),
    "event to acknowledge twice": (*asking("stage.opened, «stage.opened"), "'stage.opened' có hai lần"),
    "acknowledging without end": (*asking("«notice.unacknowledged"), "không bao giờ dứt"),
    "no days to acknowledge": (*asking("stage.opened", "«0"), "giá trị không hợp lệ"),
    "words for days": (*asking("stage.opened", '«"5"'), "cần một số nguyên"),
    "kind of body of a head": (*heading("«region.secretary"), "ý là 'region.secretariat'?"),
    "head twice": (
        AFTER,
        f"{AFTER}letterheads:\n{HEAD % ('region.secretariat', SYMBOL, 'Hà Nội')}"
        + HEAD % ("«region.secretariat", SYMBOL, "Huế"),
        "mẫu đầu văn bản của 'region.secretariat' có hai lần",
    ),
    "symbol": (*heading("region.secretariat", "«TB-TGV"), "cần ký hiệu chữ hoa như {type}-TGV"),
    "place of a letter": (*heading("region.secretariat", SYMBOL, '«"{unti}"'), "ý là '{unit}'?"),
    "office of the country": (
        AFTER,
        f"{AFTER}nationwide: {{name: {{vi: cả nước, en: all}}, office: «national.finance, basis: {BASIS}}}\n",
        "ý là 'national.finance_ministry'?",
    ),
    "province where there is a province": (
        'vi: "UBND {unit}"',
        'vi: «"UBND {province}"',
        "không có chỗ điền '{province}'",
    ),
    "digest of a kind": ("    valid_to: 2025-06-30\ndays", "    digest: «week\ndays", "ý là 'weekly'?"),
}
OF_A_REGION = {
    "digest of a contact": (
        "email: vanphong@can-tho.example",
        "email: vanphong@can-tho.example\n    digest: «day",
        "ý là 'daily'?",
    ),
    "head in a region": (
        "slug: chau-tho\n",
        f"slug: chau-tho\nletterheads:\n{HEAD % ('«region.secretary', SYMBOL, 'Hà Nội')}",
        "ý là 'region.secretariat'?",
    ),
    "code of the country": ("region: delta", "region: «national", "'national' là mã của cả nước"),
}
OF_A_PROCEDURE = {
    "event of the mail": ("stage.opened", "«delivery.failed", "ghi ở tells của tệp national.yaml"),
    "event of a bundle": (
        *carrying("{event: «stage.closed, data: true}"),
        "không có sự kiện 'stage.closed'; ý là 'stage.opened'?",
    ),
    "event of two bundles": (
        *carrying("{event: stage.opened, data: true}", "{event: «stage.opened, data: true}"),
        "sự kiện 'stage.opened' có hai lần",
    ),
    "type of a letter": (*carrying("{event: stage.opened, letter: «BT}"), "ý là 'TB'?"),
    "bundle of nothing": (*carrying("«{event: stage.opened}"), "không kèm gì"),
    "bundle to those not told": (
        *carrying("{event: stage.opened, data: true, to: [«province.peoples_comittee]}"),
        "không có nơi nhận 'province.peoples_comittee'; ý là 'province.peoples_committee'?",
    ),
    "issuer": (*carrying("{event: stage.opened, letter: TB, issuer: «region.secretary}"), "ý là 'region.secretariat'?"),
    "letter without a head": (
        *carrying("{event: stage.opened, letter: «TB}"),
        "'region.secretariat' không có mẫu đầu văn bản (letterheads) trong vùng delta",
    ),
    "commune in a procedure": (
        "by: [province.peoples_committee]",
        "by: [«commune.peoples_committee]",
        "cơ quan cấp xã chỉ nhận văn bản gửi chung",
    ),
}
CASES = [
    pytest.param(name, *case, id=f"{name.rpartition('/')[2]}: {kind}")
    for name, table in ((NATIONAL, OF_THE_COUNTRY), (REGION, OF_A_REGION), (PROCEDURE, OF_A_PROCEDURE))
    for kind, case in table.items()
]
COMMUNES = {
    "column": ("full_name,", "", "thiếu cột full_name", "1:1"),
    "kind of body": ("province\n", "province,peoples_comittee\n", "ý là 'peoples_committee'?", "1:1"),
    "code": ("31120,Cái Khế", "3112,Cái Khế", "'3112' không phải mã xã", "2:1"),
    "code twice": ("31141,", "31120,", "mã '31120' đã có ở dòng 2", "3:1"),
    "name": ("31141,An Bình,", "31141,,", "xã không có tên", "3:1"),
    "short row": (",Xã Phong Điền,xa,92", "", "xã không có tên", "4:1"),
    "type": ("xa,92", "xã,92", "'xã' không thuộc: xa, phuong, dac_khu; ý là 'xa'?", "4:1"),
    "province": ("xa,92", "xa,94", "không có tỉnh '94'", "4:1"),
    "address": (
        LIST,
        LIST.replace("province\n", "province,peoples_committee\n").replace("86\n", "86,ubnd\n"),
        "thư",
        "5:1",
    ),
    "accents": ("An Bình,", "An Bi\u0300nh,", "chữ có dấu viết rời", "3:1"),
    "direction": ("An Bình,", "An \u202eBình,", "ký tự ẩn", "3:1"),
}


@pytest.mark.parametrize(("name", "old", "new", "words"), CASES)
def test_a_fault_of_mail_says_what_and_where(country: Country, name: str, old: str, new: str, words: str) -> None:
    assert MARK in new
    where = country.change(name, old, new)
    told = [fault for fault in country.faults() if words in fault.what.vi]
    assert [fault.where for fault in told[:1]] == [where], [fault.in_language("vi") for fault in country.faults()]
    assert told[0].what.en


@pytest.mark.parametrize(("old", "new", "words", "at"), COMMUNES.values(), ids=COMMUNES)
def test_a_fault_of_the_list_of_communes_has_its_line(
    country: Country, old: str, new: str, words: str, at: str
) -> None:
    country.write("communes.csv", LIST)
    country.change(NATIONAL, "days_off:", COMMITTEE + "days_off:")
    assert country.faults(NATIONAL) == []
    country.change("communes.csv", old, new)
    told = {(fault.where, words in fault.what.vi) for fault in country.faults(NATIONAL)}
    assert (f"{country.path('communes.csv')}:{at}", True) in told


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"code,name\n" * 200_000, b'code,name,full_name,type,province\n"', b""], ids=len
)
def test_a_list_of_communes_that_is_no_table_is_refused_by_name(country: Country, data: bytes) -> None:
    path = country.path("communes.csv")
    path.write_bytes(data)
    (fault,) = check_file(country.path(NATIONAL), KNOWN, country.folder)
    assert fault.where.removesuffix(":1:1") == str(path)


def test_a_head_may_follow_another(country: Country) -> None:
    basis = "basis: {text: Nghị định 30/2020/NĐ-CP, status: design}"
    old, new = heading("region.secretariat")
    former = (HEAD % ("region.secretariat", '"{type}-VPĐP"', "Hà Nội")).replace(
        "design}", "older, valid_to: 2026-06-30}"
    )
    country.change(NATIONAL, old, new.replace(basis, basis.replace("}", ", valid_from: 2026-07-01}")) + former)
    assert country.faults(NATIONAL) == []


def test_an_issuer_whose_head_is_in_the_region_may_write_letters(country: Country) -> None:
    country.change(PROCEDURE, *carrying("{event: stage.opened, letter: TB}"))
    assert len(country.faults()) == 1
    head = f"letterheads:\n{HEAD % ('region.secretariat', SYMBOL, 'Cần Thơ')}"
    country.change(REGION, "slug: chau-tho\n", f"slug: chau-tho\n{head}")
    assert country.faults() == []
