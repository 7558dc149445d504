"""Heads of the chain as notices tell them, and how a chain stands to them.

A chain that somebody made anew from some event on holds in itself. It cannot hold against a head that others keep:
a hash covers all that came before it, so one head told vouches for every event up to its place (the linked
timestamping of Haber and Stornetta, 1991).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from coordination.errors import Fault, UsageError
from coordination.kernel.text import Text, nfc

_HASH = "[0-9a-f]{12,64}"
_ALONE = re.compile(_HASH)
_PLACED = re.compile(rf"(?<![\w.,-])([0-9]{{1,11}})[^0-9]{{1,40}}?(?<!\w)({_HASH})(?!\w|\s*[:/]\s*{_HASH})")


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was told: the hash or its first digits, and the chain's length then, None where it was not told."""

    hash: str
    events: int | None = None

    @classmethod
    def parse(cls, words: str) -> Head:
        """Read a head as people copy it: ``N:H``, ``N H``, ``N/H``, ``H`` or the sentence of a notice around it.

        UsageError where there is no hash of 12 to 64 hexadecimal digits, or more than one head.
        """
        plain = nfc(words).casefold().strip()
        found = set(_PLACED.findall(plain))
        if len(found) == 1:
            number, digits = found.pop()
            if int(number):
                return cls(digits, int(number))
        elif _ALONE.fullmatch(plain):
            return cls(plain)
        raise UsageError(
            Fault(
                Text(vi=f"{words!r} không phải mã cuối của chuỗi", en=f"{words!r} is not a head of the chain"),
                fix=Text(
                    vi="chép từ thông báo: số sự kiện và mã cuối, ví dụ 123:3f9a… (ít nhất 12 chữ số đầu của mã)",
                    en="copy it from a notice: number of events and head, as 123:3f9a… (the hash's first 12 digits at least)",
                ),
            )
        )


Problem = Literal["", "rewritten", "cut", "broken", "unknown", "ambiguous"]
"""``rewritten``: the event in its place has another hash; ``cut``: the chain does not reach so far; ``broken``: a bad
event comes before it; a hash told without its place is ``unknown`` if no event has it, ``ambiguous`` if several do."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the chain stands to one head."""

    head: Head
    problem: Problem = ""
    since: int = 0
    """The last event before it that another head vouches for: what was rewritten comes after."""

    @property
    def holds(self) -> bool:
        """Say whether all up to this head is as it was when the head was told."""
        return not self.problem


class Witnesses:
    """Heads told, to which a chain is shown link by link; they remember only what they speak of."""

    def __init__(self, told: Iterable[Head]) -> None:
        self._told = list(dict.fromkeys(told))
        self._due = {head.events for head in self._told}
        self._loose = [head for head in self._told if head.events is None]
        self._seen: dict[int, str] = {}
        self._places: dict[Head, list[int]] = {head: [] for head in self._loose}

    def see(self, seq: int, digest: str) -> None:
        """Look at one link of the chain."""
        if seq in self._due:
            self._seen[seq] = digest
        for head in self._loose:
            if digest.startswith(head.hash):
                self._places[head] = [*self._places[head][:1], seq]

    def judge(self, *, intact: bool) -> tuple[Comparison, ...]:
        """Compare, once the chain has gone by; a head whose place was found names it."""
        found = [self._compare(head, "cut" if intact else "broken") for head in self._told]
        sure = [each.head.events or 0 for each in found if each.holds]
        return tuple(
            replace(each, since=max((at for at in sure if at < (each.head.events or 0)), default=0))
            if each.problem == "rewritten"
            else each
            for each in found
        )

    def _compare(self, head: Head, unreached: Literal["cut", "broken"]) -> Comparison:
        if head.events is None:
            places = self._places[head]
            if len(places) == 1:
                return Comparison(replace(head, events=places[0]))
            return Comparison(head, "ambiguous" if places else "unknown" if unreached == "cut" else "broken")
        if head.events not in self._seen:
            return Comparison(head, unreached)
        return Comparison(head, "" if self._seen[head.events].startswith(head.hash) else "rewritten")
