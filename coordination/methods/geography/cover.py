"""Which given territories make up a wanted one: each piece of it once, and nothing beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from coordination.methods.geography.atlas import Territory

Pieces = Mapping[str, list[Territory]]
"""Territories by each piece they hold, the largest first."""


def pieces_of(territories: Iterable[Territory]) -> Pieces:
    """Sort territories by the pieces they hold; the larger come first, for a published figure needs no sum."""
    found: dict[str, list[Territory]] = defaultdict(list)
    for each in sorted(set(territories), key=lambda each: (-len(each), sorted(each))):
        for atom in each:
            found[atom].append(each)
    return found


def cover(wanted: Territory, pieces: Pieces) -> tuple[Territory, ...] | None:
    """Give territories that are disjoint and together exactly the wanted one, or None if there are none."""
    if not wanted:
        return ()
    for each in pieces.get(min(wanted), ()):
        if each <= wanted and (rest := cover(wanted - each, pieces)) is not None:
            return (each, *rest)
    return None


def together(wanted: Territory, pieces: Pieces, units: Mapping[str, Territory]) -> tuple[str, ...]:
    """Give the fewest units of a map that hold a wanted one whole and cut no given territory through."""
    chosen: dict[str, Territory] = {}
    reached = wanted
    while True:
        new = {code: each for code, each in units.items() if code not in chosen and each & reached}
        if not new:
            return tuple(sorted(chosen))
        chosen |= new
        atoms = frozenset().union(*new.values())
        reached = atoms.union(*(each for atom in atoms for each in pieces.get(atom, ())))
