"""Several letters to one office as one message: what each says, in full, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import escape

from coordination.documents.templating import COLUMNS, environment
from coordination.kernel.canonical import sha256
from coordination.kernel.text import one_line
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.letters import Letter
from coordination.regions.model import Region


def together(letters: Sequence[Letter], rows: Sequence[NoticeRow], region: Region | None, *, simulated: bool) -> Letter:
    """Give one letter that holds others whole, in their order."""
    language = rows[0].language
    place = region.name.in_language(language) if region else ""
    given = {"count": len(letters), "place": place, "kind": rows[0].digest, "simulated": simulated}
    words: Any = environment().get_template(f"notices/_shared/{language}/digest.txt").make_module(given)
    subject = one_line(str(words.subject()))
    contents = [f"{number}. {each.subject}" for number, each in enumerate(letters, 1)]
    line = "=" * COLUMNS
    text = "\n".join([str(words.opening()).strip(), "", *contents])
    for title, each in zip(contents, letters, strict=True):
        text += f"\n\n{line}\n{title}\n{line}\n\n{each.text.strip()}"
    text += "\n"
    return Letter(subject, text, _html(str(words.opening()).strip(), contents, letters), None, sha256(text))


def _html(opening: str, contents: Sequence[str], letters: Sequence[Letter]) -> str:
    """Set the bodies of the letters one after the other under the head of the first."""
    head, _, rest = letters[0].html.partition("<body")
    attributes, _, _ = rest.partition(">")
    index = "".join(f"<li>{escape(title.partition('. ')[2])}</li>" for title in contents)
    parts = [f"<p>{escape(opening)}</p><ol>{index}</ol>", *(_body(each.html) for each in letters)]
    return f"{head}<body{attributes}>{'<hr>'.join(parts)}</body>\n</html>\n"


def _body(html: str) -> str:
    inside = html.partition("<body")[2].partition(">")[2]
    return inside.rpartition("</body>")[0]
