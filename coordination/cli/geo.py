"""``lienvung geo``: maps of provinces in time, and figures told on another map."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.calendar.wording import standing
from coordination.cli.common import common, now, out, show, t
from coordination.cli.days import read_day
from coordination.cli.files import FORCE, target, write_whole
from coordination.cli.geo_file import read_points
from coordination.cli.words import new_table
from coordination.errors import Fault, NotFoundError, UsageError
from coordination.kernel.cells import PRECISION, Cell
from coordination.kernel.clock import local_date
from coordination.kernel.numerals import written
from coordination.kernel.text import Text, ascii_fold
from coordination.methods.geography import Atlas, Row, convert
from coordination.methods.geography.atlas import JOINED, Map, Version
from coordination.methods.geography.changes import Change, Transfer
from coordination.methods.geography.figures import NOT_COMPARABLE
from coordination.methods.indicators import Indicator
from coordination.regions import boundaries, service
from coordination.regions.faults import fault, short, unknown

app = typer.Typer(rich_markup_mode=None)
FINEST = 20
"""Most decimals written of a quotient, which has no end: so many that no figure changes by them."""
COLUMNS = ("unit", "period", "indicator", "value", "state", "provenance", "map")
STATES = {
    "missing": Text(vi="chưa có số liệu", en="missing"),
    "not_applicable": Text(vi="không phát sinh", en="not applicable"),
    "suppressed": Text(vi="không công bố", en="suppressed"),
    "not_yet_due": Text(vi="chưa đến hạn", en="not yet due"),
    NOT_COMPARABLE: Text(vi="không so sánh được", en="not comparable"),
}


@app.command(
    "convert",
    help=t(
        "Quy đổi số liệu về bản đồ của một ngày: số cộng được thì cộng, tỷ lệ tính lại từ tử số và mẫu số, bình quân tính "
        "lại theo quyền số (của năm trước nếu chỉ tiêu định nghĩa như vậy), còn lại là không so sánh được. Tệp CSV có các "
        "cột unit,period,indicator,value (mã đơn vị là "
        "chữ, có số 0 đứng đầu); cột map hoặc --from-map cho biết số liệu theo bản đồ nào, không có thì là bản đồ ngày "
        "cuối kỳ; cột provenance do lệnh này ghi cho biết số nào là số đã tính. Cột khác được bỏ qua, không chép sang; tệp ngăn "
        "bằng dấu chấm phẩy thì nhận cả 1265,2. state: value, zero, missing, not_applicable, suppressed, "
        "not_yet_due, not_comparable. Ví dụ: lienvung geo convert --data so-lieu.csv --to 2025-07-01 --json",
        "Tell figures on the map of a day: what adds up is added, ratios are recomputed from numerator and denominator, "
        "means re-weighted (by the year before where the indicator says so), the rest is not comparable. The CSV has the "
        "columns unit,period,indicator,value (codes of units "
        "as text with leading zeros); a column map or --from-map says on which map figures are stated, else it is that of "
        "the period's last day; a column provenance as this command writes it says which figures were computed. Other columns are "
        "passed over and not copied; parted by semicolons 1265,2 is read too. state: value, zero, missing, not_applicable, "
        "suppressed, not_yet_due, not_comparable. Example: lienvung geo convert --data figures.csv --to 2025-07-01 --json",
    ),
)
def convert_(
    data: Annotated[Path, typer.Option(help=t("Tệp CSV", "CSV file"))],
    to: Annotated[str, typer.Option(help=t("Ngày của bản đồ đích", "Day of the map wanted"))],
    from_map: Annotated[
        str | None,
        typer.Option(help=t("Ngày của bản đồ mà mọi số liệu theo", "Day of the map all figures are stated on")),
    ] = None,
    indicators: Annotated[
        str | None, typer.Option(help=t("Chỉ các chỉ tiêu này, cách nhau dấu phẩy", "Only these, parted by commas"))
    ] = None,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help=t(
                "Thêm số chung của các đơn vị chỉ so sánh được khi gộp: 92+93",
                "Add the figures of units that compare only together: 92+93",
            ),
        ),
    ] = False,
    output: Annotated[
        str | None, typer.Option("--out", help=t("Ghi kết quả ra tệp CSV này", "Write the result to this CSV file"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Tell the figures of a file on another map; nothing is written unless all of it was read."""
    atlas = boundaries.atlas()
    day = _map_day("--to", to, atlas)
    start = None if from_map is None else _map_day("--from-map", from_map, atlas)
    path = None if output is None else target(output, new=not force, fix=FORCE)
    registry = {each.code: each for each in service.load_registry().current}
    only = None if indicators is None else _chosen(indicators, registry)
    points = read_points(data, atlas, registry, start)
    rows = convert(points, day, atlas, registry, only, unions=together)
    if path is not None and not common.dry_run:
        write_whole(path, _csv(rows, day), new=not force, fix=FORCE)
    show({"rows": [_plain(row) for row in rows]}, lambda: _print(rows, registry, atlas.on(day), output))


