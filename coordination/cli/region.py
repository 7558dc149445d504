"""``lienvung region``: the shipped and own configurations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordination.app import known
from coordination.calendar.rules import describe, parse
from coordination.calendar.wording import standing
from coordination.cli.common import common, out, show, t
from coordination.cli.files import target, write_whole
from coordination.cli.words import new_table
from coordination.errors import InvalidInputError
from coordination.regions import service
from coordination.regions.model import Basis, Contact, Procedure, Region

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
    out.print(_why(found.basis), markup=False)
    table = new_table(
        t("Mã", "Code"), t("Tỉnh, thành phố", "Province or city"), t("Hợp từ", "Made of"), t("Giáp", "Borders")
    )
    for unit in found.units:
        near = sorted({other for pair in found.neighbours if unit.code in pair for other in pair} - {unit.code})
        table.add_row(unit.code, unit.full_name.in_language(lang), ", ".join(unit.predecessors), ", ".join(near))
    out.print(table)
    table = new_table(t("Cơ quan", "Body"), t("Tên", "Name"), t("Hộp thư", "Mailbox"))
    table.columns[0].no_wrap = True
    for body in found.bodies:
        table.add_row(body.code, body.name.in_language(lang), "\n".join(_office(each) for each in body.contacts))
    out.print(table)
    _print_days(found)
    _print_announced(found)
    table = new_table(t("Chỉ tiêu", "Indicator"), t("Tên", "Name"), t("Đơn vị", "Unit"))
    for each in found.indicators:
        table.add_row(each.code, each.name.in_language(lang), each.unit.in_language(lang))
    out.print(table)
    for procedure in found.procedures:
        _print_procedure(procedure)


def _office(contact: Contact) -> str:
    return contact.email + (t(" (người đứng đầu)", " (head)") if contact.role == "head" else "")


def _why(basis: Basis) -> str:
    """Give a basis in the language of the run, with how sure it is and when it held."""
    words = f"{basis.words(common.lang)} ({standing(basis.status, common.lang)}"
    if basis.valid_from:
        words += t(f", từ {basis.valid_from:%d/%m/%Y}", f", from {basis.valid_from:%d/%m/%Y}")
    if basis.valid_to:
        words += t(f", đến hết {basis.valid_to:%d/%m/%Y}", f", to {basis.valid_to:%d/%m/%Y}")
    return f"{words})"


def _print_days(found: Region) -> None:
    """Show the sessions, the days off that differ from the computed calendar, and how `before` is read."""
    table = new_table(t("Ngày", "Day"), t("Nơi", "Where"), t("Gì", "What"), t("Căn cứ", "Basis"))
    everywhere = t("mọi tỉnh", "every province")
    for custom in found.sessions:
        words = t(f"kỳ họp {custom.kind} (thông lệ)", f"session {custom.kind} (by custom)")
        table.add_row(describe(parse(custom.rule), common.lang), everywhere, words, _why(custom.basis))
    for session in found.council_sessions:
        words = t(f"kỳ họp {session.kind}", f"session {session.kind}")
        table.add_row(f"{session.opens:%d/%m/%Y}", session.unit, words, _why(session.basis))
    for off in found.holidays:
        kind = t("nghỉ", "off") if off.kind == "off" else t("làm việc", "working")
        where = ", ".join(off.units) or everywhere
        table.add_row(f"{off.date:%d/%m/%Y}", where, f"{off.name.in_language(common.lang)} ({kind})", _why(off.basis))
    for reading in found.readings:
        words = (
            t("ngày đó vẫn còn trong hạn", "that day is still in time")
            if reading.before == "inclusive"
            else t("hạn cuối là hôm trước", "the last day is the day before")
        )
        table.add_row(t("trước ngày …", "before …"), ", ".join(reading.units) or everywhere, words, _why(reading.basis))
    out.print(table)


def _print_announced(found: Region) -> None:
    """Say how far days off are announced; what is later is computed and shown with a warning."""
    year = found.announced_through
    out.print(
        t(
            f"Ngày nghỉ đã công bố đến hết năm {year}; các năm sau được tính và kèm cảnh báo.",
            f"Days off are announced to the end of {year}; later years are computed and shown with a warning.",
        )
    )


def _print_procedure(procedure: Procedure) -> None:
    """Show a procedure: its basis and steps, whom reminders go to and when, and who may grant more time."""
    out.print(
        f"{t('Quy trình', 'Procedure')} {procedure.procedure}: {procedure.name.in_language(common.lang)}", style="bold"
    )
    out.print(f"  {_why(procedure.basis)}", markup=False)
    out.print(f"  {' → '.join(step.code for step in procedure.steps)}")
    table = new_table(t("Nhắc (ngày làm việc)", "Reminder (working days)"), t("Gửi", "To"))
    offices = {"drafter": t("nơi soạn", "drafter"), "head": t("người đứng đầu", "head")}
    for rung in procedure.remind:
        table.add_row(_rung_day(rung.at), ", ".join(offices.get(each, each) for each in rung.to))
    out.print(table)
    out.print(f"  {t('Gia hạn do', 'More time is granted by')}: {', '.join(procedure.extend_by)}")


def _rung_day(at: int) -> str:
    if at == 0:
        return t("đúng ngày hạn", "on the due day")
    return t(f"{abs(at)} ngày {'trước' if at < 0 else 'sau'} hạn", f"{abs(at)} {'before' if at < 0 else 'after'} due")


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


@app.command(
    help=t(
        "Chép một cấu hình ra tệp để sửa. Ví dụ: lienvung region copy mekong-delta vung-moi.yaml",
        "Copy a configuration to a file, to change it. Example: lienvung region copy mekong-delta my-region.yaml",
    )
)
def copy(
    region: Annotated[str, typer.Argument(help=t("Mã vùng", "Region code"))],
    file: Annotated[str, typer.Argument(help=t("Tệp mới", "New file"))],
) -> None:
    """Copy a region's file; one that is there already is left alone."""
    text = service.text_of(region)
    path = target(file, new=True)
    if not common.dry_run:
        write_whole(path, text.encode(), new=True)
    show({"region": region, "file": file}, lambda: out.print(f"{region} → {file}", markup=False))
