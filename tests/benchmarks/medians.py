"""The medians a default is chosen among: both baselines always, and at most one method of each family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np

from coordination.methods.series.models import Array, Base, scale
from coordination.methods.series.scores import Scored, Scores

Median = tuple[Base, ...]

BASELINES: Final[Median] = ("naive", "drift")
SMOOTHING: Final[Median] = ("ses", "holt", "damped", "ets")
THETA: Final[Median] = ("theta", "dotheta")
QUICK: Final[Median] = (*BASELINES, *SMOOTHING, *THETA)
ALL: Final[Median] = (*QUICK, "arima")
SHOWN: Final = 5


def medians(of: Median) -> list[Median]:
    """Give the medians made of some methods."""
    families = [(None, *(each for each in family if each in of)) for family in (SMOOTHING, THETA, ("arima",))]
    return [(*BASELINES, *(each for each in extra if each is not None)) for extra in product(*families)]


def scored(of: Median, means: Mapping[Base, Array], known: Array, came: Array) -> Scored:
    """Give what a median says of a series, beside what came."""
    mean = np.median(np.stack([means[each][: len(came)] for each in of]), axis=0)
    return Scored(came, np.maximum(mean, 0) if (known >= 0).all() else mean, scale(known), {})


def rank(tried: Sequence[Median], score: Callable[[Median], Scores], default: Median) -> None:
    """Print the best medians by the mean of sMAPE and MASE, each beside that of the naive forecast, and the default's place."""
    naive = score(("naive",))
    found = {each: score(each) for each in tried}
    order = sorted(found, key=lambda each: _relative(found[each], naive))
    for place, each in enumerate(order, 1):
        if place <= SHOWN or each == default:
            name, smape, mase = "+".join(each), found[each].smape or 0, found[each].mase or 0
            share = f"{_relative(found[each], naive):.4f} of naive"
            print(f"  {place:>2}. {name:<34} {share}  sMAPE {smape:7.3f}  MASE {mase:.3f}", flush=True)


def _relative(of: Scores, naive: Scores) -> float:
    return ((of.smape or 0) / (naive.smape or 1) + (of.mase or 0) / (naive.mase or 1)) / 2
