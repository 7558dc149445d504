"""``lienvung exchange forecast``: the discussion of provinces' own figures beside the unified forecast."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordination.cli.common import common, now, out, reading, say, show, t, writing
from coordination.cli.words import day, said
from coordination.cycles.discussion import service, views
from coordination.cycles.discussion.rules import KINDS, WORDS, Key, Kind, State
from coordination.cycles.discussion.saying import Saying
from coordination.cycles.queries import get_stage
from coordination.errors import NotFoundError, UsageError
from coordination.kernel.text import Text
from coordination.regions.faults import short

app = typer.Typer(rich_markup_mode=None)
Stage = Annotated[str, typer.Argument(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))]
BodyCode = Annotated[
    str,
    typer.Argument(
        help=t(
            "Cơ quan có số đang trao đổi, ví dụ 92.peoples_committee",
            "Body whose figures they are, e.g. 92.peoples_committee",
        )
    ),
]
Rows = Annotated[
    list[str] | None,
    typer.Option(
        "--row",
        help=t(
            "Số liệu: chỉ-tiêu/năm; lặp lại được; bỏ trống: tất cả chưa trả lời",
            "Figure: indicator/year; may be repeated; none: all unanswered",
        ),
    ),
]
_STATES: dict[str, Text] = {str(each): words for each, words in WORDS.items()}
_KINDS: dict[str, Text] = {str(each): words for each, words in KINDS.items()}


@app.command(
    "list",
    help=t(
        "Bảng rà soát: số của từng tỉnh bên cạnh số thống nhất, đã sửa, bảo lưu hay chưa trả lời.",
        "The review: each province's figures beside the unified ones, revised, kept or unanswered.",
    ),
)
def list_(
    stage: Annotated[str | None, typer.Option(help=t("Chỉ bước này", "This step only"))] = None,
    body: Annotated[str | None, typer.Option(help=t("Chỉ cơ quan này", "This body only"))] = None,
) -> None:
    """List threads: those of a step, or of every cycle that runs."""
    with reading() as session:
        row = None if stage is None else get_stage(session, stage)
        if body is not None:
            service.must_know(session, body, row)
        if row is None:
            found = service.running(session, body)
        else:
            found = [(row, who, each) for who, each in service.threads(session, row).items() if body in (None, who)]
        data = [views.brief(*each) for each in found]

    def human() -> None:
        for each in data:
            print_thread(each)
        if not data:
            out.print(_none(stage, body))

    show(data, human)


def _none(stage: str | None, body: str | None) -> str:
    """Say that nothing was found, and where it was looked for."""
    whose = t(f" của {body}", f" of {body}") if body else ""
    if stage is not None:
        return t(f"ở bước {stage} không có trao đổi nào{whose}", f"no discussion{whose} at {stage}")
    return t(
        f"không có trao đổi nào{whose} trong các chu kỳ đang chạy; của chu kỳ đã kết thúc: thêm --stage chu-kỳ/bước",
        f"no discussion{whose} in cycles that run; for those of a closed cycle add --stage cycle/step",
    )


@app.command(
    "show",
    help=t(
        "Xem một cuộc trao đổi: từng số liệu, từng ý kiến, sự kiện chứng minh.",
        "Show a discussion: each figure, what was said, the events that prove it.",
    ),
)
def show_(stage: Stage, body: BodyCode) -> None:
    """Show a thread entry by entry."""
    with reading() as session:
        row = get_stage(session, stage)
        found = service.entries(session, row, body)
        if not found:
            raise NotFoundError.of(
                f"ở bước {stage} không có trao đổi về số dự báo của {body}",
                f"at {stage} no forecast of {body} is under discussion",
            )
        data = views.thread(row, body, found)
    show(data, lambda: _print_all(data))


@app.command(
    help=t(
        "Địa phương giữ nguyên số của mình, có lý do. Sửa số thì nộp bản mới: lienvung stage submit. Ví dụ: lienvung exchange "
        'forecast reserve mekong-delta/regional-plan/2027/forecast 92.peoples_committee --reason "Nhà máy mới" '
        "--row grdp_current/2027",
        "The province keeps its own figures, with the reason. To revise them, hand in anew: lienvung stage submit. Example: "
        "lienvung exchange forecast reserve mekong-delta/regional-plan/2027/forecast 92.peoples_committee "
        '--reason "A new plant" --row grdp_current/2027',
    )
)
def reserve(
    stage: Stage,
    body: BodyCode,
    reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))],
    row: Rows = None,
) -> None:
    """Keep figures."""
    _add(stage, body, Saying(Kind.RESERVED, body, reason, _keys(row)))


@app.command(
    "say",
    help=t(
        "Hỏi hoặc trả lời bằng lời: địa phương hoặc cơ quan đầu mối.",
        "Ask or answer in words: the province or the secretariat.",
    ),
)
def say_(
    stage: Stage,
    body: BodyCode,
    by: Annotated[str, typer.Option("--by", help=t("Cơ quan nêu ý kiến", "Body that says it"))],
    text: Annotated[str, typer.Option(help=t("Câu hỏi, câu trả lời", "Question or answer"))],
    row: Rows = None,
) -> None:
    """Ask or answer."""
    _add(stage, body, Saying(Kind.SAID, by, text, _keys(row)))


def _add(stage: str, body: str, saying: Saying) -> None:
    with writing() as session:
        entry, new = service.say(session, stage, body, saying, now())
        data = {"stage": stage, "body": body} | views.entry(entry) | {"new": new}

    def human() -> None:
        already = "" if new else t(" (đã ghi từ trước)", " (recorded before)")
        late = t(" (sau hạn)", " (after the last day)") if data["late"] else ""
        figures = f": {', '.join(data['rows'])}" if data["rows"] else ""
        out.print(f"{body} #{data['number']} {said(_KINDS, data['kind'])}{late}{already}{figures}", markup=False)
        if common.dry_run:
            out.print(t("(chạy thử)", "(dry run)"))

    show(data, human)


def _keys(rows: list[str] | None) -> tuple[Key, ...]:
    return tuple(_key(each) for each in rows or ())


def _key(word: str) -> Key:
    indicator, _, year = word.strip().rpartition("/")
    if not (indicator and year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageError.of(
            f"{short(word)!r} không phải là chỉ tiêu và năm",
            f"{short(word)!r} is no indicator and year",
            "--row",
            fix=Text(
                vi="viết chỉ-tiêu/năm, ví dụ grdp_current/2027", en="write indicator/year, e.g. grdp_current/2027"
            ),
        )
    return indicator, int(year)


def print_thread(data: dict[str, Any]) -> None:
    """Print where each figure of a thread stands."""
    counted = ", ".join(f"{data[state]} {said(_STATES, state)}" for state in map(str, State) if data[state])
    until = t(f"trả lời đến {day(data['until'])}", f"answer by {day(data['until'])}")
    out.print(f"{data['body']} ({counted}; {until})\n{data['stage']}", markup=False)
    for each in data["rows"]:
        words = each["words"]
        own, unified, gap = (say(words[name]) for name in ("own", "unified", "difference"))
        figures = t(
            f"địa phương {own}; thống nhất {unified}; chênh lệch {gap}",
            f"own {own}; unified {unified}; difference {gap}",
        )
        why = "; ".join(filter(None, (_percentile(each), say(each["why"]))))
        out.print(f"• {each['indicator']}/{each['period']} {say(words['name'])} ({say(words['unit'])})", markup=False)
        out.print(f"  {figures}; {why}\n  → {_stands(each)}", markup=False)


def _percentile(row: dict[str, Any]) -> str:
    share = row["percentile"]
    return "" if share is None else t(f"phân vị {share:.0f}", f"percentile {share:.0f}")


def _stands(row: dict[str, Any]) -> str:
    """Say where a figure stands: revised to what, kept for which reason."""
    words = said(_STATES, row["state"])
    if row["state"] == State.REVISED:
        beyond = t(", vẫn ngoài mức", ", still out of the band") if row["revised_beyond_band"] else ""
        return f"{words}: {say(row['revised'])}{beyond}"
    return f"{words}: {row['kept_because']}" if row["kept_because"] else words


def _print_all(data: dict[str, Any]) -> None:
    print_thread(data)
    for each in data["entries"]:
        by = each["by"] or t("hệ thống", "the engine")
        late = t(", sau hạn", ", after the last day") if each["late"] else ""
        event = t(f"sự kiện {each['event']}{late}", f"event {each['event']}{late}")
        about = "" if len(each["rows"]) in (0, len(data["rows"])) else f" {', '.join(each['rows'])}"
        words = f": {each['text']}" if each["text"] else ""
        out.print(f"{day(each['at'])} {by} ({event}): {said(_KINDS, each['kind'])}{about}{words}", markup=False)
    out.print(
        t(
            "Số của địa phương không bị thay; trao đổi cũng không đổi số thống nhất.",
            "No province's figure is replaced; the unified one changes only by a new synthesis.",
        )
    )
