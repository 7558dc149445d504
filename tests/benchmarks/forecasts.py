"""How good the forecasts are: on the yearly series of the M3 competition, on published provincial figures, and in seconds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from coordination.cli.forecast.backtest import ALL
from coordination.cli.forecast.series_file import read_series
from coordination.cli.forecast.working import workers
from coordination.methods.series import Series, backtest
from coordination.methods.series.candidates import SHORTEST
from coordination.methods.series.combining import MEMBERS
from coordination.methods.series.origins import Mapper, fitted
from coordination.methods.series.scores import Scores, scores
from tests.benchmarks import medians, provincial, unified

DATA: Final = Path(__file__).parent / "data"
AHEAD: Final = 6
MOST = Scores(smape=15.6, mape=None, mase=2.56, coverage80=None, coverage95=None)
"""The errors the default may have on the points the M3 competition held out."""


def main() -> None:
    """Print how the defaults were chosen, the scores, the coverage of intervals, and what forecasting a country costs."""
    series = read_series(DATA / "m3_yearly.csv")
    with workers(len(series)) as mapper:
        choosing(series, mapper)
        held_out(series, mapper)
        provincial.main(mapper)
    unified.main()


def choosing(series: Sequence[Series], mapper: Mapper) -> None:
    """Show how the default came to be: the quick combination, and the one method that helps it most.

    It is measured inside the training parts, whose last points are held out in turn, on the series that every method can be
    fitted to. Beside it stand all medians: chosen by this order alone, the default would be another.
    """
    training = [np.array(each.values[:-AHEAD], dtype=float) for each in series]
    training = [values for values in training if len(values) - AHEAD >= max(SHORTEST.values())]
    known, came = [values[:-AHEAD] for values in training], [values[-AHEAD:] for values in training]
    made = [means for means, _, _ in mapper(fitted, [(medians.ALL, values, AHEAD) for values in known])]

    def score(of: medians.Median) -> Scores:
        return scores([medians.scored(of, *each) for each in zip(made, known, came, strict=True)])

    more = [(*MEMBERS["quick"], each) for each in (*medians.SMOOTHING, "arima")]
    print(f"inside the training parts of {len(known)} series of M3 yearly, their last {AHEAD} points held out;")
    print(f"the default is {'+'.join(MEMBERS['default'])}. The quick combination and one more:")
    medians.rank([MEMBERS["quick"], *more], score, MEMBERS["default"])
    print("all medians of both baselines and at most one of each family:")
    medians.rank(medians.medians(medians.ALL), score, MEMBERS["default"])


def held_out(series: Sequence[Series], mapper: Mapper) -> None:
    """Score all methods on what the competition held out, beside what others reached there."""
    found = backtest(series, AHEAD, [*ALL, "default"], mapper)
    print(f"M3 yearly, {found.scored} series, {AHEAD} points held out (coverage of nominal 80 and 95 % intervals):")
    for name, (each, took) in sorted(found.scores.items(), key=lambda pair: pair[1][0].smape or 0):
        covered = f"{100 * (each.coverage80 or 0):.1f} {100 * (each.coverage95 or 0):.1f} %"
        print(f"  {name:<34} sMAPE {each.smape:7.3f}  MASE {each.mase:.3f}  {covered}  {took:7.1f} s")
    default, _ = found.scores["default"]
    holds = (default.smape or 0) <= (MOST.smape or 0) and (default.mase or 0) <= (MOST.mase or 0)
    print(f"  the default {'holds' if holds else 'MISSES'} the bound sMAPE {MOST.smape}, MASE {MOST.mase}; published:")
    with (DATA / "m3_yearly_published_accuracy.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            print(f"  {row['method']:<42} {float(row['smape']):7.3f}  {float(row['mase']):.3f}  {row['basis']}")
