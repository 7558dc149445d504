"""``lienvung audit``: the chain of events."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordination.audit import service
from coordination.audit.rules import Verdict
from coordination.audit.told import Comparison, Head
from coordination.cli.common import common, out, reading, show, t
from coordination.errors import ConflictError, Fault
from coordination.kernel.text import Text
from coordination.results.service import altered

app = typer.Typer(rich_markup_mode=None)
MOST = 2**63 - 1
"""The largest number a database counts to."""


@app.command(
    help=t(
        "Đi hết chuỗi và nêu sự kiện sai đầu tiên (mã thoát 5). Một mã cuối chép từ bất kỳ thông báo nào cho biết "
        "cả chuỗi đến đó có bị viết lại hay cắt bớt không, dù chuỗi tự nó vẫn khớp.",
        "Walk the chain and name the first bad event (exit code 5). A head copied from any notice shows whether "
        "the chain up to it was rewritten or cut, even if the chain holds in itself.",
    )
)
def verify(
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N:HEAD",
            help=t(
                "Mã cuối ghi trong một thông báo: 123:3f9a…, hoặc cả dòng; dùng được nhiều lần",
                "Head printed in a notice: 123:3f9a…, or the whole line; may be given several times",
            ),
        ),
    ] = None,
) -> None:
    """Verify the chain of events, in itself and against heads that were told."""
    told = [Head.parse(each) for each in against or ()]
    with reading() as session:
        verdict = service.verify(session, told)
        changed = altered(session) if verdict.intact else []
    faults = [*_faults(verdict), *(Fault(_ALTERED, key) for key in changed)]
    error = ConflictError(*faults)
    if faults and not common.json:
        raise error
    show(_data(verdict, changed, error), lambda: _say(verdict))
    if faults:
        raise typer.Exit(error.exit_code)


_ALTERED = Text(vi="nội dung lưu không còn như sự kiện đã ghi", en="the stored content is not what its event recorded")


def _faults(verdict: Verdict) -> list[Fault]:
    faults = []
    if not verdict.intact:
        words = Text(
            vi=f"chuỗi sự kiện bị sửa: sự kiện {verdict.bad_seq} ({verdict.problem}); {verdict.events} sự kiện trước đó nguyên vẹn",
            en=f"the chain of events is broken: event {verdict.bad_seq} ({verdict.problem}); the {verdict.events} before it are intact",
        )
        faults.append(Fault(words, f"event {verdict.bad_seq}"))
    return [*faults, *(_against(each, verdict) for each in verdict.told if not each.holds)]


def _against(found: Comparison, verdict: Verdict) -> Fault:
    """Say what a head told shows, as precisely as it can be known."""
    number, since = found.head.events, found.since + 1
    alone = verdict.intact
    words = {
        "rewritten": Text(
            vi=f"{'chuỗi tự nó khớp, nhưng ' if alone else ''}sự kiện {number} có mã khác mã đã báo: trong các sự kiện {since}–{number} có chỗ bị viết lại",
            en=f"{'the chain is intact in itself, but ' if alone else ''}event {number} has another hash than the one told: something in events {since} to {number} was rewritten",
        ),
        "cut": Text(
            vi=f"chỉ còn {verdict.events} trong {number} sự kiện đã báo: phần cuối bị cắt",
            en=f"only {verdict.events} events are left of the {number} told: the tail was cut",
        ),
        "broken": Text(
            vi=f"không so được: chuỗi đứt ở sự kiện {verdict.bad_seq}, trước mã đã báo",
            en=f"cannot be compared: the chain breaks at event {verdict.bad_seq}, before the head told",
        ),
        "unknown": Text(
            vi=f"chuỗi tự nó khớp, nhưng không sự kiện nào trong {verdict.events} sự kiện có mã đã báo: chuỗi bị viết lại hoặc bị cắt",
            en=f"the chain is intact in itself, but none of its {verdict.events} events has the hash told: it was rewritten or cut",
        ),
        "ambiguous": Text(
            vi="nhiều sự kiện có mã bắt đầu như vậy; hãy ghi cả số sự kiện: N:mã",
            en="the hashes of several events begin like this; write the number of events as well: N:hash",
        ),
    }
    return Fault(words[found.problem], _written(found.head))


def _data(verdict: Verdict, changed: list[str], error: ConflictError) -> dict[str, Any]:
    """Give all that was found; ``against`` is the first head that does not hold, else the longest that does."""
    first = next((each for each in verdict.told if not each.holds), None)
    chosen = first or max(verdict.told, key=lambda each: each.head.events or 0, default=None)
    data = {
        "intact": verdict.intact and not changed,
        "events": verdict.events,
        "head": verdict.head,
        "against": _compared(chosen, verdict) if chosen else None,
        "told": [_compared(each, verdict) for each in verdict.told],
    }
    return data | ({"error": _error(error)} if error.faults else {})


def _compared(found: Comparison, verdict: Verdict) -> dict[str, Any]:
    return {
        "events": found.head.events,
        "hash": found.head.hash,
        "holds": found.holds,
        "problem": found.problem or None,
        "says": None if found.holds else _against(found, verdict).what.in_language(common.lang),
    }


def _error(error: ConflictError) -> dict[str, Any]:
    faults = [fault.as_json(common.lang) for fault in error.faults]
    return {"code": error.code, "exit_code": error.exit_code, "faults": faults}


def _say(verdict: Verdict) -> None:
    out.print(
        t(
            f"Nguyên vẹn: {verdict.events} sự kiện, mã cuối {verdict.head}",
            f"Intact: {verdict.events} events, head {verdict.head}",
        )
    )
    for each in verdict.told:
        out.print(
            t(
                f"Đúng như đã báo: {_written(each.head)}; mọi sự kiện đến số {each.head.events} còn nguyên như khi đó",
                f"As told: {_written(each.head)}; every event up to {each.head.events} is as it was then",
            )
        )


def _written(head: Head) -> str:
    return head.hash if head.events is None else f"{head.events}:{head.hash}"


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
