"""``lienvung audit``: the chain of events."""

from __future__ import annotations

from typing import Annotated

import typer

from coordination.audit import service
from coordination.cli.common import out, reading, show, t
from coordination.errors import ConflictError, Fault
from coordination.kernel.text import Text
from coordination.results.service import altered

app = typer.Typer(rich_markup_mode=None)
MOST = 2**63 - 1
"""The largest number a database counts to."""


@app.command(
    help=t(
        "Đi hết chuỗi và nêu sự kiện sai đầu tiên (mã thoát 5).",
        "Walk the chain and name the first bad event (exit code 5).",
    )
)
def verify() -> None:
    """Verify the chain of events."""
    with reading() as session:
        verdict = service.verify(session)
        changed = altered(session) if verdict.intact else []
    if not verdict.intact:
        raise ConflictError.of(
            f"chuỗi sự kiện bị sửa: sự kiện {verdict.bad_seq} ({verdict.problem}); {verdict.events} sự kiện trước đó nguyên vẹn",
            f"the chain of events is broken: event {verdict.bad_seq} ({verdict.problem}); the {verdict.events} before it are intact",
            where=f"event {verdict.bad_seq}",
        )
    if changed:
        raise ConflictError(
            *[
                Fault(
                    Text(
                        vi="nội dung lưu không còn như sự kiện đã ghi",
                        en="the stored content is not what its event recorded",
                    ),
                    key,
                )
                for key in changed
            ]
        )
    data = {"intact": True, "events": verdict.events, "head": verdict.head}
    show(
        data,
        lambda: out.print(
            t(
                f"Nguyên vẹn: {verdict.events} sự kiện, mã cuối {verdict.head}",
                f"Intact: {verdict.events} events, head {verdict.head}",
            )
        ),
    )


@app.command("log", help=t("Xem các sự kiện theo thứ tự.", "Show events in order."))
def log(
    cycle: Annotated[str | None, typer.Option(help=t("Chu kỳ", "Cycle"))] = None,
    kind: Annotated[str | None, typer.Option("--event", help=t("Loại sự kiện", "Event type"))] = None,
    after: Annotated[int, typer.Option(min=0, max=MOST, help=t("Từ sau sự kiện số", "After event number"))] = 0,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 100,
) -> None:
    """Show events."""
    with reading() as session:
        rows = service.events(session, cycle=cycle, kind=kind, after=after, limit=limit)
    data = [
        {
            "seq": each.seq,
            "at": each.at.isoformat(),
            "type": each.type,
            "subject": each.subject,
            "data": each.data,
            "hash": each.hash,
        }
        for each in rows
    ]

    def human() -> None:
        for each in rows:
            out.print(f"{each.seq:>6} {each.at:%Y-%m-%d %H:%M} {each.type:<22} {each.subject}", markup=False)

    show(data, human)
