"""A forecast contract is the draft, changed by what more than half of the parties propose; nobody is told to collect."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from coordination.methods.forecast.models import Settings as Forecasting
from coordination.methods.forecast_contract import Result, Submission, check, duties, synthesise, terms

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context

SURVEYS = [
    {"code": "labour", "name": {"vi": "Khảo sát lao động", "en": "Survey of labour"}},
    {"code": "crops", "name": {"vi": "Khảo sát mùa vụ", "en": "Survey of crops"}},
    {"code": "water", "name": {"vi": "Khảo sát nguồn nước", "en": "Survey of water"}},
]
CROPS = (
    "Điều tra cơ bản “Khảo sát mùa vụ”: Tỉnh 2 thực hiện cho cả vùng, xong trước 01/09/2026 "
    "(dự thảo đề nghị; Tỉnh 1 cũng nhận)"
)
NEITHER: dict[str, Any] = {"contents": {"market": "Thị trường nông sản"}}


def draft(build: Build, parties: int = 5) -> Context:
    return build(parties, indicators=["grdp", "population"], horizon_years=3, band_percent=10, surveys=SURVEYS)


def made(context: Context, *said: dict[str, Any]) -> Result:
    return synthesise({f"b{at}": Submission.model_validate(each) for at, each in enumerate(said, 1)}, context)


def change(indicator: str, act: str = "add", reason: str = "Cần cho quy hoạch") -> dict[str, Any]:
    return {"indicators": [{"indicator": indicator, "act": act, "reason": reason}]}


def term(name: str, value: object) -> dict[str, Any]:
    return {"terms": [{"term": name, "value": value, "reason": "Số liệu biến động"}]}


def offer(survey: str, by: str = "2026-08-15") -> dict[str, Any]:
    return {"surveys": [{"survey": survey, "by": by}]}


def test_what_more_than_half_of_all_parties_propose_enters_and_less_is_discussed_by_name(build: Build) -> None:
    three, two = [change("poverty")] * 3, [change("poverty")] * 2
    assert made(draft(build), *three).terms.indicators == ("grdp", "population", "poverty")
    result = made(draft(build), *two, NEITHER)
    assert result.terms.indicators == ("grdp", "population")
    (said,) = [each.vi for each in result.for_discussion if "Tỷ lệ hộ nghèo" in each.vi]
    assert "Tỉnh 1, Tỉnh 2 đề xuất (2 bên; cần 3)" in said
    assert "Cần cho quy hoạch" in said
    assert made(draft(build, 4), *two).terms.indicators == ("grdp", "population")  # half is not more than half


def test_a_list_loses_what_most_leave_out_but_never_all_it_has(build: Build) -> None:
    assert made(draft(build), *[change("grdp", "leave")] * 3).terms.indicators == ("population",)
    both = {"indicators": [{"indicator": code, "act": "leave", "reason": "x"} for code in ("grdp", "population")]}
    result = made(draft(build), both, both, both)
    assert result.terms.indicators == ("grdp", "population")
    assert [each.entered for each in result.proposals] == [False, False]


def test_a_method_that_is_added_comes_before_the_one_kept_unless_another_is_better(build: Build) -> None:
    context = draft(build)
    context = context.model_copy(update={"settings": {**context.settings, "methods": ["naive", "quick"]}})
    added = {"methods": [{"method": "theta", "act": "add", "reason": "x"}]}
    assert made(context, added, added, added).terms.methods == ("naive", "theta", "quick")


@pytest.mark.parametrize(
    ("proposed", "agreed"),
    [
        ([], 10),
        ([5, 20], 10),  # two of five: the draft stands
        ([5, 7, 20], 7),
        ([20, 5, 5], 5),
        ([5, 8, 12, 20], 8),  # of the two in the middle the lower one, which somebody proposed
        ([4, 4, 15, 15, 10], 10),
    ],
)
def test_a_number_is_the_median_of_those_proposed_once_most_propose_one(
    proposed: list[int], agreed: int, build: Build
) -> None:
    result = made(draft(build), *(term("band_percent", value) for value in proposed))
    assert result.terms.band_percent == agreed
    assert {each.what.en for each in result.proposals if each.entered} == (
        {f"±{agreed}%"} & {f"±{p}%" for p in proposed}
    )
    open_ones = [each for each in result.for_discussion if "Độ lệch" in each.vi]
    assert len(open_ones) == len(set(proposed) - {agreed})


def test_a_survey_goes_to_one_that_offers_it_and_what_nobody_offers_is_said_openly(build: Build) -> None:
    several = {"surveys": [{"survey": code, "by": "2026-08-15"} for code in ("labour", "crops")]}
    result = made(draft(build), several, offer("crops", "2026-09-01"), NEITHER)
    labour, crops, water = result.assignments
    assert (labour.body, crops.body, water.body) == ("b1", "b2", None)  # b1 alone offers labour: b2 has fewer
    assert [each.body for each in crops.offers] == ["b1", "b2"]
    assert [each.vi for each in result.for_discussion] == [
        "Điều tra cơ bản “Khảo sát nguồn nước”: chưa bên nào nhận thực hiện.",
    ]
    assert "2/3 cuộc điều tra cơ bản" in result.summary[2].vi
    assert "1 cuộc có nhiều bên cùng nhận" in result.summary[2].vi
    assert [(each.key, each.text.vi) for each in result.clauses][-2:] == [
        ("survey-labour", "Điều tra cơ bản “Khảo sát lao động”: Tỉnh 1 thực hiện cho cả vùng, xong trước 15/08/2026"),
        (
            "survey-crops",
            CROPS,
        ),
    ]
    table = next(each for each in result.tables() if each.key == "surveys")
    assert [row[1:3] for row in table.rows][:2] == [("b1", "15/08/2026"), ("b2", "01/09/2026")]
    assert table.note is not None


def test_of_several_that_offer_it_is_the_one_with_fewest_then_the_first_and_it_binds_only_if_agreed(
    build: Build,
) -> None:
    every = {"surveys": [{"survey": each["code"], "by": "2026-08-15"} for each in SURVEYS]}
    result = made(draft(build), NEITHER, every, every)
    assert [each.body for each in result.assignments] == ["b2", "b3", "b2"]
    content = result.model_dump(mode="json")
    assert [(each.body, each.surveys) for each in duties(content, ())] == [
        ("b2", ("labour", "water")),
        ("b3", ("crops",)),
    ]
    assert [each.body for each in duties(content, ["survey-crops"])] == ["b2"]


def test_duties_are_one_a_body_with_its_last_day_and_not_of_a_clause_that_was_referred(build: Build) -> None:
    result = made(draft(build), offer("labour"), {**offer("crops"), **NEITHER}, offer("water", "2026-07-31"))
    content = result.model_dump(mode="json")
    assert [(each.body, each.by.isoformat(), each.surveys) for each in duties(content, ())] == [
        ("b1", "2026-08-15", ("labour",)),
        ("b2", "2026-08-15", ("crops",)),
        ("b3", "2026-07-31", ("water",)),
    ]
    assert [each.body for each in duties(content, ["survey-crops"])] == ["b1", "b3"]
    both = made(draft(build), {"surveys": [offer("labour")["surveys"][0], offer("water", "2026-09-01")["surveys"][0]]})
    (duty,) = duties(both.model_dump(mode="json"), ())
    assert (duty.by.isoformat(), duty.surveys) == ("2026-09-01", ("labour", "water"))
    assert "Khảo sát lao động (trước 15/08/2026); Khảo sát nguồn nước (trước 01/09/2026)" in duty.what.vi


def test_what_is_agreed_is_what_a_forecast_takes_and_a_referred_clause_fixes_nothing(build: Build) -> None:
    result = made(draft(build), *[term("horizon_years", 5) | change("poverty")] * 3)
    content = result.model_dump(mode="json")
    agreed = terms(content, ())
    read = Forecasting.model_validate(agreed | {"horizon_to": 2031})
    assert read.indicators == ("grdp", "population", "poverty")
    assert (agreed["horizon_years"], read.band_percent, read.interval_percent) == (5, Decimal(10), 80)
    assert "indicators" not in terms(content, ["indicators"])
    assert set(terms(content, ())) - set(terms(content, ["indicators", "methods"])) == {"indicators", "methods"}


def test_every_indicator_is_printed_with_unit_prices_and_the_identity_of_its_definition(build: Build) -> None:
    context = draft(build)
    table = next(each for each in made(context, NEITHER).tables() if each.key == "definitions")
    (first, second) = table.said("vi")
    assert first == ("GRDP", "tỷ đồng", "không theo giá", context.indicators["grdp"].identity, "không")
    assert second[3] == context.indicators["population"].identity


def test_what_forecasts_treat_is_compiled_by_topic_with_who_says_it(build: Build) -> None:
    result = made(draft(build), NEITHER, {"contents": {"market": "Giá xuất khẩu", "environment": "Hạn mặn"}})
    assert [(each.topic, each.body, each.text) for each in result.contents] == [
        ("market", "b1", "Thị trường nông sản"),
        ("market", "b2", "Giá xuất khẩu"),
        ("environment", "b2", "Hạn mặn"),
    ]
    assert result.missing == ("b3", "b4", "b5")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (change("nothing"), ("error", "unknown_indicator")),
        (change("grdp"), ("warning", "changes_nothing")),
        (change("poverty", "leave"), ("warning", "changes_nothing")),
        (change("poverty", reason=" "), ("warning", "no_reason")),
        (change("poverty") | {"indicators": change("poverty")["indicators"] * 2}, ("error", "proposed_twice")),
        (term("horizon_years", "2.5"), ("error", "no_whole_number")),
        (term("horizon_years", 11), ("error", "term_out_of_reach")),
        (term("data_to", 2026), ("error", "term_out_of_reach")),
        (term("band_percent", 0), ("error", "term_out_of_reach")),
        (term("interval_percent", 90), ("error", "term_out_of_reach")),
        (offer("sea"), ("error", "unknown_survey")),
        ({"surveys": offer("water")["surveys"] * 2}, ("error", "offered_twice")),
    ],
)
def test_a_proposal_that_cannot_be_meant_is_said(said: dict[str, Any], found: tuple[str, str], build: Build) -> None:
    findings = check(Submission.model_validate(said), draft(build))
    assert found in [(each.severity, each.code) for each in findings]


def test_a_proposal_with_its_reason_needs_no_remark(build: Build) -> None:
    said = change("poverty") | term("data_to", 2024) | offer("water") | NEITHER
    assert check(Submission.model_validate(said), draft(build)) == []
