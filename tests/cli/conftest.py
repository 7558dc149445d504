"""The command line run in this process, and databases for it to work on."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coordination.cli.main import VERBS, main

DOCUMENTED = {0, 2, 3, 4, 5, 6, 7, 75}
PLAN = "southeast/regional-plan/2027"


@dataclass(frozen=True)
class Said:
    """What a run of the command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Give the one JSON document on standard output; fails if there is not exactly one."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """Give the error of the JSON document."""
        found = self.json["error"]
        assert isinstance(found, dict)
        assert found["exit_code"] == self.code
        assert found["faults"]
        return found


Run = Callable[..., Said]


def forget_words() -> None:
    """Let the verbs be loaded anew: their help is in the language of the run that loads them."""
    for verb in VERBS:
        sys.modules.pop(f"coordination.cli.{verb}", None)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command line in an empty folder; nothing in the environment speaks to it."""
    for name in ("LIENVUNG_DATABASE_URL", "LIENVUNG_LANG", "LIENVUNG_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIENVUNG_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.chdir(tmp_path)

    def _run(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(list(arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(code, said.out, said.err)

    return _run


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open the plan of three provinces and begin its first step, once; tests copy the file."""
    path = tmp_path_factory.mktemp("begun") / "begun.db"
    where = ["--db", str(path), "--json"]
    with contextlib.redirect_stdout(io.StringIO()):
        plan = ["--region", "southeast", "--procedure", "regional-plan", "--period", "2027"]
        assert main(["cycle", "open", *plan, *where, "--now", "2026-05-28"]) == 0
        assert main(["cycle", "tick", *where, "--now", "2026-06-02"]) == 0
    return path


@pytest.fixture
def database(begun: Path, tmp_path: Path) -> Path:
    """Give a database with the plan of three provinces opened and its first step begun."""
    return Path(shutil.copy(begun, tmp_path / "round.db"))
