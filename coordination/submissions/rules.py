"""Whether what was handed in has the form its method asks for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.contract import Context, Finding, Method

M = TypeVar("M", bound=BaseModel)
GREATEST, LEAST = Decimal("1e24"), Decimal("1e-24")
MOST_FAULTS = 100
UNWIELDY = Text(
    vi="số quá lớn hoặc quá nhỏ để là một số liệu; kiểm tra đơn vị tính",
    en="the number is too large or too small to be a figure; check its unit",
)
WORDS = {
    "missing": Text(vi="thiếu mục bắt buộc", en="a required field is missing"),
    "extra_forbidden": Text(vi="mục này không có trong biểu", en="the form has no such field"),
}


def read(method: Method, content: Any) -> BaseModel | list[Fault]:
    """Give the typed submission, or every fault of its form with the place of each."""
    found = shaped(method.Submission, content)
    if isinstance(found, list):
        return found
    return [Fault(UNWIELDY, place(where)) for where in unwieldy(found.model_dump(), ())] or found


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
    elif isinstance(value, float | int | Decimal) and not _within(Decimal(value)):
        yield where


def _within(value: Decimal) -> bool:
    return value.is_finite() and (not value or LEAST <= abs(value) < GREATEST)


def shaped(model: type[M], content: Any) -> M | list[Fault]:
    """Give a document as a model, or every fault of its form with the place of each."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        return [
            Fault(
                WORDS.get(each["type"], Text(vi=f"giá trị không hợp lệ: {each['msg']}", en=each["msg"])),
                place(each["loc"]),
            )
            for each in error.errors(include_url=False)[:MOST_FAULTS]
        ]


def as_document(method: Method, content: Any) -> Any:
    """Give a table of rows (a CSV file) as the document it stands for: the method's first list."""
    if not isinstance(content, list):
        return content
    return {next(iter(method.Submission.model_fields)): content}


def place(location: tuple[int | str, ...]) -> str:
    """Give a location inside a document as people write it: ``figures[3].value``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(whole document)"


def judge(method: Method, submission: BaseModel, context: Context) -> tuple[list[Finding], list[Fault]]:
    """Give what the method finds, and those findings that forbid taking it in, as faults."""
    findings = method.check(submission, context)
    faults = [Fault(each.message, each.where) for each in findings if each.severity == "error"]
    return findings, faults
