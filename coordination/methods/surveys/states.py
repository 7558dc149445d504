"""How a surveyed figure stands beside what is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from coordination.kernel.text import Text

State = Literal["fills", "apart", "agrees", "rounds", "differs", "not_over", "disputed", "unassigned"]
STATE_NAMES: Final[Mapping[State, Text]] = {
    "fills": Text(vi="bổ sung, chưa có số công bố", en="fills: nothing is published"),
    "apart": Text(
        vi="cách chuỗi công bố quá xa; dùng khi có số các năm ở giữa",
        en="too far from the published series; used once the years between are known",
    ),
    "agrees": Text(vi="bằng số công bố", en="equals the published figure"),
    "rounds": Text(vi="khớp số công bố khi làm tròn", en="equals the published figure when rounded"),
    "differs": Text(vi="khác số công bố; giữ số công bố", en="differs; the published figure stays"),
    "not_over": Text(vi="năm chưa kết thúc khi điều tra; không dùng", en="the year was not over; not used"),
    "disputed": Text(vi="hai cơ quan đưa số khác nhau; không dùng", en="two bodies differ; not used"),
    "unassigned": Text(vi="cơ quan nộp không được phân công; không dùng", en="not assigned to the body; not used"),
}
UNUSED: Final[frozenset[State]] = frozenset({"not_over", "disputed", "unassigned"})
"""States of figures that are no history, whatever is published later."""
