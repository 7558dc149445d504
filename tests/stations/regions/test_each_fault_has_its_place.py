"""Every kind of fault, with the file, line and column it is reported at."""

from __future__ import annotations

import pytest

from tests.stations.regions.small_country import MARK, Country

NATIONAL, REGION = "national.yaml", "regions/delta.yaml"
PROCEDURE = "procedures/yearly-plan.yaml"

HOLIDAY = """{date: 2026-01-02, name: {vi: Nghỉ, en: Day off}, kind: working,
  basis: {text: Tỉnh, status: design}}"""
SECOND = """contacts:
  - body: 92.peoples_committee
    office: {vi: Văn thư, en: Mail room}
    email: vanthu@can-tho.example
    valid_from: 2026-06-01
"""
WRITING = {
    "unknown key": ("provinces:", "«provnces:", "không có khóa 'provnces'; ý là 'provinces'?"),
    "key twice": ("slug: chau-tho", "slug: a\n«slug: chau-tho", "khóa 'slug' viết hai lần"),
    "anchor": ("map_date: 2026", "map_date: «&day 2026", "không dùng neo &day"),
    "alias": ("region: delta", "region: «*day", "không dùng tham chiếu *day"),
    "merge key": ("slug: chau-tho", "slug: chau-tho\n«<<: {a: 1}", "không dùng khóa trộn"),
    "tag": ("region: delta", "region: «!!str delta", "không dùng thẻ kiểu"),
    "two documents": ("slug:", "«---\nslug:", "mỗi tệp chỉ có một tài liệu"),
    "directive": ("schema_version", "%YAML 1.1\n«---\nschema_version", "không dùng chỉ thị"),
    "tab": ("slug: chau", "slug:«\tchau", "có phím tab"),
    "zero-width space": ("slug: chau", "slug: chau«\u200b", "ký tự ẩn U+200B"),
    "text direction": ("Châu thổ", "Châu «\u202ethổ", "ký tự ẩn U+202E"),
    "separate accents": ("Châu thổ", "Ch«a\u0302u thổ", "chữ có dấu viết rời"),
    "escaped accents": ("vi: vùng Châu thổ", 'vi: «"Cha\\u0302u"', "chữ có dấu viết rời"),
    "escaped zero": ("vi: vùng Châu thổ", 'vi: «"Châu\\0"', "ký tự ẩn"),
    "not YAML": ("name: {vi: vùng Châu thổ,", "name: {vi: [vùng «},", "không đọc được YAML"),
    "byte order mark": ("schema_version", "«\ufeffschema_version", "BOM"),
    "list as key": ("slug: chau-tho", "slug: chau-tho\n? «[a]\n: b", "khóa phải là một từ"),
    "number as key": ("slug: chau-tho", "slug: chau-tho\n«92: b", 'khóa là chữ: viết "92"'),
}
SHAPES = {
    "NO": ("slug: chau-tho", "slug: «NO", "NO không có ngoặc kép"),
    "yes": ("slug: chau-tho", "slug: «yes", "yes không có ngoặc kép"),
    "leading zero": ('["92", "86"]', '["92", «01]', "01 không có ngoặc kép"),
    "hexadecimal": ("slug: chau-tho", "slug: «0x10", "0x10 không có ngoặc kép"),
    "underscore": ("slug: chau-tho", "slug: «1_000", "1_000 không có ngoặc kép"),
    "exponent": ("slug: chau-tho", "slug: «1e3", "1e3 không có ngoặc kép"),
    "sexagesimal": ("slug: chau-tho", "slug: «12:30", "viết trong ngoặc kép"),
    "number for text": ('["92", "86"]', '["92", «86]', "cần chữ mà 86 là số"),
    "day for text": ("slug: chau-tho", "slug: «2026-01-01", "viết trong ngoặc kép"),
    "no such day": ("map_date: 2026-01-01", "map_date: «2026-02-30", "không phải là một ngày"),
    "number for day": ("map_date: 2026-01-01", "map_date: «20260101", "cần một ngày như"),
    "nothing for text": ("slug: chau-tho", "«slug: # none", "chưa có giá trị"),
    "braces for text": ("slug: chau-tho", "slug: «{unit}", "viết trong ngoặc kép"),
    "one language": (
        "name: {vi: vùng Châu thổ, en: the Delta}",
        "name: «Châu thổ",
        "hai thứ tiếng",
    ),
    "key missing": ("status: in_force}", "}", "thiếu khóa 'status'"),
    "no such status": ("status: in_force}", "status: «inforce}", "ý là 'in_force'?"),
    "name for code": ('["92", "86"]', '["92", «Vĩnh Long]', "'Vĩnh Long' là tên; viết mã '86'"),
    "no address": ("vanphong@can-tho.example", "«vanphong", "cần địa chỉ thư"),
    "empty list": ('provinces: ["92", "86"]', "provinces: «[]", "không được để trống"),
    "no list": ('provinces: ["92", "86"]', 'provinces: «"92"', "cần một danh sách"),
}
REGION_FAULTS = {
    "unknown province": (
        '["92", "86"]',
        '["92", «"85"]',
        "không có tỉnh '85'; ý là '86' (Vĩnh Long)?",
    ),
    "former province": ('["92", "86"]', '["92", "86", «"94"]', "nay là '92' (Cần Thơ)"),
    "province twice": ('["92", "86"]', '["92", "86", «"92"]', "tỉnh '92' có hai lần"),
    "body unknown": (
        "92.peoples_committee",
        "«92.people_committee",
        "ý là '92.peoples_committee'?",
    ),
    "contact outside": ("92.peoples_committee", "«94.peoples_committee", "không thuộc vùng này"),
    "session outside": ('unit: "92"', 'unit: «"94"', "không thuộc vùng này"),
    "session kind": ("kind: year_end", "kind: «year_ende", "ý là 'year_end'?"),
    "procedure absent": (
        "slug: chau-tho",
        "slug: chau-tho\nprocedures: [«yearly-plans]",
        "ý là 'yearly-plan'?",
    ),
    "procedure twice": (
        "slug: chau-tho",
        "slug: chau-tho\nprocedures: [«yearly-plan]",
        "quy trình 'yearly-plan' có hai lần",
    ),
    "holiday twice": (
        "slug: chau-tho",
        f"slug: chau-tho\nholidays: [{MARK}{HOLIDAY}]",
        "ngày '02/01/2026' có hai lần",
    ),
    "role of a contact": (
        "email: vanphong@can-tho.example",
        "email: vanphong@can-tho.example\n    role: «heads",
        "ý là 'head'?",
    ),
    "reading": (
        "slug: chau-tho",
        "slug: chau-tho\nreadings: [{before: «inclusiv, basis: {text: Công văn, status: practice}}]",
        "ý là 'inclusive'?",
    ),
    "name of the file": ("region: delta", "region: «delta-2", "hai tên phải giống nhau"),
    "blank name": ("en: the Delta", 'en: «"  "', "tên vùng không được để trống"),
    "status of the engine": ("status: in_force}", "status: «decision}", "'decision' là của chương trình"),
    "two drafters on one day": (
        "contacts:\n",
        SECOND,
        "92.peoples_committee có hai đầu mối drafter trong cùng một ngày",
    ),
    "mail to nobody": (
        "email: vanphong@can-tho.example",
        "email: vanphong@can-tho.example\n    valid_to: «2026-09-30",
        "từ ngày 01/10/2026 không nơi nào nhận thư của 92.peoples_committee",
    ),
}
PROCEDURE_FAULTS = {
    "step absent": ("after: [assessment]", "after: [«asessment]", "ý là 'assessment'?"),
    "waits for itself": ("after: [assessment]", "after: «[viewpoints]", "viewpoints → viewpoints"),
    "step twice": ("code: viewpoints", "code: «assessment", "bước 'assessment' có hai lần"),
    "method": ("method: collate", "method: «colate", "phương pháp 'colate'; ý là 'collate'?"),
    "rule": ("rule: on 28/05", "rule: «on 31/02", "quy tắc không đọc được"),
    "session of a rule": ("session -27", "«session:mid_year -27", "loại kỳ họp 'mid_year'"),
    "event": ("stage.opened", "«stage.open", "ý là 'stage.opened'?"),
    "event twice": (
        "tells:",
        "tells:\n  - {event: stage.opened, to: [self]}",
        "sự kiện 'stage.opened' có hai lần",
    ),
    "roll": ("{rule: on 28/05,", "{rule: on 28/05, roll: «nxt,", "ý là 'next'?"),
    "freeze": ("{rule: on 28/05,", "{rule: on 28/05, freeze: «asks,", "ý là 'ask'?"),
    "option that does not suit": (
        "{rule: on 28/05,",
        "{rule: on 28/05, reading: «inclusive,",
        "quy tắc không đọc được",
    ),
    "rung twice": ("[-3, 1]", "[-3, 1, «-3]", "nấc nhắc việc '-3' có hai lần"),
    "rung to no body": (
        "[-3, 1]",
        "[-3, {at: 1, to: [head, «region.secretary]}]",
        "ý là 'region.secretariat'?",
    ),
    "grants to be asked of nobody": (
        "progress: [1]",
        "extend_by: [«region.secretary]\nprogress: [1]",
        "ý là 'region.secretariat'?",
    ),
    "rung to nobody": ("[-3, 1]", "[-3, {at: 1, to: «[]}]", "không được để trống"),
    "empty ladder": ("remind: [-3, 1]", "remind: «[]", "không được để trống"),
    "ladder that ends at the due date": ("remind: [-3, 1]", "remind: «[-3, 0]", "cần ít nhất một nấc sau hạn"),
    "status of the engine": ("text: Thông lệ, status: practice", "text: Thông lệ, status: «actual", "'actual' là của"),
    "rung without a day": ("[-3, 1]", "[-3, «{to: [head]}]", "thiếu khóa 'at'"),
    "rung of words": ("[-3, 1]", '[«"-3", 1]', "cần các khóa"),
    "last day of an act": (
        "basis: {text: Quy chế phối hợp,",
        "basis: {text: Quy chế phối hợp, valid_to: «2024-02-30,",
        "không phải là một ngày",
    ),
    "body told": ("committee, self]", "committee, «selv]", "không có cơ quan 'selv'"),
    "body owing": (
        "- body: province.peoples",
        "- body: «province.people",
        "ý là 'province.peoples",
    ),
    "body agreeing": ("by: [province", "by: [«provinces", "ý là 'province.peoples_committee'?"),
    "body of a unit": (
        "by: [province.peoples_committee]",
        "by: [«province.peoples_committee@93]",
        "'93'",
    ),
    "body referred to": ("vn.finance_ministry", "«vn.ministry_finance", "không có cơ quan"),
    "body of another region": ("vn.finance_ministry", "«coast.secretariat", "không có cơ quan"),
    "body invited": ("parties: [", "parties: [«x, ", "không có cơ quan 'x'"),
    "nobody owes": (
        "owes:\n      - body: province.peoples_committee",
        "owes:\n      «- body: province.planning_department",
        "không cơ quan nào trong vùng phải nộp",
    ),
    "day in settings": ("add: [Số hộ]", "from: «2026-01-01", "viết trong ngoặc kép"),
    "an office that signs nothing": (
        "add: [Số hộ]",
        "sign_off: [drafter, «statistican, head]",
        "không có bộ phận 'statistican'; ý là 'statistician'?",
    ),
    "signatures out of order": (
        "add: [Số hộ]",
        "sign_off: «[head, drafter]",
        "'sign_off' chỉ nhận [drafter, head] /",
    ),
    "signatures in a word": ("add: [Số hộ]", "sign_off: «head", "'sign_off' chỉ nhận [drafter, head] /"),
    "truth for number": (
        "starts: 08:30",
        "starts: 08:30\n        hours: «true",
        "cần một số nguyên",
    ),
    "number for hour": ("starts: 08:30", "starts: «8", "cần một giờ như 08:30"),
    "too long": ("starts: 08:30", "starts: 08:30\n        hours: «17", "giá trị không hợp lệ"),
    "name of the file": ("yearly-plan", "«year-plan", "hai tên phải giống nhau"),
}
NATIONAL_FAULTS = {
    "announced days": ("days_off: {through: 2026", "days_off: {«throuh: 2026", "ý là 'through'?"),
    "year announced": ("through: 2026", "through: «26", "giá trị không hợp lệ"),
    "no mailbox of the head": ("head_mailbox: lanhdao@{slug}", "head_mailbox: «lanhdao@{slugs}", "không thành địa chỉ"),
    "rung of the ladder": ("to: [head]", "to: [«heads]", "không có cơ quan 'heads'"),
    "session that counts": ("rule: on 08/12", "rule: «working_days 3 after opens", "ngày họp không đếm từ mốc nào"),
    "status of the engine": ("Thông báo nghỉ Tết, status: in_force", "Tết, status: «decision", "'decision' là của"),
    "ladder that ends at the due date": (", {at: 1, to: [head]}]", "]", "cần ít nhất một nấc sau hạn"),
    "no ladder": ("remind: [-7, -1, {at: 1, to: [head]}]", "remind: «[]", "không được để trống"),
    "unit twice": ('code: "86"', 'code: "92"', "đơn vị '92' có hai lần"),
    "predecessor": (
        '["92", "94"]',
        '["92", «"95"]',
        "đơn vị đã kết thúc '95'; ý là '94' (Sóc Trăng)?",
    ),
    "successor": (
        'successor: "92"',
        'successor: «"93"',
        "không có đơn vị '93'; ý là '94' (Sóc Trăng)?",
    ),
    "kind twice": (
        "code: planning_department",
        "code: peoples_committee",
        "'peoples_committee' có hai",
    ),
    "mailbox": ("ubnd@{slug}.example", "«ubnd@{slugg}.example", "không thành địa chỉ thư"),
    "no mailbox": ("ubnd@{slug}.example", '«""', "không thành địa chỉ thư"),
    "placeholder": ('vi: "UBND {unit}"', 'vi: «"UBND {unti}"', "ý là '{unit}'?"),
    "communes": ("communes.csv", "«commune.csv", "không có tệp 'commune.csv'"),
    "rule of a session": ("rule: on 08/12", "rule: «on 8", "quy tắc không đọc được"),
    "procedure absent": (
        "[yearly-plan]",
        "[yearly-plan, «monthly]",
        "không có quy trình 'monthly'",
    ),
    "place of a holiday": ('kind: "off"', 'kind: "off"\n    units: [«"93"]', "không có tỉnh '93'"),
}
CASES = [
    pytest.param(name, *case, id=f"{name.rpartition('/')[2]}: {kind}")
    for name, table in (
        (REGION, WRITING | SHAPES | REGION_FAULTS),
        (PROCEDURE, PROCEDURE_FAULTS),
        (NATIONAL, NATIONAL_FAULTS),
    )
    for kind, case in table.items()
]


