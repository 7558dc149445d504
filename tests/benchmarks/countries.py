"""Regions of 14, 34 and 340 provinces: the last ones are today's provinces ten times over, labelled simulated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coordination.app import known
from coordination.kernel.period import Period
from coordination.kernel.shipped import shipped
from coordination.kernel.text import Text
from coordination.regions import series
from coordination.regions.model import Body, Region, Step, Unit
from coordination.regions.series import History
from coordination.regions.service import load_region
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.material import Material

SEED = 1
PERIOD = Period(2027, 2027)


@dataclass(frozen=True)
class Country:
    """A region with what its bodies hand in and what is published of it."""

    region: Region
    material: Material
    history: History


@dataclass(frozen=True)
class Copied(Material):
    """What copies of provinces hand in: the figures and projects of the province itself, under the copy's codes."""

    one: Material | None = None

    def submission(self, step: Step, stage: str, body: str, unit: str) -> dict[str, Any]:
        """Give what a body hands in for a step."""
        if self.one is None:
            raise ValueError("there is nothing to copy from")
        code, number = unit[:-1], unit[-1]
        content = self.one.submission(step, stage, body.replace(unit, code, 1), code)
        for each in content.get("projects", ()):
            each["project"] += f"-{number}"
            each["units"] = [other + number for other in each["units"]]
            for touched in each["impact_on"]:
                touched["unit"] += number
        return content


def real(provinces: int, folder: Path) -> Country:
    """Give a region of the first of today's provinces, from a file as people write one."""
    path = folder / "regions" / f"bench-{provinces}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    yaml = YAML(typ="safe")  # the quick parser: nobody reads the comments of this copy
    yaml.sort_base_mapping_type_on_output = False
    file = yaml.load(shipped("region_configs") / "regions" / "mekong-delta.yaml")
    units = yaml.load(shipped("region_configs") / "national.yaml")["units"]
    today = [each["code"] for each in units if "valid_to" not in each]
    file |= {"region": path.stem, "slug": path.stem, "provinces": today[:provinces], "council_sessions": []}
    yaml.dump(file, path)
    region = load_region(path, known())
    return Country(region, Material.of(region, PERIOD.drafting_year, SEED, Behaviour()), series.history(region))


def repeated(country: Country, times: int) -> Country:
    """Give a country of copies of all provinces, ten at most; borders stay within a copy."""
    region, numbers = country.region, [str(number) for number in range(times)]
    everywhere = [body for body in region.bodies if body.level != "province"]
    provinces = [body for body in region.bodies if body.level == "province"]
    made = region.model_copy(
        update={
            "code": f"{region.code}-times-{times}",
            "name": Text(vi=f"[mô phỏng] {region.name.vi} × {times}", en=f"[simulated] {region.name.en} × {times}"),
            "units": [_unit(unit, number) for number in numbers for unit in region.units],
            "bodies": everywhere + [_body(body, number) for number in numbers for body in provinces],
            "neighbours": [(one + number, two + number) for number in numbers for one, two in region.neighbours],
        }
    )
    history = {
        indicator: {unit + number: values for number in numbers for unit, values in units.items()}
        for indicator, units in country.history.items()
    }
    one = country.material
    return Country(made, Copied(made, one.year, one.seed, one.behaviour, one=one), history)


def _unit(unit: Unit, number: str) -> Unit:
    return unit.model_copy(
        update={
            "code": unit.code + number,
            "slug": f"{unit.slug}-{number}",
            "name": _labelled(unit.name, number),
            "full_name": _labelled(unit.full_name, number),
        }
    )


def _body(body: Body, number: str) -> Body:
    code = f"{body.unit}{number}.{body.kind}"
    contacts = [
        each.model_copy(update={"body": code, "email": each.email.replace(".example", f"-{number}.example")})
        for each in body.contacts
    ]
    names = {"name": _labelled(body.name, number), "short": _labelled(body.short, number)}
    return body.model_copy(update={"code": code, "unit": body.unit + number, "contacts": contacts, **names})


def _labelled(name: Text, number: str) -> Text:
    return Text(vi=f"{name.vi} [mô phỏng {number}]", en=f"{name.en} [simulated {number}]")
