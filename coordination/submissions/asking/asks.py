"""What steps ask of bodies, figure by figure, and which of it need not be asked twice. Pure.

Principle 9 of the European Statistics Code of Practice (non-excessive burden on respondents), and criterion 13 of the
quality criteria of Viet Nam's state statistics (Decision 01/2019/QĐ-TTg: managing the burden of answering), ask for no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coordination.kernel.period import Period
from coordination.kernel.text import nfc
from coordination.methods.indicators import Indicator, Ratio
from coordination.submissions.checking.figures import MEASURED, ROWS

Catalogue = Mapping[str, Indicator]


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

    A joint assessment asks for its ``expected`` figures, a forecast for its ``indicators`` in every year of its horizon, a
    compilation for the labels it adds up; a label that is the code or the name of an indicator means that indicator.
    """
    first = Period.parse(period).first
    match method:
        case "joint_assessment":
            wanted = [
                (each["indicator"], int(year), "") for each in settings.get("expected", ()) for year in each["periods"]
            ]
        case "forecast":
            years = range(first, first + int(settings.get("horizon_years", 1)))
            wanted = [(code, year, period) for code in settings.get("indicators", ()) for year in years]
        case "collate":
            wanted = [(label, first, period) for label in settings.get("add", ())]
        case _:
            wanted = []
    return tuple(ask_for(name, year, vintage, catalogue) for name, year, vintage in wanted)


def leaves_open(method: str, settings: Mapping[str, Any]) -> bool:
    """Say whether a step takes figures of the registry and leaves it to the bodies which."""
    return method in ROWS and not (settings.get("expected") if method in MEASURED else settings.get("indicators"))


def ask_for(name: str, year: int, vintage: str, catalogue: Catalogue) -> Ask:
    """Give the ask for a figure called by the code or the name of an indicator, or by a label of its own."""
    found = catalogue.get(name) or next((each for each in catalogue.values() if _same(each.name.vi, name)), None)
    if found is None:
        return Ask(name, year, vintage)
    return Ask(f"{found.code}@{found.version}", year, vintage, found.code)


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
    """Give the asks for numerator and denominator of a ratio, of the same year and vintage; empty if it is none."""
    found = catalogue.get(ask.indicator)
    rule = found.aggregation if found else None
    if not isinstance(rule, Ratio):
        return ()
    return tuple(ask_for(code, ask.year, ask.vintage, catalogue) for code in (rule.numerator, rule.denominator))


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
