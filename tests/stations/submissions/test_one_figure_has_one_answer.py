"""What a body gives in two steps of one cycle is compared; what it leaves out is taken from where it gave it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from coordination.app import Engine
from coordination.cycles.queries import get_stage
from coordination.cycles.states import StageState
from coordination.methods.contract import Finding
from coordination.methods.joint_assessment import synthesise
from coordination.methods.joint_assessment.models import ServedFigure, Submission
from coordination.regions.model import Region
from coordination.results.assessing.handed_in import of_stage
from coordination.results.service import gather
from coordination.settings import Settings
from coordination.submissions.asking.twice import TWO_ANSWERS
from coordination.submissions.forms.handing_in import hand_in_workbook
from coordination.submissions.forms.opening import form_of
from tests.stations.story import ASSESSMENT, PLAN, at
from tests.stations.submissions.figures_story import CAN_THO, NOW, FiguresStory, assessment, codes
from tests.stations.submissions.forms_story import Desk, trial, unpacked

AGAIN = f"{PLAN}/viewpoints"
"""A second step of the cycle that asks for figures."""
CELLS: dict[tuple[str, int], str] = {
    ("grdp_current", 2025): "306117.8",
    ("population_avg", 2025): "3224.94",
    ("population_avg", 2026): "3243.5",
    ("unemployment_rate", 2025): "3.2",
}
ASKED = {
    "expected": [
        {"indicator": code, "years": {"from": -2, "to": -1}} for code in dict.fromkeys(code for code, _ in CELLS)
    ]
}


def asked_twice(region: Region) -> Region:
    """Let two steps of the plan be joint assessments that ask for the same."""
    procedures = []
    for each in region.procedures:
        steps = [
            step.model_copy(update={"method": "joint_assessment", "settings": ASKED})
            if step.code in ("joint-assessment", "viewpoints")
            else step
            for step in each.steps
        ]
        procedures.append(each.model_copy(update={"steps": steps}))
    return region.model_copy(update={"procedures": procedures})


@pytest.fixture
def story(blank: Path, region: Region, tmp_path: Path) -> Iterator[FiguresStory]:
    """Begin where both steps take figures."""
    file = tmp_path / "twice.db"
    file.write_bytes(blank.read_bytes())
    with closing(Engine.open(Settings(database_url=f"sqlite:///{file}"))) as engine:
        begun = FiguresStory(engine, asked_twice(region)).begin()
        with engine.write() as session:
            get_stage(session, AGAIN).state = StageState.OPEN
        yield begun


def accepted_before(story: FiguresStory, figures: dict[tuple[str, int], str], body: str = CAN_THO) -> None:
    """Hand figures in at the first step, and have them accepted."""
    story.give(figures, body)
    story.accept(ASSESSMENT, body, NOW)


@pytest.mark.parametrize("seed", range(6))
def test_a_figure_a_body_gives_otherwise_in_another_step_is_named_with_both_values(
    seed: int, story: FiguresStory
) -> None:
    drawn = Random(seed)  # noqa: S311 - which figure is wrong, and by how much
    place = drawn.choice(sorted(CELLS))
    before, factor = CELLS[place], Decimal(drawn.choice(("1.01", "0.98", "1.03")))
    story.give(CELLS)
    changed = str((Decimal(before) * factor).quantize(Decimal("0.01")))
    found = [each for each in story.give(CELLS | {place: changed}, stage=AGAIN) if each.code == TWO_ANSWERS]
    (told,) = found
    assert (told.severity, told.where) == ("warning", f"figures.{place[0]}.{place[1]}")
    vi, en = told.message.vi.replace(".", ""), told.message.en.replace(",", "")
    for value in (before, changed):
        assert value.replace(".", ",").rstrip("0") in vi
        assert value.rstrip("0") in en
    assert "Cập nhật đánh giá tình hình kinh tế - xã hội của vùng" in told.message.vi
    assert "Thực trạng theo quan điểm phát triển" in told.message.vi


def test_the_same_figure_less_precise_is_no_other_answer_and_a_returned_one_is_none(story: FiguresStory) -> None:
    story.give(CELLS)
    rounded = CELLS | {("grdp_current", 2025): "306118", ("unemployment_rate", 2025): "3.20"}
    assert TWO_ANSWERS not in {code for code, _ in codes(story.give(rounded, stage=AGAIN))}
    story.return_(ASSESSMENT, CAN_THO, NOW)
    other = CELLS | {("population_avg", 2025): "3300"}
    assert TWO_ANSWERS not in {code for code, _ in codes(story.give(other, stage=AGAIN, now=at("2026-06-11 09:00")))}


def test_a_plan_given_twice_is_compared_at_its_own_cell(story: FiguresStory) -> None:
    def planned(plan: str) -> dict[str, Any]:
        content = assessment({("population_avg", 2026): "3243.5"})
        content["figures"][0]["plan"] = plan
        return content

    story.submit(ASSESSMENT, CAN_THO, planned("3240"), NOW)
    row, _ = story.submit(AGAIN, CAN_THO, planned("3250"), NOW)
    told = [each for each in map(Finding.model_validate, row.findings) if each.code == TWO_ANSWERS]
    assert [each.where for each in told] == ["figures.population_avg.2026.plan"]
    assert "(kế hoạch)" in told[0].message.vi


def test_a_workbook_that_answers_otherwise_needs_a_word_at_the_cell(story: FiguresStory) -> None:
    story.give(CELLS)
    with trial(story.engine) as session:
        desk = Desk.of(form_of(session, AGAIN, CAN_THO))
        cell = next(each for each in desk.form.inputs() if (each.row, each.column) == ("population_avg", "y2026.value"))
        desk.put(cell, 3250)
        answer = hand_in_workbook(session, AGAIN, CAN_THO, unpacked(desk.saved()), NOW)
        assert [(each.code, each.row) for each in answer.judged.in_the_way] == [(TWO_ANSWERS, "population_avg")]


# What is left out because it was given elsewhere


def closing_without(story: FiguresStory, given: dict[tuple[str, int], str]) -> Submission:
    """Hand the rest in at the second step, which then begins its synthesis; gives what the method gets of the body."""
    story.give(given, stage=AGAIN)
    story.accept(AGAIN, CAN_THO, NOW)
    with story.engine.write() as session:
        get_stage(session, AGAIN).state = StageState.SYNTHESIS
    with story.engine.read() as session:
        found = gather(session, AGAIN, {}).submissions[CAN_THO]
    assert isinstance(found, Submission)
    return found


def test_what_a_body_leaves_out_is_taken_from_the_step_it_gave_it_in_with_the_submission_named(
    story: FiguresStory,
) -> None:
    accepted_before(story, CELLS)
    left = ("population_avg", 2025)
    taken = closing_without(story, {place: value for place, value in CELLS.items() if place != left})
    (served,) = [each for each in taken.figures if isinstance(each, ServedFigure)]
    source = f"{ASSESSMENT}/{CAN_THO}/1"
    assert (served.indicator, served.period, served.value, served.source) == (*left, Decimal("3224.94"), source)
    with story.engine.read() as session:
        inputs = gather(session, AGAIN, {})
        basis = of_stage(session, AGAIN)
    assert source in inputs.hashes
    result = synthesise({CAN_THO: taken}, inputs.context)
    (row,) = [each for each in result.provinces if (each.indicator, each.period, each.unit) == (*left, "92")]
    assert (row.value, row.source) == (Decimal("3224.94"), source)
    assert next(each for each in result.regional if (each.indicator, each.period) == left).served == ("92",)
    assert basis.own.point(left[0], "92", 2025).source == f"submission:{source}"
    assert basis.places[left[0], "92", 2025] == f"{source}#figures[1]"


def test_what_a_body_says_itself_is_never_replaced_and_what_is_not_accepted_never_taken(story: FiguresStory) -> None:
    accepted_before(story, CELLS)
    taken = closing_without(story, CELLS | {("population_avg", 2025): "missing", ("grdp_current", 2025): "306118"})
    assert not [each for each in taken.figures if isinstance(each, ServedFigure)]
    assert {(each.indicator, each.period): each.state for each in taken.figures}["population_avg", 2025] == "missing"


def test_a_figure_that_is_handed_in_but_not_accepted_serves_nobody(story: FiguresStory) -> None:
    story.give(CELLS)
    taken = closing_without(story, {("grdp_current", 2025): "306117.8"})
    assert [each.indicator for each in taken.figures] == ["grdp_current"]
