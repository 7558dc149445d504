"""``lienvung calendar``: dates with the way they came about."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import Due, RuleError, evaluate
from coordination.cli.common import common, in_years, out, reading, say, show, t
from coordination.cli.words import new_table
from coordination.cycles.opening import explained
from coordination.cycles.queries import get_stage
from coordination.cycles.rules import year_anchors
from coordination.errors import InvalidInputError, UsageError
from coordination.kernel.text import Text
from coordination.regions.service import load_region

app = typer.Typer(rich_markup_mode=None)


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
        str | None, typer.Option(help=t("Vùng, để biết ngày nghỉ và kỳ họp", "Region, for days off and sessions"))
    ] = None,
    province: Annotated[str | None, typer.Option(help=t("Mã tỉnh", "Province code"))] = None,
) -> None:
    """Work out the date a rule means and how it came about."""
    try:
        anchor = in_years(date.fromisoformat(start))
    except ValueError:
        raise UsageError.of(
            f"--from {start!r} không phải là ngày; viết 2026-06-15", f"--from {start!r} is no day; write 2026-06-15"
        ) from None
    found = load_region(region, known()) if region else None
    calendar = WorkCalendar.of(found.holidays if found else (), province)
    anchors = dict.fromkeys(("opens", "due", "closes", "cycle", "adopted", "positions"), anchor)
    if found:
        anchors |= year_anchors(found, province, anchor.year, calendar)
    try:
        answer = evaluate(rule, year=anchor.year, anchors=anchors, calendar=calendar)
    except RuleError as error:
        raise InvalidInputError.of(
            f"quy tắc không đọc được: {rule!r}",
            f"cannot read the rule: {error}",
            fix=Text(vi=str(error), en=str(error)),
        ) from error
    data = explained(answer)
    data |= {"text": answer.sentence(common.lang)}
    show(data, lambda: _print(answer))


def _print(answer: Due) -> None:
    out.print(f"{answer.day:%d/%m/%Y}", style="bold")
    table = new_table(t("Ngày", "Day"), t("Tính", "Counted"), t("Vì sao", "Why"))
    for step in answer.derivation:
        table.add_row(f"{step.day:%d/%m/%Y}", "✓" if step.counted else "–", step.reason.in_language(common.lang))
    out.print(table)
    for warning in answer.warnings:
        out.print(f"⚠ {warning.in_language(common.lang)}")


@app.command(help=t("Giải thích mọi ngày của một bước đang chạy.", "Explain every date of a running stage."))
def explain(stage: Annotated[str, typer.Argument(help=t("Khóa của bước", "Stage key"))]) -> None:
    """Explain the dates of a stage."""
    with reading() as session:
        row = get_stage(session, stage)
        dates: dict[str, Any] = row.explained

    def human() -> None:
        names = {
            "opens": t("Mở", "Opens"),
            "due": t("Hạn nộp", "Due"),
            "closes": t("Khóa sổ", "Closes"),
            "positions": t("Hạn ý kiến", "Positions until"),
            "legal": t("Ngày luật định", "Legal date"),
        }
        for name, each in dates.items():
            out.print(f"{names[name]}: {say(each['sentence'])}", markup=False)

    show({"stage": stage, "dates": dates}, human)
