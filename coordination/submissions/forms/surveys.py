"""The form of a basic survey: figures of any unit of the region by indicator and year, and how they were collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from coordination.methods.forecast_terms import assigned_indicators
from coordination.methods.indicators import Indicator
from coordination.submissions.forms import collate
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, filled
from coordination.submissions.forms.fields import choice, figure, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.records import Record, Records

PART: Final = "observations"


def build(basis: Basis) -> Built:
    """Build the form of a body's survey: a row is begun for each unit and year of the indicators it was assigned.

    All figures stand in one sheet; one for figures outside the registry is there only if such were handed in before.
    """
    document, found = collate.build(basis, other_figures=False), _observations(basis)

    def take(hand: Hand) -> dict[str, Any]:
        taken = []
        for at, (row, record) in enumerate(found.take(hand)):
            address = found.address(row, "value")
            key = ".".join(str(record.get(name, "")) for name in ("indicator", "unit", "period"))
            hand.places |= {f"{PART}[{at}]": address, f"{PART}.{key}": address}
            hand.places.setdefault(f"{PART}.{record.get('indicator', '')}", address)
            taken.append(record)
        return document.take(hand) | filled({PART: taken})

    asked = [
        basis.indicators[code]
        for code in assigned_indicators(basis.settings, basis.body.code)
        if code in basis.indicators
    ]
    return Built((found.sheet(), *document.sheets), take, asked=tuple(each.identity for each in asked))


def _observations(basis: Basis) -> Records:
    given = list(basis.content.get(PART) or ())
    named = {
        "indicator": _named(basis.indicators),
        "unit": {each.code: each.name.vi for each in basis.region.units},
    }
    for name, known in named.items():  # what the configuration no longer has keeps its code, for the method to refuse
        known |= {code: code for each in given if (code := str(each.get(name, ""))) and code not in known}
    fields = (
        choice("indicator", "Chỉ tiêu", named["indicator"], 44, required=True, passive=True),
        choice("unit", "Đơn vị", named["unit"], 18, required=True, passive=True),
        replace(figure("period", "Năm", 8, whole=True, required=True), passive=True),
        figure("value", "Giá trị", 14, required=True),
        words("note", "Ghi chú", 30),
    )
    title = "Số liệu điều tra của các tỉnh trong vùng"
    begun = _begun(basis, given)
    labels = [_label(each, basis) for each in (*given, *begun)]
    return Records(PART, "Số liệu điều tra", title, "Số liệu khác", fields, given, begun, labels=labels)


def _label(row: Record, basis: Basis) -> str:
    """Name a row by what it is a figure of."""
    code, unit = str(row.get("indicator", "")), str(row.get("unit", ""))
    known, names = basis.indicators.get(code), {each.code: each.name.vi for each in basis.region.units}
    return f"{known.name.vi if known else code}, {names.get(unit, unit)}, {row.get('period', '')}"


def _named(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Give names with units, so that nobody writes tonnes for thousand tonnes; two of one name keep their codes."""
    names = {code: f"{each.name.vi} ({each.unit.vi})" for code, each in indicators.items()}
    shared = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {code: f"{name} [{code}]" if name in shared else name for code, name in names.items()}


def _begun(basis: Basis, given: list[Record]) -> list[Record]:
    there = {(each["indicator"], each["unit"], each["period"]) for each in given}
    year = basis.period.drafting_year - 1
    return [
        {"indicator": code, "unit": unit.code, "period": year}
        for code in assigned_indicators(basis.settings, basis.body.code)
        for unit in basis.region.units
        if code in basis.indicators and (code, unit.code, year) not in there
    ]
