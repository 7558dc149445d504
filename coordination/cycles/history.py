"""The history of a step's dates: every move is kept, with the date given up, its reason and its cause."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination.calendar.rules import Due
from coordination.cycles.tables import DateChangeRow, StageRow

FIELDS = {"opens": "opens", "due": "due", "closes": "closes", "positions": "positions_due", "legal": "legal_on"}
"""Where a step's row keeps the date of each name."""


def move_date(session: Session, stage: StageRow, name: str, to: Due | None, cause: str, now: datetime) -> bool:
    """Move one date of a step and keep what it was; False if it is that day already.

    ``cause`` is amended, opened_late, draft_late or extended. The derivation told with a date stays with it
    as long as the date does.
    """
    before: date | None = getattr(stage, FIELDS[name])
    after = to.day if to else None
    if before == after:
        return False
    counted = select(func.count()).where(DateChangeRow.stage == stage.key, DateChangeRow.field == FIELDS[name])
    session.add(
        DateChangeRow(
            stage=stage.key,
            field=FIELDS[name],
            number=session.exec(counted).one() + 1,
            before=before,
            after=after,
            cause=cause,
            why=stage.explained.get(name, {}),
            at=now,
        )
    )
    setattr(stage, FIELDS[name], after)
    kept = {key: value for key, value in stage.explained.items() if key != name}
    stage.explained = kept | ({name: to.as_data()} if to else {})
    session.flush()
    return True


def moves_of(session: Session, stage: str) -> list[DateChangeRow]:
    """Give every move of a step's dates, in the order they were made."""
    query = select(DateChangeRow).where(DateChangeRow.stage == stage)
    return list(
        session.exec(query.order_by(col(DateChangeRow.at), col(DateChangeRow.field), col(DateChangeRow.number)))
    )


def dates_of(session: Session, stage: StageRow) -> dict[str, Any]:
    """Give each date of a step as planned, as it stands and as it was kept, with its moves; and the legal one."""
    moves = moves_of(session, stage.key)
    actual = {
        "opens": stage.opened_at,
        "closes": stage.synthesised_at,
        "positions": stage.settled_at,
    }
    found: dict[str, Any] = {}
    for name, field in FIELDS.items():
        mine = [each for each in moves if each.field == field]
        stands: date | None = getattr(stage, field)
        if stands is None and not mine:
            continue
        first = mine[0].before if mine else stands
        found[name] = {
            "planned": first.isoformat() if first else None,
            "stands": stands.isoformat() if stands else None,
            "history": [
                {
                    "before": each.before.isoformat() if each.before else None,
                    "after": each.after.isoformat() if each.after else None,
                    "cause": each.cause,
                    "at": each.at.isoformat(),
                }
                for each in mine
            ],
        }
        if name in actual:
            happened = actual[name]
            found[name]["actual"] = happened.isoformat() if happened else None
    return found
