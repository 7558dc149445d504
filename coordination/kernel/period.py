"""Plan periods: one year (``2027``) or a run of years (``2026-2030``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{4})(?:-(\d{4}))?")
FIRST_YEAR, LAST_YEAR = 1976, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """The years a plan is for, both ends included."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2027`` or ``2026-2030``; raise ValueError on anything else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a plan period; write 2027 or 2026-2030")
        first = int(match[1])
        last = int(match[2] or first)
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            raise ValueError(f"{text!r} is not a plan period between {FIRST_YEAR} and {LAST_YEAR}")
        return cls(first, last)

    @property
    def drafting_year(self) -> int:
        """Year N in which the plan for N+1 is made."""
        return self.first - 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
