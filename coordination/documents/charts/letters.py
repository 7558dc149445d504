"""The letters of charts: Liberation Serif, as wide as the Times New Roman of the letters around them.

It has every Vietnamese letter and comes with the program, so a chart looks the same wherever it is drawn. The drawing
library is not to find fonts of its own: each text names its file.
"""

from __future__ import annotations

from functools import cache, lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

from coordination.kernel.shipped import shipped
from coordination.kernel.text import one_line

FAMILY = "Liberation Serif"
FAMILIES = f"'{FAMILY}', 'Times New Roman', Tinos, serif"
"""For readers of SVG: all of one width, so that no text runs over its place."""
LOST = "□"
"""Stands for a sign the font does not have, such as an emoji."""
MILLIMETRE = 72 / 25.4
"""In points."""
LEADING = 1.2
"""Distance of lines, in sizes of the letters."""


@cache
def font(size: float, *, bold: bool = False, italic: bool = False) -> FontProperties:
    """Give the font of a size in points."""
    return FontProperties(
        family=FAMILY,
        weight="bold" if bold else "normal",
        style="italic" if italic else "normal",
        size=size,
        fname=_file(bold=bold, italic=italic),
    )


def plain(text: str) -> str:
    """Give words as they can be set: one line, composed, each sign one that the font has."""
    known = _signs()
    return "".join(sign if ord(sign) in known else LOST for sign in one_line(text))


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line in millimetres."""
    face = _face(bold=bold)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return face.get_width_height()[0] / 64 * size / _MEASURED / MILLIMETRE


def fit(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Give a line, or as much of it as fits a width in millimetres with ``…`` after it."""
    if width_of(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if width_of(f"{text[:middle]}…", size, bold=bold) <= width else (low, middle)
    return f"{text[:low].rstrip(' ,;:.–-')}…"


def wrap(text: str, width: float, size: float, *, most: int, bold: bool = False) -> list[str]:
    """Break a text at its spaces into at most ``most`` lines, the last one shortened if need be."""
    words = text.split()
    made: list[str] = []
    while words and len(made) < most - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size, bold=bold) <= width:
            taken += 1
        made.append(fit(" ".join(words[:taken]), width, size, bold=bold))
        words = words[taken:]
    return [*made, fit(" ".join(words), width, size, bold=bold)] if words else made


_MEASURED = 100


@cache
def _file(*, bold: bool, italic: bool) -> str:
    cut = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
    return str(shipped("templates") / "fonts" / f"LiberationSerif-{cut[bold, italic]}.ttf")


@cache
def _face(*, bold: bool) -> FT2Font:
    face = FT2Font(_file(bold=bold, italic=False))
    face.set_size(_MEASURED, 72)
    return face


@cache
def _signs() -> frozenset[int]:
    """Give the signs all cuts have."""
    cuts = [FT2Font(_file(bold=bold, italic=italic)) for bold in (False, True) for italic in (False, True)]
    return frozenset.intersection(*(frozenset(cut.get_charmap()) for cut in cuts))
