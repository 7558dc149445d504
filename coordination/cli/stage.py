"""``lienvung stage``: taking part in a step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any

import typer
from sqlmodel import Session

from coordination.cli.common import common, now, out, reading, say, show, t, writing
from coordination.cli.extensions import answer_words, asked_words, with_asked_day
from coordination.cli.forecast_discussion import print_thread
from coordination.cli.forms import NAMES, PARTS, WORKBOOKS, must_owe, submit_workbook
from coordination.cli.forms import add_to as add_forms
from coordination.cli.quality import print_quality, short_names
from coordination.cli.result_tables import print_tables
from coordination.cli.signing import SHORT, print_signing
from coordination.cli.signing import add_to as add_signing
from coordination.cli.words import CAUSES, day, field, new_table, rows_of, state
from coordination.cycles import views
from coordination.cycles.discussion import service as discussion
from coordination.cycles.discussion.views import brief
from coordination.cycles.onepage.dated import with_years
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.errors import UsageError
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods import get as get_method
from coordination.results import views as result_views
from coordination.results.positions import take_position
from coordination.submissions import service
from coordination.submissions.files import read_file
from coordination.submissions.parts import outline
from coordination.submissions.quality import views as quality_views
from coordination.submissions.queries import latest
from coordination.submissions.sign_off import views as signing_views
from coordination.submissions.sign_off.acts import hand_in

app = typer.Typer(rich_markup_mode=None)
add_signing(app)
add_forms(app)
Stage = Annotated[str, typer.Argument(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))]
BodyCode = Annotated[
    str, typer.Argument(help=t("Mã cơ quan, ví dụ 92.peoples_committee", "Body code, e.g. 92.peoples_committee"))
]


@app.command(
    "show",
    help=t(
        "Xem một bước: ai nợ gì, kết quả, ý kiến, vì sao từng ngày.",
        "Show a stage: who owes what, result, positions, why each date.",
    ),
)
def show_(
    stage: Stage,
    full: Annotated[
        bool, typer.Option("--full", help=t("In cả các bảng của kết quả", "Print the result's tables too"))
    ] = False,
) -> None:
    """Show a stage in full."""
    with reading() as session:
        view = views.stage(session, stage)
        view["extensions"] = with_asked_day(session, view["extensions"])
        view |= {"form": _form(view)}
        view |= {"submissions": result_views.submissions(session, stage), "result": result_views.result(session, stage)}
        view |= {"sign_off": signing_views.sign_off(session, stage), "quality": quality_views.of_stage(session, stage)}
        row = get_stage(session, stage)
        view["discussions"] = [brief(row, body, each) for body, each in discussion.threads(session, row).items()]
        view["owes"] = [each | {"revisions": _revisions(view, each["body"])} for each in view["owes"]]
        region = region_of(session, get_cycle(session, view["cycle"]))

    def human() -> None:
        _print(view, short_names(region))
        if full and view["result"]:
            print_tables(view, region)
        for each in view["discussions"] if full else ():
            print_thread(each)

    show(view, human)


def _dated(words: dict[str, str], cycle: str) -> str:
    """Give words of the configuration with years by their number, not as N and N+1."""
    year = Period.parse(cycle.rpartition("/")[2]).drafting_year
    return with_years(Text.model_validate(words), year).in_language(common.lang)


def _form(view: dict[str, Any]) -> dict[str, list[str]]:
    """Give the parts of the form with the fields inside each; of texts by key the keys the step asks for."""
    found = outline(get_method(view["method"]))
    return {name: inner or _codes(view["settings"].get(name)) for name, inner in found.items()}


def _codes(declared: Any) -> list[str]:
    return [str(each.get("code", each)) if isinstance(each, dict) else str(each) for each in declared or ()]


def _revisions(view: dict[str, Any], body: str) -> list[dict[str, Any]]:
    """Give when a body handed in, revision by revision; the last is the one in force, unless it was returned."""
    kept = ("revision", "state", "handed_in")
    return [{name: each[name] for name in kept} for each in view["submissions"] if each["body"] == body]


def _handed_in(owed: dict[str, Any]) -> str:
    """Give the day of the revision in force, and the first in brackets."""
    times = owed["revisions"]
    first = day(owed["handed_in"])
    if len(times) <= 1:
        return first
    number, again = times[-1]["revision"], day(times[-1]["handed_in"])
    return t(f"{again}, bản {number} (lần đầu {first})", f"{again}, revision {number} (first {first})")


def _print(view: dict[str, Any], names: Mapping[str, str]) -> None:
    name, purpose = (_dated(view[each], view["cycle"]) for each in ("name", "purpose"))
    out.print(f"{name} — {state(view['state'])}\n{view['stage']}\n{purpose}", markup=False)
    for name, words in view["why"].items():
        out.print(f"  {field(name)}: {say(words)}", markup=False)
        for move in view["dates"][name]["history"]:
            cause = CAUSES[move["cause"]].in_language(common.lang)
            out.print(f"    {day(move['before'])} → {day(move['after'])} ({cause}, {day(move['at'])})")
    _print_form(view)
    for what in dict.fromkeys(_dated(each["what"], view["cycle"]) for each in view["owes"]):
        out.print(t(f"Nội dung đề nghị gửi: {what}", f"What is asked for: {what}"), markup=False)
    columns = new_table(t("Cơ quan", "Body"), t("Trạng thái", "State"), t("Hạn nộp", "Due"), t("Đã nộp", "Handed in"))
    rows = [
        (names.get(each["body"], each["body"]), state(each["state"]), day(each["due"]), _handed_in(each))
        for each in view["owes"]
    ]
    out.print(rows_of(columns, rows))
    print_signing(view["sign_off"])
    print_quality(view["quality"], names)
    for each in view["extensions"]:
        words = t("Gia hạn", "Extension")
        out.print(
            f"{words} {names.get(each['body'], each['body'])} ({each['number']}): {asked_words(each)}", markup=False
        )
        out.print(f"  → {answer_words(each)}", markup=False)
    if view["result"]:
        _print_result(view["result"], names)
    for each in view["discussions"]:
        body = names.get(each["body"], each["body"])
        counted = t(
            f"{each['open']} chưa trả lời, {each['revised']} đã sửa, {each['reserved']} bảo lưu",
            f"{each['open']} unanswered, {each['revised']} revised, {each['reserved']} kept",
        )
        out.print(f"{t('Trao đổi số dự báo', 'Forecasts discussed')} {body}: {counted}", markup=False)


def _print_form(view: dict[str, Any]) -> None:
    workbook = f"lienvung stage open-form {view['stage']} {view['owes'][0]['body'] if view['owes'] else 'BODY'}"
    out.print(t(f"Biểu Excel: {workbook} --out bieu.xlsx", f"Workbook: {workbook} --out form.xlsx"), markup=False)
    out.print(t("Hoặc tệp YAML, JSON (CSV cho một mục) gồm:", "Or a YAML or JSON file (CSV for one part) of:"))
    for name, inner in view["form"].items():
        words = PARTS.get(name)
        called = f"{name} ({words.in_language(common.lang)})" if words else name
        out.print(f"  {called}: {', '.join(inner) or '…'}", markup=False)
    for name in ("indicators", "sections", "criteria", "tiers", "add"):
        if found := _codes(view["settings"].get(name)):
            out.print(f"  {name} = {', '.join(found)}")


def _print_result(result: dict[str, Any], names: Mapping[str, str]) -> None:
    made_by = f"{result['method']} {result['method_version']}"
    out.print(f"{t('Kết quả', 'Result')} {result['result']} ({made_by}): {state(result['state'])}", markup=False)
    for words in result["content"]["summary"]:
        out.print(f"  • {say(words)}", markup=False)
    if result["content"]["for_discussion"]:
        out.print(t("Cần trao đổi:", "For discussion:"))
    for words in result["content"]["for_discussion"]:
        out.print(f"  ? {say(words)}", markup=False)
    clauses = {each["key"]: _heading(say(each["text"])) for each in result["content"].get("clauses", ())}
    for each in result["positions"]:
        note = t(" (ngầm đồng ý)", " (tacit)") if each["tacit"] else ""
        clause = clauses.get(each["clause"], each["clause"])
        about = f"– {clause}: {each['text'] or ''}".removesuffix(": ") if clause else each["text"] or ""
        body = names.get(each["body"], each["body"])
        out.print(f"  {body}: {state(each['stance'])}{note} {about}".rstrip(), markup=False)


def _heading(clause: str) -> str:
    """Give what a clause is about: its words before the colon, not more than fit in a line."""
    return shorten(clause.partition(": ")[0], 80, placeholder="…")


@app.command(
    help=t(
        "Nộp biểu Excel (lấy bằng open-form) hoặc tệp YAML, JSON, CSV; ở bước yêu cầu ký trình thì tệp là dự thảo, chữ ký "
        "sau cùng mới là nộp. Biểu Excel có lỗi, hoặc có cảnh báo chưa giải trình, không được nhận: nhận xét từng ô nằm ở "
        "bản sao TÊN-nhan-xet.xlsx bên cạnh tệp.",
        "Hand in a workbook (taken by open-form) or a YAML, JSON or CSV file; where a step asks for sign-off it is a draft, "
        "and the last signature hands in. A workbook with errors, or warnings without a word, is refused: remarks stand at "
        "the cells of the copy NAME-nhan-xet.xlsx beside the file.",
    )
)
def submit(
    stage: Stage,
    body: BodyCode,
    file: Annotated[Path, typer.Argument(help=t("Tệp", "File"))],
    annotated: Annotated[
        str | None,
        typer.Option(
            help=t("Biểu Excel: ghi bản sao có nhận xét vào tệp này", "Workbooks: write the copy with remarks")
        ),
    ] = None,
) -> None:
    """Hand in a file; the same file twice is the same revision."""
    if file.suffix.lower() in WORKBOOKS:
        submit_workbook(stage, body, file, annotated)
        return
    if annotated is not None:
        raise UsageError.of("--annotated chỉ dùng với biểu Excel", "--annotated goes with workbooks only")
    content = read_file(file)
    with writing() as session:
        must_owe(session, stage, body)
        row, new = hand_in(session, stage, body, content, now())
        data = {
            "submission": row.key,
            "revision": row.revision,
            "new": new,
            "state": row.state,
            "findings": row.findings,
            "hash": row.content_hash,
        }

    def human() -> None:
        words = t("đã nhận", "received") if new else t("giống bản đã nộp, không đổi", "same as before, unchanged")
        waits = t(" (dự thảo, chờ ký)", " (a draft, to be signed)") if data["state"] in ("draft", "checked") else ""
        out.print(f"{data['submission']}: {words}{waits} {row.content_hash[:SHORT]}", markup=False)
        for each in row.findings:
            name = NAMES[each["severity"]].in_language(common.lang)
            out.print(f"  {' '.join(filter(None, (name, each['where'])))}: {say(each['message'])}", markup=False)

    show(data, human)


@app.command("return", help=t("Trả lại bản nộp, nêu lý do.", "Return a submission, with a reason."))
def return_(stage: Stage, body: BodyCode, reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))]) -> None:
    """Return a submission."""
    with writing() as session:
        before = _stands(session, stage, body)
        row = service.return_(session, stage, body, reason, now())
        new = before != _stands(session, stage, body)
        data = {"submission": row.key, "state": row.state, "new": new}  # read here: a dry run takes the row back
    show(data, lambda: _print_told(data))


@app.command(help=t("Tiếp nhận bản nộp.", "Accept a submission."))
def accept(stage: Stage, body: BodyCode) -> None:
    """Accept a submission."""
    with writing() as session:
        before = _stands(session, stage, body)
        row = service.accept(session, stage, body, now())
        new = before != _stands(session, stage, body)
        data = {"submission": row.key, "state": row.state, "new": new}  # read here: a dry run takes the row back
    show(data, lambda: _print_told(data))


def _stands(session: Session, stage: str, body: str) -> tuple[str, str | None] | None:
    """Give how what a body handed in stands; None if it handed nothing in."""
    row = latest(session, stage, body)
    return (row.state, row.reason) if row else None


def _print_told(data: dict[str, Any]) -> None:
    again = "" if data["new"] else t(" (không đổi)", " (unchanged)")
    out.print(f"{data['submission']}: {state(str(data['state']))}{again}", markup=False)


@app.command(
    help=t(
        "Nêu ý kiến: agree, agree_with_reservation, neutral, object.",
        "Take a position: agree, agree_with_reservation, neutral, object.",
    )
)
def position(
    stage: Stage,
    body: BodyCode,
    stance: Annotated[str, typer.Argument(help=t("Ý kiến", "Stance"))],
    text: Annotated[
        str | None, typer.Option(help=t("Nội dung bảo lưu hoặc lý do", "Words of the reservation or objection"))
    ] = None,
    clause: Annotated[str, typer.Option(help=t("Điều khoản; bỏ trống: toàn bộ", "Clause; empty: the whole"))] = "",
) -> None:
    """Take a position on a draft result."""
    with writing() as session:
        row = take_position(session, stage, body, stance, text, clause, now())
        data = {"result": row.result, "body": row.body, "clause": row.clause, "stance": row.stance, "text": row.text}
    show(data, lambda: out.print(f"{data['result']}: {data['body']} {state(str(data['stance']))}", markup=False))
