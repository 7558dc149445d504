"""Looking up cycles, steps and what is owed; every look-up says what is missing and what is near."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.cycles.tables import CycleRow, ExchangeRow, ExtensionRow, ObligationRow, SnapshotRow, StageRow
from coordination.errors import Fault, NotFoundError
from coordination.kernel.text import Text
from coordination.regions.model import Body, Procedure, Region, Step
from coordination.regions.rules import select as select_bodies

# Asked at every move of a step: put together once, they cost half.
_STAGES = select(StageRow).where(col(StageRow.cycle) == bindparam("cycle")).order_by(col(StageRow.position))
_STATES = columns(col(StageRow.step), col(StageRow.state)).where(col(StageRow.cycle) == bindparam("cycle"))
_OWED = select(ObligationRow).where(col(ObligationRow.stage) == bindparam("stage")).order_by(col(ObligationRow.body))

_MOST_KEPT = 64
_regions: dict[str, Region] = {}
"""Configurations by the hash of their content: what has been read once need not be read again."""


def region_of(session: Session, cycle: CycleRow) -> Region:
    """Give the configuration a cycle was opened with (or last amended to)."""
    return region_at(session, cycle.snapshot)


def region_at(session: Session, digest: str) -> Region:
    """Give a configuration by the hash of its content."""
    if digest not in _regions:
        content = session.exec(select(SnapshotRow.content).where(SnapshotRow.hash == digest)).one()
        if len(_regions) >= _MOST_KEPT:
            _regions.clear()
        _regions[digest] = Region.model_validate_json(content, strict=False)
    return _regions[digest]


def procedure_of(session: Session, cycle: CycleRow) -> Procedure:
    """Give the procedure a cycle runs."""
    procedure = region_of(session, cycle).procedure(cycle.procedure)
    if procedure is None:
        raise RuntimeError(f"snapshot {cycle.snapshot} lost the procedure {cycle.procedure}")
    return procedure


def step_of(session: Session, stage: StageRow) -> Step:
    """Give the configuration of a stage's step; settings the bodies agreed on go before those written there."""
    procedure = procedure_of(session, get_cycle(session, stage.cycle))
    return as_agreed(next(step for step in procedure.steps if step.code == stage.step), stage)


def as_agreed(step: Step, stage: StageRow) -> Step:
    """Give a step with the settings its bodies agreed on in place of its own."""
    return step.model_copy(update={"settings": step.settings | stage.agreed}) if stage.agreed else step


def get_cycle(session: Session, key: str) -> CycleRow:
    """Give a cycle by its key; NotFoundError with the nearest one."""
    row = session.get(CycleRow, key)
    if row is None:
        raise _not_found("chu kỳ", "cycle", key, session.exec(select(CycleRow.key)))
    return row


def get_stage(session: Session, key: str) -> StageRow:
    """Give a stage by its key; NotFoundError with the nearest one."""
    row = session.get(StageRow, key)
    if row is None:
        raise _not_found("bước", "stage", key, session.exec(select(StageRow.key)))
    return row


def get_obligation(session: Session, stage: str, body: str) -> ObligationRow:
    """Give what a body owes in a stage; NotFoundError if it owes nothing there."""
    row = session.get(ObligationRow, (stage, body))
    if row is None:
        owing = session.exec(select(ObligationRow.body).where(ObligationRow.stage == stage))
        raise _not_found("nghĩa vụ của cơ quan", "obligation of", body, owing)
    return row


def get_exchange(session: Session, key: str) -> ExchangeRow:
    """Give a meeting by its key."""
    row = session.get(ExchangeRow, key)
    if row is None:
        raise _not_found("cuộc trao đổi", "exchange", key, session.exec(select(ExchangeRow.key)))
    return row


def get_body(region: Region, code: str) -> Body:
    """Give a body of a region by its code; NotFoundError with the nearest one."""
    body = region.body(code)
    if body is None:
        raise _not_found("cơ quan", "body", code, (each.code for each in region.bodies))
    return body


def bodies_of(region: Region, selectors: Iterable[str], unit: str | None) -> list[Body]:
    """Give the bodies that selectors mean inside a cycle, each once."""
    found: dict[str, Body] = {}
    for selector in selectors:
        found.update({body.code: body for body in select_bodies(region, selector, unit)})
    return list(found.values())


def stages_of(session: Session, cycle: str) -> list[StageRow]:
    """Give a cycle's stages in order."""
    return list(session.exec(_STAGES, params={"cycle": cycle}))


def states_of(session: Session, cycle: str) -> dict[str, str]:
    """Give the state of each of a cycle's steps, without reading all the rest of them."""
    session.flush()
    return dict(session.connection().execute(_STATES, {"cycle": cycle}).all())


def obligations_of(session: Session, stage: str) -> list[ObligationRow]:
    """Give what is owed in a stage, by body."""
    return list(session.exec(_OWED, params={"stage": stage}))


def extensions_of(session: Session, stage: str | None = None, body: str | None = None) -> list[ExtensionRow]:
    """Give applications for more time, by stage, body and number."""
    query = select(ExtensionRow)
    if stage:
        query = query.where(ExtensionRow.stage == stage)
    if body:
        query = query.where(ExtensionRow.body == body)
    order = (col(ExtensionRow.stage), col(ExtensionRow.body), col(ExtensionRow.number))
    return list(session.exec(query.order_by(*order)))


def _not_found(noun_vi: str, noun_en: str, key: str, known: Iterable[str]) -> NotFoundError:
    near = get_close_matches(key, list(known), n=1, cutoff=0.4)
    fix = Text(vi=f"gần nhất: {near[0]}", en=f"nearest: {near[0]}") if near else None
    return NotFoundError(Fault(Text(vi=f"không có {noun_vi} {key}", en=f"there is no {noun_en} {key}"), fix=fix))
