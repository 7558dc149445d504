"""Maps of every day, made of minimal territories that no change ever divides.

Whatever a change divides is divided in all units that ever held it, so that each unit of each map is a set of the same
smallest pieces (atoms). Two units are the same territory exactly if their pieces are the same, whatever their codes;
a code alone says nothing (92 is three territories in turn). Pieces the data call small are left out of comparisons.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from coordination.kernel.text import Text
from coordination.methods.geography.changes import Boundaries, Change, Merge, Named, Rename, Split, Transfer

Territory = frozenset[str]
JOINED = "+"
"""Stands between the codes of units told together: ``92+93``."""


class BoundaryError(ValueError):
    """A change speaks of a unit that is not there, or makes one that is."""

    def __init__(self, change: Change, words: Text) -> None:
        super().__init__(f"{change.on}: {words.en}")
        self.change, self.words = change, words


@dataclass(frozen=True, slots=True)
class Version:
    """A unit for as long as its name, code and territory stay as they are; both days are included."""

    code: str
    name: Text
    first: date | None
    last: date | None
    whole: Territory
    territory: Territory
    """``whole`` without the pieces called small: what figures are compared by."""


@dataclass(frozen=True, eq=False)
class Map:
    """The units of one day and of the days around it between two changes."""

    first: date
    units: Mapping[str, Version]

    def territory(self, code: str) -> Territory | None:
        """Give the territory of a unit, or of several joined by ``+``; None if one of them is not on this map."""
        if code in self.units:
            return self.units[code].territory
        known = [self.units.get(each) for each in code.split(JOINED)]
        if None in known:
            return None
        return frozenset().union(*(each.territory for each in known if each))

    @cached_property
    def by_atom(self) -> Mapping[str, str]:
        """Give the code of the unit that holds each piece."""
        return {atom: code for code, unit in self.units.items() for atom in unit.territory}

    def touched(self, territories: Iterable[Territory]) -> list[str]:
        """Give the codes of the units that hold any of these, in order."""
        return sorted({self.by_atom[atom] for territory in territories for atom in territory})


class Atlas:
    """All maps there have been since the first that is known."""

    def __init__(self, boundaries: Boundaries) -> None:
        """Work out every map; BoundaryError if a change does not fit the map of its day."""
        self.begins, self.eras = boundaries.begins, {era.code: era for era in boundaries.eras}
        self.changes = boundaries.changes
        made = _Making(boundaries)
        self.versions: tuple[Version, ...] = made.versions()
        self._small = {leaf: name for atom, name in made.small.items() for leaf, _ in made.leaves(atom)}
        starts = sorted({boundaries.begins, *(change.on for change in boundaries.changes)})
        self._starts = starts
        self._maps = [Map(day, {each.code: each for each in self.versions if _lives(each, day)}) for day in starts]

    def on(self, day: date) -> Map:
        """Give the map of a day. Days before the first known map are read on it: its figures were restated back."""
        return self._maps[max(bisect_right(self._starts, day) - 1, 0)]

    def history(self, code: str) -> tuple[tuple[Version, ...], tuple[Change, ...]]:
        """Give every unit that ever had a code, and every change that speaks of it."""
        return (
            tuple(each for each in self.versions if each.code == code),
            tuple(each for each in self.changes if code in each.codes),
        )

    def overlooked(self, unit: str, day: date, sources: Iterable[tuple[str, date]]) -> list[Text]:
        """Name the small parts by which a unit of a day differs from what its figure was made of."""
        if not self._small:
            return []
        apart = self._whole(unit, day) ^ frozenset[str]().union(*(self._whole(*each) for each in sources))
        names = {(name.vi, name.en): name for atom, name in self._small.items() if atom in apart}
        return [names[key] for key in sorted(names)]

    def _whole(self, code: str, day: date) -> Territory:
        units = self.on(day).units
        return frozenset[str]().union(*(units[each].whole for each in code.split(JOINED)))

    def relatives(self, codes: Iterable[str], day: date) -> frozenset[str]:
        """Give the codes of all units there ever were that held any part of some units of a day, their own among them."""
        known = self.on(day).units
        whole = frozenset[str]().union(*(known[code].whole for code in codes if code in known))
        return frozenset(each.code for each in self.versions if each.whole & whole)

    def holders(self, version: Version, day: date) -> list[str]:
        """Give the units of a day that hold any part of a unit."""
        return sorted(each.code for each in self.on(day).units.values() if each.whole & version.whole)


def _lives(version: Version, day: date) -> bool:
    return (version.first is None or version.first <= day) and (version.last is None or day <= version.last)


@dataclass(slots=True)
class _Draft:
    """A unit while the changes are played; its pieces may still be divided by what comes later."""

    named: Named
    first: date | None
    atoms: frozenset[str]
    last: date | None = None


@dataclass
class _Making:
    """Plays the changes in order, keeping which piece was divided into which."""

    boundaries: Boundaries
    living: dict[str, _Draft] = field(init=False)
    past: list[_Draft] = field(default_factory=list)
    parted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    small: dict[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.living = {each.code: _Draft(each, None, frozenset({each.code})) for each in self.boundaries.units}
        for number, change in enumerate(self.boundaries.changes):
            self._play(change, number)

    def versions(self) -> tuple[Version, ...]:
        """Give every unit there was, its territory in pieces nothing divides."""
        drafts = sorted([*self.past, *self.living.values()], key=lambda each: (each.named.code, each.first or date.min))
        return tuple(self._version(each) for each in drafts)

    def _version(self, draft: _Draft) -> Version:
        leaves = dict(leaf for atom in draft.atoms for leaf in self.leaves(atom))
        weighty = frozenset(leaf for leaf, small in leaves.items() if small is None)
        named = draft.named
        return Version(named.code, named.name, draft.first, draft.last, frozenset(leaves), weighty)

    def leaves(self, atom: str, small: Text | None = None) -> list[tuple[str, Text | None]]:
        """Give the smallest pieces of a piece, each with the name of the small part it belongs to, if any."""
        small = small or self.small.get(atom)
        pieces = self.parted.get(atom)
        if pieces is None:
            return [(atom, small)]
        return [leaf for piece in pieces for leaf in self.leaves(piece, small)]

    def _play(self, change: Change, number: int) -> None:
        match change:
            case Merge(units=codes, into=into):
                atoms = [self._end(code, change).atoms for code in codes]
                self._begin(into, frozenset().union(*atoms), change)
            case Split(unit=code, into=parts):
                old = self._end(code, change)
                self.parted |= {atom: tuple(f"{atom}/{part.code}" for part in parts) for atom in old.atoms}
                for part in parts:
                    self._begin(part, frozenset(f"{atom}/{part.code}" for atom in old.atoms), change)
            case Transfer():
                self._move(change, number)
            case Rename(unit=code, into=into):
                self._begin(into, self._end(code, change).atoms, change)
            case _:
                raise TypeError(change)

    def _move(self, change: Transfer, number: int) -> None:
        giver, taker = self._end(change.giver, change), self._end(change.taker, change)
        kept, moved = (frozenset(f"{atom}/{word}{number}" for atom in giver.atoms) for word in ("kept", "moved"))
        self.parted |= {atom: (f"{atom}/kept{number}", f"{atom}/moved{number}") for atom in giver.atoms}
        self.small |= dict.fromkeys(moved, change.part) if change.small else {}
        self._begin(giver.named, kept, change)
        self._begin(taker.named, taker.atoms | moved, change)

    def _end(self, code: str, change: Change) -> _Draft:
        draft = self.living.pop(code, None)
        if draft is None:
            words = Text(vi=f"ngày đó không có đơn vị {code}", en=f"there is no unit {code} on that day")
            raise BoundaryError(change, words)
        if draft.first == change.on:  # another change of the same day made it: nobody ever saw it
            return draft
        self.past.append(replace(draft, last=change.on - timedelta(days=1)))
        return draft

    def _begin(self, named: Named, atoms: frozenset[str], change: Change) -> None:
        if named.code in self.living:
            words = Text(vi=f"ngày đó đã có đơn vị {named.code}", en=f"there is a unit {named.code} already")
            raise BoundaryError(change, words)
        self.living[named.code] = _Draft(named, change.on, atoms)
