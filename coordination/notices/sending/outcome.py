"""How an attempt to hand over a letter ended, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coordination.kernel.text import one_line

Verdict = Literal["sent", "deferred", "failed", "uncertain"]
Phase = Literal["letter", "connect", "hello", "tls", "login", "sender", "recipient", "content", "end"]
PERMANENT, TOO_LARGE, CLOSING, TOO_MANY = 500, 552, 421, 452
REFUSALS = range(400, 600)
LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: what it means, in which phase, and the server's own words."""

    verdict: Verdict
    phase: Phase
    words: str
    code: int | None = None

    @property
    def lost(self) -> bool:
        """Say whether the connection was lost under the letter, which nobody refused."""
        gone = self.code is None or self.code == CLOSING or self.code not in REFUSALS
        return self.verdict == "deferred" and self.phase != "letter" and gone

    @property
    def of_server(self) -> bool:
        """Say whether the server could not even be talked to: no letter is to blame, and none need wait for it."""
        return self.verdict == "deferred" and self.phase in {"connect", "hello", "tls", "login"}

    @property
    def bad_address(self) -> bool:
        """Say whether the server refused the address itself for good, and not our being allowed to write to it."""
        refused = self.phase == "recipient" and self.verdict == "failed" and self.code is not None
        return refused and not self.words.startswith("5.7")

    @property
    def of_letter(self) -> bool:
        """Say whether only this letter or its mailbox is to blame: it tells nothing of how the server is."""
        mailbox = self.phase == "recipient" and self.code in REFUSALS and self.code not in {CLOSING, TOO_MANY}
        return self.phase == "letter" or (mailbox and not self.words.startswith(("4.7", "5.7")))


def said(words: str) -> str:
    """Give the words of a server, or of what went wrong here, fit to be kept: one line of bounded length."""
    return one_line(words)[:LONGEST_WORDS] or "without a word"
