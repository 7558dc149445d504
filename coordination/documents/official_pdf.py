"""Official letters as PDF, to read: A4 pages made without network and without system fonts."""

from __future__ import annotations

from functools import cache

import typst

from coordination.documents.official import MEASURES, OfficialLetter
from coordination.documents.official_words import worded
from coordination.documents.press import EPOCH
from coordination.kernel.shipped import shipped


def to_pdf(letter: OfficialLetter) -> bytes:
    """Give the letter as PDF; the same letter gives the same bytes.

    Set in Liberation Serif, whose letters are as wide as those of Times New Roman, which the decree asks for and which
    may not be passed on with a program.
    """
    return typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"said": worded(letter).model_dump_json(), "measures": MEASURES.model_dump_json()},
        timestamp=EPOCH,
    )


@cache
def _template() -> bytes:
    return (shipped("templates") / "documents" / "official.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts once: reading costs more than setting a letter."""
    return typst.Fonts(include_system_fonts=False, font_paths=[shipped("templates") / "fonts"])
