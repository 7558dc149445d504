"""What comes back about a notice is understood as servers and mail programs write it, and harms nobody."""

from __future__ import annotations

import os
import tracemalloc
from binascii import b2a_base64, b2a_qp
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.errors import InvalidInputError, LienVungError, NotFoundError
from coordination.kernel.keys import notice_key
from coordination.kernel.text import one_line
from coordination.notices.returning.bounces import Kind, Report, messages_in, read_report
from coordination.notices.returning.incoming import LARGEST, LONGEST_HEAD, LONGEST_WORDS
from coordination.notices.sending.message import Message, build, message_id

SAMPLES = Path(__file__).parent / "bounces"
Said = tuple[str | None, str, str | None, str | None, str]
READ: dict[str, list[Said]] = {
    "postfix-failed": [
        (
            "17/96.peoples_committee/email",
            "failed",
            "khong-co@ca-mau.example",
            "5.1.1",
            "User unknown in virtual mailbox",
        )
    ],
    "postfix-two-failed": [
        (
            "20/mekong-delta.secretariat/email",
            "failed",
            "khong-co@an-giang.example",
            "5.1.1",
            "Recipient address rejected",
        ),
        ("20/mekong-delta.secretariat/email", "failed", "khong-co@dong-thap.example", "5.1.1", "<khong-co@dong-thap"),
    ],
    "postfix-relayed": [
        ("20/mekong-delta.secretariat/email", "relayed", "vanphong@can-tho.example", "2.0.0", "250 2.0.0 Ok: queued as")
    ],
    "postfix-delayed": [
        ("20/mekong-delta.secretariat/email", "delayed", "cho@ca-mau.example", "4.2.2", "mailbox full")
    ],
    "exim-failed": [("21/86.peoples_committee/email", "failed", "khong-co@vinh-long.example", "5.0.0", "User unknown")],
    "exim-old-failed": [
        ("22/mekong-delta.secretariat/email", "failed", "mot@hau-giang.example", "5.2.2", "552 5.2.2 mailbox is full"),
        ("22/mekong-delta.secretariat/email", "failed", "hai@hau-giang.example", None, "unrouteable mail domain"),
    ],
    "sendmail-failed": [
        ("23/87.peoples_committee/email", "failed", "khong-co@dong-thap.example", "5.1.1", "... User unknown")
    ],
    "sendmail-delivered": [
        ("24/87.peoples_committee/email", "delivered", "vanphong@dong-thap.example", "2.1.5", "delivered 2.1.5")
    ],
    "exchange-failed": [
        (
            "25/91.peoples_committee/email",
            "failed",
            "khong-co@an-giang.example",
            "5.1.10",
            "RESOLVER.ADR.RecipientNotFound; R",
        )
    ],
    "exchange-delivered": [
        ("26/91.peoples_committee/email", "delivered", "vanphong@an-giang.example", "2.1.5", "delivered 2.1.5")
    ],
    "gmail-failed": [
        (
            "27/vn.finance_ministry/email",
            "failed",
            "khongco.vanphong@hop-thu.example",
            "5.1.1",
            "try 550-5.1.1 double-checking",
        )
    ],
    "gmail-old-failed": [
        ("28/vn.finance_ministry/email", "failed", "khongco.vanphong@hop-thu.example", "5.2.1", "reach is disabled")
    ],
    "qmail-failed": [
        ("29/84.peoples_council/email", "failed", "khong-co@tra-vinh.example", "5.1.1", "Sorry, no mailbox here"),
        ("29/84.peoples_council/email", "failed", "day@tra-vinh.example", "5.2.2", "over the allowed quota"),
    ],
    "utf8-failed": [
        ("30/96.peoples_committee/email", "failed", "vănphòng@ca-mau.example", "5.1.1", "không có hộp thư này ở đây")
    ],
    "utf8-in-ascii-delivered": [
        ("digest/31/96.peoples_committee/email", "delivered", "vănphòng@ca-mau.example", "2.0.0", "expanded 2.0.0")
    ],
    "opened-by-a-person": [
        (
            "32/92.peoples_committee/email",
            "opened",
            "vanphong@can-tho.example",
            None,
            "manual-action/MDN-sent-manually; displayed",
        )
    ],
    "deleted-unread": [("33/92.peoples_committee/email", "other", "vanphong@can-tho.example", None, "deleted")],
    "out-of-office-exchange": [
        ("34/91.peoples_committee/email", "auto_reply", "vanphong@an-giang.example", None, "Trả lời tự động: Mở bước")
    ],
    "vacation-without-a-word-of-it": [
        ("35/94.peoples_committee/email", "auto_reply", "vanphong@soc-trang.example", None, "Re: notice")
    ],
    "vacation-by-subject": [
        ("36/94.peoples_committee/email", "auto_reply", "vanphong@soc-trang.example", None, "Tự động trả lời: vắng mặt")
    ],
    "vacation-by-precedence": [
        ("37/94.peoples_committee/email", "auto_reply", "vanphong@soc-trang.example", None, "notice")
    ],
    "answer": [("38/92.peoples_committee/email", "answer", "vanphong@can-tho.example", None, "Re: Mở bước")],
    "newsletter": [(None, "auto_reply", "ban-tin@tin-tuc.example", None, "Ban tin thang 6")],
    "letter-from-a-stranger": [(None, "other", "nguoi-la@ben-tre.example", None, "Xin hoi")],
    "bounce-nobody-knows": [("39/92.peoples_committee/email", "other", "postmaster@cu.example", None, "NDN: notice")],
    "delivered-it-says-and-refused": [
        (
            "40/92.peoples_committee/email",
            "failed",
            "vanphong@can-tho.example",
            "5.7.1",
            "refused for smtp://…mx.lien-vung.example",
        )
    ],
}
SENDER = "thongbao@lien-vung.example"
BODY = st.from_regex(r"(?:[0-9A-Z]{2,5}|[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,3})\.[a-z][a-z0-9_]{0,39}", fullmatch=True)
KEYS = st.builds(notice_key, st.integers(1, 2**53), BODY, st.just("email"))
NAMES = KEYS | KEYS.map("digest/{}".format)


