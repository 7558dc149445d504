"""Plans beside what came of them: which pairs say something, and which are left out for what reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from statistics import median
from typing import Final, Literal

from coordination.kernel.text import Text

Reason = Literal["boundary", "revised", "partial", "not_positive", "slip"]
REASONS: Final[Mapping[Reason, Text]] = {
    "boundary": Text(
        vi="địa giới thay đổi giữa lúc lập dự toán và lúc quyết toán",
        en="the territory changed between plan and outturn",
    ),
    "revised": Text(vi="kế hoạch đã điều chỉnh trong năm", en="the plan was revised during the year"),
    "partial": Text(vi="số thực hiện chưa đủ năm hoặc mới ước", en="the outturn is partial or an estimate"),
    "not_positive": Text(
        vi="kế hoạch hoặc thực hiện không lớn hơn 0, không tính được tỷ lệ", en="plan or outturn not above 0: no ratio"
    ),
    "slip": Text(
        vi="tỷ lệ lệch hàng trăm lần so với các tỉnh cùng năm: nghi sai đơn vị tính",
        en="the ratio is hundreds of times off the others of the year: units confused, it seems",
    ),
}
REVISED: Final = frozenset({"revised"})
PARTIAL: Final = frozenset({"partial", "estimate"})
SLIP: Final = 300.0
"""A ratio so many times above or below the year's median comes of units a thousandfold apart."""
ENOUGH: Final = 3
"""Provinces of a year from which their median says what is usual."""

Area = Callable[[str, int], object]
"""Gives what a unit was at the end of a year; two years compare if it is the same."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A plan or an outturn of a year as it was given; ``status`` is empty where nothing special was said."""

    unit: str
    indicator: str
    year: int
    value: float
    status: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A plan and its outturn, both above 0."""

    unit: str
    indicator: str
    year: int
    plan: float
    outturn: float

    @property
    def error(self) -> float:
        """Give log(outturn ÷ plan): above 0 where more came than was planned."""
        return log(self.outturn / self.plan)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A pair that says nothing, and why."""

    unit: str
    indicator: str
    year: int
    reason: Reason
    member: str = ""
    """The former unit it is said of, where it is told of the one that took it up."""


@dataclass(frozen=True)
class Pairs:
    """All that could be paired."""

    kept: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...] = ()
    former: frozenset[tuple[str, int]] = field(default=frozenset())
    """Units and years whose plan and outturn are both of a former territory: they compare, with that in mind."""


def pair(plans: Iterable[Figure], outturns: Iterable[Figure], area: Area | None = None) -> Pairs:
    """Set plans beside outturns; a year that has only one of them is passed over.

    A plan is voted before its year, so that it speaks of the territory at the end of the year before, its outturn of
    that at the year's end; where ``area`` says these differ the pair is left out. A plan revised during the year is not
    the one that was voted; the voted one is used where both are given. What is partial or estimated has not come yet.
    """
    planned, came = _by_key(plans, REVISED), _by_key(outturns, PARTIAL)
    kept: list[Pair] = []
    out: list[LeftOut] = []
    for key in sorted(planned.keys() & came.keys()):
        plan, outturn = planned[key], came[key]
        reason = _reason(plan, outturn, area)
        if reason is None:
            kept.append(Pair(*key, plan.value, outturn.value))
        else:
            out.append(LeftOut(*key, reason))
    sound, slips = _without_slips(kept)
    left = sorted([*out, *slips], key=lambda each: (each.unit, each.indicator, each.year))
    return Pairs(tuple(sound), tuple(left), _former(sound, area))


def unpaired(plans: Iterable[Figure], outturns: Iterable[Figure]) -> list[Figure]:
    """Give the plans of which no outturn came, by indicator, year and unit: they say nothing, and nobody should think so."""
    came = {(each.unit, each.indicator, each.year) for each in outturns}
    alone = [each for each in plans if (each.unit, each.indicator, each.year) not in came]
    return sorted(alone, key=lambda each: (each.indicator, each.year, each.unit))


def _by_key(figures: Iterable[Figure], worse: frozenset[str]) -> dict[tuple[str, str, int], Figure]:
    """Give figures by unit, indicator and year; one of a worse status gives way to the other."""
    found: dict[tuple[str, str, int], Figure] = {}
    for each in figures:
        key = each.unit, each.indicator, each.year
        if key not in found or found[key].status in worse:
            found[key] = each
    return found


def _reason(plan: Figure, outturn: Figure, area: Area | None) -> Reason | None:
    if plan.status in REVISED:
        return "revised"
    if outturn.status in PARTIAL:
        return "partial"
    if area is not None and area(plan.unit, plan.year - 1) != area(plan.unit, plan.year):
        return "boundary"
    return None if plan.value > 0 and outturn.value > 0 else "not_positive"


def _without_slips(kept: Sequence[Pair]) -> tuple[list[Pair], list[LeftOut]]:
    errors: dict[tuple[str, int], list[float]] = defaultdict(list)
    for each in kept:
        errors[each.indicator, each.year].append(each.error)
    usual = {key: median(found) for key, found in errors.items() if len(found) >= ENOUGH}
    sound: list[Pair] = []
    out: list[LeftOut] = []
    for each in kept:
        off = abs(each.error - usual.get((each.indicator, each.year), each.error))
        if exp(min(off, 700)) >= SLIP:
            out.append(LeftOut(each.unit, each.indicator, each.year, "slip"))
        else:
            sound.append(each)
    return sound, out


def _former(kept: Sequence[Pair], area: Area | None) -> frozenset[tuple[str, int]]:
    if area is None or not kept:
        return frozenset()
    last = max(each.year for each in kept)
    here = {(each.unit, each.year) for each in kept}
    return frozenset(key for key in here if area(*key) != area(key[0], last))
