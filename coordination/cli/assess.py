"""``lienvung assess``: the joint assessment of a region as a report, with its tables, charts and trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordination.cli.common import common, now, out, reading, show, t, talk
from coordination.errors import UsageError
from coordination.kernel.clock import local_date
from coordination.regions import service

if TYPE_CHECKING:
    from coordination.results.assessing.basis import Basis
    from coordination.results.assessing.composing import Made

FIRST, LAST = 1976, 2100


def help_text() -> str:
    """Give what the help says below its first line."""
    return t(
        "Lập báo cáo DOCX và PDF, bảng XLSX và CSV, biểu đồ SVG và PNG, kèm tệp trace.csv ghi từng con số lấy từ đâu. Không có "
        "--data: dùng các chuỗi công bố đi kèm. Tệp CSV có các cột unit,period,indicator,value[,state,plan,source,status]; mã "
        "đơn vị là chữ, giữ số 0 đứng đầu; đơn vị vn là cả nước; tệp ngăn bằng dấu chấm phẩy thì nhận cả 1265,2. Số trong tệp được kiểm tra: số sai thì dừng, "
        "mã thoát 3; số đáng ngờ thì cảnh báo và ghi vào báo cáo. --out là thư mục chưa có hoặc trống. --stage: từ bản nộp đã tiếp nhận của một bước đánh giá chung "
        "(cần --db). Ví dụ: lienvung assess --region mekong-delta --period 2025 --out bao-cao",
        "Make a report as DOCX and PDF, tables as XLSX and CSV, charts as SVG and PNG, and trace.csv, which says where each "
        "number is from. Without --data: the published series that ship. The CSV has the columns "
        "unit,period,indicator,value[,state,plan,source,status]; codes are text with their leading zero; unit vn is the nation; parted by semicolons 1265,2 is read too. "
        "The file's figures are checked: wrong ones stop it with exit code 3, doubtful ones are warned of and told in the report. --out is a folder that is new or empty. "
        "--stage: from the accepted submissions of a joint assessment (needs --db). Example: lienvung assess --region "
        "mekong-delta --period 2025 --out report",
    )


def command(
    out_: Annotated[str, typer.Option("--out", help=t("Thư mục mới để ghi báo cáo", "New folder for the report"))],
    region: Annotated[str | None, typer.Option(help=t("Vùng: mã hoặc tệp", "Region: code or file"))] = None,
    period: Annotated[str | None, typer.Option(help=t("Năm đánh giá", "Year to assess"))] = None,
    data: Annotated[Path | None, typer.Option(help=t("Tệp CSV số liệu", "CSV file of figures"))] = None,
    stage: Annotated[str | None, typer.Option(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))] = None,
) -> None:
    """Make the report; nothing is written unless all of it could be made."""
    from coordination.results.assessing.composing import compose  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.results.assessing.leaving import check_place, leave  # noqa: PLC0415

    folder = Path(out_)
    check_place(folder)
    day = local_date(now())
    basis = _of_stage(stage, region, period, data) if stage is not None else _of_figures(region, period, data)
    made = compose(basis, day, "en" if common.lang == "en" else "vi")
    names = [] if common.dry_run else leave(made, folder)
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
    for each in made.doubts:
        words, fix = each.words.in_language(common.lang), each.fix.in_language(common.lang)
        talk.print(
            f"{t('cảnh báo', 'warning')}: {each.address}: {words} [{each.code}] · {fix}", soft_wrap=True, markup=False
        )
    show(_plain(made, out_, names, day), lambda: _print(made, out_, names))


def _of_figures(region: str | None, period: str | None, data: Path | None) -> Basis:
    from coordination.app import known  # noqa: PLC0415
    from coordination.results.assessing.basis import of_published  # noqa: PLC0415
    from coordination.results.assessing.figures_file import of_file  # noqa: PLC0415

    if region is None or period is None:
        raise UsageError.of("cần --region và --period, hoặc --stage", "give --region and --period, or --stage")
    if not (period.isascii() and period.isdigit() and FIRST <= int(period) <= LAST):
        raise UsageError.of(f"--period là một năm, không phải {period!r}", f"--period is a year, not {period!r}")
    found = service.load_region(region, known())
    return of_published(found, int(period)) if data is None else of_file(data, found, int(period))


def _of_stage(stage: str, region: str | None, period: str | None, data: Path | None) -> Basis:
    from coordination.results.assessing.handed_in import of_stage  # noqa: PLC0415

    if region is not None or period is not None or data is not None:
        raise UsageError.of(
            "--stage đã nói vùng, năm và số liệu; bỏ --region, --period, --data",
            "--stage says region, year and figures; leave out --region, --period and --data",
        )
    with reading() as session:
        return of_stage(session, stage)


def _plain(made: Made, folder: str, names: list[str], day: date) -> dict[str, Any]:
    basis = made.trace.basis
    return {
        "region": basis.region.code,
        "period": basis.period,
        "made": day.isoformat(),
        "folder": folder,
        "files": names,
        "summary": [item.text for item in made.summary],
        "tables": [table.key for table in made.tables],
        "charts": list(made.charts),
        "traced": len(made.trace.rows),
        "cells": len(made.trace.cells),
        "differences": len(basis.differences),
        "warnings": [
            {
                "where": each.address,
                "code": each.code,
                "what": each.words.in_language(common.lang),
                "fix": each.fix.in_language(common.lang),
                "indicator": code,
                "unit": unit,
                "period": year,
            }
            for each in made.doubts
            for code, unit, year in [each.key]
        ],
    }


def _print(made: Made, folder: str, names: list[str]) -> None:
    for item in made.summary:
        out.print(f"• {item.lead} {item.text}" if item.lead else f"• {item.text}")
    if names:
        rows, cells = len(made.trace.rows), len(made.trace.cells)
        out.print(
            t(
                f"{folder}: {len(names)} tệp; {rows} con số truy được về {cells} ô số liệu (trace.csv, cells.csv)",
                f"{folder}: {len(names)} files; {rows} numbers traced to {cells} cells (trace.csv, cells.csv)",
            )
        )
