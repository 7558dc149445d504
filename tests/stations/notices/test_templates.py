"""What a body reads: every event in both languages, in text and in HTML."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from coordination.kernel.shipped import shipped
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.render import PARTS
from coordination.notices.telling.rules import EVENTS
from tests.stations.notices.sample_changes import CASES
from tests.stations.notices.sample_events import DRAFTED, MEETING, SETTLED, asked, owed, sentences, undelivered
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import COUNCIL, HOST, PLAN, notices

LANGUAGES = ("vi", "en")
EVERY = list(product(CASES, LANGUAGES))
FOLDER = shipped("templates") / "notices"
TEMPLATES = sorted(str(each.relative_to(FOLDER)) for each in FOLDER.rglob("*.*") if each.is_file())
CHAIR = "mekong-delta.council_chair"
STANDING = "92.council_standing"
NOTHING_ASKED = {
    "vi": re.compile(r"không đề nghị|chưa đề nghị|không cần gửi gì"),
    "en": re.compile(r"nothing (more )?is asked|nothing needs"),
}
HOSTILE = "<script>alert('1')</script>\r\nBcc: all@evil.example\u202egnp.exe\u0007 & so on"


@cache
def written(name: str, language: str) -> dict[str, NoticeRow]:
    """Give the notices of a sample event, by recipient."""
    case = CASES[name]
    return notices(PLAN, case.kind, case.subject, case.data, language=language)


def letter(name: str, language: str) -> NoticeRow:
    """Give what the body a sample event is written for reads of it."""
    return written(name, language)[CASES[name].reader]


def told(kind: str, data: dict[str, Any], recipient: str = HOST, language: str = "vi", **options: bool) -> NoticeRow:
    """Give what one body reads of an event with data of its own."""
    return notices(PLAN, kind, CASES[kind].subject, data, language=language, **options)[recipient]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read(html: str) -> _Words:
    """Read HTML as a browser would."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader


