"""What mail servers and offices write back is booked once, and only where it fits what was sent."""

from __future__ import annotations

import asyncio
import mailbox
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.audit.service import events, record, verify
from coordination.cycles.opening import open_cycle
from coordination.errors import ConflictError, NotFoundError
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import CycleKey
from coordination.notices.returning.booking import Booked, book, mail_in
from coordination.notices.returning.repairs import mailboxes, resend
from coordination.notices.sending.deliver import deliver
from coordination.notices.sending.message import message_id
from coordination.notices.sending.policy import shipped_policy
from coordination.notices.service import acknowledge, attempts_of, get_notice, listed, receipts_of
from coordination.notices.tables import NoticeRow
from coordination.regions.model import AckRule, Basis, Region, Tell
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import HANG_UP, Answer, ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

SENDER = "thongbao@lien-vung.example"
BODY, BOX, HEAD_BOX = "92.council_standing", "councilstanding@92.example", "head.councilstanding@92.example"
REFUSED = "550 5.1.1 no such mailbox"
LATER = AT + timedelta(hours=1)


def _configured() -> Region:
    rule = AckRule(
        events=["cycle.opened"], within=5, superior_after=3, basis=Basis(text="Lịch chung của vùng", status="design")
    )
    tells = [Tell(event="delivery.failed", to=["region.secretariat"])]
    procedures = [
        each.model_copy(update={"tells": [tell for tell in each.tells if not tell.event.startswith("delivery.")]})
        for each in region("vi").procedures
    ]
    changes = {"acknowledge": [rule], "tells": tells, "procedures": procedures}
    return region("vi").model_copy(update=changes)


def _send(engine: Engine, hours: int = 0, answer: Answer = lambda _verb, _number: None, **policy: str) -> list[bytes]:
    with ScriptedServer(answer) as server:
        rules = shipped_policy().model_copy(update=policy)
        now = AT + timedelta(hours=hours)
        asyncio.run(deliver(engine.database, parse_mail_server(server.url), SENDER, now, policy=rules))
        return server.messages


@pytest.fixture
def opened(new_file_engine: Callable[[], Engine]) -> Engine:
    """Open a ladder; four bodies are to be told."""
    engine = new_file_engine()
    with engine.write() as session:
        open_cycle(session, _configured(), COUNCIL, AT)
    return engine


@pytest.fixture
def engine(opened: Engine) -> Engine:
    """Deliver what the four bodies are told."""
    _send(opened)
    return opened


def _notice(engine: Engine, recipient: str = BODY) -> NoticeRow:
    with engine.read() as session:
        (row,) = listed(session, recipient=recipient, kind="cycle.opened")
        return row


def _dsn(key: str, address: str, action: str, status: str, words: str = REFUSED, number: int = 1) -> bytes:
    """Write a report by RFC 3464 as Postfix does."""
    return f"""\
Date: Tue, 28 Jul 2026 09:0{number}:00 +0700
From: Mail Delivery System <MAILER-DAEMON@mx.92.example>
Subject: Mail Delivery Report
To: {SENDER}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.92.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: text/rfc822-headers

X-Lienvung-Notice: {key}
Message-ID: {message_id(key, SENDER)}

--b--
""".encode()


def _letter(key: str, sender: str, subject: str, field: str = "") -> bytes:
    head = f"From: Van phong <{sender}>\nTo: {SENDER}\nSubject: {subject}\nIn-Reply-To: {message_id(key, SENDER)}\n"
    return f"{head}{field}Date: Tue, 28 Jul 2026 10:00:00 +0700\n\nDa nhan.\n".encode()


def _book(engine: Engine, tmp_path: Path, *messages: bytes) -> Booked:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for content in messages:
        box.add(content)
    with engine.write() as session:
        return book(session, mail_in(tmp_path / "box"), LATER)


def _counted(booked: Booked) -> dict[str, int]:
    return {name: count for name, count in booked.counts.items() if count}


