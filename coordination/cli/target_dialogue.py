"""``lienvung exchange target``: the dialogue between levels about assigned targets."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.cli.common import common, now, out, reading, show, t, talk, writing
from coordination.cli.days import read_day
from coordination.cli.files import target, write_whole
from coordination.cli.target_tables import print_all, print_brief, print_one
from coordination.cycles.dialogue import queries, service
from coordination.cycles.dialogue.figures import figure
from coordination.cycles.dialogue.queries import Topic
from coordination.cycles.dialogue.rules import EntryKind
from coordination.cycles.dialogue.service import Saying
from coordination.cycles.queries import get_stage
from coordination.documents.workbook.csv_text import csv_safe
from coordination.errors import NotFoundError, UsageError
from coordination.kernel.clock import local_date

app = typer.Typer(rich_markup_mode=None)
Key = Annotated[
    str,
    typer.Argument(
        help=t(
            "Khóa: bước/chỉ-tiêu/đơn-vị/năm, ví dụ …/balances/state_budget_revenue_plan/92/2027",
            "Key: stage/indicator/unit/year",
        )
    ),
]
By = Annotated[str, typer.Option("--by", help=t("Cơ quan nêu ý kiến", "Body that says it"))]
Value = Annotated[
    str,
    typer.Option(
        "--value",
        help=t("Mức, theo đơn vị tính của chỉ tiêu: 28500 hoặc 88,5", "Figure, in the indicator's unit: 28500 or 88.5"),
    ),
]
Meant = Annotated[
    str | None,
    typer.Option(
        "--value",
        help=t(
            "Mức đã đọc: nếu mức đang trao đổi đã khác thì không ghi",
            "Figure that was read: nothing is recorded if another is on the table by now",
        ),
    ),
]
Grounds = Annotated[str, typer.Option("--grounds", help=t("Căn cứ", "Grounds"))]
On = Annotated[str | None, typer.Option("--on", help=t("Ngày nêu; mặc định hôm nay", "Day it was said; default today"))]


@app.command(
    help=t(
        "Cấp trên nêu mức dự kiến giao. Ví dụ: lienvung exchange target propose mekong-delta/regional-plan/2027/balances "
        "--indicator state_budget_revenue_plan --year 2027 --by vn.finance_ministry --to 92.peoples_committee --value 28500",
        "The superior body says which figure it has in mind. Example: lienvung exchange target propose "
        "mekong-delta/regional-plan/2027/balances --indicator state_budget_revenue_plan --year 2027 --by vn.finance_ministry "
        "--to 92.peoples_committee --value 28500",
    )
)
def propose(
    stage: Annotated[str, typer.Argument(help=t("Khóa của bước", "Stage key"))],
    indicator: Annotated[str, typer.Option(help=t("Mã chỉ tiêu", "Code of the indicator"))],
    year: Annotated[int, typer.Option(help=t("Năm", "Year"))],
    by: By,
    to: Annotated[str, typer.Option("--to", help=t("Cơ quan của tỉnh", "Body of the province"))],
    value: Value,
    grounds: Grounds = "",
    on: On = None,
) -> None:
    """Open a dialogue."""
    saying = Saying(EntryKind.PROPOSED, by, _day(on), figure(value), grounds)
    topic = Topic(stage, indicator, to.partition(".")[0], year)
    with writing() as session:
        row, new = service.propose(session, topic, to, saying, now())
        data = queries.added(session, row, new=new)
    show(data, lambda: print_one(data))


@app.command(
    help=t(
        "Tỉnh đề nghị mức khác, có căn cứ. Nêu lại trước khi cấp trên trả lời là thay mức đã nêu.",
        "The province asks for another figure, with grounds. Said again before the superior answers, it replaces the first.",
    )
)
def counter(key: Key, by: By, value: Value, grounds: Grounds = "", on: On = None) -> None:
    """Ask for another figure."""
    _reply(key, Saying(EntryKind.COUNTERED, by, _day(on), figure(value), grounds))


@app.command(
    help=t("Cấp trên trả lời: giữ hoặc đổi mức, có căn cứ.", "The superior answers: keeps its figure or changes it.")
)
def answer(key: Key, by: By, value: Value, grounds: Grounds = "", on: On = None) -> None:
    """Answer with a figure."""
    _reply(key, Saying(EntryKind.ANSWERED, by, _day(on), figure(value), grounds))


@app.command(help=t("Thống nhất với mức đang trao đổi.", "Agree to the figure under discussion."))
def agree(key: Key, by: By, value: Meant = None, grounds: Grounds = "", on: On = None) -> None:
    """Agree."""
    _reply(key, Saying(EntryKind.AGREED, by, _day(on), _meant(value), grounds))


@app.command(help=t("Tỉnh bảo lưu ý kiến, có căn cứ.", "The province reserves its opinion, with grounds."))
def reserve(key: Key, by: By, value: Meant = None, grounds: Grounds = "", on: On = None) -> None:
    """Reserve one's opinion."""
    _reply(key, Saying(EntryKind.RESERVED, by, _day(on), _meant(value), grounds))


