"""One regional assessment of the provinces' own, with each province's part and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.methods.contract import Context
from coordination.methods.indicators import Ratio
from coordination.methods.joint_assessment import phrases
from coordination.methods.joint_assessment.aggregate import aggregate, percent
from coordination.methods.joint_assessment.book import Book, actual
from coordination.methods.joint_assessment.models import BodyText, Result, ServedFigure, Settings, Submission
from coordination.methods.joint_assessment.regional import province_value, regional_value
from coordination.methods.parties import absent, handed_in, one_body_per_unit, participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.kernel.text import Text
    from coordination.methods.joint_assessment.models import ProvinceValue, RegionalValue


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Make the region's assessment of the accepted submissions, keyed by body."""
    one_body_per_unit(context)
    settings = Settings.of(context)
    given = [(party, _stated(submission)) for party, submission in handed_in(submissions, context)]
    book = Book.of(given, context)
    regional = tuple(_with_served(regional_value(book, *pair), book) for pair in book.pairs(settings))
    units = [party.unit for party in context.parties]
    return Result(
        summary=_summary(participation(submissions, context), regional, context),
        for_discussion=(
            *(phrases.incomplete(row, context) for row in regional if row.status == "partial"),
            *_unheard(regional, context),
            *_contradictions(book, regional, settings),
        ),
        missing=tuple(party.body for party in absent(submissions, context)),
        regional=regional,
        provinces=tuple(_with_source(province_value(book, row, unit), book) for row in regional for unit in units),
        texts=tuple(
            BodyText(body=party.body, pillar=t.pillar, kind=t.kind, text=t.text)
            for party, submission in given
            for t in submission.texts
        ),
    )


def _stated(submission: Submission) -> Submission:
    """Give a submission without what it leaves unsaid: its plan and remark stand, of the figure there is none."""
    figures = (each.model_copy(update={"state": "missing"}) if each.unsaid else each for each in submission.figures)
    return submission.model_copy(update={"figures": tuple(figures)})


def _source(book: Book, code: str, period: int, unit: str) -> str:
    figure = book.figure(code, period, unit)
    return figure.source if isinstance(figure, ServedFigure) else ""


def _with_served(row: RegionalValue, book: Book) -> RegionalValue:
    served = tuple(unit for unit in row.units if _source(book, row.indicator, row.period, unit))
    return row.model_copy(update={"served": served}) if served else row


def _with_source(row: ProvinceValue, book: Book) -> ProvinceValue:
    source = _source(book, row.indicator, row.period, row.unit)
    return row.model_copy(update={"source": source}) if source else row


def _unheard(regional: Iterable[RegionalValue], context: Context) -> Iterable[Text]:
    """Name what has no value year by year: what is expected is much, and a sentence of each would say no more."""
    without: dict[int, list[RegionalValue]] = {}
    for row in regional:
        if row.status == "missing" and row.unweighted:
            yield phrases.unheard(row, context)
        elif row.status == "missing":
            without.setdefault(row.period, []).append(row)
    for period in sorted(without):
        yield phrases.unheard_of(without[period], context)


def _summary(first: Text, regional: tuple[RegionalValue, ...], context: Context) -> tuple[Text, ...]:
    latest: dict[str, RegionalValue] = {}
    for row in regional:  # rows come in the order of periods
        if row.value is not None or row.indicator not in latest:
            latest[row.indicator] = row
    rows = list(latest.values())
    plans = [row.plan for row in rows if row.plan is not None and row.plan.met is not None]
    return (
        first,
        *([phrases.plan_count([bool(plan.met) for plan in plans])] if plans else []),
        *(phrases.headline(row, context) for row in rows if row.value is not None),
        *_unheard(rows, context),
    )


def _contradictions(book: Book, regional: Iterable[RegionalValue], settings: Settings) -> Iterable[Text]:
    """Show each stated ratio that does not follow from the same province's own two figures."""
    for row in regional:
        indicator = book.context.indicators[row.indicator]
        rule = indicator.aggregation
        if not isinstance(rule, Ratio):
            continue
        for party in book.context.parties:
            names = (row.indicator, rule.numerator, rule.denominator)
            figures = [book.figure(name, row.period, party.unit) for name in names]
            stated, above, below = (actual(f) if f else None for f in figures)
            if stated is None or above is None or below is None:
                continue
            lookup = book.lookup(row.indicator, row.period)
            found = aggregate(row.indicator, rule, [party.unit], lookup)
            gap = None if found is None else percent(abs(stated - found), abs(found))
            if found is not None and gap is not None and gap > settings.ratio_tolerance_percent:
                yield phrases.contradiction(party.name, indicator, row.period, stated, found)
