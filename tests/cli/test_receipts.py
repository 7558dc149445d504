"""Receipts by the command line: who acknowledges, what came back by mail, what is sent again."""

from __future__ import annotations

import mailbox
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.notices.sending.message import message_id
from coordination.notices.tables import DeliveryRow
from coordination.settings import Settings
from tests.cli.conftest import Run, Said
from tests.faults.scripted_server import ScriptedServer

BODY, OTHER = "79.peoples_committee", "75.peoples_committee"


@pytest.fixture
def notice(run: Run, database: Path) -> str:
    """Give the key of a notice to one province's committee."""
    found = run("notices", "list", "--db", str(database), "--body", BODY, "--event", "stage.opened", "--json").json
    return str(found[0]["notice"])


def _box(run: Run, database: Path, notice: str) -> str:
    return str(run("notices", "show", notice, "--db", str(database), "--json").json["address"])


def _ack(run: Run, database: Path, notice: str, *words: str) -> Said:
    return run("notices", "ack", notice, *words, "--db", str(database), "--json", "--now", "2026-06-03")


def test_a_body_acknowledges_by_its_code_by_a_mailbox_or_by_an_offices_name(
    run: Run, database: Path, notice: str
) -> None:
    box = _box(run, database, notice)
    tried = _ack(run, database, notice, "--by", box.upper(), "--dry-run")
    assert tried.code == 0
    assert box in tried.json["office"]
    named = _ack(run, database, notice, "--by", "Văn thư", "--body", BODY, "--dry-run")
    assert named.json["office"] == "Văn thư"
    said = _ack(run, database, notice, "--by", BODY)
    assert (said.code, said.json["body"], said.json["step"]) == (0, BODY, "acknowledged")
    again = _ack(run, database, notice, "--by", box)
    assert again.json == said.json
    shown = run("notices", "show", notice, "--db", str(database), "--json").json
    assert [each["step"] for each in shown["receipts"]] == ["acknowledged"]
    assert (shown["supersedes"], shown["superseded_by"]) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        ("--by", OTHER),
        ("--by", OTHER, "--body", BODY),
        ("--by", "Văn thư", "--body", OTHER),
        ("--by", "Văn thư"),
        ("--by", "ai@la.example"),
        ("--by", "ai@la.example", "--body", BODY),
    ],
    ids=" ".join,
)
def test_the_wrong_body_or_an_office_nobody_knows_may_not_and_hears_who_may(
    words: tuple[str, ...], run: Run, database: Path, notice: str
) -> None:
    said = _ack(run, database, notice, *words)
    assert (said.code, said.error["code"]) == (4, "not-permitted")
    fix = said.error["faults"][0]["fix"]
    assert BODY in fix
    assert _box(run, database, notice) in fix
    assert run("notices", "show", notice, "--db", str(database), "--json").json["acknowledged"] is None


@pytest.mark.parametrize("by", ["", " \t", "x" * 201, "12/3", "Văn\u200bphòng"])
def test_an_office_needs_a_name_one_can_write_down(by: str, run: Run, database: Path, notice: str) -> None:
    assert _ack(run, database, notice, "--by", by, "--body", BODY).code == 3


def test_what_was_opened_and_answered_is_kept_with_the_words(run: Run, database: Path, notice: str) -> None:
    where = ("--db", str(database), "--json")
    run("notices", "opened", notice, "--by", BODY, *where, "--now", "2026-06-03")
    words = ("--words", "Đã giao\nSở Tài chính", "--now", "2026-06-04")
    said = run("notices", "answered", notice, "--by", BODY, *words, *where)
    assert said.json["words"] == "Đã giao Sở Tài chính"
    shown = run("notices", "show", notice, *where).json
    assert [each["step"] for each in shown["receipts"]] == ["opened", "answered"]
    assert run("notices", "answered", notice, "--by", BODY, "--words", "x" * 2001, *where).code == 3


