"""What becomes of notices when the mail server says no, later, or nothing."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coordination.cli.main import main
from coordination.kernel.clock import UTC
from coordination.notices.sending.policy import shipped_policy
from tests.faults import draining, holding
from tests.faults.conftest import Seed, Start
from tests.faults.scripted_server import HANG_UP, Answer, ScriptedServer
from tests.faults.sink_reading import IDENTIFIER

Deliver = Callable[..., tuple[int, dict[str, Any]]]
FEW = 12
CONNECTIONS = shipped_policy().connections
NOW = "2026-12-06T08:00:00+07:00"


@pytest.fixture
def outbox(full_outbox: Seed, tmp_path: Path) -> Path:
    """Give a database in which a dozen notices wait; the rest is delivered."""
    path = full_outbox.copy(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE notice SET state = 'delivered' WHERE key NOT IN"
            " (SELECT key FROM notice ORDER BY event, recipient LIMIT ?)",
            (FEW,),
        )
        connection.execute("DELETE FROM notice WHERE state = 'delivered'")
    return path


@pytest.fixture
def deliver(outbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Deliver:
    """Run the command against a mail server; gives exit code and what it says."""

    def _deliver(url: str, now: str = NOW) -> tuple[int, dict[str, Any]]:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", url)
        code = main(["notices", "deliver", "--db", str(outbox), "--now", now, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return _deliver


def states(path: Path) -> dict[str, int]:
    """Count notices by state, without those about the mail itself."""
    query = "SELECT state, count(*) FROM notice WHERE type NOT LIKE 'delivery.%' GROUP BY state"
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute(query).fetchall())


def rows(path: Path, columns: str, where: str = "1") -> list[tuple[Any, ...]]:
    """Give columns of the notices, in the order they are sent."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {columns} FROM notice WHERE {where} ORDER BY event, recipient").fetchall()  # noqa: S608


def first(words: str, verb: str, number: int = 1) -> Answer:
    """Answer one verb of one message so, and all others as usual."""
    return lambda said, at: words if (said, at) == (verb, number) else None


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MESSAGE"])
def test_a_notice_put_off_with_4xx_waits_five_minutes_and_then_goes_out(
    verb: str, deliver: Deliver, outbox: Path
) -> None:
    with ScriptedServer(first("451 try later", verb)) as server:
        code, said = deliver(server.url)
        assert (code, said["sent"], said["deferred"], said["remaining"]) == (7, FEW - 1, 1, 1)
        ((retry, attempts),) = rows(outbox, "retry_at, attempts", "state = 'queued'")
        moment = datetime.fromisoformat(NOW)
        assert datetime.fromisoformat(retry).replace(tzinfo=UTC) == moment + timedelta(minutes=5)
        assert attempts == 1
        assert deliver(server.url)[0] == 7, "too early"
        assert deliver(server.url, "2026-12-06T08:05:00+07:00")[0] == 0
    assert states(outbox) == {"delivered": FEW}
    assert len(server.messages) == FEW


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MESSAGE"])
def test_a_letter_refused_with_5xx_has_failed_and_the_others_go_out(verb: str, deliver: Deliver, outbox: Path) -> None:
    with ScriptedServer(first("550 no such mailbox", verb, 3)) as server:
        code, said = deliver(server.url)
        assert (code, said["failed"], said["remaining"]) == (7, 1, 0)
        assert said["sent"] == FEW, "the secretariat is told at once"
        again, nothing = deliver(server.url, "2026-12-07")
    assert (again, nothing["sent"]) == (0, 0)
    assert states(outbox) == {"delivered": FEW - 1, "failed": 1}
    with closing(sqlite3.connect(outbox)) as connection:
        said = connection.execute("SELECT code, reply FROM delivery WHERE outcome = 'failed'").fetchone()
    assert said == (550, "no such mailbox")


@pytest.mark.parametrize(
    ("verb", "words"), [("EHLO", "554 not you"), ("MAIL", "530 log in first"), ("CONNECT", "554 go away")]
)
def test_a_server_that_refuses_us_fails_no_letter(verb: str, words: str, deliver: Deliver, outbox: Path) -> None:
    answers = {verb: words, "HELO": "554 not you"} if verb == "EHLO" else {verb: words}
    with ScriptedServer(lambda said, _: answers.get(said)) as server:
        code, said = deliver(server.url)
    assert (code, said["failed"], said["remaining"]) == (7, 0, FEW)
    assert states(outbox) == {"queued": FEW}


