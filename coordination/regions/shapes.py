"""Does a tree have the shape its model asks for? Every fault with the place of its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coordination.errors import Fault
from coordination.kernel.text import Text, ascii_fold
from coordination.regions.faults import fault, nearest, short, unknown
from coordination.regions.nodes import Node
from coordination.regions.source import MOST_FAULTS, Document, place

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[str | int, ...]
_DAYS_AND_HOURS = {"date_type", "time_type"}


def shape(
    document: Document, model: type[Model], names: Mapping[str, str] | None = None
) -> tuple[Model | None, list[Fault]]:
    """Give the model of a document, or None and the reasons why it is none.

    ``names`` gives the code of a province by its name, for those who write the name instead.
    """
    if document.root is None:
        return None, []
    value = document.root.plain()
    made, loose = _validate(model, value, strict=None)
    _, strict = _validate(model, value, strict=True)
    known = {error["loc"] for error in loose}
    errors = loose + [each for each in strict if each["loc"] not in known and not _harmless(each)]
    told = {each.where for each in document.faults}
    faults = [
        each
        for each in (_fault(document, model, error, names or {}) for error in errors[:MOST_FAULTS])
        if each.where not in told
    ]
    faults += _days_without_quotes(document, told)
    return (None if faults or document.faults else made), faults


def _validate(model: type[Model], value: object, *, strict: bool | None) -> tuple[Model | None, list[ErrorDetails]]:
    try:
        return model.model_validate(value, strict=strict), []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_context=True)


def _harmless(error: ErrorDetails) -> bool:
    """Tell whether only the strict reading refuses: a whole number as Decimal, a day in quotes, a list as such.

    What the loose reading would turn into something else (``true`` into 1, 8 into 00:00:08) is not.
    """
    given = error["input"]
    if error["type"] in _DAYS_AND_HOURS:
        return isinstance(given, str)
    if error["type"] == "tuple_type":
        return isinstance(given, list)
    number = isinstance(given, int | float) and not isinstance(given, bool)
    return error["type"] == "is_instance_of" and number


def _fault(document: Document, model: type[BaseModel], error: ErrorDetails, names: Mapping[str, str]) -> Fault:
    loc, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(document, model, loc)
    if kind == "missing":
        vi, en = f"thiếu khóa '{loc[-1]}'", f"the key '{loc[-1]}' is missing"
        return fault(document.where(*loc[:-1]), vi, en)
    words = _words(error, names)
    return fault(document.where(*loc), words.vi, words.en)


def _unknown_key(document: Document, model: type[BaseModel], loc: Loc) -> Fault:
    options = _fields(model, loc[:-1])
    noun = Text(vi="khóa", en="key")
    return unknown(document.where_key(*loc), noun, str(loc[-1]), options)


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """Give the keys a mapping may have, by walking the models along its path."""
    candidates = [model]
    for step in loc:
        inner = [
            found
            for each in candidates
            if step in each.model_fields
            for found in models_in(each.model_fields[str(step)].annotation)
        ]
        named = [each for each in candidates if _is_called(each, step)]
        candidates = inner or named or candidates
    return sorted({name for each in candidates for name in each.model_fields})


def _is_called(model: type[BaseModel], step: str | int) -> bool:
    kind = model.model_fields.get("kind")
    return kind is not None and step in get_args(kind.annotation)


def models_in(annotation: object) -> list[type[BaseModel]]:
    """Give the models an annotation speaks of: ``list[Step]``, ``DatedRule | None``, unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for each in get_args(annotation) for found in models_in(each)]


def _words(error: ErrorDetails, names: Mapping[str, str]) -> Text:
    given, context = error["input"], error.get("ctx", {})
    kind, shown = error["type"], f'"{short(given)}"' if isinstance(given, str) else short(given)
    if kind == "string_type":
        return _text_wanted(given)
    if kind == "string_pattern_mismatch":
        return _pattern(str(given), str(context.get("pattern", "")), names)
    if kind in {"literal_error", "union_tag_invalid"}:
        tag = context.get("tag", given)
        return _choice(str(tag), str(context.get("expected", context.get("expected_tags", ""))))
    if kind in {"model_type", "model_attributes_type"}:
        return _mapping_wanted(given)
    kind = "date_type" if kind.startswith("date_from_datetime") else kind
    vi, en = _PLAIN_WORDS.get(kind, ("giá trị không hợp lệ", error["msg"]))
    return Text(vi=f"{vi}: {shown}", en=f"{en}: {shown}")


