"""``lienvung indicator``: the registry of indicators, one definition for every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.cli.common import common, out, show, t
from coordination.cli.indicator_words import AGGREGATION, CERTAINTY, DIRECTION, EXTERNAL, MAPS, PERIOD, PILLAR
from coordination.cli.words import new_table, said
from coordination.errors import InvalidInputError, NotFoundError, UsageError
from coordination.kernel.text import Text
from coordination.kernel.units import PriceBase
from coordination.methods.indicators import PILLARS, Indicator, lag_of, partners
from coordination.regions import service
from coordination.regions.asking import Asking, asked
from coordination.regions.checks.registry import INDICATOR
from coordination.regions.faults import unknown
from coordination.regions.registry import Registry
from coordination.regions.series import Coverage, coverage, points

app = typer.Typer(rich_markup_mode=None)
Region = Annotated[
    str | None,
    typer.Option(
        help=t(
            "Vùng (mã hoặc tệp) hoặc thư mục: kể cả chỉ tiêu riêng trong thư mục indicators ở đó",
            "Region (code or file) or folder: with the indicators of its own there",
        )
    ),
]
ROOMY = 110
"""Columns of a terminal from which a row holds a code and a name side by side."""


@app.command(
    "list",
    help=t(
        "Liệt kê các chỉ tiêu. Ví dụ: lienvung indicator list --pillar environment --region mekong-delta",
        "List the indicators. Example: lienvung indicator list --pillar environment --region mekong-delta",
    ),
)
def list_(
    pillar: Annotated[
        str | None, typer.Option(help=t("Trụ cột: economy, society, environment", "economy, society or environment"))
    ] = None,
    region: Region = None,
) -> None:
    """Show every indicator with its identity and the last year published."""
    if pillar is not None and pillar not in PILLARS:
        words = ", ".join(PILLARS)
        raise UsageError.of(f"--pillar phải là {words}, không phải {pillar!r}", f"--pillar is {words}, not {pillar!r}")
    indicators, latest = _of_region(region) if region and not Path(region).is_dir() else _of_all(region)
    chosen = [each for each in indicators if pillar in (None, each.pillar)]
    data = [
        {
            "indicator": each.code,
            "name": each.name.model_dump(),
            "unit": each.unit.model_dump(),
            "pillar": each.pillar,
            "aggregation": each.aggregation.kind,
            "identity": each.identity,
            "latest": latest.get(each.code),
        }
        for each in chosen
    ]
    show(data, lambda: _print_list(chosen, latest))


def _of_all(folder: str | None) -> tuple[Sequence[Indicator], Mapping[str, int]]:
    published = coverage()
    latest = {code: max(each.years[-1] for each in maps.values()) for code, maps in published.items()}
    return service.load_registry(Path(folder) if folder else None).current, latest


def _of_region(code: str) -> tuple[Sequence[Indicator], Mapping[str, int]]:
    region = service.load_region(code, known())
    latest: dict[str, int] = {}
    for point in points(region):
        latest[point.indicator] = max(point.year, latest.get(point.indicator, point.year))
    return region.indicators, latest


def _print_list(chosen: Sequence[Indicator], latest: Mapping[str, int]) -> None:
    roomy = out.width >= ROOMY
    head = [t("Mã", "Code"), t("Tên", "Name"), t("Đơn vị", "Unit"), t("Trụ cột", "Pillar")]
    head += [t("Giá trị vùng", "Regional value"), t("Đến", "To")]
    table = new_table(*(head if roomy else [f"{head[0]}\n{head[1]}", f"{head[2]}\n{head[4]}", *head[5:]]))
    table.columns[0].no_wrap = roomy
    for each in chosen:
        name, unit = each.name.in_language(common.lang), each.unit.in_language(common.lang)
        how, to = said(AGGREGATION, each.aggregation.kind), str(latest.get(each.code, "–"))
        if roomy:
            table.add_row(each.code, name, unit, said(PILLAR, each.pillar), how, to)
        else:
            table.add_row(f"{each.code}\n  {name}", f"{unit}\n{how}", to)
    out.print(table)
    out.print(_counted(chosen))


def _counted(chosen: Sequence[Indicator]) -> str:
    """Say how many there are, and how many of them are plans, which reports count with the results they stand beside."""
    from coordination.methods.joint_assessment.analysis.analyse import PLAN  # noqa: PLC0415 - kept out of --help

    codes = {each.code for each in chosen}
    plans = sum(code.endswith(PLAN) and code.removesuffix(PLAN) in codes for code in codes)
    if not plans:
        return t(f"{len(chosen)} chỉ tiêu", f"{len(chosen)} indicators")
    rest = len(chosen) - plans
    return t(
        f"{len(chosen)} chỉ tiêu, trong đó {plans} là dự toán, kế hoạch; báo cáo đánh giá xét chúng cùng kết quả nên tính {rest}",
        f"{len(chosen)} indicators, {plans} of them plans; reports take these with their results and so count {rest}",
    )


@app.command(
    "show",
    help=t(
        "Xem một chỉ tiêu: định nghĩa, mã băm, ai hỏi, có số liệu nào. Ví dụ: lienvung indicator show grdp_per_capita",
        "Show an indicator: definition, hash, who asks, figures. Example: lienvung indicator show grdp_per_capita",
    ),
)
def show_(
    code: Annotated[str, typer.Argument(help=t("Mã chỉ tiêu", "Indicator code"))],
    region: Region = None,
) -> None:
    """Show one indicator with all that is known of it."""
    home = None if region is None else service.folder_of(region)
    registry = service.load_registry(home)
    if code not in registry.versions:
        names = {each.code: each.name.in_language(common.lang) for each in registry.current}
        raise NotFoundError(unknown("", INDICATOR, code, names, names))
    versions = registry.versions[code]
    asking, published = asked(code, home), coverage().get(code, {})
    data = versions[-1].model_dump(mode="json") | {
        "hash": versions[-1].hash,
        "identity": versions[-1].identity,
        "versions": [each.identity for each in versions],
        "asked_by": [each.model_dump(mode="json") for each in asking],
        "used_by": _users(code, registry),
        "series": [_covered(on_map, each) for on_map, each in published.items()],
        "latest": max((each.years[-1] for each in published.values()), default=None),
    }
    show(data, lambda: _print(versions, asking, data))


def _users(code: str, registry: Registry) -> list[str]:
    """Give the indicators that are worked out from this one."""
    return [each.code for each in registry.current if code in partners(each.aggregation).values()]


def _covered(on_map: str, given: Coverage) -> dict[str, Any]:
    return {
        "map": on_map,
        "units": given.units,
        "years": len(given.years),
        "from": given.years[0],
        "to": given.years[-1],
        "points": given.points,
    }


def _print(versions: Sequence[Indicator], asking: Sequence[Asking], data: Mapping[str, Any]) -> None:
    it = versions[-1]
    out.print(f"{it.name.in_language(common.lang)} ({it.code})", style="bold")
    table = new_table(t("Mục", "Item"), t("Nội dung", "Content"))
    for label, content in _rows(it):
        if content:
            table.add_row(label, content)
    table.add_row(t("Phiên bản", "Versions"), "\n".join(each.identity for each in versions))
    table.add_row(t("Mã băm", "Hash"), it.hash)
    nobody = t("chưa bước nào nêu tên", "no step names it")
    table.add_row(
        t("Bước hỏi", "Asked by"),
        "\n".join(f"{each.procedure} / {each.step} ({', '.join(each.regions)})" for each in asking) or nobody,
    )
    if data["used_by"]:
        table.add_row(t("Dùng để tính", "Used for"), ", ".join(data["used_by"]))
    table.add_row(t("Số liệu", "Figures"), "\n".join(_series(each) for each in data["series"]) or _derived(it))
    out.print(table)


def _rows(it: Indicator) -> list[tuple[str, str]]:
    """Give what the definition says, label by label; empty where it says nothing."""
    form = f"{it.legal_form} ({said(CERTAINTY, it.legal_form_status)})" if it.legal_form else t("chưa rõ", "not known")
    before = t(" (năm trước)", " (of the year before)")
    made_of = "".join(
        f"; {code}{before if lag_of(it.aggregation, code) else ''}" for code in partners(it.aggregation).values()
    )
    return [
        (t("Định nghĩa", "Definition"), f"{_words(it.definition)} ({said(CERTAINTY, it.definition_status)})"),
        (t("Cách tính", "Formula"), _words(it.formula)),
        (
            t("Đơn vị", "Unit"),
            f"{_words(it.unit)}, {_words(PriceBase(it.price_base).words)}, {said(PERIOD, it.period)}",
        ),
        (t("Trụ cột", "Pillar"), f"{said(PILLAR, it.pillar)}, {said(DIRECTION, it.direction)}"),
        (t("Giá trị vùng", "Regional value"), f"{said(AGGREGATION, it.aggregation.kind)}{made_of}"),
        (t("Chỉ số khách quan", "Objective measure"), _words(it.objective_measure)),
        (t("Nguồn", "Source"), _words(it.source)),
        (t("Thu thập, cung cấp", "Collector"), _words(it.collector)),
        (t("Tần suất", "Frequency"), _words(it.frequency)),
        (t("Chế độ biểu mẫu", "Report form"), _words(it.report_form)),
        (t("Cơ quan chủ trì", "Owner"), _owner(it.owner)),
        (t("Mã biểu pháp lý", "Legal form"), form),
        (t("Kiểm tra", "Checks"), ", ".join(check.kind for check in it.checks)),
    ]


def _owner(kind: str | None) -> str:
    names = {each.code: each.name for each in service.load_national(known()).body_kinds}
    return said(names | {"external": EXTERNAL}, kind or "")


def _words(text: Text | None) -> str:
    return text.in_language(common.lang) if text else ""


def _series(covered: Mapping[str, Any]) -> str:
    where, units, years = said(MAPS, covered["map"]), covered["units"], covered["years"]
    span = f"{covered['from']}–{covered['to']}, {covered['points']}"
    return t(
        f"{where}: {units} đơn vị × {years} năm ({span} số)", f"{where}: {units} units × {years} years ({span} figures)"
    )


def _derived(it: Indicator) -> str:
    if it.aggregation.kind == "ratio":
        return t("tính từ tử số và mẫu số", "worked out from numerator and denominator")
    return t("chưa có", "none")


@app.command(
    help=t(
        "Kiểm tra sổ chỉ tiêu; mọi lỗi trong một lần chạy. Ví dụ: lienvung indicator check chi-tieu-cua-toi.yaml",
        "Check the registry; all faults in one run. Example: lienvung indicator check my-indicators.yaml",
    )
)
def check(
    path: Annotated[
        Path | None,
        typer.Argument(help=t("Tệp YAML hoặc thư mục; bỏ trống: sổ đi kèm", "YAML file or folder; absent: as shipped")),
    ] = None,
    region: Region = None,
) -> None:
    """Check the registry that ships, a folder's, or one file among the rest, with those of a region's own folder."""
    home = None if region is None else service.folder_of(region)
    faults = service.check_registry(path, known(), home)
    if faults:
        raise InvalidInputError(*faults)
    where = region if path is None else str(path)
    words = where or t("sổ chỉ tiêu đi kèm", "the registry that ships")
    show({"file": where, "faults": []}, lambda: out.print(t(f"{words}: tốt", f"{words}: ok")))
