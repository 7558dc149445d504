"""The surveys of all bodies put together: every figure beside what is published, with who found it."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from coordination.kernel.cells import PRECISION
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods import collate
from coordination.methods.checks.subject import amount, places
from coordination.methods.forecast_terms import ASSIGNED, assigned_indicators
from coordination.methods.parties import handed_in
from coordination.methods.surveys.models import Collected, Result, Submission
from coordination.methods.wording import in_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coordination.methods.contract import Context
    from coordination.methods.surveys.models import Observation
    from coordination.methods.surveys.states import State

Place = tuple[str, str, int]
"""Indicator, unit and year."""


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Put all figures beside the published ones; nothing published is replaced, and no two figures are averaged."""
    document = collate.synthesise(submissions, context)
    rows = list(_too_far(sorted(_rows(submissions, context), key=lambda each: _order(each, context)), context))
    return Result(
        summary=(*document.summary, *_summary(rows, context)),
        for_discussion=(*document.for_discussion, *_discussed(rows, context)),
        missing=document.missing,
        collected=tuple(rows),
        document=document,
    )


def _rows(submissions: Mapping[str, Submission], context: Context) -> list[Collected]:
    given = [(party.body, row) for party, said in handed_in(submissions, context) for row in said.observations]
    found: dict[Place, set[Decimal]] = defaultdict(set)
    for body, row in given:
        if its_own(body, row.indicator, context):
            found[_place(row)].add(row.value)
    return [
        Collected(
            indicator=row.indicator,
            unit=row.unit,
            period=row.period,
            value=row.value,
            body=body,
            state=_state(row.value, _place(row), found[_place(row)], context)
            if its_own(body, row.indicator, context)
            else "unassigned",
            published=_published(_place(row), context),
            note=row.note,
        )
        for body, row in given
        if row.indicator in context.indicators and row.unit in context.units
    ]


def its_own(body: str, indicator: str, context: Context) -> bool:
    """Say whether a body was to survey an indicator; where the contract assigned nothing everybody may."""
    return not context.settings.get(ASSIGNED) or indicator in assigned_indicators(context.settings, body)


def _place(row: Observation) -> Place:
    return row.indicator, row.unit, row.period


def _too_far(rows: Sequence[Collected], context: Context) -> Iterator[Collected]:
    """Tell apart what fills a year and lies so far from the published series that no forecast bears the gap."""
    from coordination.methods.surveys.extending import Source, Surveyed, filled  # noqa: PLC0415 - loads the series, slow

    new: dict[tuple[str, str], dict[int, Surveyed]] = defaultdict(dict)
    for row in rows:
        if row.state == "fills":
            new[row.indicator, row.unit][row.period] = Surveyed(float(row.value), Source("", row.body))
    used = {
        (code, unit): filled(context.history.get(code, {}).get(unit, {}), years, None)
        for (code, unit), years in new.items()
    }
    for row in rows:
        far = row.state == "fills" and row.period not in used[row.indicator, row.unit]
        yield row.model_copy(update={"state": "apart"}) if far else row


def _order(row: Collected, context: Context) -> tuple[int, int, int]:
    indicators, units = list(context.indicators), list(context.units)
    return indicators.index(row.indicator), units.index(row.unit), row.period


def _published(place: Place, context: Context) -> float | None:
    code, unit, year = place
    return context.history.get(code, {}).get(unit, {}).get(year)


def _state(value: Decimal, place: Place, found: set[Decimal], context: Context) -> State:
    if place[2] >= Period.parse(context.period).drafting_year:
        return "not_over"
    if len(found) > 1:
        return "disputed"
    published = _published(place, context)
    if published is None:
        return "fills"
    if value == (exact := Decimal(repr(published))):
        return "agrees"
    return "rounds" if same(value, exact) else "differs"


def same(one: Decimal, other: Decimal) -> bool:
    """Say whether two figures are one once rounded, as precisely as the coarser of them is written."""
    step = Decimal(1).scaleb(-min(places(one), places(other)))
    with localcontext(prec=PRECISION):
        return one.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)


def _summary(rows: Sequence[Collected], context: Context) -> Iterator[Text]:
    """Count the figures, and what of them is new."""
    if not rows:
        return
    new, far, other = (sum(each.state == state for each in rows) for state in ("fills", "apart", "differs"))
    codes = dict.fromkeys(each.indicator for each in rows)
    names = [context.indicators[code].name for code in codes]
    yield Text(
        vi=f"Điều tra cơ bản có {len(rows)} số liệu về {', '.join(each.vi for each in names)}: {new} số bổ sung cho năm chưa có số "
        f"công bố, {far} số cách chuỗi công bố quá xa nên chưa dùng, {other} số khác số công bố. Số công bố được giữ; dự báo lập "
        "sau khi thống nhất dùng số bổ sung và ghi rõ nguồn.",
        en=f"The basic surveys give {len(rows)} figures of {', '.join(each.en for each in names)}: {new} of years without a published "
        f"figure, {far} too far from the published series to be used yet, {other} unlike the published one. What is published "
        "stays; forecasts made once this is agreed on use what fills and name its source.",
    )


def _discussed(rows: Sequence[Collected], context: Context) -> Iterator[Text]:
    """Say where a survey differs from what is published, and where two surveys differ."""
    for row in rows:
        if row.state not in {"differs", "disputed"}:
            continue
        indicator, unit = context.indicators[row.indicator], context.units[row.unit]
        found = amount(row.value, indicator)
        where = Text(
            vi=f"{in_year(indicator.name.vi, row.period)} của {unit.vi}",
            en=f"{indicator.name.en} of {unit.en} in {row.period}",
        )
        who = next(party.name for party in context.parties if party.body == row.body)
        if row.state == "differs" and row.published is not None:
            stays = amount(Decimal(repr(row.published)), indicator)
            yield Text(
                vi=f"{where.vi}: {who.vi} điều tra được {found.vi}, số công bố {stays.vi}; giữ số công bố.",
                en=f"{where.en}: {who.en} surveyed {found.en}, published {stays.en}; the published figure stays.",
            )
        else:
            yield Text(
                vi=f"{where.vi}: {who.vi} điều tra được {found.vi}, cơ quan khác đưa số khác; chưa dùng số nào.",
                en=f"{where.en}: {who.en} surveyed {found.en}, another body something else; neither is used.",
            )
