"""Whether the indicators a step forecasts are indicators there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from coordination.errors import Fault
from coordination.regions.checks.asked import unknown_indicators
from coordination.regions.checks.common import Loaded
from coordination.regions.model import Procedure

METHOD: Final = "forecast"


def check_forecasts(loaded: Loaded[Procedure], indicators: Collection[str]) -> Iterator[Fault]:
    """Give the indicators that are forecast and nobody knows; ``indicators`` are the codes of the registry."""
    for index, step in enumerate(loaded.model.steps):
        if step.method == METHOD:
            yield from unknown_indicators(loaded, ("steps", index, "settings"), step.settings, indicators)
