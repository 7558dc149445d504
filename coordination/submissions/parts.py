"""The parts of a method's form, and which of them a table that is handed in alone (a CSV file) stands for. Pure."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from pydantic import BaseModel

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.contract import Method
from coordination.regions.faults import short
from coordination.submissions.placed import Listed


def as_document(method: Method, content: Any) -> Any:
    """Give a table of rows (a CSV file) as the document it stands for: the first part of the form with its columns.

    A table that no part has the columns of stays what it is, and is no document that could be read.
    """
    if not isinstance(content, list):
        return content
    columns = _columns(content)
    part = next((name for name, known in _tables(method).items() if columns <= set(known)), None)
    return content if part is None else {part: content}


def _columns(rows: list[Any]) -> set[str]:
    return {str(name) for row in rows if isinstance(row, dict) for name in row}


def _tables(method: Method) -> dict[str, list[str]]:
    """Give the parts of a form that are tables, each with its columns."""
    fields = method.Submission.model_fields
    return {
        name: inner for name, inner in outline(method).items() if inner and get_origin(fields[name].annotation) is tuple
    }


def of_no_part(method: Method, rows: list[Any]) -> Fault:
    """Say of a table that no part of a form has its columns, and which columns each has."""
    told = "; ".join(f"{name}: {', '.join(columns)}" for name, columns in _tables(method).items())
    given = short(", ".join(sorted(_columns(rows))))
    what = Text(
        vi=f"không phần nào của biểu có đủ các cột này: {given}",
        en=f"no part of the form has all these columns: {given}",
    )
    fix = Text(vi=f"các phần và cột của từng phần: {told}", en=f"the parts, with the columns of each: {told}")
    return Fault(what, rows.head if isinstance(rows, Listed) else "", fix=fix)


def outline(method: Method) -> dict[str, list[str]]:
    """Give the fields of a method's form, each with the fields inside it."""
    return {name: _inner(field.annotation) for name, field in method.Submission.model_fields.items()}


def _inner(annotation: Any) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return list(annotation.model_fields)
    return next((found for each in get_args(annotation) if (found := _inner(each))), [])
