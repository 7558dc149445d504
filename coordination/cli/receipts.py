"""``lienvung notices ack, opened, answered, bounces, resend, mailboxes``: what came back, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.cli.common import now, out, reading, show, t, writing
from coordination.cli.words import day, said
from coordination.cli.words import state as in_words
from coordination.errors import InvalidInputError
from coordination.kernel.clock import local_date
from coordination.kernel.text import Text, one_line
from coordination.notices import service
from coordination.notices.returning.booking import Booked, book, mail_in
from coordination.notices.returning.offices import speaker
from coordination.notices.returning.repairs import mailboxes, resend

LONGEST_WORDS = 2000
COUNTED = {
    "arrived": Text(vi="đã đến", en="arrived"),
    "failed": Text(vi="hỏng", en="failed"),
    "delayed": Text(vi="chậm", en="delayed"),
    "opened": Text(vi="đã mở", en="opened"),
    "answered": Text(vi="đã trả lời", en="answered"),
    "auto_replies": Text(vi="trả lời tự động", en="automatic replies"),
    "unknown": Text(vi="không rõ thông báo", en="about no notice known"),
    "ignored": Text(vi="bỏ qua", en="passed over"),
    "again": Text(vi="đã ghi trước đây", en="booked before"),
    "other": Text(vi="thư khác", en="other mail"),
}
OUTCOMES = {
    "unknown": Text(vi="không rõ thông báo nào", en="no notice is known by it"),
    "not_matching": Text(vi="không đúng địa chỉ đã gửi, bỏ qua", en="not the address written to, passed over"),
    "out_of_date": Text(vi="thông báo không còn chờ kết quả này, bỏ qua", en="the notice waits for none, passed over"),
    "contradicted": Text(vi="cơ quan đã xác nhận nhận được, bỏ qua", en="its recipient has it, passed over"),
}
"""Why something that came back was not booked."""
Key = Annotated[str, typer.Argument(help=t("Khóa thông báo", "Notice key"))]
By = Annotated[
    str,
    typer.Option("--by", help=t("Mã cơ quan, hộp thư, hoặc tên bộ phận", "Body, mailbox, or office name")),
]
Body = Annotated[
    str | None,
    typer.Option(help=t("Cơ quan nhận; cần khi --by là tên bộ phận khác", "Recipient; needed for a name of one's own")),
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs about what came back to ``lienvung notices``."""
    for verb, function, words in (
        ("ack", ack, t("Xác nhận đã nhận.", "Acknowledge a notice.")),
        ("opened", opened, t("Ghi nhận thông báo đã được mở.", "Note that a notice was opened.")),
        ("answered", answered, t("Ghi nhận thông báo đã được trả lời.", "Note that a notice was answered.")),
        (
            "bounces",
            bounces,
            t(
                "Ghi thư trả về từ Maildir, mbox hoặc tệp thư; đọc lại là một lần.",
                "Book what mail came back, from a Maildir, mbox or message; twice is once.",
            ),
        ),
        ("resend", resend_, t("Gửi lại thông báo chưa đến.", "Send again what did not arrive.")),
        ("mailboxes", mailboxes_, t("Các hộp thư bị từ chối hẳn.", "Mailboxes that were refused for good.")),
    ):
        app.command(verb, help=words)(function)


def ack(notice: Key, by: By, body: Body = None) -> None:
    """Acknowledge a notice; twice is once."""
    _receive("acknowledged", notice, by, body)


def opened(notice: Key, by: By, body: Body = None) -> None:
    """Note that a clerk opened a notice; twice is once."""
    _receive("opened", notice, by, body)


def answered(
    notice: Key,
    by: By,
    body: Body = None,
    words: Annotated[str, typer.Option(help=t("Trả lời gì, ngắn gọn", "What the answer is, in short"))] = "",
) -> None:
    """Note that a notice was answered; twice is once."""
    _receive("answered", notice, by, body, words)


def _receive(step: str, notice: str, by: str, body: str | None, words: str = "") -> None:
    short = one_line(words)
    if len(short) > LONGEST_WORDS:
        raise InvalidInputError.of(
            f"--words dài quá {LONGEST_WORDS} ký tự", f"--words is longer than {LONGEST_WORDS} signs"
        )
    moment = now()
    with writing() as session:
        told = service.get_notice(session, notice)
        office = speaker(session, told, by, body, local_date(moment))
        row = service.receive(session, notice, step, told.recipient, office, short, moment)
        data = {
            "notice": row.notice,
            "step": row.step,
            "body": row.body,
            "office": row.office,
            "words": row.words,
            "at": row.at.isoformat(),
            "superseded_by": service.superseded_by(session, notice),
        }

    def human() -> None:
        out.print(f"{data['notice']}: {data['office']}, {day(data['at'])}", markup=False)
        if data["superseded_by"]:
            words = t("đã được thay thế bằng", "it was superseded by")
            out.print(f"{words} {data['superseded_by']}", markup=False)

    show(data, human)


def bounces(
    file: Annotated[Path, typer.Argument(help=t("Maildir, mbox hoặc tệp thư", "Maildir, mbox or message"))],
) -> None:
    """Book what came back by mail; nothing is answered."""
    mails = mail_in(file)
    with writing() as session:
        booked = book(session, mails, now())
    show(booked.as_json(), lambda: _print(booked))


def _print(booked: Booked) -> None:
    counted = ", ".join(f"{said(COUNTED, name)} {booked.counts[name]}" for name in COUNTED if booked.counts[name])
    read = t(f"đã đọc {booked.read} thư", f"{booked.read} messages read")
    out.print(f"{read}: {counted}" if counted else read, markup=False)
    for each in booked.items:
        if each["outcome"] in OUTCOMES:
            what = f"{each['message']}: {each['notice'] or '–'} <{each['recipient'] or '–'}>"
            out.print(f"• {what} {said(OUTCOMES, each['outcome'])}", markup=False)


def resend_(
    notices: Annotated[list[str], typer.Argument(help=t("Khóa thông báo", "Notice keys"))],
    by: Annotated[str | None, typer.Option("--by", help=t("Ai quyết định gửi lại", "Who decides it"))] = None,
) -> None:
    """Put notices back into the queue; the next delivery sends them."""
    with writing() as session:
        rows = resend(session, notices, one_line(by or "") or None, now())
        data: list[dict[str, Any]] = [
            {"notice": row.key, "recipient": row.recipient, "address": row.address, "state": row.state} for row in rows
        ]

    def human() -> None:
        for each in data:
            out.print(f"{each['notice']}: {in_words(each['state'])}", markup=False)

    show(data, human)


def mailboxes_() -> None:
    """List the mailboxes whose contacts are to be mended."""
    with reading() as session:
        data = mailboxes(session)

    def human() -> None:
        for each in data:
            out.print(f"• {each['address']} ({each['body']}), {day(each['since'])}: {each['reason']}", markup=False)
            out.print(f"  {each['notice']}", markup=False)
        if not data:
            out.print(t("không có", "none"))

    show(data, human)
