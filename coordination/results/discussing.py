"""The review of provinces' own forecasts goes on after the common draft: what is out of the agreed band is discussed.

As soon as a draft forecast is put to the bodies, the engine opens for the secretariat one discussion a province. Why it does
so unasked, and why that touches no position, is decision 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.discussion import service
from coordination.cycles.discussion.rules import WORDS, Row, State, rows_of
from coordination.cycles.queries import get_stage
from coordination.kernel.text import Text
from coordination.submissions.sign_off.standing import standing

METHOD: Final = "forecast"
"""The method whose results compare own figures with a unified one."""


def note_review(session: Session, event: Event) -> None:
    """Open the discussions of a draft forecast; note in them what a province hands in anew, and what it left unsigned."""
    if event.type == "result.settled" and event.data["method"] == METHOD:
        _note_unsigned(session, event)
    drafted = event.type == "result.drafted" and event.data["method"] == METHOD
    if not drafted and not (event.type == "submission.received" and event.data.get("discussed")):
        return
    from coordination.results import reviewing  # noqa: PLC0415 - slow to load, and rarely asked for

    if drafted:
        reviewing.put_up(session, event)
    else:
        reviewing.note_anew(session, event)


def _note_unsigned(session: Session, event: Event) -> None:
    """Note which other figures lay unsigned when the draft was settled: after that nobody can sign them."""
    stage = get_stage(session, event.subject.rpartition("/")[0])
    for body in service.threads(session, stage):
        draft = standing(session, stage.key, body).draft
        if draft is not None:
            service.note_lapse(session, stage, body, draft.key, draft.content_hash, event.at)


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one own figure that was put up for discussion, for tables of a report."""

    state: State
    own: str | None
    """The figure now; the one put up stands in the result, which is not changed."""
    beyond_band: bool
    reason: str | None
    """Why it is kept, where it is."""
    words: Text
    """All of it in a few words: ``bảo lưu: …``, ``đã sửa: 1.250,5``."""
    events: tuple[int, ...]
    """Numbers of the events that prove it."""


def standings(session: Session, stage: str) -> dict[tuple[str, str, int], Standing]:
    """Give what became of each figure under discussion at a step, by body, indicator and year."""
    threads = service.threads(session, get_stage(session, stage))
    return {(body, *key): _standing(row) for body, thread in threads.items() for key, row in rows_of(thread).items()}


def _standing(row: Row) -> Standing:
    words = WORDS[row.state]
    if row.state is State.RESERVED:
        words = Text(vi=f"{words.vi}: {row.reason}", en=f"{words.en}: {row.reason}")
    elif row.state is State.REVISED:
        own = Text.model_validate(row.now["words"]["own"])
        still = row.now["beyond_band"]
        words = Text(
            vi=f"{words.vi}: {own.vi}{', vẫn ngoài ngưỡng' if still else ''}",
            en=f"{words.en}: {own.en}{', still out of the band' if still else ''}",
        )
    return Standing(row.state, row.now["own"], row.now["beyond_band"], row.reason, words, row.events)