_PLAIN_WORDS = {
    "int_type": ("cần một số nguyên", "a whole number is wanted"),
    "int_from_float": ("cần một số nguyên", "a whole number is wanted"),
    "int_parsing": ("cần một số nguyên", "a whole number is wanted"),
    "is_instance_of": ("cần một số", "a number is wanted"),
    "decimal_parsing": ("cần một số", "a number is wanted"),
    "decimal_type": ("cần một số", "a number is wanted"),
    "bool_type": ("cần true hoặc false", "true or false is wanted"),
    "bool_parsing": ("cần true hoặc false", "true or false is wanted"),
    "list_type": ("cần một danh sách", "a list is wanted"),
    "dict_type": ("cần các khóa và giá trị", "keys with values are wanted"),
    "date_type": ("cần một ngày như 2026-12-08", "a day like 2026-12-08 is wanted"),
    "date_parsing": ("cần một ngày như 2026-12-08", "a day like 2026-12-08 is wanted"),
    "time_type": ("cần một giờ như 08:30", "an hour like 08:30 is wanted"),
    "time_parsing": ("cần một giờ như 08:30", "an hour like 08:30 is wanted"),
    "too_short": ("danh sách không được để trống", "the list may not be empty"),
    "union_tag_not_found": ("thiếu khóa 'kind'", "the key 'kind' is missing"),
}


def _text_wanted(given: object) -> Text:
    if given is None:
        return Text(vi="chưa có giá trị; cần chữ", en="no value; text is wanted")
    if isinstance(given, dict | list):
        return Text(
            vi="cần chữ; nếu dấu { } hay [ ] là chữ thì viết trong ngoặc kép",
            en="text is wanted; if { } or [ ] is part of it, write it in quotes",
        )
    return Text(
        vi=f"cần chữ mà {given} là số, ngày hoặc đúng/sai; viết trong ngoặc kép",
        en=f"text is wanted and {given} is a number, a day or true/false; write it in quotes",
    )


def _pattern(given: str, pattern: str, names: Mapping[str, str]) -> Text:
    code = names.get(ascii_fold(given))
    if code is not None:
        vi, en = f"'{given}' là tên; viết mã '{code}'", f"'{given}' is a name; write '{code}'"
        return Text(vi=vi, en=en)
    form = next((form for known, form in _FORMS.items() if known in pattern), None)
    vi, en = form or (f"dạng {pattern}", f"the form {pattern}")
    return Text(vi=f"'{short(given)}' không đúng: cần {vi}", en=f"'{short(given)}' is not {en}")


_FORMS = {
    "[0-9A-Z]": ("mã 2 đến 5 chữ số hoặc chữ hoa, như '92'", "a code of 2 to 5 digits like '92'"),
    "A-ZĐƯ": ("ký hiệu chữ hoa như {type}-TGV, của công văn như TGV-TH", "a symbol like {type}-TGV or TGV-TH"),
    "@": ("địa chỉ thư như ubnd@can-tho.example", "an address like ubnd@can-tho.example"),
    "a-z0-9_": ("tên không dấu như mid_year", "a name in small letters like mid_year"),
    "a-z0-9": ("tên không dấu như can-tho", "a name in small letters like can-tho"),
}


def _choice(given: str, expected: str) -> Text:
    options = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]
    meant, listed = nearest(given, options), ", ".join(options)
    vi, en = f"'{short(given)}' không thuộc: {listed}", f"'{short(given)}' is none of: {listed}"
    if meant is None:
        return Text(vi=vi, en=en)
    return Text(vi=f"{vi}; ý là '{meant}'?", en=f"{en}; did you mean '{meant}'?")


def _mapping_wanted(given: object) -> Text:
    hint = "{vi: …, en: …}"
    if isinstance(given, str):
        return Text(
            vi=f"cần các khóa; chữ thì viết đủ hai thứ tiếng: {hint}",
            en=f"keys are wanted; words are given in both languages: {hint}",
        )
    return Text(vi="cần các khóa và giá trị", en="keys with values are wanted")


def _days_without_quotes(document: Document, told: Iterable[str]) -> list[Fault]:
    """Days and hours in free settings are text: JSON, which keeps them, has no other form."""
    found: list[Fault] = []
    steps = document.node("steps")
    for step in steps.content if steps and isinstance(steps.content, list) else []:
        if isinstance(step.content, dict) and "settings" in step.content:
            found += _days_in(document, step.content["settings"])
    return [each for each in found if each.where not in told]


def _days_in(document: Document, settings: Node) -> list[Fault]:
    found, waiting = [], [settings]
    while waiting:
        node = waiting.pop()
        if isinstance(node.content, dict):
            waiting += node.content.values()
        elif isinstance(node.content, list):
            waiting += node.content
        elif isinstance(node.content, date | time):
            words = _text_wanted(node.content)
            found.append(fault(place(document.path, node.place), words.vi, words.en))
    return found
