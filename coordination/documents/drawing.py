"""What a sheet is drawn of: words, boxes, rules and marks at their places, in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from coordination.documents.lettering import REGULAR, STRONG, fit, width_of, wrap
from coordination.documents.templating import clean

Anchor = Literal["start", "middle", "end"]
LEADING = 1.18
"""Distance of lines, in sizes of the letters."""
SMALLER = (1.0, 0.92, 0.85, 0.78)
"""Sizes that are tried before words are left out."""
LIFT = 0.33
"""How far below the middle of a line its letters stand, in their size."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: ``x`` and ``y`` are its anchor on the base line; ``turn`` is in degrees."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    weight: int = REGULAR
    ink: str = "ink"
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a kind the template knows how to paint."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a kind."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign drawn as a shape, so that no font need have it; ``size`` is its radius."""

    x: float
    y: float
    size: float
    kind: str


@dataclass
class Drawing:
    """The layers of a sheet, the lowest first."""

    stripes: list[Box] = field(default_factory=list)
    ground: list[Box] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bars: list[Box] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def write(  # noqa: PLR0913 - what a line of text is
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        width: float | None = None,
        anchor: Anchor = "start",
        weight: int = REGULAR,
        ink: str = "ink",
        turn: int = 0,
    ) -> None:
        """Write a line, shortened to ``width`` where it is longer; nothing for no text."""
        shown = clean(text) if width is None else fit(clean(text), width, size, weight)
        if shown:
            self.words.append(Words(_mm(x), _mm(y), shown, _mm(size), anchor, weight, ink, turn))

    def write_in(
        self,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        *,
        anchor: Anchor = "start",
        weight: int = REGULAR,
        ink: str = "ink",
    ) -> None:
        """Write a text into a box (x, y, width, height), in as many lines as it has room for, in its middle; smaller if need be."""
        x, y, width, height = box
        for smaller in SMALLER:
            letters = min(size * smaller, height / LEADING)
            most = max(int(height / (letters * LEADING)), 1)
            made = wrap(clean(text), width, letters, most=most, weight=weight)
            if not any(line.endswith("…") for line in made):
                break
        self.lines_at(x, y + height / 2, made, letters, anchor=anchor, weight=weight, ink=ink)

    def lines_at(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        size: float,
        *,
        anchor: Anchor = "start",
        weight: int = REGULAR,
        ink: str = "ink",
    ) -> None:
        """Write lines around the height ``middle``."""
        first = middle - (len(lines) - 1) * size * LEADING / 2 + size * LIFT
        for number, line in enumerate(lines):
            self.write(x, first + number * size * LEADING, line, size, anchor=anchor, weight=weight, ink=ink)

    def box(self, layer: list[Box], x: float, y: float, width: float, height: float, kind: str) -> None:
        """Draw a rectangle on a layer; one without width is not there."""
        if width > 0 and height > 0:
            layer.append(Box(_mm(x), _mm(y), _mm(width), _mm(height), kind))

    def rule(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Draw a line."""
        self.rules.append(Rule(_mm(x1), _mm(y1), _mm(x2), _mm(y2), kind))

    def mark(self, x: float, y: float, size: float, kind: str) -> None:
        """Draw a sign."""
        self.marks.append(Mark(_mm(x), _mm(y), _mm(size), kind))


def _mm(value: float) -> float:
    return round(value, 2)


def in_levels(labels: Iterable[tuple[float, float]], right: float, gap: float = 1.5) -> list[tuple[float, int]]:
    """Give each label (where it wants to begin, its width) a place and a level on which it touches no other.

    A label that would run over the right edge begins further left.
    """
    ends: list[float] = []
    placed = []
    for wanted, width in labels:
        x = min(wanted, right - width)
        level = next((number for number, end in enumerate(ends) if end + gap <= x), len(ends))
        ends[level:] = [x + width, *ends[level + 1 :]]
        placed.append((x, level))
    return placed


def largest(text: str, width: float, sizes: Sequence[float], weight: int = STRONG) -> float:
    """Give the first of some sizes in which a text fits a width; else the last."""
    return next((size for size in sizes if width_of(text, size, weight) <= width), sizes[-1])
