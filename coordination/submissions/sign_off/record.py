"""What a step's sign-off came to: how many were signed, sent back, reopened, and how long each office had it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.tables import EventRow
from coordination.cycles.queries import get_stage, step_of
from coordination.kernel.clock import local_date
from coordination.submissions.sign_off.rules import Chain, Role, State, chain_of

_ACTS = ("drafted", "checked", "received", "sent_back", "returned")


@dataclass(frozen=True, slots=True)
class Done:
    """One act on what a body writes."""

    body: str
    act: str
    """``drafted``, ``checked``, ``received`` (the last signature), ``sent_back`` or ``returned``."""
    office: str | None
    day: date
    reopened: str | None = None
    unchanged: bool = False
    """Handed in again as it was after it was sent back: an act of the drafter, but no other draft."""


def outcome_of(session: Session, stage: str) -> dict[str, Any] | None:
    """Count a step's sign-off and give the mean days each office took; None if the step asks for none."""
    row = get_stage(session, stage)
    chain = chain_of(step_of(session, row).settings)
    if not chain:
        return None
    query = (
        select(EventRow.type, EventRow.at, EventRow.data)
        .where(
            EventRow.cycle == row.cycle,
            col(EventRow.type).in_([f"submission.{each}" for each in _ACTS]),
            col(EventRow.subject).startswith(f"{stage}/", autoescape=True),
        )
        .order_by(col(EventRow.seq))
    )
    return counted(chain, [_done(*each) for each in session.exec(query)], row.opens)


def _done(kind: str, at: str, text: str) -> Done:
    data = json.loads(text)
    return Done(
        data["body"],
        kind.partition(".")[2],
        data.get("as"),
        local_date(datetime.fromisoformat(at)),
        data.get("reopened"),
        data.get("unchanged", False),
    )


def counted(chain: Chain, done: Sequence[Done], opens: date) -> dict[str, Any]:
    """Count acts in the order in which they were done. Pure.

    An office has a paper from the act before its own, the first drafter from the day the step opened; days are those of
    the calendar, and null where an office did nothing.
    """
    acts = Counter(each.act for each in done)
    took = _took(done, opens)
    return {
        "signatures": list(chain),
        "drafts": sum(each.act == "drafted" and not each.unchanged for each in done),
        "signed": acts["checked"],
        "approved": acts["received"],
        "sent_back": {
            role: sum(each.act == "sent_back" and each.office == role for each in done) for role in chain[1:]
        },
        "returned": acts["returned"],
        "reopened_for_words": sum(each.reopened == State.TEXT_ONLY for each in done),
        "days": {role: _mean(took[role]) for role in chain},
    }


def _took(done: Iterable[Done], opens: date) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    since: dict[str, date] = {}
    for each in done:
        if each.office and each.office != Role.SECRETARIAT:
            found[each.office].append((each.day - since.get(each.body, opens)).days)
        since[each.body] = each.day
    return found


def _mean(days: Sequence[int]) -> float | None:
    return round(sum(days) / len(days), 1) if days else None
