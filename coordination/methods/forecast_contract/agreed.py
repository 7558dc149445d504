"""What an adopted contract binds to: the terms forecasts take over, and who owes which basic survey."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from coordination.kernel.text import Strict, Text
from coordination.methods.forecast_contract.models import Assignment, Result
from coordination.methods.forecast_terms import ASSIGNED, PARTS

SURVEY = "survey-"
"""How the clauses on surveys begin; the code of the survey follows."""


class Duty(Strict):
    """What one body collects for all, and the day by which all of it is there."""

    body: str
    by: date
    what: Text
    surveys: tuple[str, ...]


def terms(content: Mapping[str, Any], referred: Collection[str]) -> dict[str, Any]:
    """Give the settings a contract fixes, as they are stored; a clause that was referred fixes nothing."""
    result = Result.model_validate(dict(content)).model_dump(mode="json")
    return {part: result["terms"][part] for part in PARTS if part not in referred}


def duties(content: Mapping[str, Any], referred: Collection[str]) -> tuple[Duty, ...]:
    """Give what each body has to collect for all, one duty a body; surveys whose clause was referred bind nobody."""
    result = Result.model_validate(dict(content))
    by_body = groupby(sorted(_assigned(result, referred), key=_body), key=_body)
    return tuple(_duty(body, list(surveys)) for body, surveys in by_body)


def assigned(content: Mapping[str, Any], referred: Collection[str]) -> dict[str, Any]:
    """Give the settings a contract fixes for a step of surveys: who collects what, and the last year that is used."""
    result = Result.model_validate(dict(content))
    found: dict[str, list[dict[str, Any]]] = {}
    for each in _assigned(result, referred):
        survey = {"survey": each.survey, "name": each.name.model_dump(), "indicators": list(each.indicators)}
        found.setdefault(_body(each), []).append(survey)
    cut_off = {} if "data_to" in referred else {"data_to": result.terms.data_to}
    return {ASSIGNED: found} | cut_off


def _assigned(result: Result, referred: Collection[str]) -> list[Assignment]:
    return [each for each in result.assignments if each.offer and f"{SURVEY}{each.survey}" not in referred]


def _body(assignment: Assignment) -> str:
    return assignment.body or ""


def _duty(body: str, surveys: list[Assignment]) -> Duty:
    days = [(each, each.offer.by) for each in surveys if each.offer]
    return Duty(
        body=body,
        by=max(day for _, day in days),
        what=Text(
            vi="Điều tra cơ bản cho cả vùng: "
            + "; ".join(f"{each.name.vi} (trước {day:%d/%m/%Y})" for each, day in days),
            en="Basic survey for the whole region: "
            + "; ".join(f"{each.name.en} (by {day.day} {day:%B %Y})" for each, day in days),
        ),
        surveys=tuple(each.survey for each in surveys),
    )