def _letter(key: str) -> bytes:
    return build(
        Message(
            key=key,
            cycle="mekong-delta/regional-plan/2027",
            sender=SENDER,
            sender_name="Liên Vùng",
            address="vanphong@can-tho.example",
            office="Văn phòng",
            subject="Mở bước",
            text="Kính gửi\n",
            html="<p>Kính gửi</p>\n",
            language="vi",
            at=datetime(2026, 6, 2, 0, 30, tzinfo=UTC),
            simulated=False,
        )
    )


def _report(
    *, block: str = "", returned: bytes = b"", head: str = "", action: str = "delivered\nStatus: 2.1.5"
) -> bytes:
    return (
        f"From: MAILER-DAEMON@can-tho.example\nDate: Tue, 02 Jun 2026 07:30:12 +0700\n{head}"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=limit\n\n--limit\n\nDelivered.\n"
        f"--limit\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; can-tho.example\n{block}\n"
        f"Final-Recipient: rfc822; vanphong@can-tho.example\nAction: {action}\n\n"
        "--limit\nContent-Type: message/rfc822\n\n"
    ).encode() + b"%b\n--limit--\n" % returned


def _read(name: str) -> list[Report]:
    return read_report((SAMPLES / f"{name}.eml").read_bytes())


def _harmless(reports: list[Report]) -> bool:
    for each in reports:
        assert each.kind in get_args(Kind)
        assert each.words == one_line(each.words)
        assert len(each.words) <= LONGEST_WORDS
        assert each.at is None or each.at.utcoffset() == timedelta(0)
        assert each.recipient is None or "@" in each.recipient
        assert each.notice is None or each.notice.isascii()
    return bool(reports)


@pytest.mark.parametrize("name", READ)
def test_what_servers_and_mail_programs_write_is_understood(name: str) -> None:
    reports = _read(name)
    assert [astuple(each)[:4] for each in reports] == [each[:4] for each in READ[name]]
    assert all(said[-1] in each.words for each, said in zip(reports, READ[name], strict=True))
    assert _harmless(reports)
    assert all(each.at is not None for each in reports)


def test_every_sample_has_its_line_in_the_table() -> None:
    assert {each.stem for each in SAMPLES.glob("*.eml")} == set(READ)


def test_the_moment_is_that_of_the_last_attempt_else_that_of_the_message() -> None:
    assert _read("sendmail-failed")[0].at == datetime(2026, 6, 2, 0, 30, 14, tzinfo=UTC)
    assert _read("exchange-failed")[0].at == datetime(2026, 6, 2, 0, 30, 12, tzinfo=UTC)


