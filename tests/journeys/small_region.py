"""A region small enough to be played in seconds: two provinces, and one step of each procedure."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from coordination.kernel.shipped import shipped


def write_small_region(home: Path, *planning: str) -> Path:
    """Write the region's file, with the shipped procedures cut short beside it; gives the region's file.

    ``planning`` are the steps of joint planning that are kept (the first unless named), of the ladder it is the first. A
    step whose predecessors are cut off waits for nobody and opens some days after the cycle.
    """
    yaml = YAML()
    for folder in ("regions", "procedures"):
        (home / folder).mkdir(parents=True)
    for name in ("regional-plan", "council-supervision"):
        document = yaml.load(shipped("region_configs") / "procedures" / f"{name}.yaml")
        document["steps"] = [each for each in document["steps"] if each["code"] in planning] or document["steps"][:1]
        for step in document["steps"]:
            if not set(step.get("after", ())) <= set(planning):
                step["after"], step["opens"]["rule"] = [], "working_days 18 after cycle"
                step["settings"].pop("contract", None)
        yaml.dump(document, home / "procedures" / f"{name}.yaml")
    region = yaml.load(shipped("region_configs") / "regions" / "southeast.yaml")
    region["region"] = "two-provinces"
    region["provinces"] = ["75", "79"]
    region["council_sessions"] = [each for each in region["council_sessions"] if each["unit"] in ("75", "79")]
    path = home / "regions" / "two-provinces.yaml"
    yaml.dump(region, path)
    return path
