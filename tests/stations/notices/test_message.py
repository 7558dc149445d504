"""A notice on the wire: what a mail program reads is what was written, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.documents.ics import Entry, Party, calendar_text, invitation
from coordination.kernel.canonical import sha256
from coordination.kernel.text import one_line
from coordination.notices.sending.message import Message, build, message_id

LETTER = Message(
    key="17/92.peoples_committee/email",
    cycle="mekong-delta:92/council-supervision/2027",
    sender="thongbao@lien-vung.example",
    sender_name="Liên Vùng",
    address="vanphong@can-tho.example",
    office="Văn phòng Ủy ban nhân dân thành phố Cần Thơ",
    subject="Mở bước: Đánh giá tình hình kinh tế - xã hội của vùng",
    text="Kính gửi: Ủy ban nhân dân\n\nHạn nộp: 18/06/2026.\n.\n..hai chấm\n",
    html="<p>Kính gửi: Ủy ban nhân dân</p>\n<p>Hạn nộp: <b>18/06/2026</b>.</p>\n",
    language="vi",
    at=datetime(2026, 6, 2, 0, 30, tzinfo=UTC),
    simulated=False,
)
MEETING = Entry(
    uid="mekong-delta.regional-plan.2027.frame.workshop.meeting@lienvung",
    summary="Hội thảo vùng",
    description="1. Chỉ tiêu; số liệu\n2. Kế hoạch " + "ế" * 100,
    starts=datetime(2026, 6, 12, 1, 30, tzinfo=UTC),
    ends=datetime(2026, 6, 12, 4, 30, tzinfo=UTC),
    sequence=0,
    changed_at=LETTER.at,
    organizer=Party("Tổ điều phối vùng", "to-dieu-phoi@vung-dbscl.example"),
    attendees=(Party(LETTER.office, LETTER.address),),
)
FEW_HEADERS = 12
WORDS = st.text(st.characters(codec="utf-8"), max_size=300)
LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=400)


def _read(letter: Message) -> EmailMessage:
    message = message_from_bytes(build(letter), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _bodies(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def _name_in(raw: bytes) -> str:
    """Give the recipient's name by RFC 2047; the newer parser doubles a space where two encoded words meet."""
    words, charset = decode_header(message_from_bytes(raw)["To"])[0]
    assert isinstance(words, bytes)
    return words.decode(charset or "ascii")


def test_a_mail_program_reads_the_text_and_the_html_that_were_written() -> None:
    message = _read(LETTER)
    text, html = _bodies(message)
    assert (text.replace("\r\n", "\n"), html.replace("\r\n", "\n")) == (LETTER.text, LETTER.html)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []
    assert str(message["subject"]) == LETTER.subject
    assert _name_in(build(LETTER)) == LETTER.office
    assert message["to"].addresses[0].addr_spec == LETTER.address
    assert message["from"].addresses[0].display_name == "Liên Vùng"
    assert message["date"].datetime == LETTER.at
    assert message["x-lienvung-notice"] == LETTER.key
    assert message["x-lienvung-cycle"] == LETTER.cycle
    assert message["auto-submitted"] == "auto-generated"
    assert message["content-language"] == "vi"


def test_the_message_id_comes_from_the_key_alone() -> None:
    expected = "<17.92.peoples_committee.email@lien-vung.example>"
    assert message_id(LETTER.key, LETTER.sender) == expected
    later = replace(LETTER, at=datetime(2027, 1, 1, tzinfo=UTC), text="khác\n")
    assert _read(LETTER)["message-id"] == _read(later)["message-id"] == expected


def test_the_same_letter_is_the_same_bytes() -> None:
    assert build(LETTER) == build(replace(LETTER))


@pytest.mark.parametrize("simulated", [True, False])
def test_only_a_simulated_notice_says_so_in_its_header(simulated: bool) -> None:  # noqa: FBT001
    assert _read(replace(LETTER, simulated=simulated))["x-lienvung-simulated"] == ("yes" if simulated else None)


