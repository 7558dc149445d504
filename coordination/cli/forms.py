"""``lienvung stage open-form`` and workbooks in ``stage submit``: forms given out, handed in, answered cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coordination.cli.common import common, now, out, print_json, reading, show, t, talk, writing
from coordination.cli.files import FORCE, target, write_whole
from coordination.cycles.queries import get_obligation, get_stage, obligations_of
from coordination.errors import Fault, InvalidInputError, NotFoundError, UsageError
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from coordination.documents.workbook.remarks import Remark
    from coordination.submissions.forms.handing_in import Answer

WORKBOOKS = (".xlsx", ".xls", ".ods", ".xlsm", ".xlsb")
"""Endings of files that are read as workbooks; those that cannot be are refused by name."""
NEEDS_A_WORD = Text(
    vi="sửa số, hoặc ghi giải trình ở cùng dòng (không có thì ở sheet “Giải trình”)",
    en="correct it, or explain it in the same row (else on the sheet “Giải trình”)",
)
NAMES = {
    "error": Text(vi="lỗi", en="error"),
    "warning": Text(vi="cảnh báo", en="warning"),
    "note": Text(vi="lưu ý", en="note"),
}
PARTS = {
    "figures": Text(vi="số liệu", en="figures"),
    "texts": Text(vi="nhận định", en="statements"),
    "forecasts": Text(vi="dự báo các chỉ tiêu", en="forecasts of the indicators"),
    "topics": Text(vi="nhận định theo chủ đề", en="views by topic"),
    "clauses": Text(vi="quan điểm", en="viewpoints"),
    "sections": Text(vi="các mục của văn bản", en="sections of the document"),
    "attachments": Text(vi="tài liệu kèm theo", en="papers attached"),
    "projects": Text(vi="dự án đề nghị", en="projects proposed"),
    "ceilings": Text(vi="khả năng vốn của tỉnh", en="capital the province can put to them"),
    "needs": Text(vi="nhu cầu theo mục đích sử dụng", en="needs by use"),
    "means": Text(vi="khả năng huy động theo nguồn", en="means by source"),
    "named": Text(vi="khoản gắn với dự án, khoản hỗ trợ", en="amounts that go with a project or transfer"),
}
"""Parts of what is handed in, by their names in YAML."""
Stage = Annotated[str, typer.Argument(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))]
BodyCode = Annotated[
    str, typer.Argument(help=t("Mã cơ quan, ví dụ 92.peoples_committee", "Body code, e.g. 92.peoples_committee"))
]


def add_to(app: typer.Typer) -> None:
    """Add the verb to ``lienvung stage``."""
    words = t(
        "Lấy biểu mẫu Excel của một bước cho một cơ quan, điền sẵn bản nộp gần nhất, bên cạnh là số đã công bố. "
        "Ví dụ: lienvung stage open-form mekong-delta/regional-plan/2027/joint-assessment 92.peoples_committee "
        "--out bieu.xlsx",
        "Take the workbook of a stage for a body, prefilled with what it handed in last, beside what is published. "
        "Example: lienvung stage open-form mekong-delta/regional-plan/2027/joint-assessment 92.peoples_committee "
        "--out form.xlsx",
    )
    app.command("open-form", help=words)(open_form)


def open_form(
    stage: Stage,
    body: BodyCode,
    output: Annotated[str, typer.Option("--out", help=t("Tệp .xlsx sẽ ghi", "The .xlsx file to write"))],
    blank: Annotated[
        bool, typer.Option("--blank", help=t("Không điền sẵn bản nộp trước", "Without what was handed in before"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=t("Ghi đè tệp đã có", "Overwrite a file"))] = False,
) -> None:
    """Write the form; the file is there whole or not at all."""
    from coordination.documents.workbook.writing import write  # noqa: PLC0415 - kept out of --help
    from coordination.submissions.forms.opening import figures_of, form_of  # noqa: PLC0415
    from coordination.submissions.windows import closed  # noqa: PLC0415

    if not output.endswith(".xlsx"):
        raise UsageError.of(f"--out phải là tệp .xlsx, không phải {output!r}", f"--out is an .xlsx, not {output!r}")
    path, moment = target(output, new=not force, fix=FORCE), now()
    with reading() as session:
        must_owe(session, stage, body)
        form = form_of(session, stage, body, blank=blank)
        refusal = closed(session, get_stage(session, stage), get_obligation(session, stage, body))
    figures, worked_out = figures_of(form)
    notes = [each.what for each in refusal.faults] if refusal else []
    if not common.dry_run:
        write_whole(path, write(form, moment.astimezone(VIETNAM).replace(tzinfo=None)), new=not force, fix=FORCE)
    data = {
        "stage": stage,
        "body": body,
        "file": output,
        "revision": form.machine["revision"],
        "hash": form.hash,
        "cells": sum(1 for _ in form.inputs()),
        "figures": figures,
        "worked_out": worked_out,
        "sheets": [each.name for each in form.sheets],
        "due": form.deadline,
        "notes": [each.model_dump() for each in notes],
    }
    due = form.deadline.removeprefix("ngày ")
    words = t(
        f"{figures} ô số liệu cần điền ({worked_out} ô tự tính), {data['cells'] - figures} ô chữ và ô khác; hạn nộp {due}",
        f"{figures} figures to fill in ({worked_out} worked out), {data['cells'] - figures} cells of words and other; due {due}",
    )

    def human() -> None:
        out.print(f"{output}: {words}", markup=False)
        for each in notes:
            out.print(f"{NAMES['note'].in_language(common.lang)}: {each.in_language(common.lang)}", markup=False)

    show(data, human)


def must_owe(session: Session, stage: str, body: str) -> None:
    """Refuse the code of a unit where a body is meant, naming the one of that unit. NotFoundError."""
    of_unit = [each.body for each in obligations_of(session, stage) if each.body.partition(".")[0] == body]
    if of_unit:
        what = Text(vi=f"không có cơ quan {body}", en=f"there is no body {body}")
        raise NotFoundError(Fault(what, fix=Text(vi=f"gần nhất: {of_unit[0]}", en=f"nearest: {of_unit[0]}")))


def submit_workbook(stage: str, body: str, file: Path, annotated: str | None) -> None:
    """Hand in a workbook; where it is refused nothing is stored and the copy with remarks is written all the same."""
    from coordination.documents.workbook.reading import read  # noqa: PLC0415 - kept out of --help
    from coordination.submissions.forms.handing_in import hand_in_workbook  # noqa: PLC0415

    if not file.is_file():
        raise NotFoundError.of(f"không có tệp {file}", f"there is no file {file}")
    grid, moment = read(file), now()
    copy = _copy(file, annotated)
    with writing() as session:
        must_owe(session, stage, body)
        answer = hand_in_workbook(session, stage, body, grid, moment)
        data: dict[str, Any] = {"revision": None, "findings": [as_json(each) for each in answer.remarks]}
        if answer.row is not None:
            told = ("submission", "key"), ("revision", "revision"), ("state", "state"), ("hash", "content_hash")
            data |= {name: getattr(answer.row, column) for name, column in told} | {"new": answer.new}
    if common.dry_run or (answer.row is not None and annotated is None):
        data["annotated"] = None
    else:
        data["annotated"] = str(copy) if _written(copy, answer.annotated(moment.astimezone(VIETNAM))) else None
    if answer.row is None:
        raise _refuse(answer, data)
    show(data, lambda: _print(data))


def _copy(file: Path, annotated: str | None) -> Path:
    """Give the path of the copy with remarks: one that is asked for, else beside the file, where nothing is yet."""
    if annotated is None:
        names = (f"{file.stem}-nhan-xet{again}.xlsx" for again in ("", *(f"-{number}" for number in range(2, 10_000))))
        return next(path for name in names if not (path := file.with_name(name)).exists())
    path = target(annotated)
    if path.exists() and path.samefile(file):
        raise UsageError.of(
            "--annotated không được là chính tệp đã điền", "--annotated cannot be the file that is handed in"
        )
    return path


def _written(path: Path, content: bytes) -> bool:
    try:
        write_whole(path, content)
    except OSError as error:  # the findings are told even where no copy can be left
        talk.print(t(f"không ghi được {path}: {error.strerror}", f"cannot write {path}: {error.strerror}"))
        return False
    return True


def as_json(remark: Remark) -> dict[str, str | None]:
    """Give a remark as ``findings`` has it; what it is not about is null."""
    return {
        "severity": remark.severity,
        "sheet": remark.sheet_name or None,
        "cell": remark.cell or None,
        "indicator": remark.indicator or None,
        "message": remark.message.in_language(common.lang),
        "value": remark.value or None,
        "expected": remark.expected or None,
    }


def _refuse(answer: Answer, data: dict[str, Any]) -> Exception:
    """Give the error for what stands in the way; with ``--json`` it goes into the one document, beside the findings."""
    error = InvalidInputError(*(_fault(each) for each in answer.judged.in_the_way))
    if common.json:
        faults = [each.as_json(common.lang) for each in error.faults]
        print_json(data | {"error": {"code": error.code, "exit_code": error.exit_code, "faults": faults}})
    else:
        for each in answer.judged.in_the_way:
            talk.print(_line(as_json(each)), markup=False)
        talk.print(_counted(answer), markup=False)
        if data["annotated"]:
            talk.print(t(f"bản có nhận xét: {data['annotated']}", f"copy with remarks: {data['annotated']}"))
    return typer.Exit(error.exit_code)


def _counted(answer: Answer) -> str:
    """Count what is said of a form that was refused, and say what a warning asks for."""
    counts = {name: sum(each.severity == name for each in answer.remarks) for name in NAMES}
    owed = sum(each.severity == "warning" for each in answer.judged.in_the_way)
    parts = (
        (counts["error"], t("lỗi", "errors")),
        (owed, t("cảnh báo cần giải trình", "warnings to be explained")),
        (counts["warning"] - owed, t("cảnh báo đã giải trình", "warnings explained")),
        (counts["note"], t("lưu ý", "notes")),
    )
    said = ", ".join(f"{count} {words}" for count, words in parts if count)
    return f"{said}. {NEEDS_A_WORD.in_language(common.lang)}" if owed else said


def _line(each: dict[str, str | None]) -> str:
    """Write a remark in a line: how grave, where, what, and what was expected where the words do not say it."""
    name = NAMES[str(each["severity"])].in_language(common.lang)
    where = "!".join(part for part in (each["sheet"], each["cell"]) if part)
    expected = each["expected"]
    more = (
        ""
        if not expected or expected in str(each["message"])
        else t(f" (mong đợi: {expected})", f" (expected: {expected})")
    )
    return f"{' '.join(filter(None, (name, where)))}: {each['message']}{more}"


def _fault(remark: Remark) -> Fault:
    where = "!".join(part for part in (remark.sheet_name, remark.cell) if part)
    if remark.severity == "error":
        return Fault(remark.message, where)
    name = NAMES["warning"]
    message = Text(vi=f"{name.vi}: {remark.message.vi}", en=f"{name.en}: {remark.message.en}")
    return Fault(message, where, fix=NEEDS_A_WORD)


def _print(data: dict[str, Any]) -> None:
    words = t("đã nhận", "received") if data["new"] else t("giống bản đã nộp, không đổi", "same as before, unchanged")
    waits = t(" (dự thảo, chờ ký)", " (a draft, to be signed)") if data["state"] in ("draft", "checked") else ""
    out.print(f"{data['submission']}: {words}{waits}", markup=False)
    for each in data["findings"]:
        out.print(f"  {_line(each)}", markup=False)
    if data["annotated"]:
        out.print(t(f"Bản có nhận xét: {data['annotated']}", f"Copy with remarks: {data['annotated']}"), markup=False)
