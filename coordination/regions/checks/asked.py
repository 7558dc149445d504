"""Whether the indicators a step names are indicators there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.checks.common import Loaded, Loc
from coordination.regions.faults import unknown
from coordination.regions.model import Procedure

ASKING: Final = frozenset({"collate", "joint_assessment", "surveys"})
"""Methods whose steps ask bodies for figures by their codes."""
LISTED, SINGLE = frozenset({"indicators", "signed"}), "indicator"
"""The settings, however deep they stand, that name several indicators and one."""
INDICATOR = Text(vi="chỉ tiêu", en="indicator")


def check_asked(loaded: Loaded[Procedure], indicators: Collection[str]) -> Iterator[Fault]:
    """Give the indicators that bodies are asked for and nobody knows; ``indicators`` are the codes of the registry."""
    for index, step in enumerate(loaded.model.steps):
        if step.method in ASKING:
            yield from unknown_indicators(loaded, ("steps", index, "settings"), step.settings, indicators)


def unknown_indicators(
    loaded: Loaded[Procedure], here: Loc, settings: Mapping[str, Any], indicators: Collection[str]
) -> Iterator[Fault]:
    """Give each indicator that settings name and the registry does not have, where it stands."""
    for loc, code in _named(settings):
        if code not in indicators:
            yield unknown(loaded.where(*here, *loc), INDICATOR, code, indicators)


def _named(settings: Mapping[str, Any]) -> Iterator[tuple[Loc, str]]:
    waiting: list[tuple[Loc, Any]] = [((), settings)]
    while waiting:
        loc, value = waiting.pop()
        inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
        for key, each in inner:
            if not isinstance(each, str):
                waiting.append(((*loc, key), each))
            elif each and (key == SINGLE or (isinstance(key, int) and loc[-1] in LISTED)):
                yield (*loc, key), each
