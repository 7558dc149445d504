"""Calendars as text: two other readers see what was written, and nothing a name holds becomes a property."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from coordination.documents.ics import Entry, Party, calendar_text, invitation
from coordination.kernel.text import one_line, plain_words

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CHANGED = datetime(2026, 5, 28, 0, 30, tzinfo=UTC)
OFFICE = Party("Tổ điều phối vùng", "to-dieu-phoi@vung-dbscl.example")
GUEST = Party("Ủy ban nhân dân thành phố Cần Thơ", "ubnd@can-tho.example")
DEADLINE = Entry(
    uid="mekong-delta.regional-plan.2027.frame.due.92.peoples_committee@lienvung",
    summary="Hạn nộp: Khung chính sách",
    description="Báo cáo; số liệu\n31/12/2026: 20 ngày làm việc",
    starts=date(2026, 12, 31),
    sequence=2,
    changed_at=CHANGED,
    created_at=CHANGED - timedelta(days=3),
    alarms=(timedelta(days=1), timedelta(days=8, hours=16, minutes=30)),
    category="Hạn nộp",
)
MEETING = Entry(
    uid="mekong-delta.regional-plan.2027.frame.workshop.meeting@lienvung",
    summary="Hội thảo vùng",
    starts=datetime(2026, 12, 31, 1, 30, tzinfo=UTC),
    ends=datetime(2026, 12, 31, 4, 30, tzinfo=UTC),
    sequence=0,
    changed_at=CHANGED,
    organizer=OFFICE,
    attendees=(GUEST, OFFICE),
    alarms=(timedelta(days=1), timedelta(hours=1)),
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
HOSTILE = [
    "Sở Tài chính\r\nATTENDEE:mailto:ke-xau@nowhere.example",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:giả",
    "a,b;c:d\\e\\n\\N\\,\\\\",
    'Ủy ban "nhân dân", tỉnh; ^n ^^ ^\'',
    "a\x00b\x0bc\x0cd\x1ce\x85f\u2028g\u2029h\x7f",
    "\u202eđảo chiều\u2066\ufeff",
    "👩\u200d👩\u200d👧 😀" * 20,
    "ế" * 400,
    "x" * 1000,
    "",
    " \t ",
]


def read(text: str) -> Calendar:
    """Read a calendar with the second implementation; the first must see as many events."""
    calendar = IcsCalendarStream.calendar_from_ics(text)
    first = icalendar.Calendar.from_ical(text)
    assert [str(each["UID"]) for each in first.events] == [each.uid for each in calendar.events]
    assert not any(component.errors for component in first.walk())
    return calendar


def only(text: str) -> Event:
    """Read a calendar of one event."""
    (event,) = read(text).events
    return event


def lines(text: str) -> list[str]:
    """Give the content lines as RFC 5545 (3.1) folds them back."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def names(text: str) -> list[str]:
    """Give the names of all properties, in order."""
    return [re.split("[:;]", line, maxsplit=1)[0] for line in lines(text)]


def check_form(text: str) -> None:
    """See to it that lines end as they must, are short, and are broken between whole signs."""
    assert text.endswith("\r\n")
    raw = text.encode()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy_and_may_end_the_year() -> None:
    text = calendar_text("Cần Thơ", [DEADLINE])
    event = only(text)
    assert (event.dtstart, event.dtend) == (date(2026, 12, 31), date(2027, 1, 1))
    assert (event.summary, event.description) == (DEADLINE.summary, DEADLINE.description)
    assert (event.uid, event.sequence, event.status, event.transparency) == (
        DEADLINE.uid, 2, "CONFIRMED", "TRANSPARENT",
    )  # fmt: skip
    assert event.dtstamp == event.last_modified == CHANGED
    assert event.created == CHANGED - timedelta(days=3)
    assert event.categories == ["Hạn nộp"]
    assert [each.trigger for each in event.alarm] == [-timedelta(days=8, hours=16, minutes=30), -timedelta(days=1)]
    assert "DTSTART;VALUE=DATE:20261231" in lines(text)
    assert "VTIMEZONE" not in text


def test_several_days_include_the_last() -> None:
    event = only(calendar_text("Vùng", [replace(DEADLINE, ends=date(2027, 1, 2))]))
    assert (event.dtstart, event.dtend) == (date(2026, 12, 31), date(2027, 1, 3))


def test_a_meeting_has_its_hours_in_viet_nam_and_says_what_that_zone_is() -> None:
    text = calendar_text("Cần Thơ", [MEETING, replace(MEETING, uid="other@lienvung")])
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261231T083000" in lines(text)
    assert names(text).count("TZID") == 1
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")
    calendar = read(text)
    (zone,) = calendar.timezones
    assert [each.tz_offset_to.offset for each in zone.standard] == [timedelta(hours=7)]
    for event in calendar.events:
        assert (event.dtstart, event.dtend) == (MEETING.starts, MEETING.ends)
        assert event.transparency == "OPAQUE"
        assert [each.trigger for each in event.alarm] == [-timedelta(days=1), -timedelta(hours=1)]