def test_a_delivery_report_says_that_a_notice_arrived(engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    booked = _book(engine, tmp_path, _dsn(key, BOX, "delivered", "2.0.0", "250 ok"))
    assert (booked.read, _counted(booked)) == (1, {"arrived": 1})
    with engine.read() as session:
        (receipt,) = receipts_of(session, key)
        assert (receipt.step, receipt.body, receipt.office) == ("arrived", BODY, f"Văn phòng <{BOX}>")
        assert get_notice(session, key).chase_at is not None


def test_a_bounce_fails_the_notice_marks_its_mailbox_and_the_secretariat_is_told_once(
    engine: Engine, tmp_path: Path
) -> None:
    key = _notice(engine).key
    assert _counted(_book(engine, tmp_path, _dsn(key, BOX, "failed", "5.1.1"))) == {"failed": 1}
    with engine.read() as session:
        row = get_notice(session, key)
        assert (row.state, row.reason, row.chase_at, row.attempts) == ("failed", REFUSED, None, 2)
        assert [(each.phase, each.outcome) for each in attempts_of(session, key)][-1] == ("bounce", "failed")
        (marked,) = mailboxes(session)
        assert (marked["address"], marked["body"], marked["notice"]) == (BOX, BODY, key)
        (event,) = events(session, kind="notice.bounced")
        assert (event.subject, event.data["reply"], event.data["status"]) == (key, REFUSED, "5.1.1")
    for hours in (2, 3):
        _send(engine, hours)
    with engine.read() as session:
        (alarm,) = events(session, kind="delivery.failed")
        assert [each["notice"] for each in alarm.data["notices"]] == [key]
        assert len(listed(session, recipient="mekong-delta.secretariat", kind="delivery.failed")) == 1
        assert verify(session).intact


def test_the_same_reports_twice_are_once(engine: Engine, tmp_path: Path) -> None:
    key, other = _notice(engine).key, _notice(engine, "92.finance_department").key
    mails = (
        _dsn(key, BOX, "failed", "5.1.1"),
        _dsn(other, "financedepartment@92.example", "delivered", "2.0.0", "250 ok"),
        _dsn(other, "financedepartment@92.example", "delayed", "4.4.1", "451 later"),
    )
    _book(engine, tmp_path, *mails)
    with engine.read() as session:
        before = len(events(session))
    assert _counted(_book(engine, tmp_path)) == {"again": 3}
    with engine.read() as session:
        assert len(events(session)) == before


def test_an_old_bounce_does_not_fail_what_was_sent_again_and_a_new_one_does(engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    _book(engine, tmp_path, _dsn(key, BOX, "failed", "5.1.1"))
    for _ in ("raise the alarm", "send it"):
        _send(engine, 1)
    with engine.write() as session:
        (row,) = resend(session, [key], None, LATER)
        assert (row.state, row.alarm, row.tried_at) == ("queued", None, None)
        assert mailboxes(session) == []
    assert _counted(_book(engine, tmp_path)) == {"again": 1}
    (sent,) = _send(engine, 2)
    assert message_id(key, SENDER).encode() in sent
    with engine.read() as session:
        assert mailboxes(session) == []
        assert get_notice(session, key).state == "delivered"
    assert _counted(_book(engine, tmp_path, _dsn(key, BOX, "failed", "5.1.1", number=2))) == {"again": 1, "failed": 1}
    _send(engine, 3)
    with engine.read() as session:
        assert len(events(session, kind="delivery.failed")) == 2


@pytest.mark.parametrize("action", ["failed", "delayed", "delivered"])
def test_a_report_about_another_address_is_passed_over(action: str, engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    status = {"failed": "5.1.1", "delayed": "4.4.1", "delivered": "2.0.0"}[action]
    booked = _book(engine, tmp_path, _dsn(key, "nguoi-la@evil.example", action, status))
    assert _counted(booked) == {"ignored": 1}
    assert booked.items[0]["outcome"] == "not_matching"
    with engine.read() as session:
        assert get_notice(session, key).state == "delivered"
        assert receipts_of(session, key) == []


def test_a_bounce_of_what_was_never_sent_is_passed_over(opened: Engine, tmp_path: Path) -> None:
    booked = _book(opened, tmp_path, _dsn(_notice(opened).key, BOX, "failed", "5.1.1"))
    assert _counted(booked) == {"ignored": 1}
    assert _notice(opened).state == "queued"


def test_a_bounce_of_what_its_recipient_has_acknowledged_is_passed_over(engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    with engine.write() as session:
        acknowledge(session, key, BODY, "Văn thư", AT)
    booked = _book(engine, tmp_path, _dsn(key, BOX, "failed", "5.1.1"))
    assert [each["outcome"] for each in booked.items] == ["contradicted"]
    assert _notice(engine).state == "delivered"


def test_what_a_relay_takes_does_not_clear_a_mailbox_that_bounces_and_what_arrives_does(
    engine: Engine, tmp_path: Path
) -> None:
    _book(engine, tmp_path, _dsn(_notice(engine).key, BOX, "failed", "5.1.1"))
    with engine.write() as session:
        (opened,) = events(session, kind="cycle.opened")
        told = record(session, opened.type, opened.subject, opened.cycle, opened.data, LATER)
    later = f"{told.seq}/{BODY}/email"
    _send(engine, 24)
    with engine.read() as session:
        assert get_notice(session, later).state == "delivered"
        assert [each["address"] for each in mailboxes(session)] == [BOX]
    _book(engine, tmp_path, _dsn(later, BOX, "delivered", "2.0.0", "250 ok"))
    with engine.read() as session:
        assert mailboxes(session) == []


def test_a_refusal_by_policy_does_not_blame_the_mailbox(engine: Engine, tmp_path: Path) -> None:
    _book(engine, tmp_path, _dsn(_notice(engine).key, BOX, "failed", "5.7.1", "550 5.7.1 not allowed"))
    with engine.read() as session:
        assert mailboxes(session) == []
    assert _notice(engine).state == "failed"


def test_a_delay_is_noted_and_changes_nothing_else(engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    assert _counted(_book(engine, tmp_path, _dsn(key, BOX, "delayed", "4.4.1", "451 later"))) == {"delayed": 1}
    with engine.read() as session:
        assert get_notice(session, key).state == "delivered"
        assert [(each.phase, each.outcome) for each in attempts_of(session, key)][-1] == ("bounce", "deferred")
        assert len(events(session, kind="notice.delayed")) == 1


@pytest.mark.parametrize("sender", [BOX, HEAD_BOX])
def test_a_letter_from_an_office_of_the_recipient_is_its_answer(sender: str, engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    assert _counted(_book(engine, tmp_path, _letter(key, sender, "Re: Mo chu ky"))) == {"answered": 1}
    with engine.read() as session:
        (receipt,) = receipts_of(session, key)
        assert (receipt.step, receipt.words) == ("answered", "Re: Mo chu ky")
        assert sender in receipt.office
        assert get_notice(session, key).chase_at is None


def test_automatic_replies_and_strangers_change_nothing(engine: Engine, tmp_path: Path) -> None:
    key = _notice(engine).key
    away = _letter(key, BOX, "Vang mat", "Auto-Submitted: auto-replied\n")
    booked = _book(engine, tmp_path, away, _letter(key, "ai@la.example", "Re"), b"Subject: hello\n\nhello\n")
    assert _counted(booked) == {"auto_replies": 1, "ignored": 1, "other": 1}
    with engine.read() as session:
        assert receipts_of(session, key) == []
        assert get_notice(session, key).chase_at is not None


def test_a_report_on_a_notice_nobody_knows_is_counted_and_named(engine: Engine, tmp_path: Path) -> None:
    booked = _book(engine, tmp_path, _dsn("999/92.council_standing/email", BOX, "failed", "5.1.1"))
    assert _counted(booked) == {"unknown": 1}
    assert booked.items[0]["notice"] == "999/92.council_standing/email"


def test_what_nobody_had_answered_for_is_delivered_once_it_is_known_to_have_arrived(
    opened: Engine, tmp_path: Path
) -> None:
    _send(opened, answer=lambda verb, _number: HANG_UP if verb == "MESSAGE" else None, uncertain="leave")
    row = next(each for each in _all(opened) if each.state == "uncertain")
    _book(opened, tmp_path, _dsn(row.key, row.address, "delivered", "2.0.0", "250 ok"))
    found = _notice(opened, row.recipient)
    assert (found.state, found.reason, found.delivered_at) == ("delivered", None, LATER)
    assert found.chase_at == morning_of(date(2026, 8, 5))


def _all(engine: Engine) -> list[NoticeRow]:
    with engine.read() as session:
        return listed(session)


def test_a_report_on_a_digest_is_booked_for_each_notice_in_it(
    new_file_engine: Callable[[], Engine], tmp_path: Path
) -> None:
    made = _configured()
    bodies = [
        body.model_copy(update={"contacts": [each.model_copy(update={"digest": "daily"}) for each in body.contacts]})
        for body in made.bodies
    ]
    engine = new_file_engine()
    for key in (COUNCIL, CycleKey("mekong-delta", "council-supervision", "2028", "92")):
        with engine.write() as session:
            open_cycle(session, made.model_copy(update={"bodies": bodies}), key, AT)
    _send(engine, 48)
    mine = [row for row in _all(engine) if row.recipient == BODY]
    (name,) = {row.mail or "" for row in mine}
    assert name.startswith("digest/")
    assert _counted(_book(engine, tmp_path, _dsn(name, BOX, "failed", "5.1.1"))) == {"failed": len(mine)}
    assert {row.state for row in _all(engine) if row.recipient == BODY} == {"failed"}


def test_sending_again_takes_what_failed_leaves_what_waits_and_refuses_what_arrived(
    engine: Engine, tmp_path: Path
) -> None:
    key, other = _notice(engine).key, _notice(engine, "92.finance_department").key
    _book(engine, tmp_path, _dsn(key, BOX, "failed", "5.1.1"))
    with pytest.raises(ConflictError, match=other), engine.write() as session:
        resend(session, [key, other], None, LATER)
    assert _notice(engine).state == "failed"
    for _ in range(2):
        with engine.write() as session:
            resend(session, [key, key], "Tổ giúp việc", LATER)
    with engine.read() as session:
        (event,) = events(session, kind="notice.requeued")
        assert event.data == {"recipient": BODY, "from": "failed", "reason": REFUSED, "by": "Tổ giúp việc"}
    with pytest.raises(NotFoundError), engine.write() as session:
        resend(session, ["0/nobody/email"], None, LATER)
