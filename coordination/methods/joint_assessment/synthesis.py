"""One regional assessment of the provinces' own, with each province's part and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.methods.contract import Context
from coordination.methods.indicators import Ratio
from coordination.methods.joint_assessment import phrases
from coordination.methods.joint_assessment.aggregate import aggregate, percent
from coordination.methods.joint_assessment.book import Book, actual
from coordination.methods.joint_assessment.models import BodyText, Result, Settings, Submission
from coordination.methods.joint_assessment.regional import province_value, regional_value
from coordination.methods.parties import absent, handed_in, one_body_per_unit, participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.kernel.text import Text
    from coordination.methods.joint_assessment.models import RegionalValue


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Make the region's assessment of the accepted submissions, keyed by body."""
    one_body_per_unit(context)
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    book = Book.of(given, context)
    regional = tuple(regional_value(book, *pair) for pair in book.pairs(settings))
    units = [party.unit for party in context.parties]
    return Result(
        summary=_summary(participation(submissions, context), regional, context),
        for_discussion=(
            *(phrases.incomplete(row, context) for row in regional if row.status == "partial"),
            *(phrases.unheard(row, context) for row in regional if row.status == "missing"),
            *_contradictions(book, regional, settings),
        ),
        missing=tuple(party.body for party in absent(submissions, context)),
        regional=regional,
        provinces=tuple(province_value(book, row, unit) for row in regional for unit in units),
        texts=tuple(
            BodyText(body=party.body, pillar=t.pillar, kind=t.kind, text=t.text)
            for party, submission in given
            for t in submission.texts
        ),
    )


def _summary(first: Text, regional: tuple[RegionalValue, ...], context: Context) -> tuple[Text, ...]:
    latest = {row.indicator: row for row in regional}  # rows come in the order of periods
    rows = list(latest.values())
    plans = [row.plan for row in rows if row.plan is not None and row.plan.met is not None]
    return (
        first,
        *([phrases.plan_count([bool(plan.met) for plan in plans])] if plans else []),
        *(phrases.headline(row, context) for row in rows if row.status != "not_additive"),
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
