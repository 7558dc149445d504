"""Whether what was handed in has the form its method asks for."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.contract import Context, Finding, Method

M = TypeVar("M", bound=BaseModel)
WORDS = {
    "missing": Text(vi="thiếu mục bắt buộc", en="a required field is missing"),
    "extra_forbidden": Text(vi="mục này không có trong biểu", en="the form has no such field"),
}


def read(method: Method, content: Any) -> BaseModel | list[Fault]:
    """Give the typed submission, or every fault of its form with the place of each."""
    return shaped(method.Submission, content)


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
            for each in error.errors(include_url=False)
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
