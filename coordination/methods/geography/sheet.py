"""All figures of one period, and what they tell of any territory by each indicator's own rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from coordination.kernel.cells import MISSING, Cell, State, greatest, ratio, total, weighted_mean
from coordination.kernel.text import Text
from coordination.methods.geography.atlas import Map, Territory
from coordination.methods.geography.cover import Pieces, cover, pieces_of
from coordination.methods.geography.figures import NOT_COMPARABLE, Provenance, Source
from coordination.methods.geography.periods import years_before
from coordination.methods.indicators import Indicator, Max, NotAdditive, Ratio, Sum, WeightedMean, lag_of, partners

Told: TypeAlias = tuple[Cell | None, Provenance]
Family: TypeAlias = tuple[frozenset[Territory], frozenset[Map]]
_CHANGED = Text(
    vi="chỉ tiêu không cộng được mà địa giới đã thay đổi", en="it does not add up and the territory has changed"
)
_SAME = Text(vi="cùng kỳ", en="the same period")
_REVISED = Text(
    vi="số công bố trên bản đồ trước đó khác, lấy số mới hơn",
    en="an earlier map has another figure; the newer one is used",
)


@dataclass
class Covers:
    """What makes up what, worked out once for all indicators and periods given for the same territories."""

    found: dict[Family, dict[Territory, tuple[Territory, ...] | None]] = field(default_factory=dict)
    pieces: dict[Family, tuple[Pieces, Pieces]] = field(default_factory=dict)

    def of(self, wanted: Territory, family: Family) -> tuple[Territory, ...] | None:
        """Give a cover by what is given; failing that one with units of whose land nobody told, so that gaps are known."""
        known = self.found.setdefault(family, {})
        if wanted not in known:
            given, every = self.sorted(family)
            made = cover(wanted, given)
            known[wanted] = cover(wanted, every) if made is None else made
        return known[wanted]

    def sorted(self, family: Family) -> tuple[Pieces, Pieces]:
        """Give the territories given, and those with the units of their maps of whose land nobody told, by piece."""
        if family not in self.pieces:
            given, maps = family
            told = frozenset[str]().union(*given)
            silent = {unit.territory for each in maps for unit in each.units.values() if not unit.territory & told}
            self.pieces[family] = pieces_of(given), pieces_of(given | silent)
        return self.pieces[family]


@dataclass
class Column:
    """The figures of one indicator: each territory's source and cell, and the maps their units are on."""

    cells: dict[Territory, tuple[Source, Cell]] = field(default_factory=dict)
    maps: dict[Map, Source] = field(default_factory=dict)
    differing: set[Territory] = field(default_factory=set)
    """Territories with other figures on earlier maps."""
    _family: Family | None = None

    def add(self, territory: Territory, on: Map, source: Source, cell: Cell) -> None:
        """Take a figure in. Of several maps the latest is the newest publication; ValueError for two on one map."""
        self.maps[on] = max(source, self.maps.get(on, source), key=_published)
        held, known = self.cells.get(territory, (source, cell))
        if known != cell and held.stated_on == source.stated_on:
            raise ValueError(f"{source.unit} and {held.unit} are one territory with two figures")
        if known != cell:
            self.differing.add(territory)
        if _published(source) >= _published(held):
            self.cells[territory] = source, cell

    @property
    def family(self) -> Family:
        """Give what the way to other territories depends on."""
        if self._family is None:
            self._family = frozenset(self.cells), frozenset(self.maps)
        return self._family

    def at(self, territory: Territory) -> tuple[Source, Cell]:
        """Give the figure of a territory, missing if it has none; the unit is named on the first map that has it."""
        if territory in self.cells:
            return self.cells[territory]
        for each in sorted(self.maps, key=lambda on: on.first):
            named = each.touched([territory])
            if len(named) == 1 and each.units[named[0]].territory == territory:
                return Source(named[0], self.maps[each].stated_on, given=False), MISSING
        raise KeyError(territory)


