"""Drains the outbox."""

from __future__ import annotations

from prefect import flow

from coordination.notices.sending.deliver import Tally
from coordination.notices.sending.deliver import deliver as drain
from flows.engine import engine, moment


@flow(name="deliver-notices", flow_run_name="deliver-notices", persist_result=False)
async def deliver(now: str | None = None) -> Tally:
    """Send every waiting notice over the mail server of the settings."""
    with engine() as opened:
        return await drain(
            opened.database, opened.mail_server, opened.settings.mail_from, moment(now), policy=opened.mail_policy
        )
