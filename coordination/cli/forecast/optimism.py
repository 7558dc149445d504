"""``lienvung forecast optimism``: past plans against outturns, as a note and never as a correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coordination.cli.common import common, out, show, t
from coordination.cli.forecast.leaving import leave, place
from coordination.errors import InvalidInputError, NotFoundError, UsageError

if TYPE_CHECKING:
    from coordination.methods.optimism import Ledger

MAPS = ("34", "63")


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Sổ ghi kế hoạch trước đây so với thực hiện: log(thực hiện ÷ kế hoạch) theo tỉnh và chỉ tiêu, phần chung của mọi tỉnh, "
        "phần riêng của tỉnh (co về mức chung theo Fay–Herriot, kèm khoảng tin cậy), số năm, năm bị loại và lý do. Không có "
        "--plans: dự toán và quyết toán ngân sách 2003–2016 đi kèm. Tệp: unit,indicator,period,value[,status]; status: "
        "revised (kế hoạch đã điều chỉnh), preliminary, estimate, partial. Chỉ để tham khảo, không sửa dự báo nào. "
        "Ví dụ: lienvung forecast optimism --region mekong-delta --indicator state_budget_revenue",
        "Past plans against outturns: log(outturn ÷ plan) by province and indicator, what all provinces share, the province's "
        "own part (drawn to the common level as Fay and Herriot do, with its interval), the years, and the years left out with "
        "the reason. Without --plans: the budget estimates and final accounts 2003–2016 that ship. Files: "
        "unit,indicator,period,value[,status]; status: revised (a plan changed in its year), preliminary, estimate, partial. "
        "For information; no forecast is changed. Example: lienvung forecast optimism --region mekong-delta",
    )


def command(
    plans: Annotated[Path | None, typer.Option(help=t("Tệp CSV kế hoạch", "CSV of plans"))] = None,
    outturns: Annotated[Path | None, typer.Option(help=t("Tệp CSV thực hiện", "CSV of outturns"))] = None,
    unit: Annotated[str | None, typer.Option(help=t("Chỉ đơn vị này", "This unit only"))] = None,
    indicator: Annotated[str | None, typer.Option(help=t("Chỉ chỉ tiêu này", "This indicator only"))] = None,
    region: Annotated[
        str | None,
        typer.Option(
            help=t("So trong các tỉnh của vùng này, không phải cả nước", "Among this region's provinces alone")
        ),
    ] = None,
    map_: Annotated[
        str | None,
        typer.Option(
            "--map",
            help=t(
                "Bản đồ 34 hoặc 63; mặc định 34, với tệp là mã như trong tệp",
                "Map 34 or 63; default 34, of files the codes they have",
            ),
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--out", help=t("Ghi bảng ra tệp .csv hoặc .xlsx", "Write the table to .csv or .xlsx"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Show what past plans were worth."""
    from coordination.cli.forecast import optimism_tables  # noqa: PLC0415 - kept out of --help, which must be quick

    if map_ is not None and map_ not in MAPS:
        raise UsageError.of(f"--map là 34 hoặc 63, không phải {map_!r}", f"--map is 34 or 63, not {map_!r}")
    path = place(output, force=force)
    found = _ledger(plans, outturns, region, map_)
    shown = optimism_tables.only(found, unit, indicator)
    if not shown and found.entries:
        raise NotFoundError.of(
            "không có cặp kế hoạch và thực hiện nào như vậy", "there is no such pair of plan and outturn"
        )
    leave(path, lambda: optimism_tables.tables(found, shown), force=force)
    show(optimism_tables.plain(found, shown), lambda: optimism_tables.show(found, shown))
    if output is not None and not common.json and not common.dry_run:
        out.print(t(f"Đã ghi {output}", f"Written to {output}"))


def _ledger(plans: Path | None, outturns: Path | None, region: str | None, map_: str | None) -> Ledger:
    from coordination.regions.plan_record import TODAY, shipped_ledger  # noqa: PLC0415

    if (plans is None) != (outturns is None):
        raise UsageError.of("cần cả --plans và --outturns", "give both --plans and --outturns")
    units, of_region = _units(region)
    if plans is None or outturns is None:
        if map_ is not None and of_region is not None and map_ != of_region:
            raise UsageError.of(f"vùng này theo bản đồ {of_region}", f"this region is on map {of_region}")
        return shipped_ledger(of_region or map_ or TODAY, units)
    return _of_files(plans, outturns, units, map_)


def _of_files(plans: Path, outturns: Path, units: frozenset[str] | None, map_: str | None) -> Ledger:
    from coordination.cli.forecast.optimism_files import OUTTURNS, PLANS, read_figures  # noqa: PLC0415
    from coordination.methods.optimism import unpaired  # noqa: PLC0415
    from coordination.regions import plan_record  # noqa: PLC0415

    known = plan_record.registry()
    codes = {plan: code for code, plan in plan_record.plans_of(known).items()}
    came = read_figures(outturns, OUTTURNS, codes)
    planned = read_figures(plans, PLANS, codes, known.keys() | {each.indicator for each in came})
    made = plan_record.ledger_of(planned, came, map_, units)
    if not made.entries and not made.left_out:
        raise InvalidInputError.of(
            "không năm nào có cả kế hoạch và thực hiện của cùng đơn vị và chỉ tiêu",
            "no year has both plan and outturn of one unit and indicator",
            f"{plans}, {outturns}",
        )
    alone = [each for each in unpaired(planned, came) if map_ is not None or units is None or each.unit in units]
    return replace(made, unpaired=tuple(alone))


def _units(region: str | None) -> tuple[frozenset[str] | None, str | None]:
    if region is None:
        return None, None
    from coordination.app import known  # noqa: PLC0415
    from coordination.regions.series import map_of  # noqa: PLC0415
    from coordination.regions.service import load_region  # noqa: PLC0415

    found = load_region(region, known())
    return frozenset(each.code for each in found.units), map_of(found)