def _check_form(raw: bytes) -> None:
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.isascii()
    assert body.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


HOSTILE = [
    "Văn phòng\r\nBcc: ke-xau@nowhere.example",
    "Subject: x\n\nnội dung giả",
    "a\rb\x00c\x0bd\x0ce\x85f\u2028g\u2029h",
    "=?utf-8?q?Bcc:_x=0D=0A?=",
    '"quoted" <someone@else.example>, other@else.example',
    "\u202eđảo chiều\u2066",
    "x" * 3000,
    "ế" * 700,
    "",
    "   ",
    "😀" * 90,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_and_subjects_add_no_header_and_no_recipient(words: str) -> None:
    letter = replace(LETTER, office=words, subject=words, sender_name=words)
    raw = build(letter)
    _check_form(raw)
    message = _read(letter)
    assert len(message.keys()) == FEW_HEADERS
    assert message["bcc"] is None
    assert [each.addr_spec for each in message["to"].addresses] == [LETTER.address]
    assert [each.addr_spec for each in message["from"].addresses] == [LETTER.sender]
    assert _bodies(message)[0].replace("\r\n", "\n") == LETTER.text


@given(office=WORDS, subject=WORDS, text=LINES, html=LINES)
def test_whatever_the_words_are_they_come_out_as_they_went_in(office: str, subject: str, text: str, html: str) -> None:
    letter = replace(LETTER, office=office, subject=subject, text=f"{text}\n", html=f"{html}\n")
    raw = build(letter)
    _check_form(raw)
    message = _read(letter)
    assert len(message.keys()) == FEW_HEADERS
    assert [each.addr_spec for each in message["to"].addresses] == [LETTER.address]
    read_text, read_html = _bodies(message)
    assert read_text.replace("\r\n", "\n") == letter.text
    assert read_html.replace("\r\n", "\n") == letter.html
    assert " ".join(str(message["subject"]).split()) == one_line(subject)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_a_third_form_of_the_letter_and_a_file(method: Literal["REQUEST", "CANCEL"]) -> None:
    letter = replace(LETTER, calendar=invitation(MEETING, method))
    assert letter.calendar is not None
    raw = build(letter)
    _check_form(raw)
    message = _read(letter)
    assert (message.get_content_type(), message.defects, len(message.keys())) == ("multipart/mixed", [], FEW_HEADERS)
    forms, file = message.iter_parts()
    assert isinstance(forms, EmailMessage)
    assert isinstance(file, EmailMessage)
    assert forms.get_content_type() == "multipart/alternative"
    text, html, calendar = forms.iter_parts()
    assert [each.get_content_type() for each in (text, html, calendar)] == ["text/plain", "text/html", "text/calendar"]
    assert dict(calendar["content-type"].params) == {"method": method, "charset": "utf-8", "component": "VEVENT"}
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "moi-hop.ics")
    assert file.get_content_disposition() == "attachment"
    for part in (calendar, file):
        assert part.get_payload(decode=True) == letter.calendar.encode()
    assert all(part.defects == [] for part in message.walk())
    assert [each.replace("\r\n", "\n") for each in _bodies(message)] == [letter.text, letter.html]


def test_a_letter_without_an_invitation_is_as_it_always_was() -> None:
    head, _, body = build(LETTER).partition(b"\r\n\r\n")
    boundary = "lv-560ef4af311db9c58cda0697b9ec1120"
    assert head.endswith(
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"'.encode()
    )
    assert body.count(f"--{boundary}".encode()) == 3
    assert sha256(build(LETTER).decode()) == "c83d1933ae34a1ae165a8f7094a9cd25dc9722d75c807f6f8e6e8c9e2a8e0da3"


def test_a_calendar_that_is_no_invitation_is_refused() -> None:
    with pytest.raises(ValueError, match="without a method"):
        build(replace(LETTER, calendar=calendar_text("Lịch", [replace(MEETING, description="\nMETHOD:REQUEST\n")])))
