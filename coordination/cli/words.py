"""How the terminal writes states, dates and tables: keys whole, so that they can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rich import box
from rich.table import Table

from coordination.cli.common import common
from coordination.cycles.words import OBLIGATIONS, STAGES
from coordination.documents import certificate_words
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import Text, nfc

STATES: Mapping[str, Text] = {
    **STAGES,
    **OBLIGATIONS,
    "draft": Text(vi="dự thảo", en="draft"),
    "agree": Text(vi="đồng ý", en="agrees"),
    "agree_with_reservation": Text(vi="đồng ý, có bảo lưu", en="agrees with reservation"),
    "neutral": Text(vi="trung lập", en="neutral"),
    "object": Text(vi="không đồng ý", en="objects"),
    "queued": Text(vi="chờ gửi", en="queued"),
    "sending": Text(vi="đang gửi", en="sending"),
    "delivered": certificate_words.RUNGS["accepted"],
    "uncertain": Text(vi="chưa chắc", en="uncertain"),
    "failed": Text(vi="hỏng", en="failed"),
    "set_aside": certificate_words.OUTCOMES["set_aside"],
    "planned": Text(vi="sắp họp", en="planned"),
    "held": Text(vi="đã họp", en="held"),
    "done": Text(vi="xong", en="done"),
    "waiting": Text(vi="chờ", en="waiting"),
    "running": Text(vi="đang làm", en="running"),
    "overdue": Text(vi="quá hạn", en="overdue"),
    "asked": Text(vi="chờ trả lời", en="awaiting an answer"),
    "granted": Text(vi="chấp thuận", en="granted"),
    "refused": Text(vi="không chấp thuận", en="refused"),
}
RUNGS = {each: certificate_words.RUNGS[each] for each in ("accepted", "arrived", "opened", "acknowledged", "answered")}
"""The ladder a notice climbs, in order."""
OUTCOMES = certificate_words.OUTCOMES
PHASES = certificate_words.PHASES | {"bounce": Text(vi="thư báo gửi về sau đó", en="a report that came back later")}
"""How an attempt ended, and where."""
DATES = {
    "opens": Text(vi="Mở", en="Opens"),
    "due": Text(vi="Hạn nộp", en="Due"),
    "closes": Text(vi="Đóng nhận bản nộp", en="Closes"),
    "positions": Text(vi="Hạn ý kiến", en="Positions until"),
    "positions_due": Text(vi="Hạn ý kiến", en="Positions until"),
    "legal": Text(vi="Ngày luật định", en="Legal date"),
}
WORK = {
    "advance": Text(vi="chuyển bước", en="step moved on"),
    "synthesise": Text(vi="tổng hợp kết quả", en="result made"),
    "settle": Text(vi="chốt ý kiến", en="positions settled"),
    "end": Text(vi="kết thúc chu kỳ", en="cycle ended"),
    "remind": Text(vi="nhắc việc", en="reminders"),
    "chase": Text(vi="hỏi xác nhận", en="receipts asked for"),
}
"""What a tick does."""
PARTS = {
    "code": Text(vi="mã vùng", en="code"),
    "name": Text(vi="tên vùng", en="name"),
    "map_date": Text(vi="ngày của bản đồ", en="day of the map"),
    "basis": Text(vi="căn cứ", en="basis"),
    "units": Text(vi="tỉnh", en="provinces"),
    "bodies": Text(vi="cơ quan và hộp thư", en="bodies and mailboxes"),
    "announced_through": Text(vi="năm đã công bố ngày nghỉ", en="year days off are announced to"),
    "holidays": Text(vi="ngày nghỉ", en="days off"),
    "readings": Text(vi="cách hiểu “trước ngày”", en="readings of “before”"),
    "sessions": Text(vi="kỳ họp theo thông lệ", en="sessions by custom"),
    "council_sessions": Text(vi="kỳ họp Hội đồng nhân dân", en="council sessions"),
    "indicators": Text(vi="chỉ tiêu", en="indicators"),
    "procedures": Text(vi="quy trình", en="procedures"),
    "neighbours": Text(vi="tỉnh giáp ranh", en="neighbours"),
    "tells": Text(vi="ai được báo việc của thư", en="who hears of the mail"),
    "acknowledge": Text(vi="thông báo phải xác nhận", en="notices to acknowledge"),
    "letterheads": Text(vi="mẫu đầu văn bản", en="letterheads"),
}
"""Parts of a region's configuration."""
CAUSES = {
    "amended": Text(vi="điều chỉnh cấu hình", en="configuration amended"),
    "opened_late": Text(vi="bước mở muộn", en="step opened late"),
    "draft_late": Text(vi="dự thảo có muộn", en="draft came late"),
    "extended": Text(vi="gia hạn", en="extension"),
}
"""Why a date moved."""
POLICIES = {
    "once_notified": Text(vi="đã thông báo, giữ theo quy tắc", en="told already; its rule freezes it"),
    "ask": Text(vi="đã thông báo, cần quyết định", en="told already; to be decided"),
    "passed": Text(vi="ngày mới đã qua, cần quyết định", en="the new day has passed; to be decided"),
}
"""Why a date did not move."""


def state(name: str) -> str:
    """Give a state in words of this run's language; with ``--json`` the code itself is shown."""
    return said(STATES, name)


def named(words: Mapping[str, Text], text: str) -> str | None:
    """Give the code somebody means by it or by its words in either language; None for none of them."""
    meant = nfc(" ".join(text.split())).casefold()
    return next((code for code, each in words.items() if meant in {code, each.vi.casefold(), each.en.casefold()}), None)


def said(words: Mapping[str, Text], name: str) -> str:
    """Give a code in words of this run's language; the code itself where there are none."""
    known = words.get(name)
    return known.in_language(common.lang) if known else name


def field(name: str) -> str:
    """Give the name of a step's date in words of this run's language."""
    return DATES[name].in_language(common.lang)


def day(text: str | None) -> str:
    """Give an ISO date or instant as people write it; a dash for none."""
    if text is None:
        return "–"
    if "T" in text:
        return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def new_table(*columns: str, title: str | None = None) -> Table:
    """Give a table whose cells break over lines rather than lose their end."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def rows_of(made: Table, rows: list[tuple[Any, ...]]) -> Table:
    """Fill a table with rows of plain values."""
    for row in rows:
        made.add_row(*map(str, row))
    return made
