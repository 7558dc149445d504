"""What must hold of every notice after anything a server did, and of the password."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from coordination.notices.sending.message import message_id
from tests.faults.certificates import Certificate
from tests.faults.draining import SENDER, ask, attempts, notices
from tests.faults.scripted_server import ScriptedServer
from tests.faults.sink_reading import IDENTIFIER

WAITING = 4
PASSWORD = "hồ-sơ-mật-Kx9"  # noqa: S105 - of no server


def taken(*servers: ScriptedServer) -> Counter[str]:
    """Count what servers have taken, by Message-ID."""
    found = Counter[str]()
    for message in (each for server in servers for each in server.messages):
        match = IDENTIFIER.search(message)
        assert match
        found[match[1].decode()] += 1
    return found


def holds(path: Path, *servers: ScriptedServer) -> None:
    """Assert what must hold after anything: all there, each says why, none repeated unless in doubt."""
    rows, found = notices(path), taken(*servers)
    assert len(rows) == WAITING
    assert set(found) <= {message_id(each["key"], SENDER) for each in ask(path, "SELECT key FROM notice")}
    for row in rows:
        tries, times = attempts(path, row["key"]), found[message_id(row["key"], SENDER)]
        assert row["attempts"] == len(tries)
        assert all(each["phase"] and each["reply"] for each in tries)
        assert row["leased_by"] is None
        if row["state"] == "delivered":
            assert times >= 1
            assert row["reason"] is None
        else:
            assert row["state"] in {"queued", "uncertain", "failed"}
            assert row["reason"]
        doubts = sum(each["outcome"] == "uncertain" for each in tries)
        assert times <= 1 + doubts
        assert times or row["state"] != "delivered"


def secret_url(server: ScriptedServer, trusted: Certificate, options: str = "starttls=true") -> str:
    """Give the address of a server with a password, trusting one certificate."""
    return f"smtp://thu:{quote(PASSWORD)}@127.0.0.1:{server.port}?{options}&ca={quote(str(trusted.path))}"


def kept_secret(outbox: Path, server: ScriptedServer, capfd: pytest.CaptureFixture[str]) -> None:
    """Assert that the password is nowhere: not in the database, not in what was said, not on the wire in clear."""
    forms = [PASSWORD.encode(), *(b64encode(each.encode()) for each in (PASSWORD, f"\0thu\0{PASSWORD}"))]
    said = capfd.readouterr()
    everywhere = b"".join(each.read_bytes() for each in outbox.parent.glob("lienvung.db*"))
    everywhere += (said.out + said.err).encode() + b"".join(server.heard_in_clear)
    assert not [form for form in forms if form in everywhere]
