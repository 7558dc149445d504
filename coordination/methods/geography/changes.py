"""What can happen to the units of a map, each change with its day and its legal basis."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from coordination.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as a map calls it."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Change(ABC):
    """One change, in force from a day on; ``status`` says how sure its basis is."""

    on: date
    basis: Text
    status: str

    @property
    @abstractmethod
    def codes(self) -> frozenset[str]:
        """Give the codes of every unit that takes part."""

    @property
    @abstractmethod
    def words(self) -> Text:
        """Say what happens, in a few words."""

    @property
    def kind(self) -> str:
        """Give the name of the kind: merge, split, transfer, rename."""
        return type(self).__name__.lower()


@dataclass(frozen=True, slots=True)
class Merge(Change):
    """Whole units become one, which may keep the code of one of them."""

    units: tuple[str, ...]
    into: Named

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of the units that end and of the one that begins."""
        return frozenset((*self.units, self.into.code))

    @property
    def words(self) -> Text:
        """Say which units become which."""
        members = ", ".join(self.units)
        return Text(
            vi=f"hợp nhất {members} thành {self.into.code} {self.into.name.vi}",
            en=f"{members} merged into {self.into.code} {self.into.name.en}",
        )


@dataclass(frozen=True, slots=True)
class Split(Change):
    """One unit becomes several; how its figures divide among them is not known."""

    unit: str
    into: tuple[Named, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of the unit that ends and of those that begin."""
        return frozenset((self.unit, *(part.code for part in self.into)))

    @property
    def words(self) -> Text:
        """Say which unit becomes which."""
        return Text(
            vi=f"chia {self.unit} thành {', '.join(f'{part.code} {part.name.vi}' for part in self.into)}",
            en=f"{self.unit} split into {', '.join(f'{part.code} {part.name.en}' for part in self.into)}",
        )


@dataclass(frozen=True, slots=True)
class Transfer(Change):
    """A part of one unit goes to another; its share in any figure is not known and never guessed.

    ``small`` says that the data themselves call the part negligible: figures before and after are then compared with a
    note. ``people`` and ``hectares`` are what the act states of the part; they are shown and never computed with.
    """

    giver: str
    taker: str
    part: Text
    small: bool = False
    people: int | None = None
    hectares: str | None = None

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of the unit that loses the part and of the one that gains it."""
        return frozenset((self.giver, self.taker))

    @property
    def words(self) -> Text:
        """Say which part goes where, and its size if the act states it."""
        size_vi = [f"{self.people} người"] * (self.people is not None) + [f"{self.hectares} ha"] * bool(self.hectares)
        size_en = [f"{self.people} people"] * (self.people is not None) + [f"{self.hectares} ha"] * bool(self.hectares)
        return Text(
            vi=f"chuyển {self.part.vi} từ {self.giver} về {self.taker}"
            + (f" ({', '.join(size_vi)})" if size_vi else ""),
            en=f"{self.part.en} moved from {self.giver} to {self.taker}"
            + (f" ({', '.join(size_en)})" if size_en else ""),
        )


@dataclass(frozen=True, slots=True)
class Rename(Change):
    """A unit is called otherwise, or has another code; its territory is the same."""

    unit: str
    into: Named

    @property
    def codes(self) -> frozenset[str]:
        """Give the old and the new code."""
        return frozenset((self.unit, self.into.code))

    @property
    def words(self) -> Text:
        """Say what it is called from then on."""
        return Text(
            vi=f"{self.unit} đổi tên thành {self.into.code} {self.into.name.vi}",
            en=f"{self.unit} renamed {self.into.code} {self.into.name.en}",
        )


@dataclass(frozen=True, slots=True)
class Era:
    """A run of maps that tables call by one name: ``63`` is the map of each year's end, at the latest 30/06/2025."""

    code: str
    first: date | None = None
    last: date | None = None

    def day(self, day: date) -> date:
        """Give the day within the era nearest to a day."""
        if self.last is not None and day > self.last:
            return self.last
        return self.first if self.first is not None and day < self.first else day


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The first map that is known, and every change since, in order."""

    begins: date
    units: tuple[Named, ...]
    changes: tuple[Change, ...]
    eras: tuple[Era, ...] = ()
