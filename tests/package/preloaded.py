"""The command without its start-up: every line is run by a process forked from one that has imported everything.

The process is a real one, with the folder, environment and streams of whoever gave the line; it ends as any other does.
"""

from __future__ import annotations

import gc
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from coordination.app import known
from coordination.cli import main
from coordination.regions.service import load_region

CLIENT = Path(__file__).with_name("asking.py")
ROOT = Path(__file__).parents[2]
LONGEST = 600
"""Seconds a server lives."""


@contextmanager
def ready(afresh: list[str], environment: Mapping[str, str]) -> Iterator[Path]:
    """Give a folder for the PATH in which ``lienvung`` is run by ready processes; some lines are run by the real one."""
    with tempfile.TemporaryDirectory(prefix="lienvung-") as folder:
        place, script = Path(folder) / "server", Path(folder) / "lienvung"
        real, python = (shlex.quote(str(path)) for path in (Path(sys.executable).with_name("lienvung"), sys.executable))
        cases = "".join(f'  {shlex.quote(line)}) exec {real} "$@" ;;\n' for line in afresh)
        asking = f'exec {python} -IS {shlex.quote(str(CLIENT))} {shlex.quote(str(place))} "$@"'
        script.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}esac\n{asking}\n', encoding="utf-8")
        script.chmod(0o755)
        command = [sys.executable, "-m", "tests.package.preloaded", str(place)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield Path(folder)
        finally:
            server.kill()
            server.communicate()


def serve(place: str) -> None:
    """Fork a process for every line that comes, until killed; returns only in those."""
    signal.alarm(LONGEST)  # one whose test was killed is not there for ever
    main.build(None)
    load_region("mekong-delta", known())
    gc.freeze()  # what all share need not be looked through by each
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                break
            line.close()
            _bury()
    _run(line)


def _bury() -> None:
    """Take note of keepers that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _run(line: socket.socket) -> None:
    """Take a line and keep the process that runs it: it tells how that ended, which the process itself cannot."""
    size, streams, *_ = socket.recv_fds(line, 4, 3)
    words = line.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        line.sendall(code.to_bytes(4, "big", signed=True))
        os._exit(0)
    line.close()
    for wanted, stream in enumerate(streams):
        os.dup2(stream, wanted)
        os.close(stream)
    arguments, folder, environment = json.loads(words)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["lienvung", *arguments]
    main.run()


if __name__ == "__main__":
    serve(sys.argv[1])
