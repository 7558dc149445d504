"""Each flow, run in Prefect's embedded mode: it does the services' work, once, under a name one can read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine, known
from coordination.audit.service import events, verify
from coordination.cycles.queries import get_stage
from coordination.cycles.states import ObligationState
from coordination.cycles.tables import ObligationRow
from coordination.kernel.clock import morning_of
from coordination.notices.service import counts
from coordination.regions.service import load_region
from coordination.settings import parse_mail_server
from coordination.submissions.service import submit
from tests.faults.scripted_server import ScriptedServer
from tests.flows.conftest import BEGINS, LADDER, PLAN, recorded, runs_of

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_home"), pytest.mark.xdist_group("prefect")]
ASSESSMENT = f"{PLAN}/joint-assessment"
STEPS_AT_ONCE = (ASSESSMENT, f"{PLAN}/forecast-contract")
PRIVATE = "câu chỉ có trong bản nộp của một tỉnh"


def _log(engine: Engine) -> list[tuple[str, str]]:
    with engine.read() as session:
        assert verify(session).intact
        return [(event.type, event.subject) for event in events(session)]


async def test_cycles_are_opened_once(new_file_engine: Callable[[], Engine]) -> None:
    from flows.planning_cycle import open_cycles  # noqa: PLC0415 - after Prefect's folder is set

    engine, key = new_file_engine(), str(PLAN)
    with runs_of(engine) as run:
        for _ in range(2):
            name = "southeast/2027/open"
            assert await run(open_cycles, name, ["southeast", "regional-plan"], keys=[key], now=BEGINS.isoformat()) == [
                key
            ]
    assert _log(engine) == [("cycle.opened", key)]
    found = await recorded("southeast/2027/open")
    assert [set(each.tags) for each in found] == [{"southeast", "regional-plan"}] * 2
    assert {each.state.type.value for each in found} == {"COMPLETED"}


async def test_the_heartbeat_does_all_that_is_due_once(opened: Engine, new_file_engine: Callable[[], Engine]) -> None:
    from flows.calendar_clock import tick  # noqa: PLC0415

    now = morning_of(date(2026, 6, 2)).isoformat()
    with runs_of(opened) as run:
        assert await run(tick, "calendar-clock", ["lienvung"], now=now) == len(STEPS_AT_ONCE)
        log = _log(opened)
        assert await run(tick, "calendar-clock", ["lienvung"], now=now) == 0
    assert _log(opened) == log
    assert {("stage.opened", stage) for stage in STEPS_AT_ONCE} <= set(log)


async def test_the_ladders_run_by_their_own_flow_and_leave_regional_steps_alone(opened: Engine) -> None:
    from flows.council_sync import sync  # noqa: PLC0415

    now = morning_of(date(2026, 10, 25)).isoformat()
    with runs_of(opened) as run:
        assert await run(sync, "southeast/2027/council-sync 25/10", ["southeast"], now=now) > 0
        log = _log(opened)
        assert await run(sync, "southeast/2027/council-sync 25/10", ["southeast"], now=now) == 0
    assert _log(opened) == log
    assert all(subject.startswith((str(LADDER), str(PLAN))) for _, subject in log)
    assert ("stage.opened", ASSESSMENT) not in log
    assert ("stage.opened", f"{LADDER}/joint-meeting") in log


async def test_notices_are_delivered_once(opened: Engine) -> None:
    from flows.deliver_notices import deliver  # noqa: PLC0415

    with ScriptedServer() as server, runs_of(replace(opened, server=parse_mail_server(server.url))) as run:
        first = await run(deliver, "deliver-notices 28/05/2026", ["notices"], now=BEGINS.isoformat())
        second = await run(deliver, "deliver-notices 28/05/2026", ["notices"], now=BEGINS.isoformat())
    with opened.read() as session:
        said = counts(session)
    assert first.sent == said["created"] == said["delivered"] == len(server.messages) > 0
    assert (second.sent, second.remaining) == (0, 0)


def _assessment() -> dict[str, Any]:
    figure = {"indicator": "population_avg", "period": 2025, "value": "100"}
    return {"figures": [figure], "texts": [{"pillar": "economy", "kind": "achievement", "text": PRIVATE}]}


async def test_a_synthesis_is_a_run_of_its_own_with_its_result_to_look_at(opened: Engine, prefect_home: Path) -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415

    from flows.artifacts import artifact_key  # noqa: PLC0415
    from flows.calendar_clock import perform  # noqa: PLC0415

    await opened.tick(morning_of(date(2026, 6, 2)))
    with opened.write() as session:
        for unit in ("75", "79", "80"):
            submit(session, ASSESSMENT, f"{unit}.peoples_committee", _assessment(), morning_of(date(2026, 6, 10)))
    now = morning_of(date(2026, 6, 26))
    with runs_of(opened):
        done = await opened.tick(now, perform)
        assert ("synthesise", ASSESSMENT) in [(work.kind, work.key) for work in done]
        assert await opened.tick(now, perform) == []
    with opened.read() as session:
        assert get_stage(session, ASSESSMENT).state == "positions"
        owed = session.get_one(ObligationRow, (ASSESSMENT, "79.peoples_committee"))
        assert owed.state == ObligationState.ACCEPTED
    (found,) = await recorded("southeast/2027/joint-assessment")
    assert set(found.tags) == {"southeast", "regional-plan"}
    assert set(found.parameters) == {"stage", "now"}
    async with get_client() as client:
        artifacts = await client.read_artifacts()
    mine = [each for each in artifacts if (each.key or "").startswith(artifact_key(ASSESSMENT))]
    assert {each.type for each in mine} == {"markdown", "table"}
    everything = json.dumps([[each.data, each.description] for each in artifacts], ensure_ascii=False)
    assert PRIVATE not in everything
    assert "@" not in everything
    assert _private_in(prefect_home) == []


def _private_in(home: Path) -> list[str]:
    """Give what Prefect's own database holds of a draft's words and of addresses."""
    region = load_region("southeast", known())
    private = [PRIVATE, *(contact.email for body in region.bodies for contact in body.contacts)]
    held = b"".join(path.read_bytes() for path in home.glob("prefect.db*"))
    assert held
    return [each for each in private if each.encode() in held]


async def test_running_a_stage_that_has_its_result_changes_nothing(opened: Engine) -> None:
    from flows.planning_cycle import run_stage  # noqa: PLC0415

    await opened.tick(morning_of(date(2026, 6, 26)))
    log = _log(opened)
    with runs_of(opened) as run:
        assert (
            await run(run_stage, "southeast/2027/again", ["southeast"], stage=ASSESSMENT, now=BEGINS.isoformat())
            is None
        )
    assert _log(opened) == log
