"""What bodies read when dates move, time is asked for, something is owed, or a meeting does not stand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from coordination.cycles.applications import GROUNDS
from coordination.documents.templating import environment
from coordination.regions.model import Region
from tests.stations.notices.sample_changes import APPLICATION, CASES, NEIGHBOUR, SECRETARIAT, VIEWPOINTS
from tests.stations.notices.sample_events import HASH, STEP, owed
from tests.stations.notices.samples import HOST
from tests.stations.notices.test_templates import CHAIR, LANGUAGES, flat, letter, told, written

LATE = re.compile(r"qua hạn|quá hạn|trễ|nộp muộn|overdue|past the date|\bago\b|\blate\b", re.IGNORECASE)
AMENDED = "cycle.amended, dates kept"
WORDED = ("told in words", "dates kept")


def common(language: str) -> Any:
    """Give the words all notices in a language share."""
    return environment().get_template(f"notices/_shared/{language}/common.txt").module


def reminded(item: dict[str, Any], language: str = "vi", office: str = "drafter") -> str:
    """Give what a body reads of one thing it owes."""
    data = {"body": HOST, "office": office, "items": [item]}
    return flat(told("obligation.reminded", data, language=language).text)


def test_a_body_reads_only_of_its_own_dates() -> None:
    mine, others = (flat(written(AMENDED, "vi")[each].text) for each in (HOST, NEIGHBOUR))
    assert "có 3 mốc của quý cơ quan thay đổi" in mine
    assert "15/09/2026" not in mine
    assert "06/07/2026" not in mine
    assert "15/09/2026" in others
    assert "03/08/2026" not in others


def test_who_has_no_date_among_those_that_move_reads_of_all() -> None:
    text = flat(written(AMENDED, "vi")[SECRETARIAT].text)
    assert "được điều chỉnh 4 mốc" in text
    assert all(day in text for day in ("29/07/2026", "11/08/2026", "15/09/2026", "03/08/2026", "06/07/2026"))
    assert written(AMENDED, "vi")[SECRETARIAT].subject.endswith("4 mốc thay đổi")
    assert written(AMENDED, "vi")[HOST].subject.endswith("3 mốc thay đổi")


def test_an_amendment_says_why_of_each_new_date_and_of_each_that_stays() -> None:
    text = flat(letter(AMENDED, "vi").text)
    assert text.count(". Vì sao:") == 2  # the legal date that is no more has no new one to explain
    assert "Vì sao giữ: ngày này đã được thông báo" in text
    assert "Vì sao giữ: không có quyết định dời ngày" in text
    assert "| Thường trực Hội đồng nhân dân thông báo lại ngày khai mạc." in letter(AMENDED, "vi").text


def test_an_amendment_says_in_words_what_was_changed_and_only_then_by_parts() -> None:
    told_in_words, by_parts = (flat(letter(f"cycle.amended, {each}", "vi").text) for each in WORDED)
    assert "Nội dung điều chỉnh - Kỳ họp cuối năm của Hội đồng nhân dân thành phố Cần Thơ" in told_in_words
    assert "các tỉnh giáp ranh" not in told_in_words
    assert "các tỉnh giáp ranh" in by_parts
    assert "Lưu ý - bước “Quan điểm phát triển chung của vùng”: hạn nộp 08/09/2026 trước ngày mở" in told_in_words
    assert "Lưu ý" not in by_parts
    assert f"Mã cấu hình mới - {HASH[:12]} Cơ quan đầu mối" in told_in_words, "last, and short"


def test_a_body_reads_only_of_its_own_meetings() -> None:
    mine, others, all_of_them = (
        flat(written("cycle.amended, meetings only", "vi")[each].text) for each in (HOST, NEIGHBOUR, CHAIR)
    )
    moved = "từ 08 giờ 30 phút ngày 03/08/2026 sang 08 giờ 30 phút ngày 05/08/2026"
    added = "nay có, lúc 13 giờ 30 phút ngày 12/08/2026"
    off = "không tổ chức nữa, trước đây dự kiến lúc 08 giờ 30 phút ngày 10/08/2026"
    assert [each in mine for each in (moved, added, off)] == [True, True, False]
    assert [each in others for each in (moved, added, off)] == [True, False, True]
    assert [each in all_of_them for each in (moved, added, off)] == [True, True, True]
    assert "có 2 cuộc họp của quý cơ quan thay đổi, các hạn giữ nguyên" in mine
    assert written("cycle.amended, meetings only", "vi")[CHAIR].subject.endswith("3 cuộc họp thay đổi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_dates_all_stay_is_asked_nothing(language: str) -> None:
    data = CASES[AMENDED].data | {"changes": []}
    row = told("cycle.amended", data, language=language)
    assert {"vi": "không đề nghị gì thêm", "en": "nothing is asked of you"}[language] in flat(row.text)
    assert row.subject.endswith({"vi": "các ngày giữ nguyên", "en": "all dates stay"}[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("office", ["drafter", "head"])
@pytest.mark.parametrize("days", [-3, 0, 3])
def test_a_body_given_more_time_is_nowhere_called_late(days: int, office: str, language: str) -> None:
    item = owed(STEP, "2026-07-27", days, "excused", excused_until="2026-08-05")
    data = {"body": HOST, "office": office, "items": [item]}
    row = told("obligation.reminded", data, language=language)
    assert not LATE.search(row.subject + row.text + row.html)
    granted = {"vi": "đã được gia hạn đến hết ngày 05/08/2026", "en": "granted until the end of 05/08/2026"}
    assert granted[language] in flat(row.text)


def test_the_days_left_of_granted_time_are_counted_to_its_own_date() -> None:
    item = owed(STEP, "2026-08-05", 8, "excused", excused_until="2026-08-05")
    assert "đã được gia hạn đến hết ngày 05/08/2026, còn 8 ngày" in reminded(item)


def test_granted_time_that_is_over_is_said_to_be_over() -> None:
    item = owed(STEP, "2026-07-27", -1, "late", excused_until="2026-07-27")
    assert "thời gian gia hạn đã hết" in reminded(item)


def test_the_head_is_asked_to_have_it_done_and_the_drafter_to_send() -> None:
    item = owed(STEP, "2026-07-31", 3)
    assert "đề nghị quý cơ quan sớm gửi" in reminded(item)
    head = reminded(item, office="head")
    assert "Ủy ban nhân dân thành phố Cần Thơ còn 1 nội dung chưa nộp, hạn 31/07/2026 (còn 3 ngày)" in head
    assert "kính đề nghị lãnh đạo cơ quan quan tâm, chỉ đạo bộ phận được giao sớm hoàn thành và gửi" in head


def test_nobody_is_asked_to_send_what_is_no_longer_collected() -> None:
    text = reminded(owed(STEP, "2026-07-24", -4, "missing"))
    assert "sớm gửi" not in text
    assert "trao đổi với cơ quan đầu mối" in text


@pytest.mark.parametrize(("language", "ended"), [("vi", "Đã hết thời gian nhận"), ("en", "Collection has ended")])
@pytest.mark.parametrize("office", ["drafter", "head"])
def test_only_where_all_collection_is_over_the_subject_says_so(language: str, ended: str, office: str) -> None:
    closed, still = owed(VIEWPOINTS, "2026-07-24", -4, "missing"), owed(STEP, "2026-07-31", 3)
    for items, over in (([closed], True), ([closed, closed], True), ([closed, still], False), ([still], False)):
        data = {"body": HOST, "office": office, "items": items}
        assert (ended in told("obligation.reminded", data, language=language).subject) == over
    assert ended in letter("obligation.escalated, collection closed", language).subject
    assert ended not in letter("obligation.escalated", language).subject


def test_an_escalation_names_each_body_once_with_what_it_owes_and_since_when() -> None:
    text = letter("obligation.escalated", "vi").text
    assert "còn 2 cơ quan chưa nộp 3 nội dung" in flat(text)
    assert "phối hợp, đôn đốc" in flat(text)
    names = ["Ủy ban nhân dân thành phố Cần Thơ", "Ủy ban nhân dân tỉnh An Giang"]
    assert [text.splitlines().count(each) for each in names] == [1, 1]
    host, neighbour = (text.index(f"\n{each}\n") for each in names)
    assert "đã qua hạn 1 ngày" in flat(text[host:neighbour])
    assert not LATE.search(text[neighbour:])


def test_who_may_grant_is_told_the_command_and_nobody_else() -> None:
    asked = written("extension.asked", "vi")
    command = f"lienvung cycle extend grant {STEP} {HOST}"
    assert command in flat(asked[SECRETARIAT].text)
    assert "đề nghị quý cơ quan xem xét, quyết định" in flat(asked[SECRETARIAT].text)
    assert all("extend grant" not in flat(asked[each].text) for each in (HOST, CHAIR, NEIGHBOUR))


def test_a_day_past_the_closing_is_granted_by_holding_the_step_open() -> None:
    assert "--hold-open" not in letter("extension.asked", "vi").text
    longer = flat(letter("extension.asked, past the closing", "vi").text)
    assert f"lienvung cycle extend grant {STEP} {HOST} --hold-open" in longer
    assert "bước được giữ mở cho mọi cơ quan" in longer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_is_told_in_the_words_the_engine_gives_it(ground: str, language: str) -> None:
    said = told("extension.asked", CASES["extension.asked"].data | {"ground": ground}, SECRETARIAT, language)
    assert GROUNDS[ground].in_language(language) in flat(said.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_amendment_changes_is_named_in_words(language: str) -> None:
    assert set(Region.model_fields) - {"code"} <= set(common(language).parts)


def test_a_granted_body_reads_its_new_date_the_day_it_is_late_after_and_by_whom() -> None:
    text = flat(letter("extension.granted, held open", "vi").text)
    assert "gửi theo hạn mới, đến hết ngày 05/08/2026" in text
    assert "Không tính là nộp muộn đến hết ngày: 06/08/2026" in text
    assert "Cơ quan quyết định: Tổ giúp việc Hội đồng điều phối vùng Đồng bằng sông Cửu Long" in text
    assert "hạn cho ý kiến: từ 06/08/2026 sang 13/08/2026. Vì sao: 13/08/2026: 20 ngày làm việc" in text
    assert "Trả lời của cơ quan quyết định" not in text  # it gave no words of its own


def test_another_day_than_asked_for_is_said_beside_the_one_asked_for() -> None:
    other = written("extension.granted, another day", "vi")
    assert "(quý cơ quan đề nghị đến 05/08/2026, được chấp thuận đến 30/07/2026)" in flat(other[HOST].text)
    assert "(cơ quan đề nghị đến 05/08/2026, được chấp thuận đến 30/07/2026)" in flat(other[CHAIR].text)
    as_asked = told("extension.granted", CASES["extension.granted"].data | {"asked": "2026-07-30"})
    assert "được chấp thuận đến" not in flat(as_asked.text)


def test_an_invitation_explains_its_very_day_where_the_event_does() -> None:
    text = flat(letter("exchange.scheduled, day explained", "vi").text)
    assert text.count("Vì sao là ngày này:") == 1
    assert "Vì sao là ngày này: 03/08/2026: 20 ngày làm việc" in text
    assert "Vì sao là ngày này: 4 ngày làm việc sau ngày mở bước" in flat(letter("exchange.scheduled", "vi").text)


def test_a_refused_body_reads_that_its_date_stays_and_why() -> None:
    row = letter("extension.refused", "vi")
    assert "hạn nộp giữ nguyên là hết ngày 27/07/2026" in flat(row.text)
    assert "Lý do giữ nguyên hạn | Số liệu 6 tháng công bố muộn." in flat(row.text)
    assert row.subject.endswith("27/07/2026")


def test_what_was_asked_reaches_who_decides_word_for_word() -> None:
    for line in APPLICATION["reason"].splitlines():
        assert f"| {line}" in letter("extension.asked", "vi").text


@pytest.mark.parametrize(("language", "moved"), [("vi", "Thay đổi thời gian"), ("en", "Moved")])
def test_a_moved_meeting_says_so_and_from_when(language: str, moved: str) -> None:
    row = letter("exchange.scheduled, moved", language)
    assert moved in row.subject
    assert "30/07/2026" in row.text
    assert moved not in letter("exchange.scheduled", language).subject


def test_a_meeting_moved_before_anybody_was_invited_is_a_first_invitation() -> None:
    row = told("exchange.scheduled", CASES["exchange.scheduled"].data | {"sequence": 2})
    assert "Mời dự" in row.subject
    assert "Kính mời quý cơ quan dự" in flat(row.text)


@pytest.mark.parametrize("name", ["exchange.scheduled", "exchange.scheduled, moved", "exchange.cancelled"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_those_invited_are_told_of_the_calendar_entry_others_are_not(name: str, language: str) -> None:
    assert "(iCalendar)" in letter(name, language).text
    assert "(iCalendar)" not in written(name, language)[CHAIR].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_in_one_language_is_shown_as_it_was_given(language: str) -> None:
    data = CASES["exchange.cancelled"].data | {"reason": "Bão số 5"}
    assert "| Bão số 5" in told("exchange.cancelled", data, language=language).text


@pytest.mark.parametrize(("language", "title"), [("vi", "Lưu ý về ngày"), ("en", "About the dates")])
def test_days_off_not_yet_announced_are_warned_of_and_only_then(language: str, title: str) -> None:
    assert title in letter("stage.opened, days not announced", language).text
    assert title not in letter("stage.opened", language).text


def test_a_step_is_named_in_words_wherever_its_dates_are_told() -> None:
    assert VIEWPOINTS not in letter(AMENDED, "vi").text
    assert "Quan điểm phát triển chung của vùng – ngày mở: từ" in flat(letter(AMENDED, "vi").text)
