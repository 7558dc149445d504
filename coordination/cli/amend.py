"""``lienvung cycle amend``: a changed configuration for running cycles, shown first, then adopted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from coordination.app import known
from coordination.cli.common import common, now, out, reading, say, show, t, writing
from coordination.cli.words import PARTS, POLICIES, day, field, new_table, said
from coordination.cycles import amend as amending
from coordination.cycles import views
from coordination.cycles.changes import Amendment
from coordination.cycles.conflicts import Conflict, conflicts
from coordination.cycles.queries import get_cycle, region_of
from coordination.cycles.replanning import preview
from coordination.errors import InvalidInputError, NotFoundError, UsageError
from coordination.kernel.keys import CycleKey
from coordination.kernel.period import Period
from coordination.regions.model import Region
from coordination.regions.service import load_region


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Nhận cấu hình đã đổi (ngày nghỉ, kỳ họp, quy tắc) cho chu kỳ đang chạy; --dry-run chỉ cho xem khác biệt. "
        "Ví dụ: lienvung cycle amend mekong-delta:92/council-supervision/2027 --region vung.yaml --dry-run",
        "Adopt a changed configuration (days off, sessions, rules) for a running cycle; --dry-run only shows what moves. "
        "Example: lienvung cycle amend mekong-delta:92/council-supervision/2027 --region region.yaml --dry-run",
    )


def amend(
    cycle: Annotated[
        str,
        typer.Argument(
            help=t("Khóa chu kỳ, hoặc mã vùng: mọi chu kỳ đang chạy", "Cycle key, or region: all its running cycles")
        ),
    ],
    region: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Tệp hoặc mã vùng mới; mặc định: vùng của chu kỳ", "New region file or code; default: the cycle's own"
            )
        ),
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option(help=t("Ngày được dời: bước.mốc (lặp lại được)", "A date that moves: step.name"))
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help=t("Ngày giữ nguyên: bước.mốc", "A date that stays: step.name"))
    ] = None,
    reason: Annotated[str, typer.Option(help=t("Lý do, ghi trong thông báo", "Reason, told with it"))] = "",
    anyway: Annotated[
        bool,
        typer.Option(
            "--anyway", help=t("Nhận cả khi các ngày không khớp nhau", "Adopt even where dates do not fit together")
        ),
    ] = False,
    full: Annotated[bool, typer.Option("--full", help=t("Nói rõ vì sao từng ngày", "Say why of each date"))] = False,
) -> None:
    """Adopt a changed configuration."""
    decisions = _decisions(move or [], keep or [])
    with reading() as session:
        keys = _running(session, cycle)
        first = get_cycle(session, keys[0])
        code, before, period = first.region, region_of(session, first), Period.parse(first.period)
    found = load_region(region or code, known())
    with writing() as session:
        moment = now()
        amendments = {
            key: preview(session, key, found, moment, decisions)
            if common.dry_run
            else amending.amend(session, key, found, moment, decisions=decisions, reason=reason, anyway=anyway)
            for key in keys
        }
        others = _others(session, code, set(keys), found, moment)
    collisions = _new_conflicts(before, found, period) if any(each.parts for each in amendments.values()) else []
    about = {"others": others, "conflicts": [each.as_json() for each in collisions]}
    data = [_amendment(key, each) | about for key, each in amendments.items()]
    show(data[0] if "/" in cycle else data, lambda: _print_amendments(data, full=full))


def _decisions(move: list[str], keep: list[str]) -> dict[str, bool]:
    """Give what was decided of each date; the day for positions may be called as it is shown, ``positions_due``."""
    moved, kept = ({_date_name(each) for each in names} for names in (move, keep))
    if both := ", ".join(sorted(moved & kept)):
        raise UsageError.of(f"{both}: không thể vừa --move vừa --keep", f"{both}: --move and --keep do not go together")
    return dict.fromkeys(kept, False) | dict.fromkeys(moved, True)


def _date_name(given: str) -> str:
    return given.removesuffix("_due") if given.endswith(".positions_due") else given


def _running(session: Session, named: str) -> list[str]:
    if "/" in named:
        return [get_cycle(session, named).key]
    keys = _running_in(session, named)
    if not keys:
        raise NotFoundError.of(f"vùng {named} không có chu kỳ nào đang chạy", f"region {named} has no running cycle")
    return keys


def _running_in(session: Session, region: str) -> list[str]:
    running = [each["cycle"] for each in views.cycles(session) if each["state"] == "open"]
    return sorted(key for key in running if CycleKey.parse(key).region == region)


def _others(session: Session, code: str, done: set[str], region: Region, moment: datetime) -> list[str]:
    """Give the region's other running cycles some of whose dates the same configuration would move."""
    return [key for key in _running_in(session, code) if key not in done and _would_move(session, key, region, moment)]


