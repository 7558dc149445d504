"""``lienvung forecast targets``: a regional target as what it asks of each province at one common percentile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordination.cli.common import common, out, show, t
from coordination.cli.forecast.leaving import leave, place
from coordination.errors import UsageError
from coordination.kernel.separated import decimal_of
from coordination.kernel.text import Text
from coordination.regions.faults import short

if TYPE_CHECKING:
    from coordination.cli.forecast.targets_files import Forecasts
    from coordination.methods.targets import Stretch

NOTE = Text(
    vi="Số liệu để trao đổi, thảo luận; không phải chỉ tiêu được giao và không ràng buộc địa phương nào.",
    en="Figures to talk about; they are no assigned targets and bind no province.",
)


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Tìm phân vị chung mà tại đó số dự báo của các tỉnh cộng đúng bằng mục tiêu của vùng: mỗi tỉnh phấn đấu như nhau, xác "
        "suất đạt như nhau. Tệp dự báo: unit,period,mean,sd hoặc unit,period,q05,…,q95 (nhận cả tệp của forecast run). Chỉ dùng cho chỉ tiêu cộng được. --fixed: "
        "unit,period,value của tỉnh đã thống nhất số khác (exchange target list --agreed); --last: unit,period,value của kỳ trước. Mục tiêu ngoài tầm vẫn kết "
        "thúc với mã 0: reachable là false, kèm mức gần nhất. Kết quả để trao đổi, không giao chỉ tiêu. Ví dụ: lienvung forecast targets --forecasts du-bao.csv --target 52000 --fixed da-ban.csv",
        "Find the common percentile at which the provinces' forecasts add up to a regional target: equally ambitious for all, "
        "equally likely to be reached. Forecasts: unit,period,mean,sd or unit,period,q05,…,q95 (files of forecast run too). Only for what adds up. --fixed: "
        "unit,period,value of provinces that settled on another figure (exchange target list --agreed); --last: unit,period,value of the period before. A "
        "target out of reach ends with 0 too: reachable is false, and the nearest total is shown. For discussion; nothing is assigned. Example: lienvung forecast targets --forecasts f.csv --target 52000 --fixed x.csv",
    )


def command(
    forecasts: Annotated[Path, typer.Option(help=t("Tệp CSV dự báo của các tỉnh", "CSV of the provinces' forecasts"))],
    target: Annotated[
        str | None, typer.Option(help=t("Mục tiêu của vùng, một kỳ", "Regional target, one period"))
    ] = None,
    targets: Annotated[
        Path | None, typer.Option(help=t("Tệp CSV period,value, nhiều kỳ", "CSV period,value, several periods"))
    ] = None,
    fixed: Annotated[
        Path | None, typer.Option(help=t("Tệp CSV số đã thống nhất", "CSV of figures that were negotiated"))
    ] = None,
    last: Annotated[
        Path | None, typer.Option(help=t("Tệp CSV số thực hiện kỳ trước", "CSV of figures of the period before"))
    ] = None,
    direction: Annotated[
        str, typer.Option(help=t("higher: cao hơn là tốt; lower: thấp hơn là tốt", "Which is better: higher or lower"))
    ] = "higher",
    output: Annotated[
        str | None, typer.Option("--out", help=t("Ghi bảng ra tệp .csv hoặc .xlsx", "Write the table to .csv or .xlsx"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Show who would be asked for what, how likely it is, and what changes when one negotiates."""
    from coordination.cli.forecast import targets_files, targets_tables  # noqa: PLC0415 - kept out of --help
    from coordination.methods.geography.periods import years_before  # noqa: PLC0415
    from coordination.methods.targets import Outlook, nearest, stretch  # noqa: PLC0415

    if direction not in ("higher", "lower"):
        raise UsageError.of(
            f"--direction là higher hoặc lower, không phải {direction!r}", "--direction is higher or lower"
        )
    path = place(output, force=force)
    curves = targets_files.read_forecasts(forecasts)
    wanted = _wanted(target, targets, curves)
    settled = targets_files.read_values(fixed, curves) if fixed else {}
    past = targets_files.read_values(last, curves, past=True) if last else {}
    kept = {period: {unit: value for (unit, of), value in settled.items() if of == period} for period in wanted}
    found = {
        period: stretch(
            [Outlook(unit, each, past.get((unit, years_before(period, 1)))) for unit, each in curves[period].items()],
            value,
            kept[period],
            "higher" if direction == "higher" else "lower",
        )
        for period, value in wanted.items()
    }
    near = {period: nearest(each, kept[period]) for period, each in found.items()}
    leave(path, lambda: targets_tables.tables(found, NOTE), force=force)
    show(
        {"note": NOTE.in_language(common.lang), "direction": direction}
        | {"periods": [_plain(period, each) | _near(near[period]) for period, each in found.items()]},
        lambda: _print(found, near, output),
    )


