"""Figures that were handed in and are to stay: what of a document is a figure, and which of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

KEYS = ("indicator", "label", "project", "balance", "use", "source", "period")
"""What a row of figures is called by, whatever its place in the document."""
EXPLAINS = frozenset({"note", "reason", "name"})
"""Words beside a figure that say why or how, not what."""
STATES: Mapping[str, str] = {"state": "value", "plan_state": "plan"}
"""States by the numbers they are of; ``STATED`` beside no number says nothing of it, as where a remark stands alone."""
STATED = "value"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was; None: there was or is none."""

    place: str
    before: Any
    after: Any


def changed(before: BaseModel, after: BaseModel) -> list[Change]:
    """Give every figure of two submissions that differs, by place; the order of rows does not count.

    A figure is a number with the entries of its row that say what number it is, such as its unit or the reason why
    there is none. ``1.50`` and ``1.5`` are the same figure; a missing one is no zero.
    """
    was, stands = figures(before), figures(after)
    return [
        Change(place, was.get(place), stands.get(place))
        for place in dict.fromkeys((*was, *stands))
        if was.get(place) != stands.get(place)
    ]


def figures(submission: BaseModel) -> dict[str, Any]:
    """Give every figure of a submission by its place: ``figures[grdp_current 2025].value``."""
    found: dict[str, Any] = {}
    for place, value in _walk(submission.model_dump(), ""):
        number, name = 2, place
        while name in found:
            name, number = f"{place} ({number})", number + 1
        found[name] = value
    return found


def _walk(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        row = any(_is_number(each) for each in value.values())
        for name, each in value.items():
            inside = f"{place}.{name}" if place else str(name)
            if isinstance(each, Mapping | list | tuple):
                yield from _walk(each, inside)
            elif row and _says_what(name, each) and not _unsaid(value, name, each):
                yield inside, each
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _walk(each, f"{place}[{_called(each) or number}]")


def _unsaid(row: Mapping[Any, Any], name: Any, value: Any) -> bool:
    return name in STATES and value == STATED and row.get(STATES[name]) is None


def _says_what(name: Any, value: Any) -> bool:
    return name not in KEYS and name not in EXPLAINS and value is not None and value != ""


def _called(row: Any) -> str:
    return " ".join(str(row[name]) for name in KEYS if row.get(name)) if isinstance(row, Mapping) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool)
