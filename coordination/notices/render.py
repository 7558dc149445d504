"""The words of a notice, from the templates of its event and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coordination.kernel.clock import VIETNAM
from coordination.kernel.shipped import shipped
from coordination.kernel.text import nfc, one_line
from coordination.regions.rules import select_all

PARTS = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True)
class Words:
    """What a recipient reads."""

    subject: str
    text: str
    html: str


def escape_html(name: str | None) -> bool:
    """Say whether a template's values are escaped; a template of unknown kind is refused."""
    if name is not None and name.endswith(".html"):
        return True
    if name is not None and name.endswith((".txt", ".md")):
        return False
    raise ValueError(f"template {name!r} must end in .html, .txt or .md")


def a_date(value: str | date | datetime, language: str = "vi") -> str:
    """Give a date as tables write it: ``05/12/2026``; an instant with its hour in Viet Nam."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM)
        return f"{local:%H} giờ {local:%M} ngày {local:%d/%m/%Y}" if language == "vi" else f"{local:%d/%m/%Y, %H:%M} (UTC+7)"
    return f"{value:%d/%m/%Y}"


def lines(text: object) -> list[str]:
    """Give the lines of somebody's words, without control or direction-override signs."""
    words = str(text)
    if words.isprintable():  # nearly all are, and this costs a tenth
        return [" ".join(nfc(words).split())] if words.strip() else []
    return [kept for line in words.splitlines() if (kept := one_line(line))]


@cache
def environment(folder: Path | None = None) -> Environment:
    """Give the template engine: strict about names, escaping HTML only."""
    made = Environment(
        loader=FileSystemLoader(folder or shipped("templates")), autoescape=escape_html, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
    )  # fmt: skip
    made.filters |= {"d": a_date, "lines": lines}
    made.globals["select_all"] = select_all  # selectors are read in one place only
    return made


def render(kind: str, language: str, values: Mapping[str, Any]) -> Words:
    """Give the words of an event's notice; raises if a template names what is not there."""
    engine = environment()
    subject, text, html = (
        engine.get_template(f"notices/{kind}/{language}/{part}").render(values) for part in PARTS
    )
    return Words(one_line(subject), text.strip() + "\n", html.strip() + "\n")
