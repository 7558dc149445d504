"""The region's balances made of the provinces'; nobody's figure is changed and no gap is filled by hope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.methods.balances import sentences
from coordination.methods.balances.declared import Settings
from coordination.methods.balances.doubles import doubles
from coordination.methods.balances.models import Result, Submission, Words
from coordination.methods.balances.revenue import reached
from coordination.methods.balances.sums import Book, lacking, own_balance, source_lines, use_lines, year_balance
from coordination.methods.contract import Clause
from coordination.methods.parties import absent, handed_in, one_body_per_unit, participation
from coordination.methods.wording import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.kernel.text import Text
    from coordination.methods.balances.declared import Balance
    from coordination.methods.balances.models import OwnBalance, Reached
    from coordination.methods.contract import Context


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Draw up the region's balances, name the gaps, what is counted twice, and revenue hoped for too much.

    The unified forecast is that of ``context.earlier``; without one revenue is compared with nothing.
    """
    one_body_per_unit(context)
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    bodies, names = [party.body for party in context.parties], sentences.names_of_bodies(context)
    book = Book.of({party.body: submission for party, submission in given}, bodies)
    every = [(balance, year) for balance in settings.balances for year in settings.years]
    sources = tuple(line for balance, year in every for line in source_lines(book, balance, year))
    own = tuple(own_balance(book, body, balance, year) for balance, year in every for body in bodies)
    found = doubles(given, settings, context)
    years = tuple(
        year_balance([each for each in own if (each.balance, each.year) == (balance.code, year)], balance, year, found)
        for balance, year in every
    )
    revenue = reached(sources, settings, context)
    heads = {
        balance.code: sentences.headline(
            balance, [each for each in years if each.balance == balance.code], _begun(own, balance), names
        )
        for balance in settings.balances
    }
    return Result(
        summary=(
            participation(submissions, context),
            *heads.values(),
            *(sentences.chance(row, settings, context, names) for row in revenue if not row.body),
        ),
        clauses=tuple(Clause(key=code, text=text) for code, text in heads.items()),
        for_discussion=(
            *(
                text
                for balance in settings.balances
                for text in sentences.gaps(
                    balance,
                    [each for each in own if each.balance == balance.code],
                    [each for each in sources if each.balance == balance.code],
                    names,
                )
            ),
            *(
                text
                for (balance, _), year in zip(every, years, strict=True)
                for text in sentences.one_sided(
                    year, balance, {body: lacking(book, body, balance, year.year) for body in year.missing}, names
                )
            ),
            *(sentences.doubled(each, settings, names) for each in found),
            *(sentences.chance(row, settings, context, names) for row in revenue if _unlikely(row, settings)),
        ),
        missing=tuple(party.body for party in absent(submissions, context)),
        years=years,
        provinces=own,
        uses=tuple(line for balance, year in every for line in use_lines(book, balance, year)),
        sources=sources,
        doubles=found,
        revenue=revenue,
        words=tuple(
            Words(topic=topic.code, body=party.body, text=submission.topics[topic.code])
            for topic in settings.topics
            for party, submission in given
            if tidy(submission.topics.get(topic.code, ""))
        ),
        names=dict(_names(settings, context)),
    )


def _begun(own: Iterable[OwnBalance], balance: Balance) -> set[int]:
    """Give the years of a balance of which some province gave a figure."""
    return {
        each.year for each in own if each.balance == balance.code and (each.need is not None or each.total is not None)
    }


def _unlikely(row: Reached, settings: Settings) -> bool:
    """Say whether a province counts on revenue the forecast hardly reaches; the region's stands in the summary."""
    return bool(row.body) and row.bound != "at_least" and row.chance < settings.least_chance


def _names(settings: Settings, context: Context) -> Iterable[tuple[str, Text]]:
    for balance in settings.balances:
        yield balance.code, balance.name
        for line in (*balance.uses, *balance.sources):
            yield f"{balance.code}.{line.code}", line.name
    yield from ((topic.code, topic.name) for topic in settings.topics)
    yield from ((party.body, party.name) for party in context.parties)
