"""What of a forecast's history comes from basic surveys: every figure with its source, and where it differs from what is published."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.checks.subject import amount
from coordination.methods.contract import Table
from coordination.methods.forecast.past import additions, growth_of, known, published
from coordination.methods.surveys.extending import surveyed
from coordination.methods.surveys.synthesis import same
from coordination.methods.wording import in_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coordination.methods.contract import Context
    from coordination.methods.forecast.models import Result, SurveyFigure

USES = {
    True: Text(vi="dùng", en="used"),
    False: Text(vi="không dùng", en="not used"),
}


def from_surveys(codes: Iterable[str], context: Context) -> Iterator[dict[str, object]]:
    """Give the surveyed figures of the indicators that are forecast: those used, and those a published figure goes before."""
    for code in codes:
        used, there, found = additions(code, context), published(code, context), surveyed(code, context.earlier)
        for unit in there:
            for year, each in sorted(found.get(unit, {}).items()):
                yield {
                    "indicator": code,
                    "unit": unit,
                    "year": year,
                    "value": each.value,
                    "published": there[unit].get(year),
                    "used": year in used.get(unit, {}),
                    "step": each.source.step,
                    "body": each.source.body,
                }


def notes_on(code: str, context: Context) -> dict[str, tuple[Text, ...]]:
    """Say of each unit what of its history is not published as such: surveyed years, and a level followed on by its growth."""
    used, there, whole = additions(code, context), published(code, context), known(code, context)
    index = growth_of(code, context)
    found: dict[str, tuple[Text, ...]] = {}
    for unit, years in whole.items():
        said = []
        if mine := used.get(unit):
            said.append(_surveyed(mine.items(), context))
        chained = sorted(set(years) - set(there[unit]) - set(mine or ()))
        if chained and index is not None:
            name, span = context.indicators[index].name, _span(chained)
            said.append(Text(vi=f"năm {span} nối theo “{name.vi}”", en=f"{span} followed on by “{name.en}”"))
        found[unit] = tuple(said)
    return found


def _surveyed(mine: Iterable[tuple[int, object]], context: Context) -> Text:
    sources: dict[tuple[str, str], list[int]] = {}
    for year, each in mine:
        sources.setdefault(each.source, []).append(year)  # type: ignore[attr-defined]
    told = [(_span(years), _who(body, context), step) for (step, body), years in sources.items()]
    return Text(
        vi="; ".join(f"năm {span} theo điều tra cơ bản của {who.vi} (bước {step})" for span, who, step in told),
        en="; ".join(f"{span} from the basic survey of {who.en} (step {step})" for span, who, step in told),
    )


def _span(years: Sequence[int]) -> str:
    whole = list(years) == list(range(years[0], years[-1] + 1))
    return f"{years[0]}-{years[-1]}" if whole and len(years) > 1 else ", ".join(map(str, years))


def _who(body: str, context: Context) -> Text:
    return next((party.name for party in context.parties if party.body == body), Text(vi=body, en=body))


def summary(rows: Sequence[SurveyFigure]) -> Iterator[Text]:
    """Count the surveyed figures that extend a history, with their sources."""
    used = [row for row in rows if row.used]
    if used:
        steps = ", ".join(dict.fromkeys(row.step for row in used))
        yield Text(
            vi=f"{len(used)} số liệu điều tra cơ bản bổ sung cho chuỗi số liệu công bố (nguồn: bước {steps}).",
            en=f"{len(used)} figures of basic surveys fill the published series (source: step {steps}).",
        )


def differing(rows: Sequence[SurveyFigure], context: Context) -> Iterator[Text]:
    """Say where a survey found something else than is published; the published figure stays."""
    for row in rows:
        value = Decimal(repr(row.value))
        if row.published is None or same(value, Decimal(repr(row.published))):
            continue
        indicator, who = context.indicators[row.indicator], _who(row.body, context)
        unit = context.units.get(row.unit, Text(vi=row.unit, en=row.unit))
        found, stays = amount(value, indicator), amount(Decimal(repr(row.published)), indicator)
        yield Text(
            vi=f"{in_year(indicator.name.vi, row.year)} của {unit.vi}: điều tra của {who.vi} (bước {row.step}) được {found.vi}, số "
            f"công bố {stays.vi}; giữ số công bố.",
            en=f"{indicator.name.en} of {unit.en} in {row.year}: the survey of {who.en} (step {row.step}) found {found.en}, "
            f"published {stays.en}; the published figure stays.",
        )


def table(result: Result) -> Table:
    """Give every surveyed figure beside the published one, with who surveyed it in which step."""
    return Table(
        key="surveyed",
        title=Text(vi="Số liệu điều tra cơ bản trong chuỗi số liệu", en="Figures of basic surveys in the history"),
        columns=(
            Text(vi="Chỉ tiêu", en="Indicator"),
            Text(vi="Đơn vị", en="Unit"),
            Text(vi="Năm", en="Year"),
            Text(vi="Điều tra", en="Surveyed"),
            Text(vi="Công bố", en="Published"),
            Text(vi="Sử dụng", en="Use"),
            Text(vi="Bước", en="Step"),
            Text(vi="Cơ quan", en="Body"),
        ),
        rows=tuple(
            (row.indicator, row.unit, row.year, row.value, row.published, USES[row.used], row.step, row.body)
            for row in result.surveyed
        ),
        note=Text(
            vi="Số công bố luôn được giữ. Số điều tra cách chuỗi quá xa hoặc sau năm chốt số liệu không được dùng.",
            en="A published figure always stays. What lies too far from the series or beyond the cut-off is not used.",
        ),
    )
