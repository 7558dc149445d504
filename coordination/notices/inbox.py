"""Everything that concerns one body: what it owes, what it must answer, what it has been told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

from coordination.cycles.dialogue.queries import awaiting
from coordination.cycles.discussion import service as discussion
from coordination.cycles.discussion.views import brief
from coordination.cycles.queries import bodies_of, get_body, get_cycle, procedure_of, region_of
from coordination.cycles.states import OWING, StageState
from coordination.cycles.tables import CycleRow, ExchangeRow, ExtensionRow, ObligationRow, StageRow
from coordination.cycles.views import exchange, extension, obligation
from coordination.errors import NotFoundError
from coordination.kernel.clock import local_date
from coordination.notices.returning.acknowledging import awaited
from coordination.notices.service import acknowledgement_of, listed
from coordination.notices.telling.letters import letters_of
from coordination.results.positions import latest, parties_of, positions_on
from coordination.submissions.sign_off.views import of_body


def inbox(session: Session, body: str, now: datetime) -> dict[str, Any]:
    """Give a body's open obligations, drafts to be signed in it, what awaits its word or receipt, meetings and notices."""
    _known(session, body)
    query = (
        select(ObligationRow)
        .join(StageRow, col(StageRow.key) == col(ObligationRow.stage))
        .where(ObligationRow.body == body, col(ObligationRow.state).in_(OWING), StageRow.state == StageState.OPEN)
        .order_by(col(ObligationRow.due), col(ObligationRow.stage))
    )
    owed = [(each, of_body(session, each.stage, body)) for each in session.exec(query).all()]
    notices = listed(session, recipient=body, limit=20)
    asked = awaited(session, body)
    letters = letters_of(session, {row.key: row for row in (*notices, *(row for row, _ in asked))}.values())
    return {
        "body": body,
        "owes": [
            obligation(each)
            | {"days_left": (each.due - local_date(now)).days, "sign_by": signing["sign_by"] if signing else {}}
            for each, signing in owed
        ],
        "signs": [signing for _, signing in owed if signing and signing["draft"] is not None],
        "decides": _to_decide(session, body),
        "positions": _awaited(session, body),
        "discusses": _discussed(session, body, now),
        "targets": awaiting(session, body),
        "acknowledge": [
            {
                "notice": row.key,
                "type": row.type,
                "subject": letters[row.key].subject,
                "delivered": row.delivered_at.isoformat() if row.delivered_at else None,
                "until": until.isoformat(),
                "asked": row.chased,
            }
            for row, until in asked
        ],
        "meetings": [
            exchange(each)
            for each in session.exec(
                select(ExchangeRow)
                .where(col(ExchangeRow.ends_at) >= now, ExchangeRow.state == "scheduled")
                .order_by(col(ExchangeRow.starts_at))
            )
            if body in each.parties and session.get_one(StageRow, each.stage).opened_at is not None
        ],
        "notices": [
            {
                "notice": each.key,
                "type": each.type,
                "subject": letters[each.key].subject,
                "at": each.created_at.isoformat(),
                "acknowledged": acknowledgement_of(session, each.key) is not None,
            }
            for each in notices
        ],
    }


def _to_decide(session: Session, body: str) -> list[dict[str, Any]]:
    """Give the applications for more time that a body may answer, while there is something to be put off."""
    asked = session.exec(
        select(ExtensionRow, StageRow)
        .join(StageRow, col(StageRow.key) == col(ExtensionRow.stage))
        .join(
            ObligationRow,
            and_(
                col(ObligationRow.stage) == col(ExtensionRow.stage), col(ObligationRow.body) == col(ExtensionRow.body)
            ),
        )
        .where(ExtensionRow.state == "asked", StageRow.state == StageState.OPEN, col(ObligationRow.state).in_(OWING))
        .order_by(col(ExtensionRow.asked_at), col(ExtensionRow.stage), col(ExtensionRow.body))
    )
    return [extension(row) for row, stage in asked if _may_decide(session, stage, body)]


def _may_decide(session: Session, stage: StageRow, body: str) -> bool:
    cycle = get_cycle(session, stage.cycle)
    may = bodies_of(region_of(session, cycle), procedure_of(session, cycle).extend_by, cycle.unit)
    return body in {each.code for each in may}


def _awaited(session: Session, body: str) -> list[dict[str, Any]]:
    found = []
    for stage in session.exec(
        select(StageRow).where(StageRow.state == StageState.POSITIONS).order_by(col(StageRow.positions_due))
    ):
        result = latest(session, stage.key)
        if result is None or body not in parties_of(session, stage):
            continue
        taken = [each for each in positions_on(session, result.key) if each.body == body]
        if not taken:
            clauses = [each["key"] for each in result.content.get("clauses", [])]
            found.append(
                {"stage": stage.key, "result": result.key, "until": stage.positions_due.isoformat(), "clauses": clauses}
            )
    return found


def _discussed(session: Session, body: str, now: datetime) -> list[dict[str, Any]]:
    """Give a province's own figures that wait for its answer, and to the secretariat what provinces asked of it.

    After the last day nothing is awaited, though a province may still keep its figures.
    """
    found = []
    for stage, who, entries in discussion.running(session):
        mine = who == body and local_date(now) <= stage.positions_due
        if mine or body in discussion.secretariat_of(session, stage):
            told = brief(stage, who, entries)
            if told["open"] if mine else told["asked"]:
                found.append(told)
    return found


def _known(session: Session, body: str) -> None:
    cycles = session.exec(select(CycleRow)).all()
    regions = {cycle.snapshot: region_of(session, cycle) for cycle in cycles}.values()
    if any(region.body(body) for region in regions) or listed(session, recipient=body, limit=1):
        return
    if regions:
        get_body(next(iter(regions)), body)
    raise NotFoundError.of("chưa có chu kỳ nào được mở", "no cycle has been opened yet")
