"""A hostile mail server: every fault at every phase. Afterwards every notice is in a state that says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from coordination.notices.sending.policy import MailPolicy
from tests.faults.certificates import Certificate
from tests.faults.draining import IMPATIENT, ask, attempts, drain, notices
from tests.faults.holding import WAITING, holds, kept_secret, secret_url
from tests.faults.scripted_server import HANG_UP, SILENCE, USUAL, Answer, Says, ScriptedServer

DAY = timedelta(days=1)
HELLO = "250 scripted"
TOO_LONG = "x" * 40_000

Fault = Callable[[str], str | Says]
FAULTS: dict[str, Fault] = {
    "4xx": lambda _: "451 4.3.0 try again later",
    "421 and closes": lambda _: Says("421 4.3.2 going down", then_hang_up=True),
    "452": lambda _: "452 4.2.2 no room",
    "5xx": lambda _: "550 5.1.1 no",
    "hangs up": lambda _: HANG_UP,
    "is silent": lambda _: SILENCE,
    "talks garbage": lambda _: "%§& ??",
    "says too much in a line": lambda usual: f"{usual} {TOO_LONG}",
    "answers something else": lambda usual: "250 ok" if usual.startswith("354") else "354 go on",
    "answers twice": lambda usual: f"{usual}\r\n250 taken",
    "answers letter by letter": lambda usual: Says(usual, in_bytes=True),
    "answers in many lines": lambda usual: f"{usual[:3]}-one\r\n{usual[:3]}-two\r\n{usual}",
}
HARMLESS = {"answers letter by letter", "answers in many lines"}
CLOSES = {
    "421 and closes",
    "hangs up",
    "is silent",
    "talks garbage",
    "says too much in a line",
    "answers something else",
}
CODES = {"4xx": 451, "421 and closes": 421, "452": 452, "5xx": 550}
PHASES = {"MAIL": "sender", "RCPT": "recipient", "DATA": "content", "MESSAGE": "end"}


@pytest.fixture
def outbox(few_waiting: Path) -> Path:
    """Give an outbox in which a few notices wait."""
    return few_waiting


def patience(fault: str) -> MailPolicy | None:
    """Give the policy by which a fault is met."""
    return IMPATIENT if fault == "is silent" else None


def once(verb: str, fault: Fault, number: int = 1) -> Answer:
    """Play a fault at one verb of one message."""
    return lambda said, at: fault(USUAL[verb]) if (said, at) == (verb, number) else None


def expected(phase: str, fault: str) -> tuple[str, int | None]:
    """Give verdict and code of the letter a fault hits while it is handed over on a fresh connection."""
    if fault in HARMLESS or (phase, fault) == ("MESSAGE", "answers twice"):
        return "sent", 250
    if fault == "5xx":
        return ("deferred" if phase == "MAIL" else "failed"), 550
    if fault in CODES:
        return "deferred", CODES[fault]
    if phase == "MESSAGE":
        return "uncertain", 354 if fault == "answers something else" else None
    codes = {"talks garbage": -1, "says too much in a line": -1}
    wrong = 250 if phase == "DATA" else 354
    return "deferred", wrong if fault == "answers something else" else codes.get(fault)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("phase", PHASES)
def test_a_fault_while_a_letter_is_handed_over_hits_that_letter_only(phase: str, fault: str, outbox: Path) -> None:
    with ScriptedServer(once(phase, FAULTS[fault])) as server, ScriptedServer() as better:
        drain(outbox, server.url, by=patience(fault))
        holds(outbox, server)
        first, *others = notices(outbox)
        (tried,) = attempts(outbox, first["key"])
        verdict, code = expected(phase, fault)
        assert (tried["outcome"], tried["code"]) == (verdict, code)
        assert tried["phase"] == (PHASES[phase] if verdict != "sent" else "end")
        assert {each["state"] for each in others} == {"delivered"}
        marked = ask(outbox, "SELECT * FROM mailbox")
        assert [each["notice"] for each in marked] == ([first["key"]] if (phase, fault) == ("RCPT", "5xx") else [])
        drain(outbox, better.url, after=DAY)
        holds(outbox, server, better)
    assert {each["state"] for each in notices(outbox)} <= {"delivered", "failed"}


@pytest.mark.parametrize("fault", sorted(CLOSES))
@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
def test_a_hang_up_between_two_letters_is_retried_at_once_on_a_fresh_connection(
    phase: str, fault: str, outbox: Path
) -> None:
    with ScriptedServer(once(phase, FAULTS[fault], 3)) as server:
        assert drain(outbox, server.url, by=patience(fault)).sent == WAITING
        holds(outbox, server)
    assert {each["attempts"] for each in notices(outbox)} == {1}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("phase", ["CONNECT", "EHLO"])
def test_a_fault_before_any_letter_is_the_servers_and_no_letters(phase: str, fault: str, outbox: Path) -> None:
    usual = {"CONNECT": USUAL["CONNECT"], "EHLO": HELLO}[phase]
    with ScriptedServer(lambda verb, _: FAULTS[fault](usual) if verb == phase else None) as server:
        _server_at_fault(outbox, server, server.url, {"CONNECT": "connect", "EHLO": "hello"}[phase], fault, HARMLESS)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("phase", ["STARTTLS", "AUTH"])
def test_a_fault_while_the_line_is_protected_never_lets_the_password_out(
    phase: str, fault: str, outbox: Path, trusted: Certificate, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(verb: str, _: int) -> str | Says | None:
        return FAULTS[fault](USUAL[phase]) if verb == phase else None

    offers = ("STARTTLS", "AUTH PLAIN LOGIN")
    with ScriptedServer(answer, offers, trusted.server()) as server:
        harmless = HARMLESS | ({"answers twice"} if phase == "STARTTLS" else set())
        url = secret_url(server, trusted)
        _server_at_fault(outbox, server, url, {"STARTTLS": "tls", "AUTH": "login"}[phase], fault, harmless)
    kept_secret(outbox, server, capfd)


def _server_at_fault(
    outbox: Path, server: ScriptedServer, url: str, phase: str, fault: str, harmless: set[str]
) -> None:
    tally = drain(outbox, url, by=patience(fault))
    holds(outbox, server)
    if fault in harmless:
        assert tally.sent == WAITING
        return
    assert (tally.sent, tally.failed, tally.deferred, tally.remaining) == (0, 0, WAITING, WAITING)
    assert f": {phase}: " in tally.problem
    tried, *others = notices(outbox)
    assert {(each["state"], each["attempts"]) for each in others} == {("queued", 0)}
    assert (tried["state"], tried["attempts"], tried["retry_at"]) == ("queued", 1, None)
    assert [(each["phase"], each["outcome"]) for each in attempts(outbox, tried["key"])] == [(phase, "deferred")]
    assert {each["reason"] for each in notices(outbox)} == {tally.problem}
    (circuit,) = ask(outbox, "SELECT * FROM circuit")
    assert circuit["failures"] == 1
    with ScriptedServer() as better:
        assert drain(outbox, better.url).sent == WAITING
        holds(outbox, better)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("verb", ["RSET", "QUIT"])
def test_how_the_server_takes_a_reset_or_a_goodbye_costs_no_letter(verb: str, fault: str, outbox: Path) -> None:
    def answer(said: str, number: int) -> str | Says | None:
        if said == verb:
            return FAULTS[fault](USUAL[verb])
        return "450 4.2.0 later" if (said, number) == ("RCPT", 2) else None

    with ScriptedServer(answer) as server:
        tally = drain(outbox, server.url, by=patience(fault))
        holds(outbox, server)
    assert (tally.sent, tally.deferred) == (WAITING - 1, 1)
    second = notices(outbox)[1]
    assert (second["state"], second["reason"]) == ("queued", "4.2.0 later")


@pytest.mark.parametrize("fault", ["hangs up", "421 and closes", "5xx", "is silent", "talks garbage"])
def test_a_fault_in_the_middle_of_the_body_leaves_at_most_a_doubt(fault: str, outbox: Path) -> None:
    """The body is on its way when the server hangs up: whether the end was heard cannot always be known."""
    with ScriptedServer(lambda v, n: FAULTS[fault]("") if (v, n) == ("BODY", 1) else None) as server:
        drain(outbox, server.url, by=patience(fault))
        holds(outbox, server)
        first, *others = notices(outbox)
        assert {each["state"] for each in others} == {"delivered"}
        assert first["state"] in ({"failed", "delivered"} if fault == "5xx" else {"queued", "uncertain", "delivered"})
        drain(outbox, server.url, after=DAY)
        holds(outbox, server)
    assert notices(outbox)[0]["state"] == ("delivered" if first["state"] != "failed" else "failed")