@dataclass
class Sheet:
    """The figures of one period by indicator, one of the sheets of all periods."""

    period: str
    indicators: Mapping[str, Indicator]
    covers: Covers
    sheets: dict[str, Sheet] = field(default_factory=dict, repr=False)
    """All sheets by period: a mean may be weighted by figures of the year before."""
    columns: dict[str, Column] = field(default_factory=dict)

    def back(self, years: int) -> Sheet:
        """Give the sheet of so many years before; one without a figure if none is of then."""
        period = years_before(self.period, years) if years else self.period
        return self if period == self.period else self.sheets.get(period) or Sheet(period, self.indicators, self.covers)

    def concerned(self, code: str) -> Iterator[Column]:
        """Give the columns an indicator is told from: its own, and those it is worked out from."""
        rule = self.indicators[code].aggregation
        for name in (code, *partners(rule).values()):
            column = self.back(lag_of(rule, name)).columns.get(name)
            if column is not None:
                yield column

    def tell(self, code: str, wanted: Territory) -> Told:
        """Give an indicator's figure for a territory and how it came about; None if it cannot be told."""
        column = self.columns.get(code, Column())
        if wanted in column.cells:
            source, cell = column.cells[wanted]
            return cell, Provenance(
                "published", self.period, (_said(source, cell),), _REVISED if wanted in column.differing else None
            )
        match self.indicators[code].aggregation:
            case Sum():
                return self._added(column, wanted, "sum")
            case Max():
                return self._added(column, wanted, "max")
            case Ratio() as rule:
                return self._ratio(rule, wanted)
            case WeightedMean() as rule:
                return self._weighted(column, wanted, rule)
            case NotAdditive():
                return None, Provenance(NOT_COMPARABLE, self.period, note=_CHANGED)

    def _added(self, column: Column, wanted: Territory, method: str) -> Told:
        parts = self.covers.of(wanted, column.family)
        if parts is None:
            return self._cut(column, wanted)
        found = [column.at(part) for part in parts]
        cells = [cell for _, cell in found]
        return (total(cells) if method == "sum" else greatest(cells)), self._made(method, found)

    def _ratio(self, rule: Ratio, wanted: Territory) -> Told:
        (above, how), (below, why) = self.tell(rule.numerator, wanted), self.tell(rule.denominator, wanted)
        if above is None or below is None:
            note = Text(
                vi=f"cần {rule.numerator} và {rule.denominator} cùng kỳ cho đúng địa bàn này",
                en=f"needs {rule.numerator} and {rule.denominator} of the same period for this very territory",
            )
            return None, Provenance(NOT_COMPARABLE, self.period, note=note)
        sources = dict.fromkeys((*how.sources, *why.sources))
        # Of one unit's two figures the one that says more counts: not given before computed, computed before published.
        order = sorted(sources, key=lambda each: (not each.given, each.computed is not None))
        given = {(each.unit, each.stated_on): each for each in order}
        note = Text(vi=f"{rule.numerator} / {rule.denominator}", en=f"{rule.numerator} / {rule.denominator}")
        return ratio(above, below, rule.scale), Provenance("ratio", self.period, _sorted(given.values()), note)

    def _weighted(self, column: Column, wanted: Territory, rule: WeightedMean) -> Told:
        parts = self.covers.of(wanted, column.family)
        if parts is None:
            return self._cut(column, wanted)
        weight, then = rule.weight, self.back(rule.lag)
        weights = [then.tell(weight, part)[0] for part in parts]
        if None in weights:
            when = _SAME if then is self else Text(vi=f"kỳ {then.period}", en=f"period {then.period}")
            need = Text(vi=f"cần {weight} {when.vi} làm quyền số", en=f"needs {weight} of {when.en} as weights")
            return None, Provenance(NOT_COMPARABLE, self.period, note=need)
        found = [column.at(part) for part in parts]
        without = [
            source.unit
            for (source, _), each in zip(found, weights, strict=True)
            if each is not None and each.state is State.MISSING
        ]
        vi, en = (f" ({words} {', '.join(without)})" if without else "" for words in ("chưa có của", "not given for"))
        if then is not self:
            vi, en = f" kỳ {then.period}{vi}", f" of period {then.period}{en}"
        note = Text(vi=f"quyền số {weight}{vi}", en=f"weights {weight}{en}")
        pairs = [(cell, each) for (_, cell), each in zip(found, weights, strict=True) if each is not None]
        return weighted_mean(pairs), self._made("weighted_mean", found, note)

    def _made(self, method: str, found: list[tuple[Source, Cell]], note: Text | None = None) -> Provenance:
        return Provenance(method, self.period, _sorted(_said(source, cell) for source, cell in found), note)

    def _cut(self, column: Column, wanted: Territory) -> Told:
        """Say which given units reach beyond the territory."""
        over = _sorted(source for each, (source, _) in column.cells.items() if each & wanted and not each <= wanted)
        note = Text(
            vi="số liệu nguồn gồm cả địa bàn ngoài đơn vị này" if over else "nguồn không phủ đúng địa bàn này",
            en="the source covers more than this unit" if over else "the sources do not make up this territory",
        )
        return None, Provenance(NOT_COMPARABLE, self.period, over, note)


def _said(source: Source, cell: Cell) -> Source:
    """Give a source as what it says: a blank cell gives no figure, whether its row was written or not."""
    return replace(source, given=False) if cell.state is State.MISSING else source


def _published(source: Source) -> tuple[date, str]:
    return source.stated_on, source.unit


def _sorted(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda each: (each.unit, each.stated_on)))
