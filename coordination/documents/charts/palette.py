"""Inks: told apart by lightness alone, so that a black-and-white print and colour-blind readers lose nothing."""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#1a1a1a"
SOFT = "#595959"
"""For words that stand back: still seven times lighter or darker than the paper."""
LINE = "#808080"
"""For lines of the region and the nation."""
GRID = "#dedede"
MAIN = "#0b4f8a"
AGAINST = "#b34700"
"""For what falls or takes away: always with hatching, dashes or a sign besides."""
PALE = "#efefef"
"""For neighbours on a map, and for tracks."""
STEPS = ("#e6f0f9", "#bdd7ec", "#8dbbdd", "#4f93c6", "#0b4f8a")
"""The classes of a map, from low to high."""
CHOSEN = {1: (2,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
"""Which steps a number of classes takes."""


def lightness(colour: str) -> float:
    """Give the relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: str) -> str:
    """Give the ink that reads best on a ground."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, ground))
