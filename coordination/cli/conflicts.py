"""``lienvung calendar check``: what collides in a region's year, before anybody is invited."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Annotated

import typer

from coordination.app import known
from coordination.cli.common import common, now, out, show, t
from coordination.cli.words import new_table
from coordination.cycles.conflicts import Conflict, conflicts
from coordination.cycles.conflicts.words import SEVERITIES
from coordination.errors import InvalidInputError, UsageError
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.service import load_region

HEADS = {
    "error": Text(vi="Lỗi, phải sửa", en="Errors, to be mended"),
    "warning": Text(vi="Cảnh báo", en="Warnings"),
    "note": Text(vi="Lưu ý", en="Notes"),
}


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Tìm cuộc họp, kỳ họp, hạn trùng nhau và bước không đủ thời gian; mã thoát 3 nếu có lỗi phải sửa. "
        "Ví dụ: lienvung calendar check mekong-delta --period 2027",
        "Find meetings, sessions and deadlines that collide and steps that do not fit; exit code 3 if anything must be "
        "mended. Example: lienvung calendar check mekong-delta --period 2027",
    )


def check(
    region: Annotated[str, typer.Argument(help=t("Mã vùng hoặc tệp YAML", "Region code or YAML file"))],
    period: Annotated[
        str | None, typer.Option(help=t("Kỳ kế hoạch; mặc định năm sau", "Plan period; default: next year's"))
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help=t("Số dòng mỗi nhóm, 0 là tất cả", "Rows of each group, 0 for all"))
    ] = 20,
) -> None:
    """Find what collides in a region's year; exit code 3 if anything has to be mended."""
    wanted = _period(period)
    loaded = load_region(region, known())
    found = conflicts(loaded, wanted)
    count = Counter(each.severity for each in found)
    if region != loaded.code:
        found = [_in_file(each, f"regions/{loaded.code}.yaml", region) for each in found]
    data = {
        "region": loaded.code,
        "period": str(wanted),
        "conflicts": [each.as_json() for each in found],
        "counts": {severity: count[severity] for severity in SEVERITIES},
    }
    show(data, lambda: _print(found, limit))
    if count["error"]:
        raise typer.Exit(InvalidInputError.exit_code)


def _period(text: str | None) -> Period:
    if text is None:
        return Period.parse(str(local_date(now()).year + 1))
    try:
        if not text.isascii():
            raise ValueError(f"{text!r} is not a plan period; write 2027 or 2026-2030")  # noqa: TRY301 - digits of others
        return Period.parse(text)
    except ValueError as error:
        raise UsageError.of(
            f"--period {text!r} không phải là kỳ kế hoạch; viết 2027 hoặc 2026-2030", f"--period: {error}"
        ) from None


def _in_file(conflict: Conflict, shipped: str, given: str) -> Conflict:
    """Name the file that was given, where a conflict names the region's file as those that ship are called."""
    message, fix = (
        Text(vi=each.vi.replace(shipped, given), en=each.en.replace(shipped, given))
        for each in (conflict.message, conflict.fix)
    )
    return replace(conflict, message=message, fix=fix)


def _print(found: list[Conflict], limit: int) -> None:
    if not found:
        out.print(t("Không có xung đột nào.", "Nothing collides."))
    for severity in SEVERITIES:
        group = [each for each in found if each.severity == severity]
        if not group:
            continue
        title = f"{HEADS[severity].in_language(common.lang)} ({len(group)})"
        table = new_table(t("Ngày", "Day"), t("Việc", "What"), t("Cách sửa", "How to mend"), title=title)
        for each in group[: limit or None]:
            table.add_row(_days(each), each.message.in_language(common.lang), each.fix.in_language(common.lang))
        out.print(table)
        if limit and len(group) > limit:
            more = len(group) - limit
            out.print(t(f"… và {more} mục nữa; xem tất cả với --limit 0", f"… and {more} more; see all with --limit 0"))


def _days(conflict: Conflict) -> str:
    """Give the first day, and how many more there are."""
    first, more = conflict.days[:1], len(conflict.days) - 1
    return "".join(f"{day:%d/%m/%Y}" for day in first) + (f" (+{more})" if more > 0 else "")
