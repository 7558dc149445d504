"""Outlines of provinces on paper: where a point of the earth lies, whose land is where, and where a name has room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from coordination.documents.charts.boundaries import Polygon, Ring, Unit
from coordination.documents.charts.labels import Box

Floats = NDArray[np.float64]
NOBODY = -1
FINE = 0.12
CELL = 0.5
"""Millimetres of paper that count as one spot when asking whose land it is."""


@dataclass(frozen=True, slots=True)
class View:
    """A window on the earth (longitudes, latitudes) of a width on paper; equirectangular, true at its middle."""

    west: float
    east: float
    south: float
    north: float
    width: float

    @property
    def squeeze(self) -> float:
        """Give how much shorter a degree of longitude is than one of latitude."""
        return cos(radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Give the millimetres of a degree of latitude."""
        return self.width / ((self.east - self.west) * self.squeeze)

    @property
    def height(self) -> float:
        """Give the height on paper."""
        return (self.north - self.south) * self.scale

    def on_paper(self, ring: Ring) -> Floats:
        """Give points in millimetres from the left and from the bottom of the window."""
        points = np.asarray(ring, dtype=np.float64)
        return (points - (self.west, self.south)) * (self.squeeze * self.scale, self.scale)

    def path(self, polygons: Iterable[Polygon], *, coarse: float = FINE) -> Path:
        """Give polygons as one path; outlines run one way and holes the other.

        Points nearer than ``coarse`` millimetres to the one before are left out: no eye sees them.
        """
        parts = [
            Path(_turned(_thinned(self.on_paper(ring), coarse), hole=number > 0), closed=True)
            for polygon in polygons
            for number, ring in enumerate(polygon)
        ]
        return Path.make_compound_path(*parts)

    def shows(self, unit: Unit) -> bool:
        """Say whether some of a unit's mainland may be in the window."""
        return any(
            self.west < x < self.east and self.south < y < self.north
            for polygon in unit.mainland
            for x, y in polygon[0]
        )


def view_of(units: Iterable[Unit], width: float, height: float) -> View:
    """Give the window that shows the mainland of units whole, with some air, on paper of at most a width and height.

    The window is as wide as the paper; where the units are tall, more of their neighbours is seen at both sides.
    """
    points = np.asarray([point for unit in units for polygon in unit.mainland for point in polygon[0]])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    air = max(east - west, north - south) * 0.04
    west, south, east, north = west - air, south - air, east + air, north + air
    squeeze = cos(radians((south + north) / 2))
    wide = max((east - west), (north - south) * width / height / squeeze)
    middle = (west + east) / 2
    return View(middle - wide / 2, middle + wide / 2, south, north, width)


class Lands:
    """Whose land each spot of the paper is, and where on it a name has most room."""

    def __init__(self, view: View, units: Sequence[Unit]) -> None:
        self.view, self.units = view, units
        columns, rows = int(view.width / CELL) + 1, int(view.height / CELL) + 1
        self.owner = np.full((rows, columns), NOBODY, dtype=np.int16)
        self.taken = np.zeros((rows, columns), dtype=np.bool_)
        for number, unit in enumerate(units):
            for polygon in unit.mainland:
                self._fill(view.on_paper(polygon[0]), number)

    def _fill(self, ring: Floats, number: int) -> None:
        rows, columns = self.owner.shape
        left, bottom = np.maximum(np.floor(ring.min(axis=0) / CELL).astype(int), 0)
        right, top = np.minimum(np.ceil(ring.max(axis=0) / CELL).astype(int) + 1, (columns, rows))
        if right <= left or top <= bottom:
            return
        xs, ys = np.meshgrid(np.arange(left, right), np.arange(bottom, top))
        inside = Path(ring).contains_points(np.column_stack((xs.ravel(), ys.ravel())) * CELL).reshape(xs.shape)
        self.owner[bottom:top, left:right][inside] = number

    def heart(self, number: int, aspect: float) -> tuple[float, float]:
        """Give the spot of a unit in whose middle the widest name fits; ``aspect`` is a name's width to its height."""
        mine = np.pad(self.owner == number, 1)
        if not mine.any():
            ring = max((self.view.on_paper(polygon[0]) for polygon in self.units[number].mainland), key=len)
            return float(ring[:, 0].mean()), float(ring[:, 1].mean())
        edge_y, edge_x = np.nonzero(~mine & _beside(mine))
        own_y, own_x = np.nonzero(mine)
        step = max(len(own_x) // 400, 1)
        own_x, own_y = own_x[::step], own_y[::step]
        apart = np.maximum(
            np.abs(own_x[:, None] - edge_x[None, :]) / aspect, np.abs(own_y[:, None] - edge_y[None, :])
        ).min(axis=1)
        best = int(apart.argmax())
        return float(own_x[best] - 1) * CELL, float(own_y[best] - 1) * CELL

    def owners(self, box: Box) -> list[int]:
        """Give whose land is beneath a box, nobody's apart."""
        return [int(number) for number in np.unique(self._spots(box)) if number != NOBODY]

    def strange(self, box: Box, number: int) -> tuple[float, float]:
        """Give which parts of a box are land of others, and nobody's."""
        spots = self._spots(box)
        if not spots.size:
            return 0.0, 1.0
        nobody = float((spots == NOBODY).mean())
        return 1 - nobody - float((spots == number).mean()), nobody

    def take(self, box: Box) -> None:
        """Note that something is written in a box."""
        self.taken[self._within(box)] = True

    def written_over(self, box: Box) -> float:
        """Give the square millimetres of a box in which something is written."""
        return float(self.taken[self._within(box)].sum()) * CELL * CELL

    def _spots(self, box: Box) -> NDArray[np.int16]:
        return self.owner[self._within(box)]

    def _within(self, box: Box) -> tuple[slice, slice]:
        left, right = (max(int((box.x + side * box.width / 2) / CELL), 0) for side in (-1, 1))
        low, high = (max(int((box.y + side * box.height / 2) / CELL), 0) for side in (-1, 1))
        return slice(low, high + 1), slice(left, right + 1)


def _beside(mine: NDArray[np.bool_]) -> NDArray[np.bool_]:
    made = np.zeros_like(mine)
    made[1:] |= mine[:-1]
    made[:-1] |= mine[1:]
    made[:, 1:] |= mine[:, :-1]
    made[:, :-1] |= mine[:, 1:]
    return made


def _thinned(points: Floats, apart: float) -> Floats:
    if len(points) < 12:
        return points
    steps = np.hypot(*np.diff(points, axis=0).T)
    gone = np.floor(np.concatenate(([0.0], np.cumsum(steps))) / apart)
    kept = np.concatenate(([True], np.diff(gone) > 0))
    kept[-1] = True
    return points[kept] if kept.sum() > 8 else points


def _turned(points: Floats, *, hole: bool) -> Floats:
    x, y = points[:, 0], points[:, 1]
    clockwise = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) < 0
    return points if clockwise == hole else points[::-1]
