"""Whether the balances a step declares can be drawn up: their units, and the indicators they are compared with."""

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
from coordination.regions.model import Procedure, Step

METHOD: Final = "balances"
UNIT: Final = Text(vi="đơn vị tính", en="unit")


def check_balances(loaded: Loaded[Procedure], versions: Mapping[str, Sequence[Indicator]]) -> Iterator[Fault]:
    """Give what balances cannot be compared with; ``versions`` are the registry's, by code, the oldest first."""
    for index, step in enumerate(loaded.model.steps):
        if step.method == METHOD:
            yield from _indicators(loaded, ("steps", index, "settings"), step.settings, versions)


def units_known(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[tuple[Loc, Fault]]:
    """Give each balance of a step in a unit there is none of, with its path in the settings."""
    codes = [unit.code for unit in UNITS]
    named = step.settings.get("balances") if step.method == METHOD else None
    for at, each in enumerate(named if isinstance(named, list) else []):
        if isinstance(each, Mapping) and isinstance(each.get("unit"), str) and each["unit"] not in codes:
            loc: Loc = ("balances", at, "unit")
            yield loc, unknown(loaded.where(*here, *loc), UNIT, each["unit"], codes)


def _indicators(
    loaded: Loaded[Procedure], here: Loc, settings: Mapping[str, Any], versions: Mapping[str, Sequence[Indicator]]
) -> Iterator[Fault]:
    try:
        declared = Declared.model_validate(dict(settings))
    except ValidationError:
        return  # told where settings are checked by the model of their method
    for at, balance in enumerate(declared.balances):
        for part, lines in (("uses", balance.uses), ("sources", balance.sources)):
            for number, line in enumerate(lines):
                if line.indicator is not None:
                    where = loaded.where(*here, "balances", at, part, number, "indicator")
                    yield from _compared(where, line.indicator, balance.unit, versions)


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
