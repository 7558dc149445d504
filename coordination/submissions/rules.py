"""Whether what was handed in has the form its method asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coordination.errors import ConflictError, Fault, InvalidInputError
from coordination.kernel.bounds import UNWIELDY, wieldy
from coordination.kernel.text import Text, unseen
from coordination.methods.contract import Context, Finding, Method
from coordination.submissions.parts import of_no_part
from coordination.submissions.placed import located, without
from coordination.submissions.sign_off.frozen import changed

M = TypeVar("M", bound=BaseModel)
Declared = Callable[[Any], list[Finding]]
"""What is found in a document that has the form, besides what its method finds."""
MOST_FAULTS = 100
LONGEST_TEXT = 20_000
GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}|[+-]?\d[\d.]*,\d+|[+-]?\d+(?:_\d+)+")
"""Numbers as people write them, ``1.234.567``, ``1.234,5`` or ``1_000``, which a computer would read as others."""
EMPTY = Text(
    vi="bản nộp trống; nếu chưa có số liệu, hãy ghi rõ từng mục",
    en="nothing is handed in; say of each item that there is none",
)
NO_FLAG = Text(vi="đúng/sai không phải là số hay lời", en="true or false is neither a number nor words")
TOO_LONG = Text(vi="đoạn văn quá dài (trên 20.000 ký tự)", en="the text is too long (over 20,000 characters)")
UNSEEN = Text(vi="có ký tự không nhìn thấy được; hãy gõ lại", en="holds signs that cannot be seen; type it again")
AMBIGUOUS = Text(
    vi="viết số không dấu phân cách nghìn, dấu chấm cho phần thập phân: 1234.5",
    en="write numbers without thousands separators, with a decimal point: 1234.5",
)
WORDS = {
    "missing": Text(vi="thiếu mục bắt buộc", en="a required field is missing"),
    "whole_number": Text(
        vi="viết số nguyên chỉ bằng chữ số, không dấu chấm: 1000", en="write a whole number in digits alone: 1000"
    ),
    "finite_number": Text(vi="không phải là số hữu hạn", en="not a finite number"),
    "decimal_type": Text(vi="không phải là số; viết như 1234.5", en="not a number; write it like 1234.5"),
    "date_from_datetime_parsing": Text(vi="không phải là ngày; viết như 2026-06-30", en="not a day; write 2026-06-30"),
    "date_type": Text(vi="không phải là ngày; viết như 2026-06-30", en="not a day; write 2026-06-30"),
    "decimal_parsing": Text(vi="không phải là số; viết như 1234.5", en="not a number; write it like 1234.5"),
    "int_parsing": Text(vi="không phải là số nguyên", en="not a whole number"),
    "int_type": Text(vi="không phải là số nguyên", en="not a whole number"),
    "string_type": Text(vi="phải là lời văn, đặt trong ngoặc kép", en="must be words, in quotes"),
    "tuple_type": Text(vi="phải là một danh sách", en="must be a list"),
    "model_type": Text(vi="phải là một nhóm mục", en="must be a group of fields"),
    "greater_than_equal": Text(vi="số nhỏ hơn mức cho phép", en="the number is below what is allowed"),
    "less_than_equal": Text(vi="số lớn hơn mức cho phép", en="the number is above what is allowed"),
    "extra_forbidden": Text(vi="mục này không có trong biểu", en="the form has no such field"),
}


def read(method: Method, content: Any) -> BaseModel | list[Fault]:
    """Give the typed submission, or every fault of its form with the place of each."""
    if isinstance(content, list):
        return [of_no_part(method, content)]
    found = shaped(method.Submission, content)
    if isinstance(found, list):
        return found
    if found == method.Submission():
        return [Fault(EMPTY, place(()))]
    return [Fault(UNWIELDY, place(where)) for where in unwieldy(found.model_dump(), ())] or found


def unfit(content: Any) -> list[Fault]:
    """Give every part of a document that no form of ours could hold, with its place."""
    return [Fault(words, place(where)) for words, where in islice(misfits(content, ()), MOST_FAULTS)]


def misfits(value: Any, where: tuple[int | str, ...]) -> Iterator[tuple[Text, tuple[int | str, ...]]]:
    """Give what no form of ours holds: truth values, texts without end, signs that cannot be seen."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from misfits(each, (*where, str(key)))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from misfits(each, (*where, number))
    elif isinstance(value, bool):
        yield NO_FLAG, where
    elif isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield TOO_LONG, where
    elif isinstance(value, str) and unseen(value):
        yield UNSEEN, where
    elif isinstance(value, str) and GROUPED.fullmatch(value.strip()):
        yield AMBIGUOUS, where


