"""``lienvung cycle``: running cycles."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.cli import amend as amending
from coordination.cli import extend
from coordination.cli import quality as judging
from coordination.cli.common import common, engine, now, out, reading, say, show, t, writing
from coordination.cli.ticking import Watch, print_done
from coordination.cli.words import day, new_table, rows_of, state
from coordination.cli.year import draw_year, save_wall
from coordination.cycles import views
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.onepage.year import year_of
from coordination.cycles.opening import open_cycle
from coordination.documents.press import check_suffix
from coordination.errors import InvalidInputError
from coordination.kernel.clock import local_date
from coordination.kernel.keys import CycleKey
from coordination.kernel.period import Period
from coordination.regions.service import load_region

app = typer.Typer(rich_markup_mode=None)
app.add_typer(
    extend.app, name="extend", no_args_is_help=True, help=t("Gia hạn cho một cơ quan.", "More time for one body.")
)
Key = Annotated[
    str, typer.Argument(help=t("Khóa chu kỳ: vùng[:tỉnh]/quy-trình/kỳ", "Cycle key: region[:unit]/procedure/period"))
]


@app.command(
    "open",
    help=t(
        "Mở chu kỳ. Ví dụ: lienvung cycle open --region mekong-delta --procedure regional-plan --period 2027",
        "Open a cycle. Example: lienvung cycle open --region mekong-delta --procedure regional-plan --period 2027",
    ),
)
def open_(
    region: Annotated[str, typer.Option(help=t("Mã vùng hoặc tệp YAML", "Region code or YAML file"))],
    procedure: Annotated[str, typer.Option(help=t("Quy trình", "Procedure"))],
    period: Annotated[str, typer.Option(help=t("Kỳ kế hoạch: 2027 hoặc 2026-2030", "Plan period: 2027 or 2026-2030"))],
    province: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Mã tỉnh; bỏ trống: mọi tỉnh nếu quy trình chạy theo tỉnh",
                "Province; empty: every province if the procedure runs by province",
            )
        ),
    ] = None,
) -> None:
    """Open a cycle, or one for each province; opening it again changes nothing."""
    found = load_region(region, known())
    try:
        if not period.isascii():
            raise ValueError(f"{period!r} is not a plan period")  # noqa: TRY301 - digits of other scripts
        wanted = str(Period.parse(period))
    except ValueError as error:
        raise InvalidInputError.of(f"kỳ {period!r} không hợp lệ; viết 2027 hoặc 2026-2030", str(error)) from error
    template = found.procedure(procedure)
    by_province = template is not None and template.scope == "province"
    units: list[str | None] = [province] if province or not by_province else [unit.code for unit in found.units]
    opened = []
    with writing() as session:
        for unit in units:
            row, new = open_cycle(session, found, CycleKey(found.code, procedure, wanted, unit), now())
            opened.append({"cycle": row.key, "new": new, "opened": row.opened_on, "ends": row.ends_on})

    opening = t("sẽ mở", "would open") if common.dry_run else t("đã mở", "opened")

    def human() -> None:
        for each in opened:
            words = opening if each["new"] else t("đã có từ trước, không đổi", "was open already, unchanged")
            out.print(f"{each['cycle']}: {words} ({each['opened']:%d/%m/%Y} – {each['ends']:%d/%m/%Y})", markup=False)

    show(opened, human)


@app.command("list", help=t("Liệt kê các chu kỳ.", "List cycles."))
def list_() -> None:
    """List cycles."""
    with reading() as session:
        rows = views.cycles(session)

    def human() -> None:
        table = new_table(t("Chu kỳ", "Cycle"), t("Trạng thái", "State"), t("Mở", "Opened"), t("Kết thúc", "Ends"))
        for each in rows:
            table.add_row(each["cycle"], state(each["state"]), day(each["opened"]), day(each["ends"]))
        out.print(table)

    show(rows, human)


@app.command(
    "show",
    help=t(
        "Xem lịch năm của một chu kỳ trên một trang; --out ghi bản A3 treo tường (.svg, .png, .pdf).",
        "Show a cycle's year on one page; --out writes the A3 sheet for the wall (.svg, .png, .pdf).",
    ),
)
def show_(
    cycle: Key,
    sheet: Annotated[
        Path | None, typer.Option("--out", help=t("Tệp A3: .svg, .png hoặc .pdf", "A3 file: .svg, .png or .pdf"))
    ] = None,
    table: Annotated[bool, typer.Option("--table", help=t("Bảng các bước thay cho hình", "Steps as a table"))] = False,
) -> None:
    """Show a cycle: its steps in time, and where each province stands in each."""
    if sheet:
        check_suffix(sheet)
    with reading() as session:
        view, year = views.cycle(session, cycle), year_of(session, cycle, local_date(now()))
    if sheet:
        save_wall(sheet, year)
    show(view, lambda: _print(view) if table else out.print(draw_year(year, out.width, common.lang)))


def _print(view: dict[str, Any]) -> None:
    out.print(
        f"{say(view['region_name'])} — {say(view['name'])}\n{view['cycle']}: {state(view['state'])}", markup=False
    )
    columns = new_table(
        t("Bước", "Stage"),
        t("Trạng thái", "State"),
        t("Mở", "Opens"),
        t("Hạn nộp", "Due"),
        t("Luật định", "Legal"),
        t("Đúng/\ntrễ/thiếu", "On time/\nlate/missing"),
    )
    rows = [
        (
            f"{each['step']}\n{say(each['name'])}",
            state(each["state"]),
            day(each["opens"]),
            day(each["due"]),
            day(each["legal"]),
            f"{each['on_time']}/{each['late']}/{each['missing']} ({each['obligations']})",
        )
        for each in view["stages"]
    ]
    out.print(rows_of(columns, rows))


@app.command(
    help=t("Làm mọi việc đã đến hạn, đúng thứ tự, mỗi việc một lần.", "Do all that is due, in order, each once.")
)
def tick() -> None:
    """Do what is due now."""
    with engine() as opened:
        moment = now()
        if common.dry_run:
            work = opened.next_work(moment)
            done, told = ([work], [[]]) if work else ([], list[list[str]]())
        else:
            watch = Watch()
            done = asyncio.run(opened.tick(moment, watch))
            told = watch.told(opened)
    data = [{"did": each.kind, "key": each.key, "cycle": each.cycle} for each in done]

    def human() -> None:
        print_done(done, told)
        out.print(
            t(f"{len(done)} việc", f"{len(done)} done")
            if not common.dry_run
            else t("việc đầu tiên đến hạn", "first thing due")
        )

    show({"now": moment.isoformat(), "done": data, "said": told}, human)


@app.command(help=t("Hủy một chu kỳ, có lý do.", "Cancel a cycle, with a reason."))
def cancel(cycle: Key, reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))]) -> None:
    """Cancel a cycle."""
    with writing() as session:
        row = cancel_cycle(session, cycle, reason, now())
        data = {"cycle": row.key, "state": row.state}  # read here: a dry run takes the row back
    show(data, lambda: out.print(f"{data['cycle']}: {state(data['state'])}"))


app.command("amend", help=amending.help_text())(amending.amend)
app.command("quality", help=judging.help_text())(judging.quality)
