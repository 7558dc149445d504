"""A private Postfix on a loopback port, which queues and relays everything to another server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

BINARIES, DAEMONS = Path("/usr/sbin"), Path("/usr/lib/postfix/sbin")
PATIENCE = 120
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = {binaries}
daemon_directory = {daemons}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mta.example
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{onward}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
alias_maps =
alias_database =
local_recipient_maps =
biff = no
"""
SERVICES = {
    "pickup": "unix n - n 60 1 pickup",
    "cleanup": "unix n - n - 0 cleanup",
    "qmgr": "unix n - n 300 1 qmgr",
    "tlsmgr": "unix - - n 1000? 1 tlsmgr",
    "rewrite": "unix - - n - - trivial-rewrite",
    "bounce": "unix - - n - 0 bounce",
    "defer": "unix - - n - 0 bounce",
    "trace": "unix - - n - 0 bounce",
    "verify": "unix - - n - 1 verify",
    "flush": "unix n - n 1000? 0 flush",
    "proxymap": "unix - - n - - proxymap",
    "smtp": "unix - - n - - smtp",
    "relay": "unix - - n - - smtp",
    "showq": "unix n - n - - showq",
    "error": "unix - - n - - error",
    "retry": "unix - - n - - error",
    "anvil": "unix - - n - 1 anvil",
    "scache": "unix - - n - 1 scache",
    "postlog": "unix-dgram n - n - 1 postlogd",
}


def missing() -> str | None:
    """Say why Postfix cannot run here; None if it can."""
    if not (BINARIES / "postfix").exists():
        return "Postfix is not installed (Debian: postfix)"
    return "Postfix is started as root only" if os.geteuid() else None


class Postfix:
    """Context manager: a mail server that passes everything on to a port on loopback."""

    def __init__(self, onward: int) -> None:
        self._onward = onward

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="lienvung-postfix-"))  # not pytest's, which only its owner enters
        self._folder.chmod(0o755)
        for name in ("queue", "data"):
            (self._folder / name).mkdir()
        shutil.chown(self._folder / "data", "postfix")
        self.port = _free_port()
        main = MAIN.format(folder=self._folder, binaries=BINARIES, daemons=DAEMONS, onward=self._onward)
        services = [f"127.0.0.1:{self.port} inet n - n - - smtpd", *(f"{name} {how}" for name, how in SERVICES.items())]
        (self._folder / "main.cf").write_text(main, encoding="utf-8")
        (self._folder / "master.cf").write_text("\n".join(services) + "\n", encoding="utf-8")
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [BINARIES / "postfix", "-c", self._folder]
        subprocess.run([*command, "check"], check=False, timeout=PATIENCE, **quiet)  # makes the folders of the queue
        self._master = subprocess.Popen([DAEMONS / "master", "-c", self._folder, "-d"], **quiet)
        self._wait_until_it_listens()
        return self

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._master.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        said = self.log
        self._stop()
        raise RuntimeError(f"Postfix does not listen: {said}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        self._master.terminate()  # it ends its children itself
        try:
            self._master.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._master.kill()
            self._master.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Give the address in the form ``LIENVUNG_SMTP_URL`` takes."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Give what it has logged."""
        file = self._folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