def test_with_no_server_there_nothing_is_lost_and_the_reason_is_said(deliver: Deliver, outbox: Path) -> None:
    code, said = deliver("smtp://127.0.0.1:1")
    assert (code, said["sent"], said["remaining"]) == (7, 0, FEW)
    assert "127.0.0.1:1" in said["problem"]
    assert states(outbox) == {"queued": FEW}
    assert sorted(rows(outbox, "leased_by, attempts")) == [(None, 0)] * (FEW - 1) + [(None, 1)]
    with ScriptedServer() as server:
        assert deliver(server.url)[0] == 0
    assert len(server.messages) == FEW


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_when_the_server_hangs_up_between_letters_they_go_out_over_a_fresh_connection(
    verb: str, deliver: Deliver, outbox: Path
) -> None:
    with ScriptedServer(first(HANG_UP, verb, FEW - 1)) as server:  # by then every connection has carried a letter
        assert deliver(server.url)[0] == 0
    assert states(outbox) == {"delivered": FEW}
    assert len(server.messages) == FEW


def test_a_letter_nobody_answered_for_is_in_doubt_and_goes_out_again_under_the_same_name(
    deliver: Deliver, outbox: Path
) -> None:
    with ScriptedServer(first(HANG_UP, "MESSAGE", 5)) as server:
        code, said = deliver(server.url)
        assert (code, said["sent"], said["uncertain"], said["remaining"]) == (7, FEW - 1, 1, 1)
        assert states(outbox) == {"delivered": FEW - 1, "uncertain": 1}
        ((retry, reason),) = rows(outbox, "retry_at, reason", "state = 'uncertain'")
        assert datetime.fromisoformat(retry).replace(tzinfo=UTC) == datetime.fromisoformat(NOW) + timedelta(minutes=5)
        assert "no answer" in reason
        assert deliver(server.url, "2026-12-07")[0] == 0
    assert len({IDENTIFIER.findall(each)[0] for each in server.messages}) == FEW


def test_by_policy_a_letter_in_doubt_is_left_to_a_person(few_waiting: Path) -> None:
    by = draining.policy(uncertain="leave")
    with ScriptedServer(first(HANG_UP, "MESSAGE", 2)) as server:
        draining.drain(few_waiting, server.url, by=by)
        draining.drain(few_waiting, server.url, by=by, after=timedelta(days=9))
        holding.holds(few_waiting, server)
    assert draining.states(few_waiting) == {"delivered": holding.WAITING - 1, "uncertain": 1}


@pytest.mark.parametrize("goodbye", [HANG_UP, "421 in a hurry", "500 what"])
def test_how_the_server_says_goodbye_does_not_matter(goodbye: str, deliver: Deliver, outbox: Path) -> None:
    with ScriptedServer(lambda verb, _: goodbye if verb == "QUIT" else None) as server:
        assert deliver(server.url)[0] == 0
    assert states(outbox) == {"delivered": FEW}


def _slowly(seconds: float) -> Answer:
    def answer(verb: str, _number: int) -> str | None:
        if verb == "DATA":
            time.sleep(seconds)
        return None

    return answer


def test_sigterm_finishes_the_letters_in_hand(outbox: Path, start: Start) -> None:
    """Each of the connections has one; only the first letter has gone out."""
    told = threading.Event()

    def answer(verb: str, number: int) -> str | None:
        if verb == "DATA" and number > 1:
            told.wait(60)
        return None

    with ScriptedServer(answer) as server:
        process = start("notices", "deliver", "--db", str(outbox), "--json", LIENVUNG_SMTP_URL=server.url)
        _wait_for(lambda: server.verbs.count("DATA") > CONNECTIONS, process)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)  # it has heard
        told.set()
        said, complaints = process.communicate(timeout=120)
    assert process.returncode == 7, complaints
    sent = json.loads(said)["sent"]
    assert sent == 1 + CONNECTIONS
    assert len(server.messages) == sent
    assert states(outbox) == {"delivered": sent, "queued": FEW - sent}
    assert rows(outbox, "leased_by, crashes") == [(None, 0)] * FEW


def _wait_for(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def test_ctrl_c_ends_with_130_and_the_next_run_goes_on_at_once(outbox: Path, start: Start, deliver: Deliver) -> None:
    with ScriptedServer(_slowly(0.2)) as server:
        process = start("notices", "deliver", "--db", str(outbox), LIENVUNG_SMTP_URL=server.url)
        _wait_for(lambda: server.messages, process)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=120)
    assert process.returncode == 130, complaints
    assert "Traceback" not in complaints
    sent = len(server.messages)
    assert states(outbox).get("delivered", 0) >= sent - 1
    assert not rows(outbox, "leased_by", "leased_by IS NOT NULL")
    with ScriptedServer() as server:
        assert deliver(server.url, "2026-12-07")[0] == 0
    assert states(outbox) == {"delivered": FEW}


def test_a_late_answer_is_never_taken_for_the_next_letters(few_waiting: Path) -> None:
    """A server slower than the time allowed: the letter is in doubt, and its connection is not used again."""

    def late(verb: str, number: int) -> str | None:
        if (verb, number) == ("MESSAGE", 2):
            time.sleep(0.6)
            return "550 no"
        return None

    with ScriptedServer(late) as server:
        tally = draining.drain(few_waiting, server.url, by=draining.IMPATIENT)
        holding.holds(few_waiting, server)
    assert (tally.sent, tally.uncertain, tally.failed) == (holding.WAITING - 1, 1, 0)