def test_passwords_in_a_servers_words_are_not_kept() -> None:
    words = _read("delivered-it-says-and-refused")[0].words
    assert "mat-khau" not in words
    assert "AHRob25nYmFvAG1hdC1raGF1" not in words


@given(NAMES)
def test_a_report_on_any_notice_names_it_by_its_envelope_its_header_or_its_message_id(name: str) -> None:
    letter = _letter(name)
    unmarked = b"\r\n".join(line for line in letter.split(b"\r\n") if not line.startswith(b"X-Lienvung-Notice"))
    told = f"In-Reply-To: {message_id(name, SENDER)}\n"
    for content in (
        _report(block=f"Original-Envelope-Id: {name}\n"),
        _report(block=f"Original-Envelope-Id:\n {name.replace('/', '+2F')}\n"),
        _report(returned=letter),
        _report(returned=unmarked),
        _report(head=told),
        b"\n" + _report(returned=letter).replace(b"\n", b"\r\n"),
    ):
        (report,) = read_report(content)
        assert (report.notice, report.kind, report.status) == (name, "delivered", "2.1.5")
    (answer,) = read_report(f"From: a@can-tho.example\n{told}Subject: Re:\n\nVâng.".encode())
    assert (answer.notice, answer.kind) == (name, "answer")


@given(NAMES)
def test_a_copy_of_what_was_sent_says_nothing_of_it(name: str) -> None:
    (report,) = read_report(_letter(name))
    assert (report.notice, report.kind) == (None, "other")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "0/92.peoples_committee/email",
        "12/92.peoples_committee/sms",
        "12/92.peoples_committee/email/more",
        "-12/92.peoples_committee/email",
        "12/../email",
        "12/92/email",
        "12/92.peoples committee/email",
        "12/92.ủy_ban/email",
        "١٢/92.peoples_committee/email",
        "12/92.peoples_committee/email'; DROP TABLE notice",
        "digest/digest/12/92.peoples_committee/email",
        f"{'9' * 30}/92.peoples_committee/email",
        f"12/{'9' * 500}.peoples_committee/email",
    ],
)
def test_what_is_no_key_of_a_notice_is_not_taken_for_one(key: str) -> None:
    named = f"<{key.replace('/', '.')}@lien-vung.example>"
    for content in (
        _report(block=f"Original-Envelope-Id: {key}\n"),
        _report(returned=f"X-Lienvung-Notice: {key}\nMessage-ID: {named}\n\n".encode()),
        f"From: a@can-tho.example\nIn-Reply-To: {named}\n\n".encode(),
    ):
        assert [each.notice for each in read_report(content)] == [None]


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delivered", "delivered"),
        ("DELIVERED (to mailbox)\nStatus: 2.0.0", "delivered"),
        ("delivered\nStatus: 4.2.2", "delayed"),
        ("relayed\nDiagnostic-Code: smtp; 550 5.1.1 nobody", "failed"),
        ("failed\nStatus: 4.4.7", "failed"),
        ("failed\nStatus: 2.0.0", "failed"),
        ("delayed\nStatus: 5.0.0", "delayed"),
        ("unheard-of", "other"),
        ("unheard-of\nStatus: 2.0.0", "other"),
        ("\nStatus: 5.1.1", "failed"),
    ],
)
def test_only_a_report_that_agrees_with_itself_is_proof_of_delivery(action: str, kind: str) -> None:
    assert [each.kind for each in read_report(_report(action=action))] == [kind]


@pytest.mark.parametrize(
    "mark",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: AUTO-NOTIFIED; owner=x",
        "Precedence: bulk",
        "X-Autorespond: away",
        "Return-Path: <>",
        "Subject: Out of Office: notice",
        "Subject: Automatic reply: notice",
        "Subject: =?utf-8?q?Th=C6=B0_tr=E1=BA=A3_l=E1=BB=9Di_t=E1=BB=B1_=C4=91=E1=BB=99ng?=",
    ],
)
def test_a_reply_nobody_wrote_is_never_an_answer(mark: str) -> None:
    told = f"From: a@can-tho.example\nIn-Reply-To: {message_id('12/92.peoples_committee/email', SENDER)}\n"
    assert [each.kind for each in read_report(f"{told}{mark}\n\n...".encode())] == ["auto_reply"]
    assert [each.kind for each in read_report(f"{told}Subject: Re: automatically\n\n...".encode())] == ["answer"]


