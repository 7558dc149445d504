"""A drawing as pixels, for documents that take no SVG: made of the drawing itself, which costs less than drawing again."""

from __future__ import annotations

from functools import cache
from typing import Final

import typst

from coordination.kernel.shipped import shipped

SHARP: Final = 150.0
"""Pixels to the inch: small enough for a report of many charts, and sharp in print."""
_PAGE: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: float(sys.inputs.width) * 1mm)
"""


def to_pixels(drawing: bytes, width: float, sharp: float = SHARP) -> bytes:
    """Give a drawing (SVG, its letters of the program's own fonts) as PNG; the same drawing gives the same bytes."""
    return typst.compile(
        _PAGE,
        format="png",
        ppi=sharp,
        font_paths=_fonts(),
        sys_inputs={"drawing": drawing.decode(), "width": str(width)},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[shipped("templates") / "fonts"])
