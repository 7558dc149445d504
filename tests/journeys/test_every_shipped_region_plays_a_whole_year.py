"""All shipped configurations, played to the end: everything told, everything settled, everything provable."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine
from coordination.audit.service import verify
from coordination.regions.service import available
from coordination.settings import Settings
from tests.faults.sink_reading import filed
from tests.journeys.conftest import Play, Year

YEARS = {"mekong-delta-2019": 2020}
REGIONS = [each.code for each in available()]
SETTLED = {"adopted", "adopted_with_reservations", "referred"}
FINAL = {"accepted", "missing", "excused"}


def _rows(year: Year, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(year.folder / "lienvung.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("region", REGIONS)
def test_a_year_ends_with_everything_settled_and_provable(region: str, play: Play) -> None:
    year = play(region, region, YEARS.get(region, 2027))
    _summary_is_whole(region, year.summary)
    _everything_is_settled(year)
    _the_chain_holds(year)
    assert year.summary["notices"]["queued"] == year.summary["notices"]["created"] > 0


def test_where_mail_is_sent_every_notice_arrives_once(play: Play, small_region: Path) -> None:
    _every_notice_arrived_once(play("with-mail", small_region, hold_mail=False))


def _summary_is_whole(region: str, summary: dict[str, Any]) -> None:
    assert summary["simulated"] is True
    assert (summary["region"], summary["period"], summary["seed"]) == (region, str(YEARS.get(region, 2027)), 1)
    assert summary["seconds"] > 0
    assert summary["events"] > 0
    assert len(summary["audit_head"]) == 64
    assert set(summary["notices"]) >= {"created", "delivered", "failed", "uncertain", "acknowledged"}
    for stage in summary["stages"]:
        assert set(stage) >= {"cycle", "stage", "state", "due", "obligations", "on_time", "late", "missing"}
        assert stage["obligations"] == stage["on_time"] + stage["late"] + stage["missing"], stage


def _everything_is_settled(year: Year) -> None:
    assert {stage["state"] for stage in year.summary["stages"]} <= SETTLED
    assert {state for (state,) in _rows(year, "SELECT DISTINCT state FROM stage")} == {"closed"}
    assert {outcome for (outcome,) in _rows(year, "SELECT DISTINCT outcome FROM stage")} <= SETTLED
    assert {state for (state,) in _rows(year, "SELECT DISTINCT state FROM cycle")} == {"closed"}
    assert {state for (state,) in _rows(year, "SELECT DISTINCT state FROM obligation")} <= FINAL
    assert {state for (state,) in _rows(year, "SELECT DISTINCT state FROM exchange")} == {"held"}
    assert _rows(year, "SELECT count(*) FROM stage WHERE wake_at IS NOT NULL") == [(0,)]


def _the_chain_holds(year: Year) -> None:
    engine = Engine.open(Settings(database_url=f"sqlite:///{year.folder / 'lienvung.db'}"))
    try:
        with engine.read() as session:
            verdict = verify(session)
    finally:
        engine.close()
    assert (verdict.intact, verdict.events, verdict.head) == (True, year.summary["events"], year.summary["audit_head"])


def _every_notice_arrived_once(year: Year) -> None:
    notices = year.summary["notices"]
    found = filed(year.folder / "mail")
    assert notices["created"] == notices["delivered"] == found.total() == len(found) == year.summary["mail"]["sent"]
    assert (notices["failed"], notices["uncertain"], notices["queued"]) == (0, 0, 0)
    assert 0 < notices["acknowledged"] < notices["delivered"]
    by_body = dict(_rows(year, "SELECT recipient, count(*) FROM notice GROUP BY recipient"))
    boxes = {box.name: sum(1 for _ in (box / "new").iterdir()) for box in (year.folder / "mail").iterdir()}
    assert boxes == by_body
