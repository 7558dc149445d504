"""Forecasts made of forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.candidates import NAMES
from coordination.methods.series.models import Array, Base, MethodName

MEMBERS: Final[Mapping[str, tuple[Base, ...]]] = {
    "default": ("naive", "drift", "dotheta", "arima"),
    "quick": ("naive", "drift", "dotheta"),
    "mean": ("drift", "dotheta", "ets"),
    "median": ("drift", "dotheta", "ets"),
    "weighted": ("naive", "drift", "damped", "dotheta", "ets"),
}
"""What each combination is made of. The default and the quick one are medians: their members err in different directions
(no change, the same change, half of it, a change that is learnt), and a median is not carried off by the one that errs
most. Both baselines always belong to them. ARIMA costs many times the rest, so that the quick one does without."""
CHOSEN: Final = Text(
    vi="Kết hợp mặc định gồm kết hợp nhanh (chọn trên số liệu đã công bố của các tỉnh đến năm 2019) và thêm một phương pháp: "
    "phương pháp giảm sai số nhiều nhất khi kiểm định lùi bên trong phần huấn luyện của bộ M3 hằng năm, không dùng phần giữ lại.",
    en="The default combination is the quick one (chosen on the published figures of provinces up to 2019) and one method more: the one that "
    "lowered the error most by rolling origin inside the training parts of the yearly M3 series, without the parts held out.",
)
"""How the default came to be; ``python -m tests.benchmarks forecasts`` shows it."""
CHOSEN_QUICK: Final = Text(
    vi="Chọn bằng kiểm định lùi trên số liệu đã công bố của các tỉnh đến năm 2019: trong các trung vị gồm hai mốc so sánh và "
    "nhiều nhất một phương pháp mỗi họ (san bằng mũ, Theta), bộ này có sai số nhỏ nhất.",
    en="Chosen by rolling origin on the published figures of provinces up to 2019: among the medians of both baselines and at "
    "most one of each family (smoothing, Theta), this one erred least.",
)
"""How the quick one came to be; the same benchmark shows it."""


def described(method: str) -> Text:
    """Say what a method is made of."""
    of = [NAMES[each] for each in parts(method)]
    if len(of) == 1:
        return of[0]
    how = NAMES["median" if method in ("default", "quick") else method]
    return Text(
        vi=f"{how.vi}: {', '.join(each.vi for each in of)}", en=f"{how.en}: {', '.join(each.en for each in of)}"
    )


def chosen(method: str) -> Text | None:
    """Say how a method came to be, if it was chosen by figures."""
    return {"default": CHOSEN, "quick": CHOSEN_QUICK}.get(method)


def parts(method: MethodName | str) -> tuple[Base, ...]:
    """Give the methods a method is made of; a plain one is made of itself."""
    return MEMBERS.get(method, (method,))  # type: ignore[arg-type] # what is no combination is a base


def combine(method: str, members: Mapping[Base, Array], weights: Mapping[Base, float] | None = None) -> Array:
    """Give a method's forecast from those of its parts.

    The weighted mean takes the weights that backtesting gave, equal ones without.
    """
    of = parts(method)
    if len(of) == 1:
        return members[of[0]]
    stacked = np.stack([members[each] for each in of])
    match method:
        case "mean":
            return np.asarray(stacked.mean(axis=0))
        case "weighted":
            given = np.array([(weights or {}).get(each, 1.0) for each in of])
            return np.asarray(np.average(stacked, axis=0, weights=given))
        case _:
            return np.asarray(np.median(stacked, axis=0))
