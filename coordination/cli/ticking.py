"""What ``lienvung cycle tick`` says of each thing it did: the state a step reached, and whom it concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coordination.app import Engine, Work, perform_directly
from coordination.audit.service import Event, events, head
from coordination.cli.common import out, t
from coordination.cli.quality import short_names
from coordination.cli.words import WORK, said, state
from coordination.cycles.queries import get_cycle, region_of
from coordination.kernel.text import Text

ACTS: Mapping[str, Text] = {
    "stage.opened": Text(vi="mở", en="opened"),
    "stage.progressed": Text(vi="báo tiến độ", en="progress told"),
    "stage.collected": Text(vi="hết hạn nhận, chuyển sang tổng hợp", en="collection closed, to be synthesised"),
    "stage.held_up": Text(vi="chưa tổng hợp được, sẽ thử lại", en="no result could be made, to be tried again"),
    "stage.closed": Text(vi="đóng", en="closed"),
    "cycle.closed": Text(vi="kết thúc", en="ended"),
    "cycle.amended": Text(vi="các ngày sau đó dời theo", en="later dates moved with it"),
    "obligation.late": Text(vi="ghi trễ hạn", en="late"),
    "obligation.missing": Text(vi="ghi thiếu", en="missing"),
    "obligation.reminded": Text(vi="nhắc", en="reminded"),
    "obligation.escalated": Text(vi="báo việc chậm cho", en="told of what is late"),
    "submission.accepted": Text(vi="tiếp nhận", en="accepted"),
    "position.taken": Text(vi="ghi ngầm đồng ý", en="tacit consent"),
    "result.drafted": Text(vi="có dự thảo kết quả, lấy ý kiến", en="result drafted, positions asked for"),
    "forecast.discussed": Text(vi="mở trao đổi số dự báo với", en="own forecasts put up for discussion with"),
    "exchange.scheduled": Text(vi="xếp lịch họp", en="meeting scheduled"),
    "exchange.cancelled": Text(vi="hủy cuộc họp", en="meeting cancelled"),
    "result.settled": Text(vi="chốt kết quả", en="result settled"),
}
"""What a tick brings about, by the event that records it."""


@dataclass
class Watch:
    """Does the work of a tick and keeps where in the log of events each began."""

    begun: list[tuple[str, int]] = field(default_factory=list)

    async def __call__(self, engine: Engine, work: Work, now: datetime) -> None:
        """Do one thing."""
        with engine.read() as session:
            self.begun.append((work.kind, head(session)[0]))
        await perform_directly(engine, work, now)

    def told(self, engine: Engine) -> list[list[str]]:
        """Say, for each thing done, what it brought about and for whom."""
        if not self.begun:
            return []
        marks = [mark for _, mark in self.begun]
        ends = [*marks[1:], None]
        with engine.read() as session:
            found = events(session, after=marks[0], limit=max(head(session)[0] - marks[0], 1))
            names: dict[str, Mapping[str, str]] = {}
            for cycle in {each.cycle for each in found if "body" in each.data}:
                names[cycle] = short_names(region_of(session, get_cycle(session, cycle)))
        told = [
            _said([each for each in found if begin < each.seq and (end is None or each.seq <= end)], names)
            for begin, end in zip(marks, ends, strict=True)
        ]
        return [
            words or [t("không có gì phải báo thêm", "nothing more to tell")] if kind == "advance" else words
            for (kind, _), words in zip(self.begun, told, strict=True)
        ]


def print_done(done: Sequence[Work], told: Sequence[Sequence[str]]) -> None:
    """Print a line for each thing done."""
    for work, words in zip(done, told, strict=True):
        what = ": ".join(filter(None, (said(WORK, work.kind), work.key)))
        out.print(f"{what}{' → ' if words else ''}{'; '.join(words)}")


def _said(found: Sequence[Event], names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Say events in words, those of one kind together with the bodies they concern."""
    whom: dict[str, list[str]] = {}
    for each in found:
        bodies = whom.setdefault(each.type, [])
        body = each.data.get("body")
        if body is not None:
            bodies.append(names.get(each.cycle, {}).get(body, body))
        if "outcome" in each.data:
            bodies.append(state(each.data["outcome"]))
    return [
        said(ACTS, kind) + (f": {', '.join(dict.fromkeys(bodies))}" if bodies else "") for kind, bodies in whom.items()
    ]