def test_the_inbox_shows_what_awaits_an_acknowledgement(
    run: Run, database: Path, notice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        assert run("notices", "deliver", "--db", str(database), "--now", "2026-06-02T09:00").code == 0
    asked = run("inbox", BODY, "--db", str(database), "--json").json["acknowledge"]
    assert {each["notice"]: each["until"] for each in asked}[notice] == "2026-06-09"
    people = run("inbox", BODY, "--db", str(database), "--lang", "vi").out
    assert f"• đến 09/06/2026 {notice}" in people
    _ack(run, database, notice, "--by", BODY)
    left = run("inbox", BODY, "--db", str(database), "--json").json["acknowledge"]
    assert notice not in {each["notice"] for each in left}


def _bounce(notice: str, box: str) -> bytes:
    return f"""\
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Date: Tue, 02 Jun 2026 10:00:00 +0700
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {box}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id(notice, Settings().mail_from)}

--b--
""".encode()


def test_a_bounce_is_booked_from_an_mbox_and_the_notice_is_sent_again(
    run: Run, database: Path, notice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--db", str(database), "--json", "--now", "2026-06-02T11:00")
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        run("notices", "deliver", "--db", str(database), "--now", "2026-06-02T09:00")
    box = _box(run, database, notice)
    with closing(mailbox.mbox(tmp_path / "back.mbox")) as back:
        back.add(_bounce(notice, box))
    tried = run("notices", "bounces", "back.mbox", *where, "--dry-run")
    assert (tried.code, tried.json["read"], tried.json["failed"]) == (0, 1, 1)
    said = run("notices", "bounces", "back.mbox", *where)
    assert {name: count for name, count in said.json.items() if count and name != "items"} == {"read": 1, "failed": 1}
    assert [(each["notice"], each["outcome"]) for each in said.json["items"]] == [(notice, "booked")]
    assert run("notices", "bounces", "back.mbox", *where).json["again"] == 1
    assert [each["address"] for each in run("notices", "mailboxes", *where).json] == [box]
    assert f"• {box} ({BODY})" in run("notices", "mailboxes", "--db", str(database)).out
    (row,) = run("notices", "resend", notice, *where).json
    assert (row["notice"], row["state"]) == (notice, "queued")


def test_sending_again_what_arrived_is_a_conflict(
    run: Run, database: Path, notice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        run("notices", "deliver", "--db", str(database))
    assert run("notices", "resend", notice, "--db", str(database), "--json").code == 5


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("bounces", "nosuch.mbox"), 6),
        (("resend", "0/nobody/email"), 6),
        (("resend",), 2),
        (("opened", "0/nobody/email", "--by", "x"), 6),
        (("mailboxes",), 0),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else str(each),
)
def test_what_is_not_there_is_said(command: tuple[str, ...], code: int, run: Run, database: Path) -> None:
    assert run("notices", *command, "--db", str(database), "--json").code == code
    assert run("notices", *command, "--db", str(database), "--lang", "en").code == code


@pytest.mark.parametrize("verb", ["ack", "opened", "answered", "bounces", "resend", "mailboxes"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_verb_helps(verb: str, language: str, run: Run) -> None:
    assert f"lienvung notices {verb}" in run("notices", verb, "--help", "--lang", language).out


@pytest.mark.parametrize("verb", ["ack", "opened", "answered"])
def test_a_moment_before_the_notice_was_made_is_a_conflict(verb: str, run: Run, database: Path, notice: str) -> None:
    for language, words in (("vi", "lập lúc 02/06/2026"), ("en", "was made on 02/06/2026")):
        where = ("--db", str(database), "--now", "2026-06-01", "--json", "--lang", language)
        said = run("notices", verb, notice, "--by", BODY, *where)
        assert (said.code, said.error["code"]) == (5, "conflict")
        assert words in said.error["faults"][0]["what"]


def test_the_ladder_is_shown_whole_with_days_offices_and_words(
    run: Run, database: Path, notice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--db", str(database))
    before = run("notices", "show", notice, *where).out
    assert "• chưa gửi lần nào" in before
    assert "• máy chủ thư đã nhận: –" in before
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        run("notices", "deliver", *where, "--now", "2026-06-02T09:00")
    _ack(run, database, notice, "--by", "Văn thư", "--body", BODY)
    answer = ("--by", BODY, "--words", "Đã giao Sở Tài chính", "--now", "2026-06-04T10:00")
    assert run("notices", "answered", notice, *answer, *where).code == 0
    shown = run("notices", "show", notice, *where).out
    for line in (
        "[máy chủ thư đã nhận]",
        "1. 02/06/2026 09:00 máy chủ thư đã nhận (dấu chấm cuối): ",
        "✓ máy chủ thư đã nhận: 02/06/2026 09:00\n",
        "• đã tới hộp thư: –\n",
        "✓ đã xác nhận: 03/06/2026 07:30, Văn thư\n",
        "✓ đã trả lời: 04/06/2026 10:00, ",
        ": Đã giao Sở Tài chính\n",
    ):
        assert line in shown
    english = run("notices", "show", notice, *where, "--lang", "en").out
    assert "1. 02/06/2026 09:00 taken by the mail server (final dot): " in english
    assert "✓ accepted by the mail server: 02/06/2026 09:00\n" in english


def test_an_attempt_of_an_older_version_is_shown_without_where_it_ended(run: Run, database: Path, notice: str) -> None:
    moment = datetime(2026, 6, 2, 2, tzinfo=UTC)
    with closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine, engine.write() as session:
        tried = DeliveryRow(
            notice=notice, attempt=1, outcome="deferred", phase="", reply="451 later", address="", mail="", at=moment
        )
        session.add(tried)
    shown = run("notices", "show", notice, "--db", str(database)).out
    assert "1. 02/06/2026 09:00 hoãn, sẽ gửi lại: 451 later\n" in shown


def test_what_was_typed_is_repeated_without_signs_for_terminals(run: Run, database: Path) -> None:
    said = run("notices", "show", "\x1b[31mX\u202e\nY", "--db", str(database))
    assert said.code == 6
    assert "không có thông báo [31mX Y" in said.err
    assert said.err.count("\n") == 1
