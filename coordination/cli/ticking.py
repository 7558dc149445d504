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
    "stage.cancelled": Text(vi="hủy bước", en="step cancelled"),
    "cycle.opened": Text(vi="mở chu kỳ", en="cycle opened"),
    "cycle.closed": Text(vi="kết thúc", en="ended"),
    "cycle.cancelled": Text(vi="hủy chu kỳ", en="cycle cancelled"),
    "cycle.amended": Text(vi="các ngày sau đó dời theo", en="later dates moved with it"),
    "obligation.assigned": Text(vi="phân công thực hiện", en="assigned"),
    "obligation.late": Text(vi="ghi trễ hạn", en="late"),
    "obligation.missing": Text(vi="ghi thiếu", en="missing"),
    "obligation.reminded": Text(vi="nhắc", en="reminded"),
    "obligation.escalated": Text(vi="báo việc chậm cho", en="told of what is late"),
    "extension.asked": Text(vi="đề nghị gia hạn", en="extension asked for"),
    "extension.granted": Text(vi="chấp thuận gia hạn", en="extension granted"),
    "extension.refused": Text(vi="không chấp thuận gia hạn", en="extension refused"),
    "submission.drafted": Text(vi="ghi dự thảo bản nộp", en="draft handed in"),
    "submission.checked": Text(vi="ký kiểm tra dự thảo", en="draft checked"),
    "submission.sent_back": Text(vi="trả dự thảo để sửa", en="draft sent back"),
    "submission.received": Text(vi="nhận bản nộp", en="received"),
    "submission.returned": Text(vi="trả lại bản nộp", en="returned"),
    "submission.accepted": Text(vi="tiếp nhận", en="accepted"),
    "position.taken": Text(vi="ghi ngầm đồng ý", en="tacit consent"),
    "result.drafted": Text(vi="có dự thảo kết quả, lấy ý kiến", en="result drafted, positions asked for"),
    "forecast.discussed": Text(vi="báo về trao đổi số dự báo", en="told of the discussion of own forecasts"),
    "target.discussed": Text(vi="trao đổi chỉ tiêu với", en="targets discussed with"),
    "exchange.scheduled": Text(vi="xếp lịch họp", en="meeting scheduled"),
    "exchange.cancelled": Text(vi="hủy cuộc họp", en="meeting cancelled"),
    "exchange.held": Text(vi="đã họp", en="meeting held"),
    "result.settled": Text(vi="chốt kết quả", en="result settled"),
    "notice.unacknowledged": Text(vi="hỏi lại việc xác nhận đã nhận thông báo", en="receipt asked for again"),
    "notice.escalated": Text(vi="báo việc chưa xác nhận đã nhận thông báo", en="told of receipts not acknowledged"),
    "notice.requeued": Text(vi="gửi lại thông báo", en="notice queued again"),
    "notice.set_aside": Text(vi="gác thông báo", en="notice set aside"),
    "notice.uncertain": Text(vi="chưa chắc thông báo đã đi", en="not known whether a notice left"),
    "notice.delivered": Text(vi="máy chủ thư đã nhận thông báo", en="notice accepted by the mail server"),
    "notice.delayed": Text(vi="thông báo bị chậm", en="notice delayed"),
    "notice.bounced": Text(vi="thông báo bị trả về", en="notice bounced"),
    "delivery.failed": Text(vi="báo thư không gửi được", en="told of mail that failed"),
    "delivery.delayed": Text(vi="báo thư gửi chậm", en="told of mail that is delayed"),
    "delivery.halted": Text(vi="tạm ngừng gửi thư", en="sending of mail halted"),
    "delivery.resumed": Text(vi="gửi thư trở lại", en="sending of mail resumed"),
    "announcement.made": Text(vi="thông báo chung", en="announcement"),
}
"""What a tick brings about, by the event that records it; nothing that is recorded is told by its code."""


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
            words or [_nothing()] if kind == "advance" else words
            for (kind, _), words in zip(self.begun, told, strict=True)
        ]


def print_done(done: Sequence[Work], told: Sequence[Sequence[str]]) -> None:
    """Print a line for each thing done; the steps nothing is told of stand together in one, after the others."""
    quiet = [_nothing()]
    for work, words in zip(done, told, strict=True):
        if words != quiet:
            out.print(_line(work.kind, work.key, words))
    if keys := dict.fromkeys(work.key for work, words in zip(done, told, strict=True) if words == quiet):
        out.print(_line("advance", ", ".join(keys), quiet))


def _line(kind: str, about: str, words: Sequence[str]) -> str:
    what = ": ".join(filter(None, (said(WORK, kind), about)))
    return f"{what}{' → ' if words else ''}{'; '.join(words)}"


def _nothing() -> str:
    return t("không có gì phải báo thêm", "nothing more to tell")


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
