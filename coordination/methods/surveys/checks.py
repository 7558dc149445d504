"""What can be said of one body's survey before it enters the common data."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.cells import Cell
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.kernel.units import slip
from coordination.methods import collate
from coordination.methods.checks.declared import Range
from coordination.methods.contract import Finding
from coordination.methods.forecast_terms import ASSIGNED, assigned_indicators
from coordination.methods.parties import finding
from coordination.methods.slips import last_published, slips
from coordination.methods.surveys.models import Settings
from coordination.methods.surveys.synthesis import its_own
from coordination.methods.wording import in_year, listed, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordination.methods.contract import Context
    from coordination.methods.indicators import Indicator
    from coordination.methods.surveys.models import Observation, Submission


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's survey."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *collate.check(submission, context),
        *_repeated(submission),
        *(each for row in submission.observations for each in _row(row, context, settings)),
        *_slipped(submission, context),
        *_of_others(submission, context),
        *_lacking(submission, context, assigned_indicators(context.settings, _body(context))),
    ]


def _body(context: Context) -> str:
    return next((party.body for party in context.parties if party.unit == context.unit), "")


def place(row: Observation) -> str:
    """Give the place of a figure in the document."""
    return f"observations.{row.indicator}.{row.unit}.{row.period}"


def _repeated(submission: Submission) -> Iterator[Finding]:
    for where, times in Counter(map(place, submission.observations)).items():
        if times > 1:
            vi, en = f"Số liệu này được ghi {times} lần.", f"This figure is given {times} times."
            yield finding("error", "given_twice", where, vi=vi, en=en)


def _row(row: Observation, context: Context, settings: Settings) -> Iterator[Finding]:
    where, known = place(row), context.indicators.get(row.indicator)
    if known is None:
        vi = f"Chỉ tiêu “{row.indicator}” không có trong danh mục."
        yield finding(
            "error", "unknown_indicator", where, vi=vi, en=f"Indicator “{row.indicator}” is not in the catalogue."
        )
        return
    if row.unit not in context.units:
        vi = f"“{row.unit}” không phải là đơn vị của vùng."
        yield finding("error", "unknown_unit", where, vi=vi, en=f"“{row.unit}” is no unit of the region.")
        return
    yield from _bounds(where, row, known)
    yield from _used(where, row, known, context, settings)
    yield from _slipped_back(where, row, known, context)


def _bounds(where: str, row: Observation, known: Indicator) -> Iterator[Finding]:
    """Check the bounds the registry declares of the indicator."""
    for each in known.checks:
        if isinstance(each, Range) and not (
            (each.least is None or row.value >= each.least) and (each.most is None or row.value <= each.most)
        ):
            told = number(row.value, "vi"), number(row.value, "en")
            yield finding(
                each.severity,
                each.code,
                where,
                vi=f"{in_year(known.name.vi, row.period)}: {told[0]} {known.unit.vi} nằm ngoài giới hạn của chỉ tiêu.",
                en=f"{known.name.en} {row.period}: {told[1]} {known.unit.en} is out of the indicator's bounds.",
            )


def _used(where: str, row: Observation, known: Indicator, context: Context, settings: Settings) -> Iterator[Finding]:
    """Say of a figure that no forecast will use it."""
    name = Text(vi=in_year(known.name.vi, row.period), en=f"{known.name.en} {row.period}")
    if row.period >= Period.parse(context.period).drafting_year:
        yield finding(
            "warning",
            "year_not_over",
            where,
            vi=f"{name.vi}: năm chưa kết thúc nên số này không vào chuỗi số liệu đã có.",
            en=f"{name.en}: the year is not over, so the figure enters no history.",
        )
    elif settings.data_to is not None and row.period > settings.data_to:
        yield finding(
            "warning",
            "beyond_cut_off",
            where,
            vi=f"{name.vi}: các tỉnh thống nhất chỉ dùng số liệu đến hết năm {settings.data_to}.",
            en=f"{name.en}: the provinces agreed to use figures up to {settings.data_to} only.",
        )


def _slipped_back(where: str, row: Observation, known: Indicator, context: Context) -> Iterator[Finding]:
    """Find a figure of the published years that is off the unit's last one by a power of 1,000."""
    told = context.history.get(row.indicator, {}).get(row.unit, {})
    if not told or row.period > max(told):
        return
    last = max(told)
    published = Decimal(repr(told[last]))
    power = slip(row.value, published)
    if power is not None:
        times = 1000 ** abs(power)
        yield finding(
            "warning",
            "unit_slip",
            where,
            vi=f"{in_year(known.name.vi, row.period)}: {number(row.value, 'vi')} lệch khoảng {number(times, 'vi')} lần so với số "
            f"công bố năm {last} ({number(published, 'vi')} {known.unit.vi}); có thể nhầm đơn vị tính.",
            en=f"{known.name.en} {row.period}: {number(row.value, 'en')} is about {number(times, 'en')} times off the published "
            f"{number(published, 'en')} {known.unit.en} of {last}; the unit may be mistaken.",
        )


def _slipped(submission: Submission, context: Context) -> Iterator[Finding]:
    """Find figures of later years that are off the unit's last published one by powers of ten."""
    figures = {
        (row.indicator, row.unit, row.period): Cell.of(row.value)
        for row in submission.observations
        if row.indicator in context.indicators and row.unit in context.units
    }
    for found in slips(figures, last_published(context, figures), context):
        where = f"observations.{found.indicator}.{found.unit}.{found.period}"
        yield Finding(severity=found.severity, code=found.code, where=where, message=found.message)


def _of_others(submission: Submission, context: Context) -> Iterator[Finding]:
    """Say of an indicator the body was not to survey who was: the contract divides the surveys so that one collects for all."""
    told, body = dict(context.settings.get(ASSIGNED) or {}), _body(context)
    whose = {each: assigned_indicators(context.settings, each) for each in told}
    if not body:
        return
    for code in dict.fromkeys(row.indicator for row in submission.observations):
        if code in context.indicators and not its_own(body, code, context):
            name, where = context.indicators[code].name, f"observations.{code}"
            others = [each for each, codes in whose.items() if code in codes]
            if others:
                who = _named(others, context)
                vi = f"{name.vi}: theo quy ước dự báo, {who.vi} điều tra chỉ tiêu này; số này không dùng."
                en = f"{name.en}: by the forecast contract {who.en} surveys it; this figure is not used."
                yield finding("warning", "assigned_to_another", where, vi=vi, en=en)
            else:
                vi = f"{name.vi}: không thuộc cuộc điều tra nào đã phân công; số này không dùng."
                en = f"{name.en}: belongs to no survey that was assigned; it is not used."
                yield finding("warning", "assigned_to_nobody", where, vi=vi, en=en)


def _named(bodies: list[str], context: Context) -> Text:
    names = {party.body: party.name for party in context.parties}
    said = [names.get(each, Text(vi=each, en=each)) for each in bodies]
    return Text(vi=listed(each.vi for each in said), en=listed(each.en for each in said))


def _lacking(submission: Submission, context: Context, assigned: tuple[str, ...]) -> Iterator[Finding]:
    """Name the units without any figure of an indicator the body was to collect for all."""
    there = {(row.indicator, row.unit) for row in submission.observations}
    for code in assigned:
        units = [name for unit, name in context.units.items() if (code, unit) not in there]
        if units and code in context.indicators:
            name = context.indicators[code].name
            yield finding(
                "warning",
                "units_lacking",
                f"observations.{code}",
                vi=f"{name.vi}: chưa có số của {listed(each.vi for each in units)}.",
                en=f"{name.en}: no figure of {listed(each.en for each in units)}.",
            )
