"""What a series can bear: breaks are cut, short gaps bridged, the constant repeated, the too short refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.models import Array, Prepared, Series

FEWEST: Final = 3
"""Values below which nothing is forecast: a level and its change need two, and one more shows how they vary."""
LONGEST_GAP: Final = 2
"""Missing periods in a row that are bridged by a straight line; what lies before a longer gap is left out."""


def prepare(series: Series, horizon: int) -> Prepared:
    """Give the comparable tail of a series without gaps, with a note on everything done; or say why it is refused.

    The horizon may not exceed the number of values fitted: errors that far ahead cannot be seen in the series itself. Where
    what follows a break is too short for it, all of the series is used, and that is said.
    """
    began, trimmed, notes = _trimmed(series)
    first, after, cut = _after_break(series, began, trimmed)
    first, values, bridged = _without_gaps(first, after)
    if cut and _refused(len(values), horizon) is not None:
        whole_first, whole, mended = _without_gaps(began, trimmed)
        if _refused(len(whole), horizon) is None:
            first, values, bridged, cut = whole_first, whole, mended, _across(series, began, trimmed)
    notes = (*series.notes, *notes, *cut, *bridged)
    refused = _refused(len(values), horizon)
    made = np.array(values, dtype=float)
    if refused is None and np.ptp(made) == 0:
        notes += (Text(vi="chuỗi không đổi: giữ nguyên giá trị", en="a constant series: its value is repeated"),)
    return Prepared(series.name, first, made, notes, refused, bool((made >= 0).all()), horizon)


def finite(values: Sequence[float | None]) -> list[float | None]:
    """Give values with ``None`` for what is no finite number."""
    return [None if value is None or not np.isfinite(value) else float(value) for value in values]


def _trimmed(series: Series) -> tuple[int, list[float | None], tuple[Text, ...]]:
    """Leave out missing values at both ends; the forecast begins after the last value there is."""
    values = finite(series.values)
    known = [at for at, value in enumerate(values) if value is not None]
    if not known:
        return series.first, [], ()
    missing = len(values) - 1 - known[-1]
    notes: tuple[Text, ...] = ()
    if missing:
        last = series.first + known[-1]
        notes = (Text(vi=f"số liệu cuối cùng là kỳ {last}", en=f"the last figure is of {last}"),)
    return series.first + known[0], values[known[0] : known[-1] + 1], notes


def _after_break(
    series: Series, first: int, values: list[float | None]
) -> tuple[int, list[float | None], tuple[Text, ...]]:
    inside = _breaks(series, first, values)
    if not inside:
        return first, values, ()
    begins = max(inside)
    after = values[begins - first :]
    missing = next(at for at, value in enumerate(after) if value is not None)
    said = Text(
        vi=f"chuỗi đứt đoạn năm {begins}: chỉ dùng số liệu từ năm đó",
        en=f"the series breaks in {begins}: only what follows is used",
    )
    return begins + missing, after[missing:], (said,)


def _across(series: Series, first: int, values: Sequence[float | None]) -> tuple[Text, ...]:
    """Say that a series is used across its break, since what follows is too short: its errors hold the step too."""
    begins = max(_breaks(series, first, values))
    return (
        Text(
            vi=f"chuỗi đứt đoạn năm {begins}, từ đó chưa đủ số liệu: dùng cả chuỗi, sai số gồm cả bước nhảy",
            en=f"the series breaks in {begins}, too little follows: all of it is used, its errors hold the step too",
        ),
    )


def _breaks(series: Series, first: int, values: Sequence[float | None]) -> list[int]:
    return [period for period in series.breaks if first < period < first + len(values)]


def _without_gaps(first: int, values: list[float | None]) -> tuple[int, list[float], tuple[Text, ...]]:
    kept: list[float] = []
    notes: list[Text] = []
    gap = 0
    for at, value in enumerate(values):
        if value is None:
            gap += 1
            continue
        if gap > LONGEST_GAP:
            notes = [_cut(first + at, gap)]
            kept = []
        elif gap:
            notes.append(_bridge(first + at - gap, gap))
            kept += list(np.linspace(kept[-1], value, gap + 2)[1:-1])
        gap = 0
        kept.append(value)
    return first + len(values) - len(kept), kept, tuple(notes)


def _cut(begins: int, gap: int) -> Text:
    return Text(
        vi=f"thiếu {gap} kỳ liền trước {begins}: chỉ dùng số liệu từ đó",
        en=f"{gap} periods missing before {begins}: only what follows is used",
    )


def _bridge(period: int, gap: int) -> Text:
    which = f"{period}" if gap == 1 else f"{period}-{period + gap - 1}"
    return Text(vi=f"kỳ {which} thiếu, được nội suy tuyến tính", en=f"{which} is missing and was interpolated linearly")


def _refused(count: int, horizon: int) -> Text | None:
    if count < FEWEST:
        return Text(
            vi=f"không dự báo: chỉ có {count} giá trị dùng được, cần ít nhất {FEWEST}",
            en=f"not forecast: {count} usable values, at least {FEWEST} are needed",
        )
    if horizon > count:
        return Text(
            vi=f"không dự báo {horizon} kỳ từ {count} giá trị dùng được",
            en=f"{horizon} periods are not forecast from {count} usable values",
        )
    return None


def truncated(prepared: Prepared, cut: int) -> Array:
    """Give the values without the last ``cut``: what was known that many periods ago."""
    return prepared.values[: len(prepared.values) - cut]
