"""How the terminal shows the difference of two simulated years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from coordination.cli.common import out, say, t
from coordination.cli.words import day, field, new_table, rows_of, state
from coordination.kernel.keys import CycleKey

WORK = ("deadlines", "meetings", "notices")


def print_difference(data: dict[str, Any], folder: Path) -> None:
    """Print what differs between the year as configured and the year of the what-if."""
    out.print(data["note"])
    if data["same"]:
        out.print(
            t(
                "Phương án không làm thay đổi gì: hai năm có cùng ngày, kết quả, thông báo và khối lượng việc.",
                "The what-if changes nothing in effect: both years have the same dates, outcomes, notices and work.",
            ),
            style="bold",
        )
    _print_dates(data)
    _print_outcomes(data)
    _print_notices(data["notices"])
    _print_weeks(data)
    _print_peaks(data)
    out.print(t(f"Toàn bộ: {folder / 'difference.json'}", f"In full: {folder / 'difference.json'}"))


def _print_dates(data: dict[str, Any]) -> None:
    """Print the dates that moved; the same move in several provinces is one line."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for each in data["dates"]:
        cycle, _, step = each["stage"].rpartition("/")
        key = CycleKey.parse(cycle)
        what = t("họp: ", "meeting: ") + each["name"] if each["kind"] == "meeting" else field(each["name"])
        days = "" if each["days"] is None else f"{each['days']:+d}"
        line = (f"{step}, {what}", day(each["before"]), day(each["after"]), days)
        grouped.setdefault(line, []).append(_place(data, key.unit or key.region))
    _table(
        t("Ngày thay đổi", "Dates that differ"),
        (
            t("Bước, ngày", "Stage, date"),
            t("Trước", "Before"),
            t("Sau", "After"),
            t("Số ngày", "Days"),
            t("Nơi", "Where"),
        ),
        ((*line, ", ".join(places)) for line, places in grouped.items()),
    )


def _print_outcomes(data: dict[str, Any]) -> None:
    _table(
        t("Kết quả thay đổi", "Outcomes that differ"),
        (t("Bước", "Stage"), t("Cơ quan", "Body"), t("Trước", "Before"), t("Sau", "After")),
        (
            (each["stage"], each["body"] or t("cả bước", "the step"), _ending(each["before"]), _ending(each["after"]))
            for each in data["outcomes"]
        ),
    )


def _print_notices(notices: dict[str, Any]) -> None:
    total = notices["total"]
    for title, counts in (
        (t("Thông báo theo loại sự kiện", "Notices by event"), notices["by_event"]),
        (t("Thông báo theo nơi nhận", "Notices by recipient"), notices["by_recipient"]),
    ):
        named = [*counts.items(), (t("tổng số", "total"), total)] if _differing(counts.values()) else []
        _table(
            title,
            (
                t("Thông báo", "Notices"),
                t("Trước", "Before"),
                t("Sau", "After"),
                t("Chênh lệch", "Difference"),
            ),
            (
                (name, each["base"], each["what_if"], f"{each['difference']:+d}")
                for name, each in named
                if each["difference"] or each is total
            ),
        )


def _print_weeks(data: dict[str, Any]) -> None:
    _table(
        t("Khối lượng việc theo tuần (chỉ các tuần khác nhau)", "Work by week (only weeks that differ)"),
        (
            t("Tuần từ", "Week of"),
            t("Nơi", "Where"),
            t("Hạn", "Deadlines"),
            t("Họp", "Meetings"),
            t("Thông báo", "Notices"),
        ),
        (
            (day(each["week"]), _place(data, each["place"]), *(_pair(each[work]) for work in WORK))
            for each in data["weeks"]
            if _differing(each[work] for work in WORK)
        ),
    )


def _print_peaks(data: dict[str, Any]) -> None:
    for name, words in (("base", t("như cấu hình", "as configured")), ("what_if", t("theo phương án", "as assumed"))):
        peak = data[name]["peak_week"]
        week = next((each for each in data["weeks"] if (each["week"], each["place"]) == (peak, data["region"])), None)
        if week is not None:
            deadlines, meetings = week["deadlines"][name], week["meetings"][name]
            monday = date.fromisoformat(peak)
            out.print(
                t(
                    f"Tuần nhiều việc nhất {words}: từ {monday:%d/%m/%Y} ({deadlines} hạn, {meetings} cuộc họp)",
                    f"Busiest week {words}: of {monday:%d/%m/%Y} (deadlines: {deadlines}, meetings: {meetings})",
                )
            )


def _differing(counts: Iterable[dict[str, int]]) -> bool:
    return any(each["difference"] for each in counts)


def _pair(counted: dict[str, int]) -> str:
    return f"{counted['base']} → {counted['what_if']}" if counted["difference"] else str(counted["base"])


def _ending(name: str | None) -> str:
    if name is None:
        return "–"
    return t("đúng hạn", "on time") if name == "on_time" else state(name)


def _place(data: dict[str, Any], code: str) -> str:
    return say(data["places"][code]) if code in data["places"] else t("toàn vùng", "the region")


def _table(title: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    """Print a table; one without rows is not shown."""
    if there := list(rows):
        out.print(rows_of(new_table(*columns, title=title), there))
