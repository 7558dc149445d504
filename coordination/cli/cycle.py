"""``lienvung cycle``: running cycles."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.cli.common import common, engine, now, out, reading, say, show, t, writing
from coordination.cli.words import day, new_table, rows_of, state
from coordination.cycles import amend as amending
from coordination.cycles import service, views
from coordination.cycles.opening import open_cycle
from coordination.cycles.queries import get_cycle
from coordination.errors import InvalidInputError
from coordination.kernel.keys import CycleKey
from coordination.kernel.period import Period
from coordination.regions.service import load_region

app = typer.Typer(rich_markup_mode=None)
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

    def human() -> None:
        for each in opened:
            words = (
                t("đã mở", "opened") if each["new"] else t("đã có từ trước, không đổi", "was open already, unchanged")
            )
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


@app.command("show", help=t("Xem lịch của một chu kỳ.", "Show a cycle's calendar."))
def show_(cycle: Key) -> None:
    """Show a cycle with its steps."""
    with reading() as session:
        view = views.cycle(session, cycle)
    show(view, lambda: _print(view))


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
            done = [work] if work else []
        else:
            done = asyncio.run(opened.tick(moment))
    data = [{"did": each.kind, "key": each.key, "cycle": each.cycle} for each in done]

    def human() -> None:
        for each in done:
            out.print(f"{each.kind}: {each.key or '–'}", markup=False)
        out.print(
            t(f"{len(done)} việc", f"{len(done)} done")
            if not common.dry_run
            else t("việc đầu tiên đến hạn", "first thing due")
        )

    show({"now": moment.isoformat(), "done": data}, human)


@app.command(
    help=t(
        "So sánh và nhận cấu hình đã đổi cho chu kỳ đang chạy (--dry-run chỉ so sánh).",
        "Compare and adopt a changed configuration for a running cycle (--dry-run only compares).",
    )
)
def amend(
    cycle: Key,
    region: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Tệp hoặc mã vùng mới; mặc định: vùng của chu kỳ", "New region file or code; default: the cycle's own"
            )
        ),
    ] = None,
) -> None:
    """Adopt a changed configuration."""
    with reading() as session:
        code = get_cycle(session, cycle).region
    found = load_region(region or code, known())
    with writing() as session:
        differing = amending.preview(session, cycle, found)[1]
        changes = amending.amend(session, cycle, found, now())
    data = {
        "cycle": cycle,
        "parts": differing,
        "changes": [each.as_json() for each in changes],
        "adopted": bool(differing) and not common.dry_run,
    }

    def human() -> None:
        if not differing:
            out.print(t("Cấu hình không đổi.", "The configuration is unchanged."))
            return
        out.print(t("Phần thay đổi: ", "Parts that differ: ") + ", ".join(differing))
        table = new_table(t("Bước", "Stage"), t("Ngày", "Date"), t("Trước", "Before"), t("Sau", "After"))
        for each in changes:
            table.add_row(each.stage, each.field, f"{each.before:%d/%m/%Y}", f"{each.after:%d/%m/%Y}")
        out.print(table)

    show(data, human)


@app.command(help=t("Hủy một chu kỳ, có lý do.", "Cancel a cycle, with a reason."))
def cancel(cycle: Key, reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))]) -> None:
    """Cancel a cycle."""
    with writing() as session:
        row = service.cancel_cycle(session, cycle, reason, now())
        data = {"cycle": row.key, "state": row.state}  # read here: a dry run takes the row back
    show(data, lambda: out.print(f"{data['cycle']}: {data['state']}"))
