"""A report as it is set: headings, tables and figures numbered in their order, columns shared out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from coordination.documents.lettering import STRONG, width_of
from coordination.documents.official import MEASURES
from coordination.documents.report.model import Block, Bullets, Paragraph, Picture, Report, Section, Table
from coordination.kernel.text import Strict, Text

CREED = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
TABLE, FIGURE = Text(vi="Bảng", en="Table"), Text(vi="Hình", en="Figure")
SIZE = {"title": 14.0, "text": 13.0, "summary": 12.0, "table": 10.0, "caption": 11.5, "note": 10.0}
"""Points. The decree sets 13 to 14 for the text and nothing for what stands in tables."""
_FIGURE = re.compile(r"[-–+]?\d[\d.,]*[%‰]?|[-–…×]?")
_MINUS = re.compile(r"(?<![\w.,–-])-(?=\d)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_RANGE = re.compile(r"-?[\d.,]+ – -?[\d.,]+|\d+/\d+|\d{4}(?: - \d{4})?|…")
_PAD = 3.2
WORD = 26
"""Signs of the longest word that is not broken."""
PAGE = 2200
"""Signs of a summary that fits on the first page in letters of the text; a longer one is set smaller."""
NAME = 32.0
"""Millimetres of a first column that is not broken: names of provinces stay on one line."""
HEAD_LINES = 3
"""A head may take so many lines to leave more room to long cells."""
SMALL = 18
"""Rows of a table that stays on one page."""
MUCH = 1500
"""Signs of a table that may take more than a page, however few its rows."""
_MM = 25.4 / 72
Side = Literal["left", "center", "right"]


class Heading(Strict):
    """A heading with its number."""

    kind: Literal["heading"] = "heading"
    level: int
    text: str
    turns: bool = False
    """It begins a page."""


class Words(Strict):
    """A paragraph, or an item after a dash."""

    kind: Literal["words"] = "words"
    lead: str
    text: str
    item: bool
    size: float


class Grid(Strict):
    """A table with its number: widths in millimetres, the side each column keeps to."""

    kind: Literal["grid"] = "grid"
    caption: str
    unit: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...]
    widths: tuple[float, ...]
    sides: tuple[Side, ...]
    note: str
    whole: bool
    """It stays on one page."""


class Image(Strict):
    """A picture with its number; its content is found by its key."""

    kind: Literal["image"] = "image"
    caption: str
    alt: str
    key: str
    width: float


Item = Heading | Words | Grid | Image


def laid(report: Report) -> tuple[Item, ...]:
    """Give all of a report in the order of reading."""
    return tuple(_Layer(report.language).items(report))


class _Layer:
    """Counts while it goes through a report."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tables = self.figures = 0
        self.size = SIZE["text"]

    def items(self, report: Report) -> Iterator[Item]:
        self.size = SIZE["text"] if len(_all(report.opening)) <= PAGE else SIZE["summary"]
        yield Heading(level=1, text=report.opening.title)
        for block in report.opening.blocks:
            yield from self.block(block)
        self.size = SIZE["text"]
        for number, section in enumerate(report.sections):
            yield from self.section(section, 1, f"{_ROMAN[number]}.", turns=number == 0)

    def section(self, section: Section, level: int, number: str, *, turns: bool = False) -> Iterator[Item]:
        yield Heading(level=level, text=f"{number} {section.title}", turns=turns)
        for block in section.blocks:
            yield from self.block(block)
        for place, part in enumerate(section.parts, 1):
            yield from self.section(part, level + 1, f"{place}.")

    def block(self, block: Block) -> Iterator[Item]:
        match block:
            case Paragraph():
                yield Words(lead=block.lead, text=_minus(block.text), item=False, size=self.size)
            case Bullets():
                for each in block.items:
                    yield Words(lead=each.lead, text=_minus(each.text), item=True, size=self.size)
            case Table():
                self.tables += 1
                yield self.grid(block)
            case Picture():
                self.figures += 1
                caption = f"{FIGURE.in_language(self.language)} {self.figures}. {block.title}"
                yield Image(caption=caption, alt=block.alt, key=block.key, width=block.width)

    def grid(self, table: Table) -> Grid:
        columns = list(zip(table.head, *table.rows, strict=True))
        return Grid(
            caption=f"{TABLE.in_language(self.language)} {self.tables}. {table.title}",
            unit=table.unit,
            head=table.head,
            rows=tuple(tuple(map(_minus, row)) for row in table.rows),
            strong=table.strong,
            widths=_widths(columns),
            sides=tuple(_side(cells) for _, *cells in columns),
            note=table.note,
            whole=len(table.rows) <= SMALL and sum(len(cell) for row in table.rows for cell in row) <= MUCH,
        )


def _all(section: Section) -> str:
    """Give the words of a section's paragraphs."""
    paragraphs = (each for block in section.blocks for each in (block.items if isinstance(block, Bullets) else [block]))
    return "".join(each.lead + each.text for each in paragraphs if isinstance(each, Paragraph))


def _minus(words: str) -> str:
    """Write the minus of a number as the sign that stays with it at the end of a line."""
    return _MINUS.sub("\N{MINUS SIGN}", words)


def _widths(columns: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Give each column room for its longest word, and heads as few lines as fit; what is left goes to long cells."""
    needs = [max(_room(word[:WORD]) for cell in column for word in (*cell.split(), "")) for column in columns]
    needs[0] = max(needs[0], min(max((_room(cell) for cell in columns[0][1:]), default=0.0), NAME))
    longest = [max((_room(cell) for cell in cells), default=0.0) for _, *cells in columns]
    fair = needs
    for lines in range(1, 9):
        fair = [max(need, _room(head) / lines * 1.15) for need, (head, *_) in zip(needs, columns, strict=True)]
        roomy = sum(map(max, fair, longest)) <= MEASURES.measure or lines >= HEAD_LINES
        if roomy and sum(fair) <= MEASURES.measure:
            break
    over = [max(like - need, 0.0) for like, need in zip(longest, fair, strict=True)]
    spare = max(MEASURES.measure - sum(fair), 0.0)
    given = [
        need + (min(spare / sum(over), 1.0) * more if sum(over) else 0.0) for need, more in zip(fair, over, strict=True)
    ]
    return tuple(round(MEASURES.measure * width / sum(given), 2) for width in given)


def _room(words: str) -> float:
    return 1.06 * width_of(words, SIZE["table"] * _MM, STRONG) + _PAD


def _side(cells: Sequence[str]) -> Side:
    if cells and all(_RANGE.fullmatch(cell) for cell in cells):
        return "center"
    return "right" if all(_FIGURE.fullmatch(cell) for cell in cells) else "left"
