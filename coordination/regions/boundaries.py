"""Reading the maps of provinces in time, and the shipped series as figures on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from coordination.errors import InvalidInputError
from coordination.kernel.cells import Cell
from coordination.kernel.remember import remembered
from coordination.kernel.text import Strict, Text
from coordination.methods.geography.atlas import Atlas, BoundaryError
from coordination.methods.geography.changes import Boundaries, Change, Era, Merge, Named, Rename, Split, Transfer
from coordination.methods.geography.figures import Point
from coordination.methods.geography.history import History, history_on_map
from coordination.methods.geography.periods import stated_on
from coordination.methods.indicators import Indicator
from coordination.regions import loader, series
from coordination.regions.faults import fault, in_order
from coordination.regions.model import Basis, Code, Region

FILE = "boundaries.yaml"
PLAN, OLD_AREA = "plan", "_old_area"


class UnitForm(Strict):
    """A unit as a map calls it."""

    code: Code = Field(description="Code of the statistics office, as text with its leading zero.")
    name: Text = Field(description="Short name.")


class MergeForm(Strict):
    """Whole units become one."""

    kind: Literal["merge"]
    units: list[Code] = Field(min_length=2, description="Units that end.")
    into: UnitForm = Field(description="The unit they become; it may keep the code of one of them.")


class SplitForm(Strict):
    """One unit becomes several."""

    kind: Literal["split"]
    unit: Code = Field(description="The unit that ends.")
    into: list[UnitForm] = Field(min_length=2, description="The units it becomes.")


class TransferForm(Strict):
    """A part of one unit goes to another."""

    kind: Literal["transfer"]
    giver: Code = Field(description="The unit that loses the part.")
    taker: Code = Field(description="The unit that gains it.")
    part: Text = Field(description="Which part.")
    small: bool = Field(default=False, description="Whether series are comparable across the change, with a note.")
    people: int | None = Field(default=None, description="People of the part, as the act states; never computed with.")
    hectares: str | None = Field(default=None, description="Its area in hectares, as the act states.")


class RenameForm(Strict):
    """A unit gets another name or code; its territory stays."""

    kind: Literal["rename"]
    unit: Code = Field(description="The unit.")
    into: UnitForm = Field(description="What it is called from then on.")


class Act(Strict):
    """An act and what it changes on its day, in order."""

    day: date = Field(description="First day of the new map.")
    basis: Basis = Field(description="The act.")
    changes: list[Annotated[MergeForm | SplitForm | TransferForm | RenameForm, Field(discriminator="kind")]]


class EraForm(Strict):
    """The name tables give to a run of maps."""

    code: str = Field(description="The name, such as 63.")
    first: date | None = Field(default=None, description="First day of the run; absent if long ago.")
    last: date | None = Field(default=None, description="Last day; absent while it goes on.")


class BoundariesFile(Strict):
    """The maps of provinces in time."""

    schema_version: Literal[1]
    begins: date = Field(description="Day of the first map; days before are read on it.")
    basis: Basis = Field(description="What that map rests on.")
    maps: list[EraForm] = Field(default=[], description="Names of runs of maps.")
    units: list[UnitForm] = Field(description="Units of the first map.")
    acts: list[Act] = Field(description="Changes, the earliest first.")


def atlas(directory: Path | None = None) -> Atlas:
    """Give the maps of a folder, or those that come with the program.

    Every fault of the file comes in one InvalidInputError.
    """
    path = loader.data_file(FILE, loader.roots_of(directory))
    return _atlas(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _atlas(path: Path, _written: int) -> Atlas:
    loaded, faults = loader.load_model(path, BoundariesFile)
    if loaded is None or faults:
        raise InvalidInputError(*in_order(faults))
    file = loaded.model
    places: dict[int, str] = {}
    changes: list[Change] = []
    for at, act in enumerate(file.acts):
        if (at and act.day <= file.acts[at - 1].day) or act.day <= file.begins:
            vi, en = "các ngày phải theo thứ tự, sau ngày đầu tiên", "days must be in order, after the first"
            raise InvalidInputError(fault(loaded.where("acts", at, "day"), vi, en))
        for number, form in enumerate(act.changes):
            changes.append(_change(form, act))
            places[id(changes[-1])] = loaded.where("acts", at, "changes", number)
    eras = tuple(Era(each.code, each.first, each.last) for each in file.maps)
    try:
        return Atlas(Boundaries(file.begins, tuple(map(_named, file.units)), tuple(changes), eras))
    except BoundaryError as error:
        raise InvalidInputError(fault(places[id(error.change)], error.words.vi, error.words.en)) from error


def _named(form: UnitForm) -> Named:
    return Named(form.code, form.name)


def _change(form: MergeForm | SplitForm | TransferForm | RenameForm, act: Act) -> Change:
    on, basis, status = act.day, Text(vi=act.basis.text, en=act.basis.words("en")), act.basis.status
    match form:
        case MergeForm():
            return Merge(on, basis, status, tuple(form.units), _named(form.into))
        case SplitForm():
            return Split(on, basis, status, form.unit, tuple(map(_named, form.into)))
        case RenameForm():
            return Rename(on, basis, status, form.unit, _named(form.into))
        case TransferForm():
            return Transfer(
                on, basis, status, form.giver, form.taker, form.part, form.small, form.people, form.hectares
            )


def series_points(on: Atlas, directory: Path | None = None, maps: tuple[str, ...] = ("63", "34")) -> tuple[Point, ...]:
    """Give the shipped yearly figures, plans apart, each on the map it is stated on.

    That is the map of the year's end within the run of maps the row names, but for what the publisher tells otherwise:
    figures marked ``_old_area`` are stated on the map of the year's beginning. The mark parts the years of a code, so
    those without it are for the area that came after the last that has it, and a unit that was not there yet is told for
    the area it began with.
    """
    path = loader.data_file(str(series.FILE), loader.roots_of(directory))
    return _series(path, path.stat().st_mtime_ns, on, maps)


@lru_cache(maxsize=2)
def _series(path: Path, _written: int, on: Atlas, maps: tuple[str, ...]) -> tuple[Point, ...]:
    with series.rows(path) as cells:
        told = [
            ((map_, unit, period, source.endswith(OLD_AREA)), indicator, value)
            for map_, unit, indicator, period, value, status, source in cells
            if map_ in maps and status != PLAN
        ]
    places = {place for place, _, _ in told}
    marked: dict[str, int] = {}
    for _, unit, period, old in places:
        if old:
            marked[unit] = max(int(period), marked.get(unit, 0))
    days = {place: _day(*place, on, marked) for place in places}
    return tuple(
        Point(place[1], place[2], indicator, Cell.of(Decimal(value)), days[place]) for place, indicator, value in told
    )


def _day(map_: str, unit: str, period: str, old: bool, on: Atlas, marked: Mapping[str, int]) -> date:  # noqa: FBT001 - part of a key
    era = on.eras[map_]
    begin, end = era.day(date(int(period), 1, 1)), stated_on(period, era)
    if old and unit in on.on(begin).units:
        return begin
    if unit in marked:
        end = max(end, era.day(date(marked[unit] + 1, 1, 1)))
    if unit in on.on(end).units:
        return end
    began = (each.first for each in on.versions if each.code == unit and each.first is not None and each.first > end)
    return min(began, default=end)


@remembered
def past_of(region: Region) -> History:
    """Give the published past of a region's indicators on the region's own map, merged provinces' among it."""
    return merged_history(region, {each.code: each for each in region.indicators})


def merged_history(region: Region, indicators: Mapping[str, Indicator], directory: Path | None = None) -> History:
    """Give published figures of all maps as a history of a region's units on the region's own map."""
    on = atlas(directory)
    day = max((unit.valid_from for unit in region.units if unit.valid_from), default=None)
    ended = min((unit.valid_to for unit in region.units if unit.valid_to), default=None)
    points = [point for point in series_points(on, directory) if point.indicator in indicators]
    return history_on_map(points, ended or day or on.begins, on, indicators, {unit.code for unit in region.units})
