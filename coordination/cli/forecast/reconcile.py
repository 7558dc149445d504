"""``lienvung forecast reconcile``: forecasts of provinces, regions and the nation that add up, and who moved by how much."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordination.cli.common import show, t
from coordination.cli.forecast.leaving import leave, place
from coordination.errors import UsageError


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Điều chỉnh dự báo ít nhất có thể, theo độ tin cậy của từng dự báo, để các nút con cộng đúng bằng nút cha ở mọi cấp. Tệp: "
        "--base node,period,mean[,sd]; --tree child,parent; --fixed node,period,value (số ấn định, giữ nguyên từng chữ số); "
        "--bounds node,period,lower,upper (một bên được trống). mint: hiệp phương sai co rút của phần dư (--residuals "
        "node,period,residual), không có thì dùng wls; wls: phương sai sd², không có thì phần dư, không có nữa thì số nút lá; ols: "
        "mọi nút như nhau; bottom_up: cộng từ nút lá. Nút cha không có dự báo thì lấy tổng; tỷ lệ, bình quân, tăng trưởng thì làm "
        "khớp tử số và mẫu số rồi chia. Ví dụ: lienvung forecast reconcile --base du-bao.csv --tree cay.csv --fixed an-dinh.csv",
        "Move forecasts as little as possible, weighing how far each is trusted, so that children add up to their parents on "
        "every level. Files: --base node,period,mean[,sd]; --tree child,parent; --fixed node,period,value (decreed, kept to the "
        "last digit); --bounds node,period,lower,upper (one may be empty). mint: shrunk covariance of residuals (--residuals "
        "node,period,residual), without them wls; wls: variances sd², without them those of residuals, without these the number "
        "of leaves; ols: all alike; bottom_up: sums of the leaves. A parent without a forecast gets its sum; of ratios, means and "
        "growth reconcile the parts, then divide. Example: lienvung forecast reconcile --base f.csv --tree t.csv --fixed x.csv",
    )


def command(  # noqa: PLR0913, PLR0917 - a verb has as many options as it has files
    base: Annotated[Path, typer.Option(help=t("Tệp CSV dự báo", "CSV of forecasts"))],
    tree: Annotated[Path, typer.Option(help=t("Tệp CSV child,parent", "CSV child,parent"))],
    fixed: Annotated[Path | None, typer.Option(help=t("Tệp CSV số ấn định", "CSV of decreed figures"))] = None,
    bounds: Annotated[Path | None, typer.Option(help=t("Tệp CSV giới hạn", "CSV of bounds"))] = None,
    method: Annotated[str, typer.Option(help=t("mint, wls, ols, bottom_up", "mint, wls, ols, bottom_up"))] = "mint",
    residuals: Annotated[
        Path | None, typer.Option(help=t("Tệp CSV phần dư, cho mint và wls", "CSV of residuals, for mint and wls"))
    ] = None,
    non_negative: Annotated[
        bool, typer.Option("--non-negative", help=t("Không số nào âm", "No figure below 0"))
    ] = False,
    output: Annotated[
        str | None, typer.Option("--out", help=t("Ghi bảng ra tệp .csv hoặc .xlsx", "Write the table to .csv or .xlsx"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Reconcile a file of forecasts; nothing is written unless all of it was read and adds up."""
    from coordination.cli.forecast import reconcile_files as files  # noqa: PLC0415 - kept out of --help, which must be quick
    from coordination.cli.forecast import reconcile_tables as tables  # noqa: PLC0415
    from coordination.methods.coherence import METHODS, grow, reconcile  # noqa: PLC0415

    chosen = next((each for each in METHODS if each == method), None)
    if chosen is None:
        names = ", ".join(METHODS)
        raise UsageError.of(f"--method là {names}, không phải {method!r}", f"--method is {names}, not {method!r}")
    path = place(output, force=force)
    trees = grow(files.read_tree(tree))
    forecasts = files.read_base(base)
    limits = [*(files.read_fixed(fixed) if fixed else ()), *(files.read_bounds(bounds) if bounds else ())]
    names_of = {name for each in trees for name in each.names}
    past = files.read_residuals(residuals, names_of) if residuals else None
    made = reconcile(trees, forecasts, chosen, limits, past, non_negative=non_negative)
    leave(path, lambda: tables.tables(chosen, made), force=force)
    data = tables.plain(chosen, made)
    show(data, lambda: tables.print_(chosen, made, data, output))