def flat(text: str) -> str:
    """Give text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize(("kind", "language", "part"), list(product(EVENTS, LANGUAGES, PARTS)))
def test_every_event_has_each_part_in_each_language(kind: str, language: str, part: str) -> None:
    assert (FOLDER / kind / language / part).is_file()


def test_no_template_stands_there_for_an_event_nobody_knows() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {*EVENTS, "_shared"}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_notice_reads_as_it_did(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    row = letter(name, language)
    for part, words in zip(PARTS, (row.subject, row.text, row.html), strict=True):
        # The chain's head depends on every event before; its presence is tested apart.
        assert re.sub(r"\b[0-9a-f]{64}\b", "{hash}", words) == snapshot(name=part)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_each_notice_names_recipient_contact_codes_and_the_head_of_the_chain(name: str, language: str) -> None:
    row = letter(name, language)
    case = CASES[name]
    of_cycle = case.kind.startswith(("cycle.", "obligation.", "delivery."))
    step = case.data["stage"] or str(PLAN) if case.kind.startswith("notice.") else "/".join(case.subject.split("/")[:4])
    code = str(PLAN) if of_cycle else step
    reader = region(language).body(case.reader)
    assert reader is not None
    to = {"vi": "Kính gửi", "en": "To"}[language]
    for body in (flat(row.text), " ".join(read(row.html).words)):
        assert f"{to}: {reader.name.in_language(language)}" in body
        assert "secretariat@mekong-delta.example" in body
        assert f"lienvung inbox {case.reader}" in body
        assert row.key in body
        assert code in body
        # What a secretariat hears of the mail itself is none of the kinds of the coordination regulation.
        assert re.search(r"\(N-P[1-4]\)", body) or case.kind.startswith("delivery.")
        assert re.search(r"2 (sự kiện, mã cuối|events, head) [0-9a-f]{64}", body)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_html_says_every_word_the_text_says(name: str, language: str) -> None:
    row = letter(name, language)
    in_text = {word.strip(":-|") for word in row.text.split()} - {"", "-" * 60}
    in_html = {word.strip(":-|") for word in read(row.html).words}
    assert in_text <= in_html


@pytest.mark.parametrize("name", CASES)
def test_both_languages_carry_the_same_facts(name: str) -> None:
    facts = re.compile(r"\d{2}/\d{2}/\d{4}|[\w.-]+@[\w.-]+\.example|[a-z-]+(?::\d+)?(?:/[a-z0-9-]+)+|c0ffee[0-9a-f]+")
    vi, en = (set(facts.findall(flat(letter(name, each).text))) for each in LANGUAGES)
    assert vi == en
    assert any("secretariat@" in fact for fact in vi)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_notice_says_when_nothing_is_asked_of_its_reader(name: str, language: str) -> None:
    reader = STANDING if name == "result.settled" else CHAIR  # what is referred, the chair is asked to lead
    opening = written(name, language)[reader].text.split("\n\n")[2]
    assert NOTHING_ASKED[language].search(flat(opening))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_lines_fit_a_narrow_window(name: str, language: str) -> None:
    for line in letter(name, language).text.splitlines():
        unbroken = max((len(word) for word in line.split()), default=0)
        assert len(line) <= 62 or unbroken > 56, line


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_section_is_empty_and_no_blank_lines_pile_up(name: str, language: str) -> None:
    row = letter(name, language)
    assert "\n\n\n" not in row.text
    assert not re.search(r"<(ul|table|blockquote)[^>]*>\s*</\1>", row.html)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_subjects_are_short_and_begin_with_region_and_plan(name: str, language: str) -> None:
    case = CASES[name]
    real = notices(PLAN, case.kind, case.subject, case.data, language=language, simulated=False)[case.reader]
    heads = {
        "vi": "[Vùng Đồng bằng sông Cửu Long · KH 2027] ",
        "en": "[Mekong River Delta · Plan 2027] ",
    }
    assert real.subject.startswith(heads[language])
    assert len(real.subject) <= 100


@pytest.mark.parametrize("path", TEMPLATES)
def test_templates_are_composed_text_and_never_order_anybody(path: str) -> None:
    words = (FOLDER / path).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", words)
    assert not re.search(r"yêu cầu|phải nộp|phải gửi|bắt buộc|\bmust\b|\bordered\b", words, re.IGNORECASE)
    assert "|safe" not in words.replace(" ", "")


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_html_has_no_links_no_images_no_scripts_and_no_backgrounds(name: str, language: str) -> None:
    html = letter(name, language).html
    tags = {tag for tag, _ in read(html).tags}
    assert not tags & {"a", "img", "script", "link", "style", "iframe", "form"}
    assert "http" not in html
    assert "background" not in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "max-width:600px" in html


@pytest.mark.parametrize(
    "kind",
    [
        "cycle.cancelled",
        "submission.returned",
        "exchange.held",
        "result.settled",
        "exchange.scheduled",
        "exchange.cancelled",
        "target.discussed",
        "forecast.discussed",
        "extension.asked",
        "extension.granted",
        "extension.refused",
        "cycle.amended",
        "notice.unacknowledged",
        "notice.escalated",
        "delivery.failed",
        "delivery.delayed",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_stay_words(kind: str, language: str) -> None:
    words = {"vi": HOSTILE, "en": HOSTILE}
    changes: dict[str, dict[str, Any]] = {
        "cycle.cancelled": {"reason": HOSTILE},
        "submission.returned": {"reason": HOSTILE},
        "exchange.held": {"minutes": HOSTILE, "agreed": [HOSTILE], "name": words},
        "exchange.scheduled": {"agenda": [words], "name": words},
        "exchange.cancelled": {"agenda": [words], "name": words, "reason": HOSTILE},
        "target.discussed": {"grounds": HOSTILE, "name": words},
        "forecast.discussed": {"text": HOSTILE},
        "extension.asked": {"reason": HOSTILE},
        "extension.granted": {"reason": HOSTILE, "answer": HOSTILE, "authority": HOSTILE},
        "extension.refused": {"reason": HOSTILE, "answer": HOSTILE, "authority": HOSTILE},
        "cycle.amended": {"reason": HOSTILE, "what": [words], "warnings": [words]},
        "notice.unacknowledged": {"items": [asked(12, HOSTILE, HOSTILE)]},
        "notice.escalated": {"items": [asked(12, HOSTILE, HOSTILE)]},
        "delivery.failed": {"notices": [undelivered(HOST, HOSTILE, HOSTILE, HOSTILE)]},
        "delivery.delayed": {"notices": [undelivered(HOST, HOSTILE, HOSTILE, HOSTILE)]},
        "result.settled": {
            "reservations": [{"body": HOST, "text": HOSTILE, "clause": HOSTILE}],
            "summary": [words],
        },
    }
    row = told(kind, CASES[kind].data | changes[kind], language=language)
    assert "script" not in {tag for tag, _ in read(row.html).tags}
    assert "&lt;script&gt;" in row.html
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u0007\r]", row.subject + row.text + row.html)
    assert "\n" not in row.subject
    assert not re.search(r"^Bcc:", row.text, re.MULTILINE)


def test_a_forged_reference_in_somebodys_words_stays_marked_as_theirs() -> None:
    text = told("cycle.cancelled", {"reason": "Xong.\n\nChuỗi sự kiện: 9 sự kiện, mã cuối 0"}).text
    assert "| Chuỗi sự kiện: 9 sự kiện, mã cuối 0" in text


@pytest.mark.parametrize(
    ("language", "line"), [("vi", "MÔ PHỎNG — dữ liệu hành vi không có thật"), ("en", "SIMULATED")]
)
def test_a_simulated_notice_says_so_in_every_part_and_a_real_one_does_not(language: str, line: str) -> None:
    data = CASES["cycle.cancelled"].data
    played = told("cycle.cancelled", data, language=language)
    assert all(line in part for part in (played.text, played.html))
    assert line.partition(" —")[0] in played.subject
    real = told("cycle.cancelled", data, language=language, simulated=False)
    assert line.partition(" —")[0] not in real.subject + real.text + real.html


@pytest.mark.parametrize(
    ("kind", "subject", "named"),
    [
        ("stage.progressed", "", "(N-H1)"),
        ("result.settled", "/r1", "(N-H2)"),
        ("exchange.held", "/meeting", "(N-H3)"),
    ],
)
def test_between_council_and_committee_the_kinds_are_those_of_their_regulation(
    kind: str, subject: str, named: str
) -> None:
    data = {
        "stage.progressed": {
            "due": "2026-07-27",
            "bodies": [{"body": STANDING, "state": "pending"}],
            "handed_in": 0,
            "owed": 1,
        },
        "result.settled": SETTLED,
        "exchange.held": MEETING | {"kind": "N-H3", "parties": [STANDING], "minutes": "Đã họp.", "agreed": []},
    }[kind]
    row = notices(COUNCIL, kind, f"{COUNCIL}/budget-draft{subject}", data, language="vi")[STANDING]
    assert named in row.text
    assert "Địa phương: thành phố Cần Thơ" in row.text
    assert row.subject.startswith("[MÔ PHỎNG · Thành phố Cần Thơ · KH 2027]")


def test_a_settled_result_names_reservations_tacit_consent_exceptions_and_where_the_rest_goes() -> None:
    text = flat(written("result.settled", "vi")[HOST].text)
    assert "kèm 1 ý kiến bảo lưu; 1 điều khoản chưa thống nhất được chuyển tới Chủ tịch Hội đồng điều phối" in text
    assert "Ủy ban nhân dân tỉnh Cà Mau (về toàn bộ dự thảo): Số liệu thủy sản cần cập nhật." in text
    assert "Đồng ý do không có ý kiến đến hết hạn - Ủy ban nhân dân tỉnh Đồng Tháp" in text
    assert "4/5 cơ quan, thiếu: Ủy ban nhân dân tỉnh Vĩnh Long" in text
    assert "Câu 8:" in text
    assert "Câu 9:" not in text
    assert "và 3 câu nữa" in text


def test_the_body_a_result_is_referred_to_is_the_one_asked() -> None:
    assert "đề nghị quý cơ quan chủ trì trao đổi" in flat(written("result.settled", "vi")[CHAIR].text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_adopted_by_all_shows_no_section_it_does_not_need(language: str) -> None:
    bare: dict[str, Any] = {
        "outcome": "adopted",
        "reservations": [],
        "objections": [],
        "referred_clauses": [],
        "referred_to": None,
    }
    bare |= {"tacit": [], "exceptions": [], "missing": [], "summary": sentences(2)}
    row = told("result.settled", SETTLED | bare, language=language)
    assert [tag for tag, _ in read(row.html).tags].count("h2") == 1


def test_a_draft_says_what_silence_means() -> None:
    tacit = flat(written("result.drafted", "vi")[HOST].text)
    assert "quý cơ quan được ghi là đồng ý do không có ý kiến" in tacit
    assert tacit.count("Không đồng ý") == 1
    spoken = flat(told("result.drafted", DRAFTED | {"tacit_consent": False}).text)
    assert "Không có ý kiến không được coi là đồng ý" in spoken


@pytest.mark.parametrize(("days", "words"), [(3, "còn 3 ngày"), (0, "hạn là hôm nay"), (-2, "đã qua hạn 2 ngày")])
def test_a_reminder_of_one_thing_says_how_many_days_are_left(days: int, words: str) -> None:
    data = {"body": HOST, "office": "drafter", "items": [owed(f"{PLAN}/forecast", "2026-07-31", days)]}
    row = told("obligation.reminded", data)
    assert words in flat(row.text)
    assert row.subject.endswith("hạn 31/07/2026")


def test_bodies_and_steps_nobody_knows_are_shown_by_their_code() -> None:
    data = {
        "due": "2026-07-27",
        "bodies": [{"body": "99.gone", "state": "pending"}],
        "handed_in": 0,
        "owed": 1,
    }
    assert "99.gone: chưa nộp" in told("stage.progressed", data).text
    assert "budget-draft" in written("obligation.reminded", "vi")[HOST].text


def test_who_has_not_acknowledged_is_told_how_and_until_when_and_others_are_asked_nothing() -> None:
    row = written("notice.unacknowledged", "vi")[HOST]
    assert row.role == "drafter"
    assert "xác nhận, chậm nhất hết ngày 31/07/2026" in flat(row.text)
    assert f"lienvung notices ack 12/{HOST}/email --by {HOST}" in flat(row.text)
    assert "notices ack" not in written("notice.unacknowledged", "vi")[CHAIR].text


def test_the_head_is_written_to_at_its_own_office_and_the_secretariat_is_asked_to_reach_the_body() -> None:
    case = CASES["notice.escalated"]
    told_of = notices(PLAN, case.kind, case.subject, case.data, language="vi", simulated=False)
    head, secretariat = told_of[HOST], told_of["mekong-delta.secretariat"]
    assert (head.role, head.office, head.address) == ("head", "Lãnh đạo", "head.peoplescommittee@92.example")
    assert "Kính gửi lãnh đạo: 2 thông báo" in head.subject
    assert "2 thông báo chưa xác nhận: Ủy ban nhân dân thành phố Cần" in secretariat.subject
    assert "Đề nghị quý cơ quan liên hệ bằng cách khác" in flat(secretariat.text)


def test_the_secretariat_reads_what_did_not_arrive_why_and_what_to_do() -> None:
    text = flat(written("delivery.failed", "vi")["mekong-delta.secretariat"].text)
    assert "Ủy ban nhân dân thành phố Cần Thơ, Văn phòng, peoplescommittee@92.example" in text
    assert "Lý do, theo lời máy chủ thư: 550 5.1.1 no such mailbox" in text
    assert f"mở bước (12/{HOST}/email)" in text
    for command in (f"lienvung cycle amend {PLAN}", "lienvung notices resend", "lienvung notices mailboxes"):
        assert command in text
    assert "notices resend" not in written("delivery.failed", "vi")[CHAIR].text
