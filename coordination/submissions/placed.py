"""Documents that know where in a file their parts stand, and the way from a place in the document to the file.

They are plain lists and mappings in every other way, so nothing else has to know of it; a document that did not come
from a file, or passed through the database, has no places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coordination.errors import Fault

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
Step = int | str
Sayings = dict[str, set[int]]
"""What the records of a list say → the numbers of those that say it."""


class Record(dict[str, Any]):
    """A mapping of a file; ``places`` has ``file:line:column`` of each key."""

    def __init__(self, content: Mapping[str, Any], places: Mapping[str, str]) -> None:
        super().__init__(content)
        self.places = places


class Listed(list[Any]):
    """A list of a file; ``places`` has ``file:line`` of each element, ``head`` that of the names of a table's columns."""

    def __init__(self, content: Iterable[Any], places: list[str], head: str = "") -> None:
        super().__init__(content)
        self.places = places
        self.head = head


def steps_of(where: str) -> list[Step]:
    """Give the steps of a place as people write it: ``figures[3].value`` is figures, 3, value."""
    return [int(number) if number else name for number, name in _STEP.findall(where)]


def place_in_file(content: Any, where: str, sayings: dict[int, Sayings] | None = None) -> str:
    """Give where in its file a part of a document stands; empty where that is not known.

    Methods name records by what they say, as ``figures.grdp_current.2025``: the first record that says all of it.
    ``sayings`` is kept from one place of a document to the next.
    """
    found, steps = "", steps_of(where)
    while steps:
        if isinstance(content, list) and isinstance(steps[0], str):
            at, told = _meant(content, steps, {} if sayings is None else sayings)
            steps = [at, *steps[told:]] if told else []
            continue
        step = steps.pop(0)
        if not _inside(content, step):
            break
        if isinstance(content, Listed) and isinstance(step, int):
            found = content.places[step]
        elif isinstance(content, Record):
            found = content.places.get(str(step), found)
        content = content[step if isinstance(content, list) else str(step)]
    return found


def _inside(content: Any, step: Step) -> bool:
    if isinstance(content, list):
        return isinstance(step, int) and step < len(content)
    return isinstance(content, dict) and str(step) in content


def _meant(records: list[Any], steps: list[Step], sayings: dict[int, Sayings]) -> tuple[int, int]:
    """Give the first record that says the most of the steps, and how many it says."""
    said = sayings.setdefault(id(records), {})
    if not said:
        for at, record in enumerate(records):
            for each in record.values() if isinstance(record, dict) else ():
                said.setdefault(str(each), set()).add(at)
    those = set(range(len(records)))
    for told, step in enumerate(steps):
        left = those & said.get(str(step), set())
        if not left:
            return (min(those), told) if told else (0, 0)
        those = left
    return min(those), len(steps)


def located(content: Any, faults: Iterable[Fault]) -> list[Fault]:
    """Give faults with the place in the file besides that in the document."""
    sayings: dict[int, Sayings] = {}
    return [each.within(file) if (file := place_in_file(content, each.where, sayings)) else each for each in faults]


@dataclass(frozen=True, slots=True)
class Rest:
    """A document without the parts in which faults lie; ``kept`` has, by list, the numbers its elements had."""

    content: dict[str, Any]
    kept: Mapping[str, list[int]]

    def as_before(self, fault: Fault) -> Fault:
        """Give a fault of the rest with the place it has in the whole document."""
        steps = steps_of(fault.where)
        if len(steps) < 2 or steps[0] not in self.kept or not isinstance(steps[1], int):
            return fault
        name, at = str(steps[0]), steps[1]
        return Fault(fault.what, f"{name}[{self.kept[name][at]}]{fault.where.partition(']')[2]}", fault.why, fault.fix)


def without(content: Any, faults: Iterable[Fault]) -> Rest | None:
    """Leave out the record, the entry or the field each fault lies in; None where that leaves nothing to judge."""
    if not isinstance(content, dict):
        return None
    left, out = dict(content), {tuple(steps_of(each.where)[:2]) for each in faults}
    kept: dict[str, list[int]] = {}
    for name, value in content.items():
        if (name,) in out:
            del left[name]
        elif isinstance(value, list):
            kept[name] = [at for at in range(len(value)) if (name, at) not in out]
            left[name] = [value[at] for at in kept[name]]
        elif isinstance(value, dict):
            left[name] = {key: each for key, each in value.items() if (name, key) not in out}
    return Rest(left, kept) if left != content and any(left.values()) else None
