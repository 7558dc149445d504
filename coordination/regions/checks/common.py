"""What all checks share: a model with its places, validity, walking, and rules of dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from coordination.errors import Fault
from coordination.kernel.clock import Clock, SystemClock
from coordination.kernel.text import Text
from coordination.regions.faults import fault, unknown
from coordination.regions.model import ENGINES, Basis, DatedRule, Holiday, National, Rung, Session
from coordination.regions.resolve import LISTED
from coordination.regions.rules import SELECTOR
from coordination.regions.source import Document

Model_co = TypeVar("Model_co", bound=BaseModel, covariant=True)
Loc = tuple[str | int, ...]
RUNG = Text(vi="nấc nhắc việc", en="rung")
OFFICES = {"drafter", "head"}
"""Offices of the body that owes, which a rung of reminders may name besides other bodies."""
_SESSION = re.compile(r"\bsession(?::([a-z0-9_]+)| [+-])")
_NAME = re.compile(r"\b(?:after|before) ([a-z0-9-]+\.[a-z0-9_]+|[a-z][a-z0-9_]*)(?![a-z0-9_:])")
_BARE_QUARTER = re.compile(r"quarter_end [+-]")


@dataclass(frozen=True, slots=True)
class Known:
    """What later stations know and a configuration may name; the composition root hands it in."""

    methods: Collection[str]
    events: Collection[str]
    rule_fault: Callable[[str], Text | str | None]
    """Says what is wrong with the text of a rule; None if it reads."""
    clock: Clock = field(default_factory=SystemClock, compare=False)
    """Says which years have begun."""


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


def circles(waits: dict[str, list[str]]) -> Iterator[list[str]]:
    """Give each circle of names that wait for each other, from its first in ``waits`` back to it; undoes ``waits``."""
    order = {name: place for place, name in enumerate(waits)}
    while circle := _circle(waits):
        start = circle.index(min(circle, key=order.__getitem__))
        yield [*circle[start:], *circle[: start + 1]]
        waits |= {name: [] for name in circle}


def _circle(waits: dict[str, list[str]]) -> list[str]:
    """Give the names of a circle, each waiting for the next; none if there is no circle."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        # The sorter names each one before the one that waits for it, and the first one twice.
        names: list[str] = error.args[1]
        return names[:0:-1]
    return []


def check_name(where: str, name: str, stem: str) -> list[Fault]:
    """Check that what a file holds is called as the file is."""
    if name == stem:
        return []
    vi = f"tệp tên {stem}.yaml mà mã là '{name}'; hai tên phải giống nhau"
    return [fault(where, vi, f"the file is {stem}.yaml and the code '{name}'; make them the same")]


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
    """Check that every rule of a file reads with its options, and counts from a kind of session there is."""
    found: list[Fault] = []
    for loc, value in walk(loaded.model):
        if not isinstance(value, DatedRule | Session):
            continue
        where = loaded.where(*loc, "rule")
        wrong = next(_unread(value, known), None)
        if wrong is not None:
            key, problem = wrong
            vi, en = f"quy tắc không đọc được: {problem.vi}", f"not a rule: {problem.en}"
            found.append(fault(loaded.where(*loc, key), vi, en))
            continue
        noun = Text(vi="loại kỳ họp", en="kind of session")
        found += [unknown(where, noun, kind, kinds) for kind in _session_kinds(value.rule) if kind not in kinds]
        if isinstance(value, Session) and (_session_kinds(value.rule) or counts_from(value.rule)):
            vi, en = "ngày họp không đếm từ mốc nào: dùng on, before", "a session counts from nothing: use on, before"
            found.append(fault(where, vi, en))
    return found


def _unread(value: DatedRule | Session, known: Known) -> Iterator[tuple[str, Text]]:
    """Give the key at which a rule does not read, and why: the rule itself, or an option that does not suit it."""
    texts = [("rule", value.rule)]
    if isinstance(value, DatedRule):
        options = {name: getattr(value, name) for name in ("day_zero", "roll", "reading", "freeze")}
        texts += [(name, f"{value.rule}, {name} {said}") for name, said in options.items() if said]
        texts.append(("rule", value.compact))
    for key, text in texts:
        problem = known.rule_fault(text)
        if problem is not None:
            yield key, Text(vi=problem, en=problem) if isinstance(problem, str) else problem


def _session_kinds(rule: str) -> list[str]:
    return [match[1] or "year_end" for match in _SESSION.finditer(rule)]


def counts_from(rule: str) -> list[str]:
    """Give the names of days a rule counts from, sessions apart: ``opens``, ``forecast.due``."""
    names = [match[1] for match in _NAME.finditer(rule)]
    return [*names, "cycle"] if _BARE_QUARTER.search(rule) else names


def check_statuses(loaded: Loaded[BaseModel]) -> list[Fault]:
    """Check that no basis claims a status that only the engine gives: what happened, and what was decided."""
    return [
        fault(
            loaded.where(*loc, "status"),
            f"'{value.status}' là của chương trình; cấu hình dùng in_force, older, practice, to_verify, inferred, design",
            f"'{value.status}' is the engine's own; here in_force, older, practice, to_verify, inferred or design",
        )
        for loc, value in walk(loaded.model)
        if isinstance(value, Basis) and value.status in ENGINES
    ]


def check_ladder(
    loaded: Loaded[BaseModel], ladder: Sequence[Rung], national: National, region: str | None = None
) -> list[Fault]:
    """Check that each rung of a ladder stands at a day of its own and names offices there are; one must follow the day.

    Without a rung after the due date a body that is late would never hear so. An empty ladder is an absent one.
    """
    found = [said_twice(loaded.where("remind", at), RUNG, f"{ladder[at].at:+d}") for at in twice(r.at for r in ladder)]
    if ladder and all(rung.at <= 0 for rung in ladder):
        vi = "cần ít nhất một nấc sau hạn (at: 1 trở lên): cơ quan nộp trễ phải được nhắc"
        en = "at least one rung after the due date is needed (at: 1 or more): who is late must hear so"
        found.append(fault(loaded.where("remind"), vi, en))
    for at, rung in enumerate(ladder):
        for number, to in enumerate(rung.to):
            if to not in OFFICES:
                found += check_selector(loaded.where("remind", at, "to", number), to, national, region)
    return found


def check_selector(where: str, selector: str, national: National, region: str | None = None) -> list[Fault]:
    """Check that a selector or a body's own code can mean somebody.

    Bodies of communes are no part of a region: they are written to by circulars, and nothing else can name them.
    """
    kinds = {f"{kind.level}.{kind.code}" for kind in national.body_kinds if kind.level in LISTED}
    units = {unit.code for unit in national.units}
    match = SELECTOR.fullmatch(selector)
    if match and match["level"] == "commune":
        vi = f"'{selector}': cơ quan cấp xã chỉ nhận văn bản gửi chung, không ghi ở đây"
        return [fault(where, vi, f"'{selector}': bodies of communes are written to by circulars only, not named here")]
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