def _map_day(option: str, word: str, atlas: Atlas) -> date:
    day = read_day(option, word)
    if day < atlas.begins:
        raise UsageError.of(
            f"{option}: bản đồ sớm nhất là ngày {atlas.begins:%d/%m/%Y}",
            f"{option}: the first map known is that of {atlas.begins}",
        )
    return day


def _chosen(words: str, registry: Mapping[str, Indicator]) -> list[str]:
    codes = list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    noun = Text(vi="chỉ tiêu", en="indicator")
    faults = [unknown("--indicators", noun, code, registry) for code in codes if code not in registry]
    if faults:
        raise NotFoundError(*faults)
    return codes


def _decimal(cell: Cell | None) -> str | None:
    """Give a number with every digit that can be read back, as text, so that no reader makes a float of it."""
    if cell is None or cell.value is None:
        return None
    finer = -int(cell.value.as_tuple().exponent) > FINEST
    with localcontext(prec=PRECISION):
        return format(cell.value.quantize(Decimal(1).scaleb(-FINEST)) if finer else cell.value, "f")


def _plain(row: Row) -> dict[str, str | None]:
    return {
        "unit": row.unit,
        "period": row.period,
        "indicator": row.indicator,
        "value": _decimal(row.cell),
        "state": row.state,
        "provenance": row.provenance.in_language(common.lang),
    }


def _csv(rows: Sequence[Row], day: date) -> bytes:
    """Give rows as CSV that can be converted again: the column ``map`` says on which map they are."""
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    lines.writeheader()
    lines.writerows(_plain(row) | {"map": day.isoformat()} for row in rows)
    return text.getvalue().encode()


def _print(rows: Sequence[Row], registry: Mapping[str, Indicator], on: Map, output: str | None) -> None:
    if output is not None:
        out.print(t(f"{len(rows)} dòng → {output}", f"{len(rows)} rows → {output}"))
        return
    head = (t("Địa phương", "Province"), t("Kỳ", "Period")), (t("Chỉ tiêu", "Indicator"), t("Nguồn", "Source"))
    table = new_table(*("\n".join(pair) for pair in (*head, (t("Giá trị", "Value"), t("Đơn vị tính", "Unit")))))
    table.columns[2].justify = "right"
    for row in rows:
        it, where = registry[row.indicator], row.provenance.in_language(common.lang)
        name, unit = it.name.in_language(common.lang), it.unit.in_language(common.lang)
        called = f"{name} ({row.indicator})\n  {where}"
        table.add_row(f"{_called(row.unit, on)}\n{row.period}", called, f"{_shown(row, it)}\n{unit}")
    out.print(table)


def _called(unit: str, on: Map) -> str:
    """Give a unit, or several that are told together, by code and name."""
    names = (on.units[code].name.in_language(common.lang) if code in on.units else code for code in unit.split(JOINED))
    return f"{unit} {' + '.join(names)}"


