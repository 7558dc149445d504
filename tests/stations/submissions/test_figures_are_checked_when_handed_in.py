"""Figures handed in are put to the checks their indicators declare; none is ever changed, a difference is discussed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coordination.errors import InvalidInputError, NotFoundError
from coordination.kernel.cells import Cell
from coordination.methods.checks.base import Tolerance
from coordination.methods.checks.declared import Mirror, National, Range
from coordination.results import views
from coordination.submissions.asking.asks import ask_for
from coordination.submissions.asking.register import served
from coordination.submissions.checking.publications import published
from coordination.submissions.checking.verifying import verify
from tests.stations.story import ASSESSMENT, COMMITTEES, Story, at, morning
from tests.stations.submissions.figures_story import (
    AN_GIANG,
    CAN_THO,
    DONG_THAP,
    NOW,
    PUBLISHED,
    FiguresStory,
    asking_all,
    assessment,
    codes,
    with_checks,
)

REVISED = ("grdp_current", "population_avg", "grdp_per_capita")
"""Cần Thơ's GRDP of 2021 was revised, that per head was not: they are 1.5 % apart."""
LAST_STEP = "mekong-delta/regional-plan/2028/joint-assessment"


def test_what_is_published_is_handed_in_without_a_remark(figures: FiguresStory) -> None:
    assert codes(figures.give(PUBLISHED)) == []


def test_a_thousandfold_figure_is_found_and_kept_as_it_was_given(figures: FiguresStory) -> None:
    (found,) = figures.give({("employed_persons", 2024): "1623370"})
    assert (found.severity, found.code, found.where) == ("warning", "unit_slip", "figures.employed_persons.2024")
    assert "1.608,64" in found.message.vi
    assert figures.last().content["figures"][0]["value"] == "1623370"


def test_a_warning_without_a_word_is_told_as_such_and_one_with_a_word_is_not(figures: FiguresStory) -> None:
    for notes, told in (({}, ["1 warning has no word o"]), ({("employed_persons", 2024): "Tổng điều tra"}, [])):
        figures.give({("employed_persons", 2024): "1623370"}, notes=notes)
        found = figures.last().findings
        assert [each["message"]["en"][:23] for each in found if each["code"] == "unexplained"] == told
        # What is left out is told for every kind of file, and asks for no word.
        assert {each["severity"] for each in found if each["code"] == "expected_figure_missing"} <= {"note"}
        assert sum(each["severity"] == "warning" for each in found) == 1


def test_a_figure_no_definition_allows_is_refused_at_its_place(figures: FiguresStory) -> None:
    with pytest.raises(InvalidInputError) as refused:
        figures.give({("unemployment_rate", 2024): "120", ("grdp_current", 2024): "277518.3"})
    assert [each.where for each in refused.value.faults] == ["figures.unemployment_rate.2024"]


def test_only_a_declared_error_refuses(figures: FiguresStory) -> None:
    region = with_checks(figures.region, "unemployment_rate", Range(most=Decimal(3), severity="note"))
    with figures.engine.write() as session:
        found = verify(session, ASSESSMENT, CAN_THO, {("unemployment_rate", 2024): Cell.of(Decimal(120))})
    assert ("error", "out_of_range") in [(each.severity, each.code) for each in found]
    lenient = FiguresStory(figures.engine, region)
    lenient.open("mekong-delta/regional-plan/2029", morning("2028-05-29"))
    lenient.tick(morning("2028-06-01"))
    remarks = lenient.give(
        {("unemployment_rate", 2024): "120"},
        stage="mekong-delta/regional-plan/2029/joint-assessment",
        now=at("2028-06-07 09:00"),
    )
    assert [(each.severity, each.code) for each in remarks] == [
        ("note", "out_of_range"),
        ("note", "published_differs"),
    ]


def test_a_figure_left_out_where_there_always_was_one_asks_for_a_word(figures: FiguresStory) -> None:
    assert codes(figures.give({("population_avg", 2022): "missing"})) == [
        ("state_unlike_before", "figures.population_avg.2022")
    ]


