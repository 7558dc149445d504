"""The drift of a series with the others of its panel: the fewer its values, the nearer to theirs.

Each series' mean change is drawn towards the mean of the panel by the share of its variance that is noise: the normal-normal
empirical Bayes estimator (Efron and Morris 1975, Journal of the American Statistical Association 70, 311-319).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coordination.methods.series.models import Array, scale


def pooled_drift(panel: Sequence[Array], horizon: int) -> list[Array]:
    """Forecast every series of a panel by its last value and its shrunk mean change.

    Changes are relative where all values of the panel are positive, so that a small province and a large one share one
    rate of growth; else they are in units of each series' own mean absolute change.
    """
    relative = all((values > 0).all() for values in panel)
    changes = [np.diff(np.log(values)) if relative else np.diff(values) / _unit(values) for values in panel]
    growth = _shrunk(changes)
    steps = np.arange(1, horizon + 1)
    if relative:
        return [values[-1] * np.exp(each * steps) for values, each in zip(panel, growth, strict=True)]
    return [values[-1] + each * steps * _unit(values) for values, each in zip(panel, growth, strict=True)]


def _unit(values: Array) -> float:
    return scale(values) or 1.0


def _shrunk(changes: Sequence[Array]) -> list[float]:
    means = np.array([each.mean() if len(each) else 0.0 for each in changes])
    counts = np.array([max(len(each), 1) for each in changes])
    spread = [each.var(ddof=1) for each in changes if len(each) > 1]
    noise = (float(np.mean(spread)) if spread else 0.0) / counts
    if len(changes) < 3:
        return [float(each) for each in means]
    centre = float(np.average(means, weights=counts))
    between = max(float(means.var(ddof=1) - noise.mean()), 0.0)
    whole = between + noise
    keep = np.divide(between, whole, out=np.ones_like(whole), where=whole > 0)
    return [float(each) for each in centre + keep * (means - centre)]
