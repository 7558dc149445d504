"""What can be shown of a notice: a certificate that checks itself, and the line of configuration that caused it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.audit.service import head, verify
from coordination.audit.told import Head
from coordination.documents.certificate import to_json
from coordination.documents.certificate_check import PROGRAM
from coordination.documents.certificate_pdf import to_pdf
from coordination.errors import ConflictError, NotFoundError
from coordination.notices.proof import certificate_of, explain, letter_of
from coordination.notices.sending.deliver import deliver
from coordination.notices.service import acknowledge, listed
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.notices.telling.letters import letters_of
from coordination.regions.model import Region
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.story import PLAN, Story, morning

SENDER = "thongbao@lien-vung.example"
NOW = morning("2026-07-02")


@pytest.fixture
def story(new_file_engine: Callable[[], Engine], region: Region) -> Story:
    """Open the regional cycle and its first step."""
    made = Story(new_file_engine(), region)
    made.open(PLAN)
    made.tick(morning("2026-06-02"))
    return made


async def send(story: Story, words: str | None = None) -> None:
    """Drain the outbox; ``words`` is what the server says to each letter, if not the usual."""
    with ScriptedServer(lambda verb, _: words if verb == "MESSAGE" else None) as server:
        now = NOW if words else NOW + timedelta(days=1)
        await deliver(story.engine.database, parse_mail_server(server.url), SENDER, now)


def notice(story: Story, kind: str) -> NoticeRow:
    """Give the first notice of a kind to a province."""
    with story.engine.read() as session:
        return next(row for row in reversed(listed(session, kind=kind, limit=1000)) if row.recipient[:2].isdigit())


def checked(folder: Path, certificate: str, *heads: str) -> tuple[int, str]:
    """Run the printed check as somebody would who has Python and nothing of ours."""
    (folder / "check.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "certificate.json").write_text(certificate, encoding="utf-8")
    command = [sys.executable, "-I", "check.py", "certificate.json", *heads]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


async def test_a_certificate_tells_attempts_receipts_and_its_place_in_the_chain(story: Story, tmp_path: Path) -> None:
    await send(story, "451 later")
    await send(story)
    row = notice(story, "stage.opened")
    with story.engine.write() as session:
        acknowledge(session, row.key, row.recipient, "Văn phòng", NOW + timedelta(days=2))
    with story.engine.read() as session:
        made = certificate_of(session, row.key, SENDER, NOW + timedelta(days=3))
        length, last = head(session)
    assert [(each.phase, each.outcome) for each in made.attempts] == [("end", "deferred"), ("end", "sent")]
    assert [each.step for each in made.receipts] == ["accepted", "acknowledged"]
    assert (made.chain.events, made.chain.head) == (length, last)
    assert row.key in made.text
    code, words = checked(tmp_path, to_json(made), f"{length}:{last}")
    assert (code, words.split()[-1]) == (0, "OK"), words
    assert to_pdf(made)[:5] == b"%PDF-"


async def test_a_certificate_of_other_words_does_not_pass_its_own_check(story: Story, tmp_path: Path) -> None:
    await send(story)
    row = notice(story, "stage.opened")
    with story.engine.read() as session:
        said = json.loads(to_json(certificate_of(session, row.key, SENDER, NOW)))
    said["text"] = said["text"].replace("2026", "2025", 1)
    code, words = checked(tmp_path, json.dumps(said, ensure_ascii=False))
    assert code != 0
    assert "NO" in words


def test_a_notice_that_has_not_gone_out_has_a_certificate_that_says_so(story: Story) -> None:
    with story.engine.read() as session:
        made = certificate_of(session, notice(story, "cycle.opened").key, SENDER, NOW)
    assert (made.attempts, made.receipts, made.chain.delivered_at_seq) == ((), (), None)


async def test_the_head_that_a_letter_prints_holds_against_the_chain(story: Story) -> None:
    await send(story)
    row = notice(story, "stage.opened")
    assert row.text is not None
    line = row.text[row.text.index("Chuỗi sự kiện") :]
    told = Head.parse(" ".join(line.split()))
    with story.engine.read() as session:
        verdict = verify(session, [told])
    assert verdict.holds
    assert told.events == row.event


def test_a_letter_that_is_to_be_acknowledged_says_so_and_how(story: Story) -> None:
    asked = notice(story, "stage.opened")
    with story.engine.read() as session:
        text = " ".join(letters_of(session, [asked])[asked.key].text.split())
    assert "Đề nghị xác nhận đã nhận: trong 5 ngày làm việc" in text
    assert f"lienvung notices ack {asked.key} --by {asked.recipient}" in text


def test_a_notice_nobody_knows_is_not_found(story: Story) -> None:
    with story.engine.read() as session, pytest.raises(NotFoundError):
        certificate_of(session, "1/nobody/email", SENDER, NOW)


def test_why_a_body_was_told_is_a_line_of_configuration(story: Story) -> None:
    row = notice(story, "stage.opened")
    with story.engine.read() as session:
        said = explain(session, row.key)
    (cause,) = said["because"]
    assert (cause["event"], cause["to"], cause["why"]) == ("stage.opened", "province.peoples_committee", "selector")
    file, line, _ = cause["where"].split(":")
    assert file == "region_configs/procedures/regional-plan.yaml"
    written = Path(file).read_text(encoding="utf-8").splitlines()
    assert "province.peoples_committee" in written[int(line) - 1]
    assert "stage.opened" in written[int(line) - 2]
    assert said["office"]["address"] == row.address
    assert said["dates"]["due"]["vi"]


def test_who_is_told_because_the_event_speaks_of_it_hears_that(story: Story) -> None:
    story.tick(morning("2026-06-17"))
    with story.engine.read() as session:
        said = explain(session, notice(story, "obligation.reminded").key)
    assert [(each["to"], each["why"]) for each in said["because"]] == [("self", "body")]


async def test_what_an_older_version_told_is_certified_from_its_words_and_its_rule_is_not_made_up(story: Story) -> None:
    await send(story)
    row = notice(story, "stage.opened")
    with story.engine.read() as session:
        before = certificate_of(session, row.key, SENDER, NOW)
    with story.engine.write() as session:
        session.delete(session.get_one(TellingRow, row.event))
    with story.engine.read() as session:
        made = certificate_of(session, row.key, SENDER, NOW)
        assert made == before
        assert made.recipient.name != row.recipient
        for asked in (explain, letter_of):
            with pytest.raises(ConflictError) as refused:
                asked(session, row.key)
            (fault,) = refused.value.faults
            assert "phiên bản cũ" in fault.what.vi
            assert "older version" in fault.what.en


def test_a_notice_that_goes_without_an_official_letter_says_so(story: Story) -> None:
    with story.engine.read() as session, pytest.raises(NotFoundError, match="without an official letter"):
        letter_of(session, notice(story, "stage.opened").key)
