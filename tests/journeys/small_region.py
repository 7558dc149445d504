"""A region small enough to be played in seconds: two provinces, and the first step of each procedure."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from coordination.kernel.shipped import shipped


def write_small_region(home: Path) -> Path:
    """Write the region's file, with the shipped procedures cut short beside it; gives the region's file."""
    yaml = YAML()
    for folder in ("regions", "procedures"):
        (home / folder).mkdir(parents=True)
    for name in ("regional-plan", "council-supervision"):
        document = yaml.load(shipped("region_configs") / "procedures" / f"{name}.yaml")
        document["steps"] = document["steps"][:1]
        yaml.dump(document, home / "procedures" / f"{name}.yaml")
    region = yaml.load(shipped("region_configs") / "regions" / "southeast.yaml")
    region["region"] = "two-provinces"
    region["provinces"] = ["75", "79"]
    region["council_sessions"] = [each for each in region["council_sessions"] if each["unit"] in ("75", "79")]
    path = home / "regions" / "two-provinces.yaml"
    yaml.dump(region, path)
    return path
