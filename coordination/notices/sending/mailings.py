"""From claimed notices to messages: addresses of today's offices, letters set and kept, digests put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from coordination.cycles.tables import CycleRow
from coordination.kernel.clock import local_date
from coordination.notices.circulars.enclosures import enclosures_of
from coordination.notices.sending.message import Attachment, Message
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.bundle import Carried, carried_with
from coordination.notices.telling.digests import together
from coordination.notices.telling.letters import Letter, is_simulated, letters_of, region_now
from coordination.notices.telling.rules import contact_on
from coordination.regions.model import Region
from coordination.store.database import Database

SENDER_NAME = "Liên Vùng"
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


def mailings_of(
    database: Database, rows: Sequence[NoticeRow], sender: str, now: datetime, at_once: Collection[str] = ()
) -> list[Mailing]:
    """Set the letters of claimed notices and keep them before the first is sent: what went out is what is kept.

    A letter that cannot be set is told from the others, which go out. An office that has changed since is written
    to at its new address; what was sent to the old one stays with its attempts. Events ``at_once`` are told in letters
    of their own, whatever the office chose.
    """
    with database.read() as session:
        batch = _Batch(session, rows, sender)
        letters = batch.letters
        moved = {row.key for row in rows if _readdressed(batch.scene(row).region, row, now)}
        found = [batch.mailing(name, group) for name, group in _groups(rows, letters, at_once).items()]
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


def _readdressed(region: Region | None, row: NoticeRow, now: datetime) -> bool:
    """Turn a notice to the office that holds today; says whether that is another than before."""
    body = region.body(row.recipient) if region else None
    contact = contact_on(body, local_date(now), row.role) if body else None
    if contact is None or contact.email == row.address:
        return False
    row.office, row.address = contact.office.in_language(row.language), contact.email
    return True


def _groups(
    rows: Iterable[NoticeRow], letters: Mapping[str, Letter | Exception], at_once: Collection[str]
) -> dict[str, list[NoticeRow]]:
    """Give notices by the message they go out in: its name is kept with them, so that it is the same next time."""
    of_office: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    groups: dict[str, list[NoticeRow]] = defaultdict(list)
    for row in rows:
        letter = letters[row.key]
        alone = row.digest is None or row.type in at_once or not isinstance(letter, Letter) or bool(letter.calendar)
        if row.mail is not None:
            groups[row.mail].append(row)
        elif alone:
            groups[row.key].append(row)
        else:
            of_office[row.address, row.language].append(row)
    for mine in of_office.values():
        groups[mine[0].key if len(mine) == 1 else f"digest/{mine[0].key}"] = mine
    return groups


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all messages about one event have in common."""

    region: Region | None
    simulated: bool
    thread: str


class _Batch:
    """Notices that go out together, and what is asked again and again while their messages are made."""

    def __init__(self, session: Session, rows: Sequence[NoticeRow], sender: str) -> None:
        self._session, self._sender = session, sender
        mine = select(CycleRow).where(col(CycleRow.key).in_({row.cycle for row in rows}))
        self._cycles = list(session.exec(mine))  # a session reads again what nobody holds
        self._scenes: dict[int, _Scene] = {}
        self._carried: dict[int, Carried] = {}
        self._enclosed = enclosures_of(session, rows)
        self.letters = _letters(session, rows)

    def scene(self, row: NoticeRow) -> _Scene:
        """Give what all messages about a notice's event have in common."""
        if row.event not in self._scenes:
            circular = row.stage is None and "/" not in row.cycle
            thread = f"{row.cycle}/{_first_told(self._session, row)}" if circular else row.stage or row.cycle
            region, simulated = region_now(self._session, row), is_simulated(self._session, row)
            self._scenes[row.event] = _Scene(region, simulated, thread)
        return self._scenes[row.event]

    def mailing(self, name: str, rows: Sequence[NoticeRow]) -> Mailing:
        """Give the message of some notices, or why it cannot be written."""
        mine = [self.letters[row.key] for row in rows]
        good = tuple(each for each in mine if isinstance(each, Letter))
        wrong = next((each for each in mine if isinstance(each, Exception)), None)
        if wrong is not None:
            return Mailing(name, tuple(rows), good, wrong)
        try:
            return Mailing(name, tuple(rows), good, self._message(name, rows, good))
        except Exception as error:  # noqa: BLE001 - what cannot be put together is set aside; the others go out
            return Mailing(name, tuple(rows), good, error)

    def _message(self, name: str, rows: Sequence[NoticeRow], letters: Sequence[Letter]) -> Message:
        first, scene = rows[0], self.scene(rows[0])
        region, alone = scene.region, len(rows) == 1
        letter = letters[0] if alone else together(letters, rows, region, simulated=scene.simulated)
        return Message(
            key=name,
            cycle=first.cycle,
            sender=self._sender,
            sender_name=SENDER_NAME,
            address=first.address,
            office=first.office,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            calendar=letter.calendar,
            language=first.language,
            at=first.created_at,
            simulated=scene.simulated,
            attachments=tuple(file for row in rows for file in self._files(row)),
            thread=scene.thread if alone else None,
            list_id=(region.code, region.name.in_language(first.language)) if region else None,
        )

    def _files(self, row: NoticeRow) -> Iterator[Attachment]:
        if row.event not in self._carried:
            self._carried[row.event] = carried_with(self._session, self.scene(row).region, row)
        yield from self._carried[row.event].by(row.recipient)
        yield from self._enclosed.get(row.event, ())


def _first_told(session: Session, row: NoticeRow) -> int:
    """Give the event a circular was first told by: its corrections stand beside it."""
    while row.supersedes and (earlier := session.get(NoticeRow, row.supersedes)) is not None:
        row = earlier
    return row.event


def _kept(row: NoticeRow, letter: Letter, mail: str) -> dict[str, Any]:
    return {"of": row.key, **asdict(letter), "office": row.office, "address": row.address, "mail": mail}
