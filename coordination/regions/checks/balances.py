"""Whether the balances a step declares can be drawn up: their form, their units, the indicators they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.kernel.units import UNITS, unit_of
from coordination.methods.balances.declared import Declared
from coordination.methods.indicators import Indicator
from coordination.regions.checks.asked import INDICATOR
from coordination.regions.checks.common import Loaded, Loc
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Procedure

METHOD: Final = "balances"
HORIZON: Final = "horizon_years"
UNIT: Final = Text(vi="đơn vị tính", en="unit")
FORM: Final = Text(
    vi="mỗi cân đối ghi {code, name: {vi, en}, unit, uses: [{code, name}], sources: [{code, name, kind}]}, kind là own, "
    "transfer, borrowed hoặc private; mã không lặp lại; thêm indicator nếu có chỉ tiêu để đối chiếu",
    en="each balance is {code, name: {vi, en}, unit, uses: [{code, name}], sources: [{code, name, kind}]}, kind is own, "
    "transfer, borrowed or private; codes are distinct; indicator names what a line is compared with",
)


def check_balances(loaded: Loaded[Procedure], versions: Mapping[str, Sequence[Indicator]]) -> Iterator[Fault]:
    """Give what is wrong with the balances of a procedure; ``versions`` are the registry's, by code, the oldest first."""
    for index, step in enumerate(loaded.model.steps):
        if step.method != METHOD:
            continue
        here: Loc = ("steps", index, "settings")
        horizon = step.settings.get(HORIZON)
        if not isinstance(horizon, int) or isinstance(horizon, bool) or horizon < 1:
            vi = f"'{HORIZON}' phải là số năm của kỳ cân đối, từ 1 trở lên"
            yield fault(
                loaded.where(*here, HORIZON), vi, f"'{HORIZON}' must be the number of years balanced, 1 or more"
            )
        yield from _units(loaded, here, step.settings) or _declared(loaded, here, step.settings, versions)


def _units(loaded: Loaded[Procedure], here: Loc, settings: Mapping[str, Any]) -> list[Fault]:
    codes = [unit.code for unit in UNITS]
    named = settings.get("balances")
    return [
        unknown(loaded.where(*here, "balances", at, "unit"), UNIT, str(each["unit"]), codes)
        for at, each in enumerate(named if isinstance(named, list) else [])
        if isinstance(each, Mapping) and "unit" in each and each["unit"] not in codes
    ]


def _declared(
    loaded: Loaded[Procedure], here: Loc, settings: Mapping[str, Any], versions: Mapping[str, Sequence[Indicator]]
) -> list[Fault]:
    try:
        declared = Declared.model_validate(dict(settings))
    except ValidationError as error:
        return [fault(where, FORM.vi, FORM.en) for where in _places(loaded, here, error)]
    return [
        each
        for at, balance in enumerate(declared.balances)
        for part, lines in (("uses", balance.uses), ("sources", balance.sources))
        for number, line in enumerate(lines)
        if line.indicator is not None
        for each in _compared(
            loaded.where(*here, "balances", at, part, number, "indicator"), line.indicator, balance.unit, versions
        )
    ]


def _places(loaded: Loaded[Procedure], here: Loc, error: ValidationError) -> list[str]:
    """Give the places of what is wrong; a list is not too short for want of the part that is."""
    kinds = {each["loc"]: each["type"] for each in error.errors(include_url=False)}
    inner = [loc for loc in kinds if not any(len(other) > len(loc) and other[: len(loc)] == loc for other in kinds)]
    return [
        loaded.document.where_key(*here, *loc) if kinds[loc] == "extra_forbidden" else loaded.where(*here, *loc)
        for loc in inner
    ]


def _compared(where: str, code: str, unit: str, versions: Mapping[str, Sequence[Indicator]]) -> Iterator[Fault]:
    """Check that an indicator is known and counts what the balance counts."""
    if code not in versions:
        yield unknown(where, INDICATOR, code, versions)
        return
    mine = next(each for each in UNITS if each.code == unit)
    its = unit_of(versions[code][-1].unit.vi)
    if its is None or its.dimension != mine.dimension:
        said = versions[code][-1].unit
        yield fault(
            where,
            f"chỉ tiêu '{code}' tính bằng “{said.vi}”, không đối chiếu được với “{mine.name.vi}”",
            f"the indicator '{code}' is in “{said.en}”, which does not compare with “{mine.name.en}”",
        )
