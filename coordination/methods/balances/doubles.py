"""The same money on which two provinces count: named with both claims, taken out of nobody's figure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coordination.methods.balances.amounts import CERTAINTIES, cell_of
from coordination.methods.balances.models import Claim, Double
from coordination.methods.wording import comparable, exact_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from coordination.methods.balances.declared import Settings
    from coordination.methods.balances.models import Named, Submission
    from coordination.methods.contract import Context, Party

Pot = tuple[str, int, str, str]
"""Balance, year, project as written comparably, and whose money it is."""


def doubles(given: Sequence[tuple[Party, Submission]], settings: Settings, context: Context) -> tuple[Double, ...]:
    """Find the projects and transfers on whose money several provinces count in a year.

    Money is one where project, year and giver are: a counterpart province named by its unit gives its own; own money is
    that of the province that claims it; other money is its source's. Whether it is one, the provinces know.
    """
    units = {party.unit for party in context.parties}
    pots: dict[Pot, list[tuple[Party, Named]]] = defaultdict(list)
    for party, own in given:
        for row in own.named:
            giver = _giver(party, row, settings, units)
            pots[row.balance, row.period, comparable(row.project), giver].append((party, row))
    found = [_double(claims) for claims in pots.values() if len({party.body for party, _ in claims}) > 1]
    return tuple(sorted(found, key=lambda each: (each.balance, each.year, each.project)))


def _giver(party: Party, row: Named, settings: Settings, units: set[str]) -> str:
    if row.counterpart in units:
        return f"unit {row.counterpart}"
    balance = settings.balance(row.balance)
    source = next((each for each in balance.sources if each.code == row.source), None) if balance else None
    return f"unit {party.unit}" if source is not None and source.kind == "own" else f"source {row.source}"


def _double(rows: Sequence[tuple[Party, Named]]) -> Double:
    claims = tuple(_claim(party, row) for party, row in rows)
    by_body: dict[str, tuple[Decimal, Decimal]] = {}
    for each in claims:
        secured, firm = by_body.get(each.body, (exact_sum(()), exact_sum(())))
        by_body[each.body] = secured + each.secured, firm + each.secured + each.likely
    secured, firm = (_beyond_largest(column) for column in zip(*by_body.values(), strict=True))
    first = rows[0][1]
    return Double(
        balance=first.balance,
        year=first.period,
        project=min(row.project for _, row in rows),
        claims=claims,
        secured=secured,
        likely=firm - secured,
    )


def _beyond_largest(amounts: Iterable[Decimal]) -> Decimal:
    every = list(amounts)
    return exact_sum(every) - max(every)


def _claim(party: Party, row: Named) -> Claim:
    amounts = {each: cell.value if (cell := cell_of(getattr(row, each))) is not None else None for each in CERTAINTIES}
    stated = {name: value if value is not None else exact_sum(()) for name, value in amounts.items()}
    return Claim(body=party.body, source=row.source, counterpart=row.counterpart, **stated)