def test_a_province_cannot_have_more_people_than_the_nation_unremarked(figures: FiguresStory) -> None:
    found = {each.code: each for each in figures.give({("population_avg", 2024): "120000"})}
    assert "101.344" in found["national_differs"].message.vi


def test_published_figures_that_do_not_make_up_the_nation_are_nobodys_fault(figures: FiguresStory) -> None:
    narrow = with_checks(figures.region, "population_avg", National(tolerance=Tolerance(percent=Decimal(0))))
    story = FiguresStory(figures.engine, narrow)
    story.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    with story.engine.read() as session:
        same = verify(session, LAST_STEP, CAN_THO, {("population_avg", 2022): Cell.of(Decimal("3179.6"))})
        other = verify(session, LAST_STEP, CAN_THO, {("population_avg", 2022): Cell.of(Decimal(3170))})
    assert [each.code for each in same] == []
    assert [(each.code, each.unit) for each in other] == [("national_differs", None)]


def test_nothing_published_for_the_year_of_drafting_or_later_is_known(figures: FiguresStory) -> None:
    figures.open("mekong-delta/regional-plan/2026", morning("2025-05-28"))
    slip = {("population_avg", 2026): Cell.of(Decimal(3240000))}  # 2025 is published
    with figures.engine.read() as session:
        (found,) = verify(session, ASSESSMENT, CAN_THO, slip)
        (earlier,) = verify(session, ASSESSMENT.replace("2027", "2026"), CAN_THO, slip)
        another = {("population_avg", 2025): Cell.of(Decimal(3300))}
        differs = [
            [each.code for each in verify(session, ASSESSMENT.replace("2027", year), CAN_THO, another)]
            for year in ("2027", "2026")
        ]
    assert (found.code, found.beside[0][2], earlier.beside[0][2]) == ("unit_slip", 2025, 2024)
    assert differs == [["published_differs"], []]


def test_what_a_body_had_accepted_counts_the_next_year(figures: FiguresStory) -> None:
    figures.give({("employed_persons", 2025): "1640"})
    figures.accept(ASSESSMENT, CAN_THO, NOW)
    figures.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    slip = {("employed_persons", 2026): Cell.of(Decimal(1650000))}
    with figures.engine.read() as session:
        (found,), (other,) = (verify(session, LAST_STEP, body, slip) for body in (CAN_THO, AN_GIANG))
    assert (found.beside[0][2], other.beside[0][2]) == (2025, 2024)
    assert "1.640" in found.message.vi


def test_neighbours_who_report_one_thing_differently_are_asked_to_reconcile(file_story: Story) -> None:
    # Any figure can be a mirror figure where a registry says so; no shipped one is.
    check = Mirror(counterpart="freight_carried", pairs=(("91", "92"),))
    story = FiguresStory(
        file_story.engine, with_checks(asking_all(file_story.region), "freight_carried", check)
    ).begin()
    assert codes(story.give({("freight_carried", 2025): "100"}, AN_GIANG)) == []
    assert codes(story.give({("freight_carried", 2025): "500"}, DONG_THAP)) == []
    (found,) = story.give({("freight_carried", 2025): "130"}, CAN_THO)
    assert found.code == "mirror_differs"
    assert all(value in found.message.vi for value in ("100", "130", "An Giang", "Cần Thơ"))
    given = [story.last(body).content["figures"][0]["value"] for body in (AN_GIANG, CAN_THO)]
    assert given == ["100", "130"]


def test_a_difference_from_what_is_published_is_discussed_with_both_values_and_their_sources(
    figures: FiguresStory,
) -> None:
    for body in COMMITTEES:
        figures.submit(
            ASSESSMENT, body, assessment({("employed_persons", 2024): "1700.5"} if body == CAN_THO else {}), NOW
        )
        figures.accept(ASSESSMENT, body, NOW)
    figures.run("2026-06-18", "2026-06-24")
    with figures.engine.read() as session:
        told = views.result(session, ASSESSMENT)
    assert told is not None
    (words,) = [each["vi"] for each in told["content"]["for_discussion"] if "đã công bố" in each["vi"]]
    assert "Cần Thơ báo cáo 1.700,5 nghìn người, số đã công bố 1.623,37 nghìn người (nguồn sum_nso_labour)" in words
    assert figures.last().content["figures"][0]["value"] == "1700.5"


