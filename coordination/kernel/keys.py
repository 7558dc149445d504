"""Natural keys: doing a thing again finds the thing, instead of making a second one."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.kernel.period import Period


@dataclass(frozen=True, slots=True)
class CycleKey:
    """``region/procedure/period``, or ``region:unit/procedure/period`` for one province's ladder."""

    region: str
    procedure: str
    period: str
    unit: str | None = None

    @classmethod
    def parse(cls, text: str) -> CycleKey:
        """Read a cycle key; raise ValueError if it is not one."""
        parts = text.split("/")
        region, _, unit = parts[0].partition(":")
        if len(parts) != 3 or not all((region, *parts)):
            raise ValueError(f"{text!r} is not a cycle; write region/procedure/period")
        return cls(region, parts[1], str(Period.parse(parts[2])), unit or None)

    def __str__(self) -> str:
        place = f"{self.region}:{self.unit}" if self.unit else self.region
        return f"{place}/{self.procedure}/{self.period}"


def stage_key(cycle: str, step: str) -> str:
    """Give the key of a cycle's stage: ``cycle/step``."""
    return f"{cycle}/{step}"


def submission_key(stage: str, body: str, revision: int) -> str:
    """Give the key of what a body handed in: ``stage/body/revision``."""
    return f"{stage}/{body}/{revision}"


def result_key(stage: str, version: int) -> str:
    """Give the key of a stage's common result: ``stage/rN``."""
    return f"{stage}/r{version}"


def notice_key(event: int, recipient: str, channel: str) -> str:
    """Give the key of a notice: ``event/recipient/channel``."""
    return f"{event}/{recipient}/{channel}"
