"""Runs that are killed while they build a report, and the drafts they leave."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from coordination.cli.main import run; run()")
PATIENCE = 120


def drafts(folder: Path) -> set[Path]:
    """Give the drafts of reports in a folder."""
    return {path for path in folder.iterdir() if path.name.startswith(".lienvung.")}


def killed_at_work(folder: Path, command: tuple[str, ...], *, files: int = 0) -> Path:
    """Kill a run as soon as its draft is there and holds so many files; gives the draft."""
    with subprocess.Popen([*PROGRAM, *command], cwd=folder, stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + PATIENCE
        while not (found := _grown(folder, files)) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    (draft,) = found
    return draft


def _grown(folder: Path, files: int) -> set[Path]:
    return {draft for draft in drafts(folder) if sum(1 for _ in draft.iterdir()) >= files}
