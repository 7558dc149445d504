"""``lienvung cycle extend``: more time for one body, asked for and decided."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlmodel import Session

from coordination.cli.common import common, now, out, reading, say, show, t, writing
from coordination.cli.days import read_day
from coordination.cli.extensions import answer_words, asked_words, beyond_closing, remarks, with_asked_day
from coordination.cli.words import day, field, new_table, rows_of, state
from coordination.cycles import extending, views
from coordination.cycles.applications import GROUNDS
from coordination.cycles.queries import bodies_of, extensions_of, get_cycle, get_stage, procedure_of, region_of
from coordination.kernel.text import Text

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
    ground: Annotated[str, typer.Option(help=", ".join(GROUNDS))],
    reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))],
) -> None:
    """Ask for more time."""
    wanted = read_day("--until", until)
    with writing() as session:
        row, new = extending.ask(session, stage, body, wanted, ground, reason, now())
        said = [*beyond_closing(session, stage, wanted), *remarks(session, stage, [wanted])]
        data = views.extension(row) | {"new": new, "remarks": _plain(said)}
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
    day_given = read_day("--until", until) if until else None
    day_expires = read_day("--expires", expires) if expires else None
    with writing() as session:
        new = not any(each.state == "granted" for each in extensions_of(session, stage, body)[-1:])
        row, moves = extending.grant(
            session, stage, body, by or _default_authority(session, stage), now(),
            until=day_given, expires_on=day_expires, answer=reason, hold_open=hold_open,
        )  # fmt: skip
        said = remarks(session, stage, [row.until, row.expires_on] if day_expires else [row.until])
        changes = [each.as_json() for each in moves.changes]
        data = views.extension(row) | {"new": new, "moves": changes, "remarks": _plain(said)}
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
    waiting: Annotated[
        bool, typer.Option("--waiting", help=t("Chỉ đề nghị chờ trả lời", "Only those awaiting an answer"))
    ] = False,
) -> None:
    """List applications."""
    with reading() as session:
        if stage:
            get_stage(session, stage)
        found = [each for each in extensions_of(session, stage, body) if not waiting or each.state == "asked"]
        rows = with_asked_day(session, [views.extension(each) for each in found])

    def human() -> None:
        table = new_table(t("Bước, cơ quan", "Stage, body"), t("Đề nghị", "Application"), t("Trả lời", "Answer"))
        cells = [
            (f"{each['stage']}\n{each['body']} ({each['number']})", asked_words(each), answer_words(each))
            for each in rows
        ]
        out.print(rows_of(table, cells))

    show(rows, human)


def _plain(said: list[Text]) -> list[dict[str, str]]:
    return [each.model_dump() for each in said]


def _default_authority(session: Session, stage: str) -> str:
    """Give the first body that may decide: the one the procedure names first."""
    cycle = get_cycle(session, get_stage(session, stage).cycle)
    may = bodies_of(region_of(session, cycle), procedure_of(session, cycle).extend_by, cycle.unit)
    return may[0].code if may else ""


def _print(data: dict[str, Any]) -> None:
    standing = state(data["state"])
    if data["state"] == "granted" and not data["new"]:
        standing = t("đã chấp thuận từ trước", "granted before")
    out.print(f"{data['body']}, {data['stage']}: {standing}, {day(data['until'])}", markup=False)
    for words in data.get("remarks", ()):
        out.print(f"⚠ {say(words)}", markup=False)
    for each in data.get("moves", ()):
        out.print(f"  {each['stage']}: {field(each['field'])} {day(each['before'])} → {day(each['after'])}")
    if common.dry_run:
        out.print(t("(chạy thử)", "(dry run)"))