def unwieldy(value: Any, where: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """Give the place of each number that nobody can have meant: not finite, or beyond all amounts.

    One such figure would otherwise bring down the whole region's result when that is computed.
    """
    if isinstance(value, dict):
        for key, each in value.items():
            yield from unwieldy(each, (*where, str(key)))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from unwieldy(each, (*where, number))
    elif isinstance(value, float | int | Decimal) and not wieldy(Decimal(value)):
        yield where


def shaped(model: type[M], content: Any) -> M | list[Fault]:
    """Give a document as a model, or every fault of its form with the place of each."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        return [
            Fault(
                WORDS.get(each["type"], Text(vi=_in_words(each), en=each["msg"])),
                place(each["loc"]),
                fix=_known_fields(model, each),
            )
            for each in error.errors(include_url=False)[:MOST_FAULTS]
        ]


def _in_words(error: Any) -> str:
    """Give in Vietnamese what pydantic says in English of a kind that has no words of its own."""
    bounds = error.get("ctx", {})
    if "expected" in bounds:
        return f"phải là một trong: {str(bounds['expected']).replace(' or ', ', ')}"
    limit = next((f"; tối thiểu {bounds[name]}" for name in ("min_length", "gt", "ge") if name in bounds), "")
    limit += next((f"; tối đa {bounds[name]}" for name in ("max_length", "lt", "le") if name in bounds), "")
    return f"giá trị không hợp lệ{limit}"


def _known_fields(model: type[BaseModel], error: Any) -> Text | None:
    """Name the fields of the form at its outermost level, nearest first."""
    if error["type"] != "extra_forbidden" or len(error["loc"]) != 1:
        return None
    wrong = str(error["loc"][0])
    names = sorted(model.model_fields, key=lambda name: -SequenceMatcher(None, name, wrong).ratio())
    return Text(vi=f"các mục của biểu: {', '.join(names)}", en=f"the form has: {', '.join(names)}")


def place(location: tuple[int | str, ...]) -> str:
    """Give a location inside a document as people write it: ``figures[3].value``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(whole document)"


def refuse(findings: Iterable[Finding], content: Any = None) -> None:
    """Refuse what has an error among its findings: InvalidInputError with all of them, and their places in the file."""
    if faults := _errors(findings):
        raise InvalidInputError(*located(content, faults[:MOST_FAULTS]))


def _faults(method: Method, content: Any, faults: list[Fault], context: Context, declared: Declared) -> list[Fault]:
    """Give faults of a document's form, and those of the rest: what is refused in one record hides nothing of another."""
    rest = without(content, faults) if len(faults) < MOST_FAULTS else None
    if rest is None:
        return faults
    found = read(method, rest.content)
    if isinstance(found, list):
        more = _faults(method, rest.content, found, context, declared)
    else:
        more = _errors(_remarks(method, found, rest.content, context, declared))
    said = {each.where for each in faults}
    return [*faults, *(each for each in map(rest.as_before, more) if each.where not in said)]


def _errors(findings: Iterable[Finding]) -> list[Fault]:
    return [Fault(each.message, each.where) for each in findings if each.severity == "error"]


def examine(
    method: Method, content: Any, context: Context, kept: Any = None, declared: Declared = lambda _: []
) -> list[Finding]:
    """Give all there is to remark on a document that can be taken in; ``kept`` is one whose figures are to stay.

    ``declared`` gives what else is found in a document that has the form. Raises InvalidInputError with every fault of
    form, method and declared checks, ConflictError with every figure that changed, before and after.
    """
    submission = unfit(content) or read(method, content)
    if isinstance(submission, list):
        found = _faults(method, content, submission, context, declared)[:MOST_FAULTS]
        raise InvalidInputError(*located(content, found))
    findings = _remarks(method, submission, content, context, declared)
    refuse(findings, content)
    moved = [] if kept is None else changed(method.Submission.model_validate(kept), submission)
    if moved:
        raise ConflictError(*located(content, [_frozen(each.place, each.before, each.after) for each in moved]))
    return findings


def _remarks(
    method: Method, submission: BaseModel, content: Any, context: Context, declared: Declared
) -> list[Finding]:
    """Give what the method finds, then what else is found; a figure the method refuses is not put to checks besides."""
    said = method.check(submission, context)
    refused = {each.where for each in said if each.severity == "error"}
    return [*said, *(each for each in declared(content) if each.where not in refused)]


def _frozen(where: str, before: Any, after: Any) -> Fault:
    was, stands = ("–" if each is None else str(each) for each in (before, after))
    vi = f"chỉ được sửa lời, số liệu phải giữ nguyên: {was} → {stands}"
    return Fault(Text(vi=vi, en=f"only words may change, the figure is frozen: {was} → {stands}"), where)
