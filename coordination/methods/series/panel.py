"""A panel of series forecast by one method: chosen for all of them, with intervals from all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.candidates import NAMES
from coordination.methods.series.choosing import Tried, asked, choose
from coordination.methods.series.combining import combine, parts
from coordination.methods.series.intervals import Spread, spread, units
from coordination.methods.series.models import QUANTILES, Z_90, Array, Base, Forecast, Prepared, Series
from coordination.methods.series.origins import Fits, Mapper, above_zero, fit_panel, measured, weights
from coordination.methods.series.shape import prepare

ADMITTED: Final = ("naive", "drift", "pooled", "ses", "damped", "dotheta", "quick")
"""Methods a choice is made among unless a contract says otherwise, from the simplest; the last is kept unless another is
clearly better. Automatic ETS takes as long as all of these together, and on published provincial figures none chose it."""


@dataclass(frozen=True)
class PanelForecast:
    """Forecasts of all series of a panel by one method, why that one, and how far each method was off."""

    method: str
    why: Text
    tried: tuple[Tried, ...]
    forecasts: tuple[Forecast, ...]
    spread: Spread
    """In each series' units: of the method asked for, or of the preferred one where one was chosen, for the errors of the one
    chosen are the smallest partly by chance."""


def forecast_panel(
    series: Sequence[Series],
    horizon: int | Mapping[str, int],
    method: str = "default",
    admitted: Sequence[str] = ADMITTED,
    mapper: Mapper = map,
) -> PanelForecast:
    """Forecast each series so many periods beyond its last value; the horizon may be one for each name of a series.

    ``method`` is the name of one, or ``select``: the admitted one with the smallest error at the rolling origins, the same
    for every series, and the last of those admitted unless another is clearly better. ``mapper`` may be the map of a pool.
    Raises ValueError if nothing is admitted, or a series has no horizon of at least 1.
    """
    wanted = list(dict.fromkeys(admitted)) if method == "select" else [method]
    if not wanted:
        raise ValueError("no method is admitted")
    prepared = [prepare(each, _ahead(each, horizon)) for each in series]
    usable = [each for each in prepared if each.refused is None]
    fits = fit_panel(usable, wanted, mapper)
    given = weights(usable, fits) if "weighted" in wanted else None
    choice = choose(usable, fits, wanted, given) if method == "select" else asked(usable, fits, method, given)
    longest = max((each.horizon for each in usable), default=1)
    found = spread(measured(usable, fits, wanted[-1], given), longest)
    made = iter([_forecast(each, choice.method, fits, at, found, given) for at, each in enumerate(usable)])
    forecasts = tuple(next(made) if each.refused is None else _none(each) for each in prepared)
    return PanelForecast(choice.method, choice.why, choice.tried, forecasts, found)


def _ahead(series: Series, horizon: int | Mapping[str, int]) -> int:
    found = horizon if isinstance(horizon, int) else horizon.get(series.name, 0)
    if found < 1:
        raise ValueError(f"{series.name} has no horizon of at least 1")
    return found


def means(of: Prepared, method: str, fits: Fits, at: int, given: dict[Base, float] | None = None) -> Array:
    """Give the forecast means of a series; none is negative where no value was."""
    return above_zero(of, combine(method, fits.means[at, 0], given))


def bounds(of: Prepared, mean: Array, deviation: Array) -> Array:
    """Give the values that lie a deviation, in the series' units, from its means; none is negative where no value was."""
    return above_zero(of, mean + deviation[: len(mean)] * units(of.values, len(mean)))


def _forecast(
    of: Prepared, method: str, fits: Fits, at: int, found: Spread, given: dict[Base, float] | None
) -> Forecast:
    mean = means(of, method, fits, at, given)
    notes = (*of.notes, *_stood_in(method, fits, at))
    own = units(of.values, of.horizon)
    made = Forecast(of.name, of.last + 1, _plain(mean), units=_plain(own), method=method, notes=notes)
    quantiles = {p: bounds(of, mean, found.quantile(p)) for p in QUANTILES}
    if of.scale == 0 or not all(np.isfinite(each).all() for each in quantiles.values()):
        none = Text(vi="không đủ cơ sở để có khoảng dự báo", en="nothing to base an interval on")
        return replace(made, notes=(*notes, none))
    deviations = _plain(found.radius(0.8)[: of.horizon] * own / Z_90)
    return replace(made, quantiles={p: _plain(each) for p, each in quantiles.items()}, deviations=deviations)


def _plain(values: Array) -> tuple[float, ...]:
    return tuple(map(float, values))


def _none(of: Prepared) -> Forecast:
    return Forecast(of.name, of.last + 1, notes=of.notes, refused=of.refused)


def _stood_in(method: str, fits: Fits, at: int) -> tuple[Text, ...]:
    made = fits.by[at, 0]
    return tuple(
        Text(vi=f"{NAMES[made[part]].vi} thay cho {NAMES[part].vi}", en=f"{NAMES[made[part]].en} for {NAMES[part].en}")
        for part in parts(method)
        if made[part] != part
    )
