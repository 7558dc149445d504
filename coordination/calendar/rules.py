"""A deadline is a rule. It evaluates to a date and to the derivation one can print. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import Any

from coordination.calendar import cautions, wording
from coordination.calendar.counting import Derived, Way, walk
from coordination.calendar.days import WorkCalendar
from coordination.calendar.grammar import (
    GRAMMAR,
    Base,
    Counted,
    Fixed,
    FromQuarter,
    FromSession,
    Rule,
    parse,
)
from coordination.calendar.refusals import RuleError
from coordination.kernel.text import Text
from coordination.regions.model import Basis, DatedRule

__all__ = ["GRAMMAR", "Derived", "Due", "Rule", "RuleError", "describe", "evaluate", "parse"]


@dataclass(frozen=True, slots=True)
class Due:
    """A date with the way it came about."""

    day: date
    rule: str
    """The rule in compact text, as it was given."""
    anchor: date | None = None
    """The day it was counted from; None for a fixed day."""
    freeze: str = "recompute"
    """What becomes of the date when its anchor moves: recompute, once_notified or ask."""
    basis: Text | None = None
    status: str = ""
    derivation: tuple[Derived, ...] = ()
    warnings: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    """That a Saturday is worked, and the warnings, in a few words, as the one line has them."""
    reading: str | None = None
    """How `before` was read: strict or inclusive."""
    names: Mapping[str, Text] = field(default_factory=dict, compare=False, repr=False)
    """Names of steps by code, for the sentence only: a step renamed is no other date."""

    def sentence(self, language: str) -> str:
        """Explain the date in one line: rule, anchor, days skipped, roll, warnings, basis and its standing."""
        rule = parse(self.rule)
        parts = [_base_words(rule, language, self.reading, self.anchor, self.names)]
        skipped, rolled = self._passed_over()
        year = self.day.year
        if skipped:
            off = wording.days_off(((each.day, each.reason) for each in skipped), year, language)
            parts.append(f"không tính {off}" if language == "vi" else f"not counted: {off}")
        if rolled:
            off = wording.days_off(((each.day, each.off or each.reason) for each in rolled), year, language)
            reached = self.derivation[-1].reason.in_language(language)
            parts.append(f"{off}: {reached}")
        parts += [remark.in_language(language) for remark in self.remarks]
        line = f"{self.day:%d/%m/%Y}: {'; '.join(parts)}"
        if self.basis is None:
            return line
        return wording.based(line, self.basis.in_language(language), self.status, language)

    def _passed_over(self) -> tuple[list[Derived], list[Derived]]:
        """Give the days off skipped in counting, and those the date was rolled over."""
        off = [each for each in self.derivation if each.role == "off"]
        if not self.derivation or self.derivation[-1].role != "reached":
            return off, []
        rolled = list(takewhile(lambda each: each.role == "off", self.derivation[-2::-1]))
        return off[: len(off) - len(rolled)], rolled

    def as_data(self) -> dict[str, Any]:
        """Give the date with its derivation as plain data, as it is stored and shown."""
        return {
            "date": self.day.isoformat(),
            "rule": self.rule,
            "anchor": self.anchor.isoformat() if self.anchor else None,
            "freeze": self.freeze,
            "basis": self.basis.model_dump() if self.basis else None,
            "status": self.status,
            "sentence": {"vi": self.sentence("vi"), "en": self.sentence("en")},
            "derivation": [
                {"date": each.day.isoformat(), "counted": each.counted, "reason": each.reason.model_dump()}
                for each in self.derivation
            ],
            "warnings": [each.model_dump() for each in self.warnings],
        }


def evaluate(
    rule: str | DatedRule,
    *,
    year: int,
    anchors: Mapping[str, date],
    calendar: WorkCalendar,
    names: Mapping[str, Text] | None = None,
) -> Due:
    """Give the date a rule means in year N, and its derivation.

    ``anchors`` gives the day of each name a rule may count from (``opens``, ``due``, ``session:year_end``…).
    ``names`` gives steps their names by code, and to an anchor (``session:year_end``) a note on its day:
    wording.FIXED_BY_COUNCIL or wording.BY_CUSTOM.
    Raises RuleError for a text that is no rule, an anchor not in ``anchors``, and a day out of the calendar.
    """
    text, basis = (rule, None) if isinstance(rule, str) else (rule.compact, rule.basis)
    parsed = parse(text)
    way = walk(parsed, year, anchors, calendar)
    told = _warnings(way, basis, calendar)
    worked = calendar.reason_on(way.day)
    return Due(
        day=way.day,
        rule=text,
        anchor=way.anchor,
        freeze=parsed.options.freeze or "recompute",
        basis=Text(vi=basis.text, en=basis.words("en")) if basis else None,
        status=basis.status if basis else "",
        derivation=tuple(way.steps),
        warnings=tuple(full for full, _ in told),
        remarks=(*([wording.though_weekend(way.day, worked)] if worked else []), *(brief for _, brief in told)),
        reading=way.reading,
        names=names or {},
    )


def describe(rule: Rule, language: str, names: Mapping[str, Text] | None = None) -> str:
    """Give a rule with its options in words a clerk uses; ``names`` gives steps their names by code."""
    options = rule.options
    parts = [_base_words(rule, language, options.reading, None, names or {})]
    if options.roll:
        parts.append(wording.ROLLS[options.roll].in_language(language))
    if options.freeze:
        parts.append(wording.FREEZES[options.freeze].in_language(language))
    return ", ".join(parts)


def _base_words(rule: Rule, language: str, reading: str | None, anchor: date | None, names: Mapping[str, Text]) -> str:
    """Give a rule's base in words, with the day it was counted from where that is known."""
    words = _plain(rule.base, language, names)
    if anchor and f"{anchor:%d/%m/%Y}" not in words:
        note = names.get(_anchor_name(rule.base))
        words += f" {anchor:%d/%m/%Y}" + (f" ({note.in_language(language)})" if note else "")
    if rule.options.day_zero == "counted":
        words += wording.COUNTED_ZERO.in_language(language)
    return words + (wording.READ[reading].in_language(language) if reading else "")


