"""The register of real investment projects, from which simulated bodies draw what they propose."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

from coordination.kernel.shipped import shipped
from coordination.regions.model import Region
from coordination.regions.series import map_of


def projects_in(region: Region, unit: str) -> list[dict[str, Any]]:
    """Give the projects of the register that lie in a unit and have a total, largest first."""
    units = {each.code for each in region.units}
    found = []
    for row in _register(shipped("region_configs") / "data" / "projects.csv"):
        places = [code for code in row[f"units_{map_of(region)}"].split(";") if code in units]
        if unit in places and row["total_mvnd"] and int(row["total_mvnd"]) > 0:
            found.append(
                {
                    "project": row["project"],
                    "name": row["name"],
                    "units": places,
                    "owner_level": row["owner_level"],
                    "sector": row["sector"],
                    "status": row["status"],
                    "total": int(row["total_mvnd"]),
                    "allocated": int(row["allocated_mvnd"] or 0),
                    "oda": row["amount_basis"] == "donor_commitment",
                }
            )
    return sorted(found, key=lambda each: (-each["total"], each["project"]))


@lru_cache(maxsize=2)
def _register(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
