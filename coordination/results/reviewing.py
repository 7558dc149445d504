"""Which of the provinces' own figures are put up for discussion, and what became of them in what they hand in anew.

What a province hands in anew is compared with the same unified forecast, which only a new synthesis changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.discussion import service
from coordination.cycles.discussion.rules import Key, Kind, Row, rows_of, same
from coordination.cycles.queries import get_stage
from coordination.cycles.tables import StageRow
from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast.compare import compare, likelihood, why_discussed
from coordination.methods.forecast.models import Comparison, IndicatorForecast, Settings, Submission
from coordination.methods.wording import en, vi
from coordination.results.tables import ResultRow
from coordination.submissions.context import context_of
from coordination.submissions.tables import SubmissionRow


def put_up(session: Session, event: Event) -> None:
    """Open the discussions of a draft forecast: one a province, with all its figures out of the agreed band."""
    result = session.get_one(ResultRow, event.subject)
    stage = get_stage(session, result.stage)
    context = context_of(session, stage)
    settings = Settings.model_validate(dict(context.settings))
    by_body: dict[str, list[dict[str, Any]]] = {}
    for told in result.content["comparisons"]:
        if told["beyond_band"]:
            row = Comparison.model_validate(told)
            by_body.setdefault(row.body, []).append(_told(row, context, settings))
    if by_body:
        service.put_up(session, stage, by_body, result.key, event.at)


def note_anew(session: Session, event: Event) -> None:
    """Note which figures under discussion a hand-in changed, and which it newly puts out of the band."""
    submission = session.get_one(SubmissionRow, event.subject)
    stage = get_stage(session, submission.stage)
    thread = service.entries(session, stage, submission.body)
    rows = rows_of(thread)
    opened = next(each for each in reversed(thread) if each.kind is Kind.OPENED)
    result = session.get_one(ResultRow, opened.data["result"])
    found = {(each.indicator, each.period): each for each in _anew(session, stage, submission, result)}
    context = context_of(session, stage)
    settings = Settings.model_validate(dict(context.settings))
    told = [_told(each, context, settings) for key, each in found.items() if key in rows or each.beyond_band]
    changed = [each for each in told if _is_news(rows, each)]
    changed += [_withdrawn(row.now) for key, row in rows.items() if key not in found and row.now["own"] is not None]
    if changed:
        service.note_revision(session, stage, submission.body, _with_before(rows, changed), submission.key, event.at)


def _anew(session: Session, stage: StageRow, submission: SubmissionRow, result: ResultRow) -> Iterable[Comparison]:
    """Compare a hand-in with the unified forecast as it stands; nothing is forecast anew."""
    context = context_of(session, stage)
    party = next(each for each in context.parties if each.body == submission.body)
    made = {
        each["indicator"]: IndicatorForecast.model_validate(each)
        for each in result.content["indicators"]
        if each["indicator"] in context.indicators
    }
    agreed = dict(context.settings) | {"indicators": list(made)}  # an amendment since may ask for others
    given = [(party, Submission.model_validate(submission.content))]
    return compare(given, made, context.model_copy(update={"settings": agreed}))


def _is_news(rows: Mapping[Key, Row], told: Mapping[str, Any]) -> bool:
    row = rows.get((told["indicator"], told["period"]))
    return row is None or not same(row.now["own"], told["own"])


def _with_before(rows: Mapping[Key, Row], changed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put beside each figure handed in anew what it was before."""
    found = []
    for each in changed:
        row = rows.get((each["indicator"], each["period"]))
        found.append(each | {"before": row.now["words"]["own"] if row else None})
    return found


def _withdrawn(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a figure that the province no longer gives."""
    none = Text(vi="không nêu số", en="no figure")
    words = dict(told["words"]) | {"own": none.model_dump(), "difference": none.model_dump()}
    nothing = dict.fromkeys(("own", "difference", "percent", "percentile"))
    return dict(told) | nothing | {"beyond_band": False, "reason": "", "words": words}


def _told(row: Comparison, context: Context, settings: Settings) -> dict[str, Any]:
    """Give a figure beside the unified one as its event tells it: for programs, and in words for letters."""
    indicator = context.indicators[row.indicator]
    places, unified = indicator.decimals, row.unified or 0.0
    likely = likelihood(row.percentile)
    words = {
        "name": indicator.name,
        "unit": indicator.unit,
        "own": _figure(row.own, None),
        "unified": _figure(unified, places),
        "difference": _difference(row, places),
    } | ({"likely": likely} if likely else {})
    return {
        "indicator": row.indicator,
        "period": row.period,
        "own": format(row.own, "f"),
        "unified": row.unified,
        "difference": row.difference,
        "percent": row.percent,
        "percentile": row.percentile,
        "beyond_band": row.beyond_band,
        "why": (why_discussed(row, settings) if row.beyond_band else Text(vi="", en="")).model_dump(),
        "reason": row.reason,
        "words": {name: each.model_dump() for name, each in words.items()},
    }


def _figure(value: float | Decimal, places: int | None) -> Text:
    return Text(vi=vi(value, places), en=en(value, places))


def _difference(row: Comparison, places: int) -> Text:
    gap = row.difference or 0.0
    sign = "+" if round(gap, places) > 0 else ""
    if row.percent is None:
        return Text(vi=f"{sign}{vi(gap, places)}", en=f"{sign}{en(gap, places)}")
    return Text(
        vi=f"{sign}{vi(gap, places)} ({sign}{vi(row.percent, 1)}%)",
        en=f"{sign}{en(gap, places)} ({sign}{en(row.percent, 1)}%)",
    )
