"""A hand-in is told everything in one run: form, method and declared checks; a closed step says so before all that."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.cycles.queries import get_stage, step_of
from coordination.errors import ConflictError, InvalidInputError
from coordination.methods.forecast import Submission as Forecast
from coordination.methods.forecast import check as check_forecast
from coordination.regions.model import Region
from coordination.submissions.context import context_of
from coordination.submissions.quality.rules import Usability
from coordination.submissions.quality.views import _use
from coordination.submissions.tables import SubmissionRow
from tests.stations.story import ASSESSMENT, PLAN, morning
from tests.stations.submissions.figures_story import CAN_THO, NOW, FiguresStory
from tests.stations.submissions.forms_story import GRDP, PEOPLE, Counter, Desk, counter_at, told


def test_faults_of_form_method_and_declared_checks_come_together(figures: FiguresStory) -> None:
    rows = [
        {"indicator": "happiness", "period": 2025, "value": 1},
        {"indicator": "fdi_new_projects", "period": 2026, "value": "3.7"},
        {"indicator": "grdp_current", "period": 2025, "value": "nhiều"},
        {"indicator": "population_avg", "period": 2025, "value": -5},
    ]
    with pytest.raises(InvalidInputError) as refused:
        figures.submit(ASSESSMENT, CAN_THO, {"figures": rows}, NOW)
    assert sorted(each.where for each in refused.value.faults) == [
        "figures.fdi_new_projects.2026",
        "figures.happiness.2025",
        "figures.population_avg.2025",
        "figures[2].value",
    ]
    with pytest.raises(InvalidInputError) as refused:
        figures.submit(ASSESSMENT, CAN_THO, {"figures": rows[:2]}, NOW)
    assert [each.where for each in refused.value.faults] == ["figures.happiness.2025", "figures.fdi_new_projects.2026"]


@pytest.mark.parametrize(
    "content", [{"clauses": [{"pillar": "x"}]}, {"clauses": True}, {"a": "\u202e"}, [], "\0", None]
)
def test_a_step_that_is_not_open_says_so_before_anything_is_checked(content: object, figures: FiguresStory) -> None:
    with pytest.raises(ConflictError, match="takes no submissions") as refused:
        figures.submit(f"{PLAN}/viewpoints", CAN_THO, content, NOW)
    said = refused.value.faults[0].what
    assert said.vi == f"bước {PLAN}/viewpoints chờ mở, không nhận bản nộp trước ngày 01/07/2026"
    assert said.en == f"stage {PLAN}/viewpoints is not yet open and takes no submissions before 01/07/2026"


def test_what_is_accepted_says_so_before_anything_is_checked(figures: FiguresStory) -> None:
    figures.give({("population_avg", 2025): "3224.94"})
    figures.accept(ASSESSMENT, CAN_THO, NOW)
    with pytest.raises(ConflictError, match="is accepted; have it returned"):
        figures.submit(ASSESSMENT, CAN_THO, {"figures": "nhiều"}, NOW)


def test_topics_and_indicators_of_a_forecast_are_called_by_their_names(figures: FiguresStory) -> None:
    with figures.engine.read() as session:
        context = context_of(session, get_stage(session, f"{PLAN}/forecast"))
    found = {each.where: each.message for each in check_forecast(Forecast(), context)}
    assert "“Tiềm năng có thể khai thác”" in found["topics.potentials"].vi
    assert "“Potentials”" in found["topics.potentials"].en
    assert found["forecasts.population_avg"].vi == "Chưa có dự báo Dân số trung bình."


# A workbook with a cell that cannot be read


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path_factory.mktemp("once") / "o.db")), region) as opened:
        yield opened


def test_a_cell_that_cannot_be_read_hides_nothing_of_the_others(counter: Counter) -> None:
    desk = Desk.of(counter.filled())
    desk.put(GRDP, "khoảng ba trăm nghìn")
    desk.put(PEOPLE, None)
    assert told_of(counter, desk) == [
        ("error", "no_number", GRDP.row),
        ("note", "expected_figure_missing", PEOPLE.row),
    ]


def test_nothing_is_missed_in_a_cell_that_could_not_be_read(counter: Counter) -> None:
    desk = Desk.of(counter.filled())
    desk.put(GRDP, "khoảng ba trăm nghìn")
    assert told_of(counter, desk) == [("error", "no_number", GRDP.row)]


def told_of(counter: Counter, desk: Desk) -> list[tuple[str, str, str]]:
    """Give the findings by severity, code and row."""
    with counter.engine.read() as session:
        judged = counter.judged(session, desk.saved())
        assert len(told(judged)) == len(judged.remarks)
        return [(each.severity, each.code, each.row) for each in judged.remarks]


# Findings on plans count as findings on figures do


def test_a_finding_on_a_plan_makes_the_plan_doubtful_and_not_its_figure(figures: FiguresStory) -> None:
    with figures.engine.read() as session:
        step = step_of(session, get_stage(session, ASSESSMENT))
    row = SubmissionRow(
        key="k", stage=ASSESSMENT, body=CAN_THO, revision=1, content_hash="", handed_in_at=morning("2026-06-03"),
        content={"figures": [{"indicator": "population_avg", "period": 2026, "value": 3, "plan": 4}]},
        findings=[{"severity": "warning", "code": "two_answers", "where": "figures.population_avg.2026.plan"}],
    )  # fmt: skip
    assert _use(step, row) == Usability(cells=2, with_error=0, with_warning=1, explained=0)
