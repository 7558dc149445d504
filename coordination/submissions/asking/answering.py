"""What a step's form asks of each body, place by place, and what a document answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.kernel.cells import Cell, State
from coordination.regions.model import Step
from coordination.submissions.asking.asks import PLAN, Catalogue, Place, ask_for, asks_of, labels_asked, ratio_of
from coordination.submissions.checking.figures import MEASURED, ROWS, cells_in

Content = Mapping[str, Any]


def places_asked(step: Step, period: str, catalogue: Catalogue) -> set[Place]:
    """Give the places a step's form asks every body to fill in, whatever the body then chose to give.

    The cell for a plan beside a figure is offered, not asked: a plan that is asked is an indicator of its own. A compilation asks for its sections and labels. Steps of other methods ask for no place in particular.
    """
    if step.method in ROWS:
        return {ask.place for ask in asks_of(step.method, step.settings, period, catalogue) if ask.part != PLAN}
    if step.method != "collate":
        return set()
    parts = {"sections": step.settings.get("sections", ()), "figures": labels_asked(step.settings, catalogue)}
    return {(part, key) for part, keys in parts.items() for key in keys}


def answers(method: str, content: Content) -> dict[Place, State]:
    """Give what a document answers: figures by their state, words as a value; a section without words answers nothing."""
    if method in ROWS:
        return {place: cell.state for place, cell in cells_in(method, content).items()}
    if method != "collate":
        return {}
    words = {("sections", each["key"]) for each in content.get("sections") or () if str(each.get("text") or "").strip()}
    labels = {("figures", each["label"]): each.get("value") is not None for each in content.get("figures") or ()}
    told = {place: State.VALUE if given else State.MISSING for place, given in labels.items()}
    return {**dict.fromkeys(words, State.VALUE), **told}


def follow(
    step: Step, period: str, asked: Iterable[Place], cells: Mapping[tuple[str, int], Cell], catalogue: Catalogue
) -> set[Place]:
    """Give the ratios that follow from a numerator and a denominator both given."""
    vintage = "" if step.method in MEASURED else period
    return {place for place in asked if _follows(place, vintage, cells, catalogue)}


def _follows(place: Place, vintage: str, cells: Mapping[tuple[str, int], Cell], catalogue: Catalogue) -> bool:
    code, year, *part = place
    parts = ratio_of(ask_for(code, int(year), vintage, catalogue, *part), catalogue)
    given = [cells.get((part.indicator, part.year)) for part in parts]
    return bool(given) and all(cell is not None and cell.known for cell in given)
