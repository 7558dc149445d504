"""Who is told of an event, and at which address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from coordination.regions.model import Body, Contact, Region, Tell
from coordination.regions.rules import select

NAMED_BY = {"self": "body", "parties": "parties", "affected": "affected"}
"""What in an event's data names the bodies that a word in `tells` stands for."""

EVENTS = (
    "cycle.opened",
    "cycle.amended",
    "cycle.cancelled",
    "cycle.closed",
    "stage.opened",
    "stage.progressed",
    "obligation.reminded",
    "obligation.escalated",
    "obligation.assigned",
    "extension.asked",
    "extension.granted",
    "extension.refused",
    "submission.received",
    "submission.returned",
    "result.drafted",
    "result.settled",
    "exchange.scheduled",
    "exchange.cancelled",
    "exchange.held",
    "target.discussed",
    "forecast.discussed",
    "notice.unacknowledged",
    "notice.escalated",
    "delivery.failed",
    "delivery.delayed",
    "announcement.made",
)
"""Events that may be told, the last five by the region and not by a procedure; each has templates in every language."""


def audience(region: Region, tells: Iterable[Tell], kind: str, data: Mapping[str, Any], unit: str | None) -> list[Body]:
    """Give the bodies told of an event, each once, in the order the configuration names them.

    ``self`` is the body the event speaks of, ``parties`` those invited to a meeting or the other side of a dialogue, ``affected`` those whose
    dates move; everything else is a selector. The body an event speaks of is never told twice.
    """
    found: dict[str, Body] = {}
    for tell in tells:
        if tell.event != kind:
            continue
        for selector in tell.to:
            for body in _named(region, selector, data, unit):
                found.setdefault(body.code, body)
    return list(found.values())


def _named(region: Region, selector: str, data: Mapping[str, Any], unit: str | None) -> list[Body]:
    if selector not in NAMED_BY:
        return select(region, selector, unit)
    named = data[NAMED_BY[selector]]
    return [body for code in ([named] if selector == "self" else named) if (body := region.body(code)) is not None]


def contact_on(body: Body, day: date, role: str = "drafter") -> Contact | None:
    """Give the office that receives a body's mail on a day; the newest where several hold.

    A body without an office of its head is written to where its other mail goes.
    """
    valid = [
        each
        for each in body.contacts
        if (each.valid_from is None or each.valid_from <= day) and (each.valid_to is None or day <= each.valid_to)
    ]
    wanted = [each for each in valid if each.role == role] or [each for each in valid if each.role == "drafter"]
    return max(wanted, key=lambda each: each.valid_from or date.min, default=None)
