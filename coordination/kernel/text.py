"""Words in two languages, and the normal form of Vietnamese text."""

from __future__ import annotations

import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["vi", "en"]


class Strict(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same words in Vietnamese and in English."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the words in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


def nfc(text: str) -> str:
    """Give the composed form (NFC) that all stored text has."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Give text fit for a mail header or a list: one line, no control or direction-override signs."""
    kept = (
        " " if character in "\r\n\t\v\f\u2028\u2029" else character
        for character in text
        if character in "\r\n\t\v\f\u2028\u2029" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    return nfc(" ".join("".join(kept).split()))  # last: what is taken out may stand between a letter and its accent


def unseen(text: str) -> bool:
    """Say whether a text holds control signs, direction overrides or halves of signs, line ends and tabs apart."""
    return not text.isprintable() and any(
        unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in text if sign not in "\n\r\t"
    )


def plain_words(text: str) -> str:
    """Give somebody's words without signs that cannot be seen, lines kept."""
    return "\n".join(one_line(line) for line in nfc(text).splitlines()).strip()


def ascii_fold(text: str) -> str:
    """Give lower-case letters without diacritics, for file names and loose comparison."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
