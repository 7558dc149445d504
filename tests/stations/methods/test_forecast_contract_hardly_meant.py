"""Proposals nobody can want are said when they are handed in, and never leave a contract without anything to forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coordination.methods.forecast_contract import Submission, check, synthesise

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context

SURVEYS = [{"code": "water", "name": {"vi": "Khảo sát nguồn nước", "en": "Survey of water"}}]


def _draft(build: Build) -> Context:
    return build(3, indicators=["grdp", "population"], horizon_years=3, band_percent=10, surveys=SURVEYS)


def _term(name: str, value: object) -> dict[str, Any]:
    return {"terms": [{"term": name, "value": value, "reason": "Số liệu biến động"}]}


def _offer(by: str) -> dict[str, Any]:
    return {"surveys": [{"survey": "water", "by": by}]}


LEAVE_ALL: dict[str, Any] = {
    "indicators": [{"indicator": code, "act": "leave", "reason": "Chưa cần"} for code in ("grdp", "population")]
}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (_term("data_to", 2019), ("warning", "old_cut_off")),
        (_term("band_percent", "0.0000001"), ("warning", "narrow_band")),
        (_offer("1990-01-01"), ("error", "day_passed")),
        (_offer("2999-01-01"), ("warning", "day_too_late")),
        (LEAVE_ALL, ("warning", "nothing_left")),
    ],
)
def test_what_can_hardly_be_meant_is_said(said: dict[str, Any], found: tuple[str, str], build: Build) -> None:
    findings = check(Submission.model_validate(said), _draft(build))
    assert found in [(each.severity, each.code) for each in findings]


@pytest.mark.parametrize("said", [_term("data_to", 2020), _term("band_percent", 1), _offer("2026-12-31")])
def test_what_is_unusual_but_possible_is_not_remarked(said: dict[str, Any], build: Build) -> None:
    assert [each.code for each in check(Submission.model_validate(said), _draft(build))] == []


def test_a_band_of_nothing_is_refused_in_words_that_say_what_is_taken(build: Build) -> None:
    (found,) = check(Submission.model_validate(_term("band_percent", 0)), _draft(build))
    assert found.message.vi.endswith("chỉ nhận trên 0 đến 100.")


def test_a_list_that_all_want_to_empty_stands_and_the_draft_says_why(build: Build) -> None:
    said = {body: Submission.model_validate(LEAVE_ALL) for body in ("b1", "b2", "b3")}
    result = synthesise(said, _draft(build))
    assert result.terms.indicators == ("grdp", "population")
    assert sum("không đưa vào vì sẽ không còn gì để dự báo" in each.vi for each in result.for_discussion) == 2
