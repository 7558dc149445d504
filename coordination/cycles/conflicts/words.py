"""What the conflict finder says of each kind of conflict: how grave it is, the sentence, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coordination.kernel.text import Text

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of conflict; in its sentences {day}, {bodies}, {one}, {other}, {where} and the like are filled in."""

    severity: Severity
    says: Text
    fix: Text


def _kind(severity: Severity, vi: str, en: str, fix_vi: str, fix_en: str) -> Kind:
    return Kind(severity, Text(vi=vi, en=en), Text(vi=fix_vi, en=fix_en))


KINDS = {
    "date-impossible": _kind(
        "error",
        "Quy tắc không cho ngày nào: {reason}; các bước từ đó trở đi chưa được kiểm tra",
        "The rule gives no date: {reason}; the steps from there on were not checked",
        "sửa quy tắc tại {where}",
        "correct the rule at {where}",
    ),
    "map-of-another-time": _kind(
        "error",
        "Các tỉnh {units} không tồn tại suốt thời gian từ {day} đến {until}",
        "The provinces {units} do not exist from {day} to {until}",
        "chọn kỳ kế hoạch khác, hoặc sửa provinces tại {where}",
        "choose another period, or correct provinces at {where}",
    ),
    "meetings-overlap": _kind(
        "error",
        "{bodies} phải dự hai cuộc họp trùng giờ ngày {day}: {one} và {other}",
        "{bodies}: two meetings at the same hours on {day}: {one} and {other}",
        "đổi ngày (day), giờ bắt đầu (starts) hoặc số giờ (hours) tại {where}",
        "change day, starts or hours at {where}",
    ),
    "meeting-in-session": _kind(
        "warning",
        "{bodies} phải dự {one} đúng ngày khai mạc {other}, {day} (cấu hình không có số ngày họp, chỉ xét ngày khai mạc)",
        "{bodies}: {one} falls on the opening day of {other}, {day} (how long a session lasts is not configured; only its "
        "opening day counts)",
        "đổi ngày họp tại {where}",
        "change day at {where}",
    ),
    "meeting-on-day-off": _kind(
        "error",
        "{one} rơi vào ngày nghỉ {day} ({reason})",
        "{one} falls on {day}, a day off ({reason})",
        "tính ngày họp theo ngày làm việc, hoặc thêm roll: next, tại {where}",
        "count the day in working days, or add roll: next, at {where}",
    ),
    "meeting-on-province-day-off": _kind(
        "warning",
        "{one} rơi vào ngày nghỉ riêng {day} của {provinces} ({reason}); liên quan: {bodies}",
        "{one} falls on {day}, a day off in {provinces} only ({reason}); it concerns {bodies}",
        "đổi ngày họp tại {where}",
        "change day at {where}",
    ),
    "deadline-on-meeting-day": _kind(
        "note",
        "{bodies}: {one} trùng ngày {other}, {day}",
        "{bodies}: {one} is on the day of {other}, {day}",
        "nếu cần, dời một trong hai ngày tại {where}",
        "if need be, move one of the two at {where}",
    ),
    "deadline-on-session-day": _kind(
        "note",
        "{bodies}: {one} trùng ngày khai mạc {other}, {day}",
        "{bodies}: {one} is on the opening day of {other}, {day}",
        "nếu cần, dời hạn tại {where}",
        "if need be, move the deadline at {where}",
    ),
    "many-deadlines": _kind(
        "warning",
        "{bodies} có {count} hạn trong cùng ngày {day}: {all}",
        "{bodies}: {count} deadlines on one day, {day}: {all}",
        "dời bớt hạn tại {where}",
        "move some of the deadlines at {where}",
    ),
    "due-before-opens": _kind(
        "error",
        "{one} ({day}) trước {other} ({until})",
        "{one} ({day}) is before {other} ({until})",
        "sửa due hoặc opens tại {where}",
        "correct due or opens at {where}",
    ),
    "closes-before-due": _kind(
        "error",
        "{one} ({day}) trước {other} ({until})",
        "{one} ({day}) is before {other} ({until})",
        "sửa closes hoặc due tại {where}",
        "correct closes or due at {where}",
    ),
    "positions-before-closes": _kind(
        "error",
        "{one} ({day}) không sau {other} ({until}), không còn ngày nào để cho ý kiến",
        "{one} ({day}) is not after {other} ({until}); no day is left for positions",
        "sửa positions hoặc closes tại {where}",
        "correct positions or closes at {where}",
    ),
    "no-working-day": _kind(
        "error",
        "Từ {one} ({day}) đến {other} ({until}) không có ngày làm việc nào (không tính ngày mở)",
        "From {one} ({day}) to {other} ({until}) there is no working day (the opening day is not counted)",
        "lùi due hoặc mở bước sớm hơn tại {where}",
        "move due later or opens earlier at {where}",
    ),
    "opens-too-early": _kind(
        "error",
        "{one} ({day}) phải sau {other} ({until}) vì bước chờ bước đó kết thúc",
        "{one} ({day}) must be after {other} ({until}), for the step waits for that one to end",
        "mở bước sau ngày đó, ví dụ working_days 1 after {after}.positions, tại {where}",
        "open after that day, e.g. working_days 1 after {after}.positions, at {where}",
    ),
    "ends-after-cycle": _kind(
        "error",
        "{one} ({day}) sau ngày cuối của chu kỳ ({until})",
        "{one} ({day}) is after the last day of the cycle ({until})",
        "rút ngắn bước, hoặc lùi ends, tại {where}",
        "shorten the step, or move ends later, at {where}",
    ),
    "due-after-legal": _kind(
        "warning",
        "{one} ({until}) sau {other} ({day}): {basis}",
        "{one} ({until}) is after {other} ({day}): {basis}",
        "đưa due về không muộn hơn ngày luật định tại {where}",
        "bring due to the legal date or before at {where}",
    ),
    "legal-before-opens": _kind(
        "error",
        "{one} ({day}) không sau {other} ({until})",
        "{one} ({day}) is not after {other} ({until})",
        "mở bước sớm hơn, hoặc sửa legal, tại {where}",
        "open the step earlier, or correct legal, at {where}",
    ),
    "deadline-on-day-off": _kind(
        "warning",
        "{all}: rơi vào ngày nghỉ {day} ({reason}) mà quy tắc không dời",
        "{all}: on {day}, a day off ({reason}) that the rule does not roll",
        "thêm roll: next hoặc roll: previous, hoặc tính theo ngày làm việc, tại {where}",
        "add roll: next or roll: previous, or count in working days, at {where}",
    ),
    "deadline-on-province-day-off": _kind(
        "warning",
        "{all}: rơi vào ngày nghỉ riêng {day} của {provinces} ({reason}); liên quan: {bodies}",
        "{all}: on {day}, a day off in {provinces} only ({reason}); it concerns {bodies}",
        "đổi ngày, hoặc báo trước cho tỉnh đó; quy tắc tại {where}",
        "change the day, or tell that province beforehand; the rule is at {where}",
    ),
    "legal-on-day-off": _kind(
        "note",
        "{all}: rơi vào ngày nghỉ {day} ({reason}); cơ quan không tự lùi hạn luật định, nên xong chậm nhất ngày {until}",
        "{all}: on {day}, a day off ({reason}); offices do not move a date of law later, so be done by {until}",
        "giữ due (nay là {due}) không muộn hơn {until} tại {where}",
        "keep due (now {due}) no later than {until} at {where}",
    ),
    "session-on-day-off": _kind(
        "warning",
        "{one} khai mạc ngày {day} là ngày nghỉ ({reason})",
        "{one} opens on {day}, a day off ({reason})",
        "đối chiếu nghị quyết của Hội đồng nhân dân rồi sửa {where}",
        "compare with the council's resolution and correct {where}",
    ),
    "first-reminder-unsent": _kind(
        "note",
        "Nấc nhắc đầu tiên ({at} ngày làm việc trước hạn) không bao giờ tới ở {count} bước mở muộn hơn: {steps}",
        "The first rung of reminders ({at} working days before the due date) never comes in {count} steps that open "
        "later than that: {steps}",
        "nếu muốn, đặt thang nhắc ngắn hơn tại {where}",
        "if wanted, set a shorter ladder at {where}",
    ),
    "overdue-reminder-unsent": _kind(
        "warning",
        "{one} ({day}) tới trước nấc nhắc quá hạn đầu tiên (+{at} ngày làm việc, {until}); không ai được nhắc khi trễ",
        "{one} ({day}) comes before the first overdue rung (+{at} working days, {until}); nobody late is reminded",
        "lùi closes tại {where}",
        "move closes later at {where}",
    ),
    "days-off-not-announced": _kind(
        "note",
        "{count} ngày được tính qua những năm chưa công bố lịch nghỉ (đã công bố đến hết năm {year}); các ngày đó có "
        "thể thay đổi",
        "{count} dates are worked out in years whose days off are not announced (announced through {year}); they may "
        "change",
        "khi có thông báo, sửa {where}",
        "when they are announced, update {where}",
    ),
}
DATES = {
    "opens": Text(vi="ngày mở", en="the opening"),
    "due": Text(vi="hạn nộp", en="the due date"),
    "closes": Text(vi="ngày đóng nhận bản nộp", en="the closing"),
    "positions": Text(vi="hạn ý kiến", en="the last day for positions"),
    "legal": Text(vi="ngày luật định", en="the legal date"),
}
SESSIONS = {
    "mid_year": Text(vi="kỳ họp giữa năm", en="the mid-year session"),
    "year_end": Text(vi="kỳ họp cuối năm", en="the year-end session"),
}
