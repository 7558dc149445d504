"""Without Prefect the work is done all the same; what is served is what the table says."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from coordination.cli.main import main

PROGRAM = [sys.executable, "-c", "from coordination.cli.main import run; run()"]
ROOT = Path(__file__).parents[2]
PATIENCE = 180

WITHOUT = """
import asyncio
import flows
from datetime import datetime, timezone
from coordination.app import Engine
from coordination.settings import Settings
from flows.calendar_clock import perform
from flows.deliver_notices import deliver
from flows.engine import hosting, run
from flows.planning_cycle import open_cycles

async def main():
    engine = Engine.open(Settings())
    with hosting(engine):
        await run(open_cycles, "southeast/2027/open", ["southeast"], keys=["southeast/regional-plan/2027"],
                  now="2026-05-28T00:30:00+00:00")
        await engine.tick(datetime(2026, 7, 1, 1, tzinfo=timezone.utc), perform)
        await engine.tick(datetime(2026, 8, 4, 1, tzinfo=timezone.utc), perform)
        await engine.tick(datetime(2026, 9, 20, tzinfo=timezone.utc), perform)
        print((await run(deliver, "deliver", [], now="2026-09-20T00:00:00+00:00")).remaining)

asyncio.run(main())
"""


def test_no_part_of_the_engine_or_the_command_imports_prefect() -> None:
    script = (
        "import sys, importlib, coordination.app;"
        "from coordination.cli.main import VERBS;"
        "[importlib.import_module(f'coordination.cli.{verb}') for verb in VERBS];"
        "assert 'prefect' not in sys.modules and 'flows' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


@pytest.mark.prefect
def test_with_prefect_out_of_reach_the_work_is_done_and_said(tmp_path: Path) -> None:
    """The forecast, whose parts are Prefect tasks, and the assessment, which has artifacts, are among the work."""
    environment = {
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "LIENVUNG_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}",
        "LIENVUNG_SMTP_URL": "smtp://127.0.0.1:1",
    }
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert said.returncode == 0, said.stderr
    assert int(said.stdout) > 0, "standard output holds nothing but what the program prints"
    assert "Prefect is out of reach" in said.stderr
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        states = dict(connection.execute("SELECT step, state FROM stage").fetchall())
        results = connection.execute("SELECT method FROM result ORDER BY method").fetchall()
    assert {"forecast", "joint_assessment"} <= {method for (method,) in results}
    assert states["joint-assessment"] == "closed"


@pytest.mark.prefect
async def test_every_entry_of_the_table_makes_a_deployment(prefect_home: Path) -> None:
    from flows.deployments import TABLE, deployment  # noqa: PLC0415 - after Prefect's folder is set

    made = [await deployment(each) for each in TABLE]
    assert [each.name for each in made] == [each.name for each in TABLE]
    assert len({each.name for each in TABLE}) == len(TABLE)
    assert all(each.description and each.tags == ["lienvung"] for each in made)
    assert all(each.every is None or each.every >= 60 for each in TABLE)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _ask(url: str, data: object = None) -> Any:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def _until(process: subprocess.Popen[bytes], url: str, data: object, wanted: Any) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        try:
            found = _ask(url, data)
        except (urllib.error.URLError, OSError):
            found = None
        if found is not None and wanted(found):
            return found
        time.sleep(0.3)
    raise AssertionError(url)


@pytest.mark.prefect
def test_serving_registers_the_table_keeps_its_times_and_leaves_no_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api = f"http://127.0.0.1:{(port := _free_port())}/api"
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"} | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PYTHONPATH": str(ROOT),
        "LIENVUNG_SMTP_URL": "smtp://127.0.0.1:1",
    }
    plan = ["--region", "southeast", "--procedure", "regional-plan", "--period", "2027"]
    where = ["--db", str(tmp_path / "served.db"), "--now", "2026-05-28"]
    assert main(["cycle", "open", *plan, *where]) == 0, capsys.readouterr()
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port), "--db", "served.db"],
        env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    family: list[psutil.Process] = []
    try:
        made = _until(process, f"{api}/deployments/filter", {}, lambda found: len(found) == 5)
        assert {each["name"] for each in made} == {
            "calendar-clock",
            "council-sync",
            "deliver-notices",
            "open-cycles",
            "run-stage",
        }
        finished = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        ran = _until(
            process,
            f"{api}/flow_runs/filter",
            finished,
            lambda found: {"calendar-clock", "deliver-notices"} <= {each["name"] for each in found},
        )
        assert all("lienvung" in each["tags"] for each in ran if each["name"] in ("calendar-clock", "deliver-notices"))
        with closing(sqlite3.connect(tmp_path / "served.db")) as connection:
            assert connection.execute("SELECT count(*) FROM event WHERE type = 'stage.opened'").fetchone()[0] > 0
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        _, left = psutil.wait_procs(family, timeout=60)
        assert left == []
    finally:
        for each in [*family, process]:
            if each.is_running() if isinstance(each, psutil.Process) else each.poll() is None:
                each.kill()
