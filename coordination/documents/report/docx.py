"""A report as DOCX, to be worked on: real headings, tables that repeat their heads, pictures with what they show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from coordination.documents.docx_file import saved, set_page
from coordination.documents.official import MEASURES
from coordination.documents.official_docx import FACE, TITLE
from coordination.documents.report.laying import CREED, SIZE, Grid, Heading, Image, Item, Words, laid
from coordination.documents.report.model import Picture, Report
from coordination.documents.wordml import Look, paragraph, parsed, row, rule, table

M = MEASURES
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
STYLES = ("Heading1", "Heading2", "Heading3")
_TEXT = Look(SIZE["text"], side="both", first=M.indent, after=6)
_CAPTION = Look(SIZE["caption"], bold=True, before=8, after=3, stays=True)
TURN = "<w:pageBreakBefore/>"
_DRAWING = "<w:r><w:drawing/></w:r></w:p>"
_NOTE = Look(SIZE["note"], italic=True, before=3, after=8)
_CELL = Look(SIZE["table"], before=1.5, after=1.5)


def to_docx(report: Report) -> bytes:
    """Give the report as DOCX; the same report gives the same bytes."""
    document = Document()
    _dress(document, report)
    mark = paragraph(report.marks, Look(9, bold=True, side="center"))
    set_page(document, mark, paragraph(report.reference, Look(M.reference, side="center")))
    body = document.element.body
    drawn = {each.key: each for each in report.pictures}
    for element in (*parsed("body", _head(report)), *_elements(document, laid(report), drawn)):
        body.insert(len(body) - 1, element)  # the last is the section and its page
    return saved(document)


def _elements(document: DocxDocument, items: tuple[Item, ...], drawn: dict[str, Picture]) -> Iterator[BaseOxmlElement]:
    for item in items:
        match item:
            case Image():
                yield from _image(document, item, drawn[item.key])
                yield from parsed(
                    "body", paragraph(item.caption, replace(_CAPTION, side="center", stays=False, after=8))
                )
            case _:
                yield from parsed("body", _markup(item))


def _markup(item: Item) -> str:
    match item:
        case Heading():
            words = item.text.upper() if item.level == 1 else item.text
            return f'<w:p><w:pPr><w:pStyle w:val="{STYLES[item.level - 1]}"/>{TURN * item.turns}</w:pPr>{_run(words)}</w:p>'
        case Words():
            return _words(item)
        case Grid():
            return _grid(item)
    raise TypeError(item)


def _run(words: str, letters: str = "") -> str:
    return f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _words(item: Words) -> str:
    look = replace(_TEXT, size=item.size, after=6 if item.size == _TEXT.size else 4)
    look = replace(look, first=-4, left=4) if item.item else look
    size = f'<w:sz w:val="{item.size * 2:.0f}"/>'
    lead = _run(f"{item.lead} ", f"<w:b/>{size}") if item.lead else ""
    return paragraph("", look).replace("</w:p>", f"{_run('– ', size) * item.item}{lead}{_run(item.text, size)}</w:p>")


def _grid(grid: Grid) -> str:
    """Give caption, table and note; the head is repeated on each page, and no row is split."""
    title = replace(_CELL, bold=True, side="center", stays=True)
    head = row(grid.widths, (paragraph(words, title) for words in grid.head), head=True)
    rows = (
        row(
            grid.widths,
            (
                paragraph(
                    cell,
                    replace(
                        _CELL,
                        side=side,
                        bold=at in grid.strong,
                        stays=at == 0 or (grid.whole and at < len(grid.rows) - 1),
                    ),
                )
                for cell, side in zip(cells, grid.sides, strict=True)
            ),
        )
        for at, cells in enumerate(grid.rows)
    )
    unit = paragraph(grid.unit, replace(_NOTE, side="right", before=0, after=2, stays=True)) if grid.unit else ""
    made = table(grid.widths, [head, *rows], lined=True, inset=1.2)
    return paragraph(grid.caption, _CAPTION) + unit + made + paragraph(grid.note, _NOTE if grid.note else Look(4))


def _image(document: DocxDocument, item: Image, picture: Picture) -> BaseOxmlElement:
    inline = document.part.new_pic_inline(io.BytesIO(picture.png), Mm(item.width))
    inline.docPr.set("descr", item.alt)
    inline.docPr.set("title", picture.title)
    holder = parsed("body", paragraph("", replace(_CAPTION, side="center", after=0)).replace("</w:p>", _DRAWING))
    next(holder.iter(qn("w:drawing"))).append(inline)
    return holder


def _head(report: Report) -> str:
    """Give who writes, the motto, place and day, and what it is."""
    left, right = M.names, M.measure - M.names
    name, bold = Look(M.issuer, side="center"), Look(M.issuer, bold=True, side="center")
    names = (paragraph(report.parent.upper(), name) if report.parent else "") + paragraph(report.issuer.upper(), bold)
    dated = paragraph(report.place, Look(M.place, italic=True, side="center", before=5))
    if report.language == "vi":
        motto = paragraph(CREED[0], bold) + paragraph(CREED[1], replace(bold, size=M.creed))
        rows = [
            row((left, right), (names + rule(22, left), motto + rule(56, right))),
            row((left, right), (paragraph("", name), dated)),
        ]
    else:
        rows = [row((left, right), (names + rule(22, left), dated))]
    title = Look(SIZE["title"], bold=True, side="center")
    return (
        table((left, right), rows)
        + paragraph(report.kind.upper(), replace(title, before=12))
        + "".join(paragraph(line, title) for line in report.subject)
        + rule(30, M.measure, after=6)
    )


def _dress(document: DocxDocument, report: Report) -> None:
    """Set face, language and headings; say whose report it is, and nothing of its making."""
    language = LANGUAGES[report.language]
    faces = " ".join(f'w:{script}="{FACE}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    defaults = parsed(
        "docDefaults",
        f'<w:rPrDefault><w:rPr><w:rFonts {faces}/><w:sz w:val="{SIZE["text"] * 2:.0f}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="{language}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault>',
    )
    styles = document.styles.element
    styles.replace(styles.find(qn("w:docDefaults")), defaults)
    for level in (1, 2, 3):
        _heading(document.styles[f"Heading {level}"], italic=level == 3)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = report.title[:TITLE], report.issuer[:TITLE], ""
    about.language, about.comments = language, ""
    about.created = about.modified = datetime.combine(report.day, time(), UTC)
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del links[key]


def _heading(style: object, *, italic: bool) -> None:
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the blank document has these
    style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(SIZE["text"]), True, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if "heme" in name]:
        del fonts.attrib[name]
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(6)
    style.paragraph_format.keep_with_next = True
