"""CSV that a spreadsheet opens without harm, and that is read back as it was.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is taken for a formula by spreadsheet programs;
such a text gets an apostrophe before it (the defence OWASP describes as CSV injection). So that reading gives back
what was written, a text that begins with apostrophes before such a sign gets one more. Line ends are written as LF.
Numbers are not texts: write them with ``str`` and ask nothing of this module.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_HARMFUL = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def csv_safe(text: str) -> str:
    """Give a text as no spreadsheet takes it for a formula; ``csv_read`` undoes it."""
    return f"'{text}" if _HARMFUL.match(text) else text


def csv_read(text: str) -> str:
    """Give the text that ``csv_safe`` was given."""
    return text[1:] if _GUARDED.match(text) else text


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """Give rows of texts as CSV, each cell made inert and in quotes, so that no sign in it ends a row."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([[csv_safe(cell) for cell in row] for row in rows])
    return lines.getvalue()


def from_csv(text: str) -> list[list[str]]:
    """Give the rows ``to_csv`` was given."""
    return [[csv_read(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
