"""``lienvung cycle extend``: more time for one body, asked for and decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from sqlmodel import Session

from coordination.cli.common import common, in_years, now, out, reading, show, t, writing
from coordination.cli.words import day, new_table, rows_of, state
from coordination.cycles import extending, views
from coordination.cycles.queries import bodies_of, extensions_of, get_cycle, get_stage, procedure_of, region_of
from coordination.errors import UsageError

app = typer.Typer(rich_markup_mode=None)
Stage = Annotated[str, typer.Argument(help=t("Khóa của bước", "Stage key"))]
BodyCode = Annotated[
    str, typer.Argument(help=t("Cơ quan, ví dụ 92.peoples_committee", "Body, e.g. 92.peoples_committee"))
]
By = Annotated[
    str | None,
    typer.Option(
        "--by", help=t("Cơ quan quyết định; mặc định: cơ quan đầu mối", "Who decides; default: the secretariat")
    ),
]


@app.command(
    help=t(
        "Đề nghị gia hạn. Ví dụ: lienvung cycle extend ask BƯỚC CƠ-QUAN --until 2026-06-22 --ground awaiting_data "
        '--reason "Chờ Cục Thống kê công bố"',
        "Ask for more time. Example: lienvung cycle extend ask STAGE BODY --until 2026-06-22 --ground awaiting_data "
        '--reason "Awaiting the statistics office"',
    )
)
def ask(
    stage: Stage,
    body: BodyCode,
    until: Annotated[str, typer.Option(help=t("Ngày mới xin lùi đến", "New date asked for"))],
    ground: Annotated[str, typer.Option(help=", ".join(extending.GROUNDS))],
    reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))],
) -> None:
    """Ask for more time."""
    wanted = _day("--until", until)
    with writing() as session:
        row, new = extending.ask(session, stage, body, wanted, ground, reason, now())
        data = views.extension(row) | {"new": new}
    show(data, lambda: _print(data))


@app.command(
    help=t("Chấp thuận gia hạn; --dry-run cho xem ngày nào lùi theo.", "Grant more time; --dry-run shows what moves.")
)
def grant(
    stage: Stage,
    body: BodyCode,
    until: Annotated[
        str | None, typer.Option(help=t("Ngày khác ngày đã xin", "Another day than the one asked"))
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            help=t("Ngày cuối không tính là trễ; mặc định: ngày mới", "Last day not late; default: the new date")
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help=t("Lời trả lời", "Answer"))] = "",
    hold_open: Annotated[
        bool,
        typer.Option(
            "--hold-open", help=t("Giữ bước mở cho mọi cơ quan đến ngày đó", "Keep the step open for all until then")
        ),
    ] = False,
    by: By = None,
) -> None:
    """Grant more time."""
    day_given = _day("--until", until) if until else None
    day_expires = _day("--expires", expires) if expires else None
    with writing() as session:
        row, moves = extending.grant(
            session, stage, body, by or _default_authority(session, stage), now(),
            until=day_given, expires_on=day_expires, answer=reason, hold_open=hold_open,
        )  # fmt: skip
        data = views.extension(row) | {"moves": [each.as_json() for each in moves.changes]}
    show(data, lambda: _print(data))


@app.command(help=t("Không chấp thuận gia hạn, nêu lý do.", "Refuse more time, with the reason."))
def refuse(
    stage: Stage, body: BodyCode, reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))], by: By = None
) -> None:
    """Refuse more time."""
    with writing() as session:
        row = extending.refuse(session, stage, body, by or _default_authority(session, stage), reason, now())
        data = views.extension(row)
    show(data, lambda: _print(data))


@app.command("list", help=t("Liệt kê các đề nghị gia hạn.", "List applications for more time."))
def list_(
    stage: Annotated[str | None, typer.Option(help=t("Chỉ bước này", "Only this stage"))] = None,
    body: Annotated[str | None, typer.Option(help=t("Chỉ cơ quan này", "Only this body"))] = None,
) -> None:
    """List applications."""
    with reading() as session:
        if stage:
            get_stage(session, stage)
        rows = [views.extension(each) for each in extensions_of(session, stage, body)]

    def human() -> None:
        table = new_table(
            t("Bước", "Stage"),
            t("Cơ quan", "Body"),
            t("Số", "No."),
            t("Đến", "Until"),
            t("Trả lời", "Answer"),
            t("Lý do", "Reason"),
        )
        found = [
            (each["stage"], each["body"], each["number"], day(each["until"]), state(each["state"]), each["reason"])
            for each in rows
        ]
        out.print(rows_of(table, found))

    show(rows, human)


def _day(option: str, text: str) -> date:
    try:
        return in_years(date.fromisoformat(text))
    except ValueError:
        raise UsageError.of(
            f"{option} {text!r} không phải là ngày; viết 2026-06-22", f"{option} {text!r} is no day; write 2026-06-22"
        ) from None


def _default_authority(session: Session, stage: str) -> str:
    """Give the first body that may decide: the one the procedure names first."""
    cycle = get_cycle(session, get_stage(session, stage).cycle)
    may = bodies_of(region_of(session, cycle), procedure_of(session, cycle).extend_by, cycle.unit)
    return may[0].code if may else ""


def _print(data: dict[str, Any]) -> None:
    out.print(f"{data['body']}, {data['stage']}: {state(data['state'])}, {day(data['until'])}")
    for each in data.get("moves", ()):
        out.print(f"  {each['stage']}: {each['field']} {day(each['before'])} → {day(each['after'])}")
    if common.dry_run:
        out.print(t("(chạy thử)", "(dry run)"))
