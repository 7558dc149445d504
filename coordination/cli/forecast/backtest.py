"""``lienvung forecast backtest``: how far off each method would have been on the last points of a file of series."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from coordination.cli.common import common, out, show, t, talk
from coordination.cli.forecast.figures import figure
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from coordination.methods.series import Backtest

RANKS: Final = Text(
    vi="backtest chỉ giữ lại H giá trị cuối của mỗi chuỗi; run --method select nhìn lại từ nhiều năm của mỗi chuỗi. "
    "Vì vậy hai lệnh có thể xếp hạng các phương pháp khác nhau.",
    en="backtest holds out the last H values of each series only; run --method select looks back from several years of each. "
    "So the two may rank methods differently.",
)
"""Why the best method of a backtest need not be the one that is selected."""
ALL = (
    "naive",
    "drift",
    "pooled",
    "ses",
    "holt",
    "damped",
    "theta",
    "dotheta",
    "ets",
    "mean",
    "median",
    "weighted",
    "quick",
    "arima",
)


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Giữ lại H giá trị cuối của mỗi chuỗi rồi chấm điểm từng phương pháp: sMAPE và MAPE (%), MASE, tỷ lệ nằm trong khoảng "
        "80 và 95%, số giây. Tệp: series,period,value (kỳ là năm; ô trống là thiếu; cột break đánh dấu nơi chuỗi đứt đoạn). "
        "Ví dụ: lienvung forecast backtest --series chuoi.csv --horizon 3 --json",
        "Hold out the last H values of each series and score every method: sMAPE and MAPE (%), MASE, share inside the 80 and "
        "95% intervals, seconds. File: series,period,value (periods are years; an empty value is missing; a column break marks "
        "where a series breaks). Example: lienvung forecast backtest --series series.csv --horizon 3 --json",
    )


def command(
    series: Annotated[Path, typer.Option(help=t("Tệp CSV series,period,value", "CSV series,period,value"))],
    horizon: Annotated[int, typer.Option(help=t("Số kỳ giữ lại", "Periods held out"))],
    method: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Chỉ các phương pháp này, cách nhau dấu phẩy; arima chậm nhất",
                "Only these, parted by commas; arima is slowest",
            )
        ),
    ] = None,
) -> None:
    """Score the methods on what is held out."""
    from coordination.cli.forecast.series_file import read_series  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.cli.forecast.working import horizon_of, methods_of, workers  # noqa: PLC0415
    from coordination.methods.series import backtest  # noqa: PLC0415
    from coordination.methods.series.candidates import NAMES  # noqa: PLC0415

    ahead = horizon_of(horizon)
    wanted = list(ALL) if method is None else methods_of(method, NAMES)
    found = read_series(series)
    with workers(len(found)) as mapper:
        made = backtest(found, ahead, [*wanted, "default"], mapper)
    for name, why in made.refused.items():
        talk.print(f"{name}: {why.in_language(common.lang)}", markup=False, soft_wrap=True)
    show(_plain(made, wanted), lambda: _print(made))


def _plain(made: Backtest, wanted: list[str]) -> dict[str, Any]:
    from coordination.methods.series.combining import CHOSEN, described  # noqa: PLC0415

    scores = {name: asdict(score) | {"seconds": round(seconds, 3)} for name, (score, seconds) in made.scores.items()}
    description = described("default")
    return {
        "methods": {name: scores[name] for name in scores if name in wanted and name != "default"},
        "default": scores["default"]
        | {"description": f"{description.in_language(common.lang)}. {CHOSEN.in_language(common.lang)}"},
        "series": made.scored,
        "refused": {name: why.in_language(common.lang) for name, why in made.refused.items()},
    }


def _print(made: Backtest) -> None:
    from coordination.cli.words import new_table  # noqa: PLC0415
    from coordination.methods.series.candidates import NAMES  # noqa: PLC0415
    from coordination.methods.series.combining import CHOSEN, described  # noqa: PLC0415

    table = new_table(
        t("Phương pháp", "Method"), "sMAPE", "MAPE", "MASE", t("80%", "80%"), t("95%", "95%"), t("Giây", "Seconds")
    )
    for name, (score, seconds) in made.scores.items():
        shown = [score.smape, score.mape, score.mase, score.coverage80, score.coverage95, seconds]
        places = (2, 2, 3, 3, 3, 1)
        cells = (figure(value, at) for value, at in zip(shown, places, strict=True))
        table.add_row(NAMES[name].in_language(common.lang), *cells)
    out.print(table)
    out.print(
        t(
            f"Đã chấm điểm {made.scored} chuỗi. Kết hợp mặc định: ",
            f"{made.scored} series scored. Default combination: ",
        )
        + described("default").in_language(common.lang)
        + "."
    )
    out.print(CHOSEN.in_language(common.lang))
    out.print(RANKS.in_language(common.lang))
