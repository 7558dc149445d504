"""From claimed notices to messages: addresses of today's offices, letters set and kept, digests put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from coordination.kernel.clock import local_date
from coordination.notices.bundle import files_of
from coordination.notices.digests import together
from coordination.notices.enclosures import enclosures_of
from coordination.notices.letters import Letter, is_simulated, letters_of, region_now
from coordination.notices.message import Attachment, Message
from coordination.notices.rules import contact_on
from coordination.notices.tables import NoticeRow
from coordination.store.database import Database

SENDER_NAME = "Liên Vùng"
Enclosed = Mapping[int, tuple[Attachment, ...]]
"""Files that circulars carry, by event."""
_WORDS = tuple(each.name for each in fields(Letter))
_SET = (
    update(NoticeRow)
    .where(col(NoticeRow.key) == bindparam("of"))
    .values({name: bindparam(name) for name in (*_WORDS, "office", "address", "mail")})
)


@dataclass(frozen=True, slots=True)
class Mailing:
    """What goes out as one message: a notice, or those of a digest; or why it cannot be written."""

    name: str
    rows: tuple[NoticeRow, ...]
    letters: tuple[Letter, ...]
    message: Message | Exception


def mailings_of(database: Database, rows: Sequence[NoticeRow], sender: str, now: datetime) -> list[Mailing]:
    """Set the letters of claimed notices and keep them before the first is sent: what went out is what is kept.

    A letter that cannot be set is told from the others, which go out. An office that has changed since is written
    to at its new address; what was sent to the old one stays with its attempts.
    """
    with database.read() as session:
        letters = _letters(session, rows)
        moved = {row.key for row in rows if _readdressed(session, row, now)}
        groups = _groups(rows, letters)
        enclosed = enclosures_of(session, rows)
        found = [_mailing(session, name, group, letters, enclosed, sender) for name, group in groups.items()]
    new = [
        _kept(row, letter, each.name)
        for each in found
        for row in each.rows
        if (row.mail != each.name or row.key in moved) and isinstance(letter := letters[row.key], Letter)
    ]
    if new:
        with database.write("set letters") as session:
            session.connection().execute(_SET, new)
    return found


def _letters(session: Session, rows: Sequence[NoticeRow]) -> dict[str, Letter | Exception]:
    try:
        return {**letters_of(session, rows)}
    except Exception:  # noqa: BLE001 - one by one, to find which it is
        return {row.key: _one(session, row) for row in rows}


def _one(session: Session, row: NoticeRow) -> Letter | Exception:
    try:
        return letters_of(session, [row])[row.key]
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter is a reason to set it aside
        return error


def _readdressed(session: Session, row: NoticeRow, now: datetime) -> bool:
    """Turn a notice to the office that holds today; says whether that is another than before."""
    region = region_now(session, row)
    body = region.body(row.recipient) if region else None
    contact = contact_on(body, local_date(now), row.role) if body else None
    if contact is None or contact.email == row.address:
        return False
    row.office, row.address = contact.office.in_language(row.language), contact.email
    return True


def _groups(rows: Iterable[NoticeRow], letters: dict[str, Letter | Exception]) -> dict[str, list[NoticeRow]]:
    """Give notices by the message they go out in: its name is kept with them, so that it is the same next time."""
    of_office: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    groups: dict[str, list[NoticeRow]] = defaultdict(list)
    for row in rows:
        letter = letters[row.key]
        alone = row.digest is None or not isinstance(letter, Letter) or letter.calendar is not None
        if row.mail is not None:
            groups[row.mail].append(row)
        elif alone:
            groups[row.key].append(row)
        else:
            of_office[row.address, row.language].append(row)
    for mine in of_office.values():
        groups[mine[0].key if len(mine) == 1 else f"digest/{mine[0].key}"] = mine
    return groups


def _mailing(
    session: Session,
    name: str,
    rows: list[NoticeRow],
    letters: dict[str, Letter | Exception],
    enclosed: Enclosed,
    sender: str,
) -> Mailing:
    mine = [letters[row.key] for row in rows]
    good = tuple(each for each in mine if isinstance(each, Letter))
    wrong = next((each for each in mine if isinstance(each, Exception)), None)
    if wrong is not None:
        return Mailing(name, tuple(rows), good, wrong)
    try:
        return Mailing(name, tuple(rows), good, _message(session, name, rows, good, enclosed, sender))
    except Exception as error:  # noqa: BLE001 - what cannot be put together is set aside; the others go out
        return Mailing(name, tuple(rows), good, error)


def _message(
    session: Session,
    name: str,
    rows: Sequence[NoticeRow],
    letters: Sequence[Letter],
    enclosed: Enclosed,
    sender: str,
) -> Message:
    first, region = rows[0], region_now(session, rows[0])
    simulated = is_simulated(session, first)
    files = tuple(file for row in rows for file in (*files_of(session, region, row), *enclosed.get(row.event, ())))
    letter = letters[0] if len(rows) == 1 else together(letters, rows, region, simulated=simulated)
    return Message(
        key=name,
        cycle=first.cycle,
        sender=sender,
        sender_name=SENDER_NAME,
        address=first.address,
        office=first.office,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        language=first.language,
        at=first.created_at,
        simulated=simulated,
        attachments=files,
        thread=(first.stage or first.cycle) if len(rows) == 1 else None,
        list_id=(region.code, region.name.in_language(first.language)) if region else None,
    )


def _kept(row: NoticeRow, letter: Letter, mail: str) -> dict[str, Any]:
    return {"of": row.key, **asdict(letter), "office": row.office, "address": row.address, "mail": mail}
