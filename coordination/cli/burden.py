"""``lienvung burden``: how many figures provinces are asked for, and how many of them need not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.app import known
from coordination.cli.common import now, out, reading, say, show, t
from coordination.cli.quality import share
from coordination.cli.words import new_table, rows_of
from coordination.errors import InvalidInputError, UsageError
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.regions import loader
from coordination.regions.model import Procedure
from coordination.regions.service import load_region
from coordination.submissions.asking import burden
from coordination.submissions.asking.asks import PLAN

app = typer.Typer(rich_markup_mode=None)
NAMING = ("indicators", "expected", "add")
"""Settings in which a step names the figures it asks for."""


@app.callback()
def _group() -> None:
    """Keep ``report`` a verb of its own."""


@app.command(
    help=t(
        "Số ô số liệu được hỏi và số ô khỏi hỏi lại, theo bước và cơ quan. Ví dụ: lienvung burden report --region mekong-delta",
        "Cells asked and cells spared, by step and body. Example: lienvung burden report --region mekong-delta",
    )
)
def report(
    region: Annotated[
        str | None,
        typer.Option(help=t("Mã vùng hoặc tệp YAML: theo cấu hình", "Region code or YAML file: as configured")),
    ] = None,
    cycle: Annotated[str | None, typer.Option(help=t("Khóa chu kỳ đang chạy", "Key of a running cycle"))] = None,
    period: Annotated[
        str | None,
        typer.Option(help=t("Kỳ kế hoạch, với --region; bỏ trống: năm sau", "Period, with --region; empty: next year")),
    ] = None,
) -> None:
    """Report the burden of a configuration, of a cycle, or of every cycle there is."""
    if region and cycle:
        raise UsageError.of("chọn --region hoặc --cycle, không cả hai", "choose --region or --cycle, not both")
    if region:
        told = [burden.of_region(load_region(region, known()), _period(period), dict(_places(region)))]
    else:
        with reading() as session:
            told = [burden.of_cycle(session, cycle)] if cycle else burden.of_all(session)

    def human() -> None:
        for each in told:
            _print(each)

    show(told[0] if region or cycle else told, human)


def _period(text: str | None) -> str:
    try:
        return str(Period.parse(text or str(local_date(now()).year + 1)))
    except ValueError as error:
        raise InvalidInputError.of(f"kỳ {text!r} không hợp lệ; viết 2027 hoặc 2026-2030", str(error)) from error


def _places(region: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Give where each procedure's file names each figure it asks for."""
    own = Path(region) if region.endswith((".yaml", ".yml")) else None
    roots = loader.roots_of(None, own)
    for slug in (each.procedure for each in load_region(region, known()).procedures):
        loaded, _ = loader.load_model(loader.data_file(f"procedures/{slug}.yaml", roots), Procedure)
        for number, step in enumerate(loaded.model.steps if loaded else ()):
            for name in NAMING:
                for at, named in enumerate(step.settings.get(name, ())):
                    code = named["indicator"] if isinstance(named, dict) else str(named)
                    where = loaded.where("steps", number, "settings", name, at) if loaded else ""
                    yield (f"{slug}/{step.code}", code), where


def _print(told: dict[str, Any]) -> None:
    out.print(f"{told['cycle'] or told['region']} ({told['period']})", markup=False)
    words = t(
        f"{told['asked']} ô được hỏi, {told['spared']} ô khỏi hỏi lại ({share(told['percent'])})",
        f"{told['asked']} cells asked, {told['spared']} spared ({share(told['percent'])})",
    )
    out.print(words)
    for name, title in (("stages", t("Bước", "Step")), ("bodies", t("Cơ quan", "Body"))):
        columns = new_table(
            title,
            t("Số ô hỏi", "Asked"),
            t("Khỏi hỏi lại", "Spared"),
            t("Đã có", "Served"),
            t("Tính được", "Derived"),
            t("Tỷ lệ", "Share"),
        )
        rows = [
            (
                each["stage"] if name == "stages" else say(each["name"]) if each["name"] else each["body"],
                each["asked"],
                each["spared"],
                each["served"],
                each["derived"],
                share(each["percent"]),
            )
            for each in told[name]
        ]
        if rows:
            out.print(rows_of(columns, rows))
    for each in told["twice"]:
        out.print(f"  {_why(each)}", markup=False)


def _why(each: dict[str, Any]) -> str:
    where = f"{each['where']}: " if each["where"] else ""
    years = f"{each['years'][0]}–{each['years'][-1]}" if len(each["years"]) > 1 else each["years"][0]
    if each["served_from"]:
        reason = t(f"đã hỏi ở {each['served_from']}", f"asked already by {each['served_from']}")
    else:
        parts = " / ".join(each["derived_from"])
        reason = t(f"tính được từ {parts}", f"follows from {parts}")
    cells = t(f"{each['cells']} ô", f"{each['cells']} cells")
    name = (
        t(f"kế hoạch, {say(each['name'])}", f"plan, {say(each['name'])}") if each["part"] == PLAN else say(each["name"])
    )
    return f"{where}{each['stage']}: {name} {years}: {reason} ({cells})"
