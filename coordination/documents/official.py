"""Official letters after Decree 30/2020/NĐ-CP: what one is made of, and the measures it is set in.

The decree's Appendix I numbers the cells of a letter; these numbers are used here. A letter carries no name of
a signer, no signature and no seal: a person adds them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from coordination.kernel.text import Strict, one_line, plain_words

LANGUAGE = "vi-VN"
_NOT_XML = {0xFFFE: None, 0xFFFF: None}
Line = Annotated[str, AfterValidator(lambda text: one_line(text.translate(_NOT_XML)))]
Words = Annotated[str, AfterValidator(lambda text: plain_words(text.translate(_NOT_XML)))]
Lines = Annotated[tuple[Line, ...], AfterValidator(lambda lines: tuple(line for line in lines if line))]


class Measures(Strict):
    """The measures both forms of a letter are set in: millimetres for places, points for letters (Appendix I)."""

    width: float = 210  # A4, upright
    height: float = 297
    top: float = 20  # 20-25
    bottom: float = 20  # 20-25
    left: float = 30  # 30-35
    right: float = 15  # 15-20
    names: float = 71  # cells 2, 3 and 5b; the rest is for cells 1 and 4, of which the motto needs 87
    indent: float = 12.7  # of a first line: 10 or 12,7
    between: float = 6  # between paragraphs: at least 6
    margin_line: float = 8  # from the paper's edge to what stands in the top and the bottom margin
    to: float = 22  # from the left edge of the text to "Kính gửi"
    signature: float = 30  # left empty under the position, for signature, seal and name
    motto: float = 12  # cell 1: 12-13, bold capitals
    creed: float = 13  # cell 1: 13-14, bold
    issuer: float = 12  # cell 2: 12-13, capitals, the issuer bold
    number: float = 13  # cell 3: 13
    place: float = 13  # cell 4: 13-14, italic
    title: float = 14  # cell 5a: 13-14, bold
    about: float = 12  # cell 5b: 12-13
    text: float = 14  # cells 6, 7 and 9a: 13-14
    table: float = 12  # inside the text; the decree sets none
    recipients: float = 12  # cell 9b: its heading 12, bold italic
    recipient: float = 11  # cell 9b: 11
    page: float = 13  # 13-14, centred in the top margin, not on the first page
    mark: float = 11  # what is a draft or a simulation says so on each page; not of the decree
    reference: float = 8  # not of the decree
    short: float = 0.4  # of the text above it: a line one third to one half as long (cells 2, 5a)

    @property
    def measure(self) -> float:
        """Give the width of the text."""
        return self.width - self.left - self.right


MEASURES = Measures()


class Paragraph(Strict):
    """Words of the text, a paragraph a line; ``strong`` makes it the heading of what follows."""

    text: Words
    strong: bool = False


class ListOf(Strict):
    """Items of the text, after dashes or after numbers."""

    items: Lines
    numbered: bool = False


class TableOf(Strict):
    """A table of the text: its head is repeated on each page, its rows are not split over pages."""

    head: tuple[Line, ...] = Field(min_length=1)
    rows: tuple[tuple[Line, ...], ...] = ()

    @model_validator(mode="after")
    def _rows_are_as_wide_as_the_head(self) -> Self:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("each row of a table has as many cells as its head")
        return self


class OfficialLetter(Strict):
    """A letter before it is signed; control signs and direction overrides in its words are dropped when it is made."""

    parent: Line | None
    issuer: Line
    number: Annotated[int, Field(ge=1)] | None
    symbol: Line
    place: Line
    day: date
    kind: Line | None
    subject: Line
    to: Lines
    bases: Lines
    body: tuple[Paragraph | ListOf | TableOf, ...]
    signed_as: Lines
    recipients: Lines
    kept: Line
    draft: bool
    simulated: bool
    reference: Line
