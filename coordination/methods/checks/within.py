"""Checks of a body's own figures against each other: ranges, sums of parts, identities, plan against actual."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from coordination.kernel.cells import MISSING, PRECISION, WITHHELD, Cell, ratio, total
from coordination.kernel.text import Text
from coordination.methods.checks.declared import Identity, Parts, Plan, Range
from coordination.methods.checks.found import Defined, Found, Key
from coordination.methods.checks.subject import Subject, share
from coordination.methods.checks.table import Table
from coordination.methods.wording import number


def in_range(table: Table, indicator: Defined, check: Range) -> Iterator[Found]:
    """Find figures outside the declared bounds."""
    for subject, value in _given(table, indicator, check):
        if check.least is not None and (value < check.least or (value == check.least and not check.inclusive)):
            yield _outside(subject, check.least, inclusive=check.inclusive, low=True)
        elif check.most is not None and (value > check.most or (value == check.most and not check.inclusive)):
            yield _outside(subject, check.most, inclusive=check.inclusive, low=False)


def parts(table: Table, indicator: Defined, check: Parts) -> Iterator[Found]:
    """Find wholes that differ from, or are exceeded by, the sum of their parts."""
    for subject, value in _given(table, indicator, check, *check.of):
        cells = [table.cell(part, subject.unit or "", subject.period) for part in check.of]
        summed = _of_known(cells) if check.at_most else total(cells)
        if summed.value is None or check.tolerance.allows(value, summed.value):
            continue
        if check.at_most and summed.value < value:
            continue
        names, added, gap = _joined(table, check.of, " + "), subject.computed(summed.value), subject.gap(summed.value)
        if check.at_most:
            vi = f", nhỏ hơn “{names.vi}” ({added.vi}); bộ phận không thể vượt tổng số."
            en = f", less than “{names.en}” ({added.en}); parts cannot exceed the whole."
        else:
            vi = f", tổng các bộ phận ({names.vi}) là {added.vi}; chênh lệch {gap.vi}."
            en = f", but its parts ({names.en}) add up to {added.en}; the difference is {gap.en}."
        yield subject.found(vi, en, summed.value, _beside(subject, check.of))


def identity(table: Table, indicator: Defined, check: Identity) -> Iterator[Found]:
    """Find figures that differ from the balance of others they should equal."""
    for subject, value in _given(table, indicator, check, *check.mentions):
        expected = _right_side(table, check, subject).value
        if expected is None or check.tolerance.allows(value, expected):
            continue
        formula, due, gap = _formula(table, check), subject.computed(expected), subject.gap(expected)
        vi = f", tính theo công thức {formula.vi} là {due.vi}; chênh lệch {gap.vi}."
        en = f", but {formula.en} gives {due.en}; the difference is {gap.en}."
        yield subject.found(vi, en, expected, _beside(subject, check.mentions))


def plan(table: Table, indicator: Defined, check: Plan) -> Iterator[Found]:
    """Find figures that are an implausible share of their plan; a plan of zero has no shares."""
    for subject, value in _given(table, indicator, check, *check.mentions):
        key = (check.plan or indicator.code, subject.unit or "", subject.period)
        planned = (table.cell(*key) if check.plan else table.plans.get(key, MISSING)).value
        if planned is None or planned <= 0:
            continue
        percent = value * 100 / planned
        if check.least <= percent <= check.most:
            continue
        goal, reached, least, most = subject.amount(planned), share(percent), share(check.least), share(check.most)
        vi = f", bằng {reached.vi} kế hoạch ({goal.vi}), ngoài khoảng thường gặp từ {least.vi} đến {most.vi}."
        en = f", {reached.en} of the plan ({goal.en}), outside the usual {least.en} to {most.en}."
        yield subject.found(vi, en, planned, (key,) if check.plan else ())


def _given(
    table: Table, indicator: Defined, check: Range | Parts | Identity | Plan, *others: str
) -> Iterator[tuple[Subject, Decimal]]:
    """Give the numbers to be looked at: where the indicator or one it is compared with is handed in."""
    for unit, period in table.given(indicator.code, *others):
        value = table.value(indicator.code, unit, period)
        if value is not None:
            yield Subject(table, indicator, check, unit, period, value), value


def _outside(subject: Subject, bound: Decimal, *, inclusive: bool, low: bool) -> Found:
    limit = subject.amount(bound)
    if inclusive:
        vi = f", {'nhỏ hơn mức thấp nhất' if low else 'lớn hơn mức cao nhất'} cho phép là {limit.vi}."
        en = f", {'below the least' if low else 'above the greatest'} value allowed, {limit.en}."
    else:
        vi = f", trong khi phải {'lớn hơn' if low else 'nhỏ hơn'} {limit.vi}."
        en = f", but must be {'above' if low else 'below'} {limit.en}."
    return subject.found(vi, en, bound)


def _of_known(cells: list[Cell]) -> Cell:
    """Add the parts that are known: if even they exceed the whole, all do, unless one may be negative."""
    withheld = any(cell.state in WITHHELD for cell in cells)
    negative = any(cell.value is not None and cell.value < 0 for cell in cells)
    return MISSING if withheld and negative else total(cell for cell in cells if cell.known)


def _right_side(table: Table, check: Identity, subject: Subject) -> Cell:
    unit, period = subject.unit or "", subject.period
    if check.ratio:
        above, below = (table.cell(code, unit, period) for code in check.ratio)
        return ratio(above, below, check.scale)
    with localcontext(prec=PRECISION):
        if check.product:
            first, second = (table.cell(code, unit, period).value for code in check.product)
            return MISSING if first is None or second is None else Cell.of(first * second * check.scale)
        signed = ((term.sign, table.cell(term.indicator, unit, period)) for term in check.terms)
        summed = total(cell if cell.value is None else Cell.of(sign * cell.value) for sign, cell in signed)
        return summed if summed.value is None else Cell.of(summed.value * check.scale)


def _formula(table: Table, check: Identity) -> Text:
    scale = Text(vi="", en="")
    if check.scale != 1:
        scale = Text(vi=f" × {number(check.scale, 'vi')}", en=f" × {number(check.scale, 'en')}")
    if check.product or check.ratio:
        joined = _joined(table, check.mentions, " × " if check.product else " / ")
    else:
        joined = _signed(table, check)
        joined = Text(vi=f"({joined.vi})", en=f"({joined.en})") if scale.vi else joined
    return Text(vi=joined.vi + scale.vi, en=joined.en + scale.en)


def _signed(table: Table, check: Identity) -> Text:
    names = [(" + " if term.sign > 0 else " − ", _name(table, term.indicator)) for term in check.terms]
    vi, en = ("".join(sign + name.in_language(language) for sign, name in names) for language in ("vi", "en"))
    return Text(vi=vi.removeprefix(" + ").strip(), en=en.removeprefix(" + ").strip())


def _joined(table: Table, codes: tuple[str, ...], sign: str) -> Text:
    names = [_name(table, code) for code in codes]
    return Text(vi=sign.join(name.vi for name in names), en=sign.join(name.en for name in names))


def _name(table: Table, code: str) -> Text:
    known = table.catalogue.get(code)
    return known.name if known else Text(vi=code, en=code)


def _beside(subject: Subject, codes: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple((code, subject.unit or "", subject.period) for code in codes)
