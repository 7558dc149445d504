"""Whether the settings of a forecast step can be forecast by: its indicators, horizon, methods, intervals, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from pydantic import ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.forecast_terms import FARTHEST, PARTS, Draft
from coordination.regions.checks.asked import INDICATOR
from coordination.regions.checks.common import Loaded, Loc, twice
from coordination.regions.faults import fault, short, unknown
from coordination.regions.forms.procedure import CONTRACT, SIGN_OFF
from coordination.regions.model import Procedure, Step

METHOD: Final = "forecast"
KEYS: Final = (*PARTS, CONTRACT, SIGN_OFF)
SETTING: Final = Text(vi="thiết lập của bước dự báo", en="setting of a forecast step")
FORECAST: Final = Text(vi="phương pháp dự báo", en="forecast method")
WORKED_OUT: Final = frozenset({"horizon_to", "years"})
"""What a cycle works out of the horizon; written down, it would be of one plan and lie before the next ones."""
FIXES: Final = {
    "indicators": Text(
        vi="ghi danh sách mã chỉ tiêu, ít nhất một: indicators: [population_avg]",
        en="list codes of indicators, at least one: indicators: [population_avg]",
    ),
    "horizon_years": Text(
        vi=f"ghi số năm tính từ năm đầu của kỳ kế hoạch, từ 1 đến {FARTHEST}: horizon_years: 3",
        en=f"say how many years from the first one planned, 1 to {FARTHEST}: horizon_years: 3",
    ),
    "band_percent": Text(
        vi="ghi số phần trăm lớn hơn 0, không quá 100: band_percent: 10",
        en="say a per cent above 0, at most 100: band_percent: 10",
    ),
    "interval_percent": Text(
        vi="ghi 80 hoặc 95, hoặc null nếu chỉ xét độ lệch", en="say 80 or 95, or null for the band alone"
    ),
    "data_to": Text(vi="ghi một năm: data_to: 2024; hoặc bỏ dòng này", en="say a year: data_to: 2024; or leave it out"),
}
WHY: Final = {
    "indicators": Text(vi="không có chỉ tiêu nào để dự báo", en="there is nothing to forecast"),
    "horizon_years": Text(
        vi="thời kỳ dự báo phải đến ít nhất năm đầu của kỳ kế hoạch, và chuỗi số liệu năm ngắn không dự báo xa hơn được",
        en="forecasts must reach the first year planned, and short yearly series carry none farther",
    ),
    "band_percent": Text(
        vi="độ lệch chấp nhận được không phải là số phần trăm", en="the admissible deviation is no per cent"
    ),
    "interval_percent": Text(
        vi="chỉ có khoảng dự báo 80% và 95% để đối chiếu", en="there are 80% and 95% intervals to lie in, no others"
    ),
    "data_to": Text(vi="năm chốt số liệu không phải là một năm", en="the data cut-off is no year"),
}


def check_forecasts(loaded: Loaded[Procedure], indicators: Collection[str]) -> Iterator[Fault]:
    """Give what is wrong with the settings of forecast steps; ``indicators`` are the codes of the registry."""
    for index, step in enumerate(loaded.model.steps):
        if step.method == METHOD:
            here: Loc = ("steps", index, "settings")
            yield from _keys(loaded, here, step)
            yield from _parts(loaded, here, step)
            yield from _indicators(loaded, here, step.settings.get("indicators"), indicators)
            yield from methods_known(loaded, here, step)


def _keys(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[Fault]:
    for key in step.settings:
        where = loaded.document.where_key(*here, key)
        if key in WORKED_OUT:
            yield fault(
                where,
                f"'{key}' là năm của một kỳ kế hoạch, ở các kỳ sau sẽ nằm trước năm kế hoạch",
                f"'{key}' is of one plan and lies before the years of later ones",
                Text(vi="ghi horizon_years thay cho nó", en="say horizon_years in its place"),
            )
        elif key not in KEYS:
            yield unknown(where, SETTING, str(key), KEYS)


def _parts(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[Fault]:
    try:
        Draft.model_validate(step.settings)
    except ValidationError as error:
        for part in dict.fromkeys(str(each["loc"][0]) for each in error.errors(include_url=False)):
            if part in FIXES:
                vi, en = (f"'{part}': {WHY[part].in_language(language)}" for language in ("vi", "en"))
                yield fault(loaded.where(*here, part), vi, en, FIXES[part])


def _indicators(loaded: Loaded[Procedure], here: Loc, named: Any, indicators: Collection[str]) -> Iterator[Fault]:
    codes = [str(code) for code in named] if isinstance(named, list) else []
    for at in twice(codes):
        vi, en = f"chỉ tiêu '{short(codes[at])}' ghi hai lần", f"the indicator '{short(codes[at])}' is named twice"
        fix = Text(vi="bỏ dòng thứ hai", en="leave the second one out")
        yield fault(loaded.where(*here, "indicators", at), vi, en, fix)
    for at, code in enumerate(codes):
        if code not in indicators:
            yield unknown(loaded.where(*here, "indicators", at), INDICATOR, code, indicators)


def methods_known(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[Fault]:
    """Check that the methods a step admits are methods there are."""
    asked = step.settings.get("methods")
    if asked is None:
        return
    from coordination.methods.series.candidates import NAMES  # noqa: PLC0415 - slow to load, and few steps name methods

    named = asked if isinstance(asked, list) else []
    if not named:
        fix = Text(vi=f"methods: [{', '.join(NAMES)}]", en=f"methods: [{', '.join(NAMES)}]")
        vi, en = "'methods' là danh sách tên phương pháp, ít nhất một", "'methods' is a list of methods, at least one"
        yield fault(loaded.where(*here, "methods"), vi, en, fix)
    for at, name in enumerate(named):
        if name not in NAMES:
            yield unknown(loaded.where(*here, "methods", at), FORECAST, str(name), NAMES)
