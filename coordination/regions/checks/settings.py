"""Whether the settings of each step are such as its method takes: names, types and bounds, each fault where it stands.

Every method has a model of its settings, by which they are read when bodies hand in. Here the same model reads them
before a cycle opens, more strictly: no name it does not know, no truth for a number. What no model of a method says
stands here too: the settings that others read, years that are of one plan only, and what is named twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from coordination.errors import Fault
from coordination.kernel.clock import local_date
from coordination.kernel.text import Strict, Text
from coordination.methods import METHODS
from coordination.methods.contract import Whole, Year
from coordination.methods.forecast_terms import ASSIGNED, FARTHEST, Draft
from coordination.regions.checks import settings_words as words
from coordination.regions.checks.balances import units_known
from coordination.regions.checks.common import Known, Loaded, Loc, twice
from coordination.regions.faults import fault, short, unknown
from coordination.regions.forms.procedure import CONTRACT, SIGN_OFF
from coordination.regions.model import Procedure, Step
from coordination.regions.shapes import models_in
from coordination.regions.source import MOST_FAULTS

HORIZON, TITLES, SECTIONS, CUT_OFF = "horizon_years", "titles", "sections", "data_to"
A_CYCLE: Final = {"horizon_to": 2030, "years": [2030]}
"""What a cycle works out of the horizon, as of any plan: written down, it would be of one and lie before the next ones."""
WHOLES: Final = frozenset({"too_short", "value_error"})
"""What is said of a whole for want of a part: the list without its wrong value is too short."""


class Horizon(Strict, extra="ignore"):
    """How many years a step is about, of which a cycle makes years."""

    horizon_years: Annotated[Whole, Field(ge=1, le=FARTHEST)]


class Titled(Strict, extra="ignore"):
    """What forms call the sections of a document."""

    titles: Mapping[str, Text] = {}


class Assigned(Strict):
    """A survey that a body carries out for all, as contracts assign it."""

    survey: str
    name: Text
    indicators: tuple[str, ...] = ()


class Surveying(Titled):
    """What a step of surveys says besides its outline: who collects what, and the last year that is used."""

    assigned: Mapping[str, tuple[Assigned, ...]] = {}
    data_to: Year | None = None


BESIDES: Final[Mapping[str, tuple[type[BaseModel], tuple[str, ...]]]] = {
    "balances": (Horizon, (HORIZON,)),
    "collate": (Titled, (TITLES,)),
    "forecast": (Draft, (HORIZON,)),
    "investment": (Horizon, (HORIZON,)),
    "surveys": (Surveying, (TITLES, ASSIGNED)),
}
"""By method: what the engine reads besides the method's own model, and the names this adds."""


def check_settings(loaded: Loaded[Procedure], known: Known) -> Iterator[Fault]:
    """Give what is wrong with the settings of each step whose method there is."""
    for index, step in enumerate(loaded.model.steps):
        if step.method in METHODS and step.method in known.methods:
            here: Loc = ("steps", index, "settings")
            exact = [*_named_twice(loaded, here, step.settings), *units_known(loaded, here, step)]
            yield from _names(loaded, here, step)
            yield from (said for _, said in exact)
            yield from _shape(loaded, here, step, [loc for loc, _ in exact])
            yield from _untitled(loaded, here, step)
            yield from _to_come(loaded, here, step, local_date(known.clock.now()).year)


