"""Digit preference: last digits people like, and first digits that follow no Benford's law."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from coordination.kernel.text import Text
from coordination.methods.checks.declared import Digits
from coordination.methods.checks.found import Defined, Found
from coordination.methods.checks.robust import chance, chi_square
from coordination.methods.checks.subject import Subject, places
from coordination.methods.checks.table import Table
from coordination.methods.wording import number

UNIFORM = tuple(0.1 for _ in range(10))
BENFORD = tuple(math.log10(1 + 1 / first) for first in range(1, 10))
LEAST_FIGURES = {"last": 30, "first": 100}
"""Figures below which the test is not made: for equal shares n²/k ≥ 10 would do (Koehler & Larntz, JASA 75, 1980)."""
DECADES = 1000
"""How many times the least the greatest figure must be for first digits to follow Benford's law."""
LEAST, MOST = Decimal(100), Decimal(10) ** 20
"""A figure's last digit is as good as random only behind two others; no statistic counts beyond twenty."""


def over_units(table: Table, indicator: Defined, check: Digits) -> Iterator[Found]:
    """Look at the figures of all units in each year that has one to be checked."""
    if check.over == "submission":
        return
    years: dict[int, list[Decimal]] = defaultdict(list)
    checked = {period for _, period in table.given(indicator.code)}
    for series in table.values.get(indicator.code, {}).values():
        for period in checked & series.keys():
            years[period].append(series[period])
    for period, values in sorted(years.items()):
        subject = Subject(table, indicator, check, None, period, None)
        yield from _examine(subject, check, _digits([(indicator, values)], check.digit), subject.place())


def over_submissions(table: Table) -> Iterator[Found]:
    """Look at all figures of each unit and year whose indicators declare one and the same such check."""
    groups: dict[tuple[str, int, int], list[tuple[Defined, list[Decimal]]]] = defaultdict(list)
    checks: list[Digits] = []
    for _, indicator in sorted(table.catalogue.items()):
        for check in indicator.checks:
            if not isinstance(check, Digits) or check.over != "submission":
                continue
            if check not in checks:
                checks.append(check)
            which = checks.index(check)
            for unit, period in table.given(indicator.code):
                if (value := table.value(indicator.code, unit, period)) is not None:
                    groups[unit, period, which].append((indicator, [value]))
    for (unit, period, which), figures in sorted(groups.items(), key=lambda group: group[0]):
        check = checks[which]
        subject = Subject(table, figures[0][0], check, unit, period, None)
        name = table.name(unit)
        place = Text(vi=f"Các chỉ tiêu năm {period} của {name.vi}", en=f"Indicators of {name.en} in {period}")
        yield from _examine(subject, check, _digits(figures, check.digit), place)


def _digits(figures: list[tuple[Defined, list[Decimal]]], which: str) -> list[int]:
    """Give the digits looked at; an indicator's last place is the finest any of its figures uses."""
    if which == "first":
        sizes = [abs(value) for _, values in figures for value in values if value]
        wide = bool(sizes) and max(sizes) >= DECADES * min(sizes)
        return [size.as_tuple().digits[0] for size in sizes] if wide else []
    found: list[int] = []
    for indicator, values in figures:
        finest = min(max(map(places, values), default=0), indicator.decimals)
        scaled = (abs(value).scaleb(finest) for value in values)
        found += [int(whole) % 10 for whole in scaled if LEAST <= whole < MOST]
    return found


def _examine(subject: Subject, check: Digits, digits: list[int], place: Text) -> Iterator[Found]:
    """Tell digits that chance does not explain."""
    if len(digits) < (check.least_figures or LEAST_FIGURES[check.digit]):
        return
    first = check.digit == "first"
    shares, lowest = (BENFORD, 1) if first else (UNIFORM, 0)
    seen = Counter(digits)
    statistic = chi_square([seen[lowest + at] for at in range(len(shares))], shares)
    if chance(statistic, len(shares) - 1) >= check.level:
        return
    most = max(range(len(shares)), key=lambda at: seen[lowest + at] - len(digits) * shares[at])
    due, many = Decimal(repr(round(len(digits) * shares[most], 1))), seen[lowest + most]
    vi = (
        f" có chữ số {'đầu' if first else 'cuối'} là {lowest + most} ở {many}/{len(digits)} số liệu, "
        f"thường chỉ khoảng {number(due, 'vi')} (χ² = {number(statistic, 'vi', 1)}); "
        "số liệu có thể đã được làm tròn hoặc ước lượng."
    )
    en = (
        f": {many} of {len(digits)} figures have {lowest + most} as {'first' if first else 'last'} digit, where about "
        f"{number(due, 'en')} are usual (χ² = {number(statistic, 'en', 1)}); they may be rounded or estimated."
    )
    yield subject.found(vi, en, None, opening=place)
