"""Trees of sums: which node is the sum of which, read from pairs of child and parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]
MOST: Final = 100
"""Faults told at once."""
SHOWN: Final = 20
"""Names a message lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class Link:
    """One node under another; an empty parent says that the node stands on top of its tree."""

    child: str
    parent: str
    where: str = ""
    """Place it was read from, for messages."""


@dataclass(frozen=True)
class Tree:
    """One tree: every inner node is the sum of its children. Parents come before children, siblings by name.

    The order does not depend on the order of the links, so that nothing worked out from it does.
    """

    names: tuple[str, ...]
    children: tuple[Places, ...]
    """Of each node; none of a leaf."""
    where: tuple[str, ...]
    """Place each node was read from."""

    def __len__(self) -> int:
        return len(self.names)

    @property
    def root(self) -> str:
        """Give the name of the top."""
        return self.names[0]

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Give the place of each name."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def inner(self) -> tuple[int, ...]:
        """Give the nodes that have children, parents first."""
        return tuple(place for place, below in enumerate(self.children) if below.size)

    @cached_property
    def leaves(self) -> Places:
        """Give the nodes that have none."""
        return np.array([place for place, below in enumerate(self.children) if not below.size], dtype=np.intp)

    @cached_property
    def weights(self) -> Floats:
        """Give how many leaves each node is the sum of."""
        return self.summed(np.ones((self.leaves.size, 1)))[:, 0]

    def summed(self, leaves: Floats) -> Floats:
        """Give all nodes from the leaves (a row each), whatever the columns are."""
        every = np.zeros((len(self), leaves.shape[1]))
        every[self.leaves] = leaves
        for node in reversed(self.inner):
            every[node] = every[self.children[node]].sum(axis=0)
        return every

    def summing(self) -> Floats:
        """Give the summing matrix: a row for each node, a column for each leaf, 1 where the node holds the leaf."""
        return self.summed(np.eye(self.leaves.size))


def grow(links: Iterable[Link]) -> tuple[Tree, ...]:
    """Give the trees that links make, by the names of their tops.

    Raises InvalidInputError with the place of every link that repeats, gives a node a second parent or closes a circle,
    and where there is no link at all.
    """
    faults: list[Fault] = []
    parents = _parents(links, faults)
    faults += _circles(parents)
    if not parents:
        faults.append(Fault(Text(vi="cây không có nút nào", en="the tree has no node")))
    if faults:
        raise InvalidInputError(*faults[:MOST])
    below: dict[str, list[str]] = {name: [] for name in parents}
    for link in parents.values():
        if link.parent:
            below[link.parent].append(link.child)
    return tuple(_tree(name, below, parents) for name in sorted(parents) if not parents[name].parent)


def _parents(links: Iterable[Link], faults: list[Fault]) -> dict[str, Link]:
    """Give the link above every node; the tops get one without a parent."""
    found: dict[str, Link] = {}
    tops: dict[str, Link] = {}
    for link in links:
        first = found.setdefault(link.child, link)
        if first is not link:
            faults.append(_second(first, link))
        if link.parent:
            tops.setdefault(link.parent, Link(link.parent, "", link.where))
    return tops | found


def _second(first: Link, link: Link) -> Fault:
    if first.parent == link.parent:
        return Fault(Text(vi=f"trùng với dòng {first.where}", en=f"repeats {first.where}"), link.where)
    vi, en = (f"thuộc '{first.parent}'", f"under '{first.parent}'") if first.parent else ("là gốc", "on top")
    said = Text(
        vi=f"nút '{link.child}' có hai nút cha: đã {vi} ở {first.where}, nay lại thuộc '{link.parent}'",
        en=f"the node '{link.child}' has two parents: it is {en} by {first.where} and here under '{link.parent}'",
    )
    return Fault(said, link.where)


def _circles(parents: Mapping[str, Link]) -> Iterator[Fault]:
    """Tell of each circle once, at the link of its first name."""
    settled: set[str] = set()
    for start in sorted(parents):
        way: dict[str, Link] = {}
        name = start
        while name and name not in settled and name not in way:
            way[name] = parents[name]
            name = parents[name].parent
        if name in way:
            yield _circle(list(way)[list(way).index(name) :], parents)
        settled.update(way)


def _circle(names: Sequence[str], parents: Mapping[str, Link]) -> Fault:
    least = names.index(min(names))
    turned = [*names[least:], *names[:least]]
    way = " → ".join([*turned[:SHOWN], *(["…"] if len(turned) > SHOWN else []), turned[0]])
    places = ", ".join(parents[name].where for name in turned[1:SHOWN] if parents[name].where)
    more = f" ({places})" if places else ""
    said = Text(vi=f"cây có vòng: {way}{more}", en=f"the tree runs in a circle: {way}{more}")
    return Fault(said, parents[turned[0]].where)


def _tree(top: str, below: Mapping[str, Sequence[str]], parents: Mapping[str, Link]) -> Tree:
    names: list[str] = [top]
    spans: list[range] = []
    for name in names:  # grows while it is walked: level by level
        spans.append(range(len(names), len(names) + len(below[name])))
        names.extend(sorted(below[name]))
    children = tuple(np.array(span, dtype=np.intp) for span in spans)
    return Tree(tuple(names), children, tuple(parents[name].where for name in names))
