"""``lienvung cycle quality``, and the quality of a step in ``lienvung stage show``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from coordination.cli.common import common, out, reading, say, show, t
from coordination.cli.words import new_table, rows_of
from coordination.methods.wording import number
from coordination.regions.model import Region
from coordination.submissions.quality import views as quality_views

NONE = "–"


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Chất lượng bản nộp của từng bước: đầy đủ, kịp thời, dùng được. "
        "Ví dụ: lienvung cycle quality mekong-delta/regional-plan/2027",
        "Quality of what was handed in, by step: complete, in time, usable. "
        "Example: lienvung cycle quality mekong-delta/regional-plan/2027",
    )


def quality(
    cycle: Annotated[
        str,
        typer.Argument(help=t("Khóa chu kỳ: vùng[:tỉnh]/quy-trình/kỳ", "Cycle key: region[:unit]/procedure/period")),
    ],
) -> None:
    """Show how complete, timely and usable what was handed in is, step by step."""
    with reading() as session:
        stages = quality_views.of_cycle(session, cycle)
    show({"cycle": cycle, "stages": stages}, lambda: _print_cycle(cycle, stages))


def _print_cycle(cycle: str, stages: list[dict[str, Any]]) -> None:
    out.print(cycle, markup=False)
    columns = new_table(
        t("Bước", "Stage"),
        t("Đã nộp", "Handed in"),
        t("Đúng hạn", "In time"),
        t("Nhắc", "Reminded"),
        t("Bản nộp", "Revisions"),
        t("Đầy đủ", "Complete"),
        t("Dùng được", "Usable"),
    )
    rows = []
    for each in stages:
        time = each["timeliness"]
        rows.append(
            (
                say(each["name"]),
                f"{time['handed_in']}/{time['owed']}",
                time["in_time"],
                time["reminded"],
                time["revisions"],
                _complete(each["completeness"]),
                percent(each["usability"]),
            )
        )
    out.print(rows_of(columns, rows))


def short_names(region: Region) -> dict[str, str]:
    """Give the short names of a region's bodies by their codes, in words of this run's language."""
    return {each.code: each.short.in_language(common.lang) for each in region.bodies}


def print_quality(told: dict[str, Any], names: Mapping[str, str]) -> None:
    """Print the quality of a step body by body; nothing while nobody handed in."""
    if not told["timeliness"]["handed_in"]:
        return
    columns = new_table(
        t("Chất lượng", "Quality"),
        t("Đầy đủ", "Complete"),
        t("Dùng được", "Usable"),
        t("Cảnh báo\n(giải thích)", "Warnings\n(explained)"),
        t("Trước hạn", "Before due"),
        t("Nhắc", "Reminded"),
    )
    out.print(rows_of(columns, [_row(each, names) for each in told["bodies"]]))


def _row(each: dict[str, Any], names: Mapping[str, str]) -> tuple[Any, ...]:
    use, time = each["usability"], each["timeliness"]
    days = time["days_before_due"]
    return (
        names.get(each["body"], each["body"]),
        _complete(each["completeness"]),
        percent(use),
        f"{use['with_warning']} ({use['explained']})" if use else NONE,
        NONE if days is None else t(f"{days} ngày", f"{days} days"),
        time["reminded"],
    )


def percent(told: dict[str, Any] | None) -> str:
    """Write a share; a dash for none."""
    if told is None or told["percent"] is None:
        return NONE
    return share(told["percent"])


def share(value: float) -> str:
    """Write a percentage: ``8,3 %`` in Vietnamese, ``8.3%`` in English."""
    written = number(value, common.lang)
    return t(f"{written} %", f"{written}%")


def _complete(told: dict[str, Any] | None) -> str:
    """Write how much is answered, and how many of the answers only say why there is no figure."""
    said = percent(told)
    if told is None or not told["without_figure"]:
        return said
    return f"{said} ({t('không có số', 'no figure')}: {told['without_figure']}/{told['asked']})"
