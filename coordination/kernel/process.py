"""Who holds a lease: a process of this machine, told apart from a later one with the same number."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path


def _started(pid: int) -> str:
    """Give the moment a process began, in the kernel's ticks; empty where the system does not say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


@lru_cache(maxsize=1)
def _host() -> str:
    return socket.gethostname()


def identity() -> str:
    """Give this process's name for leases: host, number and starting moment."""
    return _name(os.getpid())


@lru_cache(maxsize=1)
def _name(pid: int) -> str:
    """Give the name of a process; a forked child asks with another number, so that it does not take its parent's."""
    return f"{_host()}:{pid}:{_started(pid)}"


def alive(holder: str) -> bool:
    """Say whether a lease holder may still be at work; one on another machine is presumed to be."""
    host, _, rest = holder.partition(":")
    number, _, started = rest.partition(":")
    if host != _host() or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not started or _started(int(number)) == started
