"""Names, threads, lists and files of a notice: no name alters a header, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.message import Message as OldMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.text import one_line, unseen
from coordination.notices.sending.message import Attachment, build, message_id
from tests.stations.notices.test_message import LETTER

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BELONGING = replace(
    LETTER,
    thread="mekong-delta:92/council-supervision/2027/budget-draft",
    list_id=("mekong-delta", "vùng Đồng bằng sông Cửu Long"),
    attachments=(
        Attachment("Công văn số 12, về kế hoạch.docx", WORD, b"PK\x03\x04" + bytes(range(256)) * 40),
        Attachment("so-lieu.csv", "text/csv", "tỉnh;lúa\r\nCà Mau;5,5\r\n".encode()),
    ),
)
HEADERS = [
    *("from", "to", "subject", "date", "message-id", "in-reply-to", "references", "list-id"),
    *("x-lienvung-notice", "x-lienvung-cycle", "auto-submitted", "x-auto-response-suppress", "content-language"),
    *("mime-version", "content-type"),
]
INJECTIONS = ["\r\n", "\n", "\r", "\0", "\u2028", "\x85", "\x1b", "\ud800", "\udfff", "\u202e", "\u2066", "Bcc: x@y.vn"]
MEANING = ['"', "\\", "<", ">", ",", ";", ":", "(", "@", "/", "..", ".exe", " ", "%0D%0A", "=?utf-8?q?=0D=0ABcc:_x?="]
PIECES = st.sampled_from([*INJECTIONS, *MEANING, "Ủy ban", "\u0302\u0323", "x" * 90]) | st.characters()
HOSTILE = st.lists(PIECES, max_size=12).map("".join)
WIDEST = 76


def _read(raw: bytes) -> tuple[EmailMessage, OldMessage]:
    new, old = message_from_bytes(raw, policy=policy.default), message_from_bytes(raw, policy=policy.compat32)
    assert isinstance(new, EmailMessage)
    return new, old


def _check_width(lines: list[bytes]) -> None:
    """Check that a header line is short unless nothing in it may be parted."""
    for line in lines:
        assert len(line) <= WIDEST or line.split(b": ", 1)[-1].strip().count(b" ") == 0, line


@given(words=st.lists(HOSTILE, min_size=8, max_size=8), code=HOSTILE)
def test_no_words_add_a_header_a_recipient_a_part_or_a_line_of_the_body(words: list[str], code: str) -> None:
    office, sender_name, subject, cycle, thread, region, language, file = words
    key, thread = (each.encode(errors="replace").decode() for each in (code, thread))  # halves are refused, see below
    hostile = replace(BELONGING, key=key, cycle=cycle, thread=thread, list_id=(key, region), language=language)
    raw = build(
        replace(
            hostile,
            office=office,
            sender_name=sender_name,
            subject=subject,
            attachments=(Attachment(file, "application/pdf", b"%PDF-1.7\r\n"),),
        )
    )
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    _check_width(raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))
    new, old = _read(raw)
    for message in (new, old):
        assert [each.lower() for each in message.keys()] == HEADERS  # noqa: SIM118 - each once, in order
        assert len(list(message.walk())) == 5
    assert [each.addr_spec for header in ("from", "to") for each in new[header].addresses] == [
        LETTER.sender,
        LETTER.address,
    ]
    assert " ".join(str(new["subject"]).split()) == one_line(subject)
    bodies = [each.get_payload(decode=True) for each in old.walk() if not each.is_multipart()]
    assert bodies == [
        LETTER.text.replace("\n", "\r\n").encode(),
        LETTER.html.replace("\n", "\r\n").encode(),
        b"%PDF-1.7\r\n",
    ]
    names = {next(new.iter_attachments()).get_filename(), list(old.walk())[-1].get_filename()}
    assert len(names) == 1
    name = names.pop() or ""
    assert not unseen(name)
    assert name[:1] not in {"", ".", " "}
    assert not set('\\/:*?"<>|') & set(name)


@pytest.mark.parametrize("field", ["key", "thread", "text", "html"])
def test_halves_of_signs_that_cannot_be_left_out_are_refused(field: str) -> None:
    changed: dict[str, Any] = {field: "a\ud800"}
    with pytest.raises(ValueError, match="surrogates"):
        build(replace(LETTER, **changed))


@pytest.mark.parametrize(
    "name", ["Liên Vùng", "Van phong", 'Ban Kinh tế - Ngân sách (TP. Cần Thơ), "Tổ" <x@y>', "😀 ế"]
)
def test_the_header_registry_reads_the_mailbox_that_was_meant(name: str) -> None:
    new, _ = _read(build(replace(LETTER, sender_name=name)))
    (box,) = new["from"].addresses
    assert (" ".join(box.display_name.split()), box.addr_spec) == (name, LETTER.sender)
    assert str(Address(name, box.username, box.domain)) == str(
        Address(" ".join(box.display_name.split()), "thongbao", "lien-vung.example")
    )
    assert new.defects == []


def test_letters_of_one_stage_answer_the_same_letter_nobody_sent() -> None:
    new, _ = _read(build(BELONGING))
    root = "<thread.mekong-delta.92.council-supervision.2027.budget-draft@lien-vung.example>"
    assert (new["in-reply-to"], new["references"]) == (root, root)
    other, _ = _read(build(replace(BELONGING, key="18/96.peoples_committee/email", sender="khac@cần-thơ.example")))
    assert other["references"] == root.replace("lien-vung", "xn--cn-th-yob9113c")
    assert other["message-id"] not in (new["message-id"], root)
    alone, _ = _read(build(LETTER))
    assert (alone["references"], alone["in-reply-to"], alone["list-id"]) == (None, None, None)


def test_letters_of_one_region_are_one_list() -> None:
    new, _ = _read(build(BELONGING))
    assert new["list-id"] == "vùng Đồng bằng sông Cửu Long <mekong-delta.lien-vung.example>"
    assert new["precedence"] is None


def test_a_key_that_is_no_dot_atom_still_gives_one_stable_id() -> None:
    odd = [message_id(key, LETTER.sender) for key in ("a b", "ế", "x" * 300, "a..b", "<>@", "", "a\r\nb")]
    assert len(set(odd)) == len(odd)
    assert {len(each) for each in odd} == {len(f"<{'0' * 64}@lien-vung.example>")}


def test_files_keep_their_vietnamese_names_and_their_bytes() -> None:
    raw = build(replace(BELONGING, calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"))
    new, old = _read(raw)
    assert [each.defects for each in new.walk()] == [[]] * 8
    names = ["moi-hop.ics", *(each.name for each in BELONGING.attachments)]
    files = [each for each in new.iter_attachments() if isinstance(each, EmailMessage)]
    assert [each.get_filename() for each in files] == [each.get_filename() for each in list(old.walk())[-3:]] == names
    assert [each.get_content_type() for each in files[1:]] == [WORD, "text/csv"]
    assert [each.get_payload(decode=True) for each in files[1:]] == [each.content for each in BELONGING.attachments]
    assert files[2]["content-type"].params["charset"] == "utf-8"
    for part in raw.split(b"\r\n--lvm")[2:4]:
        _check_width(part.partition(b"\r\n\r\n")[0].split(b"\r\n"))


@pytest.mark.parametrize(
    ("name", "read", "plain"),
    [
        ("Công văn.docx", "Công văn.docx", "cong-van.docx"),
        ("../../etc/passwd", "-..-etc-passwd", "etc-passwd"),
        ("x\u202efdp.exe", "xfdp.exe", "xfdp.exe"),
        ("", "tep", "tep"),
        ("ế" * 300 + ".pdf", "ế" * 100 + ".pdf", "e" * 55 + ".pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf", "x" * 55 + ".pdf"),
        ("計画.pdf", "計画.pdf", "tep.pdf"),
        ("a.pdf\r\nBcc: x@y.example", "a.pdf Bcc- x@y.example", "a-pdf-bcc-x-y.example"),
    ],
)
def test_a_file_name_is_fit_for_any_disk_and_has_one_in_ascii(name: str, read: str, plain: str) -> None:
    new, _ = _read(build(replace(LETTER, attachments=(Attachment(name, "application/pdf", b"%PDF"),))))
    (file,) = new.iter_attachments()
    assert (file.get_filename(), file["content-type"].params["name"]) == (read, plain)


@pytest.mark.parametrize(
    "kind", ["", "pdf", "message/rfc822", "multipart/mixed", "text/html\r\nBcc: x@y.example", "text/a b"]
)
def test_a_file_of_a_type_notices_do_not_carry_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="type of file"):
        build(replace(LETTER, attachments=(Attachment("a", kind, b""),)))
