"""Tables of results as CSV files that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io

from coordination.methods.contract import Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Give a cell as text; one that a spreadsheet would take for a formula is made inert."""
    text = "" if value is None else str(value)
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
    writer.writerows([[cell(value) for value in row] for row in table.rows])
    return lines.getvalue()
