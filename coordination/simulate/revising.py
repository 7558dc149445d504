"""What simulated bodies change between one version and the next: a word more, a figure left out in haste."""

from __future__ import annotations

from typing import Any

from coordination.submissions.checking.figures import ROWS, rows_in

LOOKED_OVER = "(đã rà soát)"
WORDED_ANEW = "(đã chỉnh lời)"
_WORDS = (("texts", "text"), ("clauses", "text"), ("sections", "text"), ("forecasts", "reason"), ("projects", "name"))
"""The parts of documents that have words, and where in their rows those stand."""


def reworded(content: dict[str, Any], mark: str) -> dict[str, Any]:
    """Give a document with the same figures and a word that it was looked at again."""
    for name, field in _WORDS:
        rows = content.get(name)
        if isinstance(rows, list) and rows:
            first = dict(rows[0])
            first[field] = f"{first[field]} {mark}"
            return content | {name: [first, *rows[1:]]}
    return content


def hasty(method: str, content: dict[str, Any], draw: float) -> dict[str, Any]:
    """Give a document without the figures of one indicator, which one by a draw from [0, 1); whole if it has none."""
    rows = rows_in(method, content)
    named = list(dict.fromkeys(str(each["indicator"]) for each in rows))
    if len(named) <= 1:
        return content
    left_out = named[int(draw * len(named))]
    return content | {ROWS[method]: [each for each in rows if each["indicator"] != left_out]}
