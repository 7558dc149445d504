"""The tables of the balances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coordination.kernel.cells import State
from coordination.kernel.numerals import mark_of
from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.wording import exact_sum

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from coordination.methods.balances.models import Result, Sums
    from coordination.methods.contract import Said

_BALANCE: Final = Text(vi="Cân đối", en="Balance")
_YEAR: Final = Text(vi="Năm", en="Year")
_BODY: Final = Text(vi="Địa phương", en="Province")
_SOURCE: Final = Text(vi="Nguồn", en="Source")
_NEED: Final = Text(vi="Nhu cầu", en="Need")
_MISSING: Final = Text(vi="Chưa có số", en="Without a figure")
_MEANS: Final = (
    Text(vi="Đã chắc chắn", en="Secured"),
    Text(vi="Có khả năng", en="Likely"),
    Text(vi="Còn trông đợi", en="Hoped for"),
)
_SUMS: Final = (
    _NEED,
    *_MEANS,
    Text(vi="Thiếu so với phần chắc chắn", en="Gap, secured means"),
    Text(vi="Còn thiếu", en="Gap, likely means included"),
    Text(vi="Bảo đảm (%)", en="Coverage (%)"),
    Text(vi="Bảo đảm, cả phần có khả năng (%)", en="Coverage, likely means included (%)"),
)
_NOTE: Final = Text(
    vi="Số âm ở cột thiếu: nguồn nhiều hơn nhu cầu. Phần còn trông đợi không tính vào nguồn bảo đảm.",
    en="A negative gap: more means than needed. What is hoped for covers nothing.",
)


def years(result: Result) -> Table:
    """Give the region's balances."""
    return Table(
        key="years",
        title=Text(vi="Cân đối toàn vùng theo năm", en="The region's balances by year"),
        columns=(
            _BALANCE,
            _YEAR,
            *_SUMS,
            Text(vi="Thiếu cộng dồn các tỉnh thiếu", en="Lacking where lacking"),
            _MISSING,
        ),
        rows=tuple(
            (_name(result, each.balance), each.year, *_figures(each), each.short, _names(result, each.missing))
            for each in result.years
        ),
        note=_NOTE,
    )


def provinces(result: Result) -> Table:
    """Give each province's balances."""
    return Table(
        key="provinces",
        title=Text(vi="Cân đối theo địa phương", en="Balances by province"),
        columns=(_BALANCE, _YEAR, _BODY, *_SUMS, Text(vi="Số dòng chưa khai", en="Lines not stated")),
        rows=tuple(
            (
                _name(result, each.balance),
                each.year,
                _name(result, each.body),
                *_figures(each),
                each.unstated or None,
            )
            for each in result.provinces
        ),
        note=_NOTE,
    )


def sources(result: Result) -> Table:
    """Give the means by source: the region's sum, then each province's figures as they were given."""
    return Table(
        key="sources",
        title=Text(vi="Khả năng huy động theo nguồn", en="Means by source"),
        columns=(_BALANCE, _YEAR, _SOURCE, _BODY, *_MEANS, _MISSING),
        rows=tuple(_source_rows(result)),
        note=Text(
            vi="Σ: cộng các địa phương đã có số; số của địa phương giữ nguyên như đã gửi.",
            en="Σ: the provinces that gave a figure; provinces' figures stand as given.",
        ),
    )


def _source_rows(result: Result) -> Iterator[tuple[Said | Text, ...]]:
    for line in result.sources:
        start = (_name(result, line.balance), line.year, _name(result, f"{line.balance}.{line.source}"))
        yield (*start, "Σ", line.secured, line.likely, line.hoped_for, _names(result, line.missing))
        for own in line.own:
            yield (*start, _name(result, own.body), _said(own.secured), _said(own.likely), _said(own.hoped_for), None)