def test_of_a_thread_the_latest_notice_is_answered() -> None:
    thread = " ".join(message_id(f"{number}/92.secretariat/email", SENDER) for number in (7, 9, 8))
    (report,) = read_report(f"From: a@can-tho.example\nReferences: {thread}\n\nVâng.".encode())
    assert (report.notice, report.kind) == ("8/92.secretariat/email", "answer")


def test_of_a_field_said_twice_the_first_counts() -> None:
    said = "Original-Envelope-Id: 7/92.secretariat/email\nOriginal-Envelope-Id: 8/92.secretariat/email\n"
    assert [each.notice for each in read_report(_report(block=said))] == ["7/92.secretariat/email"]


def test_a_bounce_somebody_quotes_is_not_a_bounce() -> None:
    quoted = (SAMPLES / "qmail-failed.eml").read_bytes().replace(b"From: MAILER-DAEMON@", b"From: vanphong@")
    assert [each.kind for each in read_report(quoted.replace(b"Return-Path: <>\n", b""))] == ["other"]


@pytest.mark.parametrize(("encoding", "encode"), [("base64", b2a_base64), ("Quoted-Printable", b2a_qp)])
def test_a_report_may_be_encoded(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    block = "Original-Envelope-Id: 7/92.secretariat/email\n\nFinal-Recipient: utf-8; vănphòng@ca-mau.example\nAction: failed\n"
    head = f"Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    assert [astuple(each)[:3] for each in read_report(head + encode(block.encode()))] == [
        ("7/92.secretariat/email", "failed", "vănphòng@ca-mau.example")
    ]


@pytest.mark.parametrize(("levels", "kind"), [(3, "delivered"), (20, "other")])
def test_a_report_is_found_inside_other_parts_but_not_at_any_depth(levels: int, kind: str) -> None:
    around = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
    closed = b"".join(b"\n--b%d--\n" % n for n in reversed(range(levels)))
    assert [each.kind for each in read_report(around + _report() + closed)] == [kind]
    assert [each.kind for each in read_report(around + _report())] == [kind]


def test_a_report_somebody_sends_on_is_not_a_report() -> None:
    enclosed = b"From: a@can-tho.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee.\n--b\nContent-Type: message/rfc822\n\n"
    assert [each.kind for each in read_report(enclosed + _report(returned=_letter("12/92.secretariat/email")))] == [
        "other"
    ]


@given(st.binary(max_size=2000) | st.text(max_size=500).map(lambda words: words.encode("utf-8", "surrogatepass")))
def test_bytes_that_are_no_mail_are_read_without_harm(content: bytes) -> None:
    assert _harmless(read_report(content))


@given(st.data())
def test_mail_damaged_anywhere_is_read_without_harm(data: st.DataObject) -> None:
    content = bytearray((SAMPLES / f"{data.draw(st.sampled_from(sorted(READ)))}.eml").read_bytes())
    hostile = st.binary(max_size=8) | st.sampled_from(
        [
            b"\0",
            b"\n\n",
            b"\n--",
            b"=?utf-8?q?=ZZ?=",
            b"=?idna?b?////?=",
            b"\x80",
            "\u202e".encode(),
            b"\\x{D800}",
            b"(" * 900,
        ]
    )
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 40))] = data.draw(hostile)
    assert _harmless(read_report(bytes(content)))


@pytest.mark.parametrize(
    "content",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)) + b"\nhello",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 1_200_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"".join(b"--b\nContent-Type: multipart/mixed; boundary=c%d\n\n" % n for n in range(90_000)),
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\n\n" * 300_000,
        b"Subject: " + b"=?a?q?" * 800_000,
        b"From: " + b"<" * 5_000_000,
        b"X: y\n" * 1_000_000,
        b"References: " + b"<1.a" * 1_000_000,
        b"From: mailer-daemon@x.example\n\nThis is the qmail-send program" + b"\n<a@b>:\n" * 500_000,
        b"From: mailer-daemon@x.example\n\nThis is the qmail-send program\n" + b"a" * 4_000_000,
        b"\n" * 5_000_000,
        b"\0" * 5_000_000,
    ],
    ids=[
        "deep",
        "wide",
        "bushy",
        "recipients",
        "words",
        "angles",
        "fields",
        "threads",
        "bounces",
        "line",
        "empty",
        "nul",
    ],
)
def test_mail_made_to_keep_a_reader_busy_is_soon_put_aside(content: bytes) -> None:
    reports = read_report(content)
    assert _harmless(reports)
    assert len(reports) <= 1000


