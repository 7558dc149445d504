"""A conflict as it is told: what it is, whom it concerns, on which days, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coordination.cycles.conflicts.programme import Cycle, Gathering, Programme, Sitting, Stage
from coordination.cycles.conflicts.words import DATES, KINDS, SESSIONS, SEVERITIES, Severity
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import Text
from coordination.regions.model import Body, Unit

LISTED = 4
"""Names that a sentence gives before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things in conflict: a date of a step, a meeting, a session, a rule."""

    what: str
    """opens, due, closes, positions, legal, meeting, session or rule."""
    day: date | None
    name: Text | None
    cycle: str | None = None
    step: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the item as plain data."""
        return {
            "what": self.what,
            "date": self.day.isoformat() if self.day else None,
            "name": self.name.model_dump() if self.name else None,
            "cycle": self.cycle,
            "step": self.step,
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that collides or does not fit."""

    code: str
    severity: Severity
    bodies: tuple[str, ...]
    """Codes of the bodies it concerns; empty if it concerns whoever is in the cycle."""
    days: tuple[date, ...]
    message: Text
    fix: Text
    items: tuple[Item, ...]

    @property
    def body(self) -> str | None:
        """The one body it concerns; None if there are several or none in particular."""
        return self.bodies[0] if len(self.bodies) == 1 else None

    def place(self) -> tuple[int, date, tuple[str, ...], str, str]:
        """Give where it stands in a list: the gravest first, then by day and body."""
        first = self.days[0] if self.days else date.min
        return SEVERITIES.index(self.severity), first, self.bodies, self.code, self.message.en

    def as_json(self) -> dict[str, Any]:
        """Give the conflict as plain data."""
        return {
            "code": self.code,
            "severity": self.severity,
            "body": self.body,
            "bodies": list(self.bodies),
            "days": [day.isoformat() for day in self.days],
            "message": self.message.model_dump(),
            "fix": self.fix.model_dump(),
            "items": [item.as_json() for item in self.items],
        }


def found(
    code: str,
    bodies: Iterable[Body] = (),
    items: Sequence[Item] = (),
    *,
    days: Iterable[date] | None = None,
    severity: Severity | None = None,
    **words: object,
) -> Conflict:
    """Make a conflict of a kind; ``words`` fill its sentences beside the names of bodies and items."""
    kind = KINDS[code]
    concerned = {body.code: body.short for body in sorted(bodies, key=lambda body: body.code)}
    on = sorted({item.day for item in items if item.day}) if days is None else list(days)
    names = [item.name for item in items if item.name]
    fill = {"bodies": list(concerned.values()), "all": names, "day": on[0] if on else "", **words}
    fill |= dict(zip(("one", "other"), names, strict=False))
    return Conflict(
        code=code,
        severity=severity or kind.severity,
        bodies=tuple(concerned),
        days=tuple(on),
        message=_filled(kind.says, fill),
        fix=_filled(kind.fix, fill),
        items=tuple(items),
    )


def _filled(pattern: Text, words: Mapping[str, object]) -> Text:
    said = {
        language: pattern.in_language(language).format_map(
            {name: _said(each, language) for name, each in words.items()}
        )
        for language in ("vi", "en")
    }
    return Text(**{language: text[:1].upper() + text[1:] for language, text in said.items()})


def _said(word: object, language: str) -> str:
    if isinstance(word, Text):
        return word.in_language(language)
    if isinstance(word, date):
        return f"{word:%d/%m/%Y}"
    if isinstance(word, list):
        more = len(word) - LISTED
        rest = (f" và {more} mục nữa" if language == "vi" else f" and {more} more") if more > 0 else ""
        return ", ".join(_said(each, language) for each in word[:LISTED]) + rest
    return str(word)


def dated(programme: Programme, cycle: Cycle, stage: Stage, name: str) -> Item:
    """Give a date of a step as an item: ``the due date of step “Forecast” (Cần Thơ)``."""
    what, step, place = DATES[name], stage.step, _place(programme, [cycle.unit])
    words = Text(
        vi=f"{what.vi} của bước “{step.name.vi}”{place.vi}", en=f"{what.en} of step “{step.name.en}”{place.en}"
    )
    return Item(name, stage.dates.named()[name].day, words, cycle.key, step.code)


def gathered(programme: Programme, cycle: Cycle, stage: Stage, meeting: Gathering) -> Item:
    """Give a meeting as an item, with its provinces and hours."""
    paired = meeting.rule.pairing == "neighbours"
    place = _place(programme, dict.fromkeys(body.unit for body in meeting.bodies) if paired else [cycle.unit])
    hours = f"{meeting.starts.astimezone(VIETNAM):%H:%M}–{meeting.ends.astimezone(VIETNAM):%H:%M}"
    name = meeting.rule.name
    words = Text(vi=f"“{name.vi}”{place.vi}, {hours}", en=f"“{name.en}”{place.en}, {hours}")
    return Item("meeting", meeting.day, words, cycle.key, stage.step.code)


def sat(programme: Programme, sitting: Sitting) -> Item:
    """Give the opening day of a session as an item."""
    what = SESSIONS.get(sitting.kind, Text(vi=f"kỳ họp {sitting.kind}", en=f"the {sitting.kind} session"))
    unit = programme.region.unit(sitting.unit).name
    words = Text(vi=f"{what.vi} của Hội đồng nhân dân {unit.vi}", en=f"{what.en} of the People's Council of {unit.en}")
    return Item("session", sitting.day, words)


def provinces(programme: Programme, codes: Iterable[str | None]) -> list[Text]:
    """Give the names of provinces; what is no province of the region is left out."""
    wanted = set(codes)
    units: list[Unit] = programme.region.units
    return [unit.name for unit in units if unit.code in wanted]


def _place(programme: Programme, codes: Iterable[str | None]) -> Text:
    names = provinces(programme, codes)
    if not names:
        return Text(vi="", en="")
    return Text(vi=f" ({' – '.join(each.vi for each in names)})", en=f" ({' – '.join(each.en for each in names)})")


def where(cycle: Cycle, stage: Stage, *rest: str) -> str:
    """Give the place in the files where a step says something."""
    return f"procedures/{cycle.procedure.procedure}.yaml: " + " › ".join(["steps", stage.step.code, *rest])
