"""How dialogues about assigned targets are shown to people: things by their names, figures in their units."""

from __future__ import annotations

from typing import Any, Final

from coordination.cli.common import common, out, say, t
from coordination.cli.words import day, new_table, rows_of, said
from coordination.cycles.dialogue.rules import WORDS
from coordination.kernel.text import Text

_WORDS: Final[dict[str, Text]] = {str(kind): words for kind, words in WORDS.items()}


def print_one(data: dict[str, Any]) -> None:
    """Print an entry that was recorded, or was there already."""
    already = "" if data["new"] else t(" (đã ghi từ trước)", " (recorded before)")
    out.print(f"{data['dialogue']} #{data['number']}: {data['body']} {say(data['words'])}{already}")
    if common.dry_run:
        out.print(t("(chạy thử)", "(dry run)"))


def about(data: dict[str, Any]) -> str:
    """Name the figure a dialogue is about: indicator, place, year."""
    names = data["names"]
    return f"{say(names['indicator'])}, {say(names['unit'])}, {data['year']}"


def print_brief(data: dict[str, Any]) -> None:
    """Print what a dialogue is about, both sides' figures, where it stands, and its key whole."""
    names, figures = data["names"], data["figures"]
    sides = "; ".join(f"{say(names[side])} {say(each) or '–'}" for side, each in figures.items())
    out.print(f"• {about(data)}: {said(_WORDS, data['state'])}\n  {sides}\n  {data['key']}")


def print_all(data: dict[str, Any]) -> None:
    """Print a dialogue entry by entry."""
    out.print(f"{data['key']}\n{about(data)}: {said(_WORDS, data['state'])}")
    names = {data[side]: say(data["names"][side]) for side in ("superior", "addressed")}
    table = new_table(t("Ngày", "Day"), t("Cơ quan", "Body"), t("Ý kiến", "Said"), t("Căn cứ", "Grounds"))
    cells = [
        (
            day(each["said_on"]),
            f"{names[each['body']]}\n{each['body']}",
            say(each["words"]) + (t(" (đã thay)", " (replaced)") if each["replaced"] else ""),
            each["grounds"] or "–",
        )
        for each in data["entries"]
    ]
    out.print(rows_of(table, cells))
    if data["awaits"]:
        out.print(t(f"Chờ ý kiến của {data['awaits']}", f"Waiting for {data['awaits']}"))
    out.print(
        t(
            "Ghi nhận trao đổi giữa các cấp, không phải quyết định giao chỉ tiêu.",
            "A record of the dialogue between levels, and no decision that assigns a target.",
        )
    )
