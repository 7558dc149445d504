"""What can be said of one province's balances before they are added up."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.methods.balances.amounts import CERTAINTIES, CERTAINTY_NAMES
from coordination.methods.balances.declared import Settings, Use
from coordination.methods.balances.past import beside_the_past
from coordination.methods.balances.sentences import named_lines
from coordination.methods.balances.sums import Book, lacking
from coordination.methods.parties import finding
from coordination.methods.wording import en, exact_sum, listed, tidy, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coordination.methods.balances.amounts import Amount
    from coordination.methods.balances.declared import Balance, Line, Source
    from coordination.methods.balances.models import Means, Named, Submission
    from coordination.methods.contract import Context, Finding


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's balances."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_duplicates(submission),
        *_needs(submission, settings),
        *(each for row in submission.means for each in _means("means", row.source, row, settings)),
        *_named(submission, settings),
        *_covered(submission, settings),
        *_topics(submission, settings),
        *beside_the_past(submission, settings, context),
    ]


def _duplicates(submission: Submission) -> Iterator[Finding]:
    places = [f"needs.{row.balance}.{row.period}.{row.use}" for row in submission.needs]
    places += [f"means.{row.balance}.{row.period}.{row.source}" for row in submission.means]
    for place, times in Counter(places).items():
        if times > 1:
            vi, en = f"“{place}” được nêu {times} lần.", f"“{place}” is given {times} times."
            yield finding("error", "given_twice", place, vi=vi, en=en)


def _needs(submission: Submission, settings: Settings) -> Iterator[Finding]:
    for row in submission.needs:
        where = f"needs.{row.balance}.{row.period}.{row.use}"
        balance = settings.balance(row.balance)
        yield from _place(where, row.balance, row.period, settings)
        if balance is not None:
            yield from _line(where, "unknown_use", row.use, balance.uses, balance)
            yield from _amounts(where, {"": row.amount}, balance)


def _means(part: str, last: str, row: Means | Named, settings: Settings) -> Iterator[Finding]:
    where = f"{part}.{row.balance}.{row.period}.{last}"
    balance = settings.balance(row.balance)
    yield from _place(where, row.balance, row.period, settings)
    if balance is None:
        return
    yield from _line(where, "unknown_source", row.source, balance.sources, balance)
    amounts = {f".{each}": getattr(row, each) for each in CERTAINTIES}
    yield from _amounts(where, amounts, balance)
    if isinstance(row.hoped_for, Decimal) and row.hoped_for > 0 and not tidy(row.reason):
        yield finding(
            "note",
            "hope_without_ground",
            f"{where}.hoped_for",
            vi=f"{balance.name.vi} năm {row.period}: khoản còn trông đợi chưa nêu căn cứ.",
            en=f"{balance.name.en}, {row.period}: what is hoped for has no ground.",
        )


def _place(where: str, code: str, year: int, settings: Settings) -> Iterator[Finding]:
    if settings.balance(code) is None:
        vi, en = f"Không có cân đối “{code}” trong quy định.", f"There is no balance “{code}”."
        yield finding("error", "unknown_balance", where, vi=vi, en=en)
    if year not in settings.years:
        span = f"{settings.years[0]} - {settings.years[-1]}"
        vi, en = f"Năm {year} ngoài kỳ kế hoạch ({span}).", f"Year {year} lies outside the plan ({span})."
        yield finding("error", "year_outside", where, vi=vi, en=en)


def _line(where: str, code: str, named: str, lines: Iterable[Line], balance: Balance) -> Iterator[Finding]:
    if named not in {line.code for line in lines}:
        vi = f"{balance.name.vi} không có dòng “{named}”."
        yield finding("error", code, where, vi=vi, en=f"{balance.name.en} has no line “{named}”.")


def _amounts(where: str, amounts: Mapping[str, Amount | None], balance: Balance) -> Iterator[Finding]:
    for field, amount in amounts.items():
        if not isinstance(amount, Decimal):
            continue
        if amount < 0:
            vi, en = f"{balance.name.vi}: có số âm.", f"{balance.name.en}: an amount is negative."
            yield finding("error", "negative", f"{where}{field}", vi=vi, en=en)
        # “1.000” is a thousand to one reader and one to another: the sign itself is refused, not only fractions.
        exponent = amount.as_tuple().exponent
        if balance.whole and isinstance(exponent, int) and exponent < 0:
            vi = f"{balance.name.vi}: ghi số nguyên, không có phần thập phân."
            yield finding(
                "error", "not_whole", f"{where}{field}", vi=vi, en=f"{balance.name.en}: write a whole number."
            )


def _named(submission: Submission, settings: Settings) -> Iterator[Finding]:
    """Find named amounts that are no part of what is stated of their source."""
    stated = {(row.balance, row.period, row.source): row for row in submission.means}
    sums: dict[tuple[str, int, str], dict[str, list[Decimal]]] = {}
    for row in submission.named:
        yield from _means("named", row.project, row, settings)
        held = sums.setdefault((row.balance, row.period, row.source), {each: [] for each in CERTAINTIES})
        for each in CERTAINTIES:
            if isinstance(amount := getattr(row, each), Decimal):
                held[each].append(amount)
    for (code, year, source), parts in sums.items():
        whole = stated.get((code, year, source))
        for each in CERTAINTIES:
            total, limit = exact_sum(parts[each]), getattr(whole, each, None)
            if total > (limit if isinstance(limit, Decimal) else 0):
                name = CERTAINTY_NAMES[each]
                said = (vi(limit), en(limit)) if isinstance(limit, Decimal) else ("chưa nêu", "not stated")
                yield finding(
                    "error",
                    "named_exceeds",
                    f"means.{code}.{year}.{source}.{each}",
                    vi=f"“{name.vi}” năm {year}: các khoản có tên cộng lại {vi(total)}, lớn hơn số của nguồn ({said[0]}).",
                    en=f"“{name.en}”, {year}: named amounts add up to {en(total)}, more than the source's ({said[1]}).",
                )


def _covered(submission: Submission, settings: Settings) -> Iterator[Finding]:
    """Find balances and years of which nothing is stated, or too little to draw them up."""
    book = Book.of({"": submission}, ())
    begun = {(row.balance, row.period) for row in submission.needs}
    begun |= {(row.balance, row.period) for row in submission.means}
    for balance in settings.balances:
        for year in settings.years:
            if (balance.code, year) not in begun:
                yield finding(
                    "warning",
                    "year_missing",
                    f"needs.{balance.code}.{year}",
                    vi=f"Chưa có {balance.name.vi} năm {year}.",
                    en=f"{balance.name.en} of {year} is missing.",
                )
        started = [year for year in settings.years if (balance.code, year) in begun]
        lines = {year: found for year in started if (found := lacking(book, "", balance, year))}
        if lines:
            yield _incomplete(balance, lines, book)


def _incomplete(balance: Balance, lines: Mapping[int, tuple[Use | Source, ...]], book: Book) -> Finding:
    """Name the lines without a figure, those of years that lack the same once."""
    years: dict[tuple[Use | Source, ...], list[int]] = {}
    for year, found in lines.items():
        years.setdefault(found, []).append(year)
    said = [(listed(map(str, each)), named_lines(balance, found)) for found, each in years.items()]
    first = min(lines)
    return finding(
        "warning",
        "not_drawn_up",
        _place_of(lines[first], balance, first, book),
        vi=f"{balance.name.vi}: chưa lập được, các dòng chưa có số là: "
        f"{'; '.join(f'năm {when} ({what.vi})' for when, what in said)}. "
        "Ô để trống hoặc ghi “…” không được coi là bằng 0; nếu bằng 0 thì ghi 0.",
        en=f"{balance.name.en} cannot be drawn up; lines without a figure: "
        f"{'; '.join(f'{when} ({what.en})' for when, what in said)}. "
        "A blank or “…” is not taken for nought: where it is nought, write 0.",
    )


def _place_of(lines: Sequence[Use | Source], balance: Balance, year: int, book: Book) -> str:
    """Give the first amount that is said to be missing; else the first line of the side that has no figure."""
    no_need = sum(isinstance(line, Use) for line in lines) == len(balance.uses)
    said: list[str] = []
    unsaid: list[str] = []
    for line in sorted(lines, key=lambda each: isinstance(each, Use) != no_need):
        place = ("", balance.code, year, line.code)
        where = f"{'needs' if isinstance(line, Use) else 'means'}.{balance.code}.{year}.{line.code}"
        if isinstance(line, Use):
            (said if place in book.needs else unsaid).append(where)
            continue
        row = book.means.get(place)
        cells = [(each, row.cell(each)) for each in CERTAINTIES] if row else []
        said += [f"{where}.{each}" for each, cell in cells if cell and not cell.known]
        unsaid.append(where)
    return [*said, *unsaid][0]


def _topics(submission: Submission, settings: Settings) -> Iterator[Finding]:
    known = {topic.code: topic.name for topic in settings.topics}
    for code, name in known.items():
        if not tidy(submission.topics.get(code, "")):
            vi, en = f"Chưa có ý kiến “{name.vi}”.", f"Nothing is said on “{name.en}”."
            yield finding("note", "topic_empty", f"topics.{code}", vi=vi, en=en)
    for code in submission.topics:
        if code not in known:
            vi, en = f"Không có nội dung “{code}” trong đề cương.", f"There is no topic “{code}”."
            yield finding("error", "unknown_topic", f"topics.{code}", vi=vi, en=en)
