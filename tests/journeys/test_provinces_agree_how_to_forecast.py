"""A year in which two provinces agree how to forecast, divide the surveys, and then forecast by what they agreed on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from coordination.app import Engine
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.notices.tables import NoticeRow
from coordination.results.positions import latest
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from tests.journeys.conftest import Play
from tests.journeys.small_region import write_small_region

PLAN = "two-provinces/regional-plan/2027"
AGREEING = Behaviour(silent=0, late=0, returned=0, reservation=0, objection=0, quiet=0)


@pytest.fixture(scope="module")
def contracting_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the region of two provinces that plan no more than their forecasts."""
    return write_small_region(tmp_path_factory.mktemp("agreeing"), "forecast-contract", "forecast", "basic-surveys")


def test_a_year_goes_by_what_was_agreed_before_it_forecast(play: Play, contracting_region: Path) -> None:
    year = play("agreeing", contracting_region, behaviour=AGREEING)
    settings = Settings(database_url=f"sqlite:///{year.folder / 'lienvung.db'}")
    with closing(Engine.open(settings)) as engine, engine.read() as session:
        contract, forecast = (latest(session, f"{PLAN}/{step}") for step in ("forecast-contract", "forecast"))
        assert contract is not None
        assert forecast is not None
        assert contract.state == "adopted"
        agreed = session.get_one(StageRow, f"{PLAN}/forecast").agreed
        assert agreed == {name: contract.content["terms"][name] for name in agreed or {}}
        assert [each["indicator"] for each in forecast.content["indicators"]] == contract.content["terms"]["indicators"]
        assert forecast.content["summary"][-1]["vi"].startswith("Thực hiện theo quy ước dự báo")
        assert forecast.inputs[contract.key] == contract.content_hash
        assigned = {each["body"] for each in contract.content["assignments"] if each["body"]}
        assert _surveyed(session) == dict.fromkeys(assigned, "accepted")
        assert assigned
        surveys = latest(session, f"{PLAN}/basic-surveys")
        assert surveys is not None
        collecting = {each["body"] for each in contract.content["assignments"] if each["body"] and each["indicators"]}
        assert {each["body"] for each in surveys.content["collected"]} == collecting
        assert {each["unit"] for each in surveys.content["collected"]} == {"75", "79"}  # one collects for all
        assert collecting
        told = session.exec(select(NoticeRow.recipient).where(NoticeRow.type == "obligation.assigned"))
        assert set(told) == assigned


def _surveyed(session: Session) -> dict[str, str]:
    rows = session.exec(select(ObligationRow).where(col(ObligationRow.stage) == f"{PLAN}/basic-surveys"))
    return {each.body: each.state for each in rows}