def test_a_difference_from_what_is_published_is_told_at_hand_in_with_its_source(figures: FiguresStory) -> None:
    (found,) = figures.give({("employed_persons", 2024): "1700.5"})
    assert (found.severity, found.code) == ("warning", "published_differs")
    assert "1.700,5 nghìn người, khác số đã công bố là 1.623,37 nghìn người (nguồn sum_nso_labour)" in found.message.vi
    assert codes(figures.give({("employed_persons", 2024): "1630"})) == []
    (mean,) = figures.give({("unemployment_rate", 2024): "3.6"})
    assert mean.severity == "note"  # nobody published it: it is the mean of the three provinces that were merged
    assert "khác số tính từ các số đã công bố là 3,28% (nguồn wmean_employed)" in mean.message.vi


def test_a_ratio_that_contradicts_its_own_terms_is_told_with_both(figures: FiguresStory) -> None:
    given = {("grdp_current", 2026): "250000", ("population_avg", 2026): "3403.8", ("grdp_per_capita", 2026): "84"}
    found = {each.code: each for each in figures.give(given)}["ratio_differs"]
    assert (found.severity, found.where) == ("warning", "figures.grdp_per_capita.2026")
    assert "là 73,4 triệu đồng/người; chênh lệch 10,6 triệu đồng/người." in found.message.vi
    given["grdp_per_capita", 2026] = "73.4"
    assert "ratio_differs" not in dict(codes(figures.give(given)))


def test_published_figures_of_several_revisions_are_no_contradiction_of_whoever_repeats_them(
    figures: FiguresStory,
) -> None:
    points = {code: published("34").point(code, "92", 2021) for code in REVISED}
    same = {(code, 2021): Cell.of(point.value) for code, point in points.items() if point}
    other = same | {("grdp_per_capita", 2021): Cell.of(Decimal("59.7"))}
    with figures.engine.read() as session:
        assert verify(session, ASSESSMENT, CAN_THO, same) == []
        (found,) = verify(session, ASSESSMENT, CAN_THO, other)
    assert (found.code, found.expected, len(same)) == ("ratio_differs", Decimal("58.7"), 3)


def test_a_count_is_whole_and_an_area_stays(figures: FiguresStory) -> None:
    with pytest.raises(InvalidInputError) as refused:
        figures.give({("fdi_new_projects", 2026): "3.7"})
    assert "3,7 dự án; số đếm phải là số nguyên." in refused.value.faults[0].what.vi
    assert codes(figures.give({("land_area", 2026): "6360.8", ("fdi_new_projects", 2026): "9"})) == []
    (found,) = figures.give({("land_area", 2026): "6500"})
    assert found.code == "not_steady"
    assert "6.360,83" in found.message.vi


def test_a_figure_long_after_its_series_ended_is_compared_with_the_last_one_known(figures: FiguresStory) -> None:
    (found,) = figures.give({("investment_state", 2026): "1"})
    assert "năm 2021" in found.message.vi


def test_a_figure_written_with_fewer_digits_is_no_difference(figures: FiguresStory) -> None:
    for body in COMMITTEES:
        given = {("employed_persons", 2024): "1623", ("population_avg", 2024): "3207.1"} if body == CAN_THO else {}
        figures.submit(ASSESSMENT, body, assessment(given), NOW)
        figures.accept(ASSESSMENT, body, NOW)
    figures.run("2026-06-18", "2026-06-24")
    with figures.engine.read() as session:
        told = views.result(session, ASSESSMENT)
    assert told is not None
    assert not [each for each in told["content"]["for_discussion"] if "công bố" in each["vi"]]


def test_an_unknown_step_or_body_is_not_found(figures: FiguresStory) -> None:
    with figures.engine.read() as session:
        for stage, body in ((f"{ASSESSMENT}s", CAN_THO), (ASSESSMENT, "92.nobody")):
            with pytest.raises(NotFoundError):
                verify(session, stage, body, {})
        assert served(session, "mekong-delta", CAN_THO, ask_for("grdp_current", 2024, "", {})) is None
