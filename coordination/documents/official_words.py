"""The words of an official letter as Decree 30/2020/NĐ-CP writes and punctuates them, and the shape of its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from coordination.documents.lettering import STRONG, width_of
from coordination.documents.official import MEASURES, ListOf, OfficialLetter, Paragraph, TableOf
from coordination.kernel.text import Strict

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
CREED = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
SIMULATED = "MÔ PHỎNG — dữ liệu hành vi không có thật"
BLANK = "\N{NO-BREAK SPACE}" * 8
"""The place a number will be written into by hand."""
END = "./."
WORD = 20
"""Signs of the longest word a column of a table has room for; no real one is longer."""
_FIGURE = re.compile(r"[-–+]?\d[\d.,]*%?|[-–]?")
_DAY = re.compile(r"\d\d/\d\d/\d{4}|[-–]?")
_ORDINALS = ("TT", "STT")

Side = Literal["left", "center", "right"]


class Saying(Strict):
    """One paragraph as it is set."""

    text: str
    strong: bool = False


class Grid(Strict):
    """One table as it is set: widths in millimetres, sides its columns keep to, rows too long to stay on one page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    sides: tuple[Side, ...]
    splits: tuple[bool, ...]
    crowded: bool
    """Too many columns for the width, so that even short words are broken."""


class Wording(Strict):
    """All words of a letter in the order of its cells, punctuated; the same for DOCX and PDF."""

    motto: str = MOTTO
    creed: str = CREED
    parent: str
    issuer: str
    number: str
    about: str
    dated: str
    kind: str
    subject: str
    to: tuple[str, ...]
    bases: tuple[str, ...]
    body: tuple[Saying | Grid, ...]
    signed_as: tuple[str, ...]
    recipients: tuple[str, ...]
    marks: str
    reference: str
    title: str
    author: str
    day: date


def worded(letter: OfficialLetter) -> Wording:
    """Give the words of a letter as the decree writes them."""
    parts = [part for block in letter.body for part in _parts(block)]
    return Wording(
        parent=(letter.parent or "").upper(),
        issuer=letter.issuer.upper(),
        number=f"Số: {BLANK if letter.number is None else f'{letter.number:02d}'}/{letter.symbol}",
        about="" if letter.kind else _about(letter.subject),
        dated=f"{letter.place}, {written_day(letter.day)}",
        kind=(letter.kind or "").upper(),
        subject=letter.subject if letter.kind else "",
        to=letter.to if len(letter.to) < 2 else _punctuated(letter.to, ".", "- "),
        bases=_punctuated(letter.bases, "."),
        body=_ended(parts),
        signed_as=tuple(line.upper() for line in letter.signed_as),
        recipients=(*_punctuated(letter.recipients, ";", "- "), f"- Lưu: {_stopped(letter.kept, '.')}"),
        marks=" · ".join([DRAFT] * letter.draft + [SIMULATED] * letter.simulated),
        reference=letter.reference,
        title=letter.subject,
        author=letter.issuer,
        day=letter.day,
    )


def written_day(day: date) -> str:
    """Give a date in words: days below 10 and the months 1 and 2 have a leading 0 (Appendix I, cell 4)."""
    month = f"{day.month:02d}" if day.month < 3 else day.month
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _about(subject: str) -> str:
    return subject if subject.casefold().startswith("v/v") else f"V/v {subject}"


def _stopped(text: str, sign: str) -> str:
    return text.rstrip(" .,;") + sign


def _punctuated(lines: tuple[str, ...], last: str, mark: str = "") -> tuple[str, ...]:
    """Give lines that end in semicolons, the last in its own sign, each after a mark it may already have."""
    signs = [";"] * (len(lines) - 1) + [last]
    return tuple(mark + _stopped(line.removeprefix(mark), sign) for line, sign in zip(lines, signs, strict=False))


def _parts(block: Paragraph | ListOf | TableOf) -> Sequence[Saying | Grid]:
    if isinstance(block, TableOf):
        return [_gridded(block)]
    if isinstance(block, Paragraph):
        return [Saying(text=line, strong=block.strong) for line in block.text.splitlines() if line]
    if block.numbered:
        return [Saying(text=f"{place}. {_closed(item, '.')}") for place, item in enumerate(block.items, 1)]
    signs = [";"] * (len(block.items) - 1) + ["."]
    return [Saying(text=f"- {_closed(item, sign)}") for item, sign in zip(block.items, signs, strict=False)]


def _closed(item: str, sign: str) -> str:
    return item if item.endswith((".", ";", ":", "?", "!", "…")) else item + sign


def _ended(body: list[Saying | Grid]) -> tuple[Saying | Grid, ...]:
    """End the text as the decree ends it; after a table the sign stands alone."""
    match body:
        case [*before, Saying(text=text, strong=strong)]:
            return (*before, Saying(text=_stopped(text.removesuffix(END), END), strong=strong))
        case [*before, Grid() as last]:
            return (*before, last, Saying(text=END))
    return ()


def _gridded(table: TableOf) -> Grid:
    """Share the width: each column has room for its longest word, then the narrow ones for their longest cell."""
    columns = list(zip(table.head, *table.rows, strict=True))
    needs = [_room(max(" ".join(column).split(), key=len, default="")[:WORD]) for column in columns]
    likes = [_room(max(head[: max(12, len(head) // 2)], *cells, "", key=len)) for head, *cells in columns]
    widths, spare, too_long = needs.copy(), MEASURES.measure - sum(needs), 2000 // len(columns)
    for taken, place in enumerate(sorted(range(len(columns)), key=likes.__getitem__)):
        more = min(max(likes[place] - needs[place], 0), max(spare, 0) / (len(columns) - taken))
        widths[place] += more
        spare -= more
    return Grid(
        head=table.head,
        rows=table.rows,
        widths=tuple(round(MEASURES.measure * width / sum(widths), 2) for width in widths),
        sides=tuple(_side(head, cells) for head, *cells in columns),
        splits=tuple(any(len(cell) > too_long for cell in row) for row in table.rows),
        crowded=spare < 0,
    )


def _room(words: str) -> float:
    """Give the millimetres a cell needs for its words; Times is a little wider than the face that is measured."""
    return 1.1 * width_of(words, MEASURES.table * 25.4 / 72, STRONG) + 3.5


def _side(head: str, cells: list[str]) -> Side:
    if head in _ORDINALS or all(_DAY.fullmatch(cell) for cell in cells):
        return "center"
    return "right" if all(_FIGURE.fullmatch(cell) for cell in cells) else "left"
