"""Paragraphs and tables as WordprocessingML (ECMA-376), the markup inside a DOCX: everybody's words are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

MM, PT = 1440 / 25.4, 20
"""Millimetres and points in the unit of the format, a twentieth of a point."""
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: letters and room above and below in points, indents in millimetres."""

    size: float
    bold: bool = False
    italic: bool = False
    side: str = "left"
    """``left``, ``center``, ``right`` or ``both``."""
    before: float = 0
    after: float = 0
    first: float = 0
    left: float = 0
    right: float = 0
    stays: bool = False
    """On the page of what follows."""


def table(widths: Sequence[float], rows: Iterable[str], *, lined: bool = False, inset: float = 0) -> str:
    """Give a table of columns so many millimetres wide, its cells' words so far from their sides."""
    lines = f"<w:tblBorders>{_LINES}</w:tblBorders>" * lined
    sides = "".join(f'<w:{side} w:w="{inset * MM:.0f}" w:type="dxa"/>' for side in ("left", "right"))
    columns = "".join(f'<w:gridCol w:w="{width * MM:.0f}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths) * MM:.0f}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{lines}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(widths: Sequence[float], cells: Iterable[str], *, whole: bool = True, head: bool = False) -> str:
    """Give a row: ``whole`` stays on one page, ``head`` is repeated on each and has its words in the middle."""
    middle = '<w:vAlign w:val="center"/>' * head
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width * MM:.0f}" w:type="dxa"/>{middle}</w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{'<w:cantSplit/>' * whole}{'<w:tblHeader/>' * head}</w:trPr>{made}</w:tr>"


def paragraph(text: str, look: Look) -> str:
    """Give a paragraph of words; without words it keeps the place for some."""
    letters = "<w:b/>" * look.bold + "<w:i/>" * look.italic + f'<w:sz w:val="{look.size * 2:.0f}"/>'
    run = f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{_properties(look)}{run}</w:p>"


def page_number(size: float) -> str:
    """Give a paragraph with the number of its page in the middle."""
    run = f'<w:r><w:rPr><w:sz w:val="{size * 2:.0f}"/></w:rPr><w:t>2</w:t></w:r>'
    field = f'<w:fldSimple w:instr="PAGE">{run}</w:fldSimple>'
    return f"<w:p>{_properties(Look(size, side='center'))}{field}</w:p>"


def _properties(look: Look) -> str:
    indent = f'w:left="{look.left * MM:.0f}" w:right="{look.right * MM:.0f}"'
    first = f'w:{"firstLine" if look.first >= 0 else "hanging"}="{abs(look.first) * MM:.0f}"'
    return (
        f"<w:pPr>{'<w:keepNext/>' * look.stays}"
        f'<w:spacing w:before="{look.before * PT:.0f}" w:after="{look.after * PT:.0f}"/>'
        f'<w:ind {indent} {first}/><w:jc w:val="{look.side}"/>'
        f'<w:rPr><w:sz w:val="{look.size * 2:.0f}"/></w:rPr></w:pPr>'
    )


def rule(length: float, room: float, after: float = 0) -> str:
    """Draw a line under the middle of a column: the upper border of an empty paragraph that is as long."""
    beside = (room - length) / 2 * MM
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="30" w:after="{after * PT:.0f}" w:line="80" w:lineRule="exact"/>'
        f'<w:ind w:left="{beside:.0f}" w:right="{beside:.0f}"/></w:pPr></w:p>'
    )


def parsed(tag: str, inside: str) -> BaseOxmlElement:
    """Give an element of the format with what stands inside."""
    return parse_xml(f"<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>")
