"""The letters of notices: set from the event and from what stood when it happened, whenever they are wanted.

Events do not wait for words. A letter is set when it is to be sent, and then kept as it was sent; looked at before,
it reads the same, for nothing it is made of changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.service import Event, events_at
from coordination.cycles.ics.invitations import invitation_for
from coordination.cycles.queries import region_at, region_of
from coordination.cycles.tables import CycleRow
from coordination.kernel.canonical import sha256
from coordination.kernel.clock import local_date
from coordination.kernel.remember import remembered
from coordination.kernel.text import Text
from coordination.notices.returning.acknowledging import asked_within
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.notices.telling.render import Reader, Wording
from coordination.notices.telling.rules import contact_on
from coordination.regions.model import Body, Region
from coordination.regions.rules import select_all


@dataclass(frozen=True, slots=True)
class Letter:
    """What a recipient reads, and the calendar entry that goes with it."""

    subject: str
    text: str
    html: str
    calendar: str | None
    text_hash: str


@dataclass(frozen=True, slots=True)
class StageAsTold:
    """A step as it stood when an event happened."""

    key: str
    due: date
    closes: date
    positions_due: date
    explained: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, row: TellingRow) -> StageAsTold | None:
        """Read a step from what was kept; None where the event is not about one."""
        if row.stage is None:
            return None
        due, closes, positions_due = (
            date.fromisoformat(row.dates[name]) for name in ("due", "closes", "positions_due")
        )
        why = {name: {"sentence": each} for name, each in row.dates["why"].items()}
        return cls(row.stage, due, closes, positions_due, why)


def letters_of(session: Session, notices: Iterable[NoticeRow]) -> dict[str, Letter]:
    """Give the letters of notices by key: as they were sent, or as they would be."""
    found, unset = {}, []
    for row in notices:
        if row.text is None:
            unset.append(row)
        else:
            found[row.key] = Letter(row.subject or "", row.text, row.html or "", row.calendar, row.text_hash or "")
    tellings = _tellings(session, {row.event for row in unset})
    return found | {row.key: tellings[row.event].to(row) for row in unset}


def telling_of(session: Session, event: int) -> TellingRow:
    """Give what the letters about an event may name; LookupError for one told before that was kept."""
    kept = session.get(TellingRow, event)
    if kept is None:
        raise LookupError(f"what the letters about event {event} name was not kept: it was told by an older version")
    return kept


def region_now(session: Session, notice: NoticeRow) -> Region | None:
    """Give the configuration that holds today for a notice: its cycle's, or of a circular the one it was told by."""
    cycle = session.get(CycleRow, notice.cycle)
    if cycle is not None:
        return region_of(session, cycle)
    kept = session.get(TellingRow, notice.event)
    return region_at(session, kept.snapshot) if kept else None


def is_simulated(session: Session, notice: NoticeRow) -> bool:
    """Say whether a notice belongs to a simulated year."""
    cycle = session.get(CycleRow, notice.cycle)
    if cycle is not None:
        return cycle.simulated
    return any(each.data.get("simulated", False) for each in events_at(session, [notice.event]))


def _tellings(session: Session, numbers: set[int]) -> dict[int, _Telling]:
    if not numbers:
        return {}
    kept = {row.event: row for row in session.exec(select(TellingRow).where(col(TellingRow.event).in_(numbers)))}
    return {each.seq: _Telling(session, each, kept[each.seq]) for each in events_at(session, numbers)}


class _Telling:
    """One event on its way to its recipients, worded once for each language."""

    def __init__(self, session: Session, event: Event, kept: TellingRow) -> None:
        self._event, self._kept = event, kept
        self._given = given(session, event, kept)
        self._region: Region = self._given["region"]
        self._wordings: dict[str, Wording] = {}
        self._invitations: dict[str, str | None] = {}

    def to(self, row: NoticeRow) -> Letter:
        """Give the letter of one notice."""
        language = row.language
        if language not in self._wordings:
            simulated = self._given["simulated"]
            self._wordings[language] = Wording(self._event.type, language, self._given)
            self._invitations[language] = invitation_for(self._region, self._event, language, simulated=simulated)
        recipient = self._region.body(row.recipient) or self._unlisted(row.recipient)
        words = self._wordings[language].to(recipient, row.key)
        return Letter(words.subject, words.text, words.html, self._invitations[language], sha256(words.text))

    def _unlisted(self, code: str) -> Reader:
        name = self._kept.bodies.get(code)
        if name is None:
            raise LookupError(f"{code} is no body of the configuration it was told by")
        return Reader(Text(**name), code)


@dataclass(frozen=True, slots=True)
class _Names:
    """What every notice of a region names: its bodies, short and in full, and whom to ask."""

    short: Mapping[str, Text]
    full: Mapping[str, Text]
    secretariat: Body | None


@remembered
def _names(region: Region) -> _Names:
    return _Names(
        {each.code: each.short for each in region.bodies},
        {each.code: each.name for each in region.bodies},
        next(iter(select_all(region, ["region.secretariat"])), None) or next(iter(_hearing_of_mail(region)), None),
    )


def _hearing_of_mail(region: Region) -> list[Body]:
    """Give who looks after the mail where there is no secretariat: the country's circulars."""
    return select_all(region, [each for tell in region.tells if tell.event == "delivery.failed" for each in tell.to])


def given(session: Session, event: Event, kept: TellingRow) -> dict[str, Any]:
    """Give what the templates may name, whoever reads."""
    cycle, region = session.get(CycleRow, event.cycle), region_at(session, kept.snapshot)
    procedure = region.procedure(cycle.procedure) if cycle else None
    stage, names = StageAsTold.of(kept), _names(region)
    steps = procedure.steps if procedure else []
    step = stage.key.rpartition("/")[2] if stage else None
    secretariat = names.secretariat
    ask = contact_on(secretariat, local_date(event.at)) if secretariat else None
    return {
        "event": event.type,
        "at": event.at,
        "data": event.data,
        "region": region,
        "cycle": {"key": cycle.key, "period": cycle.period, "unit": cycle.unit, "ends": kept.ends_on}
        if cycle
        else None,
        "simulated": cycle.simulated if cycle else event.data.get("simulated", False),
        "procedure": procedure,
        "stage": stage,
        "step": next((each for each in steps if each.code == step), None),
        "steps": {f"{event.cycle}/{each.code}": each for each in steps},
        "names": names.short,
        "full_names": names.full,
        "place": region.unit(cycle.unit).full_name if cycle and cycle.unit else region.name,
        "ask": {"name": secretariat.name if secretariat else None, "email": ask.email if ask else None},
        "acknowledge": asked_within(region, event.type) if cycle else None,
        "chain": {"length": event.seq, "head": event.hash},
        "on_paper": False,
    }
