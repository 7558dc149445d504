"""The optimism ledger of the figures that ship: budget estimates beside the final accounts of the same year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from coordination.errors import InvalidInputError
from coordination.kernel.text import Text
from coordination.methods.checks.declared import Plan
from coordination.methods.geography import Atlas
from coordination.methods.indicators import Indicator
from coordination.methods.optimism import Figure, Ledger, Pairs, ledger, on_map, pair
from coordination.regions import boundaries, loader, series, service

FORMER, TODAY = "63", "34"
CAVEAT = Text(
    vi="Quyết toán gồm cả chuyển nguồn và khoản không có trong dự toán nên mức chung không phải là lập dự toán thấp; chỉ phần "
    "riêng của tỉnh so sánh được.",
    en="Final accounts hold carry-overs and items the estimates lack, so that the common level is no sign of low estimates; "
    "only the province's own part compares.",
)


def plans_of(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Give, by the code of what was achieved, the code of its plan, as the registry's checks pair them."""
    return {
        code: check.plan
        for code, each in indicators.items()
        for check in each.checks
        if isinstance(check, Plan) and check.plan is not None
    }


def area_of(atlas: Atlas, unit: str, year: int) -> object:
    """Give the territory of a unit at the end of a year; None for what is no unit of that day's map."""
    return atlas.on(date(year, 12, 31)).territory(unit)


def names_on(atlas: Atlas, on_day: date, indicators: Mapping[str, Indicator]) -> dict[str, Text]:
    """Give names of units of a day, and of indicators, by code."""
    units = {code: each.name for code, each in atlas.on(on_day).units.items()}
    return units | {code: each.name for code, each in indicators.items()}


def shipped_ledger(map_: str = TODAY, units: frozenset[str] | None = None, directory: Path | None = None) -> Ledger:
    """Give the ledger of the shipped figures on the map ``63`` or ``34``, of all its provinces or of some.

    On map 34 plan and outturn of the former provinces are added up, where every one of them has a pair.
    """
    path = loader.data_file(str(series.FILE), loader.roots_of(directory))
    return _shipped(map_, units, directory, path.stat().st_mtime_ns)


def ledger_of(
    plans: Iterable[Figure], outturns: Iterable[Figure], map_: str | None = None, units: frozenset[str] | None = None
) -> Ledger:
    """Give the ledger of somebody's own figures, each stated on the map of its year's end, or told on ``map_``.

    Raises InvalidInputError if they cannot be told on that map: a unit or an indicator that is not known.
    """
    atlas, known = boundaries.atlas(), registry()
    found = pair(plans, outturns, lambda unit, year: area_of(atlas, unit, year))
    day = atlas.eras[map_ or FORMER].day(date.max)
    if map_ is not None:
        try:
            found = on_map(found, day, atlas, known)
        except KeyError as error:
            code = error.args[0]
            raise InvalidInputError.of(
                f"không quy đổi được chỉ tiêu {code!r}: không có trong danh mục", f"{code!r} is no known indicator"
            ) from error
        except ValueError as error:
            raise InvalidInputError.of(
                f"không quy đổi được: {error}", f"cannot be told on that map: {error}"
            ) from error
    last = max((each.year for each in found.kept), default=day.year)
    named = day if map_ is not None else date(last, 12, 31)
    return ledger(_within(found, units), names_on(atlas, named, known))


def registry(directory: Path | None = None) -> dict[str, Indicator]:
    """Give the newest definition of each indicator by code."""
    return {each.code: each for each in service.load_registry(directory).current}


@lru_cache(maxsize=8)
def _shipped(map_: str, units: frozenset[str] | None, directory: Path | None, _written: int) -> Ledger:
    atlas, known = boundaries.atlas(directory), registry(directory)
    day = atlas.eras[map_].day(date.max)
    found = _pairs(directory, _written)
    if map_ == TODAY:
        found = on_map(found, day, atlas, known)
    return ledger(_within(found, units), names_on(atlas, day, known), CAVEAT)


def _within(found: Pairs, units: frozenset[str] | None) -> Pairs:
    """Keep to some units, with what was left out of them."""
    if units is None:
        return found
    return Pairs(
        tuple(each for each in found.kept if each.unit in units),
        tuple(each for each in found.left_out if each.unit in units),
        found.former,
    )


@lru_cache(maxsize=2)
def _pairs(directory: Path | None, _written: int) -> Pairs:
    atlas, codes = boundaries.atlas(directory), plans_of(registry(directory))
    wanted = {**{code: (code, False) for code in codes}, **{plan: (code, True) for code, plan in codes.items()}}
    plans: list[Figure] = []
    outturns: list[Figure] = []
    for each in series.some(FORMER, wanted, directory):
        code, planned = wanted[each.indicator]
        (plans if planned else outturns).append(Figure(each.unit, code, each.year, float(each.value)))
    return pair(plans, outturns, lambda unit, year: area_of(atlas, unit, year))
