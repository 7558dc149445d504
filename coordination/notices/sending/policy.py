"""How notices are handed over: connections, retries, when to give up, digests. A file, not code."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from coordination.errors import Fault, InvalidInputError, LienVungError, NotFoundError, UsageError
from coordination.kernel.clock import VIETNAM, require_utc
from coordination.kernel.shipped import shipped
from coordination.kernel.text import Strict, Text
from coordination.notices.telling.rules import EVENTS
from coordination.regions.checks import Loaded
from coordination.regions.faults import fault, in_order, unknown
from coordination.regions.loader import load_model

Minutes = Annotated[int, Field(ge=1, le=7 * 24 * 60)]
Hours = Annotated[int, Field(ge=1, le=60 * 24)]


class Circuit(Strict):
    """When a server that fails is left alone."""

    failures: int = Field(ge=1, le=1000, description="Failures in a row after which nothing more is sent.")
    probe_minutes: Minutes = Field(description="Minutes until one notice tries whether the server is back.")


class Digest(Strict):
    """When offices that chose to be told together are told."""

    hour: int = Field(ge=0, le=23, description="Hour in Viet Nam.")
    weekday: int = Field(ge=1, le=7, description="Day of the weekly digest; 1 is Monday (ISO 8601).")
    at_once: list[str] = Field(description="Events that wait for no digest.")


class MailPolicy(Strict):
    """How notices are handed to the mail server."""

    schema_version: Literal[1] = Field(description="Version of this form; always 1.")
    connections: int = Field(ge=1, le=20, description="Connections at once.")
    answer_seconds: int = Field(ge=1, le=600, description="How long an answer of the server is awaited.")
    batch: int = Field(ge=1, le=1000, description="Notices a deliverer takes at a time.")
    lease_minutes: Minutes = Field(description="How long it may hold them.")
    retry_minutes: list[Minutes] = Field(min_length=1, description="Waits after temporary refusals; the last repeats.")
    warn_after_hours: Hours = Field(description="After so long the secretariat is told of a delay.")
    give_up_after_hours: Hours = Field(description="After so long a notice has failed.")
    uncertain: Literal["resend", "leave"] = Field(description="What becomes of a notice nobody answered for.")
    most_crashes: int = Field(ge=1, le=100, description="Deaths of the sender after which a notice is set aside.")
    circuit: Circuit = Field(description="When a server that fails is left alone.")
    digest: Digest = Field(description="When those told together are told.")

    def wait(self, attempt: int) -> timedelta:
        """Give how long to wait after the n-th attempt (from 1)."""
        return timedelta(minutes=self.retry_minutes[min(attempt, len(self.retry_minutes)) - 1])

    def group(self, most: int, crashes: int) -> int:
        """Give how many letters go out together, of which each was there so often when the sender died.

        >>> [shipped_policy().group(100, crashes) for crashes in range(4)]
        [100, 10, 1, 1]
        """
        left = max(self.most_crashes - 1 - crashes, 0)
        share = left / max(self.most_crashes - 1, 1)
        return math.ceil(math.pow(most, share))

    @property
    def lease(self) -> timedelta:
        """Give how long a deliverer may hold a notice: never too short to hear all the answers to one letter."""
        return max(timedelta(minutes=self.lease_minutes), timedelta(seconds=5 * self.answer_seconds))

    @property
    def patience(self) -> timedelta:
        """Give how long a notice is tried before it has failed."""
        return timedelta(hours=self.give_up_after_hours)

    def digests_before(self, now: datetime) -> dict[str, datetime]:
        """Give the latest moment, up to now, at which digests of each kind were due.

        >>> shipped_policy().digests_before(datetime.fromisoformat("2026-11-22T03:00:00+00:00"))["daily"].isoformat()
        '2026-11-22T00:00:00+00:00'
        """
        local = now.astimezone(VIETNAM)
        daily = local.replace(hour=self.digest.hour, minute=0, second=0, microsecond=0)
        if daily > local:
            daily -= timedelta(days=1)
        weekly = daily - timedelta(days=(daily.isoweekday() - self.digest.weekday) % 7)
        return {"daily": require_utc(daily), "weekly": require_utc(weekly)}


def shipped_policy() -> MailPolicy:
    """Give the policy that comes along."""
    return policy_of(shipped("region_configs") / "mail.yaml")


@lru_cache(maxsize=8)
def policy_of(path: Path) -> MailPolicy:
    """Read a policy; InvalidInputError tells every fault by file, line and column, NotFoundError or UsageError that there is none."""
    try:
        loaded, faults = load_model(path, MailPolicy)
    except NotFoundError:
        raise _no_file(path) from None
    if loaded is not None:
        faults = [*faults, *_check(loaded)]
    if faults or loaded is None:
        raise InvalidInputError(*in_order(faults))
    return loaded.model


def _no_file(path: Path) -> LienVungError:
    if path.is_dir():  # what an empty variable names, too
        return UsageError.of(
            f"LIENVUNG_MAIL_POLICY phải là một tệp như region_configs/mail.yaml; '{path}' là thư mục",
            f"LIENVUNG_MAIL_POLICY must name a file like region_configs/mail.yaml; '{path}' is a folder",
        )
    return NotFoundError.of(
        f"LIENVUNG_MAIL_POLICY: không có tệp '{path}'", f"LIENVUNG_MAIL_POLICY: there is no file '{path}'"
    )


def _check(loaded: Loaded[MailPolicy]) -> list[Fault]:
    """Check what no field can say of itself."""
    policy = loaded.model
    noun = Text(vi="sự kiện", en="event")
    faults = [
        unknown(loaded.where("digest", "at_once", at), noun, event, EVENTS)
        for at, event in enumerate(policy.digest.at_once)
        if event not in EVENTS
    ]
    if policy.warn_after_hours >= policy.give_up_after_hours:
        vi, en = "phải nhỏ hơn give_up_after_hours", "must be less than give_up_after_hours"
        faults.append(fault(loaded.where("warn_after_hours"), vi, en))
    return faults
