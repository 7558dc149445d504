"""What a step's form asks of each body, place by place, and what a document answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.kernel.cells import Cell, State
from coordination.regions.model import Step
from coordination.submissions.asking.asks import Catalogue, ask_for, asks_of, leaves_open, ratio_of
from coordination.submissions.checking.figures import MEASURED, ROWS, cells_in
from coordination.submissions.quality.rules import Place

Content = Mapping[str, Any]


def places_asked(step: Step, period: str, catalogue: Catalogue, contents: Iterable[Content]) -> set[Place]:
    """Give the places a step asks every body to fill in; where the choice is theirs, those at least one of them filled in.

    A compilation asks for its sections and labels. Steps of other methods ask for no place in particular.
    """
    if leaves_open(step.method, step.settings):
        return {place for content in contents for place in cells_in(step.method, content)}
    if step.method in ROWS:
        return {(ask.indicator, ask.year) for ask in asks_of(step.method, step.settings, period, catalogue)}
    if step.method != "collate":
        return set()
    parts = {"sections": step.settings.get("sections", ()), "figures": step.settings.get("add", ())}
    return {(part, key) for part, keys in parts.items() for key in keys}


def answers(method: str, content: Content) -> dict[Place, State]:
    """Give what a document answers; a section with words counts as a value."""
    if method in ROWS:
        return {place: cell.state for place, cell in cells_in(method, content).items()}
    if method != "collate":
        return {}
    words = {
        ("sections", each["key"]): bool(str(each.get("text") or "").strip()) for each in content.get("sections") or ()
    }
    labels = {("figures", each["label"]): each.get("value") is not None for each in content.get("figures") or ()}
    return {place: State.VALUE if given else State.MISSING for place, given in (words | labels).items()}


def follow(
    step: Step, period: str, asked: Iterable[Place], cells: Mapping[Place, Cell], catalogue: Catalogue
) -> set[Place]:
    """Give the ratios that follow from a numerator and a denominator both given."""
    vintage = "" if step.method in MEASURED else period
    return {(code, year) for code, year in asked if _follows(code, int(year), vintage, cells, catalogue)}


def _follows(code: str, year: int, vintage: str, cells: Mapping[Place, Cell], catalogue: Catalogue) -> bool:
    parts = ratio_of(ask_for(code, year, vintage, catalogue), catalogue)
    given = [cells.get((part.indicator, part.year)) for part in parts]
    return bool(given) and all(cell is not None and cell.known for cell in given)
