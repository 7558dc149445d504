"""Where everything of a form stands on its sheet: one place that both the writer and the notes to a clerk ask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from coordination.documents.lettering import REGULAR, STRONG, width_of
from coordination.documents.workbook.model import Column, Row, Sheet

KEYS, NUMBER, LABEL, CODE, UNIT, FIRST = range(6)
"""Columns: the hidden keys of the rows, then what every form has, then the columns of values."""
PARENT, BODY, FORM, TITLE, SUBTITLE, PERIOD, UNITS, KEY_ROW, HEAD, LETTERS, FIRST_ROW = range(11)
"""Rows: the head, the hidden keys of the columns, the titles, their letters, then the table."""
MARKER = "lienvung:"
"""Where the hidden row and the hidden column meet stands this and the sheet's key."""
UPRIGHT, ACROSS = 76.0, 115.0
"""Signs of Times New Roman 12 between the margins of an A4 page."""
MOTTO_WIDTH = 42.5
"""Signs the motto takes on one line: what stands right of the labels is at least that wide."""
SIGN = 8 * 0.75
"""Points of a sign by which columns are measured: the widest digit at 12 points is 8 pixels wide."""
LINE = 16.0
WIDER = 1.03
"""Times is a little wider than the face words are measured in."""


def height_of(text: str, signs: float, size: float = 12, weight: int = REGULAR) -> float:
    """Give the height in points of words that are broken to a width in signs."""
    room = max(signs * SIGN - 4, SIGN)
    lines, used = 1, 0.0
    for word in text.split():
        width = width_of(word, size, weight) * WIDER
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        lines += math.floor(width / room) if width > room else 0
        used += width + size / 4
    return lines * LINE * size / 12 + 3


@dataclass(frozen=True)
class Layout:
    """The places of one sheet."""

    sheet: Sheet

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Give the columns nobody needs to see: the keys, and what no row has."""
        says = {
            NUMBER: any(row.number for row in self.sheet.rows),
            CODE: any(row.code for row in self.sheet.rows),
            UNIT: any(row.unit for row in self.sheet.rows),
        }
        return frozenset({KEYS} | {place for place, said in says.items() if not said})

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Give the widths in signs; the labels take what the page has left."""
        needs = [
            0.0,
            *(0.0 if place in self.hidden else width for place, width in ((NUMBER, 5.5), (LABEL, 28.0))),
            0.0 if CODE in self.hidden else _widest([row.code for row in self.sheet.rows], 8, 16),
            0.0 if UNIT in self.hidden else _widest([row.unit for row in self.sheet.rows], 10, 16),
            *(column.width for column in self.sheet.columns),
        ]
        if sum(needs[CODE:]) < MOTTO_WIDTH:
            needs[FIRST:] = [
                width * (MOTTO_WIDTH - sum(needs[CODE:FIRST])) / sum(needs[FIRST:]) for width in needs[FIRST:]
            ]
        page = UPRIGHT if sum(needs) <= UPRIGHT else ACROSS
        needs[LABEL] += max(0.0, page - sum(needs))
        return tuple(needs)

    @property
    def across(self) -> bool:
        """Say whether the page lies on its side."""
        return sum(self.widths) > UPRIGHT + 1

    @property
    def last(self) -> int:
        """Give the last column."""
        return FIRST + len(self.sheet.columns) - 1

    @property
    def below(self) -> int:
        """Give the first row under the table."""
        return FIRST_ROW + len(self.sheet.rows)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Give the row in which each key stands."""
        return {row.key: FIRST_ROW + place for place, row in enumerate(self.sheet.rows)}

    @cached_property
    def columns(self) -> dict[str, int]:
        """Give the column in which each key stands."""
        return {column.key: FIRST + place for place, column in enumerate(self.sheet.columns)}

    def spans(self, shares: Sequence[float]) -> list[tuple[int, int]]:
        """Share the width of the page among blocks that stand side by side; each has a column at least."""
        seen = [place for place in range(NUMBER, self.last + 1) if place not in self.hidden]
        total, spans, start = sum(self.widths), [], 0
        for number in range(len(shares)):
            wanted, ends = sum(shares[: number + 1]) * total, len(seen) - (len(shares) - number) + 1
            stop = min(
                range(start + 1, max(ends, start + 1) + 1),
                key=lambda cut: abs(sum(self.widths[place] for place in seen[:cut]) - wanted),
            )
            stop = len(seen) if number == len(shares) - 1 else stop
            if start < len(seen):
                spans.append((seen[start], seen[min(stop, len(seen)) - 1]))
            start = stop
        return spans

    def width_between(self, first: int, last: int) -> float:
        """Give the signs between two columns, both included."""
        return sum(self.widths[first : last + 1])

    def row_height(self, row: Row) -> float:
        """Give the height a row of the table needs for its longest words."""
        weight = STRONG if row.level == 0 or row.heading else REGULAR
        texts = [
            (row.label, self.widths[LABEL] - indent(row)),
            (row.unit, self.widths[UNIT]),
            (row.code, self.widths[CODE]),
        ]
        texts += [(value, self.widths[self.columns[key]]) for key, value in row.cells.items() if isinstance(value, str)]
        return min(max(19.0, *(height_of(text, width, weight=weight) for text, width in texts if text)), 400.0)

    def head_height(self) -> float:
        """Give the height the titles of the columns need."""
        return max(
            34.0,
            *(
                height_of(titled(each), self.widths[self.columns[each.key]], 12, STRONG) + 6
                for each in self.sheet.columns
            ),
        )


def indent(row: Row) -> int:
    """Give how far a label is set in: the first two levels are not."""
    return max(row.level - 1, 0)


def titled(column: Column) -> str:
    """Give the title of a column with its unit."""
    return f"{column.title} ({column.unit})" if column.unit else column.title


def _widest(texts: list[str], least: float, most: float) -> float:
    return min(max(least, *(len(text) + 1.5 for text in texts)), most)
