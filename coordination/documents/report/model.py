"""What a report is made of, before anybody sets it: the same model gives the DOCX and the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from coordination.documents.official import Line, Words
from coordination.kernel.text import Language, Strict


class Paragraph(Strict):
    """Words of the text; ``lead`` stands before them in bold."""

    text: Words
    lead: Line = ""


class Bullets(Strict):
    """Items after dashes."""

    items: tuple[Paragraph, ...]


class Table(Strict):
    """A table with its caption above and its note and source below; rows in ``strong`` are totals."""

    key: str
    title: Line
    head: tuple[Line, ...] = Field(min_length=1)
    rows: tuple[tuple[Line, ...], ...]
    strong: tuple[int, ...] = ()
    unit: Line = ""
    note: Words = ""

    @model_validator(mode="after")
    def _rows_are_as_wide_as_the_head(self) -> Self:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("each row of a table has as many cells as its head")
        return self


class Picture(Strict):
    """A picture with its caption below; ``alt`` says what it shows to those who cannot see it."""

    key: str
    title: Line
    alt: Words
    svg: bytes
    png: bytes
    width: float
    """Millimetres on paper."""


Block = Paragraph | Bullets | Table | Picture


class Section(Strict):
    """A heading and what stands under it."""

    title: Line
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()

    @property
    def every_block(self) -> Iterator[Block]:
        """Give what stands under it and under its parts, in the order of reading."""
        yield from self.blocks
        for part in self.parts:
            yield from part.every_block


class Report(Strict):
    """A report before anybody signs it: it bears no number, no name and no seal; people add them."""

    language: Language
    parent: Line
    issuer: Line
    place: Line
    """Place and date, as they stand under the motto."""
    kind: Line
    """What it is, in capitals."""
    subject: tuple[Line, ...]
    """Of what, a line each."""
    marks: Line
    """What stands on every page of a draft."""
    reference: Line
    """What the foot of every page says."""
    day: date
    opening: Section
    """The summary: it has the first page to itself."""
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Give what it is and of what, in one line."""
        return " ".join((self.kind, *self.subject))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Give all blocks in the order of reading."""
        return tuple(block for each in (self.opening, *self.sections) for block in each.every_block)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Give all pictures in the order of reading."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))
