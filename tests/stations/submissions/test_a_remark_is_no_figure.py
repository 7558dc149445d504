"""A word on an empty cell says nothing of the figure, and who says there is none takes no published one away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coordination.cycles.queries import get_stage
from coordination.cycles.states import StageState
from coordination.kernel.cells import State
from coordination.methods.joint_assessment.models import Figure, Submission
from coordination.regions.model import Region
from coordination.results.assessing.basis import Basis
from coordination.results.assessing.composing import compose
from coordination.results.assessing.handed_in import of_stage
from coordination.results.service import gather
from coordination.submissions.asking.answering import answers
from coordination.submissions.checking.figures import cells_in
from coordination.submissions.forms.handing_in import hand_in_workbook
from coordination.submissions.sign_off.frozen import changed
from tests.stations.story import ASSESSMENT
from tests.stations.submissions.figures_story import CAN_THO, NOW, FiguresStory
from tests.stations.submissions.forms_story import (
    BODY,
    GRDP,
    NOTE,
    Counter,
    Desk,
    counter_at,
    form_with,
    trial,
    unpacked,
)

PEOPLE = ("population_avg", "92", 2024)
REMARK = "Sẽ bổ sung sau khi có số điều tra"


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path_factory.mktemp("remarks") / "r.db")), region) as opened:
        yield opened


def test_a_remark_on_an_empty_cell_is_kept_and_nothing_is_said_of_the_figure(counter: Counter) -> None:
    desk = Desk.of(counter.filled())
    desk.put(GRDP, None)
    desk.put(NOTE, REMARK)
    with trial(counter.engine) as session:
        answer = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert answer.row is not None
        (figure,) = [each for each in answer.row.content["figures"] if each.get("note") == REMARK]
        assert figure == {"indicator": "grdp_current", "period": 2026, "note": REMARK}
        assert Figure.model_validate(figure).unsaid
        assert ("grdp_current", 2026) not in cells_in("joint_assessment", answer.row.content)
        assert ("grdp_current", 2026) not in answers("joint_assessment", answer.row.content)
        assert ("note", "figure_unsaid", "K11") in [(each.severity, each.code, each.cell) for each in answer.remarks]
        assert form_with(session, ASSESSMENT, BODY, answer.row.content).said == answer.row.content


def test_a_cell_is_missing_only_where_the_clerk_says_so(counter: Counter) -> None:
    desk = Desk.of(counter.filled())
    desk.put(GRDP, "…")
    desk.put(NOTE, REMARK)
    with trial(counter.engine) as session:
        row = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW).row
        assert row is not None
        (figure,) = [each for each in row.content["figures"] if each.get("note") == REMARK]
        assert figure["state"] == "missing"


def test_a_plan_alone_says_nothing_of_the_figure_and_answers_no_cell_asked() -> None:
    content = {"figures": [{"indicator": "grdp_current", "period": 2026, "plan": 5}]}
    assert cells_in("joint_assessment", content) == {}
    assert answers("joint_assessment", content) == {}


def test_where_figures_are_frozen_a_remark_alone_may_come_and_go() -> None:
    def document(row: dict[str, Any]) -> Submission:
        return Submission.model_validate({"figures": [{"indicator": "grdp_current", "period": 2026} | row]})

    assert changed(Submission(), document({"note": REMARK})) == []
    assert [each.place for each in changed(document({"note": REMARK}), document({"state": "missing"}))] == [
        "figures[grdp_current 2026].state"
    ]
    assert changed(document({"note": REMARK}), document({"value": 0}))


def reported(figures: FiguresStory, row: dict[str, Any]) -> tuple[Basis, list[str]]:
    """Have one figure of Cần Thơ accepted; gives what the report rests on, and what is put up for discussion."""
    said = {"indicator": PEOPLE[0], "period": PEOPLE[2]} | row
    figures.submit(ASSESSMENT, CAN_THO, {"figures": [said]}, NOW)
    figures.accept(ASSESSMENT, CAN_THO, NOW)
    with figures.engine.write() as session:
        get_stage(session, ASSESSMENT).state = StageState.SYNTHESIS
    with figures.engine.read() as session:
        return of_stage(session, ASSESSMENT), [each.vi for each in gather(session, ASSESSMENT, {}).differences]


@pytest.mark.parametrize("state", ["missing", "not_applicable", "suppressed", "not_yet_due"])
def test_who_says_there_is_no_figure_takes_no_published_one_away(state: str, figures: FiguresStory) -> None:
    basis, discussed = reported(figures, {"state": state})
    point = basis.own.point(*PEOPLE)
    assert point == basis.published.panel.point(*PEOPLE)
    assert point.cell.known
    assert basis.address(PEOPLE) == basis.published.address(PEOPLE)
    (difference,) = basis.differences
    assert (difference.key, difference.stated, difference.state) == (PEOPLE, None, State(state))
    (words,) = [each for each in discussed if each.startswith("Dân số trung bình năm 2024: ")]
    assert "Cần Thơ báo " in words
    assert "số đã công bố là 3.207,08 nghìn người (nguồn " in words
    assert "vẫn được ghi bên cạnh" in words


def test_the_report_names_who_says_it_has_no_figure_beside_the_published_one(figures: FiguresStory) -> None:
    basis, _ = reported(figures, {"state": "missing"})
    told = repr(compose(basis, NOW.date()).report)
    assert "báo thiếu số liệu" in told
    assert "địa phương báo không có số thì dùng số đã công bố" in told


def test_a_remark_alone_is_no_difference_and_the_published_figure_stands(figures: FiguresStory) -> None:
    basis, discussed = reported(figures, {"note": REMARK})
    assert basis.own.point(*PEOPLE) == basis.published.panel.point(*PEOPLE)
    assert (basis.differences, discussed) == ((), [])
