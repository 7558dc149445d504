"""Debian's Postfix between the engine and the bodies: it queues, relays, and bounces what nobody takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.notices.returning.bounces import Report, messages_in, read_report
from coordination.notices.sending.message import message_id
from coordination.regions.model import Region
from coordination.simulate.sink import MailSink
from tests.faults.draining import SENDER, drain, notices, policy, states
from tests.faults.filling import fill
from tests.faults.postfix import Postfix, missing
from tests.faults.sink_reading import addresses, filed, how_many

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
WAITING, INBOX = 60, "inbox"
PATIENCE = 120


def _until(condition: Callable[[], bool], what: str, mta: Postfix) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"{what}\n{mta.log}"
        time.sleep(0.05)


def test_a_real_mta_relays_every_notice_once(region: Region, tmp_path: Path) -> None:
    database, mail = tmp_path / "lienvung.db", tmp_path / "mail"
    fill(database, region, WAITING)
    with MailSink(mail, addresses(region)) as sink, Postfix(sink.port) as mta:
        tally = drain(database, mta.url, by=policy(connections=4, answer_seconds=20))
        assert (tally.sent, tally.remaining) == (WAITING, 0), mta.log
        _until(lambda: how_many(mail) == WAITING, "not everything was relayed", mta)
    assert states(database) == {"delivered": WAITING}
    assert filed(mail) == dict.fromkeys((message_id(each["key"], SENDER) for each in notices(database)), 1)


def test_the_bounce_of_a_mailbox_nobody_has_names_its_notice(region: Region, tmp_path: Path) -> None:
    database, mail = tmp_path / "lienvung.db", tmp_path / "mail"
    fill(database, region, 4)
    gone, *there = notices(database)
    known = {address: body for address, body in addresses(region).items() if address != gone["address"]}
    with MailSink(mail, known | {SENDER: INBOX}) as sink, Postfix(sink.port) as mta:
        assert drain(database, mta.url, by=policy(answer_seconds=20)).sent == 4
        _until(lambda: bool(_reports(mail, "failed")), "no bounce came back", mta)
        _until(lambda: how_many(mail) >= len(there) + 1, "not everything was relayed", mta)
    (report,) = _reports(mail, "failed")
    assert (report.notice, report.recipient, report.status) == (gone["key"], gone["address"], "5.1.1")
    assert "no such mailbox" in report.words
    assert {each.notice for each in _reports(mail, "relayed")} <= {each["key"] for each in there}


def _reports(mail: Path, kind: str) -> list[Report]:
    """Give what came back to the sender."""
    inbox = mail / INBOX
    found = messages_in(inbox) if inbox.is_dir() else iter(())
    return [report for _, content in found for report in read_report(content) if report.kind == kind]
