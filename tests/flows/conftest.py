"""Prefect in its embedded mode, with a home of its own, for one session of tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine
from coordination.cycles.opening import open_cycle
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import CycleKey

PLAN = CycleKey("southeast", "regional-plan", "2027")
LADDER = CycleKey("southeast", "council-supervision", "2027", "79")
BEGINS = morning_of(date(2026, 5, 28))


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point Prefect at a folder of this session; its server starts with the first flow."""
    import flows  # noqa: F401, PLC0415 - sets Prefect's switches; Prefect reads its folder when it is imported

    home = tmp_path_factory.mktemp("prefect")
    kept = {name: os.environ.pop(name, None) for name in ("PREFECT_HOME", "PREFECT_API_URL")}
    os.environ["PREFECT_HOME"] = str(home)
    yield home
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


@pytest.fixture
def opened(new_file_engine: Callable[[], Engine]) -> Engine:
    """Give an engine with the plan of three provinces and one ladder opened."""
    from coordination.app import known  # noqa: PLC0415 - as the flows themselves load it
    from coordination.regions.service import load_region  # noqa: PLC0415

    engine = new_file_engine()
    region = load_region("southeast", known())
    with engine.write() as session:
        for key in (PLAN, LADDER):
            open_cycle(session, region, key, BEGINS)
    return engine


@contextmanager
def runs_of(engine: Engine) -> Iterator[Any]:
    """Let flows work on an engine; gives the function that runs them by name and labels."""
    from flows.engine import hosting, run  # noqa: PLC0415 - after Prefect's folder is set

    with hosting(engine):
        yield run


async def recorded(name: str) -> list[Any]:
    """Give the flow runs Prefect keeps under a name."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - after Prefect's folder is set
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName  # noqa: PLC0415

    async with get_client() as client:
        return list(await client.read_flow_runs(flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[name]))))
