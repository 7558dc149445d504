"""What steps ask of bodies, figure by figure, and which of it need not be asked twice. Pure.

Principle 9 of the European Statistics Code of Practice (non-excessive burden on respondents), and criterion 13 of the
quality criteria of Viet Nam's state statistics (Decision 01/2019/QĐ-TTg: managing the burden of answering), ask for no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from coordination.kernel.cells import Cell, ratio
from coordination.kernel.period import Period
from coordination.kernel.text import nfc
from coordination.methods.indicators import Indicator, Ratio
from coordination.methods.joint_assessment.owed import LAST_TWO, Expected, owed
from coordination.submissions.checking.figures import MEASURED

Catalogue = Mapping[str, Indicator]
Place = tuple[Any, ...]
"""A cell of a form: indicator and year, and ``plan`` for the plan of that year."""
VALUE, PLAN = "value", "plan"
PARTS: Mapping[str, tuple[str, ...]] = {"joint_assessment": (VALUE, PLAN), "forecast": (VALUE,)}
"""Cells with a figure that a method's form asks of an indicator in a year."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One figure a step asks for. Two are the same if definition, year and vintage are."""

    definition: str
    """``code@version`` of an indicator; of a figure that is none, its label."""
    year: int
    vintage: str = ""
    """Plan period for which the figure is foreseen; empty: it tells what was."""
    indicator: str = ""
    """Code of the indicator, if it is one."""
    part: str = VALUE
    """Which cell of the year it is: the figure itself, or its plan."""

    @property
    def place(self) -> Place:
        """Give the cell it is answered in; a plan stands beside its figure."""
        here = (self.indicator or self.definition, self.year)
        return here if self.part == VALUE else (*here, self.part)


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure asked of a body in a step; the steps come in the order of their days."""

    stage: str
    body: str
    ask: Ask


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure asked, and why it is spared if it is."""

    asked: Asked
    served_from: str = ""
    """The step that asked the same body for the same figure before."""
    derived_from: tuple[str, ...] = ()
    """Codes of numerator and denominator, both asked for: the figure follows from them."""

    @property
    def spared(self) -> bool:
        """Say whether the body need not be asked."""
        return bool(self.served_from or self.derived_from)


def asks_of(method: str, settings: Mapping[str, Any], period: str, catalogue: Catalogue) -> tuple[Ask, ...]:
    """Give the figures a step asks of each body that owes, as its settings declare them, in their order.

    These are the cells its form gives out to be filled in. A joint assessment asks for its ``expected`` figures and their
    plans (``rows_asked``), a forecast for its ``indicators`` in every year of its horizon, a compilation for its
    ``indicators`` and the labels it adds up; a label that is the code or the name of an indicator means that indicator.
    """
    if method == "collate":
        first = Period.parse(period).first
        return tuple(ask_for(label, first, period, catalogue) for label in labels_asked(settings, catalogue))
    vintage = "" if method in MEASURED else period
    rows = rows_asked(method, settings, period, catalogue)
    return tuple(ask_for(code, year, vintage, catalogue, part) for code, year in rows for part in PARTS.get(method, ()))


def labels_asked(settings: Mapping[str, Any], catalogue: Catalogue) -> tuple[str, ...]:
    """Give the labels of the figures a compilation asks for: those of its indicators, by name, then those it adds up."""
    names = (catalogue[code].name.vi for code in settings.get("indicators", ()) if code in catalogue)
    return tuple(dict.fromkeys((*names, *settings.get("add", ()))))


def rows_asked(
    method: str, settings: Mapping[str, Any], period: str, catalogue: Catalogue
) -> tuple[tuple[str, int], ...]:
    """Give the indicators and years a step's form has rows and columns for.

    A joint assessment asks for what it expects, by the years that means in the cycle; one that expects nothing in
    particular asks for every indicator, of last year and of this one.
    """
    planned = Period.parse(period)
    if method == "forecast":
        years = range(planned.first, planned.first + int(settings.get("horizon_years", 1)))
        return tuple((code, year) for code in settings.get("indicators", ()) for year in years)
    if method != "joint_assessment":
        return ()
    expected = [Expected.model_validate(each) for each in settings.get("expected") or ()] or [LAST_TWO]
    return tuple((code, year) for code, years in owed(expected, period, catalogue).items() for year in years)