def uses(result: Result) -> Table:
    """Give the needs by use."""
    return Table(
        key="uses",
        title=Text(vi="Nhu cầu theo mục đích sử dụng", en="Need by use"),
        columns=(_BALANCE, _YEAR, Text(vi="Mục đích", en="Use"), _BODY, _NEED, _MISSING),
        rows=tuple(_use_rows(result)),
    )


def _use_rows(result: Result) -> Iterator[tuple[Said | Text, ...]]:
    for line in result.uses:
        start = (_name(result, line.balance), line.year, _name(result, f"{line.balance}.{line.use}"))
        yield (*start, "Σ", line.need, _names(result, line.missing))
        for own in line.own:
            yield (*start, _name(result, own.body), _said(own.amount), None)


def doubles(result: Result) -> Table:
    """Give what several provinces count on."""
    return Table(
        key="doubles",
        title=Text(vi="Khoản được nhiều địa phương cùng tính", en="Amounts several provinces count on"),
        columns=(
            _BALANCE,
            _YEAR,
            Text(vi="Dự án, khoản hỗ trợ", en="Project or transfer"),
            _BODY,
            _SOURCE,
            *_MEANS,
            Text(vi="Có thể tính trùng", en="May be counted twice"),
        ),
        rows=tuple(
            (
                _name(result, each.balance),
                each.year,
                each.project,
                _name(result, claim.body),
                _name(result, f"{each.balance}.{claim.source}"),
                claim.secured,
                claim.likely,
                claim.hoped_for,
                exact_sum((each.secured, each.likely)) if claim is each.claims[0] else None,
            )
            for each in result.doubles
            for claim in each.claims
        ),
    )


def revenue(result: Result) -> Table:
    """Give the revenue counted on beside the unified forecast."""
    bounds = {"exact": "", "at_least": "≥ ", "at_most": "≤ "}
    return Table(
        key="revenue",
        title=Text(vi="Số thu được tính so với dự báo chung", en="Revenue counted on and the unified forecast"),
        columns=(
            _BALANCE,
            _YEAR,
            _BODY,
            Text(vi="Được tính (chắc chắn và có khả năng)", en="Counted on (secured and likely)"),
            Text(vi="Dự báo chung", en="Unified forecast"),
            Text(vi="Khả năng dự báo đạt mức này (%)", en="Chance that the forecast reaches it (%)"),
        ),
        rows=tuple(
            (
                _name(result, each.balance),
                each.year,
                _name(result, each.body) if each.body else Text(vi="Toàn vùng", en="The region"),
                each.counted,
                each.forecast,
                f"{bounds[each.bound]}{each.chance}" if each.bound != "exact" else each.chance,
            )
            for each in result.revenue
        ),
    )


def words(result: Result) -> Table:
    """Give what the provinces say beside their figures."""
    return Table(
        key="words",
        title=Text(vi="Ý kiến của các địa phương", en="What the provinces say"),
        columns=(Text(vi="Nội dung", en="Topic"), _BODY, Text(vi="Ý kiến", en="Words")),
        rows=tuple((_name(result, each.topic), _name(result, each.body), each.text) for each in result.words),
    )


def _figures(sums: Sums) -> tuple[Decimal | None, ...]:
    return (
        sums.need,
        sums.secured,
        sums.likely,
        sums.hoped_for,
        sums.gap,
        sums.gap_likely,
        sums.coverage,
        sums.coverage_likely,
    )


def _said(amount: Decimal | str | None) -> Said | Text:
    """Give a figure, or the sign yearbooks print where there is none."""
    return mark_of(State(amount)) if isinstance(amount, str) else amount


def _name(result: Result, code: str) -> Text:
    return result.names.get(code, Text(vi=code, en=code))


def _names(result: Result, bodies: tuple[str, ...]) -> Text | None:
    if not bodies:
        return None
    who = [_name(result, body) for body in bodies]
    return Text(vi=", ".join(each.vi for each in who), en=", ".join(each.en for each in who))
