"""Find the files of a region, read them, check them, and make the region.

Each file is looked for in several folders in turn, so that somebody's own region may stand alone
and use the national file and the procedures that come with the program.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.shipped import shipped
from coordination.kernel.text import Text, ascii_fold
from coordination.regions.checks import (
    Known,
    Loaded,
    check_asked,
    check_balances,
    check_contracts,
    check_forecasts,
    check_national,
    check_procedure,
    check_region,
    check_resolved,
)
from coordination.regions.checks.common import check_name
from coordination.regions.faults import fault, in_order, unknown
from coordination.regions.model import National, Procedure, Region, RegionFile, Slug
from coordination.regions.registry import registry_of
from coordination.regions.resolve import resolve
from coordination.regions.shapes import shape
from coordination.regions.source import read

Model = TypeVar("Model", bound=BaseModel)
Roots = tuple[Path, ...]
_SLUG = TypeAdapter[str](Slug)
_BORDER_COLUMNS = {"map", "unit", "neighbour"}

REGIONS = "regions"


def load(directory: Path | None, code: str, known: Known) -> Region:
    """Give the region with this code; every fault of its files comes in one InvalidInputError."""
    roots = roots_of(directory)
    return load_file(find(code, roots), roots, known)


def load_file(path: Path, roots: Roots, known: Known) -> Region:
    """Give the region a file describes."""
    region, faults = gather(path, roots, known)
    if region is None or faults:
        raise InvalidInputError(*faults)
    return region


def roots_of(directory: Path | None, own: Path | None = None) -> Roots:
    """Give the folders in which files are looked for, nearest first."""
    beside = [own.resolve().parent.parent] if own is not None else []
    given = [directory] if directory is not None else []
    return tuple(dict.fromkeys([*beside, *given, shipped("region_configs")]))


def find(code: str, roots: Roots) -> Path:
    """Give the file of the region with a code."""
    found = _look_for(roots, f"regions/{code}.yaml") if _is_slug(code) else None
    if found is None:
        raise NotFoundError(unknown("", Text(vi="vùng", en="region"), code, codes(roots)))
    return found


def codes(roots: Roots) -> list[str]:
    """Give the codes of the regions that have a file."""
    return sorted({path.stem for root in roots for path in root.glob("regions/*.yaml")})


def _is_slug(text: str) -> bool:
    try:
        _SLUG.validate_python(text)
    except ValidationError:
        return False
    return True


def data_file(name: str, roots: Roots) -> Path:
    """Give the nearest data file with a name, as the national file gives it."""
    found = _look_for(roots, name)
    if found is None:
        raise NotFoundError(fault("", f"không có tệp {name}", f"there is no {name}"))
    return found


def _look_for(roots: Roots, name: str) -> Path | None:
    return next((root / name for root in roots if (root / name).is_file()), None)


def load_model(
    path: Path, model: type[Model], names: dict[str, str] | None = None
) -> tuple[Loaded[Model] | None, list[Fault]]:
    """Read one file into its model, or give the reasons why not."""
    document = read(path)
    made, faults = shape(document, model, names)
    loaded = None if made is None else Loaded(document, made)
    return loaded, [*document.faults, *faults]


def load_national(roots: Roots) -> tuple[Loaded[National] | None, list[Fault]]:
    """Read the nearest national file."""
    path = _look_for(roots, "national.yaml")
    if path is None:
        raise NotFoundError(fault("", "không có tệp national.yaml", "there is no national.yaml"))
    return load_model(path, National)


def gather(path: Path, roots: Roots, known: Known) -> tuple[Region | None, list[Fault]]:
    """Read, check and make a region; what could not be made is told by the faults."""
    national, faults = load_national(roots)
    region, more = load_model(path, RegionFile, _codes_by_name(national))
    faults += more
    if national is None:
        return None, in_order(faults)
    faults += check_national(national, known)
    registry, more = registry_of(roots)
    faults += more
    procedures = _procedures(national, region, roots, faults)
    code = region.model.region if region else None
    for procedure in procedures:
        faults += check_procedure(procedure, national.model, known, code)
        faults += [] if more else check_asked(procedure, registry.versions)
        faults += [] if more else check_balances(procedure, registry.versions)
        faults += [] if more else check_contracts(procedure, registry.versions)
        faults += [] if more else check_forecasts(procedure, registry.versions)
    if region is None:
        return None, in_order(faults)
    borders = borders_of(roots, faults)
    made = resolve(national.model, region.model, [each.model for each in procedures], borders, registry.current)
    faults += _check_file_name(region, path)
    faults += check_region(region, national.model, _siblings(path))
    faults += check_resolved(made, region, procedures)
    return made, in_order(faults)


def _codes_by_name(national: Loaded[National] | None) -> dict[str, str]:
    units = national.model.units if national else []
    return {ascii_fold(unit.name.vi): unit.code for unit in units}


def _procedures(
    national: Loaded[National],
    region: Loaded[RegionFile] | None,
    roots: Roots,
    faults: list[Fault],
) -> list[Loaded[Procedure]]:
    found: dict[str, Loaded[Procedure]] = {}
    for source in (national, region):
        for at, slug in enumerate(source.model.procedures if source else []):
            path = _look_for(roots, f"procedures/{slug}.yaml")
            if slug in found or source is None:
                continue
            if path is None:
                there = [each.stem for root in roots for each in root.glob("procedures/*.yaml")]
                noun = Text(vi="quy trình", en="procedure")
                faults.append(unknown(source.where("procedures", at), noun, slug, there))
                continue
            procedure, more = load_model(path, Procedure)
            faults += more
            if procedure is not None:
                faults += _check_procedure_name(procedure, slug)
                found[slug] = procedure
    return list(found.values())


def _check_procedure_name(procedure: Loaded[Procedure], slug: str) -> list[Fault]:
    return check_name(procedure.where("procedure"), procedure.model.procedure, slug)


def _check_file_name(region: Loaded[RegionFile], path: Path) -> list[Fault]:
    """Check that a region in a folder of regions is found by its code."""
    if path.resolve().parent.name != "regions":
        return []
    return check_name(region.where("region"), region.model.region, path.stem)


def _siblings(path: Path) -> Sequence[Loaded[RegionFile]]:
    """Give the other regions of a folder of regions; what does not read is told when it is asked for.

    Elsewhere the files beside one's own are drafts and copies, which claim nothing.
    """
    found: list[Loaded[RegionFile]] = []
    if path.resolve().parent.name != REGIONS:
        return found
    for other in sorted(path.resolve().parent.glob("*.yaml")):
        if other == path.resolve():
            continue
        try:
            loaded, _ = load_model(other, RegionFile)
        except (InvalidInputError, NotFoundError):
            continue
        if loaded is not None:
            found.append(loaded)
    return found


def borders_of(roots: Roots, faults: list[Fault]) -> dict[str, list[tuple[str, str]]]:
    """Give the pairs of units with a common border, by map; what keeps them from being read goes to ``faults``."""
    path = _look_for(roots, "data/adjacency.csv")
    if path is None:
        vi, en = "không có tệp data/adjacency.csv", "there is no data/adjacency.csv"
        faults.append(fault("", vi, en))
        return {}
    try:
        return _read_borders(path.read_text("utf-8"))
    except (OSError, ValueError, csv.Error) as error:
        vi, en = f"không đọc được ({error})", f"cannot be read ({error})"
        faults.append(fault(str(path), vi, en))
        return {}


@lru_cache(maxsize=8)
def _read_borders(text: str) -> dict[str, list[tuple[str, str]]]:
    rows = csv.DictReader(text.splitlines())
    if missing := _BORDER_COLUMNS - set(rows.fieldnames or ()):
        raise ValueError(", ".join(sorted(missing)))
    borders: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        borders[row["map"] or ""].append((row["unit"] or "", row["neighbour"] or ""))
    return dict(borders)
