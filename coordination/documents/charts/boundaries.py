"""The outlines of the provinces, from the boundary files that come with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from coordination.errors import InvalidInputError
from coordination.kernel.shipped import shipped

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
"""An outline and its holes, each a ring of longitudes and latitudes (WGS 84)."""

OFFSHORE = 110.2
"""East of this longitude there is no mainland of Viet Nam nor island near it: only the two archipelagos."""
PARACELS_SOUTH = 14.0
"""Hoàng Sa lies north of this latitude, Trường Sa south of it."""
Archipelago = Literal["hoang_sa", "truong_sa"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A province: code, name, and its polygons; the archipelagos that belong to it apart from its mainland."""

    code: str
    name: str
    mainland: tuple[Polygon, ...]
    offshore: tuple[Polygon, ...] = ()

    @property
    def archipelago(self) -> Archipelago | None:
        """Say which archipelago belongs to it."""
        if not self.offshore:
            return None
        return "hoang_sa" if self.offshore[0][0][0][1] > PARACELS_SOUTH else "truong_sa"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """All provinces of one map."""

    units: tuple[Unit, ...]


@cache
def boundaries(on_map: Literal["34", "63"]) -> Boundaries:
    """Read the outlines of the 34 provinces in force since 1 July 2025, or of the 63 before.

    InvalidInputError where the file is damaged.
    """
    path = shipped("region_configs") / "data" / f"provinces_{on_map}.geojson"
    try:
        return read(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InvalidInputError.of(
            "không đọc được tệp ranh giới tỉnh", "the file of boundaries cannot be read", path.name
        ) from error


def read(collection: dict[str, Any]) -> Boundaries:
    """Take the units out of a GeoJSON collection (RFC 7946) whose features have ``province_code`` and ``name_vi``."""
    return Boundaries(tuple(_unit(feature) for feature in collection["features"]))


def _unit(feature: dict[str, Any]) -> Unit:
    shape, said = feature["geometry"], feature["properties"]
    raw = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    polygons = [tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon) for polygon in raw]
    far = [polygon for polygon in polygons if min(x for x, _ in polygon[0]) > OFFSHORE]
    near = [polygon for polygon in polygons if polygon not in far]
    return Unit(str(said["province_code"]), str(said["name_vi"]), tuple(near), tuple(far))
