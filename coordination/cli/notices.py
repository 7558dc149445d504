"""``lienvung notices``: the outbox."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from coordination.cli.circulars import add_to as add_circulars
from coordination.cli.common import common, engine, now, out, reading, show, t, talk
from coordination.cli.days import read_day
from coordination.cli.proof import add_to as add_proof
from coordination.cli.receipts import add_to as add_receipts
from coordination.cli.words import OUTCOMES, PHASES, RUNGS, STATES, day, named, new_table, said
from coordination.cli.words import state as in_words
from coordination.errors import DeliveryIncompleteError, UsageError
from coordination.kernel.clock import end_of_day, start_of_day
from coordination.kernel.text import Text
from coordination.notices import service
from coordination.notices.sending.deliver import Tally, deliver, remaining
from coordination.notices.telling.letters import Letter, letters_of

app = typer.Typer(rich_markup_mode=None)
add_circulars(app)
add_proof(app)
add_receipts(app)
TALLY = {
    "sent": Text(vi="đã gửi", en="sent"),
    "deferred": Text(vi="hoãn", en="deferred"),
    "failed": Text(vi="hỏng", en="failed"),
    "uncertain": Text(vi="chưa chắc", en="uncertain"),
    "set_aside": Text(vi="để riêng", en="set aside"),
    "remaining": Text(vi="còn", en="remaining"),
}
NOTICE_STATES = {each: STATES[each] for each in service.STATES}
Key = Annotated[str, typer.Argument(help=t("Khóa thông báo", "Notice key"))]


@app.command(
    "deliver",
    help=t(
        "Gửi mọi thông báo đang chờ; chạy lại sau khi bị ngắt là tiếp tục.",
        "Send every waiting notice; after any interruption, run it again.",
    ),
)
def deliver_() -> None:
    """Drain the outbox; exit 7 while anything remains, or when something was refused for good."""
    with engine() as opened:
        if common.dry_run:
            tally = Tally(remaining=remaining(opened.database))
        else:
            sending = deliver(
                opened.database,
                opened.mail_server,
                opened.settings.mail_from,
                now(),
                policy=opened.mail_policy,
            )
            tally = asyncio.run(sending)
        with opened.read() as session:
            waiting = service.awaiting_digest(session, opened.mail_policy, now())
    data = {name: getattr(tally, name) for name in TALLY} | {
        "awaiting_digest": waiting,
        "problem": tally.problem or None,
    }
    words = ", ".join(f"{said(TALLY, name)} {data[name]}" for name in TALLY)
    digest = t(f" ({waiting} chờ bản tin)", f" ({waiting} awaiting a digest)") if waiting else ""
    show(data, lambda: out.print(words + digest))
    if (tally.remaining or tally.failed) and not common.dry_run:
        if not common.json:
            _say_why(tally, waiting)
        raise typer.Exit(DeliveryIncompleteError.exit_code)


def _say_why(tally: Tally, waiting: int) -> None:
    if tally.problem:
        words = t("Không nối được máy chủ thư", "Cannot reach the mail server")
        talk.print(f"{words} {tally.problem}", markup=False)
    if tally.remaining > waiting:
        talk.print(t("Còn thông báo chưa gửi được; hãy chạy lại.", "Some notices are undelivered; run it again."))
    if tally.failed:
        words = t("Có thư bị từ chối hẳn; xem:", "Some were refused for good; see:")
        talk.print(f"{words} lienvung notices list --state failed")


@app.command("list", help=t("Liệt kê thông báo.", "List notices."))
def list_(  # noqa: PLR0913, PLR0917 - one for each filter
    body: Annotated[str | None, typer.Option(help=t("Cơ quan nhận", "Recipient"))] = None,
    cycle: Annotated[str | None, typer.Option(help=t("Chu kỳ", "Cycle"))] = None,
    event: Annotated[str | None, typer.Option(help=t("Loại sự kiện", "Event type"))] = None,
    state: Annotated[str | None, typer.Option(help=", ".join(NOTICE_STATES))] = None,
    stage: Annotated[str | None, typer.Option(help=t("Bước", "Stage"))] = None,
    address: Annotated[str | None, typer.Option(help=t("Địa chỉ", "Address"))] = None,
    since: Annotated[str | None, typer.Option(help=t("Từ ngày (2026-06-01)", "First day (2026-06-01)"))] = None,
    until: Annotated[str | None, typer.Option(help=t("Đến hết ngày", "Last day, included"))] = None,
    unacknowledged: Annotated[
        bool, typer.Option("--unacknowledged", help=t("Đã gửi, chưa ai xác nhận", "Delivered, not acknowledged"))
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
) -> None:
    """List notices, newest first."""
    meant = None if state is None else _state(state)
    with reading() as session:
        rows = service.listed(
            session,
            limit=limit,
            recipient=body,
            cycle=cycle,
            stage=stage,
            kind=event,
            state=meant,
            address=address,
            since=start_of_day(read_day("--since", since)) if since else None,
            until=end_of_day(read_day("--until", until)) if until else None,
            unacknowledged=unacknowledged,
        )
        letters = letters_of(session, rows)
    data = [_row(each, letters[each.key]) for each in rows]

    def human() -> None:
        table = new_table(t("Thông báo", "Notice"), t("Nội dung", "Subject"), t("Trạng thái", "State"))
        for each in data:
            table.add_row(each["notice"], f"{each['type']}\n{each['subject']}", in_words(each["state"]))
        longest = max((len(each["notice"]) for each in data), default=0)
        table.columns[0].no_wrap = 2 * longest <= out.width  # in a narrow window a broken key is better than a lost end
        out.print(table)

    show(data, human)


def _state(text: str) -> str:
    """Give the state that is meant by its code or by the words the table prints; UsageError for anything else."""
    found = named(NOTICE_STATES, text)
    if found is None:
        vi, en = (
            ", ".join(f"{code} ({each.in_language(language)})" for code, each in NOTICE_STATES.items())
            for language in ("vi", "en")
        )
        raise UsageError.of(f"không có trạng thái {text}; có: {vi}", f"there is no state {text}; there are: {en}")
    return found


def _row(row: Any, letter: Letter) -> dict[str, Any]:
    return {
        "notice": row.key,
        "event": row.event,
        "type": row.type,
        "cycle": row.cycle,
        "stage": row.stage,
        "recipient": row.recipient,
        "address": row.address,
        "subject": letter.subject,
        "state": row.state,
        "created": row.created_at.isoformat(),
        "delivered": row.delivered_at.isoformat() if row.delivered_at else None,
        "attempts": row.attempts,
        "text_hash": letter.text_hash,
    }


@app.command(
    "show", help=t("Xem một thông báo: nội dung, các lần gửi, xác nhận.", "Show a notice: words, attempts, receipt.")
)
def show_(notice: Key) -> None:
    """Show one notice."""
    with reading() as session:
        row = service.get_notice(session, notice)
        letter = letters_of(session, [row])[row.key]
        attempts: list[dict[str, Any]] = [
            {
                "attempt": each.attempt,
                "phase": each.phase,
                "outcome": each.outcome,
                "reply": each.reply,
                "at": each.at.isoformat(),
            }
            for each in service.attempts_of(session, notice)
        ]
        receipt = service.acknowledgement_of(session, notice)
        arrival = service.arrival_of(session, row)
    data = (
        _row(row, letter)
        | arrival
        | {
            "text": letter.text,
            "attempts_made": attempts,
            "acknowledged": {"office": receipt.office, "at": receipt.at.isoformat()} if receipt else None,
        }
    )

    def human() -> None:
        out.print(f"{letter.subject}\n→ {row.recipient} <{row.address}> [{in_words(row.state)}]\n", markup=False)
        out.print(letter.text, markup=False)
        _print_attempts(attempts)
        _print_ladder(data)

    show(data, human)


def _print_attempts(attempts: list[dict[str, Any]]) -> None:
    out.print(t("Các lần gửi", "Attempts to deliver"), style="bold")
    for each in attempts:
        where = f" ({said(PHASES, each['phase'])})" if each["phase"] else ""  # older versions did not keep it
        words = f"{said(OUTCOMES, each['outcome'])}{where}: {each['reply']}"
        out.print(f"{each['attempt']}. {day(each['at'])} {words}", markup=False)
    if not attempts:
        out.print(t("• chưa gửi lần nào", "• none yet"))


def _print_ladder(data: dict[str, Any]) -> None:
    """Print how far a notice has come, rung by rung, and what stands before and after it."""
    taken = [each["at"] for each in data["attempts_made"] if each["outcome"] == "sent"]
    accepted = data["delivered"] or next(reversed(taken), None)
    came_back = {each["step"]: each for each in data["receipts"]}
    out.print(t("Các mức xác nhận", "Ladder of acknowledgement"), style="bold")
    for rung in RUNGS:
        receipt = came_back.get(rung, {"at": None, "office": "", "words": ""})
        at = accepted if rung == "accepted" else receipt["at"]
        by = f", {receipt['office']}" if receipt["office"] else ""
        words = f": {receipt['words']}" if receipt["words"] else ""
        out.print(f"{'✓' if at else '•'} {said(RUNGS, rung)}: {day(at)}{by}{words}", markup=False)
    for name, words in (
        ("supersedes", t("Thay thế thông báo", "Supersedes")),
        ("superseded_by", t("Đã được thay thế bằng", "Superseded by")),
    ):
        if data[name]:
            out.print(f"{words}: {data[name]}", markup=False)