@pytest.mark.parametrize(("name", "old", "new", "words"), CASES)
def test_a_fault_says_what_and_where(country: Country, name: str, old: str, new: str, words: str) -> None:
    where = country.change(name, old, new)
    told = [fault for fault in country.faults() if words in fault.what.vi]
    assert told, [fault.in_language("vi") for fault in country.faults()]
    assert told[0].what.en
    if MARK in new:
        assert told[0].where == where


def test_a_file_in_order_has_no_faults(country: Country) -> None:
    assert [country.faults(name) for name in (NATIONAL, REGION, PROCEDURE)] == [[], [], []]


def test_one_fault_does_not_hide_behind_another(country: Country) -> None:
    places = [
        country.change(REGION, 'provinces: ["92", "86"]', 'provinces: ["92", «86]'),
        country.change(REGION, "kind: year_end", "«knd: year_end"),
        country.change(PROCEDURE, "after: [assessment]", "after: [«asessment]"),
        country.change("indicators/small.yaml", "weight: population", "weight: «populations"),
        country.change(NATIONAL, "rule: on 08/12", "rule: «on 8"),
    ]
    told = {fault.where for fault in country.faults()}
    assert told.issuperset(places)


def test_a_circle_of_steps_is_printed(country: Country) -> None:
    where = country.change(PROCEDURE, "    method: collate\n", "    method: collate\n    after: «[viewpoints]\n")
    (fault,) = country.faults()
    assert fault.where == where
    assert fault.what.vi == "các bước chờ nhau vòng tròn: assessment → viewpoints → assessment"


