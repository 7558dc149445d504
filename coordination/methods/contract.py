"""What every method of a planning step has in common.

A method is one module (or folder) of this package that exposes four names: ``Submission`` and
``Result`` (pydantic models), ``check(submission, context)`` and ``synthesise(submissions, context)``.
Methods are pure: no input or output, no clock, no framework; chance comes in as ``context.seed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from coordination.kernel.text import Strict, Text
from coordination.methods.indicators import Indicator


def _whole(value: Any) -> Any:
    """Refuse ``1.000``, which one reader takes for a thousand and another for one."""
    if isinstance(value, str) and not value.strip().lstrip("+-").isdigit():
        raise PydanticCustomError("whole_number", "write a whole number in digits alone: 1000")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, such as money in million đồng; as text only in digits."""
Year = Annotated[Whole, Field(ge=1900, le=2200)]


class Party(Strict):
    """A body that owes a submission, and the territory it speaks for."""

    body: str
    unit: str
    name: Text


class Context(Strict):
    """All a method may know besides the submissions."""

    region: str
    region_name: Text
    period: str
    parties: tuple[Party, ...]
    indicators: Mapping[str, Indicator] = {}
    settings: Mapping[str, Any] = {}
    history: Mapping[str, Mapping[str, Mapping[int, float]]] = {}
    """indicator → unit code → year → published value, in the indicator's unit."""
    earlier: Mapping[str, Mapping[str, Any]] = {}
    """Step → its adopted result as stored, of those the step builds on; only for methods that read them."""
    remarks: Mapping[str, Mapping[str, Text]] = {}
    """indicator → unit code → what is known of how its past plans came true; told beside a figure, never applied to it."""
    units: Mapping[str, Text] = {}
    """All territory of the region by code, whoever owes; only those who owe are parties."""
    unit: str = ""
    """Unit of the body whose submission is checked; empty where a result is made of all."""
    seed: int = 0


class Finding(Strict):
    """One remark on a submission, with the place it concerns."""

    severity: Literal["error", "warning", "note"]
    code: str
    where: str
    message: Text


Said = str | int | float | Decimal | None
"""A cell as it is shown in one language."""


class Table(Strict):
    """A plain table of a result, ready for a letter, a terminal or a Prefect artifact."""

    key: str
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Said | Text, ...], ...]
    note: Text | None = None

    def said(self, language: str) -> Iterator[tuple[Said, ...]]:
        """Give the rows with words of two languages in the one asked for."""
        for row in self.rows:
            yield tuple(cell.in_language(language) if isinstance(cell, Text) else cell for cell in row)


class Clause(Strict):
    """A part of a result on which bodies take a position of their own."""

    key: str
    text: Text


class BaseResult(Strict):
    """What a method makes of accepted submissions."""

    method: str
    method_version: str
    summary: tuple[Text, ...]
    """Sentences a leader reads first; each carries its figures."""
    clauses: tuple[Clause, ...] = ()
    """Empty: the result is agreed as a whole."""
    for_discussion: tuple[Text, ...] = ()
    """Differences shown to the bodies and settled by them, never by the engine."""
    missing: tuple[str, ...] = ()
    """Bodies that handed nothing in, by code."""

    def tables(self) -> tuple[Table, ...]:
        """Give the result as plain tables."""
        return ()


class Method(Protocol):
    """The four names each method module exposes (``Submission`` and ``Result`` are classes)."""

    Submission: type[BaseModel]
    Result: type[BaseResult]

    def check(self, submission: Any, context: Context) -> list[Finding]:
        """Give the findings on one body's submission."""

    def synthesise(self, submissions: Mapping[str, Any], context: Context) -> BaseResult:
        """Make one regional result of the accepted submissions, keyed by body."""
