"""Numbers, lists and comparisons of words, in Vietnamese and in English."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordination.methods.contract import Context, Party

Number = int | float | Decimal

PILLAR_NAMES: Final = {
    "economy": Text(vi="Kinh tế", en="Economy"),
    "society": Text(vi="Xã hội", en="Society"),
    "environment": Text(vi="Môi trường", en="Environment"),
}

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the five written tones."""

_WIDE: Final = 60
"""Digits of working precision: a sum of any real amounts in it is exact."""


def number(value: Number, language: str, decimals: int | None = None) -> str:
    """Write a number: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Without ``decimals`` an exact number keeps its own digits, less trailing zeros.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    with localcontext(prec=_WIDE):
        if decimals is not None:
            exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            exact = exact or abs(exact)  # a rounded "-0,0" reads as an error
            written = f"{exact:,f}"
        else:
            written = f"{exact:,f}"
            written = written.rstrip("0").rstrip(".") if "." in written else written
    return written if language == "en" else written.translate(str.maketrans(",.", ".,"))


def vi(value: Number, decimals: int | None = None) -> str:
    """Write a number the Vietnamese way."""
    return number(value, "vi", decimals)


def en(value: Number, decimals: int | None = None) -> str:
    """Write a number the English way."""
    return number(value, "en", decimals)


def with_unit(written: str, unit: str) -> str:
    """Write a figure with its unit: a percent sign without a space, a scale such as “năm trước = 100” in brackets."""
    if unit.startswith(("%", "‰")):
        return written + unit
    if any(sign.isdecimal() for sign in unit):
        return f"{written} ({unit})"
    return f"{written} {unit}".strip()


def in_year(name: str, year: int | str) -> str:
    """Name what is measured with its year in Vietnamese; a name that ends in “cả năm” has the word already."""
    return f"{name} {year}" if name.endswith("cả năm") else f"{name} năm {year}"


def listed(items: Iterable[str]) -> str:
    """Join words with commas, in the order given."""
    return ", ".join(items)


def names_of(parties: Iterable[Party], language: str) -> str:
    """Name the parties in one language, in the order given."""
    return listed(party.name.in_language(language) for party in parties)


def both(parties: Iterable[Party]) -> Text:
    """Name the parties in both languages."""
    chosen = tuple(parties)
    return Text(vi=names_of(chosen, "vi"), en=names_of(chosen, "en"))


def unit_names(context: Context, units: Iterable[str]) -> Text:
    """Name units after the party that speaks for each; a unit without one keeps its code."""
    known = {party.unit: party.name for party in context.parties}
    found = [known.get(unit, Text(vi=unit, en=unit)) for unit in units]
    return Text(vi=listed(name.vi for name in found), en=listed(name.en for name in found))


def tidy(text: str) -> str:
    """Put text in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def comparable(text: str) -> str:
    """Reduce text to what two writers of the same sentence share.

    Case, spacing and a closing mark do not count, nor does where a tone is placed: a syllable has
    one tone, so "hoà" and "hòa" become equal when each word's tone is written after its letters.
    """
    words = unicodedata.normalize("NFC", text).casefold().split()
    return " ".join(_tone_last(word) for word in words).rstrip(" .;,")


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(sorted(mark for mark in letters if mark in _TONES))
    bare = "".join(letter for letter in letters if letter not in _TONES)
    ending = bare[len(bare.rstrip(".;,")) :]
    return bare.removesuffix(ending) + tone + ending


def rounded(value: Decimal, places: int = 6) -> Decimal:
    """Round a quotient to a fixed number of places, so that results read and compare equal."""
    with localcontext(prec=_WIDE):
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Add without losing a digit."""
    with localcontext(prec=_WIDE):
        return sum(values, Decimal(0))