def _shown(row: Row, it: Indicator) -> str:
    if row.cell is None or row.cell.value is None:
        return STATES[row.state].in_language(common.lang)
    return written(row.cell.value, it.decimals, common.lang)


@app.command(
    help=t(
        "Các đơn vị trên bản đồ của một ngày. Ví dụ: lienvung geo units --on 2003-12-31",
        "The units on the map of a day. Example: lienvung geo units --on 2003-12-31",
    )
)
def units(
    on: Annotated[str | None, typer.Option(help=t("Ngày; mặc định hôm nay", "Day; default today"))] = None,
) -> None:
    """List the units of a day."""
    atlas = boundaries.atlas()
    day = local_date(now()) if on is None else _map_day("--on", on, atlas)
    found = [unit for _, unit in sorted(atlas.on(day).units.items())]
    data = {"on": day.isoformat(), "units": [_unit(each) for each in found]}

    def human() -> None:
        table = new_table(t("Mã", "Code"), t("Tên", "Name"), t("Từ", "From"), t("Đến hết", "To"))
        for each in found:
            table.add_row(each.code, each.name.in_language(common.lang), _day(each.first), _day(each.last))
        out.print(table)
        out.print(t(f"{len(found)} đơn vị ngày {day:%d/%m/%Y}", f"{len(found)} units on {day:%d/%m/%Y}"))

    show(data, human)


@app.command(
    help=t(
        "Một mã đã là những đơn vị nào, đổi ra sao, theo văn bản nào. Ví dụ: lienvung geo history 92",
        "Which units a code has been, what became of them and by which act. Example: lienvung geo history 92",
    )
)
def history(code: Annotated[str, typer.Argument(help=t("Mã đơn vị", "Unit code"))]) -> None:
    """Tell what became of a unit."""
    atlas = boundaries.atlas()
    versions, changes = atlas.history(code)
    if not versions:
        raise NotFoundError(_nobody(code, atlas))
    last = max(change.on for change in atlas.changes)
    shown = [_unit(each) | {"today": atlas.holders(each, last)} for each in versions]
    data = {"code": code, "units": shown, "changes": [_change(each) for each in changes]}

    def human() -> None:
        table = new_table(t("Tên", "Name"), t("Từ", "From"), t("Đến hết", "To"), t("Nay thuộc", "Today in"))
        for each in versions:
            today = ", ".join(atlas.holders(each, last))
            table.add_row(each.name.in_language(common.lang), _day(each.first), _day(each.last), today)
        out.print(table)
        for change in changes:
            why = f"{change.basis.in_language(common.lang)} ({standing(change.status, common.lang)})"
            out.print(f"• {change.on:%d/%m/%Y}: {change.words.in_language(common.lang)}. {why}")

    show(data, human)


def _nobody(code: str, atlas: Atlas) -> Fault:
    named = [
        each.code for each in atlas.versions if ascii_fold(code) in (ascii_fold(each.name.vi), f"{int(each.code)}")
    ]
    meant = ", ".join(dict.fromkeys(named))
    fix = Text(vi=f"viết mã: {meant}", en=f"write its code: {meant}") if meant else None
    return fault("", f"không có đơn vị mã '{short(code)}'", f"there is no unit with the code '{short(code)}'", fix)


def _unit(unit: Version) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name.model_dump(),
        "valid_from": unit.first.isoformat() if unit.first else None,
        "valid_to": unit.last.isoformat() if unit.last else None,
    }


def _change(change: Change) -> dict[str, Any]:
    part = {"part": change.part.model_dump(), "small": change.small} if isinstance(change, Transfer) else {}
    return {
        "on": change.on.isoformat(),
        "kind": change.kind,
        "units": sorted(change.codes),
        "what": change.words.model_dump(),
        "basis": change.basis.model_dump(),
        "status": change.status,
        **part,
    }


def _day(day: date | None) -> str:
    return "–" if day is None else f"{day:%d/%m/%Y}"
