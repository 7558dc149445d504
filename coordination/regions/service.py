"""What others may ask: which regions there are, one ready to run, what is wrong with a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.canonical import canonical_json, sha256
from coordination.kernel.text import Strict, Text
from coordination.regions import loader
from coordination.regions.checks import (
    Known,
    check_asked,
    check_balances,
    check_contracts,
    check_forecasts,
    check_national,
    check_procedure,
)
from coordination.regions.faults import fault, in_order
from coordination.regions.model import National, Procedure, Region, RegionFile
from coordination.regions.nationwide import COUNTRY, whole
from coordination.regions.registry import INDICATORS, Registry, registry_of
from coordination.regions.source import read

__all__ = [
    "COUNTRY",
    "Known",
    "RegionSummary",
    "available",
    "check_file",
    "check_registry",
    "country",
    "folder_of",
    "load_national",
    "load_region",
    "load_registry",
    "restore",
    "snapshot",
    "text_of",
]


class RegionSummary(Strict):
    """A region in a list."""

    code: str
    name: Text
    provinces: int
    map_date: date


def available(directory: Path | None = None) -> list[RegionSummary]:
    """Give the regions of a folder and the shipped ones; the shapes of their files must hold."""
    roots = loader.roots_of(directory)
    found: list[RegionSummary] = []
    faults: list[Fault] = []
    for code in loader.codes(roots):
        loaded, more = loader.load_model(loader.find(code, roots), RegionFile)
        faults += more
        if loaded is not None:
            region = loaded.model
            found.append(
                RegionSummary(
                    code=code,
                    name=region.name,
                    provinces=len(region.provinces),
                    map_date=region.map_date,
                )
            )
    if faults:
        raise InvalidInputError(*in_order(faults))
    return found


def load_region(code_or_path: str | Path, known: Known, directory: Path | None = None) -> Region:
    """Give a region by its code, or by the path of somebody's own file; ``national`` is the whole country."""
    if code_or_path == COUNTRY:
        return country(known, directory)
    if not _is_path(code_or_path):
        return loader.load(directory, str(code_or_path), known)
    path = Path(code_or_path)
    read(path)
    return loader.load_file(path, loader.roots_of(directory, path), known)


def folder_of(code_or_path: str | Path, directory: Path | None = None) -> Path | None:
    """Give the folder whose files are used before the shipped ones: itself, or of somebody's own file the one above it.

    NotFoundError where there is no such region or file.
    """
    if code_or_path == COUNTRY:
        return directory
    if Path(code_or_path).is_dir():
        return Path(code_or_path)
    if not _is_path(code_or_path):
        loader.find(str(code_or_path), loader.roots_of(directory))
        return directory
    read(Path(code_or_path))
    return loader.roots_of(directory, Path(code_or_path))[0]


def text_of(code: str, directory: Path | None = None) -> str:
    """Give a region's file as it is written, comments and all: what a secretariat copies and changes."""
    return loader.find(code, loader.roots_of(directory)).read_text(encoding="utf-8")


def load_national(known: Known, directory: Path | None = None) -> National:
    """Give what holds for the whole country; every fault of the file comes in one InvalidInputError."""
    national, faults = loader.load_national(loader.roots_of(directory))
    if national is not None:
        faults += check_national(national, known)
    if national is None or faults:
        raise InvalidInputError(*in_order(faults))
    return national.model


def country(known: Known, directory: Path | None = None) -> Region:
    """Give the whole country as a scope of circulars: every province of today, and no procedure.

    NotFoundError if the national file has no such scope; every fault of that file comes in one InvalidInputError.
    """
    national, faults = load_national(known, directory), list[Fault]()
    borders = loader.borders_of(loader.roots_of(directory), faults)
    if national.nationwide is None:
        vi, en = "tệp national.yaml không có khóa 'nationwide'", "national.yaml has no key 'nationwide'"
        raise NotFoundError(fault("", vi, en))
    registry, more = registry_of(loader.roots_of(directory))
    if faults or more:
        raise InvalidInputError(*faults, *in_order(more))
    return whole(national, national.nationwide, borders, registry.current)


