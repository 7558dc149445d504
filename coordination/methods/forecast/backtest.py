"""Rolling-origin backtest: how far off each method would have been in the last years."""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Final, cast

from coordination.kernel.text import Text
from coordination.methods.forecast.candidates import SHORTEST, means
from coordination.methods.forecast.models import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coordination.methods.forecast.models import MethodName

ORIGINS: Final = 4
FEWEST_ORIGINS: Final = 2
STEPS: Final = 5


def backtest(series: Mapping[str, Sequence[float]], steps: int) -> tuple[Score, ...]:
    """Score all candidates on the same origins of the same units, simplest first.

    Errors are divided by the mean step of the training years and pooled over units, so that a large
    province weighs no more than a small one. A method is tried only if every unit is long enough.
    """
    shortest = min(len(values) for values in series.values())
    tried = [m for m, length in SHORTEST.items() if shortest >= length + FEWEST_ORIGINS]
    train = max((SHORTEST[method] for method in tried), default=shortest)
    scores = []
    for method in SHORTEST:
        if method in tried:
            errors = _errors(series, train, steps, _fitted(method))
            scores.append(_score(method, errors))
        else:
            scores.append(Score(method=method, scaled_error=None, errors=0, note=_short(method)))
    last = _errors(series, train, steps, _repeat_last)
    return (*scores, _score("last_value", last))


def best(scores: Sequence[Score]) -> MethodName | None:
    """Give the method with the smallest error, the simplest of equals; None if none was scored."""
    known = [s for s in scores if s.scaled_error is not None and s.method != "last_value"]
    if not known:
        return None
    return cast("MethodName", min(known, key=lambda s: cast("float", s.scaled_error)).method)


def _fitted(method: MethodName) -> Callable[[Sequence[float], int], list[float]]:
    return lambda history, steps: means(method, history, steps)


def _repeat_last(history: Sequence[float], steps: int) -> list[float]:
    return [history[-1]] * steps


def _errors(
    series: Mapping[str, Sequence[float]],
    train: int,
    steps: int,
    forecast: Callable[[Sequence[float], int], list[float]],
) -> list[float]:
    """Give the scaled errors; a unit that never moved has no scale and says nothing."""
    found: list[float] = []
    for values in series.values():
        for origin in range(max(train, len(values) - ORIGINS), len(values)):
            known, to_come = values[:origin], values[origin : origin + min(steps, STEPS)]
            moves = [abs(b - a) for a, b in pairwise(known)]
            scale = fsum(moves) / len(moves)
            if scale > 0:
                guesses = forecast(known, len(to_come))
                found += [abs(g - y) / scale for g, y in zip(guesses, to_come, strict=True)]
    return found


def _score(method: str, errors: Sequence[float]) -> Score:
    mean = fsum(errors) / len(errors) if errors else None
    return Score.model_validate({"method": method, "scaled_error": mean, "errors": len(errors)})


def _short(method: MethodName) -> Text:
    need = SHORTEST[method] + FEWEST_ORIGINS
    return Text(
        vi=f"không thử: có địa phương có chuỗi số liệu ngắn hơn {need} năm",
        en=f"not tried: some unit has fewer than {need} years",
    )
