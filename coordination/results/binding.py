"""What follows from an agreed forecast contract: later steps take over its terms, and bodies owe the surveys it assigns."""

from __future__ import annotations

from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.assigning import assign, bound_by, take_over
from coordination.cycles.queries import get_stage, step_of
from coordination.cycles.tables import StageRow
from coordination.kernel.text import Text
from coordination.regions.forms.procedure import CONTRACT
from coordination.results.tables import ResultRow

METHOD = "forecast_contract"
ADOPTED = ("adopted", "adopted_with_reservations")


def note_contract(session: Session, event: Event) -> None:
    """Let the steps that build on a contract be bound by it as soon as it is adopted; one that was referred binds nobody.

    Clauses that were referred bind nobody either. Twice is once.
    """
    if event.type != "result.settled" or event.data["method"] != METHOD or event.data["outcome"] not in ADOPTED:
        return
    from coordination.methods.forecast_contract import assigned, duties, terms  # noqa: PLC0415 - slow to load, and rarely asked for

    result = session.get_one(ResultRow, event.subject)
    referred = event.data["referred_clauses"]
    for stage in bound_by(session, get_stage(session, result.stage)):
        if step_of(session, stage).owes:
            take_over(stage, terms(result.content, referred))
            continue
        take_over(stage, assigned(result.content, referred))
        for duty in duties(result.content, referred):
            assign(session, stage, duty.body, duty.what, duty.by, result.key, event.at)


def ground_of(session: Session, stage: StageRow) -> Text | None:
    """Say by which terms a step worked that a contract may bind; None for one that no contract concerns."""
    step = step_of(session, stage)
    if CONTRACT not in step.settings or not step.owes:
        return None
    if stage.agreed:
        return Text(
            vi="Thực hiện theo quy ước dự báo các tỉnh đã thống nhất trước khi lập số liệu.",
            en="Made by the forecast contract the provinces agreed on before any figure was asked for.",
        )
    return Text(
        vi="Các tỉnh chưa thống nhất quy ước dự báo; áp dụng dự thảo ghi trong cấu hình.",
        en="The provinces agreed on no forecast contract; the draft written in the configuration was applied.",
    )
