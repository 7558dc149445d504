"""Numbers in files of separated values: with commas between cells the point is decimal, with semicolons the comma too.

Excel writes semicolons where Windows is set to a language with decimal commas, as Vietnamese is.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from coordination.kernel.text import Text

COMMA: Final = ","
SEMICOLON: Final = ";"
_LONGEST: Final = 60
_NUMBER: Final = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_WITH_COMMA: Final = re.compile(r"[+-]?(?:\d{1,30}|\d{1,3}(?:\.\d{3}){1,9}),\d{1,30}", re.ASCII)
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){1,9}", re.ASCII)


def separator_of(header: str) -> str:
    """Give the sign that parts the cells of a file, by its first line."""
    return SEMICOLON if SEMICOLON in header and COMMA not in header else COMMA


def decimal_of(word: str, separator: str) -> Decimal | Text:
    """Read a number, or say why it is none.

    Between semicolons ``1265,2`` and ``1.265,2`` are read too; ``1.265`` alone may mean thousands or a decimal point there,
    and is refused rather than guessed.
    """
    if separator == SEMICOLON:
        if _GROUPED.fullmatch(word):
            plain, pointed = word.replace(".", ""), word.replace(".", ",", 1)
            return Text(
                vi=f"'{word}' hiểu được hai cách trong tệp ngăn bằng dấu chấm phẩy; viết {plain} hoặc {pointed}",
                en=f"'{word}' can be read in two ways in a file parted by semicolons; write {plain} or {pointed}",
            )
        if _WITH_COMMA.fullmatch(word):
            return Decimal(word.replace(".", "").replace(",", "."))
    if _NUMBER.fullmatch(word):
        return Decimal(word)
    shown = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
    return Text(
        vi=f"'{shown}' không phải là số; viết chữ số và dấu chấm thập phân: 1234.5 (tệp ngăn bằng dấu chấm phẩy: 1234,5)",
        en=f"'{shown}' is not a number; write digits and a decimal point: 1234.5 (parted by semicolons also 1234,5)",
    )
