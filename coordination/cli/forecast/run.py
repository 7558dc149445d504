"""``lienvung forecast run``: each series of a file some periods beyond its last value, with intervals and the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordination.cli.common import common, out, show, t
from coordination.cli.forecast.backtest import RANKS
from coordination.cli.forecast.figures import sized
from coordination.cli.forecast.leaving import leave, place
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from coordination.methods.contract import Table
    from coordination.methods.series import Forecast, PanelForecast

SHOWN = 40
"""Rows a person is shown; the file holds all."""


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Dự báo mỗi chuỗi của một tệp series,period,value thêm H kỳ. --method default là kết hợp mặc định; select chọn theo kiểm "
        "định lùi, chung cho mọi chuỗi; hoặc tên một phương pháp. Kết quả: trung bình, độ lệch chuẩn, các phân vị, phương pháp và "
        "lý do. Ví dụ: lienvung forecast run --series chuoi.csv --horizon 5 --out du-bao.csv",
        "Forecast each series of a file series,period,value H periods further. --method default is the default combination; "
        "select chooses by backtest, the same for every series; or the name of a method. Result: mean, standard deviation, "
        "quantiles, method and reason. Example: lienvung forecast run --series series.csv --horizon 5 --out forecast.csv",
    )


def command(
    series: Annotated[Path, typer.Option(help=t("Tệp CSV series,period,value", "CSV series,period,value"))],
    horizon: Annotated[int, typer.Option(help=t("Số kỳ dự báo", "Periods ahead"))],
    method: Annotated[
        str, typer.Option(help=t("default, select hoặc một phương pháp", "default, select or a method"))
    ] = "default",
    output: Annotated[
        str | None, typer.Option("--out", help=t("Ghi ra tệp .csv hoặc .xlsx", "Write to .csv or .xlsx"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Forecast, and say how."""
    from coordination.cli.forecast.series_file import read_series  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.cli.forecast.working import horizon_of, method_of, workers  # noqa: PLC0415
    from coordination.methods.series import forecast_panel  # noqa: PLC0415
    from coordination.methods.series.candidates import NAMES  # noqa: PLC0415

    path = place(output, force=force)
    ahead = horizon_of(horizon)
    wanted = method_of(method, [*NAMES, "select"])
    found = read_series(series)
    with workers(len(found)) as mapper:
        made = forecast_panel(found, ahead, wanted, mapper=mapper)
    leave(path, lambda: [_table(made)], force=force)
    show(_plain(made), lambda: _print(made, output, selected=wanted == "select"))


def _plain(made: PanelForecast) -> dict[str, Any]:
    return {
        "method": made.method,
        "why": made.why.in_language(common.lang),
        "tried": [{"method": each.method, "scaled_error": each.error, "errors": each.count} for each in made.tried],
        "forecasts": [_row(each, at) for each in made.forecasts for at in range(len(each.mean))],
        "refused": {each.name: each.refused.in_language(common.lang) for each in made.forecasts if each.refused},
        "notes": {each.name: _notes(each) for each in made.forecasts if each.notes},
    }


def _row(each: Forecast, at: int) -> dict[str, Any]:
    return {
        "series": each.name,
        "period": each.first + at,
        "mean": each.mean[at],
        "sd": each.deviations[at] if each.deviations else None,
        "quantiles": {f"{p:g}": values[at] for p, values in each.quantiles.items()},
        "method": each.method,
    }


def _notes(each: Forecast) -> str:
    return "; ".join(note.in_language(common.lang) for note in each.notes)


def _table(made: PanelForecast) -> Table:
    from coordination.methods.contract import Table  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.methods.series.models import QUANTILES  # noqa: PLC0415

    # Names of columns are read by the other verbs of this noun, so they are the same in every language.
    names = ("series", "period", "mean", "sd", *(_column(p) for p in QUANTILES), "method", "why")
    # Periods are words: in a workbook a number would get a sign between thousands.
    rows = [
        (
            each.name,
            str(each.first + at),
            each.mean[at],
            each.deviations[at] if each.deviations else None,
            *(each.quantiles[p][at] if p in each.quantiles else None for p in QUANTILES),
            each.method,
            _notes(each) or made.why.in_language(common.lang),
        )
        for each in made.forecasts
        for at in range(len(each.mean))
    ]
    return Table(
        key="forecast",
        title=Text(vi="Dự báo", en="Forecast"),
        columns=tuple(Text(vi=name, en=name) for name in names),
        rows=tuple(rows),
        note=made.why,
    )


def _column(probability: float) -> str:
    """Give the name of a quantile's column: q05 of 0.05, q025 of 0.025."""
    return f"q{probability:.3f}".replace("0.", "").rstrip("0").ljust(3, "0")


def _print(made: PanelForecast, output: str | None, *, selected: bool) -> None:
    from coordination.cli.words import new_table  # noqa: PLC0415

    table = new_table(t("Chuỗi", "Series"), t("Kỳ", "Period"), t("Dự báo", "Forecast"), "80%", t("Ghi chú", "Note"))
    rows = [(each, at) for each in made.forecasts for at in range(len(each.mean))]
    for each, at in rows[:SHOWN]:
        low, high = (each.quantiles[p][at] if p in each.quantiles else None for p in (0.1, 0.9))
        interval = "–" if low is None or high is None else f"{sized(low)} – {sized(high)}"
        table.add_row(each.name, str(each.first + at), sized(each.mean[at]), interval, _notes(each))
    out.print(table)
    if len(rows) > SHOWN:
        more = len(rows) - SHOWN
        out.print(
            t(f"… và {more} dòng nữa; xem đủ bằng --out hoặc --json", f"… and {more} more; --out or --json has all")
        )
    for each in made.forecasts:
        if each.refused:
            out.print(f"{each.name}: {each.refused.in_language(common.lang)}", markup=False)
    out.print(f"{t('Phương pháp', 'Method')}: {made.why.in_language(common.lang)}.")
    if selected:
        out.print(RANKS.in_language(common.lang))
    if output is not None and not common.dry_run:
        out.print(t(f"Đã ghi {output}.", f"Written: {output}."))
