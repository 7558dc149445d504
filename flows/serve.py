"""Starts Prefect's server on loopback and serves the deployments beside it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import flows  # noqa: F401 - sets Prefect's switches

START_SECONDS = 120
STOP_SECONDS = 20


def serve(port: int, database_url: str) -> int:
    """Serve a database until interrupted; the server started here is stopped by its process id. Gives the exit code."""
    api = f"http://127.0.0.1:{port}/api"
    # Flow runs are processes of their own and read their settings from the environment.
    os.environ |= {"PREFECT_API_URL": api, "PREFECT_SERVER_UI_API_URL": api, "LIENVUNG_DATABASE_URL": database_url}
    server = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    )
    try:
        if not _healthy(server, api):
            return 75
        from flows.deployments import serve_all  # noqa: PLC0415 - after Prefect is told where to live

        asyncio.run(serve_all())
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(server)
    return 0


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _healthy(server: subprocess.Popen[bytes], api: str) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False
