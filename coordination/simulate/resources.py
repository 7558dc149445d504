"""Needs and means that simulated provinces hand in: levels from published figures, all else drawn and labelled so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from coordination.kernel.units import Quantity, unit_of
from coordination.methods.balances.declared import Balance, Declared, Line, Source
from coordination.regions.model import Region
from coordination.simulate.behaviour import Behaviour, chance
from coordination.simulate.register import projects_in
from coordination.simulate.words import SIMULATED, section_text

SHARES: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    "own": (Decimal("0.85"), Decimal("0.10")),
    "transfer": (Decimal("0.60"), Decimal("0.20")),
    "borrowed": (Decimal("0.50"), Decimal("0.25")),
    "private": (Decimal("0.55"), Decimal("0.25")),
}
"""Shares of a source that are secured and likely, by its kind; the rest is hoped for."""
PUBLISHED: Final = f"{SIMULATED} theo số liệu đã công bố và xu thế các năm gần nhất"
DRAWN: Final = f"{SIMULATED} số giả định, không có số liệu công bố"
NOT_SENT: Final = f"{SIMULATED} chưa gửi"
SMALL: Final = Decimal("0.04")
"""What a line of which nothing is published comes to, beside the published ones of its balance."""
NOTHING_KNOWN: Final = Decimal(1000)
"""What a line comes to where nothing is published of its balance at all."""
STEEPEST: Final = (Decimal("0.98"), Decimal("1.10"))
"""Growth a year that the last years are carried on with, at least and at most."""


@dataclass(frozen=True)
class Resources:
    """What is known of a province when it draws up its balances."""

    region: Region
    unit: str
    years: Sequence[int]
    seed: int
    behaviour: Behaviour
    series: Mapping[tuple[str, str], Mapping[int, Decimal]]

    def submission(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Give a document of the step's method."""
        declared = Declared.model_validate(dict(settings))
        name = self.region.unit(self.unit).name.vi
        means = [row for balance in declared.balances for row in self._means(balance)]
        return {
            "needs": [row for balance in declared.balances for row in self._needs(balance)],
            "means": means,
            "named": list(self._named(declared, means)),
            "topics": {topic.code: section_text(topic.name.vi, name) for topic in declared.topics},
        }

    def _needs(self, balance: Balance) -> Iterator[dict[str, Any]]:
        for year in self.years:
            for line, level, reason in self._levels(balance, balance.uses, year):
                strain = Decimal(str(round(0.98 + 0.14 * self._chance("need", balance.code, line.code), 4)))
                row = {"balance": balance.code, "period": year, "use": line.code}
                yield row | {"amount": _written(balance, level * strain), "reason": reason}

    def _means(self, balance: Balance) -> Iterator[dict[str, Any]]:
        for year in self.years:
            for line, level, reason in self._levels(balance, balance.sources, year):
                kind = line.kind if isinstance(line, Source) else "own"
                secured, likely = (level * share for share in SHARES[kind])
                held_back = self._chance("missing", balance.code, line.code, str(year)) < self.behaviour.missing_figure
                yield {
                    "balance": balance.code,
                    "period": year,
                    "source": line.code,
                    "secured": "missing" if held_back else _written(balance, secured),
                    "likely": _written(balance, likely),
                    "hoped_for": _written(balance, level - secured - likely),
                    "reason": NOT_SENT if held_back else reason,
                }

    def _levels(self, balance: Balance, lines: Sequence[Line], year: int) -> Iterator[tuple[Line, Decimal, str]]:
        """Give what each line comes to: its share of what is published; of the others, something small.

        Uses of which nothing is published share what the published ones leave of the published sources.
        """
        groups = {code: self._level(code, balance, year) for code in balance.groups(lines)}
        published = _total(groups.values())
        left = _total(self._level(code, balance, year) for code in balance.groups(balance.sources)) - published
        weights = {line.code: self._weight(balance, line) for line in lines}
        bare = sum((weights[each.code] for each in lines if groups.get(each.indicator or "") is None), Decimal(0))
        for line in lines:
            level = groups.get(line.indicator or "")
            if level is not None:
                whole = sum((weights[each.code] for each in lines if each.indicator == line.indicator), Decimal(0))
                yield line, level * weights[line.code] / whole, PUBLISHED
            elif left > 0:
                yield line, left * weights[line.code] / bare, PUBLISHED
            else:
                yield line, (published * SMALL or NOTHING_KNOWN) * weights[line.code], DRAWN

    def _level(self, indicator: str, balance: Balance, year: int) -> Decimal | None:
        """Carry the last years of a published series on, in the unit of the balance; None where nothing is published."""
        known = self.series.get((self.unit, indicator), {})
        unit = next((unit_of(each.unit.vi) for each in self.region.indicators if each.code == indicator), None)
        if not known or unit is None:
            return None
        last, first = max(known), max(min(known), max(known) - 4)
        steps = Decimal(last - first) if first in known and last > first else None
        growth = (known[last] / known[first]) ** (1 / steps) if steps and known[first] > 0 < known[last] else Decimal(1)
        growth = min(max(growth, STEEPEST[0]), STEEPEST[1])
        return Quantity(known[last] * growth ** (year - last), unit).to(balance.measure).value

    def _named(self, declared: Declared, means: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Name the largest project shared with another province as what a part of the first transfer is for."""
        shared = [each for each in projects_in(self.region, self.unit) if len(each["units"]) > 1]
        balances = [each for each in declared.balances if each.whole]
        if not shared or not balances:
            return
        balance = max(balances, key=lambda each: len(each.sources))
        source = next((each.code for each in balance.sources if each.kind == "transfer"), None)
        for row in means:
            if (row["balance"], row["source"], row["period"]) == (balance.code, source, self.years[0]):
                told = {name: row[name] for name in ("balance", "source", "period")}
                part = row["likely"] // 2
                yield told | {"project": shared[0]["name"], "likely": part, "reason": f"{SIMULATED} phần của tỉnh"}

    def _weight(self, balance: Balance, line: Line) -> Decimal:
        return Decimal(str(round(0.5 + self._chance("weight", balance.code, line.code), 4)))

    def _chance(self, *about: str) -> float:
        return chance(self.seed, *about, self.unit)


def _total(levels: Iterable[Decimal | None]) -> Decimal:
    return sum((level for level in levels if level is not None), Decimal(0))


def _written(balance: Balance, value: Decimal) -> int | str:
    """Give an amount as a document holds it: money whole, other figures with two digits at most."""
    if balance.whole:
        return int(value)
    return f"{round(value, 2).normalize():f}"
