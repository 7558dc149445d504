"""What a word without quotes means, and which words mean different things to different readers.

The core schema of YAML 1.2, narrowed: what a YAML 1.1 reader takes for something else (``NO``,
``010``, ``12_000``) is refused, so that a file means the same in every editor and library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from coordination.kernel.text import Text
from coordination.regions.faults import short

Scalar = None | bool | int | float | str | date | time

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_WORD = re.compile(r"(?:yes|no|on|off|y|n|true|false|null)", re.IGNORECASE)
_NUMBER = re.compile(
    r"""[-+]?(?:
        0[bo][0-9_]+ | 0x[0-9a-f_]+
      | [0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?
      | \.[0-9][0-9_]*(?:e[-+]?[0-9]+)?
      | \.(?:inf|nan)
      | [0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ ]+)[0-9]{1,2}:.*)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, or the reason why the word has none that every reader agrees on."""

    value: Scalar
    refused: Text | None = None


def read_plain(word: str) -> Reading:
    """Read a scalar that stands without quotes."""
    if word in _WORDS:
        return Reading(_WORDS[word])
    if _INTEGER.fullmatch(word):
        return Reading(int(word))
    if _FRACTION.fullmatch(word):
        return Reading(float(word))
    if _DATE.fullmatch(word):
        return _read_date(word)
    if match := _TIME.fullmatch(word):
        return _read_time(word, match)
    return _read_text(word)


def _read_date(word: str) -> Reading:
    try:
        return Reading(date.fromisoformat(word))
    except ValueError:
        return Reading(
            word,
            Text(
                vi=f"{word} không phải là một ngày trong lịch",
                en=f"{word} is not a day of the calendar",
            ),
        )


def _read_time(word: str, match: re.Match[str]) -> Reading:
    try:
        return Reading(time(int(match[1]), int(match[2]), int(match[3] or 0)))
    except ValueError:
        return _surprising(word)


def _read_text(word: str) -> Reading:
    odd = _WORD.fullmatch(word) or _NUMBER.fullmatch(word) or _MOMENT.fullmatch(word)
    return _surprising(word) if odd or word in {"=", "<<"} else Reading(word)


def _surprising(word: str) -> Reading:
    shown = short(word)
    vi = f"{shown} không có ngoặc kép: mỗi chương trình đọc YAML hiểu một cách khác"
    en = f"{shown} without quotes means different things to different YAML readers"
    fix_vi = f'viết trong ngoặc kép: "{shown}"; số viết thường như 1000, đúng/sai viết true/false'
    fix_en = f'write it in quotes: "{shown}"; a number plainly like 1000, truth as true or false'
    return Reading(word, Text(vi=f"{vi}; {fix_vi}", en=f"{en}; {fix_en}"))
