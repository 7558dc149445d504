"""Adding up: lines by use and by source, each province's balance, and the region's; what is unknown is never zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coordination.kernel.cells import NOT_APPLICABLE, WITHHELD
from coordination.methods.balances.amounts import CERTAINTIES, Certainty
from coordination.methods.balances.models import OwnBalance, OwnSource, OwnUse, SourceLine, UseLine, YearBalance
from coordination.methods.wording import exact_sum, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from coordination.kernel.cells import Cell
    from coordination.methods.balances.declared import Balance, Source, Use
    from coordination.methods.balances.models import Double, Means, Need, Submission

Place = tuple[str, str, int, str]
"""Body, balance, year and use, or source."""


FIRM: Final = CERTAINTIES.index("hoped_for")
"""How many certainties, the surest first, cover a need."""


@dataclass(frozen=True)
class Book:
    """All that was handed in, by its place."""

    bodies: tuple[str, ...]
    """Whose lines are asked for, whether or not they gave any."""
    needs: dict[Place, Need]
    means: dict[Place, Means]

    @classmethod
    def of(cls, given: Mapping[str, Submission], bodies: Iterable[str]) -> Book:
        """Enter what was handed in, by body."""
        needs = {(body, n.balance, n.period, n.use): n for body, own in given.items() for n in own.needs}
        means = {(body, m.balance, m.period, m.source): m for body, own in given.items() for m in own.means}
        return cls(tuple(bodies), needs, means)


def use_lines(book: Book, balance: Balance, year: int) -> tuple[UseLine, ...]:
    """Give the uses of a balance in a year."""
    return tuple(_use_line(book, balance, year, use.code) for use in balance.uses)


def _use_line(book: Book, balance: Balance, year: int, use: str) -> UseLine:
    places = {body: (body, balance.code, year, use) for body in book.bodies}
    return UseLine(
        balance=balance.code,
        year=year,
        use=use,
        need=_known(_need(book, place) for place in places.values()),
        own=tuple(OwnUse(body=b, amount=book.needs[at].amount) for b, at in places.items() if at in book.needs),
        missing=tuple(body for body, place in places.items() if _silent([_need(book, place)])),
    )


def source_lines(book: Book, balance: Balance, year: int) -> tuple[SourceLine, ...]:
    """Give the sources of a balance in a year."""
    return tuple(_source_line(book, balance, year, source.code) for source in balance.sources)


def _source_line(book: Book, balance: Balance, year: int, source: str) -> SourceLine:
    places = {body: (body, balance.code, year, source) for body in book.bodies}
    sums = {each: _known(_mean(book, place, each) for place in places.values()) for each in CERTAINTIES}
    return SourceLine(
        balance=balance.code,
        year=year,
        source=source,
        secured=sums["secured"],
        likely=sums["likely"],
        hoped_for=sums["hoped_for"],
        own=tuple(
            OwnSource(body=body, secured=row.secured, likely=row.likely, hoped_for=row.hoped_for)
            for body, place in places.items()
            if (row := book.means.get(place)) is not None
        ),
        missing=tuple(body for body, place in places.items() if _silent(_means(book, place))),
    )


def own_balance(book: Book, body: str, balance: Balance, year: int) -> OwnBalance:
    """Give a province's balance of a year.

    It can be drawn up once there is a figure for a use and one for a source, and none that counts is withheld: what is
    said to be missing is no zero. A line of which nothing is said claims nothing and is counted as not stated.
    """
    uses = [_need(book, (body, balance.code, year, use.code)) for use in balance.uses]
    rows = [_means(book, (body, balance.code, year, source.code)) for source in balance.sources]
    sums = {each: _known(row[at] for row in rows) for at, each in enumerate(CERTAINTIES)}
    need = _known(uses)
    withheld = _withheld(uses) or any(_withheld(row[:FIRM]) for row in rows)
    known = need is not None and any(value is not None for value in sums.values()) and not withheld
    return OwnBalance(
        body=body,
        unstated=sum(_silent([each]) for each in uses) + sum(_silent(row) for row in rows),
        **_sums(balance.code, year, need, sums, known=known),
    )


def lacking(book: Book, body: str, balance: Balance, year: int) -> tuple[Use | Source, ...]:
    """Give the lines without a figure where a province's balance of a year cannot be drawn up; none where it can."""
    if own_balance(book, body, balance, year).gap is not None:
        return ()
    rows: list[tuple[Use | Source, list[Cell | None]]] = [
        *((use, [_need(book, (body, balance.code, year, use.code))]) for use in balance.uses),
        *((source, _means(book, (body, balance.code, year, source.code))) for source in balance.sources),
    ]
    return tuple(line for line, cells in rows if _silent(cells) or _withheld(cells[:FIRM]))