@app.command("show", help=t("Xem toàn bộ một cuộc đối thoại.", "Show all of a dialogue."))
def show_(key: Key) -> None:
    """Show a dialogue entry by entry."""
    topic = _topic(key)
    with reading() as session:
        found = queries.told(session, queries.entries(session, topic))
    if not found:
        raise NotFoundError.of(f"chưa có đối thoại {key}", f"there is no dialogue {key}")
    show(found[0], lambda: print_all(found[0]))


@app.command(
    "list",
    help=t(
        "Các cuộc đối thoại về chỉ tiêu được giao: đang ở đâu, mức hai bên.",
        "Dialogues about assigned targets: where they stand, the figures of both sides.",
    ),
)
def list_(
    stage: Annotated[str | None, typer.Option(help=t("Chỉ bước này", "This step only"))] = None,
    indicator: Annotated[str | None, typer.Option(help=t("Chỉ chỉ tiêu này", "This indicator only"))] = None,
    agreed: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Ghi các mức đã thống nhất ra CSV unit,period,value cho forecast targets --fixed",
                "Write the figures agreed to a CSV unit,period,value, for forecast targets --fixed",
            )
        ),
    ] = None,
) -> None:
    """List dialogues."""
    if agreed is not None and (stage is None or indicator is None):
        raise UsageError.of("--agreed cần --stage và --indicator", "--agreed needs --stage and --indicator")
    path = None if agreed is None else target(agreed, new=True)
    with reading() as session:
        if stage is not None:
            get_stage(session, stage)
        found = queries.told(session, queries.all_entries(session, stage))
    data = [each for each in found if indicator in (None, each["indicator"])]
    if path is not None:
        _write_agreed(path, data)

    def human() -> None:
        for each in data:
            print_brief(each)
        if not data:
            out.print(t("không có đối thoại nào về chỉ tiêu được giao", "no dialogue about an assigned target"))

    show(data, human)


def _write_agreed(path: Path, data: list[dict[str, Any]]) -> None:
    if not any(each["agreed"] is not None for each in data):
        talk.print(
            t("chưa có mức nào được thống nhất: tệp chỉ có dòng đầu", "nothing is agreed: the file has a header only")
        )
    if not common.dry_run:
        write_whole(path, _agreed(data).encode(), new=True)


def _agreed(data: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("unit", "period", "value"))
    lines.writerows(
        (csv_safe(each["unit"]), each["year"], each["agreed"]) for each in data if each["agreed"] is not None
    )
    return text.getvalue()


def _reply(key: str, saying: Saying) -> None:
    topic = _topic(key)
    with writing() as session:
        row, new = service.reply(session, topic, saying, now())
        data = queries.added(session, row, new=new)
    show(data, lambda: print_one(data))


def _topic(key: str) -> Topic:
    stage, _, rest = key.rpartition("/")
    stage, _, unit = stage.rpartition("/")
    stage, _, indicator = stage.rpartition("/")
    if not (stage and indicator and unit and rest.isascii() and rest.isdigit() and len(rest) == 4):
        raise UsageError.of(
            f"{key!r} không phải là khóa; viết bước/chỉ-tiêu/đơn-vị/năm",
            f"{key!r} is no key; write stage/indicator/unit/year",
        )
    return Topic(stage, indicator, unit, int(rest))


def _meant(value: str | None) -> Decimal | None:
    return None if value is None else figure(value)


def _day(on: str | None) -> date:
    return local_date(now()) if on is None else read_day("--on", on)
