"""Stopping between two letters when the process is asked to end."""

from __future__ import annotations

import signal
from typing import Self


class Stop:
    """Turns SIGTERM into a wish to stop after the letter in hand."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        try:
            self._before = signal.signal(signal.SIGTERM, self._ask)
        except ValueError:  # not the main thread: the host decides when to stop
            self._before = None
        return self

    def _ask(self, *_: object) -> None:
        self.asked = True

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
            if self.asked and callable(self._before):  # the host that called us was meant, too
                signal.raise_signal(signal.SIGTERM)
