"""Settings that cannot be used are named, without their passwords, before anything is claimed or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.errors import LienVungError, UsageError
from coordination.notices.sending.message import wire_address
from coordination.notices.sending.policy import policy_of, shipped_policy
from coordination.settings import Settings, parse_mail_server
from coordination.store.database import Database
from tests.cli.conftest import Run
from tests.faults.scripted_server import ScriptedServer

SHIPPED = Path("region_configs/mail.yaml").resolve()
NO_SENDERS = [
    '"Ông A" <a@b.vn>',
    "",
    "x",
    "a@b.vn\r\nBcc: c@d.vn",
    "a@b.vn,c@d.vn",
    "a\u202e@b.vn",
    "a@",
    "@b.vn",
    "a@b..vn",
    "a@-\u0111\u2024.vn ",
    f"{'a' * 65}@b.vn",
]
SECRET = "Kx9bi-mat"  # noqa: S105 - of no server


@pytest.mark.parametrize("sender", NO_SENDERS)
def test_a_sender_that_is_no_address_is_refused_before_anything_is_claimed(
    sender: str, run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--db", str(database), "--json")
    notice = run("notices", "list", *where).json[0]["notice"]
    monkeypatch.setenv("LIENVUNG_MAIL_FROM", sender)
    for words in (("deliver",), ("certificate", notice)):
        for lang in ("vi", "en"):
            said = run("notices", *words, "--lang", lang, *where)
            assert said.code == 2
            assert "LIENVUNG_MAIL_FROM" in said.error["faults"][0]["what"]
    assert {each["state"] for each in run("notices", "list", *where).json} == {"queued"}
    assert run("notices", "--help").code == 0


@pytest.mark.parametrize("sender", ["a@b.vn", "root@localhost", "ông@b.vn", "a@cần-thơ.example", "a.b+c@B.vn"])
def test_a_sender_that_is_an_address_goes_on_the_wire(sender: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENVUNG_MAIL_FROM", sender)
    assert Settings().mail_from == sender
    assert wire_address(sender)


@pytest.mark.parametrize("sender", NO_SENDERS)
def test_what_the_wire_refuses_the_settings_refuse(sender: str) -> None:
    with pytest.raises(ValueError, match=r"is no address|names no host"):
        wire_address(sender)


@pytest.mark.parametrize(
    "url",
    [
        f"smtp://thu:{SECRET}\u2100@may.example",
        f"smtp://thu:[{SECRET}@may.example",
        f"smtp://thu:{SECRET}@[::1",
        f"smtp://thu:12/{SECRET}@may.example",
        f"smtp://thu:12#{SECRET}@may.example",
        f"smtp://thu:12?{SECRET}@may.example",
        f"smtp://thu:{SECRET}@may.example:port",
        f"smtp://thu:{SECRET}@may.example:99999",
        f"smtp://thu:{SECRET}@:25",
        f"smtp://thu:{SECRET}@may.example/in",
        f"http://thu:{SECRET}@may.example",
        f"smtp://thu:{SECRET}@may.example?starttls=maybe",
        f"smtp://thu:{SECRET}@may.example?tls=1",
    ],
)
def test_an_address_of_a_mail_server_is_refused_without_its_password(
    url: str, run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError) as raised:
        parse_mail_server(url)
    assert raised.value.__cause__ is None
    monkeypatch.setenv("LIENVUNG_SMTP_URL", url)
    said = run("notices", "deliver", "--db", str(database))
    assert said.code == 2
    assert "%2F" in said.err
    assert SECRET not in said.err + said.out


def test_a_password_may_hold_anything_percent_encoded() -> None:
    assert parse_mail_server("smtps://a%40b:%2F%23%3F%25%40%3A%5B%5D@[::1]:465").password == "/#?%@:[]"  # noqa: S105


def test_a_file_of_authorities_that_is_not_there_is_named(tmp_path: Path) -> None:
    there = tmp_path / "ca.pem"
    there.touch()
    assert parse_mail_server(f"smtps://may.example?ca={there}").ca == str(there)
    with pytest.raises(UsageError, match=r"gone\.pem"):
        parse_mail_server(f"smtps://may.example?ca={tmp_path / 'gone.pem'}")


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://thu:{SECRET}@may.example:port/ten",
        f"postgresql://thu:x@{SECRET}@may.example/ten",
        f"postgresql://thu:x@y/{SECRET}@may.example/ten",
        f"postgresql://thu:x@y?{SECRET}=z@may.example/ten",
        f"postgresql+asyncpg://thu:{SECRET}@may.example/ten",
        f"mysql://thu:{SECRET}@may.example/ten",
        f"sqlite://thu:{SECRET}@may.example/ten",
        f"sqlite+aiosqlite:///ten.db?key={SECRET}",
        f"sqlite:///ten.db?key={SECRET}",
        f"sqlite:///ten.db?timeout={SECRET}",
        f"://{SECRET}",
    ],
)
def test_an_address_of_a_database_is_refused_without_its_password(url: str, run: Run, tmp_path: Path) -> None:
    for words in (("cycle", "list"), ("db", "upgrade"), ("notices", "deliver")):
        said = run(*words, "--db", url)
        if not (url.startswith("sqlite:///") and words == ("cycle", "list")):  # a file not there is not opened to read
            assert said.code == 2
        assert SECRET not in said.err + said.out
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_of_a_server_is_named() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(UsageError, match="colour") as raised:
        Database(f"postgresql://thu:{SECRET}@may.example/ten?colour=red")
    assert SECRET not in str(raised.value)
    Database(f"postgresql://thu:{SECRET}@may.example/ten?sslmode=require").close()


def _policy(path: Path, *changes: tuple[str, str]) -> Path:
    text = SHIPPED.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def test_a_policy_tells_every_fault_by_its_place(tmp_path: Path) -> None:
    path = _policy(
        tmp_path / "mail.yaml",
        ("warn_after_hours: 4", "warn_after_hours: 120"),
        ("    - exchange.scheduled", "    - exchange.schedule"),
        ("    - delivery.failed", "    - anything"),
    )
    lines = path.read_text("utf-8").splitlines()
    with pytest.raises(LienVungError) as raised:
        policy_of(path)
    assert raised.value.exit_code == 3
    assert [each.where.removeprefix(f"{path}:") for each in raised.value.faults] == [
        f"{lines.index(line) + 1}:{line.index(value) + 1}"
        for line, value in [
            ("warn_after_hours: 120", "120"),
            ("    - exchange.schedule", "exchange"),
            ("    - anything", "anything"),
        ]
    ]


@pytest.mark.parametrize("change", [("warn_after_hours: 4", "warn_after_hours: 1441"), ("hours: 120", "hours: 1441")])
def test_a_policy_is_not_patient_for_ever(change: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(LienVungError, match="1440"):
        policy_of(_policy(tmp_path / "mail.yaml", change))


def test_a_policy_of_ones_own_is_used(tmp_path: Path) -> None:
    path = _policy(tmp_path / "mail.yaml", ("give_up_after_hours: 120", "give_up_after_hours: 1440"))
    assert policy_of(path) == shipped_policy().model_copy(update={"give_up_after_hours": 1440})


@pytest.mark.parametrize(("policy", "code"), [("", 2), (".", 2), ("gone.yaml", 6), ("binary.yaml", 3), ("x" * 300, 3)])
def test_a_policy_that_is_no_file_is_said_by_every_delivery_and_the_doctor(
    policy: str, code: int, run: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\x00")
    monkeypatch.setenv("LIENVUNG_MAIL_POLICY", policy)
    where = ("--db", str(database), "--json")
    said = run("notices", "deliver", *where)
    assert (said.code, len(said.error["faults"])) == (code, 1)
    assert {each["state"] for each in run("notices", "list", *where).json} == {"queued"}
    checks = {each["check"]: each for each in run("doctor", *where).json["checks"]}
    assert not checks["policy"]["ok"]
    assert checks["sender"]["ok"]


def test_the_doctor_names_a_sender_that_is_none(run: Run, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENVUNG_MAIL_FROM", "x")
    said = run("doctor", "--db", str(database), "--json")
    checks = {each["check"]: each for each in said.json["checks"]}
    assert said.code == 3
    assert not checks["sender"]["ok"]
    assert "LIENVUNG_MAIL_FROM" in checks["sender"]["says"]


def test_the_doctor_talks_to_a_live_server(run: Run, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(offers=("PIPELINING", "SMTPUTF8", "DSN")) as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        said = run("doctor", "--db", str(database), "--json")
        assert server.verbs == ["EHLO", "QUIT"]
    checks = {each["check"]: each for each in said.json["checks"]}
    assert said.code == 0
    assert checks["mail"]["ok"]
    assert all(word in checks["mail"]["says"] for word in (str(server.port), "PIPELINING", "SMTPUTF8", "DSN"))


@pytest.mark.parametrize("verb", ["certificate", "letter"])
def test_a_file_without_a_name_is_refused(verb: str, run: Run, database: Path) -> None:
    where = ("--db", str(database), "--json")
    notice = run("notices", "list", *where).json[0]["notice"]
    assert run("notices", verb, notice, "--out", "", *where).code == 3


def test_a_place_with_two_heads_is_refused(run: Run, database: Path) -> None:
    where = ("--db", str(database), "--json")
    verdict = run("audit", "verify", *where).json
    head = f"{verdict['events']}:{verdict['head']}"
    assert run("audit", "verify", "--against", head, *where).code == 0
    assert run("audit", "verify", "--against", f"{head}:{verdict['head']}", *where).code == 2
