"""Checks every indicator is put to without declaring them: ratios, counts, and what is published of the same figure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Protocol, runtime_checkable

from coordination.kernel.cells import ratio
from coordination.kernel.text import Text
from coordination.kernel.units import unit_of
from coordination.methods.checks.base import Declared, Tolerance
from coordination.methods.checks.declared import Identity
from coordination.methods.checks.found import Defined, Found
from coordination.methods.checks.subject import Subject, places
from coordination.methods.checks.table import Table

NEAR: Final = Tolerance(percent=Decimal(1))
"""How far a ratio may lie from its terms, a figure from what is published: 1 % passes what was rounded or is revised."""
RATIO: Final = "ratio_differs"
WHOLE: Final = Declared(kind="whole", code="not_whole", severity="error")
PUBLISHED: Final = Declared(kind="published", code="published_differs")
DERIVED: Final = Declared(kind="derived", code="published_differs", severity="note")
COUNTED: Final = frozenset(
    {"person", "visit", "transaction", "household", "head", "bed", "project", "enterprise", "farm"}
)
"""Units, by their codes, in which things are counted one by one; “nghìn người” is a scale and may have decimals."""

_TOLD: Final = Text(vi="số đã công bố", en="published is")
_WORKED_OUT: Final = Text(vi="số tính từ các số đã công bố", en="published figures give")


@runtime_checkable
class Quotient(Protocol):
    """An aggregation that tells what the indicator is: one other indicator over another, times a scale."""

    @property
    def numerator(self) -> str:
        """Code of the indicator above the line."""

    @property
    def denominator(self) -> str:
        """Code of the indicator below the line."""

    @property
    def scale(self) -> Decimal:
        """Factor between the units, such as 100 for a percentage."""


def general(table: Table) -> Iterator[Found]:
    """Carry out the checks nobody needs to declare on every figure handed in."""
    for _, indicator in sorted(table.catalogue.items()):
        yield from _ratio(table, indicator)
        yield from _whole(table, indicator)
    yield from _published(table)


def _ratio(table: Table, indicator: Defined) -> Iterator[Found]:
    """Find ratios unlike their terms handed in beside them; published terms may be of another revision."""
    rule = getattr(indicator, "aggregation", None)
    if not isinstance(rule, Quotient) or not table.catalogue.keys() >= {rule.numerator, rule.denominator}:
        return
    codes = rule.numerator, rule.denominator
    if any(isinstance(each, Identity) and each.ratio == codes for each in indicator.checks):
        return  # the indicator declares it, with a tolerance of its own
    check = Identity(code=RATIO, severity="warning", ratio=codes, scale=rule.scale, tolerance=NEAR)
    for unit, period in table.given(indicator.code):
        value = table.value(indicator.code, unit, period)
        cells = [table.figures.get((code, unit, period)) for code in codes]
        if value is None or cells[0] is None or cells[1] is None:
            continue
        due = ratio(cells[0], cells[1], rule.scale).value
        if due is not None and not _agree(value, due):
            yield _unlike(Subject(table, indicator, check, unit, period, value), codes, due)


def _unlike(subject: Subject, codes: tuple[str, str], due: Decimal) -> Found:
    """Tell a ratio with both its terms, each in its own unit."""
    table, made, gap = subject.table, subject.computed(due), subject.gap(due)
    keys = tuple((code, subject.unit or "", subject.period) for code in codes)
    above, below = (table.catalogue[code] for code in codes)
    over, under = (subject.amount(table.value(*key) or Decimal(0), table.catalogue[key[0]]) for key in keys)
    vi = f", trong khi “{above.name.vi}” ({over.vi}) chia cho “{below.name.vi}” ({under.vi}) là {made.vi}"
    en = f", but “{above.name.en}” ({over.en}) over “{below.name.en}” ({under.en}) gives {made.en}"
    return subject.found(f"{vi}; chênh lệch {gap.vi}.", f"{en}; the difference is {gap.en}.", subject.short(due), keys)


def _whole(table: Table, indicator: Defined) -> Iterator[Found]:
    """Find counts with a fraction."""
    measure = unit_of(indicator.unit.vi)
    if measure is None or measure.code not in COUNTED:
        return
    for unit, period in table.given(indicator.code):
        value = table.value(indicator.code, unit, period)
        if value is not None and value != value.to_integral_value():
            subject = Subject(table, indicator, WHOLE, unit, period, value)
            yield subject.found("; số đếm phải là số nguyên.", "; a count must be a whole number.")


def _published(table: Table) -> Iterator[Found]:
    """Find figures unlike the published one of the same unit and year."""
    for key, stated in sorted(table.known.published.items()):
        code, unit, period = key
        value = table.value(*key) if key in table.figures and code in table.catalogue else None
        if value is None or _agree(value, stated.value):
            continue
        check, whose = (DERIVED, _WORKED_OUT) if stated.derived else (PUBLISHED, _TOLD)
        subject = Subject(table, table.catalogue[code], check, unit, period, value)
        told, gap = subject.amount(stated.value), subject.gap(stated.value)
        vi = f", khác {whose.vi} là {told.vi} (nguồn {stated.source}); chênh lệch {gap.vi}. Đề nghị đối chiếu."
        en = f", but {whose.en} {told.en} (source {stated.source}); the difference is {gap.en}. Please reconcile."
        yield subject.found(vi, en, None if stated.derived else stated.value)


def _agree(value: Decimal, due: Decimal) -> bool:
    """Say whether two figures agree: within the tolerance, or once rounded as the first is written."""
    half = Decimal(5).scaleb(-places(value) - 1)
    return abs(value - due) <= max(half, NEAR.around(due))
