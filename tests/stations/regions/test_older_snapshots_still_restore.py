"""A cycle opened by an older release keeps running: its snapshot, written before newer fields, is still read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session, SQLModel, create_engine

from coordination.cycles.queries import region_of
from coordination.cycles.tables import CycleRow, SnapshotRow
from coordination.kernel.canonical import sha256
from coordination.regions.model import Region, Rung
from coordination.regions.service import restore, snapshot

OLDER = (Path(__file__).parent / "older_snapshot.json").read_text("utf-8")
"""The small country as the release before ladders, offices of heads and options of rules kept it."""


def of_a_running_cycle(content: str) -> Region:
    """Give the region a running cycle reads from its snapshot."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["region_snapshot"]])
    digest = sha256(content)
    cycle = CycleRow(
        key="delta/yearly-plan/2027",
        region="delta",
        procedure="yearly-plan",
        period="2027",
        snapshot=digest,
        opened_on=date(2026, 5, 28),
        ends_on=date(2027, 1, 15),
        opened_at=datetime(2026, 5, 28, tzinfo=UTC),
    )
    with Session(engine) as session:
        session.add(SnapshotRow(hash=digest, region="delta", content=content))
        session.flush()
        return region_of(session, cycle)


def test_numbers_of_an_older_ladder_remind_the_drafter() -> None:
    assert '"remind":[-3,1]' in OLDER
    for region in (restore(OLDER), of_a_running_cycle(OLDER)):
        assert region.procedures[0].remind == [Rung(at=-3, to=["drafter"]), Rung(at=1, to=["drafter"])]


def test_what_an_older_snapshot_does_not_say_is_taken_for_nothing() -> None:
    region = restore(OLDER)
    assert region == of_a_running_cycle(OLDER)
    assert region.announced_through == 0
    assert not region.reads_inclusively("92")
    assert region.procedures[0].extend_by == ["region.secretariat"]
    assert {contact.role for body in region.bodies for contact in body.contacts} == {"drafter"}
    assert region.procedures[0].basis.words("en") == "Quy chế phối hợp"
    assert region.procedures[0].opens.compact == "on 28/05"


def test_an_older_snapshot_kept_anew_is_the_same_region() -> None:
    text, _ = snapshot(restore(OLDER))
    assert restore(text) == restore(OLDER)
    assert snapshot(restore(text))[0] == text
