"""Completeness, timeliness and usability: every cell is counted once, and what a body could not give is not held against it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.errors import NotFoundError
from coordination.kernel.cells import SUPPRESSED, Cell, State
from coordination.submissions.asking.answering import answers
from coordination.submissions.asking.asks import VALUE, register
from coordination.submissions.asking.register import asked_in, catalogue_of
from coordination.submissions.checking.figures import plans_in
from coordination.submissions.quality.rules import Completeness, Timeliness, completeness, together, usability
from coordination.submissions.quality.views import of_cycle, of_stage
from tests.stations.story import ASSESSMENT, PLAN, Story, at, document, morning
from tests.stations.submissions.figures_story import AN_GIANG, CAN_THO, FiguresStory, with_settings

places = st.tuples(st.sampled_from("abc"), st.integers(2020, 2023))
AWRY = {("employed_persons", 2024): "1623370", ("unemployment_rate", 2024): "3.28"}
WHERE = ("employed_persons", 2024)
BALANCES = f"{PLAN}/balances"


@given(st.sets(places), st.dictionaries(places, st.sampled_from(State)), st.sets(places))
def test_every_cell_asked_is_counted_exactly_once(
    asked: set[tuple[str, int]], answers: dict[tuple[str, int], State], served: set[tuple[str, int]]
) -> None:
    told = completeness(asked, answers, served)
    assert told.untouched >= 0
    assert sum(told.states.values()) + told.served + told.untouched == told.asked == len(asked)
    assert told.beyond == len(answers.keys() - asked)
    assert told.percent is None or 0 <= told.percent <= 100
    assert together([told, told]).percent == told.percent


def test_a_plan_has_its_own_state_and_its_cell_is_not_counted() -> None:
    rows: list[dict[str, object]] = [{"plan": "0"}, {"plan": 5}, {"plan_state": "suppressed"}, {}]
    content = {"figures": [{"indicator": "a", "period": year, "value": 1} | row for year, row in enumerate(rows, 2020)]}
    assert plans_in("joint_assessment", content) == {
        ("a", 2020): Cell.of(Decimal(0)), ("a", 2021): Cell.of(Decimal(5)), ("a", 2022): SUPPRESSED,
    }  # fmt: skip
    assert answers("joint_assessment", content) == {("a", year): State.VALUE for year in range(2020, 2024)}


@pytest.mark.parametrize(
    ("states", "percent"),
    [
        ({State.VALUE: 2}, 50.0),
        ({State.VALUE: 1, State.ZERO: 1}, 50.0),
        ({State.VALUE: 2, State.NOT_APPLICABLE: 1, State.NOT_YET_DUE: 1}, 100.0),
        ({State.VALUE: 1, State.MISSING: 1, State.SUPPRESSED: 1}, 75.0),
        ({}, 0.0),
    ],
)
def test_saying_why_there_is_no_figure_answers_a_cell_and_leaving_it_blank_does_not(
    states: dict[State, int], percent: float | None
) -> None:
    told = Completeness(4, states)
    assert told.percent == percent
    assert told.without_figure == sum(states.values()) - states.get(State.VALUE, 0) - states.get(State.ZERO, 0)


def test_days_are_counted_to_the_last_day_a_body_has() -> None:
    days = [Timeliness(date(2026, 6, 17), on, 0, 1, 0).days for on in (date(2026, 6, 15), date(2026, 6, 20), None)]
    assert days == [2, -3, None]


def test_a_warning_with_a_word_of_explanation_leaves_a_figure_usable() -> None:
    given_ = {("a", 2024), ("b", 2024), ("c", 2024), ("d", 2024)}
    found = [("warning", ("a", 2024)), ("warning", ("b", 2024)), ("error", ("b", 2024)), ("note", ("c", 2024))]
    told = usability(given_, [*found, ("warning", ("elsewhere", 2024))], {("b", 2024)})
    assert (told.cells, told.with_error, told.with_warning, told.explained, told.percent) == (4, 1, 1, 0, 50.0)
    assert usability(given_, found, {("a", 2024)}).percent == 75.0
    assert usability(set(), [], set()).percent is None


def test_a_body_is_told_what_it_left_out_how_late_it_was_and_what_was_doubted(story: Story) -> None:
    expected = [
        {"indicator": code, "periods": [2024]} for code in ("employed_persons", "unemployment_rate", "grdp_current")
    ]
    own = FiguresStory(story.engine, with_settings(story.region, "joint-assessment", {"expected": expected})).begin()
    own.run("2026-06-03", "2026-06-18")
    own.give(AWRY, now=at("2026-06-18 09:00"))
    own.return_(ASSESSMENT, CAN_THO, at("2026-06-18 10:00"))
    own.give(AWRY, notes={WHERE: "Số liệu theo tổng điều tra"}, now=at("2026-06-18 11:00"))
    with own.engine.read() as session:
        told = of_stage(session, ASSESSMENT)
        due = own.stage(ASSESSMENT).due
    body = next(each for each in told["bodies"] if each["body"] == CAN_THO)
    assert body["completeness"] == {
        "asked": 3, "states": {"value": 2}, "served": 0, "without_figure": 0, "untouched": 1,
        "beyond": 0, "percent": 66.7,
    }  # fmt: skip
    assert body["usability"] == {"figures": 2, "with_error": 0, "with_warning": 1, "explained": 1, "percent": 100.0}
    time = body["timeliness"]
    assert (time["days_before_due"], time["revisions"], time["returned"]) == ((due - date(2026, 6, 18)).days, 2, 1)
    assert time["reminded"] > 0
    silent = next(each for each in told["bodies"] if each["body"] == AN_GIANG)
    assert (silent["completeness"]["untouched"], silent["usability"]) == (3, None)
    assert silent["timeliness"]["handed_in"] is None
    assert told["completeness"]["asked"] == 15
    assert told["timeliness"]["handed_in"] == 1


def test_who_gives_few_figures_is_not_complete_because_nobody_gave_more(figures: FiguresStory) -> None:
    figures.give({("grdp_current", 2025): "306117.8", ("population_avg", 2025): "3224.94"})
    figures.give({("grdp_current", 2025): "missing"}, AN_GIANG)
    with figures.engine.read() as session:
        told = {each["body"]: each["completeness"] for each in of_stage(session, ASSESSMENT)["bodies"]}
        entries = register(asked_in(session, "mekong-delta"), catalogue_of(figures.region))
    mine = [each.asked.ask for each in entries if (each.asked.stage, each.asked.body) == (ASSESSMENT, CAN_THO)]
    asked = sum(each.part == VALUE for each in mine)  # the cell for a plan is offered, not asked
    assert told[CAN_THO]["asked"] == told[AN_GIANG]["asked"] == asked > 100
    assert told[CAN_THO]["percent"] < 5
    # GRDP per head follows from the two figures given; nothing follows from one that is missing.
    assert (told[CAN_THO]["served"], told[AN_GIANG]["served"]) == (1, 0)
    assert told[AN_GIANG]["states"] == {"missing": 1}


def test_a_compilation_is_complete_when_its_sections_have_words_and_its_labels_figures(figures: FiguresStory) -> None:
    from coordination.submissions.asking.answering import answers, places_asked  # noqa: PLC0415

    step = next(each for each in figures.region.procedures[0].steps if each.code == "participatory-plan")
    asked = places_asked(step, "2027", {})
    given_ = answers("collate", document("", **{"Số cuộc tham vấn": "5"}))
    assert ("figures", "Số cuộc tham vấn") in asked
    assert completeness(asked, given_).states == {State.VALUE: 1}
    assert ("sections", "contents") not in given_  # a section without words answers nothing


def test_a_cycle_tells_of_the_steps_that_have_opened(figures: FiguresStory) -> None:
    with figures.engine.read() as session:
        assert [each["step"] for each in of_cycle(session, PLAN)] == ["joint-assessment", "forecast-contract"]
        with pytest.raises(NotFoundError):
            of_cycle(session, "mekong-delta/regional-plan/2099")
        with pytest.raises(NotFoundError):
            of_stage(session, f"{PLAN}/nothing")


def test_steps_without_figures_have_no_completeness_of_cells(figures: FiguresStory) -> None:
    figures.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    with figures.engine.read() as session:
        told = of_stage(session, "mekong-delta/regional-plan/2028/viewpoints")
    assert (told["completeness"], told["usability"]) == (None, None)
    assert told["timeliness"]["handed_in"] == 0
