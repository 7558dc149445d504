"""What can be shown of one notice years later: the certificate, and the rule that caused it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.rules import Link
from coordination.audit.service import events_at, head
from coordination.audit.tables import EventRow
from coordination.cycles.queries import region_at
from coordination.cycles.tables import CycleRow
from coordination.documents.certificate import Attempt, Certificate, Chain, EventTold, Receipt, Recipient
from coordination.documents.official import OfficialLetter
from coordination.errors import ConflictError, LienVungError
from coordination.kernel.canonical import content_hash
from coordination.kernel.shipped import shipped
from coordination.notices.sending.message import message_id
from coordination.notices.service import attempts_of, get_notice, receipts_of, superseded_by
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.notices.telling.bundle import official_letter
from coordination.notices.telling.letters import is_simulated, letters_of, region_now, telling_of
from coordination.notices.telling.rules import NAMED_BY
from coordination.regions.loader import load_model
from coordination.regions.model import National, Procedure, Region, Tell
from coordination.regions.rules import select as chosen

ACCEPTED = "accepted"


def certificate_of(session: Session, key: str, sender: str, now: datetime) -> Certificate:
    """Gather all that is known of a notice; NotFoundError if there is none, ConflictError if it contradicts itself."""
    notice = get_notice(session, key)
    letter = letters_of(session, [notice])[key]
    (event,) = events_at(session, [notice.event])
    attempts = attempts_of(session, key)
    rows = _links(session, notice)
    delivered = next((each for each in rows if each.type == "notice.delivered"), None)
    events, last = head(session)
    accepted = [
        Receipt(step=ACCEPTED, at=each.at, by=each.address, words=each.reply)
        for each in attempts
        if each.outcome == "sent"
    ]
    came_back = [
        Receipt(step=each.step, at=each.at, by=each.office or each.body, words=each.words)
        for each in receipts_of(session, key)
    ]
    return Certificate(
        notice=key,
        simulated=is_simulated(session, notice),
        issued_at=now,
        event=EventTold(seq=event.seq, type=event.type, at=event.at, subject=event.subject, hash=event.hash),
        recipient=Recipient(
            body=notice.recipient, name=_name(session, notice), office=notice.office, address=notice.address
        ),
        subject=letter.subject,
        text=letter.text,
        text_hash=letter.text_hash,
        sent_as=message_id(notice.mail or key, sender),
        language=notice.language,
        attempts=tuple(
            Attempt(
                attempt=each.attempt,
                at=each.at,
                address=each.address,
                phase=each.phase,
                outcome=each.outcome,
                reply=each.reply,
            )
            for each in attempts
        ),
        receipts=(*accepted, *came_back),
        supersedes=notice.supersedes,
        superseded_by=superseded_by(session, key),
        chain=Chain(
            events=events,
            head=last,
            told_at_seq=event.seq,
            delivered_at_seq=delivered.seq if delivered else None,
            links=tuple(rows),
        ),
    )


def _links(session: Session, notice: NoticeRow) -> list[Link]:
    """Give the event told and all that was recorded of the notice itself, as they are stored."""
    query = select(EventRow).where((col(EventRow.seq) == notice.event) | (col(EventRow.subject) == notice.key))
    return [
        Link(row.seq, row.at, row.type, row.subject, row.cycle, row.data, row.previous, row.hash)
        for row in session.exec(query.order_by(col(EventRow.seq)))
    ]


def _name(session: Session, notice: NoticeRow) -> str:
    """Give the recipient's name as it was told, or as its cycle has it today; else its code."""
    kept = session.get(TellingRow, notice.event)
    region = region_at(session, kept.snapshot) if kept else region_now(session, notice)
    body = region.body(notice.recipient) if region else None
    if body is not None:
        return body.name.in_language(notice.language)
    unlisted = kept.bodies.get(notice.recipient, {}) if kept else {}
    return str(unlisted.get(notice.language, notice.recipient))


