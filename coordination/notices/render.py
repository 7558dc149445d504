"""The words of a notice, from the templates of its event and language.

``words.txt`` says once what the notice says; the plain and the HTML letter only set it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coordination.calendar.rules import describe, parse
from coordination.calendar.wording import standing
from coordination.documents.templating import environment
from coordination.kernel.text import one_line
from coordination.regions.model import DatedRule
from coordination.regions.rules import select_all

PARTS = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True)
class Words:
    """What a recipient reads."""

    subject: str
    text: str
    html: str


def in_words(dated: DatedRule, language: str) -> str:
    """Give a deadline's rule and basis in words a clerk uses."""
    return f"{describe(parse(dated.rule), language)} ({dated.basis.text}; {standing(dated.basis.status, language)})"


def render(kind: str, language: str, values: Mapping[str, Any]) -> Words:
    """Give the words of an event's notice; raises if a template names what is not there."""
    engine = environment()
    # Selectors and rules are read in one place only.
    given = {**values, "select_all": select_all, "in_words": in_words, "standing": standing}
    given["words"] = engine.get_template(f"notices/{kind}/{language}/words.txt").make_module(given)
    given["frame"] = engine.get_template(f"notices/_shared/{language}/frame.txt").make_module(given)
    subject, text, html = (engine.get_template(f"notices/{kind}/{language}/{part}").render(given) for part in PARTS)
    return Words(one_line(subject), text.strip() + "\n", html.strip() + "\n")
