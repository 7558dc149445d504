"""How good what a body handed in is: complete, in time, usable. Pure.

Of the dimensions of statistical output, those a step can measure are meant: accuracy and reliability (principle 12 of the
European Statistics Code of Practice), timeliness and punctuality (principle 13). Viet Nam's quality criteria of state
statistics (Decision 01/2019/QĐ-TTg of 5 January 2019) have the same among their nineteen: accuracy and reliability,
timeliness and punctuality. The shares are ours; nothing in them ranks or punishes a body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coordination.kernel.cells import State

Place = tuple[Any, ...]
"""A cell of a form: indicator and year (and ``plan``), or the part of a form and its key."""
FIGURES = (State.VALUE, State.ZERO)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Cells asked of a body by what it answered; ``untouched`` ones have no answer at all."""

    asked: int
    states: Mapping[State, int] = field(default_factory=dict)
    served: int = 0
    """Asked and not given, because an earlier hand-in or figures beside it answer them."""
    beyond: int = 0
    """Given without being asked."""

    @property
    def untouched(self) -> int:
        """Count the cells without an answer, not even that there is none."""
        return self.asked - sum(self.states.values()) - self.served

    @property
    def without_figure(self) -> int:
        """Count the cells answered by saying why there is no figure: not collected, withheld, not due, not applicable."""
        return sum(count for state, count in self.states.items() if state not in FIGURES)

    @property
    def percent(self) -> float | None:
        """Give the share of the cells asked that are answered, by a figure or by why there is none; None for none asked."""
        return _percent(self.asked - self.untouched, self.asked)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """When a body handed in, and what it took."""

    due: date
    """Its last day, an extension counted in."""
    handed_in: date | None
    reminded: int
    revisions: int
    returned: int

    @property
    def days(self) -> int | None:
        """Give the days between hand-in and last day: 2 is two days early, -3 three days late, None nothing handed in."""
        return None if self.handed_in is None else (self.due - self.handed_in).days


@dataclass(frozen=True, slots=True)
class Usability:
    """Figures given, and those among them something was found about."""

    cells: int
    with_error: int
    with_warning: int
    explained: int
    """Of those with a warning, how many carry a word of explanation."""

    @property
    def percent(self) -> float | None:
        """Give the share of figures that can be used as they are: nothing found, or explained; None without figures."""
        return _percent(self.cells - self.with_error - self.with_warning + self.explained, self.cells)


def completeness(
    asked: AbstractSet[Place], answers: Mapping[Place, State], served: AbstractSet[Place] = frozenset()
) -> Completeness:
    """Count what was asked by what was answered; ``served`` need not be given."""
    states = Counter(answers[place] for place in asked & answers.keys())
    return Completeness(len(asked), dict(states), len((asked - answers.keys()) & served), len(answers.keys() - asked))


def usability(
    given: AbstractSet[Place], found: Iterable[tuple[str, Place]], explained: AbstractSet[Place]
) -> Usability:
    """Count the figures given by what was found; ``found`` holds severity and place, notes do not count."""
    by_weight: dict[str, set[Place]] = {"error": set(), "warning": set()}
    for severity, place in found:
        if severity in by_weight and place in given:
            by_weight[severity].add(place)
    wrong, doubtful = by_weight["error"], by_weight["warning"] - by_weight["error"]
    return Usability(len(given), len(wrong), len(doubtful), len(doubtful & explained))


def together(parts: Iterable[Completeness]) -> Completeness:
    """Add up the completeness of several bodies."""
    every, states = list(parts), Counter[State]()
    for each in every:
        states.update(each.states)
    return Completeness(
        sum(each.asked for each in every),
        dict(states),
        sum(each.served for each in every),
        sum(each.beyond for each in every),
    )


def usable(parts: Iterable[Usability]) -> Usability:
    """Add up the usability of several bodies."""
    every = list(parts)
    return Usability(
        sum(each.cells for each in every),
        sum(each.with_error for each in every),
        sum(each.with_warning for each in every),
        sum(each.explained for each in every),
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