def load_registry(directory: Path | None = None) -> Registry:
    """Give the indicators of a folder and the shipped ones; every fault of the files comes in one InvalidInputError."""
    registry, faults = registry_of(loader.roots_of(directory))
    if faults:
        raise InvalidInputError(*in_order(faults))
    return registry


def _is_path(code_or_path: str | Path) -> bool:
    if isinstance(code_or_path, Path):
        return True
    return "/" in code_or_path or "\\" in code_or_path or code_or_path.endswith((".yaml", ".yml"))


def check_file(path: Path, known: Known, directory: Path | None = None) -> list[Fault]:
    """Give all that is wrong with a file: a region and all it uses, a procedure, the national, a part of the registry."""
    try:
        document = read(path)
    except InvalidInputError as error:
        return list(error.faults)
    roots = loader.roots_of(directory, path)
    if document.root is None:
        return list(document.faults)
    kinds: dict[str, Callable[[], list[Fault]]] = {
        "region": lambda: loader.gather(path, roots, known)[1],
        "procedure": lambda: _check_procedure(path, roots, known),
        "country": lambda: _check_national(path, known),
        "registry": lambda: in_order(registry_of(roots, path)[1]),
    }
    for key, check in kinds.items():
        if key in document.keys:
            return check()
    vi = "không rõ là tệp gì: cần khóa 'region', 'procedure', 'country' hoặc 'registry'"
    en = "which kind of file is this? It needs the key 'region', 'procedure', 'country' or 'registry'"
    return in_order([*document.faults, fault(document.where(), vi, en)])


def check_registry(path: Path | None, known: Known, directory: Path | None = None) -> list[Fault]:
    """Give all that is wrong with the registry: of a folder, with one file in its place, or (None) as it ships."""
    if path is None or path.is_dir():
        own = path.parent if path and path.resolve().name == INDICATORS else path
        if own is not None and not any(own.glob(f"{INDICATORS}/*.yaml")):
            vi, en = "không có tệp indicators/*.yaml nào", "there is no file indicators/*.yaml"
            raise NotFoundError(fault(str(path), vi, en))
        return in_order(registry_of(loader.roots_of(own or directory))[1])
    if "registry" in (document := read(path)).keys or document.faults:
        return check_file(path, known, directory)
    vi, en = "không phải tệp chỉ tiêu: cần khóa 'registry'", "no file of indicators: it needs the key 'registry'"
    return [fault(document.where(), vi, en)]


def _check_procedure(path: Path, roots: loader.Roots, known: Known) -> list[Fault]:
    procedure, faults = loader.load_model(path, Procedure)
    national, more = loader.load_national(roots)
    faults += more
    if procedure is not None and national is not None:
        faults += check_procedure(procedure, national.model, known)
        registry, more = registry_of(roots)
        faults += [] if more else check_asked(procedure, registry.versions)
        faults += [] if more else check_balances(procedure, registry.versions)
        faults += [] if more else check_contracts(procedure, registry.versions)
        faults += [] if more else check_forecasts(procedure, registry.versions)
    return in_order(faults)


def _check_national(path: Path, known: Known) -> list[Fault]:
    national, faults = loader.load_model(path, National)
    if national is not None:
        faults += check_national(national, known)
    return in_order(faults)


def snapshot(region: Region) -> tuple[str, str]:
    """Give the canonical spelling of a region and its hash; a running cycle keeps both."""
    text = canonical_json(region.model_dump(mode="json"))
    return text, sha256(text)


def restore(text: str) -> Region:
    """Give the region a snapshot was taken of."""
    try:
        return Region.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as error:
        problem = str(error).partition("\n")[0]
        vi, en = f"bản chụp cấu hình hỏng ({problem})", f"the snapshot is damaged ({problem})"
        raise InvalidInputError(fault("", vi, en)) from error
