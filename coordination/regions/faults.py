"""Words for faults: a sentence in both languages, a place, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from coordination.errors import Fault
from coordination.kernel.text import Text, ascii_fold

_SHOWN = 60


def fault(where: str, vi: str, en: str, fix: Text | None = None) -> Fault:
    """Make a fault from one sentence in both languages."""
    return Fault(Text(vi=vi, en=en), where, None, fix)


def short(word: object) -> str:
    """Give a word as a message shows it: enough of it to be recognised."""
    text = str(word)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def nearest(word: str, options: Iterable[str]) -> str | None:
    """Give the option most like a word, if one is like it at all; diacritics do not count."""
    folded: dict[str, str] = {}
    for option in options:
        folded.setdefault(ascii_fold(option), option)
    found = get_close_matches(ascii_fold(word[:80]), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def unknown(
    where: str,
    noun: Text,
    word: str,
    options: Iterable[str],
    labels: Mapping[str, str] | None = None,
) -> Fault:
    """Say that a name stands for nothing, and which one was probably meant."""
    vi = f"không có {noun.vi} '{short(word)}'"
    en = f"there is no {noun.en} '{short(word)}'"
    meant = nearest(word, options)
    if meant is None:
        return fault(where, vi, en)
    label = f" ({labels[meant]})" if labels and meant in labels else ""
    return fault(where, f"{vi}; ý là '{meant}'{label}?", f"{en}; did you mean '{meant}'{label}?")


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Give each fault once, file by file, from the top of a file to its end."""
    return sorted(dict.fromkeys(faults), key=_place)


def _place(each: Fault) -> tuple[str, int, int]:
    path, _, column = each.where.rpartition(":")
    path, _, line = path.rpartition(":")
    if line.isdigit() and column.isdigit():
        return path, int(line), int(column)
    return each.where, 0, 0
