"""The command as a real process that starts in no time: forked from a server that has imported everything already."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path

PRELOADED = [
    *("coordination.cli.cycle", "coordination.cli.notices", "coordination.app", "tests.faults.forked"),
    *("coordination.documents.official_docx", "coordination.documents.official_pdf", "holidays"),
]


def _command(arguments: list[str], environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    from coordination.cli.main import run  # noqa: PLC0415 - the settings are read first

    run(arguments)


class Forked:
    """A started command; it can be watched and killed."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._process = context.Process(target=_command, args=(arguments, dict(environment)))
        self._process.start()

    def poll(self) -> int | None:
        """Give the exit code, None while it is at work."""
        return self._process.exitcode

    def wait(self, seconds: float) -> int | None:
        """Wait until it ends; give the exit code, None if it is still at work."""
        self._process.join(seconds)
        return self._process.exitcode

    def kill(self) -> None:
        """Kill it outright and wait until it is gone."""
        self._process.kill()
        self._process.join()
