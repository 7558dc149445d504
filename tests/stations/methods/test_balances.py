"""Balances tell what is needed from what is secured, likely and hoped for; gaps stay gaps until somebody fills them."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coordination.kernel.text import Text
from coordination.methods.balances import Result, Submission, check, synthesise
from coordination.methods.balances.declared import Settings
from coordination.methods.forecast.models import Point, RegionalForecast, RegionalPoint, UnitForecast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Build

    from coordination.methods.balances.models import OwnBalance, YearBalance
    from coordination.methods.contract import Context

YEARS = (2027, 2028)


def _line(code: str, kind: str = "", indicator: str = "") -> dict[str, Any]:
    told = {"code": code, "name": {"vi": f"Dòng {code}", "en": f"Line {code}"}}
    return told | ({"kind": kind} if kind else {}) | ({"indicator": indicator} if indicator else {})


CAPITAL = {
    "code": "capital",
    "name": {"vi": "Cân đối vốn", "en": "Capital"},
    "unit": "million_dong",
    "uses": [_line("roads"), _line("schools")],
    "sources": [_line("revenue", "own", "grdp"), _line("centre", "transfer"), _line("bonds", "borrowed")],
}
LABOUR = {
    "code": "labour",
    "name": {"vi": "Cân đối lao động", "en": "Labour"},
    "unit": "thousand_persons",
    "uses": [_line("jobs", "", "population")],
    "sources": [_line("people", "own")],
}
TOPICS = [{"code": "targets", "name": {"vi": "Ý kiến về chỉ tiêu", "en": "Views on targets"}}]


def _context(build: Build, parties: int = 3, **more: Any) -> Context:
    context = build(parties, balances=[CAPITAL], years=YEARS[:1])
    return context.model_copy(update={"settings": dict(context.settings) | more})


def _document(needs: Mapping[str, Any], means: Mapping[str, Any], **more: Any) -> Submission:
    """Give a document of 2027: ``{"roads": 100}`` and ``{"revenue": (secured, likely, hoped for)}``."""
    at = {"balance": "capital", "period": 2027}
    names = ("secured", "likely", "hoped_for")
    rows = [
        at | {"source": code} | {name: value for name, value in zip(names, values, strict=False) if value is not None}
        for code, values in means.items()
    ]
    asked = [at | {"use": code, "amount": amount} for code, amount in needs.items()]
    return Submission.model_validate({"needs": asked, "means": rows} | more)


def _year(result: Result) -> YearBalance:
    return next(each for each in result.years if each.year == 2027)


def _own(result: Result, body: str) -> OwnBalance:
    return next(each for each in result.provinces if (each.body, each.year) == (body, 2027))


# Gaps


def test_a_gap_is_what_is_needed_and_neither_secured_nor_likely(build: Build) -> None:
    result = synthesise(
        {
            "b1": _document({"roads": 700, "schools": 300}, {"revenue": (400, 100, 0), "centre": (200, 50, 500)}),
            "b2": _document({"roads": 100}, {"revenue": (150, 0, 0)}),
            "b3": _document({"roads": 400}, {"centre": (100, 200, 900)}),
        },
        _context(build),
    )
    first, region = _own(result, "b1"), _year(result)
    assert (first.need, first.secured, first.likely, first.hoped_for, first.total) == (1000, 600, 150, 500, 1250)
    assert (first.gap, first.gap_likely) == (400, 250)
    assert (first.coverage, first.coverage_likely) == (Decimal("60.0"), Decimal("75.0"))
    assert (_own(result, "b2").gap, _own(result, "b2").gap_likely) == (-50, -50)
    assert (region.need, region.secured, region.likely, region.hoped_for) == (1500, 850, 350, 1400)
    assert (region.gap, region.gap_likely) == (650, 300)
    assert (region.coverage, region.coverage_likely) == (Decimal("56.7"), Decimal("80.0"))
    # b2's surplus of 50 fills neither the gap of b1 nor that of b3.
    assert region.short == 350


def test_what_is_hoped_for_covers_nothing_however_much_it_is(build: Build) -> None:
    some = synthesise({"b1": _document({"roads": 100}, {"bonds": (10, 20, 0)})}, _context(build, 1))
    more = synthesise({"b1": _document({"roads": 100}, {"bonds": (10, 20, 10**9)})}, _context(build, 1))
    hope = synthesise({"b1": _document({"roads": 100}, {"bonds": (None, None, 10**9)})}, _context(build, 1))
    sums = ("need", "secured", "likely", "gap", "gap_likely", "coverage", "coverage_likely", "short")
    assert [getattr(_year(some), name) for name in sums] == [getattr(_year(more), name) for name in sums]
    assert (_year(hope).gap, _year(hope).gap_likely, _year(hope).coverage) == (100, 100, 0)
    assert "1.000.000.000 còn trông đợi" in more.summary[1].vi


def test_gaps_are_named_with_province_source_and_figures_in_both_languages(build: Build) -> None:
    result = synthesise(
        {
            "b1": _document({"roads": 5000}, {"revenue": (2000, 500, 100), "centre": (0, 0, 3000)}),
            "b2": _document({"roads": 900}, {"revenue": (1000, 0, 0)}),
            "b3": _document({"roads": 9000}, {"centre": (1000, 2000, 0)}),
        },
        _context(build),
    )
    said = result.for_discussion[0]
    assert said.vi.startswith("Cân đối vốn năm 2027: còn thiếu 8.500 triệu đồng ở 2 địa phương: Tỉnh 3 thiếu 6.000")
    assert "Nơi khác thừa 100 triệu đồng" in said.vi
    assert "Dòng centre (hỗ trợ, bổ sung) 5.000; Dòng revenue (của địa phương) 600" in said.vi
    assert said.en.startswith("Capital, 2027: 8,500 million VND lacking in 2 provinces: Province 3 6,000 of 9,000")
    assert [clause.key for clause in result.clauses] == ["capital"]
    assert result.clauses[0].text == result.summary[1]


# What is not known is not zero


def test_a_province_that_is_silent_is_no_zero(build: Build) -> None:
    given_ = {"b1": _document({"roads": 100}, {"revenue": (40, 0, 0)})}
    alone, two = synthesise(given_, _context(build, 1)), synthesise(given_, _context(build, 2))
    assert _year(two).model_dump(exclude={"missing"}) == _year(alone).model_dump(exclude={"missing"})
    assert (_year(two).missing, two.missing) == (("b2",), ("b2",))
    assert (_own(two, "b2").need, _own(two, "b2").gap, _own(two, "b2").unstated) == (None, None, 5)
    assert next(line for line in two.sources if line.source == "revenue").missing == ("b2",)
    assert "chưa kể Tỉnh 2" in two.summary[1].vi


@pytest.mark.parametrize("state", ["missing", "suppressed", "not_yet_due"])
def test_a_figure_withheld_withholds_the_gap_and_is_told(build: Build, state: str) -> None:
    result = synthesise(
        {
            "b1": _document({"roads": 100}, {"revenue": (state, 10, 0), "centre": (50, 0, 0)}),
            "b2": _document({"roads": 100}, {"revenue": (90, 0, state)}),
        },
        _context(build, 2),
    )
    assert (_own(result, "b1").secured, _own(result, "b1").gap) == (50, None)
    assert _own(result, "b2").gap == 10  # what is hoped for counts for nothing, so its absence takes nothing away
    assert (_year(result).bodies, _year(result).missing) == (("b2",), ("b1",))
    assert any("Tỉnh 1" in text.vi and "không coi là bằng không" in text.vi for text in result.for_discussion)


def test_what_does_not_apply_takes_no_part_and_lacks_nowhere(build: Build) -> None:
    document = _document({"roads": 0, "schools": "not_applicable"}, {"revenue": (5, "not_applicable", None)})
    result = synthesise({"b1": document}, _context(build, 1))
    assert (_own(result, "b1").gap, _own(result, "b1").coverage) == (-5, None)
    assert [line.missing for line in result.uses] == [(), ()]
    assert _own(result, "b1").unstated == 2  # the two sources of which nothing is said
    shown = [row[4] for table in result.tables() if table.key == "uses" for row in table.said("vi")]
    assert shown == [0, 0, None, "x"]


def test_figures_stand_beside_the_sum_as_they_were_given(build: Build) -> None:
    result = synthesise({"b1": _document({"roads": 7}, {"centre": (3, "missing", None)})}, _context(build, 2))
    line = next(each for each in result.sources if each.source == "centre")
    assert [(own.body, own.secured, own.likely, own.hoped_for) for own in line.own] == [("b1", 3, "missing", None)]
    assert Result.model_validate_json(result.model_dump_json()) == result


# Counting twice


def _claim(project: str, source: str = "centre", counterpart: str = "", **amounts: int) -> dict[str, Any]:
    told = {"balance": "capital", "period": 2027, "source": source, "project": project, "counterpart": counterpart}
    return told | amounts


def _claiming(*claims: dict[str, Any]) -> Submission:
    means = {"revenue": (500, 500, 500), "centre": (500, 500, 500)}
    return _document({"roads": 1000}, means, named=list(claims))


def test_one_transfer_claimed_by_two_is_named_with_both_and_taken_from_neither(build: Build) -> None:
    given_ = {
        "b1": _claiming(_claim("Cầu Rạch Miễu", secured=300, likely=50)),
        "b2": _claiming(_claim("cầu rạch  miễu.", secured=200, likely=200)),
        "b3": _claiming(_claim("Cầu khác", secured=90)),
    }
    result, plain = synthesise(given_, _context(build)), synthesise(dict.fromkeys(given_, _claiming()), _context(build))
    (double,) = result.doubles
    # One amount is at most 300 secured, and at most 400 of secured and likely: of 500 and 750 the rest is double.
    assert (double.secured, double.likely) == (200, 150)
    assert [(claim.body, claim.secured) for claim in double.claims] == [("b1", 300), ("b2", 200)]
    assert (_year(result).doubled_secured, _year(result).doubled_likely) == (200, 150)
    doubled = {"doubled_secured", "doubled_likely"}
    assert _year(result).model_dump(exclude=doubled) == _year(plain).model_dump(exclude=doubled)
    assert "tính trùng 350 triệu đồng" in result.for_discussion[-1].vi


def test_money_is_one_only_where_its_giver_is(build: Build) -> None:
    own = {body: _claiming(_claim("Cầu", "revenue", secured=100)) for body in ("b1", "b2")}
    assert synthesise(own, _context(build)).doubles == ()  # each pays its own share
    given_ = {
        "b1": _claiming(_claim("Cầu", "revenue", secured=100)),
        "b2": _claiming(_claim("Cầu", "centre", "u1", secured=80)),
    }
    (double,) = synthesise(given_, _context(build)).doubles  # b1's money, on which b2 counts as well
    assert (double.secured, [claim.source for claim in double.claims]) == (80, ["revenue", "centre"])


# Revenue and the unified forecast


def _forecast(*years: int, units: tuple[str, ...] = ("u1", "u2")) -> dict[str, Any]:
    """Give a forecast of grdp: normal about 1 000 billion a unit with deviation 100, in the region about 2 000."""
    scores = {"50": 0.6744897501960817, "80": 1.2815515655446004, "95": 1.959963984540054}

    def around(middle: float, spread: float) -> dict[str, float]:
        low = {f"low_{name}": middle - score * spread for name, score in scores.items()}
        return low | {f"high_{name}": middle + score * spread for name, score in scores.items()}

    points = tuple(Point(year=year, value=1000, base=1000, **around(1000, 100)) for year in years)
    whole = tuple(
        RegionalPoint(year=year, value=2000, complete=True, units=units, missing=(), **around(2000, 100 * 2**0.5))
        for year in years
    )
    series = [UnitForecast(unit=unit, method=None, first_year=None, last_year=None, points=points) for unit in units]
    region = RegionalForecast(indicator="grdp", points=whole, note=Text(vi="", en=""))
    return {
        "method": "forecast",
        "indicators": [{"indicator": "grdp", "units": [each.model_dump(mode="json") for each in series]}],
        "regional": [region.model_dump(mode="json")],
    }


def _counting(amount: int | str) -> Submission:
    return _document({"roads": 10}, {"revenue": (amount, 0, 10**9)})


def test_revenue_is_told_by_the_chance_that_the_forecast_reaches_it(build: Build) -> None:
    context = _context(build, 2).model_copy(update={"earlier": {"forecast": _forecast(2027)}})
    result = synthesise({"b1": _counting(1_000_000), "b2": _counting(1_100_000)}, context)
    told = {row.body: (row.counted, row.forecast, row.chance, row.bound) for row in result.revenue}
    assert told["b1"] == (1_000_000, 1_000_000, 50.0, "exact")
    assert told["b2"][2:] == (15.9, "exact")  # one deviation above
    assert told[""] == (2_100_000, 2_000_000, 24.0, "exact")  # 100 of 141 above: 1 - Φ(0.707)
    assert "khả năng 24,0%" in result.summary[-1].vi
    unlikely = [text.vi for text in result.for_discussion if "khả năng 15,9%" in text.vi]
    assert len(unlikely) == 1
    assert unlikely[0].startswith("Tỉnh 2")


def test_beyond_the_outermost_quantile_only_a_bound_is_told(build: Build) -> None:
    context = _context(build, 2).model_copy(update={"earlier": {"forecast": _forecast(2027)}})
    result = synthesise({"b1": _counting(100), "b2": _counting(9_000_000)}, context)
    told = {row.body: (row.chance, row.bound) for row in result.revenue}
    assert (told["b1"], told["b2"]) == ((97.5, "at_least"), (2.5, "at_most"))


def test_a_point_forecast_beside_the_middle_of_its_intervals_leaves_the_curve_to_them(build: Build) -> None:
    forecast = _forecast(2027, units=("u1",))
    forecast["indicators"][0]["units"][0]["points"][0]["value"] = 1090.0  # above the upper quartile
    context = _context(build, 1).model_copy(update={"earlier": {"forecast": forecast}})
    told = synthesise({"b1": _counting(1_000_000)}, context).revenue
    assert [(row.forecast, row.chance) for row in told if row.body] == [(1_090_000, 50.0)]


def test_a_region_is_compared_only_when_all_its_revenue_is_known(build: Build) -> None:
    context = _context(build, 2).model_copy(update={"earlier": {"forecast": _forecast(2027)}})
    for other in ({}, {"b2": _counting("missing")}):
        assert [row.body for row in synthesise({"b1": _counting(5)} | other, context).revenue] == ["b1"]


@pytest.mark.parametrize("earlier", [{}, {"options": {"method": "collate"}}, {"forecast": _forecast(2031)}])
def test_without_a_forecast_of_the_year_revenue_is_compared_with_nothing(build: Build, earlier: dict[str, Any]) -> None:
    context = _context(build, 1).model_copy(update={"earlier": earlier})
    assert synthesise({"b1": _counting(5)}, context).revenue == ()


# Checks


def _found(document: Submission, context: Context) -> set[tuple[str, str, str]]:
    return {(each.severity, each.code, each.where) for each in check(document, context)}


def test_a_whole_document_has_nothing_to_remark_on(build: Build) -> None:
    assert _found(_document({"roads": 10}, {"revenue": (5, 2, None)}), _context(build)) == set()


def test_every_fault_is_found_at_its_place(build: Build) -> None:
    at = {"balance": "capital", "period": 2027}
    document = Submission.model_validate(
        {
            "needs": [
                at | {"use": "roads", "amount": -1},
                at | {"use": "schools", "amount": "1.000"},
                at | {"use": "ports", "amount": 1},
                at | {"use": "roads", "amount": 2, "balance": "water"},
                at | {"use": "roads", "amount": 2, "period": 2030},
            ],
            "means": [
                at | {"source": "centre", "secured": 10, "hoped_for": 5},
                at | {"source": "centre", "secured": 10, "reason": "hai lần"},
                at | {"source": "gold", "secured": 1},
            ],
            "named": [_claim("Cầu", secured=11), _claim("Cầu", "bonds", likely=1)],
            "topics": {"weather": "Nắng"},
        }
    )
    assert _found(document, _context(build, topics=TOPICS)) == {
        ("error", "negative", "needs.capital.2027.roads"),
        ("error", "not_whole", "needs.capital.2027.schools"),
        ("error", "unknown_use", "needs.capital.2027.ports"),
        ("error", "unknown_balance", "needs.water.2027.roads"),
        ("error", "year_outside", "needs.capital.2030.roads"),
        ("error", "given_twice", "means.capital.2027.centre"),
        ("error", "unknown_source", "means.capital.2027.gold"),
        ("note", "hope_without_ground", "means.capital.2027.centre.hoped_for"),
        ("error", "named_exceeds", "means.capital.2027.centre.secured"),
        ("error", "named_exceeds", "means.capital.2027.bonds.likely"),
        ("note", "topic_empty", "topics.targets"),
        ("error", "unknown_topic", "topics.weather"),
    }


def test_years_and_sources_that_lack_are_asked_for(build: Build) -> None:
    context = _context(build, years=YEARS)
    assert _found(_document({"roads": 10}, {}), context) == {
        ("warning", "not_drawn_up", "means.capital.2027.revenue"),
        ("warning", "year_missing", "needs.capital.2028"),
    }
    means_alone = _found(_document({}, {"revenue": (5,)}), context)
    assert ("warning", "not_drawn_up", "needs.capital.2027.roads") in means_alone


def _lines(*rows: tuple[int, str, Any]) -> Submission:
    """Give a document of rows of the balance of capital: year, line, and its amount or those by certainty."""
    needs, means = [], []
    for year, line, said in rows:
        at = {"balance": "capital", "period": year}
        if line in ("roads", "schools"):
            needs.append(at | {"use": line, "amount": said})
        else:
            means.append(at | {"source": line} | said)
    return Submission.model_validate({"needs": needs, "means": means})


BOTH = ((2027, "roads", 10), (2027, "schools", 5), (2028, "roads", 10), (2028, "schools", 5))


def test_a_year_that_cannot_be_drawn_up_is_told_at_hand_in_with_its_lines_and_years_together(build: Build) -> None:
    said = _lines(
        *BOTH, (2027, "revenue", {"secured": 7}), (2027, "centre", {"secured": 1, "likely": "missing"}),
        (2028, "revenue", {"secured": 7}), (2028, "centre", {"secured": "missing"}),
        (2029, "roads", "missing"), (2029, "schools", 1), (2029, "revenue", {"secured": 7}),
        (2029, "centre", {"secured": 0}), (2029, "bonds", {"secured": 0}),
    )  # fmt: skip
    (found,) = check(said, _context(build, years=(2027, 2028, 2029)))
    assert (found.severity, found.code, found.where) == (
        "warning", "not_drawn_up", "means.capital.2027.centre.likely"
    )  # fmt: skip
    assert found.message.vi == (
        "Cân đối vốn: chưa lập được, các dòng chưa có số là: năm 2027, 2028 (nguồn “Dòng centre”, “Dòng bonds”); "
        "năm 2029 (nhu cầu “Dòng roads”). Ô để trống hoặc ghi “…” không được coi là bằng 0; nếu bằng 0 thì ghi 0."
    )
    assert found.message.en == (
        "Capital cannot be drawn up; lines without a figure: 2027, 2028 (sources “Line centre”, “Line bonds”); "
        "2029 (needs “Line roads”). A blank or “…” is not taken for nought: where it is nought, write 0."
    )


def test_each_balance_has_one_remark_of_its_own(build: Build) -> None:
    labour = {"balance": "labour", "period": 2027}
    said = _document({"roads": 10, "schools": 5}, {}).model_dump()
    said["needs"] = [*said["needs"], labour | {"use": "jobs", "amount": "missing"}]
    found = check(Submission.model_validate(said), _context(build, balances=[CAPITAL, LABOUR]))
    assert [(each.code, each.where) for each in found] == [
        ("not_drawn_up", "means.capital.2027.revenue"), ("not_drawn_up", "needs.labour.2027.jobs")
    ]  # fmt: skip
    assert "năm 2027 (mọi nguồn)" in found[0].message.vi
    assert "năm 2027 (nhu cầu “Dòng jobs”; nguồn “Dòng people”)" in found[1].message.vi


def test_a_nought_where_a_line_was_blank_lets_the_balance_be_drawn_up(build: Build) -> None:
    first = (*BOTH[:2], (2027, "revenue", {"secured": 7}))
    blank, nought = (_lines(*first, (2027, "centre", {"secured": amount})) for amount in ("missing", 0))
    context = _context(build, 1)
    assert {each.code for each in check(blank, context)} == {"not_drawn_up"}
    assert check(nought, context) == []
    assert _own(synthesise({"b1": blank}, context), "b1").gap is None
    assert _own(synthesise({"b1": nought}, context), "b1").gap == 8


def test_the_result_names_the_lines_for_want_of_which_a_balance_is_not_drawn_up(build: Build) -> None:
    blank = _lines(*BOTH[:2], (2027, "revenue", {"secured": 7}), (2027, "centre", {"secured": "missing"}))
    result = synthesise({"b1": blank}, _context(build, 2))
    (told,) = result.for_discussion
    assert "chưa lập được cho Tỉnh 1 (chưa có số: nguồn “Dòng centre”, “Dòng bonds”); Tỉnh 2" in told.vi
    assert "Tỉnh 2 (chưa có số: mọi nhu cầu; mọi nguồn) vì chưa đủ số" in told.vi
    assert "Province 1 (no figure: sources “Line centre”, “Line bonds”); Province 2" in told.en
    assert "chưa có số liệu" not in result.summary[1].vi
    assert result.summary[1].vi.endswith(
        "năm 2027 chưa lập được cho địa phương nào vì còn dòng chưa có số (nêu ở mục “Cần trao đổi”)."
    )
    assert "named under “For discussion”" in result.summary[1].en
    nobody = synthesise({}, _context(build, 2))
    assert nobody.summary[1].vi.endswith("năm 2027 chưa có số liệu.")


def test_what_applies_nowhere_lacks_no_figure(build: Build) -> None:
    none = {"secured": "not_applicable"}
    said = _lines(
        (2027, "roads", "not_applicable"), (2027, "schools", "not_applicable"),
        *((2027, source, none) for source in ("revenue", "centre", "bonds")),
    )  # fmt: skip
    context = _context(build, 1)
    assert check(said, context) == []
    assert "chưa lập được cho Tỉnh 1 vì" in synthesise({"b1": said}, context).for_discussion[0].vi


PAST = {"grdp": {"u1": {2024: 2.0, 2025: 3.0}, "u2": {2025: 900.0}}, "population": {"u1": {2025: 400.0}}}
"""In billion đồng and thousand persons; the balances are in million đồng and thousand persons."""


@pytest.mark.parametrize(
    ("secured", "code"),
    [
        (6_750, None),  # 3 000 million two years before, at most 1.5 a year: 6 750
        (6_751, "secured_above_last"),
        (3_100_000, "unit_slip"),  # in thousand đồng
        (3, "unit_slip"),  # in billion đồng
        (300, None),
    ],
)
def test_secured_means_are_held_against_the_last_actual_of_the_unit(
    build: Build, secured: int, code: str | None
) -> None:
    context = _context(build).model_copy(update={"history": PAST, "unit": "u1"})
    found = check(_document({"roads": 10}, {"revenue": (secured, 0, 0)}), context)
    assert [(each.severity, each.code) for each in found] == ([("warning", code)] if code else [])
    assert all(each.where == "means.capital.2027.revenue.secured" for each in found)


def test_a_need_in_persons_instead_of_thousands_is_asked_about(build: Build) -> None:
    context = _context(build, balances=[LABOUR]).model_copy(update={"history": PAST, "unit": "u1"})
    at = {"balance": "labour", "period": 2027}
    said = {
        "needs": [at | {"use": "jobs", "amount": 410_000}],
        "means": [at | {"source": "people", "secured": "405.5"}],
    }
    (found,) = check(Submission.model_validate(said), context)
    assert (found.code, found.where) == ("unit_slip", "needs.labour.2027.jobs")
    assert "lớn hơn khoảng 1.000 lần" in found.message.vi


@pytest.mark.parametrize("amount", ["nhiều", "1,5", [], {"a": 1}])
def test_what_is_neither_a_figure_nor_a_reason_is_one_fault(amount: Any) -> None:
    row = {"balance": "capital", "period": 2027, "use": "roads", "amount": amount}
    with pytest.raises(ValidationError) as caught:
        Submission.model_validate({"needs": [row]})
    assert [(each["type"], each["loc"]) for each in caught.value.errors()] == [
        ("decimal_parsing", ("needs", 0, "amount"))
    ]


@pytest.mark.parametrize("broken", [{"unit": "furlong"}, {"uses": []}, {"sources": [_line("a", "own")] * 2}])
def test_balances_that_cannot_be_drawn_up_are_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"balances": [CAPITAL | broken], "years": YEARS})


# Properties

amounts = st.one_of(
    st.none(), st.integers(0, 10**12).map(Decimal), st.sampled_from(["missing", "not_applicable", "not_yet_due"])
)
documents = st.builds(
    _document,
    st.dictionaries(st.sampled_from(["roads", "schools"]), amounts.filter(lambda each: each is not None)),
    st.dictionaries(st.sampled_from(["revenue", "centre", "bonds"]), st.tuples(amounts, amounts, amounts)),
)


@settings(max_examples=60, deadline=None)
@given(given_=st.dictionaries(st.sampled_from([f"b{n}" for n in range(1, 6)]), documents), seed=st.integers())
def test_the_region_is_the_sum_of_its_provinces_in_any_order(
    build: Build, given_: dict[str, Submission], seed: int
) -> None:
    context = _context(build, 5)
    result, region = synthesise(given_, context), _year(synthesise(given_, context))
    for line in result.sources:
        for name in ("secured", "likely", "hoped_for"):
            known = [value for own in line.own if isinstance(value := getattr(own, name), Decimal)]
            assert getattr(line, name) == (sum(known) if known else None)
    balanced = [each for each in result.provinces if each.gap is not None]
    for name in ("need", "gap", "gap_likely"):
        assert (getattr(region, name) or 0) == sum(getattr(each, name) for each in balanced)
    assert {each.body for each in balanced} == set(region.bodies)
    shuffled = random.Random(seed).sample(sorted(given_), len(given_))  # noqa: S311 - an order, no secret
    assert synthesise({body: given_[body] for body in shuffled}, context) == result


def test_who_is_named_first_changes_no_sum(build: Build) -> None:
    context = _context(build)
    given_ = {
        "b1": _claiming(_claim("Cầu", secured=300)),
        "b2": _claiming(_claim("Cầu", secured=200, likely=400)),
        "b3": _document({"roads": 5}, {"bonds": (1, 2, 3)}),
    }
    turned = context.model_copy(update={"parties": context.parties[::-1]})
    one, other = synthesise(given_, context), synthesise(given_, turned)
    assert _year(one).model_dump(exclude={"bodies"}) == _year(other).model_dump(exclude={"bodies"})
    assert one.for_discussion[0] == other.for_discussion[0]
    assert (one.doubles[0].secured, one.doubles[0].likely) == (other.doubles[0].secured, other.doubles[0].likely)


def test_words_are_laid_side_by_side(build: Build) -> None:
    document = _document({"roads": 1}, {"revenue": (1,)}, topics={"targets": "Giao cao"})
    result = synthesise({"b2": document}, _context(build, topics=TOPICS))
    assert [(row.topic, row.body, row.text) for row in result.words] == [("targets", "b2", "Giao cao")]
    assert [row for table in result.tables() if table.key == "words" for row in table.said("en")] == [
        ("Views on targets", "Province 2", "Giao cao")
    ]
    assert result.names["b2"] == Text(vi="Tỉnh 2", en="Province 2")