def test_who_is_invited_is_asked_and_who_invites_presides() -> None:
    event = only(calendar_text("Cần Thơ", [MEETING]))
    assert event.organizer is not None
    assert (event.organizer.common_name, event.organizer.uri) == (OFFICE.name, f"mailto:{OFFICE.email}")
    guest, host = event.attendees
    assert (guest.common_name, guest.uri) == (GUEST.name, f"mailto:{GUEST.email}")
    assert (guest.role, guest.status, guest.rsvp, guest.user_type) == (
        "REQ-PARTICIPANT", "NEEDS-ACTION", True, "GROUP",
    )  # fmt: skip
    assert (host.role, host.status, host.rsvp) == ("CHAIR", "ACCEPTED", False)


def test_bodies_that_share_a_mailbox_are_invited_once_under_both_names() -> None:
    other = Party("Sở Tài chính", GUEST.email.upper())
    (guest,) = only(calendar_text("", [replace(MEETING, attendees=(GUEST, other))])).attendees
    assert guest.common_name == f"{GUEST.name}, {other.name}"


def test_what_is_cancelled_says_so_and_rings_no_more() -> None:
    event = only(calendar_text("Cần Thơ", [replace(MEETING, status="CANCELLED", sequence=3)]))
    assert (event.status, event.sequence, event.alarm) == ("CANCELLED", 3, [])


def test_an_alarm_may_ring_after_the_start() -> None:
    (alarm,) = only(calendar_text("", [replace(MEETING, alarms=(-timedelta(minutes=10),))])).alarm
    assert alarm.trigger == timedelta(minutes=10)


def test_the_same_entries_in_any_order_are_the_same_bytes_by_start_and_name() -> None:
    early = replace(DEADLINE, uid="early@lienvung", starts=date(2026, 6, 1))
    night = replace(MEETING, uid="night@lienvung", starts=datetime(2026, 12, 30, 17, tzinfo=UTC))
    entries = [DEADLINE, MEETING, early, night]
    text = calendar_text("Vùng", entries)
    assert text == calendar_text("Vùng", reversed(entries))
    assert [each.uid for each in read(text).events] == [early.uid, DEADLINE.uid, night.uid, MEETING.uid]


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    elsewhere = replace(MEETING, starts=MEETING.starts.astimezone(VIETNAM))  # type: ignore[union-attr]
    assert calendar_text("", [elsewhere]) == calendar_text("", [MEETING])


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        calendar_text("", [replace(MEETING, starts=datetime(2026, 12, 31, 8, 30))])  # noqa: DTZ001


def test_an_empty_calendar_is_one_too() -> None:
    text = calendar_text("Cần Thơ; Vĩnh Long", [])
    check_form(text)
    assert read(text).events == []
    assert "X-WR-CALNAME:Cần Thơ\\; Vĩnh Long" in lines(text)
    assert {"X-WR-TIMEZONE:Asia/Ho_Chi_Minh", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"} <= set(lines(text))


def test_what_is_published_names_nobody_invited() -> None:
    text = calendar_text("Cần Thơ", [MEETING], method="PUBLISH")
    calendar = read(text)
    assert (calendar.method, calendar.events[0].attendees) == ("PUBLISH", [])
    assert calendar.events[0].organizer is not None


@pytest.mark.parametrize(("method", "status", "alarms"), [("REQUEST", "CONFIRMED", 2), ("CANCEL", "CANCELLED", 0)])
def test_an_invitation_holds_one_meeting_and_its_method(method: str, status: str, alarms: int) -> None:
    text = invitation(MEETING, method)  # type: ignore[arg-type]
    check_form(text)
    calendar = read(text)
    (event,) = calendar.events
    assert (calendar.method, event.status, len(event.alarm)) == (method, status, alarms)
    assert (event.uid, event.sequence, len(event.attendees)) == (MEETING.uid, 0, 2)


def test_nobody_can_invite_without_an_organizer_nor_to_what_is_cancelled() -> None:
    for entry in (replace(MEETING, organizer=None), replace(MEETING, status="CANCELLED")):
        with pytest.raises(ValueError, match="cannot be sent as REQUEST"):
            invitation(entry, "REQUEST")


def _with(words: str) -> Entry:
    return replace(
        MEETING,
        summary=words,
        description=words,
        category=words,
        organizer=Party(words, OFFICE.email),
        attendees=(Party(words, GUEST.email),),
    )


def _check(words: str) -> None:
    text = calendar_text(words, [_with(words)])
    check_form(text)
    plain = "tên" if one_line(words) else ""  # what has no words is left out
    assert names(text) == names(calendar_text(plain, [_with(plain)]))
    event = only(text)
    assert event.summary == one_line(words)
    assert (event.description or "") == plain_words(words)
    assert event.organizer is not None
    assert [each.common_name or "" for each in (event.organizer, *event.attendees)] == [one_line(words)] * 2
    assert [each.uri for each in event.attendees] == [f"mailto:{GUEST.email}"]
    assert [each.description for each in event.alarm] == [one_line(words)] * 2


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_come_back_clean_and_add_no_property(words: str) -> None:
    _check(words)


@given(WORDS)
@example("\\N")
@example("^n")
def test_whatever_a_name_holds_comes_back_and_adds_no_property(words: str) -> None:
    _check(words)


@given(st.text(st.sampled_from("aế😀\\,;^ "), min_size=60, max_size=160))
def test_folding_never_breaks_a_sign(words: str) -> None:
    check_form(calendar_text(words, [_with(words)]))
