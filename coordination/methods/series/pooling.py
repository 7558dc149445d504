"""The drift of a series with the others of its panel: the fewer its values, the nearer to theirs.

Each series' mean change is drawn towards the mean of the panel by the share of its variance that is noise: the normal-normal
empirical Bayes estimator (Efron and Morris 1975, Journal of the American Statistical Association 70, 311-319).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coordination.methods.series.models import Array, scale


def pooled_drift(panel: Sequence[Array], horizon: int) -> list[Array]:
    """Forecast every series of a panel by its last value and its shrunk mean change, in a straight line.

    Changes are in units of each series' own mean absolute change, so that a small province counts as a large one does.
    Rates of growth are not pooled: on published provincial figures compounding them errs more, for rates fall as levels rise.
    """
    units = [scale(values) or 1.0 for values in panel]
    growth = _shrunk([np.diff(values) / unit for values, unit in zip(panel, units, strict=True)])
    steps = np.arange(1, horizon + 1)
    return [values[-1] + each * unit * steps for values, each, unit in zip(panel, growth, units, strict=True)]


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
