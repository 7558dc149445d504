"""Sentences whose every figure is cited: a template has no digits of its own, they all come from figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from coordination.kernel.text import Strict, Text
from coordination.methods.wording import number

POINTS = Text(vi="điểm phần trăm", en="percentage points")
PERCENT = Text(vi="%", en="%")
PROVINCES = Text(vi="tỉnh, thành phố", en="provinces")
BARE = Text(vi="", en="")


class Cited(Strict):
    """A figure of a sentence: of what, of whom, of when, how much, and from where."""

    indicator: str
    unit: str
    """The territory's code."""
    unit_name: Text
    period: str
    """A year (``2024``) or a span (``2020-2024``)."""
    value: Decimal
    measure: Text
    """The unit of measurement, as printed."""
    decimals: int
    source: str
    """Keys of the sources; of a computed figure those of what it was computed from."""
    status: str
    """What publishers say of the least certain figure in it."""
    computed: bool = False

    def written(self, language: str, *, signless: bool = False) -> str:
        """Write the figure with its unit; a percent sign follows without a space."""
        figure = number(abs(self.value) if signless else self.value, language, self.decimals)
        unit = self.measure.in_language(language)
        return f"{figure}{unit}" if unit.startswith(("%", "‰")) else f"{figure} {unit}".strip()


class Sentence(Strict):
    """A sentence in two languages with the figures it states."""

    text: Text
    figures: tuple[Cited, ...]


def compose(vi: str, en: str, figures: Mapping[str, Cited], words: Mapping[str, Text]) -> Sentence:
    """Fill a template: ``{name}`` is a figure with its sign, ``{name_abs}`` without it, words go in as they are.

    A digit in the template would be a figure from nowhere (ValueError).
    """
    if any(sign.isdigit() for sign in vi + en):
        message = f"a template holds a figure of its own: {vi} / {en}"
        raise ValueError(message)
    filled = {}
    for language, template in (("vi", vi), ("en", en)):
        values = {name: word.in_language(language) for name, word in words.items()}
        values |= {name: figure.written(language) for name, figure in figures.items()}
        values |= {f"{name}_abs": f.written(language, signless=True) for name, f in figures.items()}
        text = template.format_map(values).replace("cả năm năm", "cả năm")  # a name may end in the word that follows it
        filled[language] = text[:1].upper() + text[1:]
    return Sentence(text=Text(vi=filled["vi"], en=filled["en"]), figures=tuple(figures.values()))


def plain(value: object) -> Text:
    """Give the same word in both languages, such as a year."""
    return Text(vi=str(value), en=str(value))


def joined(parts: list[str], language: str) -> str:
    """Join as a sentence does: commas, and a word before the last."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {'and' if language == 'en' else 'và'} {parts[-1]}"
