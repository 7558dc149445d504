"""``lienvung region``: the shipped and own configurations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordination.app import known
from coordination.calendar.rules import describe, parse
from coordination.cli.common import common, out, show, t
from coordination.cli.words import new_table
from coordination.errors import InvalidInputError
from coordination.regions import service
from coordination.regions.model import Region

app = typer.Typer(rich_markup_mode=None)


@app.command("list", help=t("Liệt kê các cấu hình vùng.", "List region configurations."))
def list_() -> None:
    """Show every region that ships."""
    regions = service.available()
    data = [
        {"region": each.code, "name": each.name.model_dump(), "provinces": each.provinces, "map_date": each.map_date}
        for each in regions
    ]

    def human() -> None:
        table = new_table(t("Vùng", "Region"), t("Tên", "Name"), t("Số tỉnh", "Provinces"), t("Bản đồ ngày", "Map of"))
        for each in regions:
            table.add_row(
                each.code, each.name.in_language(common.lang), str(each.provinces), f"{each.map_date:%d/%m/%Y}"
            )
        out.print(table)

    show(data, human)


@app.command(
    "show",
    help=t(
        "Xem một vùng: tỉnh, cơ quan, quy trình. Ví dụ: lienvung region show mekong-delta",
        "Show a region: provinces, bodies, procedures. Example: lienvung region show mekong-delta",
    ),
)
def show_(region: Annotated[str, typer.Argument(help=t("Mã vùng hoặc tệp YAML", "Region code or YAML file"))]) -> None:
    """Show one region, resolved."""
    found = service.load_region(region, known())
    show(found.model_dump(mode="json"), lambda: _print(found))


def _print(found: Region) -> None:
    lang = common.lang
    out.print(f"{found.name.in_language(lang)} ({found.code})", style="bold")
    out.print(f"{found.basis.text} [{found.basis.status}]")
    table = new_table(
        t("Mã", "Code"), t("Tỉnh, thành phố", "Province or city"), t("Hợp từ", "Made of"), t("Giáp", "Borders")
    )
    for unit in found.units:
        near = sorted({other for pair in found.neighbours if unit.code in pair for other in pair} - {unit.code})
        table.add_row(unit.code, unit.full_name.in_language(lang), ", ".join(unit.predecessors), ", ".join(near))
    out.print(table)
    table = new_table(t("Cơ quan", "Body"), t("Tên", "Name"), t("Hộp thư", "Mailbox"))
    for body in found.bodies:
        table.add_row(body.code, body.name.in_language(lang), ", ".join(each.email for each in body.contacts))
    out.print(table)
    _print_days(found)
    table = new_table(t("Chỉ tiêu", "Indicator"), t("Tên", "Name"), t("Đơn vị", "Unit"))
    for each in found.indicators:
        table.add_row(each.code, each.name.in_language(lang), each.unit.in_language(lang))
    out.print(table)
    for procedure in found.procedures:
        steps = " → ".join(step.code for step in procedure.steps)
        out.print(f"{t('Quy trình', 'Procedure')} {procedure.procedure}: {procedure.name.in_language(lang)}\n  {steps}")


def _print_days(found: Region) -> None:
    """Show the sessions and the days off that differ from the computed calendar."""
    table = new_table(t("Ngày", "Day"), t("Nơi", "Where"), t("Gì", "What"), t("Căn cứ", "Basis"))
    everywhere = t("mọi tỉnh", "every province")
    for custom in found.sessions:
        words = t(f"kỳ họp {custom.kind} (thông lệ)", f"session {custom.kind} (by custom)")
        table.add_row(describe(parse(custom.rule), common.lang), everywhere, words, custom.basis.text)
    for session in found.council_sessions:
        words = t(f"kỳ họp {session.kind}", f"session {session.kind}")
        table.add_row(f"{session.opens:%d/%m/%Y}", session.unit, words, session.basis.text)
    for off in found.holidays:
        kind = t("nghỉ", "off") if off.kind == "off" else t("làm việc", "working")
        where = ", ".join(off.units) or everywhere
        table.add_row(f"{off.date:%d/%m/%Y}", where, f"{off.name.in_language(common.lang)} ({kind})", off.basis.text)
    out.print(table)


@app.command(
    help=t(
        "Kiểm tra một tệp cấu hình; mọi lỗi trong một lần chạy. Ví dụ: lienvung region check vung-cua-toi.yaml",
        "Check a configuration file; all faults in one run. Example: lienvung region check my-region.yaml",
    )
)
def check(file: Annotated[Path, typer.Argument(help=t("Tệp YAML", "YAML file"))]) -> None:
    """Check a national, procedure or region file."""
    faults = service.check_file(file, known())
    if faults:
        raise InvalidInputError(*faults)
    show({"file": str(file), "faults": []}, lambda: out.print(t(f"{file}: tốt", f"{file}: ok")))
