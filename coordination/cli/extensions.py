"""How applications for more time are told: what was asked, on which ground, what the answer was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from coordination.audit.service import events
from coordination.calendar.days import calendar_of
from coordination.cli.common import t
from coordination.cli.words import day, said, state
from coordination.cycles.applications import GROUNDS
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.kernel.text import Text


def with_asked_day(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give applications with the day that was asked for, ``asked_until``, which the one granted may differ from."""
    asked: dict[str, str] = {}
    for cycle in {each["stage"].rpartition("/")[0] for each in rows if each["state"] == "granted"}:
        found = events(session, cycle=cycle, kind="extension.asked", limit=100_000)
        asked |= {event.subject: str(event.data["until"]) for event in found}
    return [each | {"asked_until": asked.get(_subject(each), each["until"])} for each in rows]


def _subject(row: dict[str, Any]) -> str:
    return f"{row['stage']}/{row['body']}/{row['number']}"


def asked_words(row: dict[str, Any]) -> str:
    """Say what was asked for: until when, on which ground, in whose words, when."""
    until, on = day(row["asked_until"]), day(row["asked"])
    asked = t(f"xin đến {until}, đề nghị {on}", f"until {until}, asked {on}")
    return f"{asked} ({said(GROUNDS, row['ground'])}): {row['reason']}"


def answer_words(row: dict[str, Any]) -> str:
    """Say what the answer was, whose and when; that there is none yet."""
    words = state(row["state"])
    if row["state"] == "granted":
        words += t(f" đến {day(row['until'])}", f" until {day(row['until'])}")
        if row["until"] != row["asked_until"]:
            words += t(f" (khác ngày xin {day(row['asked_until'])})", f" (not {day(row['asked_until'])} as asked)")
    if row["decided"]:
        words += f", {row['authority']}, {day(row['decided'])}"
    return f"{words}: {row['answer']}" if row["answer"] else words


def remarks(session: Session, stage_key: str, days: Sequence[date]) -> list[Text]:
    """Say of each day given that is a day off why it is one."""
    cycle = get_cycle(session, get_stage(session, stage_key).cycle)
    calendar = calendar_of(region_of(session, cycle), cycle.unit)
    return [
        Text(vi=f"{each:%d/%m/%Y} là ngày nghỉ ({why.vi})", en=f"{each:%d/%m/%Y} is a day off ({why.en})")
        for each in dict.fromkeys(days)
        if (why := calendar.reason_off(each)) is not None
    ]


def beyond_closing(session: Session, stage_key: str, until: date) -> list[Text]:
    """Say of a day asked for that lies beyond the step's closing what granting it needs."""
    closes = get_stage(session, stage_key).closes
    if until <= closes:
        return []
    return [
        Text(
            vi=f"bước đóng nhận bản nộp ngày {closes:%d/%m/%Y}; chấp thuận đến {until:%d/%m/%Y} cần --hold-open",
            en=f"collection closes on {closes:%d/%m/%Y}; granting {until:%d/%m/%Y} needs --hold-open",
        )
    ]
