"""The built wheel carries its templates and configurations and runs away from the checkout."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.small_region import write_small_region

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the wheel and its locked dependencies in an empty environment, in a folder of their own."""
    home = tmp_path_factory.mktemp("wheel")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    for command in (
        [*uv, "build", "--wheel", "--out-dir", str(home), str(ROOT)],
        [*uv, "venv", "--python", sys.executable, str(home / "env")],
        [
            *uv,
            "export",
            "--frozen",
            "--no-dev",
            "--no-emit-project",
            "--project",
            str(ROOT),
            "-o",
            str(home / "locked.txt"),
        ],
    ):
        subprocess.run(command, cwd=home, check=True, capture_output=True)
    (wheel,) = home.glob("*.whl")
    python = str(home / "env" / "bin" / "python")
    subprocess.run(
        [*uv, "pip", "install", "--python", python, "-r", str(home / "locked.txt"), str(wheel)],
        cwd=home, check=True, capture_output=True,
    )  # fmt: skip
    return home


def _run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    command = [str(home / "env" / "bin" / "lienvung"), *words]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.xdist_group("wheel")
def test_it_is_the_wheel_that_runs_and_the_doctor_finds_it_whole(installed: Path) -> None:
    where = subprocess.run(
        [installed / "env" / "bin" / "python", "-c", "import coordination; print(coordination.__file__)"],
        cwd=installed, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(installed) in where.stdout
    done = _run(installed, "doctor", "--json")
    checks = {each["check"]: each["ok"] for each in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0, done.stdout + done.stderr
    assert checks["templates"]
    assert all(ok for name, ok in checks.items() if name.startswith("region "))


@pytest.mark.xdist_group("wheel")
def test_a_short_year_runs_from_it(installed: Path) -> None:
    region = write_small_region(installed / "own")
    done = _run(
        installed, "simulate", "--region", str(region), "--year", "2027", "--out", "year", "--no-prefect", "--json"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout)
    assert summary["notices"]["delivered"] == summary["notices"]["created"] > 0


@pytest.mark.xdist_group("wheel")
def test_all_the_program_ever_imports_comes_with_it(installed: Path) -> None:
    names = set()
    for path in (ROOT / "coordination").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    wanted = names - {"psycopg"}  # comes with the extra "postgres"
    assert {"statsforecast", "xlsxwriter"} <= wanted
    look = (
        f"from importlib.util import find_spec; print([each for each in {sorted(wanted)} if find_spec(each) is None])"
    )
    python = installed / "env" / "bin" / "python"
    found = subprocess.run([python, "-c", look], cwd=installed, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
