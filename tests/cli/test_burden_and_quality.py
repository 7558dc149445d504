"""``burden report``, ``cycle quality`` and the quality of ``stage show``: what is asked, what is spared, how good it is."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from coordination.app import Engine, known
from coordination.cycles.opening import open_cycle
from coordination.kernel.keys import CycleKey
from coordination.regions.service import load_region
from coordination.settings import Settings
from tests.cli.conftest import PLAN, Run
from tests.stations.story import at, morning
from tests.stations.submissions.figures_story import assessment

STAGE, BODY = f"{PLAN}/joint-assessment", "79.peoples_committee"


@pytest.fixture(scope="session")
def begun_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open the regional plan and its first step, once; tests copy the file."""
    path = tmp_path_factory.mktemp("quality") / "begun.db"
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"))) as engine:
        with engine.write() as session:
            open_cycle(session, load_region("southeast", known()), CycleKey.parse(PLAN), morning("2026-05-28"))
        asyncio.run(engine.tick(at("2026-06-02 07:30")))
    return path


@pytest.fixture
def db(begun_plan: Path, tmp_path: Path) -> tuple[str, ...]:
    """Give the options that work on a copy of the database, on a day in time."""
    return ("--db", shutil.copy(begun_plan, tmp_path / "quality.db").as_posix(), "--now", "2026-06-10")


def test_a_configuration_says_what_it_asks_twice_and_where(run: Run) -> None:
    told = run("burden", "report", "--region", "southeast", "--period", "2027", "--json").json
    twice = next(each for each in told["twice"] if each["where"])
    path, line, column = twice["where"].rsplit(":", 2)
    written = Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert written[int(column) - 1 :].startswith("grdp_per_capita")
    assert (told["spared"], told["period"]) == (sum(each["cells"] for each in told["twice"]), "2027")
    said = run("burden", "report", "--region", "southeast", "--lang", "en")
    assert f"{told['asked']} cells asked, {told['spared']} spared ({told['percent']}%)" in said.out
    assert "follows from grdp_current / population_avg" in said.out
    vietnamese = run("burden", "report", "--region", "southeast").out
    assert f"{str(told['percent']).replace('.', ',')} %" in vietnamese
    assert "79.peoples_committee" not in vietnamese
    assert "UBND Hồ Chí Minh" in vietnamese


def test_form_burden_and_quality_count_the_same_cells(run: Run, db: tuple[str, ...], tmp_path: Path) -> None:
    form = run("stage", "open-form", STAGE, BODY, "--out", str(tmp_path / "bieu.xlsx"), "--json", *db).json
    burden = run("burden", "report", "--cycle", PLAN, "--json", *db).json
    quality = run("stage", "show", STAGE, "--json", *db).json["quality"]
    asked = next(each["asked"] for each in burden["stages"] if each["stage"] == STAGE)
    own = next(each for each in quality["bodies"] if each["body"] == BODY)["completeness"]
    plans = own["asked"]  # beside each figure the form has room for its plan, which nobody is asked for
    assert form["figures"] + form["worked_out"] == own["asked"] + plans
    assert quality["completeness"]["asked"] == own["asked"] * len(quality["bodies"])
    assert asked == (own["asked"] + plans) * len(quality["bodies"])
    derived = next(each["derived"] for each in burden["stages"] if each["stage"] == STAGE)
    assert form["worked_out"] * len(quality["bodies"]) == derived == 0, "of a ratio both parts are asked instead"


def test_a_cycle_is_reported_alone_or_with_all_others(run: Run, db: tuple[str, ...]) -> None:
    one = run("burden", "report", "--cycle", PLAN, "--json", *db).json
    assert run("burden", "report", "--json", *db).json == [one]
    assert one["asked"] == sum(each["asked"] for each in one["bodies"])
    assert run("burden", "report", "--cycle", PLAN, *db).out.startswith(PLAN)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--region", "southeast", "--cycle", PLAN), 2),
        (("--region", "southeast", "--period", "MMXXVI"), 3),
        (("--cycle", "southeast/regional-plan/2099"), 6),
        (("--region", "nowhere"), 6),
    ],
)
def test_a_report_of_nothing_is_refused(words: tuple[str, ...], code: int, run: Run) -> None:
    assert run("burden", "report", *words, "--json").error["exit_code"] == code


def test_a_figure_out_of_line_shows_in_the_quality_of_step_and_cycle(
    run: Run, db: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "assessment.json"
    file.write_text(json.dumps(assessment({("population_avg", 2025): "9", ("unemployment_rate", 2025): "2.5"})))
    submitted = run("stage", "submit", STAGE, BODY, str(file), "--json", *db).json
    assert "unit_slip" in [each["code"] for each in submitted["findings"]]
    told = run("stage", "show", STAGE, "--json", *db).json["quality"]
    assert told["usability"] == {"figures": 2, "with_error": 0, "with_warning": 1, "explained": 0, "percent": 50.0}
    stages = {each["stage"]: each for each in run("cycle", "quality", PLAN, "--json", *db).json["stages"]}
    assert stages[STAGE]["usability"] == told["usability"]
    assert "50%" in run("cycle", "quality", PLAN, "--lang", "en", *db).out
    assert "1 (0)" in run("stage", "show", STAGE, *db).out
