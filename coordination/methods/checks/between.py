"""Checks of units against each other and against the nation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from coordination.kernel.cells import Cell, total, weighted_mean
from coordination.kernel.text import Text
from coordination.methods.checks.declared import Mirror, National
from coordination.methods.checks.found import Defined, Found
from coordination.methods.checks.subject import Subject
from coordination.methods.checks.table import Table

ONE = Cell.of(Decimal(1))


def mirror(table: Table, indicator: Defined, check: Mirror) -> Iterator[Found]:
    """Find what two neighbours report differently; the finding stands with the one whose figure is checked."""
    if check.counterpart not in table.catalogue:
        return  # nobody could say what the neighbour's figure means; the registry's own check refuses this
    mutual = check.counterpart == indicator.code
    pairs = {(min(pair), max(pair)) if mutual else pair for pair in _pairs(table, check)}
    for period in sorted({period for _, period in table.given(indicator.code, check.counterpart)}):
        for one, other in sorted(pairs):
            if {(indicator.code, one, period), (check.counterpart, other, period)} & table.figures.keys():
                yield from _mirrored(table, indicator, check, one, other, period)


def national(table: Table, indicator: Defined, check: National) -> Iterator[Found]:
    """Find years in which the provinces do not make up the nation, and provinces that alone exceed it."""
    periods = {period for _, period in table.given(indicator.code)}
    periods |= {period + check.lag for _, period in table.given(*check.mentions)}
    for period in sorted(periods):
        nation = table.known.nation.get((indicator.code, period))
        if nation is None:
            continue
        beyond = list(_beyond(table, indicator, check, period, nation)) if check.how == "sum" else []
        yield from beyond or _together(table, indicator, check, period, nation)


def _pairs(table: Table, check: Mirror) -> set[tuple[str, str]]:
    """Give the declared pairs, else every two neighbours in both orders."""
    if check.pairs:
        return set(check.pairs)
    return {pair for one, other in table.known.neighbours for pair in ((one, other), (other, one))}


def _mirrored(table: Table, indicator: Defined, check: Mirror, one: str, other: str, period: int) -> Iterator[Found]:
    value, reported = table.value(indicator.code, one, period), table.value(check.counterpart, other, period)
    if value is None or reported is None:
        return
    if abs(value - reported) <= check.tolerance.around(max(abs(value), abs(reported))):
        return
    sides = [(indicator, one, value), (table.catalogue[check.counterpart], other, reported)]
    if (indicator.code, one, period) not in table.figures:
        sides.reverse()
    (here, unit, mine), (there, neighbour, theirs) = sides
    subject = Subject(table, here, check, unit, period, mine)
    who, written, gap = table.name(neighbour), subject.amount(theirs, there), subject.gap(theirs)
    vi = f"; {who.vi} báo cáo “{there.name.vi}” là {written.vi}, chênh lệch {gap.vi}. Đề nghị hai bên đối chiếu."
    en = f"; {who.en} reports “{there.name.en}” as {written.en}, a difference of {gap.en}. Please reconcile the two."
    yield subject.found(vi, en, theirs, ((there.code, neighbour, period),))


def _beyond(table: Table, indicator: Defined, check: National, period: int, nation: Decimal) -> Iterator[Found]:
    """Find single units above the nation; where figures may be negative that is no contradiction."""
    if check.signed:
        return
    for unit, series in sorted(table.values.get(indicator.code, {}).items()):
        value = series.get(period) if (indicator.code, unit, period) in table.figures else None
        if value is not None and value > nation + check.tolerance.around(nation):
            subject = Subject(table, indicator, check, unit, period, value)
            whole = subject.amount(nation)
            vi = f", lớn hơn số của cả nước đã công bố là {whole.vi}."
            en = f", more than the published figure of the whole nation, {whole.en}."
            yield subject.found(vi, en)


def _together(table: Table, indicator: Defined, check: National, period: int, nation: Decimal) -> Iterator[Found]:
    """Compare the units together with the nation; some of them alone may only be seen to exceed it."""
    cells = [table.cell(indicator.code, unit, period) for unit in table.known.units]
    if check.how == "mean":
        made = weighted_mean(zip(cells, _weights(table, check, period), strict=True))
    else:
        made = total(cells)
        if made.value is None and not check.signed:
            made = total(cell for cell in cells if cell.known)
            if made.value is None or made.value < nation:
                return
    if made.value is None or check.tolerance.allows(made.value, nation):
        return
    subject = Subject(table, indicator, check, None, period, made.value)
    count = sum(cell.known for cell in cells)
    vi = f", số của cả nước đã công bố là {subject.amount(nation).vi}; chênh lệch {subject.gap(nation).vi}."
    en = f", the published national figure is {subject.amount(nation).en}; the difference is {subject.gap(nation).en}."
    yield subject.found(vi, en, opening=_of_units(subject, check, count, made.value))


def _weights(table: Table, check: National, period: int) -> Iterator[Cell]:
    for unit in table.known.units:
        yield table.cell(check.weight, unit, period - check.lag) if check.weight else ONE


def _of_units(subject: Subject, check: National, count: int, made: Decimal) -> Text:
    place, written = subject.place(), subject.computed(made)
    how = Text(vi="Bình quân" if check.how == "mean" else "Tổng cộng", en="Mean" if check.how == "mean" else "Sum")
    units = len(subject.table.known.units)
    return Text(
        vi=f"{how.vi} {count}/{units} đơn vị: {place.vi} là {written.vi}",
        en=f"{how.en} over {count} of {units} units, {place.en}: {written.en}",
    )
