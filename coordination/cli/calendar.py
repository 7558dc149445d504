"""``lienvung calendar``: dates with the way they came about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import Due, RuleError, evaluate
from coordination.cli import conflicts, feeds
from coordination.cli.common import common, out, reading, say, show, t
from coordination.cli.days import read_day
from coordination.cli.words import DATES, new_table, said
from coordination.cycles.queries import get_stage
from coordination.cycles.rules import year_anchors
from coordination.errors import NotFoundError, UsageError
from coordination.kernel.text import Text
from coordination.regions.faults import unknown
from coordination.regions.model import Region
from coordination.regions.service import load_national, load_region

app = typer.Typer(rich_markup_mode=None)
FROM = ("opens", "due", "closes", "cycle", "adopted", "positions")
"""What ``--from`` stands for, whichever of them the rule counts from."""
AS_TYPED = Text(
    vi="quy tắc như đã nhập; cách tính thời hạn theo Bộ luật Dân sự 2015, Điều 147",
    en="the rule as typed; days counted by Civil Code 2015 art. 147",
)

SESSIONS = Text(vi="ngày họp thì cần --region", en="for the day of a session give --region")


@app.command(
    help=t(
        'Tính một hạn. Ví dụ: lienvung calendar due "working_days 20 after opens" --from 2026-06-15',
        'Work out a deadline. Example: lienvung calendar due "working_days 20 after opens" --from 2026-06-15',
    )
)
def due(
    rule: Annotated[str, typer.Argument(help=t("Quy tắc", "The rule"))],
    start: Annotated[str, typer.Option("--from", help=t("Ngày mốc, 2026-06-15", "Anchor day, 2026-06-15"))],
    region: Annotated[
        str | None,
        typer.Option(
            help=t("Vùng, để biết ngày nghỉ, cách hiểu và kỳ họp", "Region, for days off, readings and sessions")
        ),
    ] = None,
    province: Annotated[
        str | None, typer.Option(help=t("Mã tỉnh, cùng với --region", "Province code, with --region"))
    ] = None,
) -> None:
    """Work out the date a rule means and how it came about."""
    anchor = read_day("--from", start)
    if province and not region:
        raise UsageError.of("--province cần --region", "--province needs --region")
    found = _region(region, province) if region else None
    calendar = calendar_of(found, province) if found else _national()
    anchors = dict.fromkeys(FROM, anchor)
    if found:
        anchors |= year_anchors(found, province, anchor.year, calendar)
    try:
        answer = evaluate(rule, year=anchor.year, anchors=anchors, calendar=calendar)
    except RuleError as error:
        # Only a region knows when its councils meet.
        why = None if found or "session" not in rule else SESSIONS
        raise RuleError(*(replace(each, where=rule, why=why) for each in error.faults)) from error
    show(_in_language(answer), lambda: _print(answer.as_data()))


def _region(code: str, province: str | None) -> Region:
    found = load_region(code, known())
    names = {unit.code: unit.name.in_language(common.lang) for unit in found.units}
    if province and province not in names:
        noun = Text(vi=f"tỉnh của vùng {found.code}", en=f"province of {found.code}")
        raise NotFoundError(unknown("--province", noun, province, names, names))
    return found


def _national() -> WorkCalendar:
    national = load_national(known())
    return WorkCalendar.of(national.holidays, announced_through=national.days_off.through)


def _in_language(answer: Due) -> dict[str, Any]:
    """Give the answer as plain data in the language of this run."""
    data = answer.as_data()
    del data["sentence"]
    return data | {
        "text": answer.sentence(common.lang),
        "basis": (answer.basis or AS_TYPED).in_language(common.lang),
        "derivation": [each | {"reason": say(each["reason"])} for each in data["derivation"]],
        "warnings": [say(each) for each in data["warnings"]],
    }


def _print(data: dict[str, Any]) -> None:
    """Show a date with every day that was looked at on the way."""
    out.print(say(data["sentence"]))
    table = new_table(t("Ngày", "Day"), t("Tính", "Counted"), t("Vì sao", "Why"))
    for step in data["derivation"]:
        day = date.fromisoformat(step["date"])
        table.add_row(f"{day:%d/%m/%Y}", "✓" if step["counted"] else "–", say(step["reason"]))
    out.print(table)
    for warning in data["warnings"]:
        out.print(f"⚠ {say(warning)}")


@app.command(help=t("Giải thích mọi ngày của một bước đang chạy.", "Explain every date of a running stage."))
def explain(
    stage: Annotated[str, typer.Argument(help=t("Khóa của bước", "Stage key"))],
    full: Annotated[bool, typer.Option("--full", help=t("Kể từng ngày đã xét", "Tell every day looked at"))] = False,
) -> None:
    """Explain the dates of a stage, in one line each or in full."""
    with reading() as session:
        row = get_stage(session, stage)
        dates: dict[str, Any] = row.explained

    def human() -> None:
        for name, each in dates.items():
            title = said(DATES, name)
            if full:
                out.print(title, style="bold")
                _print(each)
            else:
                out.print(f"{title}: {say(each['sentence'])}", markup=False)

    show({"stage": stage, "dates": dates}, human)


app.command("check", help=conflicts.help_text())(conflicts.check)
app.command("export", help=feeds.help_text())(feeds.export)