def _wanted(target: str | None, targets: Path | None, curves: Forecasts) -> dict[str, float]:
    from coordination.cli.forecast.targets_files import LARGEST, read_periods  # noqa: PLC0415

    if (target is None) == (targets is None):
        raise UsageError.of("cần --target hoặc --targets, một trong hai", "give either --target or --targets")
    if targets is not None:
        return read_periods(targets, curves)
    word = (target or "").strip()
    read = decimal_of(word, ",")
    if isinstance(read, Text):
        vi = f"--target: '{short(word)}' không phải là số; viết đủ chữ số, dấu chấm thập phân, không viết số mũ: 1234.5"
        en = f"--target: '{short(word)}' is no number; write all digits and a decimal point, no exponent: 1234.5"
        raise UsageError.of(vi, en)
    if abs(read) > LARGEST:
        raise UsageError.of("--target: số quá lớn", "--target: the number is too large")
    if len(curves) > 1:
        names = ", ".join(curves)
        vi, en = (
            f"tệp dự báo có nhiều kỳ ({names}); dùng --targets",
            f"the forecasts have periods {names}; use --targets",
        )
        raise UsageError.of(vi, en)
    return dict.fromkeys(curves, float(read))


def _plain(period: str, found: Stretch) -> dict[str, Any]:
    total = found.total
    return {
        "period": period,
        "target": found.target,
        "reachable": found.reachable,
        "smallest": found.least,
        "largest": found.most,
        "percentile": found.percentile,
        "percentile_before": found.percentile_before,
        "probability": found.reached,
        "region": {
            "mean": total.mean,
            "sd_independent": total.sd_independent,
            "sd_common_shock": total.sd_together,
            "probability_independent": total.independent,
            "probability_common_shock": total.together,
        },
        "units": [
            {
                "unit": each.outlook.unit,
                "value": each.value,
                "mean": each.mean,
                "median": each.outlook.curve.median,
                "last": each.outlook.last,
                "above_mean": each.above_mean,
                "growth_percent": each.growth,
                "percentile": each.percentile,
                "probability": each.reached,
                "beyond": each.beyond,
                "negotiated": each.fixed,
                "before": each.before,
                "difference": each.difference,
            }
            for each in found.asks
        ],
    }


def _near(found: Stretch | None) -> dict[str, Any]:
    """Give what the nearest total that can be reached asks; nothing where the target is reached."""
    if found is None:
        return {}
    units = [{"unit": each.outlook.unit, "value": each.value, "probability": each.reached} for each in found.asks]
    told = {"target": found.target, "percentile": found.percentile, "probability": found.reached, "units": units}
    return {"nearest": told}


def _print(found: dict[str, Stretch], near: dict[str, Stretch | None], output: str | None) -> None:
    from coordination.cli.forecast.figures import paired  # noqa: PLC0415
    from coordination.cli.forecast.targets_tables import head, negotiated, rows, sentences, shown  # noqa: PLC0415

    for period, asked in found.items():
        within = near[period]
        for words in sentences(period, asked):
            out.print(words.in_language(common.lang))
        if within is not None:
            out.print(t("Mức gần nhất có thể đạt:", "The nearest that can be reached:"))
            for words in sentences(period, within):
                out.print(words.in_language(common.lang))
        each = within or asked
        settled = negotiated(each)
        heads = [tuple(name.in_language(common.lang) for name in pair) for pair in head(negotiated=settled)]
        out.print(paired([(a, b) for a, b in heads], [shown(row) for row in rows(each, negotiated=settled)]))
    out.print(NOTE.in_language(common.lang))
    if output is not None and not common.dry_run:
        out.print(t(f"Đã ghi {output}", f"Written to {output}"))
