"""Draining a small outbox under conditions a test sets, and looking at what became of each notice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from coordination.app import Engine
from coordination.notices.sending.deliver import Tally, deliver
from coordination.notices.sending.policy import MailPolicy, shipped_policy
from coordination.settings import Settings, parse_mail_server
from tests.faults.filling import OPENED

SENDER = Settings().mail_from
NOW = OPENED + timedelta(hours=1)


def policy(**changes: Any) -> MailPolicy:
    """Give the shipped policy with changes; by default one connection and patience that outlasts a busy machine."""
    return shipped_policy().model_copy(update={"connections": 1, "answer_seconds": 20} | changes)


IMPATIENT = policy(answer_seconds=0.3)
"""For servers that keep silent: the only ones whose answer is not worth waiting for."""


def drain(path: Path, url: str, *, after: timedelta = timedelta(0), by: MailPolicy | None = None) -> Tally:
    """Deliver what may go out some time after the outbox was filled."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"), durable=False)) as engine:
        server = parse_mail_server(url)
        return asyncio.run(deliver(engine.database, server, SENDER, NOW + after, policy=by or policy()))


def ask(path: Path, query: str, *given: Any) -> list[dict[str, Any]]:
    """Give the rows of a query."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, given)]


def notices(path: Path) -> list[dict[str, Any]]:
    """Give the notices in the order they are sent, without those about the mail itself."""
    return ask(path, "SELECT * FROM notice WHERE type NOT LIKE 'delivery.%' ORDER BY event, recipient")


def states(path: Path) -> dict[str, int]:
    """Count the notices by state."""
    return dict(Counter(each["state"] for each in notices(path)))


def attempts(path: Path, notice: str) -> list[dict[str, Any]]:
    """Give the attempts to deliver one notice."""
    return ask(path, "SELECT * FROM delivery WHERE notice = ? ORDER BY attempt", notice)


def told(path: Path, kind: str) -> list[dict[str, Any]]:
    """Give the events of a type."""
    return ask(path, "SELECT * FROM event WHERE type = ? ORDER BY seq", kind)
