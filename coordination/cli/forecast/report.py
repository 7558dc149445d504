"""``lienvung forecast report``: the unified forecast of a step as DOCX, PDF and XLSX, with its charts."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from coordination.cli.common import common, now, out, reading, show, t, talk
from coordination.kernel.clock import local_date

if TYPE_CHECKING:
    from coordination.results.forecasting.basis import Basis
    from coordination.results.forecasting.drawings import Mapper

MANY: Final = 200
"""Panels from which a second process is worth its start."""


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Lập báo cáo DOCX và PDF, bảng XLSX và CSV, biểu đồ SVG từ kết quả đã lập của một bước dự báo: những điều đã thống nhất, "
        "phương pháp và lý do, dự báo toàn vùng và từng địa phương, số của địa phương cần trao đổi, sai số kiểm định lùi. --out "
        "là thư mục chưa có hoặc trống. Ví dụ: lienvung forecast report --stage mekong-delta/regional-plan/2027/forecast --out "
        "bao-cao",
        "Make a report as DOCX and PDF, tables as XLSX and CSV and charts as SVG from the stored result of a forecast: what was "
        "agreed, the methods and why, the region and each province, own figures to be discussed, backtest errors. --out is a "
        "folder that is new or empty. Example: lienvung forecast report --stage mekong-delta/regional-plan/2027/forecast --out "
        "report",
    )


def command(
    stage: Annotated[str, typer.Option(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))],
    out_: Annotated[str, typer.Option("--out", help=t("Thư mục mới để ghi báo cáo", "New folder for the report"))],
) -> None:
    """Make the report; nothing is written unless all of it could be made."""
    from coordination.results.assessing.leaving import check_place  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.results.forecasting.composing import compose  # noqa: PLC0415
    from coordination.results.forecasting.leaving import leave  # noqa: PLC0415

    folder = Path(out_)
    check_place(folder)
    basis = _basis(stage)
    panels = sum(len(each.units) for each in basis.result.indicators)
    with drawers(panels) as mapper:
        made = compose(basis, local_date(now()), "en" if common.lang == "en" else "vi", mapper)
    names = [] if common.dry_run else leave(made, folder)
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
    plain = {
        "stage": stage,
        "state": basis.state,
        "folder": out_,
        "files": names,
        "summary": list(made.summary),
        "tables": [sheet.key for sheet in made.sheets],
        "charts": [picture.key for picture in made.report.pictures],
    }
    show(plain, lambda: _print(made.summary, out_, names))


@contextmanager
def drawers(panels: int) -> Iterator[Mapper]:
    """Give a ``map`` that draws on the processors there are, the plain one for a few panels."""
    cores = len(os.sched_getaffinity(0))
    if panels < MANY or cores == 1:
        yield map
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coordination.documents.charts.fans", "coordination.results.forecasting.drawings"])
    with ProcessPoolExecutor(cores, mp_context=context) as pool:
        yield pool.map


def _basis(stage: str) -> Basis:
    from coordination.regions.boundaries import past_of  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.results.forecasting.basis import of_stage  # noqa: PLC0415

    with reading() as session:
        return of_stage(session, stage, past_of)


def _print(summary: tuple[str, ...], folder: str, names: list[str]) -> None:
    for each in summary:
        out.print(f"• {each}", markup=False)
    if names:
        out.print(t(f"{folder}: {len(names)} tệp", f"{folder}: {len(names)} files"))