def year_balance(own: Sequence[OwnBalance], balance: Balance, year: int, doubles: Sequence[Double]) -> YearBalance:
    """Give the region's balance of a year, of the provinces' balances of that year."""
    known = [each for each in own if each.gap is not None]
    need = _added(each.need for each in known)
    sums: dict[Certainty, Decimal | None] = {
        "secured": _added(each.secured for each in known),
        "likely": _added(each.likely for each in known),
        "hoped_for": _added(each.hoped_for for each in known),
    }
    lacking = [each.gap_likely for each in known if each.gap_likely is not None and each.gap_likely > 0]
    there = [each for each in doubles if (each.balance, each.year) == (balance.code, year)]
    return YearBalance(
        bodies=tuple(each.body for each in known),
        missing=tuple(each.body for each in own if each.gap is None),
        short=exact_sum(lacking) if known else None,
        doubled_secured=exact_sum(each.secured for each in there),
        doubled_likely=exact_sum(each.likely for each in there),
        **_sums(balance.code, year, need, sums, known=bool(known)),
    )


def _sums(
    balance: str, year: int, need: Decimal | None, sums: dict[Certainty, Decimal | None], *, known: bool
) -> dict[str, Any]:
    secured = exact_sum(_given(sums["secured"]))
    firm = exact_sum([secured, *_given(sums["likely"])])
    stated = known and need is not None
    return {
        "balance": balance,
        "year": year,
        "need": need,
        "secured": sums["secured"],
        "likely": sums["likely"],
        "hoped_for": sums["hoped_for"],
        "total": _added(sums.values()),
        "gap": need - secured if stated and need is not None else None,
        "gap_likely": need - firm if stated and need is not None else None,
        "coverage": rounded(secured * 100 / need, 1) if stated and need else None,
        "coverage_likely": rounded(firm * 100 / need, 1) if stated and need else None,
    }


def _given(value: Decimal | None) -> list[Decimal]:
    return [] if value is None else [value]


def _added(values: Iterable[Decimal | None]) -> Decimal | None:
    stated = [value for value in values if value is not None]
    return exact_sum(stated) if stated else None


def _known(cells: Iterable[Cell | None]) -> Decimal | None:
    """Add up what holds a number; None where nothing does, for nothing said is not zero."""
    return _added(cell.value for cell in cells if cell is not None)


def _silent(cells: Sequence[Cell | None]) -> bool:
    """Say whether a line has no figure and is not said to have none to give."""
    said = [cell for cell in cells if cell is not None]
    return not any(cell.known for cell in said) and not (said and all(cell == NOT_APPLICABLE for cell in said))


def _withheld(cells: Iterable[Cell | None]) -> bool:
    """Say whether a figure is said to be there, or to come, and is not given."""
    return any(cell.state in WITHHELD for cell in cells if cell is not None)


def _need(book: Book, place: Place) -> Cell | None:
    row = book.needs.get(place)
    return None if row is None else row.cell


def _mean(book: Book, place: Place, certainty: Certainty) -> Cell | None:
    row = book.means.get(place)
    return None if row is None else row.cell(certainty)


def _means(book: Book, place: Place) -> list[Cell | None]:
    return [_mean(book, place, each) for each in CERTAINTIES]
