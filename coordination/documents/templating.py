"""The one template engine: strict about names, escaping HTML and SVG only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coordination.kernel.clock import VIETNAM
from coordination.kernel.shipped import shipped
from coordination.kernel.text import nfc, one_line

ESCAPED = (".html", ".svg")
PLAIN = (".txt", ".md")
COLUMNS = 60


def escapes(name: str | None) -> bool:
    """Say whether a template's values are escaped; a template of unknown kind is refused."""
    if name is not None and name.endswith(ESCAPED):
        return True
    if name is not None and name.endswith(PLAIN):
        return False
    raise ValueError(f"template {name!r} must end in {', '.join(ESCAPED + PLAIN)}")


def written_date(value: str | date | datetime, language: str = "vi") -> str:
    """Give a date as tables write it, ``05/12/2026``; an instant with its hour in Viet Nam."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM)
        return (
            f"{local:%H} giờ {local:%M} phút ngày {local:%d/%m/%Y}"
            if language == "vi"
            else f"{local:%d/%m/%Y, %H:%M} (UTC+7)"
        )
    return f"{value:%d/%m/%Y}"


def lines(text: object) -> list[str]:
    """Give the lines of somebody's words, without control or direction-override signs."""
    words = str(text)
    if words.isprintable():  # nearly all are, and this costs a tenth
        return [" ".join(nfc(words).split())] if words.strip() else []
    return [kept for line in words.splitlines() if (kept := one_line(line))]


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Give somebody's words on one line; the same words come for every recipient, so they are kept."""
    return " ".join(lines(text))


@lru_cache(maxsize=16384)
def flow(text: str, first: str = "", rest: str = "") -> str:
    """Set words in lines of 60 columns, the first line after ``first``, the others after ``rest``."""
    line, width = clean(text), COLUMNS - len(rest)
    return first + (
        line
        if len(line) <= width
        else f"\n{rest}".join(wrap(line, width, break_long_words=False, break_on_hyphens=False))
    )


def written_number(value: float | Decimal, language: str = "vi") -> str:
    """Give a number as people write it: ``1.234,5`` in Vietnamese, ``1,234.5`` in English."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


@cache
def environment(folder: Path | None = None) -> Environment:
    """Give the template engine of a folder of templates (default: the shipped ones)."""
    made = Environment(
        loader=FileSystemLoader(folder or shipped("templates")),
        autoescape=escapes,  # noqa: S701 - stricter than the rule asks: refuses what it does not know
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
    )
    # Filters, not functions: the engine calls a filter directly, a function through three times as much ceremony.
    made.filters |= {"d": written_date, "number": written_number, "lines": lines, "clean": clean, "flow": flow}
    return made
