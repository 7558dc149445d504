"""How the cells of a form look: Times New Roman, thin lines, and shades that a black-and-white printer keeps apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12}
ASKED, GIVEN, GROUP, HEAD = "#FFF8DC", "#FFFFFF", "#F0F0F0", "#E2E2E2"
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
SIGNS: Mapping[Severity, str] = {"error": "■", "warning": "▲", "note": "●"}
"""Signs that tell severities apart on paper and for who does not see colours."""
SHADES: Mapping[Severity, dict[str, Any]] = {
    "error": {"bg_color": "#F4A6A0", "border": 5, "bold": True},
    "warning": {"bg_color": "#FFE08A", "border": 2},
    "note": {"bg_color": "#DCEBFA", "border": 4},
}
"""Colours of falling darkness, and frames: thick, medium, dotted."""

_LINED = {"border": 1, "valign": "vcenter"}
_CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True}
LOOKS: Mapping[str, dict[str, Any]] = {
    "parent": _CENTRED,
    "motto": _CENTRED | {"bold": True},
    "issuer": _CENTRED | {"bold": True},
    "creed": _CENTRED | {"bold": True, "underline": 1, "font_size": 13},
    "form": _CENTRED,
    "title": _CENTRED | {"bold": True, "font_size": 14},
    "subtitle": _CENTRED | {"bold": True, "font_size": 13},
    "period": _CENTRED | {"italic": True},
    "units": {"italic": True, "align": "right"},
    "head": _CENTRED | _LINED | {"bold": True, "bg_color": HEAD},
    "letters": _CENTRED | _LINED | {"italic": True, "font_size": 10},
    "note": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "italic": True},
    "dated": _CENTRED | {"italic": True, "locked": False},
    "signer": _CENTRED | {"bold": True},
    "hint": _CENTRED | {"italic": True, "font_size": 11},
    "key": {"font_size": 8, "font_color": "#808080"},
    "cell": _LINED | {"text_wrap": True},
    "centred": _CENTRED | _LINED,
    "list": {"border": 1, "valign": "top", "text_wrap": True},
    "legend": {"valign": "vcenter"},
    "link": {"border": 1, "valign": "top", "font_color": "#0000FF", "underline": 1},
}


class Styles:
    """Gives each look once, as a workbook keeps only so many."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, look: str, **more: Any) -> Format:
        """Give a look of ``LOOKS``, with something added."""
        said = LOOKS[look] | more
        key = tuple(sorted(said.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(said)
        return self._made[key]


def number_format(decimals: int) -> str:
    """Give the format of a number: its program shows the separators of its country, here comma and dot."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")
