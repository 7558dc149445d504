"""A region small enough to be played in seconds: two provinces, and the first steps of each procedure."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from coordination.kernel.shipped import shipped

PLAN_STEPS = ("joint-assessment", "viewpoints")
COUNCIL_STEPS = 2


def write_small_region(home: Path) -> Path:
    """Write the region's file, with the shipped procedures cut short beside it; gives the region's file."""
    yaml = YAML()
    for folder in ("regions", "procedures"):
        (home / folder).mkdir(parents=True)
    for name in ("regional-plan", "council-supervision"):
        document = yaml.load(shipped("region_configs") / "procedures" / f"{name}.yaml")
        steps = document["steps"]
        document["steps"] = (
            [step for step in steps if step["code"] in PLAN_STEPS] if name == "regional-plan" else steps[:COUNCIL_STEPS]
        )
        yaml.dump(document, home / "procedures" / f"{name}.yaml")
    region = yaml.load(shipped("region_configs") / "regions" / "southeast.yaml")
    region["region"] = "two-provinces"
    region["provinces"] = ["75", "79"]
    region["council_sessions"] = [each for each in region["council_sessions"] if each["unit"] in ("75", "79")]
    path = home / "regions" / "two-provinces.yaml"
    yaml.dump(region, path)
    return path