def test_a_report_is_read_however_long_the_letter_it_gives_back() -> None:
    long = _letter("12/92.secretariat/email") + b"x" * (2 * LARGEST)
    assert [each.notice for each in read_report(_report(returned=long))] == ["12/92.secretariat/email"]


def _maildir(folder: Path, contents: list[bytes]) -> list[str]:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir()
    (folder / "tmp" / "0").write_bytes(b"half written")
    for number, content in enumerate(contents):
        (folder / ("new" if number else "cur") / f"178036020{number}.M1.mx").write_bytes(content)
    return ["1780360201.M1.mx", "1780360202.M1.mx", "1780360200.M1.mx"]


def _mbox(folder: Path, contents: list[bytes]) -> list[str]:
    (folder / "thu").write_bytes(
        b"".join(b"From MAILER-DAEMON Tue Jun  2 07:30:12 2026\n%b\n\n" % each for each in contents)
    )
    return ["thu#1", "thu#2", "thu#3"]


def _eml(folder: Path, contents: list[bytes]) -> list[str]:
    (folder / "read me.txt").write_text("no mail")
    for number, content in enumerate(contents):
        (folder / f"{number}.EML").write_bytes(content)
    return ["0.EML", "1.EML", "2.EML"]


@pytest.mark.parametrize("put", [_maildir, _mbox, _eml])
def test_mail_is_found_in_a_maildir_an_mbox_or_a_folder(tmp_path: Path, put: Callable[..., list[str]]) -> None:
    letters = [_letter(f"{number}/92.secretariat/email") for number in (1, 2, 3)]
    names = put(tmp_path, letters)
    found = list(messages_in(tmp_path / "thu" if put is _mbox else tmp_path))
    assert [name for name, _ in found] == names
    assert sorted(content.strip() for _, content in found) == [each.strip() for each in letters]


def test_one_message_is_found_in_its_file_and_none_in_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(_letter("1/92.secretariat/email"))
    (tmp_path / "b").touch()
    assert list(messages_in(tmp_path / "a.eml")) == [("a.eml", _letter("1/92.secretariat/email"))]
    assert list(messages_in(tmp_path / "b")) == []


def test_a_line_that_begins_with_from_does_not_part_a_letter(tmp_path: Path) -> None:
    content = b"From a@b.example Tue Jun  2 07:30:12 2026\nSubject: x\n\nFrom here on\n" + b"y" * LONGEST_HEAD
    (tmp_path / "thu").write_bytes(content + b"From a@b.example Tue Jun  2 07:30:12 2026\n")
    assert len(list(messages_in(tmp_path / "thu"))) == 1


def test_a_message_that_is_moved_from_new_to_cur_meanwhile_is_read_there(tmp_path: Path) -> None:
    _maildir(tmp_path, [b"a", b"b", b"c"])
    found = messages_in(tmp_path)
    first = next(found)
    (tmp_path / "new" / "1780360202.M1.mx").rename(tmp_path / "cur" / "1780360202.M1.mx:2,S")
    assert [content for _, content in [first, *found]] == [b"b", b"a", b"c"]


def test_a_mailbox_takes_no_more_memory_than_a_message(tmp_path: Path) -> None:
    with (tmp_path / "thu").open("wb") as stream:
        for _ in range(20_000):
            stream.write(b"From MAILER-DAEMON Tue Jun  2 07:30:12 2026\n" + b"Subject: notice\n\n")
        stream.write(b"From MAILER-DAEMON Tue Jun  2 07:30:12 2026\n" + b"x" * (3 * LARGEST))
    tracemalloc.start()
    try:
        longest = [len(content) for _, content in messages_in(tmp_path / "thu")]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(longest), max(longest)) == (20_001, LARGEST)
    assert peak < 3 * LARGEST


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (lambda folder: folder / "nothing", NotFoundError),
        (lambda folder: folder / "nothing\0", NotFoundError),
        (lambda folder: folder / ("x" * 5000), InvalidInputError),
        (lambda folder: folder, InvalidInputError),
        (_fifo, InvalidInputError),
    ],
    ids=["missing", "zero byte", "too long a name", "no mail", "pipe"],
)
def test_a_place_without_mail_is_named_with_how_to_mend_it(
    tmp_path: Path, place: Callable[[Path], Path], error: type[LienVungError]
) -> None:
    with pytest.raises(error) as raised:
        messages_in(place(tmp_path))
    assert raised.value.faults[0].where.startswith(str(tmp_path))
    assert raised.value.faults[0].fix
