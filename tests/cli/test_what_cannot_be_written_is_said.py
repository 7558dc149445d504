"""Files are written whole or not at all and never over another; a full disk or a closed output ends with 75."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.cli.files import write_whole
from coordination.errors import ConflictError
from tests.cli.conftest import Run

PROGRAM = [sys.executable, "-c", "from coordination.cli.main import run; run()"]
FULL = Path("/dev/full")


def test_a_copied_region_is_whole_and_never_over_another_file(run: Run, tmp_path: Path) -> None:
    assert run("region", "copy", "southeast", "mine.yaml").code == 0
    whole = Path("mine.yaml").read_bytes()
    assert b"region: southeast" in whole
    assert run("region", "copy", "mekong-delta", "mine.yaml").code == 5
    assert Path("mine.yaml").read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("name", ["nosuch/mine.yaml", "mine.yaml/"])
def test_a_name_nothing_can_be_written_to_is_refused(name: str, run: Run, tmp_path: Path) -> None:
    assert run("region", "copy", "southeast", name).code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_calendar_is_not_written_to_a_name_of_a_folder(run: Run, database: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    for name in ("x.ics/", "nosuch/x.ics", "."):
        assert run("calendar", "export", "79.peoples_committee", "--ics", name, "--db", str(database)).code == 3
    assert set(tmp_path.iterdir()) == before


def test_a_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(ConflictError):
        write_whole(path, b"ours", new=True)
    assert path.read_text(encoding="utf-8") == "theirs"
    write_whole(path, b"ours")
    assert path.read_bytes() == b"ours"
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [("region", "list", "--json"), ("region", "show", "mekong-delta", "--json"), ("region", "show", "no", "--json")],
    ids=" ".join,
)
def test_a_full_disk_is_something_to_try_again_later(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with FULL.open("wb") as full:
        said = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, check=False, cwd=tmp_path)
    assert said.returncode == 75, said
    assert b"Traceback" not in said.stderr
    assert b"Exception ignored" not in said.stderr
    assert said.stderr.strip()


def test_a_document_for_a_closed_output_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    words = ["cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "2027", "--json"]
    said = subprocess.run(
        [*PROGRAM, *words, "--db", "new.db"], stderr=subprocess.PIPE, check=False, cwd=tmp_path,
        preexec_fn=lambda: os.close(1),
    )  # fmt: skip
    assert said.returncode == 75, said
    assert b"Traceback" not in said.stderr
    assert said.stderr.strip()
    assert list(tmp_path.iterdir()) == []