def _names(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[Fault]:
    """Check that each setting is one that somebody reads."""
    _, more = BESIDES.get(step.method, (Strict, ()))
    takes = [each for each in _model(step).model_fields if each not in A_CYCLE]
    takes += [*more, CONTRACT, SIGN_OFF]
    for key in step.settings:
        where = loaded.document.where_key(*here, key)
        if key in A_CYCLE and HORIZON in takes:
            yield fault(where, *words.of_one_plan(key), words.SAY_HORIZON)
        elif key not in takes:
            yield replace(unknown(where, words.setting(step.method), key, takes), fix=words.one_of(takes))


def _model(step: Step) -> type[BaseModel]:
    found: type[BaseModel] = vars(METHODS[step.method])["Settings"]
    return found


def _shape(loaded: Loaded[Procedure], here: Loc, step: Step, exact: Iterable[Loc]) -> Iterator[Fault]:
    """Check names, types and bounds by the models; what is told more exactly further in is not told again."""
    model, (besides, _) = _model(step), BESIDES.get(step.method, (Strict, ()))
    found = [(model, each) for each in _errors(model, step.settings | A_CYCLE)]
    if step.method in BESIDES:
        found += [(besides, each) for each in _errors(besides, step.settings)]
    further = {*exact, *(each["loc"] for _, each in found)}
    told: set[Loc] = set()
    for of, error in found[:MOST_FAULTS]:
        loc = error["loc"]
        inner = error["type"] in WHOLES and any(len(each) > len(loc) and each[: len(loc)] == loc for each in further)
        if loc not in told and not inner:
            told.add(loc)
            yield _fault(loaded, here, of, error)


def _errors(model: type[BaseModel], settings: Mapping[str, Any]) -> list[ErrorDetails]:
    """Give what a model refuses. As JSON, which settings are kept as, lists are read strictly to their last value."""
    try:
        model.model_validate_json(json.dumps(settings), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return [each for each in found if each["type"] != "extra_forbidden" or len(each["loc"]) > 1]
    return []


def _fault(loaded: Loaded[Procedure], here: Loc, model: type[BaseModel], error: ErrorDetails) -> Fault:
    loc, kind = error["loc"], error["type"]
    fix = words.FIXES.get(str(loc[0])) if loc else None
    if kind == "extra_forbidden":
        where = loaded.document.where_key(*here, *loc)
        return replace(unknown(where, words.KEY, str(loc[-1]), _keys(model, loc[:-1])), fix=fix)
    if kind == "missing":
        vi, en = f"thiếu khóa '{loc[-1]}'", f"the key '{loc[-1]}' is missing"
        return fault(loaded.where(*here, *loc[:-1]), vi, en, fix)
    if kind == "literal_error" and (choice := words.choice(error)):
        said = unknown(loaded.where(*here, *loc), words.noun(loc), str(error["input"]), choice)
        return replace(said, fix=fix or words.one_of(choice))
    return fault(loaded.where(*here, *loc), *words.wrong(loc, error), fix)


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Give the keys a mapping inside the settings may have, by the models along its path."""
    for step in loc:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = models_in(fields[str(step)].annotation) if str(step) in fields else []
        model = inner[0] if inner else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _named_twice(loaded: Loaded[Procedure], here: Loc, settings: Mapping[str, Any]) -> Iterator[tuple[Loc, Fault]]:
    """Give each name that stands twice in a list of words or numbers, or of what has a code."""
    for loc, listed in _lists(settings):
        names = [(at, _called(each)) for at, each in enumerate(listed)]
        plain = [(at, name) for at, name in names if isinstance(name, str | int | float)]
        for nth in twice(name for _, name in plain):
            at, name = plain[nth]
            place: Loc = (*loc, at, "code") if isinstance(listed[at], Mapping) else (*loc, at)
            noun = words.noun(loc)
            vi, en = f"{noun.vi} '{short(name)}' ghi hai lần", f"the {noun.en} '{short(name)}' is named twice"
            yield place, fault(loaded.where(*here, *place), vi, en, words.LEAVE_OUT)


def _lists(settings: Mapping[str, Any]) -> Iterator[tuple[Loc, list[Any]]]:
    """Give every list of the settings, however deep, with its path; signatures are checked apart."""
    waiting: list[tuple[Loc, Any]] = [((key,), each) for key, each in settings.items() if key != SIGN_OFF]
    while waiting:
        loc, value = waiting.pop()
        if isinstance(value, list):
            yield loc, value
        inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
        waiting += [((*loc, key), each) for key, each in inner]


def _called(value: Any) -> Any:
    """Give what a value of a list is called."""
    return value.get("code") if isinstance(value, Mapping) else value


def _untitled(loaded: Loaded[Procedure], here: Loc, step: Step) -> Iterator[Fault]:
    """Check that each section has a title, where there are titles."""
    sections, titles = step.settings.get(SECTIONS), step.settings.get(TITLES)
    if not isinstance(sections, list) or not isinstance(titles, Mapping):
        return
    first = {key: at for at, key in reversed([*enumerate(sections)]) if isinstance(key, str) and key not in titles}
    for key, at in first.items():
        yield replace(unknown(loaded.where(*here, SECTIONS, at), words.TITLE, key, titles), fix=words.FIXES[TITLES])


def _to_come(loaded: Loaded[Procedure], here: Loc, step: Step, year: int) -> Iterator[Fault]:
    """Check that the last year whose figures are used has begun."""
    last = step.settings.get(CUT_OFF)
    if isinstance(last, int) and not isinstance(last, bool) and last > year and CUT_OFF in _model(step).model_fields:
        yield fault(loaded.where(*here, CUT_OFF), *words.to_come(last), words.FIXES[CUT_OFF])