def ask_for(name: str, year: int, vintage: str, catalogue: Catalogue, part: str = VALUE) -> Ask:
    """Give the ask for a figure called by the code or the name of an indicator, or by a label of its own."""
    found = catalogue.get(name) or next((each for each in catalogue.values() if _same(each.name.vi, name)), None)
    if found is None:
        return Ask(name, year, vintage, part=part)
    return Ask(f"{found.code}@{found.version}", year, vintage, found.code, part)


def _same(one: str, other: str) -> bool:
    return nfc(one).casefold() == nfc(other).casefold()


def register(asked: Iterable[Asked], catalogue: Catalogue) -> list[Entry]:
    """Give every figure asked with why it is spared, if it is.

    A figure of the same definition, year and vintage is asked of a body once, by the first step that does; later steps are
    served from there. A ratio follows from its numerator and denominator where the body is asked for both, by this step or
    one before it.
    """
    first: dict[tuple[str, Ask], str] = {}
    entries = [Entry(each, served_from=_first(first, each)) for each in asked]
    steps = {stage: place for place, stage in enumerate(dict.fromkeys(each.asked.stage for each in entries))}
    return [entry if entry.spared else _derived(entry, first, steps, catalogue) for entry in entries]


def _first(first: dict[tuple[str, Ask], str], asked: Asked) -> str:
    stage = first.setdefault((asked.body, asked.ask), asked.stage)
    return "" if stage == asked.stage else stage


def _derived(
    entry: Entry, first: Mapping[tuple[str, Ask], str], steps: Mapping[str, int], catalogue: Catalogue
) -> Entry:
    asked = entry.asked
    parts = ratio_of(asked.ask, catalogue)
    here = steps[asked.stage]
    known = [first.get((asked.body, part)) for part in parts]
    if not parts or any(stage is None or steps[stage] > here for stage in known):
        return entry
    return replace(entry, derived_from=tuple(part.indicator for part in parts))


def ratio_of(ask: Ask, catalogue: Catalogue) -> tuple[Ask, ...]:
    """Give the asks for numerator and denominator of a ratio, of the same year and vintage; empty if it is none.

    The plan of a ratio is set for itself: it does not follow.
    """
    found = catalogue.get(ask.indicator)
    rule = found.aggregation if found else None
    if not isinstance(rule, Ratio) or ask.part != VALUE:
        return ()
    return tuple(ask_for(code, ask.year, ask.vintage, catalogue) for code in (rule.numerator, rule.denominator))


def worked_out(indicator: Indicator, above: Cell, below: Cell) -> Cell | None:
    """Give a ratio of two cells, to as many digits as the indicator has; None where there is no figure."""
    rule = indicator.aggregation
    if not isinstance(rule, Ratio):
        return None
    value = ratio(above, below, rule.scale).value
    digits = Decimal(1).scaleb(-max(indicator.decimals, 0))
    return None if value is None else Cell.of(value.quantize(digits, ROUND_HALF_UP))


def count(entries: Iterable[Entry]) -> dict[str, int | float]:
    """Count figures asked and spared, by reason."""
    every = list(entries)
    served, derived = sum(bool(each.served_from) for each in every), sum(bool(each.derived_from) for each in every)
    spared = served + derived
    percent = round(100 * spared / len(every), 1) if every else 0.0
    return {"asked": len(every), "spared": spared, "served": served, "derived": derived, "percent": percent}


def by(entries: Iterable[Entry], key: str) -> Iterator[tuple[str, list[Entry]]]:
    """Group entries by ``stage`` or ``body``, in the order in which they come."""
    groups: dict[str, list[Entry]] = {}
    for each in entries:
        groups.setdefault(str(getattr(each.asked, key)), []).append(each)
    yield from groups.items()
