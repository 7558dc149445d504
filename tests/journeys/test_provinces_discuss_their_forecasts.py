"""A simulated year in which provinces are shown their own forecasts beside the unified ones: some revise, some keep them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine
from coordination.audit.service import events, verify
from coordination.notices.service import listed
from coordination.results.service import altered
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from tests.journeys.conftest import Play, Year
from tests.journeys.small_region import write_small_region

STAGE = "two-provinces/regional-plan/2027/forecast"
ALL_HAND_IN = {"silent": 0, "late": 0, "returned": 0, "objection": 0, "reservation": 0}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the region of two provinces whose one planning step is the forecast."""
    return write_small_region(tmp_path_factory.mktemp("discussing"), "forecast")


def _threads(year: Year) -> list[dict[str, Any]]:
    (path,) = year.folder.glob("stages/two-provinces/regional-plan/*-forecast/discussions.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["simulated"] is True
    return list(found["discussions"])


def test_all_revise_and_what_they_first_gave_stays_beside_it(play: Play, region: Path) -> None:
    year = play("revising", region, behaviour=Behaviour(**ALL_HAND_IN, revises=1, keeps=0))
    threads = _threads(year)
    assert {each["body"] for each in threads} == {"75.peoples_committee", "79.peoples_committee"}
    for thread in threads:
        assert (thread["open"], thread["reserved"], thread["revised"]) == (0, 0, len(thread["rows"]))
        assert not any(each["revised_beyond_band"] for each in thread["rows"])
        assert all(each["revised_to"] != each["own"] for each in thread["rows"])
        assert [each["kind"] for each in thread["entries"]] == ["opened", "revised"]
    settings = Settings(database_url=f"sqlite:///{year.folder / 'lienvung.db'}")
    with closing(Engine.open(settings)) as engine, engine.read() as session:
        assert verify(session).intact
        assert altered(session) == []
        told = listed(session, kind="forecast.discussed", limit=100)
        proofs = {each.seq for each in events(session, kind="forecast.discussed")}
    assert sorted(each.recipient for each in told) == [
        "75.peoples_committee", "79.peoples_committee", "two-provinces.secretariat", "two-provinces.secretariat",
    ]  # fmt: skip
    assert {number for thread in threads for each in thread["rows"] for number in each["events"]} == proofs


def test_all_keep_their_figures_and_still_agree_on_the_draft(play: Play, region: Path) -> None:
    year = play("keeping", region, behaviour=Behaviour(**ALL_HAND_IN, revises=0, keeps=1))
    for thread in _threads(year):
        assert (thread["open"], thread["revised"], thread["reserved"]) == (0, 0, len(thread["rows"]))
        assert all(each["kept_because"].startswith("[mô phỏng] giữ số") for each in thread["rows"])
    (stage,) = [each for each in year.summary["stages"] if each["stage"] == STAGE]
    assert (stage["outcome"], stage["sign_off"]["approved"]) == ("adopted", stage["on_time"] + stage["late"])


def test_who_says_nothing_leaves_them_unanswered(play: Play, region: Path) -> None:
    year = play("saying-nothing", region, behaviour=Behaviour(**ALL_HAND_IN, revises=0, keeps=0))
    for thread in _threads(year):
        assert (thread["open"], thread["asked"]) == (len(thread["rows"]), False)
