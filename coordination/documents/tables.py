"""Tables of results: as CSV that a spreadsheet opens without harm, and as rows that people read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from coordination.documents.templating import written_number
from coordination.kernel.text import Text
from coordination.methods.contract import Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\n")


def cell(value: object) -> str:
    """Give a cell as text; one that a spreadsheet would take for a formula is made inert."""
    # A lone CR is not quoted by the writer, so that what follows it would begin a row, perhaps with a formula.
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")
    is_text = isinstance(value, str)
    return f"'{text}" if is_text and text.startswith(DANGEROUS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def as_csv(table: Table, language: str) -> str:
    """Give a table as CSV with its header, lines ending in LF."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([column.in_language(language) for column in table.columns])
    writer.writerows([[cell(value) for value in row] for row in table.said(language)])
    return lines.getvalue()


STATES = {
    "complete": Text(vi="đủ", en="complete"),
    "partial": Text(vi="chưa đủ", en="partial"),
    "missing": Text(vi="chưa có số liệu", en="missing"),
    "not_additive": Text(vi="không cộng được", en="not additive"),
    "value": Text(vi="có số liệu", en="value"),
    "not_applicable": Text(vi="không áp dụng", en="not applicable"),
    "suppressed": Text(vi="không công bố", en="suppressed"),
    "not_yet_due": Text(vi="chưa đến kỳ", en="not yet due"),
    "economy": Text(vi="kinh tế", en="economy"),
    "society": Text(vi="xã hội", en="society"),
    "environment": Text(vi="môi trường", en="environment"),
    "achievement": Text(vi="việc làm được", en="achievement"),
    "shortfall": Text(vi="việc chưa được", en="shortfall"),
    "cause": Text(vi="nguyên nhân", en="cause"),
}
"""Words for the codes that stand in results."""
YEARS = ("Year", "Period")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person reads in a cell, and whether it is set as a number."""

    text: str
    number: bool


def readable(table: Table, language: str, names: Mapping[str, str]) -> list[list[Cell]]:
    """Give a table's rows for people: names instead of codes, numbers as the language writes them."""
    years = {number for number, column in enumerate(table.columns) if column.en in YEARS}
    return [
        [_readable(value, language, names, year=number in years) for number, value in enumerate(row)]
        for row in table.said(language)
    ]


def _readable(value: str | float | Decimal | None, language: str, names: Mapping[str, str], *, year: bool) -> Cell:
    if value is None:
        return Cell("–", number=False)
    if isinstance(value, str):
        return Cell(_named(value, language, names), number=False)
    return Cell(str(value) if year else written_number(value, language), number=True)


def _named(text: str, language: str, names: Mapping[str, str]) -> str:
    if text in STATES:
        return STATES[text].in_language(language)
    parts = text.split(", ")
    return ", ".join(names[part] for part in parts) if all(part in names for part in parts) else text
