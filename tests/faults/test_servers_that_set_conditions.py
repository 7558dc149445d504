"""Servers that greylist, allow few connections, demand logins, strip protection, or take no address outside ASCII."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.faults.certificates import Certificate, certificate
from tests.faults.draining import ask, attempts, drain, notices, policy, states
from tests.faults.holding import PASSWORD, WAITING, holds, kept_secret, secret_url
from tests.faults.scripted_server import Says, ScriptedServer

SOON = timedelta(minutes=5)
LOGIN = ("STARTTLS", "AUTH PLAIN LOGIN")


def test_greylisting_delays_every_letter_once_and_does_not_open_the_circuit(few_waiting: Path) -> None:
    by = policy(circuit=policy().circuit.model_copy(update={"failures": 2}))
    with ScriptedServer(
        lambda verb, number: "450 4.2.0 greylisted" if verb == "RCPT" and number <= WAITING else None
    ) as server:
        assert drain(few_waiting, server.url, by=by).deferred == WAITING
        assert drain(few_waiting, server.url, by=by).sent == 0, "too early"
        assert drain(few_waiting, server.url, after=SOON, by=by).sent == WAITING
        holds(few_waiting, server)
    assert {each["attempts"] for each in notices(few_waiting)} == {2}


@pytest.mark.parametrize("connections", [1, 2])
def test_a_server_that_allows_few_connections_gets_everything_over_those(connections: int, few_waiting: Path) -> None:
    with ScriptedServer(most_at_once=connections) as server:
        assert drain(few_waiting, server.url, by=policy(connections=4)).sent == WAITING
        holds(few_waiting, server)
    assert {each["attempts"] for each in notices(few_waiting)} == {1}


def test_a_server_that_closes_after_every_letter_gets_everything(few_waiting: Path) -> None:
    with ScriptedServer(lambda verb, _: Says("250 taken", then_hang_up=True) if verb == "MESSAGE" else None) as server:
        drain(few_waiting, server.url)
        rows = notices(few_waiting)
    assert {each["state"] for each in rows} == {"delivered"}
    assert {each["attempts"] for each in rows} == {1}


def test_where_starttls_is_stripped_nothing_is_sent_and_no_password(
    few_waiting: Path, trusted: Certificate, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(offers=("AUTH PLAIN LOGIN",)) as server:
        tally = drain(few_waiting, secret_url(server, trusted))
        assert (tally.sent, tally.remaining) == (0, WAITING)
        assert ": tls: " in tally.problem
        holds(few_waiting, server)
        assert not {"AUTH", "MAIL"} & set(server.verbs)
    kept_secret(few_waiting, server, capfd)


@pytest.mark.parametrize("shown", ["of another address", "of nobody known"])
def test_before_a_bad_certificate_nothing_is_sent_and_no_password(
    shown: str, few_waiting: Path, trusted: Certificate, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other = certificate(tmp_path, "127.0.0.2" if shown == "of another address" else "127.0.0.1")
    believed = other if shown == "of another address" else trusted
    with ScriptedServer(offers=LOGIN, tls=other.server()) as server:
        tally = drain(few_waiting, secret_url(server, believed))
        assert (tally.sent, tally.remaining) == (0, WAITING)
        assert ": tls: " in tally.problem
        holds(few_waiting, server)
        assert not {"AUTH", "MAIL"} & set(server.verbs)
    kept_secret(few_waiting, server, capfd)


def test_with_a_good_certificate_the_password_goes_over_the_protected_line(
    few_waiting: Path, trusted: Certificate, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(offers=LOGIN, tls=trusted.server()) as server:
        assert drain(few_waiting, secret_url(server, trusted)).sent == WAITING
        holds(few_waiting, server)
        assert "AUTH" in server.verbs
    kept_secret(few_waiting, server, capfd)


@pytest.mark.parametrize("verb", ["AUTH", "MAIL", "RCPT", "MESSAGE"])
def test_a_server_that_says_the_password_back_does_not_bring_it_into_the_records(
    verb: str, few_waiting: Path, trusted: Certificate, capfd: pytest.CaptureFixture[str]
) -> None:
    plain = b64encode(f"\0thu\0{PASSWORD}".encode()).decode()
    words = f"535 5.7.8 refused: AUTH PLAIN {plain} / {PASSWORD}"
    with ScriptedServer(lambda said, _: words if said == verb else None, LOGIN, trusted.server()) as server:
        assert drain(few_waiting, secret_url(server, trusted)).sent == 0
        holds(few_waiting, server)
    kept_secret(few_waiting, server, capfd)


def test_over_an_unprotected_line_the_password_leaves_the_machine_for_no_server(
    few_waiting: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(offers=("AUTH PLAIN",)) as server:
        tally = drain(few_waiting, f"smtp://thu:{quote(PASSWORD)}@0.0.0.0:{server.port}")  # not by name loopback
        assert ": login: " in tally.problem
        holds(few_waiting, server)
        assert not {"AUTH", "MAIL"} & set(server.verbs)
    kept_secret(few_waiting, server, capfd)


@pytest.mark.parametrize("offered", [True, False])
def test_an_address_outside_ascii_goes_only_where_it_can_be_taken(offered: bool, few_waiting: Path) -> None:  # noqa: FBT001
    few = policy(circuit=policy().circuit.model_copy(update={"failures": 1}))
    with ScriptedServer(offers=("8BITMIME", "SMTPUTF8") if offered else ()) as server:
        with closing(sqlite3.connect(few_waiting)) as connection, connection:
            connection.execute(
                "UPDATE notice SET address = 'cần.thơ@thư.example', text = 'a', html = '<body>a</body>', subject = 'a',"
                " text_hash = 'a', mail = key, recipient = 'nobody.known' WHERE key = ?",
                (notices(few_waiting)[0]["key"],),
            )
        drain(few_waiting, server.url, by=few)
        holds(few_waiting, server)
        (row,) = [each for each in notices(few_waiting) if each["recipient"] == "nobody.known"]
    assert row["state"] == ("delivered" if offered else "failed")
    assert states(few_waiting)["delivered"] == WAITING - (not offered)
    assert ask(few_waiting, "SELECT * FROM mailbox") == [], "the mailbox may be in order"
    assert offered or "ASCII" in attempts(few_waiting, row["key"])[0]["reply"]
