"""Who asks for an indicator: the steps of procedures that name it, and the regions that run them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Strict
from coordination.regions import loader
from coordination.regions.checks import Loaded
from coordination.regions.faults import in_order
from coordination.regions.model import Procedure, RegionFile


class Asking(Strict):
    """A step whose settings name an indicator."""

    procedure: str
    step: str
    regions: tuple[str, ...]


def asked(code: str, directory: Path | None = None) -> list[Asking]:
    """Give the steps that ask for an indicator; the shapes of all files must hold (InvalidInputError)."""
    roots = loader.roots_of(directory)
    national, faults = loader.load_national(roots)
    runs: dict[str, list[str]] = {slug: [] for slug in (national.model.procedures if national else [])}
    for region in loader.codes(roots):
        loaded, more = loader.load_model(loader.find(region, roots), RegionFile)
        faults += more
        for slug in dict.fromkeys([*(national.model.procedures if national else []), *_own(loaded)]):
            runs.setdefault(slug, []).append(region)
    found = [
        Asking(procedure=slug, step=step, regions=tuple(regions))
        for slug, regions in runs.items()
        for step in _steps(slug, roots, code, faults)
    ]
    if faults:
        raise InvalidInputError(*in_order(faults))
    return found


def _own(loaded: Loaded[RegionFile] | None) -> list[str]:
    return loaded.model.procedures if loaded else []


def _steps(slug: str, roots: loader.Roots, code: str, faults: list[Fault]) -> Iterator[str]:
    loaded, more = loader.load_model(loader.data_file(f"procedures/{slug}.yaml", roots), Procedure)
    faults += more
    for step in loaded.model.steps if loaded else ():
        if code in _words(step.settings):
            yield step.code


def _words(setting: Any) -> Iterator[str]:
    """Give every word of a step's settings, however deep it stands."""
    if isinstance(setting, str):
        yield setting
    for each in setting.values() if isinstance(setting, Mapping) else setting if isinstance(setting, list) else ():
        yield from _words(each)