def test_two_regions_may_not_claim_one_province_on_one_map(country: Country) -> None:
    text = country.path(REGION).read_text("utf-8").partition("contacts:")[0]
    coast = text.replace("delta", "coast").replace('["92", "86"]', '["86"]')
    country.write("regions/coast.yaml", coast.replace("2026-01-01", "2027-05-01"))
    (fault,) = country.faults()
    assert fault.where == f"{country.path(REGION)}:8:19"
    assert fault.what.vi == "tỉnh '86' đã thuộc vùng 'coast' (coast.yaml)"


def test_regions_of_different_maps_may_share_a_code(country: Country) -> None:
    text = country.path(REGION).read_text("utf-8").partition("contacts:")[0]
    former = text.replace("delta", "delta-2019").replace('"86"', '"94"')
    country.write("regions/delta-2019.yaml", former.replace("2026-01-01", "2019-01-01"))
    assert country.faults() == []
    assert country.faults("regions/delta-2019.yaml") == []


def test_a_file_of_no_known_kind_is_named_so(country: Country) -> None:
    path = country.write("other.yaml", "# nothing of ours\ncolour: red\n")
    (fault,) = country.faults("other.yaml")
    assert fault.where == f"{path}:2:1"
    assert "không rõ là tệp gì" in fault.what.vi
