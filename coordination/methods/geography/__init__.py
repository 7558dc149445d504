"""Geography in time: maps of different days, what became of their units, and figures told on another map. Pure."""

from __future__ import annotations

from coordination.methods.geography.atlas import Atlas, Map, Version
from coordination.methods.geography.changes import Boundaries, Change, Era, Merge, Named, Rename, Split, Transfer
from coordination.methods.geography.convert import convert
from coordination.methods.geography.figures import Point, Provenance, Row
from coordination.methods.geography.history import history_on_map
from coordination.methods.geography.periods import last_day

__all__ = [
    "Atlas",
    "Boundaries",
    "Change",
    "Era",
    "Map",
    "Merge",
    "Named",
    "Point",
    "Provenance",
    "Rename",
    "Row",
    "Split",
    "Transfer",
    "Version",
    "convert",
    "history_on_map",
    "last_day",
]
