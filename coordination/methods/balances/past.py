"""What a province's lines add up to beside the last published figure of what they measure: growth, and slips of units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from coordination.kernel.units import Quantity, slip, unit_of
from coordination.methods.parties import finding
from coordination.methods.wording import en, exact_sum, in_year, rounded, vi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordination.methods.balances.declared import Balance, Settings
    from coordination.methods.balances.models import Submission
    from coordination.methods.contract import Context, Finding

Places = dict[str, Decimal]
"""Place in the document → amount stated there."""


class _Last(NamedTuple):
    """The last published figure, in the unit of the balance."""

    year: int
    value: Decimal


class _Sum(NamedTuple):
    """What the lines of an indicator come to in a year, and the largest of them."""

    total: Decimal
    where: str


def beside_the_past(submission: Submission, settings: Settings, context: Context) -> Iterator[Finding]:
    """Find what is off last year's actual by a power of 1,000, and secured means that outgrow it.

    Only lines that name an indicator are compared, and only where its figures for the body's unit are known; the longer
    ago the last one is, the more growth passes.
    """
    for balance in settings.balances:
        needs, means = balance.groups(balance.uses), balance.groups(balance.sources)
        for year in settings.years:
            for indicator, uses in needs.items():
                last, asked = _last(indicator, balance, context), _needs(submission, balance, year, uses)
                if last is not None and asked is not None:
                    yield from _slipped(balance, year, indicator, asked, last, context)
            for indicator, sources in means.items():
                last, secured = _last(indicator, balance, context), _secured(submission, balance, year, sources)
                if last is None or secured is None:
                    continue
                slipped = list(_slipped(balance, year, indicator, secured, last, context))
                yield from slipped or _outgrown(balance, year, indicator, secured, last, settings, context)


def _last(indicator: str, balance: Balance, context: Context) -> _Last | None:
    known = context.history.get(indicator, {}).get(context.unit, {})
    defined = context.indicators.get(indicator)
    unit = unit_of(defined.unit.vi) if defined else None
    if not known or unit is None or unit.dimension != balance.measure.dimension:
        return None
    year = max(known)
    return _Last(year, Quantity(Decimal(repr(known[year])), unit).to(balance.measure).value)


def _needs(submission: Submission, balance: Balance, year: int, uses: tuple[str, ...]) -> _Sum | None:
    return _sum(
        {
            f"needs.{balance.code}.{year}.{row.use}": row.amount
            for row in submission.needs
            if (row.balance, row.period) == (balance.code, year) and row.use in uses and isinstance(row.amount, Decimal)
        }
    )


def _secured(submission: Submission, balance: Balance, year: int, sources: tuple[str, ...]) -> _Sum | None:
    return _sum(
        {
            f"means.{balance.code}.{year}.{row.source}.secured": row.secured
            for row in submission.means
            if (row.balance, row.period) == (balance.code, year)
            and row.source in sources
            and isinstance(row.secured, Decimal)
        }
    )


def _sum(amounts: Places) -> _Sum | None:
    return _Sum(exact_sum(amounts.values()), max(amounts, key=lambda place: amounts[place])) if amounts else None


def _slipped(
    balance: Balance, year: int, indicator: str, stated: _Sum, last: _Last, context: Context
) -> Iterator[Finding]:
    power = slip(stated.total, last.value)
    if power is None:
        return
    name, unit = context.indicators[indicator].name, balance.measure.name
    times = 1000 ** abs(power)
    yield finding(
        "warning",
        "unit_slip",
        stated.where,
        vi=f"{balance.name.vi}: các dòng thuộc “{name.vi}” năm {year} cộng lại {vi(stated.total)} {unit.vi}, "
        f"{'lớn' if power > 0 else 'nhỏ'} hơn khoảng {vi(times)} lần so với số thực hiện năm {last.year} "
        f"({vi(rounded(last.value, 3))}); có thể nhầm đơn vị tính.",
        en=f"{balance.name.en}: the lines of “{name.en}” for {year} add up to {en(stated.total)} {unit.en}, about "
        f"{en(times)} times {'more' if power > 0 else 'less'} than the actual of {last.year} "
        f"({en(rounded(last.value, 3))}); the unit may be mistaken.",
    )


def _outgrown(
    balance: Balance, year: int, indicator: str, stated: _Sum, last: _Last, settings: Settings, context: Context
) -> Iterator[Finding]:
    apart = max(1, year - last.year)
    if last.value <= 0 or stated.total <= last.value * settings.most_growth**apart:
        return
    name, unit = context.indicators[indicator].name, balance.measure.name
    yield finding(
        "warning",
        "secured_above_last",
        stated.where,
        vi=f"{balance.name.vi}: phần đã chắc chắn năm {year} là {vi(stated.total)} {unit.vi}, tăng trên "
        f"{vi(settings.most_growth)} lần mỗi năm so với {in_year(name.vi, last.year)} ({vi(rounded(last.value, 3))}); đề nghị nêu căn cứ.",
        en=f"{balance.name.en}: {en(stated.total)} {unit.en} secured for {year} is more than {en(settings.most_growth)} "
        f"times a year above {name.en} of {last.year} ({en(rounded(last.value, 3))}); say on what ground.",
    )
