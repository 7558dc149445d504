"""What all checks share: a model with its places, validity, walking, and rules of dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.faults import fault, unknown
from coordination.regions.model import DatedRule, Holiday, National, Session
from coordination.regions.rules import SELECTOR
from coordination.regions.source import Document

Model_co = TypeVar("Model_co", bound=BaseModel, covariant=True)
Loc = tuple[str | int, ...]
_SESSION_KIND = re.compile(r"\bsession:([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Known:
    """What later stations know and a configuration may name; the composition root hands it in."""

    methods: Collection[str]
    events: Collection[str]
    rule_fault: Callable[[str], str | None]
    """Says what is wrong with the text of a rule; None if it reads."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Model_co]):
    """A model and the document it was read from."""

    document: Document
    model: Model_co

    def where(self, *loc: str | int) -> str:
        """Give ``file:line:column`` of a value."""
        return self.document.where(*loc)


class Dated(Protocol):
    """Something that holds between two days, both included."""

    @property
    def valid_from(self) -> date | None:
        """First day; None if long ago."""

    @property
    def valid_to(self) -> date | None:
        """Last day; None while it holds."""


def valid(thing: Dated, day: date) -> bool:
    """Tell whether something holds on a day."""
    return (thing.valid_from or date.min) <= day <= (thing.valid_to or date.max)


def overlap(one: Dated, other: Dated) -> bool:
    """Tell whether there is a day on which both hold."""
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def twice(keys: Iterable[Hashable]) -> Iterator[int]:
    """Give the positions of keys that came before."""
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield index
        seen.add(key)


def said_twice(where: str, noun: Text, word: str) -> Fault:
    """Say that a name was given to two things."""
    return fault(where, f"{noun.vi} '{word}' có hai lần", f"the {noun.en} '{word}' is there twice")


def walk(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, BaseModel]]:
    """Give every model inside a model, with the path to it."""
    if isinstance(value, BaseModel):
        yield loc, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*loc, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from walk(each, (*loc, index))


def check_rules(loaded: Loaded[BaseModel], kinds: Collection[str], known: Known) -> list[Fault]:
    """Check that every rule of a file reads, and counts from a kind of session there is."""
    found: list[Fault] = []
    for loc, value in walk(loaded.model):
        if not isinstance(value, DatedRule | Session):
            continue
        where = loaded.where(*loc, "rule")
        problem = known.rule_fault(value.rule)
        if problem is not None:
            vi, en = f"quy tắc không đọc được: {problem}", f"not a rule: {problem}"
            found.append(fault(where, vi, en))
            continue
        match = _SESSION_KIND.search(value.rule)
        if match and match[1] not in kinds:
            noun = Text(vi="loại kỳ họp", en="kind of session")
            found.append(unknown(where, noun, match[1], kinds))
    return found


def check_selector(where: str, selector: str, national: National, region: str | None = None) -> list[Fault]:
    """Check that a selector or a body's own code can mean somebody."""
    kinds = {f"{kind.level}.{kind.code}" for kind in national.body_kinds}
    units = {unit.code for unit in national.units}
    match = SELECTOR.fullmatch(selector)
    if match and f"{match['level']}.{match['kind']}" in kinds:
        if match["unit"] is None or match["unit"] in units:
            return []
        return [unknown(where, Text(vi="tỉnh", en="province"), match["unit"], units)]
    owner, _, kind = selector.partition(".")
    level = "national" if owner == "vn" else "province" if owner in units else None
    if level is None and owner == (region or owner):
        level = "region"
    if f"{level}.{kind}" in kinds:
        return []
    return [unknown(where, Text(vi="cơ quan", en="body"), selector, kinds)]


def check_holidays(
    loaded: Loaded[BaseModel], own: Sequence[Holiday], inherited: Sequence[Holiday], units: set[str]
) -> list[Fault]:
    """Check that no day is given twice for one place, and that places exist."""
    found: list[Fault] = []
    before: dict[object, list[set[str]]] = defaultdict(list)
    for holiday in inherited:
        before[holiday.date].append(set(holiday.units))
    for index, holiday in enumerate(own):
        places = set(holiday.units)
        if any(not places or not other or places & other for other in before[holiday.date]):
            day = f"{holiday.date:%d/%m/%Y}"
            where = loaded.where("holidays", index)
            found.append(said_twice(where, Text(vi="ngày", en="day"), day))
        before[holiday.date].append(places)
        for at, code in enumerate(holiday.units):
            if code not in units:
                where = loaded.where("holidays", index, "units", at)
                found.append(unknown(where, Text(vi="tỉnh", en="province"), code, units))
    return found
