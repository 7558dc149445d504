"""Where words go so that none covers another: along a line, or around points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places along a line until neighbours are ``gap`` apart, as little as can be, within two ends.

    Places that touch become a block around their mean (pool adjacent violators); the order is kept.
    """
    order = sorted(range(len(wanted)), key=lambda each: (wanted[each], each))
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    blocks: list[list[float]] = []  # sum of where members want the block to begin, how many
    for rank, each in enumerate(order):
        blocks.append([wanted[each] - rank * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    starts = [total / count for total, count in blocks for _ in range(int(count))]
    last = high - (len(wanted) - 1) * gap
    placed = [0.0] * len(wanted)
    for rank, (each, start) in enumerate(zip(order, starts, strict=True)):
        placed[each] = min(max(start, low), last) + rank * gap
    return placed


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def over(self, other: Box) -> float:
        """Give the area two rectangles share."""
        wide = (self.width + other.width) / 2 - abs(self.x - other.x)
        high = (self.height + other.height) / 2 - abs(self.y - other.y)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A label to be placed near a point: its size, and how far from the point it begins."""

    x: float
    y: float
    width: float
    height: float
    clear: float = 0.0


AROUND = (
    (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5),
    (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1),
)  # fmt: skip
"""Directions that are tried, the best to read first."""
REACHES = (0.0, 1.5, 3.0, 5.0, 7.5, 10.0, 14.0, 18.0, 23.0, 28.0)
"""Millimetres a label may move away from its point, the nearest first."""

FARTHER = 0.05
"""What each place tried costs more than the one before."""


def around(
    label: Label, taken: Sequence[Box], frame: Box, cost: Callable[[Box], float], *, on_point: bool = False
) -> Box:
    """Give the place of a label that covers least of what is taken and lies least far away, within a frame."""
    best, least = Box(label.x, label.y, label.width, label.height), float("inf")
    tried = [best] if on_point else []
    for reach in REACHES:
        for right, up in AROUND:
            x = label.x + right * (label.width / 2 + label.clear + reach)
            y = label.y + up * (label.height / 2 + label.clear + reach)
            tried.append(Box(x, y, label.width, label.height))
    for number, box in enumerate(tried):
        if number * FARTHER >= least:
            break
        if not _inside(box, frame):
            continue
        covered = sum(box.over(other) for other in taken)
        price = covered * 100 + cost(box) + number * FARTHER
        if price < least:
            best, least = box, price
    return best


def _inside(box: Box, frame: Box) -> bool:
    return (
        abs(box.x - frame.x) + box.width / 2 <= frame.width / 2
        and abs(box.y - frame.y) + box.height / 2 <= frame.height / 2
    )
