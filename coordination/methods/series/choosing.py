"""Which method a panel is forecast by: the preferred one, unless another is clearly better at the rolling origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist
from typing import Final

from coordination.kernel.text import Text
from coordination.methods.series.candidates import NAMES
from coordination.methods.series.combining import described, parts
from coordination.methods.series.models import Array, Base, Prepared
from coordination.methods.series.origins import Fits, Place, by_series, mean_error, scaled_errors
from coordination.methods.wording import en, vi

BETTER: Final = 0.1
"""A method takes the place of the preferred one only if its error is smaller by more than this share: on published provincial
figures following smaller differences gains nothing."""
ONE_SIDE: Final = NormalDist().cdf(1)
"""The share of chance below one standard error: few series or origins know their standard error badly, and Student's
distribution says how much further one has to go for the same share."""

Errors = Mapping[Place, Array]


@dataclass(frozen=True)
class Tried:
    """A method's mean absolute scaled error at the rolling origins; None where nothing could be measured."""

    method: str
    error: float | None
    count: int


@dataclass(frozen=True)
class Choice:
    """The method chosen, why, and how far each one tried was off."""

    method: str
    why: Text
    tried: tuple[Tried, ...]


def asked(panel: Sequence[Prepared], fits: Fits, method: str, given: Mapping[Base, float] | None = None) -> Choice:
    """Give the method asked for, with its error at the rolling origins."""
    of = Text(vi="", en="") if len(parts(method)) == 1 else described(method)
    in_vi, in_en = (f" ({words})" if words else "" for words in (of.vi, of.en))
    name = NAMES[method]
    why = Text(vi=f"theo yêu cầu: {name.vi}{in_vi}", en=f"as asked: {name.en}{in_en}")
    return Choice(method, why, (_tried(method, scaled_errors(panel, fits, method, given)),))


def choose(
    panel: Sequence[Prepared], fits: Fits, admitted: Sequence[str], given: Mapping[Base, float] | None = None
) -> Choice:
    """Choose among methods for all series of a panel; the last of those admitted is preferred.

    Another is taken if its error is smaller by more than ``BETTER`` and by more than one standard error of the difference
    (the rule of one standard error: Breiman, Friedman, Olshen and Stone 1984, Classification and Regression Trees, 3.4.3).
    Of those it is the one with the smallest error.
    """
    errors = {method: scaled_errors(panel, fits, method, given) for method in admitted}
    tried = tuple(_tried(method, own) for method, own in errors.items())
    known = {each.method: each.error for each in tried if each.error is not None}
    preferred = admitted[-1]
    name = NAMES[preferred]
    if preferred not in known:
        short = Text(
            vi=f"{name.vi}: chuỗi quá ngắn để so các phương pháp",
            en=f"{name.en}: the series are too short to compare methods",
        )
        return Choice(preferred, short, tried)
    base, count = known[preferred], max(each.count for each in tried)
    clearly = [
        method
        for method, error in known.items()
        if error < base * (1 - BETTER) and base - error > standard_error(panel, errors[preferred], errors[method])
    ]
    if not clearly:
        kept = Text(
            vi=f"{name.vi}: sai số kiểm định lùi {vi(base, 3)}, không phương pháp nào tốt hơn rõ rệt "
            f"(quá {vi(BETTER * 100)}% và quá một sai số chuẩn; {count} phép so)",
            en=f"{name.en}: backtest error {en(base, 3)}, no method clearly better "
            f"(by more than {en(BETTER * 100)}% and one standard error; {count} comparisons)",
        )
        return Choice(preferred, kept, tried)
    best = min(clearly, key=lambda each: known[each])
    why = Text(
        vi=f"{NAMES[best].vi}: sai số kiểm định lùi nhỏ nhất, {vi(known[best], 3)}; {name.vi} {vi(base, 3)} ({count} phép so)",
        en=f"{NAMES[best].en}: smallest backtest error, {en(known[best], 3)}; {name.en} {en(base, 3)} ({count} comparisons)",
    )
    return Choice(best, why, tried)


def standard_error(panel: Sequence[Prepared], one: Errors, other: Errors) -> float:
    """Give the standard error of the difference of two methods' scaled errors, widened where few groups tell it.

    A series' errors go together, and so do those of one year, in which all provinces meet the same: the larger of the two
    standard errors that take them as groups (Cameron and Miller 2015, Journal of Human Resources 50, 317-372) counts.
    Infinite where there are less than two origins.
    """
    gaps = {place: one[place] - other[place] for place in one}
    years = _grouped(gaps, lambda at, cut: panel[at].last - cut)
    return years if len(by_series(gaps)) == 1 else max(years, _grouped(gaps, lambda at, _: at))


def _grouped(gaps: Errors, group: Callable[[int, int], int]) -> float:
    from scipy.stats import t  # noqa: PLC0415 - half a second that only a choice needs

    count = {at: sum(map(len, own)) for at, own in by_series(gaps).items()}
    mean = mean_error(gaps) or 0.0
    of: defaultdict[int, float] = defaultdict(float)
    for (at, cut), own in gaps.items():
        of[group(at, cut)] += float((own - mean).sum()) / count[at] / len(count)
    groups = len(of)
    if groups < 2:
        return float("inf")
    spread = sqrt(groups / (groups - 1) * fsum(each**2 for each in of.values()))
    return spread * float(t.ppf(ONE_SIDE, groups - 1))


def _tried(method: str, errors: Errors) -> Tried:
    return Tried(method, mean_error(errors), sum(map(len, errors.values())))
