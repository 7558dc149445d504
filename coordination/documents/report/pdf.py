"""A report as PDF, to read and to print: A4, fonts embedded, pictures as drawings, bookmarks from its headings."""

from __future__ import annotations

import json
from functools import cache

import typst

from coordination.documents.official import MEASURES
from coordination.documents.press import EPOCH
from coordination.documents.report.laying import CREED, SIZE, laid
from coordination.documents.report.model import Report
from coordination.kernel.shipped import shipped


def to_pdf(report: Report) -> bytes:
    """Give the report as PDF; the same report gives the same bytes."""
    said = {
        "creed": CREED if report.language == "vi" else None,
        "title": report.title,
        **report.model_dump(mode="json", exclude={"opening", "sections"}),
        "items": [item.model_dump() for item in laid(report)],
        "pictures": {each.key: each.svg.decode() for each in report.pictures},
        "size": SIZE,
    }
    return typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"said": json.dumps(said, ensure_ascii=False), "measures": MEASURES.model_dump_json()},
        timestamp=EPOCH,
    )


@cache
def _template() -> bytes:
    return (shipped("templates") / "documents" / "assessment.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts once: reading costs more than setting a page."""
    return typst.Fonts(include_system_fonts=False, font_paths=[shipped("templates") / "fonts"])
