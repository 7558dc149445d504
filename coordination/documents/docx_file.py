"""What all our DOCX files have in common: the page of Decree 30/2020, what stands in its margins, and settled bytes."""

from __future__ import annotations

import io
import zipfile

from docx.document import Document as DocxDocument
from docx.shared import Mm

from coordination.documents.official import MEASURES
from coordination.documents.wordml import page_number, parsed

MADE = (1980, 1, 1, 0, 0, 0)
"""The time of the files inside, the earliest there is: the same content gives the same bytes."""


def set_page(document: DocxDocument, mark: str, foot: str) -> None:
    """Set the paper and what stands in its margins, as WordprocessingML; the first page has no number."""
    section, m = document.sections[0], MEASURES
    section.page_width, section.page_height = Mm(m.width), Mm(m.height)
    section.top_margin, section.bottom_margin = Mm(m.top), Mm(m.bottom)
    section.left_margin, section.right_margin = Mm(m.left), Mm(m.right)
    section.header_distance = section.footer_distance = Mm(m.margin_line)
    section.different_first_page_header_footer = True
    for margin, content in (
        (section.header, page_number(m.page) + mark),
        (section.first_page_header, mark),
        (section.footer, foot),
        (section.first_page_footer, foot),
    ):
        margin.is_linked_to_previous = False
        element = margin.part.element
        element[:] = list(parsed(element.tag.split("}")[1], content))


def saved(document: DocxDocument) -> bytes:
    """Give a document as bytes, all files inside made at one time."""
    made, settled = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(settled, "w") as kept:
        for name in package.namelist():
            kept.writestr(zipfile.ZipInfo(name, MADE), package.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
