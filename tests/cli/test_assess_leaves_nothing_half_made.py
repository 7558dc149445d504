"""A run that is killed while it builds a report leaves a draft, which the next run clears away; it clears nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.kernel.process import identity
from tests.cli.conftest import Run
from tests.cli.half_made import killed_at_work

FIGURES = """\
unit,period,indicator,value
75,2025,population_avg,4460
79,2025,population_avg,14000
80,2025,population_avg,3250
"""
ASSESS = ("assess", "--region", "southeast", "--period", "2025", "--data", "f.csv", "--out", "report")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with figures to assess."""
    (tmp_path / "f.csv").write_text(FIGURES, "utf-8")
    return tmp_path


def test_the_draft_of_a_killed_run_goes_with_the_next_one(folder: Path, run: Run) -> None:
    draft = killed_at_work(folder, ASSESS)
    assert draft.is_dir()
    assert not (folder / "report").exists()
    said = run(*ASSESS)
    assert said.code == 0, said
    assert sorted(path.name for path in folder.iterdir()) == ["f.csv", "report"]


def test_what_may_still_be_written_and_what_is_not_ours_is_left_alone(folder: Path, run: Run) -> None:
    names = [
        f".lienvung.{identity()}.abcdefgh",  # ours, and alive
        ".lienvung.elsewhere.example:1:1.abcdefgh",  # of another machine: nobody can say
        ".lienvung.notes",
        ".report.abcdefgh",
    ]
    for name in names:
        (folder / name).mkdir()
        (folder / name / "kept").touch()
    assert run(*ASSESS).code == 0
    assert [name for name in names if not (folder / name / "kept").is_file()] == []


def test_a_report_that_is_there_already_is_left_alone_and_the_advice_is_one_that_works(folder: Path, run: Run) -> None:
    assert run(*ASSESS).code == 0
    before = (folder / "report" / "trace.csv").read_bytes()
    said = run(*ASSESS, "--json", "--lang", "en")
    assert (said.code, said.error["faults"][0]["fix"]) == (5, "choose another folder")
    assert (folder / "report" / "trace.csv").read_bytes() == before


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="this system has no folder in which nothing can be made")
def test_a_folder_that_cannot_be_made_is_named_as_it_was_asked_for(folder: Path, run: Run) -> None:
    said = run(*ASSESS[:-1], "/proc/report", "--json")
    (fault,) = said.error["faults"]
    assert (said.code, fault["where"]) == (3, "/proc/report")
    assert sorted(path.name for path in folder.iterdir()) == ["f.csv"]