def _told_by(session: Session, notice: NoticeRow) -> TellingRow:
    """Give what a notice was told by; ConflictError for one told before that was kept."""
    try:
        return telling_of(session, notice.event)
    except LookupError as error:
        raise ConflictError.of(
            f"thông báo {notice.key} do phiên bản cũ lập, khi đó chưa lưu cấu hình đã dùng",
            f"notice {notice.key} was told by an older version, which did not keep the configuration it went by",
        ) from error


def letter_of(session: Session, key: str) -> OfficialLetter:
    """Give the official letter a notice goes with.

    NotFoundError where there is none; ConflictError where the configuration it was told by was not kept.
    """
    notice = get_notice(session, key)
    _told_by(session, notice)
    return official_letter(session, notice)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a body was told: the entry of the configuration, where it stands, and which of its selectors it was."""

    event: str
    selector: str
    why: str
    """``body``: the event speaks of it; ``selector``: it is one of those named; ``circular``: somebody wrote to it."""
    where: str | None
    """``file:line:column`` where a file of today still says the same; None for another configuration."""


def explain(session: Session, key: str) -> dict[str, Any]:
    """Give why a body was told and why at that office: the event, the rule, the line of configuration, the days.

    NotFoundError if there is no such notice; ConflictError where the configuration it was told by was not kept.
    """
    notice = get_notice(session, key)
    (event,) = events_at(session, [notice.event])
    kept = _told_by(session, notice)
    region, cycle = region_at(session, kept.snapshot), session.get(CycleRow, notice.cycle)
    procedure = region.procedure(cycle.procedure) if cycle else None
    unit = cycle.unit if cycle else None
    causes = list(_causes(region, procedure, notice, event.data, unit))
    return {
        "notice": key,
        "event": {"seq": event.seq, "type": event.type, "at": event.at.isoformat(), "subject": event.subject},
        "recipient": notice.recipient,
        "office": {"role": notice.role, "name": notice.office, "address": notice.address},
        "configuration": {"region": region.code, "hash": kept.snapshot},
        "because": [
            {"event": each.event, "to": each.selector, "why": each.why, "where": each.where} for each in causes
        ],
        "dates": kept.dates.get("why", {}),
    }


def _causes(
    region: Region, procedure: Procedure | None, notice: NoticeRow, data: dict[str, Any], unit: str | None
) -> Iterator[Cause]:
    if notice.type == "announcement.made":
        yield from (Cause(notice.type, each, "circular", None) for each in data.get("selectors", ()))
        return
    for tells, file, form in (
        (
            procedure.tells if procedure else [],
            f"procedures/{procedure.procedure if procedure else ''}.yaml",
            Procedure,
        ),
        (region.tells, "national.yaml", National),
    ):
        for place, tell in enumerate(tells):
            for number, selector in enumerate(tell.to):
                why = _why(region, selector, notice, data, unit) if tell.event == notice.type else None
                if why is not None:
                    yield Cause(tell.event, selector, why, _where(file, form, tells, (place, number)))


def _why(region: Region, selector: str, notice: NoticeRow, data: dict[str, Any], unit: str | None) -> str | None:
    if selector in NAMED_BY:
        named = data.get(NAMED_BY[selector], ())
        return "body" if notice.recipient in ([named] if isinstance(named, str) else named) else None
    found = any(body.code == notice.recipient for body in chosen(region, selector, unit))
    return "selector" if found else None


def _where(file: str, form: type[Procedure | National], tells: Sequence[Tell], place: tuple[int, int]) -> str | None:
    """Give the place of an entry in the file that comes along, if it still says what was told by."""
    path: Path = shipped("region_configs") / file
    try:
        loaded, _ = load_model(path, form)
    except LienVungError:
        return None
    if loaded is None or content_hash([each.model_dump() for each in loaded.model.tells]) != content_hash(
        [each.model_dump() for each in tells]
    ):
        return None
    where = loaded.document.where("tells", place[0], "to", place[1])
    return f"region_configs/{file}{where.removeprefix(str(path))}"
