"""Official letters as DOCX, to be numbered, signed and sealed by people: Word and LibreOffice show the same page.

The text is written as markup, which is quicker and says more than python-docx, which keeps the package around it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from coordination.documents.docx_file import saved, set_page
from coordination.documents.lettering import STRONG, width_of
from coordination.documents.official import LANGUAGE, MEASURES, OfficialLetter
from coordination.documents.official_words import Grid, Saying, Wording, worded
from coordination.documents.wordml import MM, PT, Look, paragraph, parsed, row, rule, table

M = MEASURES
FACE = "Times New Roman"
TITLE = 255
"""Signs a property of a document may have."""
CREED_WIDTH, TO_WIDTH = 56.0, 17.6
"""Millimetres the creed and "Kính gửi" take in Times at their sizes, for what stands under them."""
_TEXT = Look(M.text, side="both", first=M.indent, after=M.between)
_TITLE = Look(M.title, bold=True, side="center")


def to_docx(letter: OfficialLetter) -> bytes:
    """Give the letter as DOCX; the same letter gives the same bytes."""
    said, document = worded(letter), Document()
    _dress(document)
    _describe(document, said)
    mark = paragraph(said.marks, Look(M.mark, bold=True, side="center"))
    set_page(document, mark, paragraph(said.reference, Look(M.reference, side="center")))
    body = document.element.body
    for element in parsed("body", _head(said) + _title(said) + _to(said.to) + _text(said) + _end(said)):
        body.insert(len(body) - 1, element)  # the last is the section and its page
    return saved(document)


def _head(said: Wording) -> str:
    """Give cells 1 to 4 and 5b."""
    left, right = M.names, M.measure - M.names
    name, motto = Look(M.issuer, side="center"), Look(M.motto, bold=True, side="center")
    issuer = paragraph(said.issuer, replace(name, bold=True)) + rule(M.short * _wide(said.issuer, M.issuer, left), left)
    country = (
        paragraph(said.motto, motto) + paragraph(said.creed, replace(motto, size=M.creed)) + rule(CREED_WIDTH, right)
    )
    number = paragraph(said.number, Look(M.number, side="center", before=5))
    about = paragraph(said.about, Look(M.about, side="center", before=M.between)) if said.about else ""
    parent = paragraph(said.parent, name) if said.parent else ""
    dated = paragraph(said.dated, Look(M.place, italic=True, side="center", before=5))
    columns = (left, right)
    rows = (row(columns, (parent + issuer, country)), row(columns, (number + about, dated)))
    return table(columns, rows)


def _title(said: Wording) -> str:
    """Give cell 5a, or the room that stands for it."""
    if not said.kind:
        return paragraph("", Look(M.title))
    short = rule(M.short * _wide(said.subject, M.title, M.measure - 20), M.measure, after=12)
    return (
        paragraph(said.kind, replace(_TITLE, before=16))
        + paragraph(said.subject, replace(_TITLE, left=10, right=10))
        + short
    )


def _to(lines: tuple[str, ...]) -> str:
    """Give cell 9a: one name beside its heading, several under its colon."""
    if len(lines) < 2:
        return "".join(paragraph(f"Kính gửi: {line}", Look(M.text, side="center", after=12)) for line in lines)
    *names, last = lines
    item = Look(M.text, left=M.to + TO_WIDTH + 3, first=-3, after=M.between)
    heading = paragraph("Kính gửi:", Look(M.text, left=M.to, after=M.between, stays=True))
    return heading + "".join(paragraph(name, item) for name in names) + paragraph(last, replace(item, after=12))


def _text(said: Wording) -> str:
    """Give cell 6; a heading stays with what it heads, and the end with the place for the signature."""
    made = [paragraph(base, replace(_TEXT, italic=True)) for base in said.bases]
    for place, part in enumerate(said.body, 1):
        if isinstance(part, Saying):
            stays = part.strong or place == len(said.body)
            made.append(paragraph(part.text, replace(_TEXT, bold=part.strong, stays=stays)))
        else:  # what stands below keeps two tables from becoming one
            made.append(_grid(part) + paragraph("", Look(M.between)))
    return "".join(made)


def _end(said: Wording) -> str:
    """Give cells 9b and 7a; under the position there is room for signature, seal and name, and nothing else."""
    columns = (M.measure / 2, M.measure / 2)
    heading = paragraph("Nơi nhận:", Look(M.recipients, bold=True, italic=True, before=10))
    position = Look(M.text, bold=True, side="center")
    signed = [paragraph(line, replace(position, before=0 if at else 10)) for at, line in enumerate(said.signed_as)]
    name = paragraph("", replace(position, before=M.signature * MM / PT - M.text))  # a person writes it here
    recipients = "".join(paragraph(line, Look(M.recipient)) for line in said.recipients)
    ending = row(columns, (heading + recipients, "".join(signed) + name))
    return table(columns, [ending]) + paragraph("", Look(1))


def _grid(grid: Grid) -> str:
    """Give a table; its head is repeated on each page, and no row is split that fits on one."""
    cell = Look(M.table, before=2, after=2)
    title, looks = replace(cell, bold=True, side="center"), [replace(cell, side=side) for side in grid.sides]
    head = row(grid.widths, (paragraph(words, title) for words in grid.head), head=True)
    rows = (
        row(grid.widths, map(paragraph, cells, looks), whole=not splits)
        for cells, splits in zip(grid.rows, grid.splits, strict=True)
    )
    return table(grid.widths, [head, *rows], lined=True, inset=1.5)


def _wide(text: str, size: float, room: float) -> float:
    """Give how wide bold words stand, a line at most; near enough for a line of which the decree sets a range."""
    return min(width_of(text, size / MM * PT, STRONG), room)


def _dress(document: DocxDocument) -> None:
    """Set the face for all scripts and the language of all words, and have Word take the page as its own."""
    faces = " ".join(f'w:{script}="{FACE}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    size = f'<w:sz w:val="{M.text * 2:.0f}"/><w:szCs w:val="{M.text * 2:.0f}"/>'
    language = f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="{LANGUAGE}"/>'
    defaults = parsed(
        "docDefaults",
        f"<w:rPrDefault><w:rPr><w:rFonts {faces}/>{size}{language}</w:rPr></w:rPrDefault>"
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>',
    )
    styles, settings = document.styles.element, document.settings.element
    styles.replace(styles.find(qn("w:docDefaults")), defaults)
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _describe(document: DocxDocument, said: Wording) -> None:
    """Say whose letter it is and about what; take out what the blank document says of its own making."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by = said.title[:TITLE], said.author[:TITLE], said.author[:TITLE]
    about.language, about.comments = LANGUAGE, ""
    about.created = about.modified = datetime.combine(said.day, time(), UTC)
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del links[key]
