"""``lienvung notices certificate | explain | letter``: what can be shown of a notice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.cli.common import common, now, out, reading, settings, show, t
from coordination.cli.files import target, write_whole
from coordination.cli.words import day
from coordination.documents import certificate, certificate_pdf, official_docx, official_pdf
from coordination.errors import InvalidInputError
from coordination.kernel.text import Text
from coordination.notices.proof import certificate_of, letter_of
from coordination.notices.proof import explain as explained

Key = Annotated[str, typer.Argument(help=t("Khóa thông báo", "Notice key"))]
WHY = {
    "body": Text(vi="sự kiện nói về cơ quan này", en="the event speaks of this body"),
    "selector": Text(vi="cơ quan thuộc diện được báo", en="the body is one of those to be told"),
    "circular": Text(vi="thông báo chung gửi tới nhóm này", en="a circular was sent to this selection"),
}
UNPLACED = Text(
    vi="cấu hình lúc đó, nay không còn trong tệp đi kèm",
    en="the configuration of that day, in no file that comes along",
)


def add_to(app: typer.Typer) -> None:
    """Register the verbs."""
    app.command(
        "certificate",
        help=t(
            "Lập giấy xác nhận: đã báo gì, cho ai, khi nào, và cách kiểm chứng.",
            "State what was told, to whom, when, and how to check it.",
        ),
    )(_certificate)
    app.command(
        "explain",
        help=t("Vì sao cơ quan này được báo: quy tắc và dòng cấu hình.", "Why a body was told: rule and line."),
    )(_explain)
    app.command(
        "letter",
        help=t(
            "Ghi văn bản chính thức đi kèm thông báo (.docx để ký, .pdf để đọc).",
            "Write the official letter a notice goes with (.docx to sign, .pdf to read).",
        ),
    )(_letter)


def _certificate(
    notice: Key,
    to: Annotated[str | None, typer.Option("--out", help=t("Tệp .pdf hoặc .json", "A .pdf or .json file"))] = None,
) -> None:
    path = _path(to, (".pdf", ".json")) if to is not None else None
    with reading() as session:
        made = certificate_of(session, notice, settings().mail_from, now())
    language: Any = common.lang
    if path is not None and not common.dry_run:
        pdf = path.suffix.lower() == ".pdf"
        content = certificate_pdf.to_pdf(made, language) if pdf else certificate.to_json(made, language).encode()
        write_whole(path, content)
    data = certificate.as_data(made, language)

    def human() -> None:
        out.print(f"{made.notice} → {made.recipient.name} <{made.recipient.address}>", markup=False)
        out.print(f"{made.subject}\nSHA-256 {made.text_hash}", markup=False)
        tries = [(each.at, f"{each.phase} {each.outcome} {each.reply}") for each in made.attempts]
        for at, words in [*tries, *((each.at, f"{each.step} {each.by}") for each in made.receipts)]:
            out.print(f"{day(at.isoformat())}: {words}", markup=False)
        if path is not None:
            out.print(t(f"Đã ghi {path}", f"Wrote {path}"), markup=False)

    show(data, human)


def _explain(notice: Key) -> None:
    with reading() as session:
        data = explained(session, notice)

    def human() -> None:
        event, office = data["event"], data["office"]
        out.print(
            f"{data['notice']}: {event['type']} {event['subject']} (#{event['seq']}, {day(event['at'])})", markup=False
        )
        for each in data["because"]:
            where = each["where"] or ("" if each["why"] == "circular" else UNPLACED.in_language(common.lang))
            words = f"- {each['event']} → {each['to']}: {WHY[each['why']].in_language(common.lang)}"
            out.print(f"{words}; {where}" if where else words, markup=False)
        out.print(f"{office['name']} <{office['address']}> ({office['role']})", markup=False)
        for sentence in data["dates"].values():
            out.print(f"  {sentence[common.lang]}", markup=False)

    show(data, human)


def _letter(
    notice: Key, to: Annotated[str, typer.Option("--out", help=t("Tệp .docx hoặc .pdf", "A .docx or .pdf file"))]
) -> None:
    path = _path(to, (".docx", ".pdf"))
    with reading() as session:
        made = letter_of(session, notice)
    docx = path.suffix.lower() == ".docx"
    if not common.dry_run:
        write_whole(path, official_docx.to_docx(made) if docx else official_pdf.to_pdf(made))
    number = f"{made.number:02}/{made.symbol}" if made.number else made.symbol
    data = {"notice": notice, "number": made.number, "symbol": made.symbol, "subject": made.subject, "file": str(path)}
    show(data, lambda: out.print(t(f"Số {number}: {path}", f"No. {number}: {path}"), markup=False))


def _path(text: str, endings: tuple[str, ...]) -> Path:
    path = target(text)
    if path.suffix.lower() not in endings:
        known = ", ".join(endings)
        raise InvalidInputError.of(f"tên tệp phải kết thúc bằng {known}", f"its name must end in {known}", text)
    return path
