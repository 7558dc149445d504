"""The registry of indicators: every version of every definition, from all its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from coordination.errors import Fault
from coordination.methods.indicators import PILLARS, Indicator
from coordination.regions.checks import Loaded, check_registry
from coordination.regions.checks.common import check_name
from coordination.regions.checks.registry import check_demanded
from coordination.regions.forms.registry import IndicatorFile
from coordination.regions.shapes import shape
from coordination.regions.source import Document, read

INDICATORS = "indicators"
"""The folder its files stand in."""


@dataclass(frozen=True)
class Registry:
    """The files of the registry, read and checked."""

    parts: tuple[Loaded[IndicatorFile], ...]

    @cached_property
    def versions(self) -> dict[str, tuple[Indicator, ...]]:
        """Give all versions of each definition by code, the oldest first."""
        found: dict[str, tuple[Indicator, ...]] = {}
        for part in self.parts:
            for each in part.model.indicators:
                found[each.code] = (*found.get(each.code, ()), each)
        return found

    @cached_property
    def current(self) -> tuple[Indicator, ...]:
        """Give the newest version of each definition, pillar by pillar in the order of the files."""
        newest = (versions[-1] for versions in self.versions.values())
        return tuple(sorted(newest, key=lambda each: PILLARS.index(each.pillar)))


def registry_of(roots: Iterable[Path], own: Path | None = None) -> tuple[Registry, list[Fault]]:
    """Read and check the whole registry of indicators; ``own`` is a file to be taken for its part of it.

    Every folder adds its files; of two with one name the nearer is used, as everywhere.
    """
    paths = {path.stem: path for root in reversed(tuple(roots)) for path in sorted(root.glob(f"{INDICATORS}/*.yaml"))}
    if own is not None:
        paths[own.stem] = own
    registry, faults = _registry(tuple((stem, read(path)) for stem, path in sorted(paths.items())))
    return registry, list(faults)


@lru_cache(maxsize=8)
def _registry(documents: tuple[tuple[str, Document], ...]) -> tuple[Registry, tuple[Fault, ...]]:
    """Make the registry of its documents; remembered, for every region uses all of it."""
    made = [_part(document, stem) for stem, document in documents]
    parts = tuple(part for part, _ in made if part is not None)
    faults = tuple(each for _, faults in made for each in faults)
    # What could not be read would be missed by the rest.
    whole = len(parts) == len(made)
    return Registry(parts), (*faults, *(check_registry(parts) if whole else ()))


@lru_cache(maxsize=64)
def _part(document: Document, stem: str) -> tuple[Loaded[IndicatorFile] | None, tuple[Fault, ...]]:
    """Make one part of the registry, so that those that did not change are not made again."""
    made, faults = shape(document, IndicatorFile)
    part = None if made is None else Loaded(document, made)
    named = check_name(part.where("registry"), part.model.registry, stem) if part else []
    return part, (*document.faults, *faults, *named, *check_demanded(document))
