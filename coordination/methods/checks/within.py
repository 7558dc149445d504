"""Checks of a body's own figures against each other: ranges, sums of parts, identities, plan against actual."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal, localcontext

from coordination.kernel.cells import MISSING, PRECISION, WITHHELD, Cell, ratio, total
from coordination.kernel.text import Text
from coordination.methods.checks.declared import Identity, Jump, Parts, Plan, Range
from coordination.methods.checks.found import Defined, Found, Key
from coordination.methods.checks.subject import Subject, share
from coordination.methods.checks.table import Table, change_between
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
        if check.at_most:
            if summed.value > value:
                yield _exceeded(subject, check, summed.value)
            continue
        names, added, gap = _joined(table, check.of, " + "), subject.computed(summed.value), subject.gap(summed.value)
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
        yield subject.found(vi, en, subject.short(expected), _beside(subject, check.mentions))


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
        yield subject.found(vi, en, None, (key,) if check.plan else ())


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
    return subject.found(vi, en)


def _exceeded(whole: Subject, check: Parts, summed: Decimal) -> Found:
    """Tell parts that exceed their whole at the figure that stands out, which need not be the whole."""
    table, unit, period = whole.table, whole.unit or "", whole.period
    codes = (whole.indicator.code, *check.of)
    handed_in = (table.figures.get((code, unit, period)) for code in codes)
    given = [
        code for code, cell in zip(codes, handed_in, strict=True) if cell and cell.known and code in table.catalogue
    ]
    # Of equals it is the whole, which comes first.
    out = max(given, key=lambda code: _moved(table, code, unit, period), default=codes[0])
    others = tuple(code for code in codes if code != out)
    if out == whole.indicator.code:
        names, added = _joined(table, check.of, " + "), whole.computed(summed)
        vi = f", nhỏ hơn “{names.vi}” ({added.vi}); bộ phận không thể vượt tổng số."
        en = f", less than “{names.en}” ({added.en}); parts cannot exceed the whole."
        return whole.found(vi, en, None, _beside(whole, others))
    part = Subject(table, table.catalogue[out], check, unit, period, table.value(out, unit, period))
    vi = en = ""
    if len(check.of) > 1:
        rest, both = _joined(table, others[1:], " + "), part.computed(summed)
        vi, en = f", cộng với “{rest.vi}” là {both.vi}", f", with “{rest.en}” {both.en}"
    name, size = whole.indicator.name, whole.amount(whole.value or Decimal(0))
    vi += f", lớn hơn “{name.vi}” ({size.vi}); bộ phận không thể vượt tổng số."
    en += f", more than “{name.en}” ({size.en}); parts cannot exceed the whole."
    return part.found(vi, en, None, _beside(part, others))


def _moved(table: Table, code: str, unit: str, period: int) -> float:
    """Give how far a figure is from the latest known of the years before, 0 where nothing is known."""
    year, now = table.latest(code, unit, period), table.value(code, unit, period)
    before = table.value(code, unit, year) if year else None
    if before is None or now is None:
        return 0.0
    return abs(change_between(before, now, Jump()) or 0.0) if now > 0 else math.inf


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