def _anchor_name(base: Base) -> str:
    """Give the name of the anchor that others fix; empty for a rule without one."""
    if isinstance(base, FromSession):
        return f"session:{base.kind}"
    return base.anchor if isinstance(base, Counted) and base.anchor.startswith("session:") else ""


def _plain(base: Base, language: str, names: Mapping[str, Text]) -> str:
    if isinstance(base, Fixed):
        return wording.fixed(base.day, base.month, base.year_offset, language, before=base.before)
    if isinstance(base, Counted):
        what = wording.anchor(base.anchor, language, names)
        return wording.distance(base.days, what, language, after=base.sign > 0, working=base.working)
    if isinstance(base, FromSession):
        what = wording.anchor(_anchor_name(base), language, names)
        return wording.distance(abs(base.days), what, language, after=base.days >= 0)
    if isinstance(base, FromQuarter):
        what = wording.quarter(base.quarter, base.year_offset, language)
        return wording.distance(abs(base.days), what, language, after=base.days >= 0)
    return wording.last_working_day(base.month, base.year_offset, language)


def _warnings(way: Way, basis: Basis | None, calendar: WorkCalendar) -> list[tuple[Text, Text]]:
    """Give what the reader must know besides the date, each in full and in a few words."""
    found = []
    off = calendar.reason_off(way.day)
    if off is not None:
        found.append(cautions.stays_on_day_off(way.day, off, _working_days_near(way.day, calendar)))
    looked_at = {each.day.year for each in way.steps if each.role != "anchor"} | {way.day.year}
    if beyond := sorted(year for year in looked_at if year > calendar.announced_through):
        found.append(cautions.not_announced(beyond))
    if basis and basis.valid_from and way.day < basis.valid_from:
        found.append(cautions.not_yet_in_force(way.day, basis.valid_from))
    if basis and basis.valid_to and way.day > basis.valid_to:
        found.append(cautions.no_longer_in_force(way.day, basis.valid_to))
    return found


def _working_days_near(day: date, calendar: WorkCalendar) -> tuple[date, date] | None:
    """Give the working days before and after a day off."""
    try:
        return calendar.next_working(day, -1), calendar.next_working(day)
    except OverflowError:  # the first and last days of all years
        return None
