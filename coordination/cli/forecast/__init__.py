"""``lienvung forecast``: forecasts made, tested, reconciled and turned into targets, on files and on cycles."""

from __future__ import annotations

from importlib import import_module

import typer

from coordination.cli.common import t

VERBS = {
    "run": ("Dự báo các chuỗi của một tệp", "Forecast the series of a file"),
    "backtest": ("Chấm điểm các phương pháp trên phần giữ lại", "Score the methods on what is held out"),
    "reconcile": ("Làm cho dự báo của tỉnh, vùng và cả nước cộng khớp", "Make provinces, regions and nation add up"),
    "targets": ("Mục tiêu vùng ở cùng một mức phấn đấu của các tỉnh", "A regional target, equally ambitious for all"),
    "report": ("Báo cáo dự báo chung của một bước", "The report of a step's unified forecast"),
    "optimism": ("Sổ kế hoạch trước đây so với thực hiện", "The ledger of past plans against outturns"),
}


def _app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    for name, words in VERBS.items():
        module = import_module(f"coordination.cli.forecast.{name}")
        made.command(name, help=f"{t(*words)}.\n\n{module.help_text()}")(module.command)
    return made


app = _app()
