"""The same figure is asked of a body once; later steps are served from what it handed in."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.cells import NOT_APPLICABLE, Cell
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, Ratio, Sum
from coordination.regions.model import Region
from coordination.submissions.asking import burden
from coordination.submissions.asking.asks import Ask, Asked, ask_for, asks_of, count, register
from coordination.submissions.asking.register import served, served_cells
from tests.stations.story import ASSESSMENT, LADDER, PLAN, at, morning
from tests.stations.submissions.figures_story import (
    AN_GIANG,
    CAN_THO,
    NOW,
    FiguresStory,
    assessment,
    with_settings,
)

NEXT = "mekong-delta/regional-plan/2028"
NEXT_STEP = f"{NEXT}/joint-assessment"
HEAD = ("grdp_per_capita", 2025)
PARTS = {("grdp_current", 2025): "306117.8", ("population_avg", 2025): "3224.94"}


def indicator(code: str, version: int = 1, ratio: tuple[str, str] | None = None) -> Indicator:
    """Give an indicator of a small catalogue."""
    rule = Ratio(numerator=ratio[0], denominator=ratio[1]) if ratio else Sum()
    words = Text(vi=f"Chỉ tiêu {code}", en=code)
    return Indicator(code=code, name=words, unit=words, pillar="economy", aggregation=rule, version=version)


SMALL = {each.code: each for each in (indicator("a"), indicator("b"), indicator("r", ratio=("a", "b")))}


def asked(stage: str, code: str, body: str = "x", year: int = 2025, vintage: str = "") -> Asked:
    """Give one figure asked."""
    return Asked(stage, body, ask_for(code, year, vintage, SMALL))


def test_the_second_step_that_asks_is_served_from_the_first() -> None:
    entries = register([asked("one", "a"), asked("two", "a"), asked("three", "a")], SMALL)
    assert [each.served_from for each in entries] == ["", "one", "one"]


def test_another_body_year_vintage_or_version_is_another_figure() -> None:
    newer = Asked("two", "x", ask_for("a", 2025, "", {"a": indicator("a", version=2)}))
    others = [asked("two", "a", body="y"), asked("two", "a", year=2024), asked("two", "a", vintage="2027"), newer]
    assert not any(each.spared for each in register([asked("one", "a"), *others], SMALL))


def test_a_ratio_is_spared_where_both_its_figures_are_asked_by_then() -> None:
    beside = register([asked("one", "r"), asked("one", "a"), asked("one", "b")], SMALL)
    assert [each.derived_from for each in beside] == [("a", "b"), (), ()]
    later = register([asked("one", "r"), asked("one", "a"), asked("two", "b")], SMALL)
    assert not any(each.spared for each in later)


def test_a_label_with_the_name_of_an_indicator_means_that_indicator() -> None:
    (ask,) = asks_of("collate", {"add": ["chỉ tiêu A"]}, "2027", SMALL)
    assert ask == Ask("a@1", 2027, "2027", "a")
    assert asks_of("forecast", {"indicators": ["a"], "horizon_years": 2}, "2027", SMALL) == (
        ask,
        Ask("a@1", 2028, "2027", "a"),
    )
    assert ask_for("Số cuộc tham vấn", 2027, "2027", SMALL).indicator == ""


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("abr"), st.sampled_from("xy"))))
def test_whatever_is_asked_each_figure_is_left_to_be_asked_at_most_once(wanted: list[tuple[str, str, str]]) -> None:
    rows = [asked(stage, code, body) for stage, code, body in sorted(set(wanted))]
    entries = register(rows, SMALL)
    left = [(each.asked.body, each.asked.ask) for each in entries if not each.spared]
    assert len(left) == len(set(left))
    told = count(entries)
    assert (told["asked"], told["spared"]) == (len(rows), len(rows) - len(left))


def test_the_shipped_plan_asks_for_a_ratio_it_could_work_out_in_its_forecast_alone(region: Region) -> None:
    told = burden.of_region(region, "2027")
    twice = {(each["stage"], each["definition"].partition("@")[0]): each for each in told["twice"]}
    foreseen = twice["regional-plan/forecast", "grdp_per_capita"]
    assert foreseen["derived_from"] == ["grdp_current", "population_avg"]
    assert (foreseen["years"], foreseen["cells"]) == ([2027, 2028, 2029], 15)
    assert "regional-plan/joint-assessment" not in {stage for stage, _ in twice}
    assert told["spared"] == sum(each["cells"] for each in told["twice"])
    assert (
        told["asked"] == sum(each["asked"] for each in told["stages"]) == sum(each["asked"] for each in told["bodies"])
    )


def test_a_later_step_is_served_from_what_was_accepted_else_from_what_came_last(figures: FiguresStory) -> None:
    figures.give({("grdp_current", 2025): "306000", ("employed_persons", 2025): "missing"})
    _open_next(figures, [("grdp_current", 2025), ("employed_persons", 2025)])
    with figures.engine.read() as session:
        first = served_cells(session, NEXT_STEP, CAN_THO)
    assert set(first) == {("grdp_current", 2025)}  # that there is none answers nothing
    assert not first["grdp_current", 2025].accepted
    figures.give({("grdp_current", 2025): "306117.8", ("employed_persons", 2025): "not_applicable"})
    figures.accept(ASSESSMENT, CAN_THO, NOW)
    figures.tick(morning("2027-06-02"))
    figures.give({("grdp_current", 2025): "306200"}, stage=NEXT_STEP, now=at("2027-06-08 09:00"))
    with figures.engine.read() as session:
        cells = served_cells(session, NEXT_STEP, CAN_THO)
        row = served(session, "mekong-delta", CAN_THO, ask_for("grdp_current", 2025, "", _catalogue(figures)))
        assert served_cells(session, NEXT_STEP, AN_GIANG) == {}
    held = cells["grdp_current", 2025]
    assert (held.cell, held.submission, held.accepted) == (
        Cell.of(Decimal("306117.8")),
        f"{ASSESSMENT}/{CAN_THO}/2",
        True,
    )
    assert cells["employed_persons", 2025].cell == NOT_APPLICABLE
    assert row is not None
    assert row.key == held.submission


def test_what_was_returned_serves_nothing(figures: FiguresStory) -> None:
    figures.give({("grdp_current", 2025): "306117.8"})
    figures.return_(ASSESSMENT, CAN_THO, NOW)
    _open_next(figures, [("grdp_current", 2025)])
    with figures.engine.read() as session:
        assert served_cells(session, NEXT_STEP, CAN_THO) == {}


def test_a_ratio_is_served_from_its_numerator_and_denominator(figures: FiguresStory) -> None:
    figures.give(PARTS)
    _open_next(figures, [HEAD])
    with figures.engine.read() as session:
        (cell,) = served_cells(session, NEXT_STEP, CAN_THO).values()
    assert (cell.cell, cell.derived) == (Cell.of(Decimal("94.9")), True)


def test_a_step_that_asks_for_every_indicator_is_served_what_was_measured_of_its_years(figures: FiguresStory) -> None:
    content = assessment({**PARTS, ("grdp_current", 2026): "331000"})
    content["figures"][-1]["plan"] = "340000"
    figures.submit(ASSESSMENT, CAN_THO, content, NOW)
    figures.open(NEXT, morning("2027-05-28"))
    with figures.engine.read() as session:
        told = served_cells(session, NEXT_STEP, CAN_THO)
        assert served_cells(session, f"{NEXT}/forecast", CAN_THO) == {}  # what is foreseen was never measured
        assert served_cells(session, f"{NEXT}/viewpoints", CAN_THO) == {}
    assert {place: each.cell.value for place, each in told.items()} == {
        ("grdp_current", 2026): Decimal(331000),
        ("grdp_current", 2026, "plan"): Decimal(340000),
    }


def test_the_burden_of_a_cycle_counts_what_cycles_before_it_asked(figures: FiguresStory) -> None:
    figures.give(PARTS)
    _open_next(figures, [*PARTS, HEAD])
    figures.open(LADDER)
    with figures.engine.read() as session:
        told = burden.of_cycle(session, NEXT)
        every = burden.of_all(session)
    step = next(each for each in told["stages"] if each["stage"] == NEXT_STEP)
    # Of 2025 everything was asked the year before, of all five: whether given or not, it is not asked a second time.
    assert (step["asked"], step["served"], step["derived"]) == (30, 30, 0)
    assert told in every
    assert [each["cycle"] for each in every] == [PLAN, NEXT, LADDER]
    assert every[-1]["asked"] == 0
    assert every[0]["served"] == 0


def _open_next(story: FiguresStory, wanted: list[tuple[str, int]]) -> None:
    """Open next year's plan, whose joint assessment asks for figures by name."""
    expected = [{"indicator": code, "periods": [year]} for code, year in wanted]
    region = with_settings(story.region, "joint-assessment", {"expected": expected})
    FiguresStory(story.engine, region).open(NEXT, morning("2027-05-28"))


def _catalogue(story: FiguresStory) -> dict[str, Indicator]:
    return {each.code: each for each in story.region.indicators}
