"""The report of a forecast by the command line: made whole of a stored result, or not at all, though the run be killed."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from coordination.app import Engine, Work
from coordination.cycles.queries import get_stage
from coordination.kernel.clock import end_of_day
from coordination.methods.contract import BaseResult
from coordination.results.positions import latest
from coordination.results.service import Inputs, compute
from coordination.settings import Settings
from tests.cli.conftest import PLAN, Run
from tests.cli.half_made import drafts, killed_at_work

FORECAST = f"{PLAN}/forecast"
VERB = ("forecast", "report", "--stage", FORECAST)


async def _cheaply(engine: Engine, work: Work, now: datetime) -> None:
    if work.kind == "synthesise":
        engine.synthesise(work.key, now, _with_one_indicator)
    else:
        engine.do(work, now)


def _with_one_indicator(inputs: Inputs) -> BaseResult:
    """Compute a forecast that costs little: how good it is, is not asked here."""
    if inputs.method != "forecast":
        return compute(inputs)
    settings = {**inputs.context.settings, "methods": ["naive"], "indicators": ["population_avg"]}
    return compute(replace(inputs, context=inputs.context.model_copy(update={"settings": settings})))


@pytest.fixture(scope="module")
def forecast(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Let the plan come to the result of its forecast; gives where and when. Reports change nothing there."""
    database = Path(shutil.copy(begun, tmp_path_factory.mktemp("forecast") / "round.db"))
    engine = Engine.open(Settings(database_url=f"sqlite:///{database}"))
    made = None
    try:
        while made is None:
            with engine.read() as session:
                closes = get_stage(session, FORECAST).closes
            asyncio.run(engine.tick(end_of_day(closes), _cheaply))
            with engine.read() as session:
                made = latest(session, FORECAST)
    finally:
        engine.close()
    return "--db", str(database), "--now", "2026-09-01"


def test_a_report_is_left_whole_and_is_not_written_over(run: Run, forecast: tuple[str, ...], tmp_path: Path) -> None:
    tried = run(*VERB, "--out", "bao-cao", *forecast, "--json", "--dry-run")
    assert (tried.code, tried.json["files"], (tmp_path / "bao-cao").exists()) == (0, [], False)
    said = run(*VERB, "--out", "bao-cao", *forecast, "--json")
    assert said.code == 0, said.err
    assert {"report.docx", "report.pdf", "tables.xlsx", "charts/population_avg.svg"} <= set(said.json["files"])
    assert all((tmp_path / "bao-cao" / name).stat().st_size > 0 for name in said.json["files"])
    assert any("Dân số trung bình toàn vùng" in each for each in said.json["summary"])
    assert run(*VERB, "--out", "bao-cao", *forecast).code != 0


def test_without_a_result_nothing_is_made(run: Run, database: Path, tmp_path: Path) -> None:
    said = run(*VERB, "--out", "bao-cao", "--db", str(database), "--json")
    assert said.code == 5, said.out
    assert "chưa có kết quả" in said.error["faults"][0]["what"]
    other = run("forecast", "report", "--stage", f"{PLAN}/nowhere", "--out", "bao-cao", "--db", str(database), "--json")
    assert other.code != 0
    assert not (tmp_path / "bao-cao").exists()


@pytest.mark.parametrize("files", [0, 1])
def test_a_killed_run_leaves_no_report_and_its_draft_goes_with_the_next_one(
    run: Run, forecast: tuple[str, ...], tmp_path: Path, files: int
) -> None:
    """It is killed when its draft is begun, and when a first document stands in it."""
    draft = killed_at_work(tmp_path, (*VERB, "--out", "bao-cao", *forecast), files=files)
    assert drafts(tmp_path) == {draft}
    assert not (tmp_path / "bao-cao").exists()
    said = run(*VERB, "--out", "bao-cao", *forecast, "--json")
    assert said.code == 0, said.err
    assert [path.name for path in tmp_path.iterdir()] == ["bao-cao"]
    assert {"report.docx", "report.pdf", "tables.xlsx"} <= set(said.json["files"])
