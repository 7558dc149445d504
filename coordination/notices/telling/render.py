"""The words of a notice, from the templates of its event and language.

``words.txt`` says once what the notice says; the plain and the HTML letter only set it. A letter is set once for all
who read the same words, as mail is merged: with blanks for the reader's name and code and for the notice's key, filled
in for each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from jinja2.environment import TemplateModule
from jinja2.runtime import Macro
from markupsafe import escape

from coordination.calendar.rules import describe, parse
from coordination.calendar.wording import based, standing
from coordination.cycles.applications import GROUNDS
from coordination.cycles.words import OBLIGATIONS_IN_LETTERS
from coordination.documents.templating import clean, environment, flow
from coordination.kernel.text import Text, one_line
from coordination.regions.model import Body, DatedRule
from coordination.regions.rules import select_all

PARTS = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True)
class Words:
    """What a recipient reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What a letter may print of its recipient."""

    name: Text
    code: str


_MARK = f"blank{token_hex(12)}"
"""In every blank, in nobody's words: it is drawn anew in each process."""
_NAME, _CODE, _KEY = (f"{_MARK}{each}" for each in ("name", "code", "key"))
_ANYBODY = Reader(Text(vi=_NAME, en=_NAME), _CODE)


def in_words(dated: DatedRule, language: str) -> str:
    """Give a deadline's rule and basis in words a clerk uses."""
    words = describe(parse(dated.compact), language)
    return based(words, dated.basis.words(language), dated.basis.status, language)


def called(words: Mapping[str, Text], code: str, language: str) -> str:
    """Give a code in words of a language; the code itself where nobody knows it any more."""
    known = words.get(code)
    return known.in_language(language) if known else code


HELPERS = {
    "called": called,
    "select_all": select_all,
    "in_words": in_words,
    "standing": standing,
    "grounds": GROUNDS,
    "owed_states": OBLIGATIONS_IN_LETTERS,
}
"""Selectors and rules are read, and states and grounds named, in one place only."""


def words_for(kind: str, language: str, values: Mapping[str, Any], reader: Body | Reader) -> TemplateModule:
    """Give what an event's ``words.txt`` says to a reader, before it is set in any form."""
    words = environment().get_template(f"notices/{kind}/{language}/words.txt")
    return words.make_module({**values, **HELPERS, "lang": language, "recipient": reader, "key": ""})


class Wording:
    """The words of one event in one language: what its readers share is made once, the rest for each."""

    def __init__(self, kind: str, language: str, values: Mapping[str, Any]) -> None:
        """Take all that templates may name, recipient and key apart."""
        find = environment().get_template
        self._language = language
        self._given = {**values, **HELPERS, "lang": language}
        self._words = find(f"notices/{kind}/{language}/words.txt")
        self._parts = [find(f"notices/{kind}/{language}/{part}") for part in PARTS]
        self._blank = {**self._given, "recipient": _ANYBODY, "key": _KEY}
        self._frame: Any = find(f"notices/_shared/{language}/frame.txt").make_module(self._blank)
        self._set: dict[str, Words] = {}

    def to(self, recipient: Body | Reader, key: str) -> Words:
        """Give what one recipient reads; raises if a template names what is not there."""
        said = self._words.make_module({**self._given, "recipient": recipient, "key": key})
        alike = _spelled(said) or key
        if alike not in self._set:
            given = {**self._blank, "words": said, "frame": self._frame}
            subject, text, html = (part.render(given) for part in self._parts)
            self._set[alike] = Words(one_line(subject), text.strip() + "\n", html.strip() + "\n")
        letter = self._set[alike]
        blanks = {_NAME: clean(recipient.name.in_language(self._language)), _CODE: recipient.code, _KEY: key}
        in_html = {blank: str(escape(value)) for blank, value in blanks.items()}
        return Words(_fill(letter.subject, blanks), self._in_lines(letter.text, blanks), _fill(letter.html, in_html))

    def _in_lines(self, text: str, blanks: Mapping[str, str]) -> str:
        """Fill the blanks of a plain letter: each row that holds one is set in lines anew, for it may need more."""
        to = f"{self._frame.labels['to']}: {_NAME}"
        text = text.replace(flow(to), flow(_fill(to, blanks)))
        for label, value in (*self._frame.contact, *self._frame.reference):
            if _MARK in value:
                row = f"{label}: {value}"
                text = text.replace(flow(row, "", "  "), flow(_fill(row, blanks), "", "  "))
        if _MARK in text:
            raise ValueError("letter.txt sets a row of the frame otherwise than it is filled in")
        return text


def _spelled(words: TemplateModule) -> str | None:
    """Spell out all that ``words.txt`` says to one reader; None where that is more than plain data, and not compared."""
    said = {name: each for name, each in vars(words).items() if name[0] != "_" and not isinstance(each, Macro)}
    try:
        return json.dumps(said)
    except (TypeError, ValueError):
        return None


def _fill(words: str, blanks: Mapping[str, str]) -> str:
    for blank, value in blanks.items():
        words = words.replace(blank, value)
    return words