def _would_move(session: Session, key: str, region: Region, moment: datetime) -> bool:
    try:
        found = preview(session, key, region, moment)
    except InvalidInputError:  # no configuration that cycle could go on with
        return False
    return bool(found.parts and (found.changes or found.asked))


def _new_conflicts(before: Region, after: Region, period: Period) -> list[Conflict]:
    """Give what collides in the year with the new configuration and did not with the old one; notes are left out."""
    known_before = {(each.code, each.message.vi) for each in conflicts(before, period)}
    return [
        each
        for each in conflicts(after, period)
        if each.severity != "note" and (each.code, each.message.vi) not in known_before
    ]


def _amendment(key: str, found: Amendment) -> dict[str, Any]:
    differs = bool(found.parts or found.changes)
    data = {"cycle": key, "parts": found.parts, "asked": found.asked, "adopted": differs and not common.dry_run}
    return data | found.as_json()


def _print_amendments(amendments: list[dict[str, Any]], *, full: bool) -> None:
    for each in amendments:
        out.print(each["cycle"], style="bold")
        if not each["parts"] and not each["changes"]:
            out.print(t("Cấu hình không đổi.", "The configuration is unchanged."))
            continue
        parts = ", ".join(said(PARTS, part) for part in each["parts"])
        out.print(t("Phần thay đổi: ", "Parts that differ: ") + (parts or "–"))
        for words in each["what"]:
            out.print(f"  {say(words)}")
        _print_moves(each)
        if full:
            for change in each["changes"]:
                out.print(f"{_date_of(change)}: {say(change['why']) or '–'}")
        _print_rest(each)
    for each in amendments[0]["conflicts"]:
        out.print(t("⚠ Trùng trong năm: ", "⚠ Collides in the year: ") + say(each["message"]))
    if amendments[0]["others"]:
        out.print(t("Chu kỳ khác chưa nhận: ", "Not yet adopted by: ") + ", ".join(amendments[0]["others"]))


def _print_moves(found: dict[str, Any]) -> None:
    if not found["changes"] and not found["kept"] and not found["meetings"]:
        out.print(t("Không ngày nào đổi.", "No date changes."))
        return
    table = new_table(t("Bước, ngày", "Stage, date"), t("Trước", "Before"), t("Sau", "After"), "")
    for each in found["changes"]:
        table.add_row(_date_of(each), day(each["before"]), day(each["after"]), "")
    for each in found["kept"]:
        words = f"{POLICIES[each['policy']].in_language(common.lang)}: {day(each['would_be'])}"
        table.add_row(_date_of(each), day(each["day"]), t("giữ nguyên", "stays"), words)
    for each in found["meetings"]:
        name = t("họp: ", "meeting: ") + say(each["name"])
        table.add_row(name, day(each["before"]), day(each["after"]), "")
    out.print(table)


def _print_rest(found: dict[str, Any]) -> None:
    for words in found["warnings"]:
        out.print(t("Không khớp: ", "Does not fit: ") + say(words))
    if found["affected"]:
        out.print(t("Được báo: ", "Told: ") + ", ".join(found["affected"]))
    if found["asked"]:
        names = ", ".join(found["asked"])
        out.print(t(f"Cần quyết định (--move/--keep): {names}", f"To be decided (--move/--keep): {names}"))


def _date_of(change: dict[str, Any]) -> str:
    return f"{change['stage'].rpartition('/')[2]}, {field(change['field'])}"
