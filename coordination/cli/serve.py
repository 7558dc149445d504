"""``lienvung serve``: Prefect's server and the schedules, until stopped."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Annotated

import typer

from coordination.cli.common import engine, t
from coordination.errors import UsageError


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Mở giao diện tại http://127.0.0.1:4200; dừng bằng Ctrl-C.",
        "Opens its window at http://127.0.0.1:4200; stop with Ctrl-C.",
    )


def command(
    port: Annotated[int, typer.Option(help=t("Cổng của giao diện", "Port of the window"), min=1024, max=65535)] = 4200,
) -> None:
    """Serve until stopped."""
    points = entry_points(group="lienvung.serve", name="prefect")
    if not points:
        raise UsageError.of("bản cài đặt thiếu gói flows", "this installation lacks the package flows")
    with engine() as opened:  # a database that is not in order is said now, not in a log an hour later
        url = opened.settings.database_url
    (point,) = points
    raise typer.Exit(point.load()(port, url))
