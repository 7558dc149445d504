"""A round as a secretariat, three provinces and a council committee would play it, command by command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PLAN, Run
from tests.faults.scripted_server import ScriptedServer

ASSESSMENT, VIEWPOINTS = f"{PLAN}/joint-assessment", f"{PLAN}/viewpoints"
PROVINCES = {"75": "Đồng Nai", "79": "Hồ Chí Minh", "80": "Tây Ninh"}
Do = Callable[..., Any]

FORM = """\
figures:
  - {{indicator: grdp_current, period: 2025, value: "{grdp}"}}
  - {{indicator: population_avg, period: 2025, value: "{people}"}}
texts:
  - {{pillar: economy, kind: achievement, text: "Tăng trưởng của {name} đạt kế hoạch."}}
  - {{pillar: society, kind: shortfall, text: "Đào tạo nghề còn chậm."}}
"""
CLAUSES = "pillar,text\neconomy,Kết nối hạ tầng liên vùng\nsociety,Phát triển nguồn nhân lực của {name}\n"


@pytest.fixture
def do(run: Run, tmp_path: Path) -> Do:
    """Run a verb on the round's database on a day; gives its JSON, having checked that it went well."""

    def _do(day: str, *words: str, code: int = 0) -> Any:
        said = run(*words, "--db", str(tmp_path / "round.db"), "--now", day, "--json")
        assert said.code == code, (words, said)
        return said.json

    return _do


def _write(folder: Path) -> None:
    for number, (unit, name) in enumerate(PROVINCES.items(), 1):
        form = FORM.format(name=name, grdp=1000 * number, people=100 * number)
        (folder / f"assessment-{unit}.yaml").write_text(form, encoding="utf-8")
        (folder / f"viewpoints-{unit}.csv").write_text(CLAUSES.format(name=name), encoding="utf-8-sig")


def test_from_opening_to_cancelling(do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path)
    _open(do)
    _hand_in(do)
    _agree(do)
    _hand_in_rows(do)
    _tell(do, monkeypatch)
    _look_from_the_council(do)
    _amend_and_cancel(do)
    assert do("2026-10-20", "audit", "verify")["intact"]


def _open(do: Do) -> None:
    words = ("cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "2027")
    assert [each["new"] for each in do("2026-05-28", *words)] == [True]
    assert [each["new"] for each in do("2026-05-29", *words)] == [False], "again is no change"
    assert {"did": "advance", "key": ASSESSMENT, "cycle": PLAN} in do("2026-06-02", "cycle", "tick")["done"]
    owed = _owed(do, "2026-06-02", "79.peoples_committee")
    assert owed is not None
    assert owed["state"] == "pending"
    assert owed["days_left"] > 0


def _owed(do: Do, day: str, body: str) -> Any:
    """Give what a body still owes to the assessment; None if nothing."""
    return next((each for each in do(day, "inbox", body)["owes"] if each["stage"] == ASSESSMENT), None)


def _hand_in(do: Do) -> None:
    for unit in PROVINCES:
        words = ("stage", "submit", ASSESSMENT, f"{unit}.peoples_committee", f"assessment-{unit}.yaml")
        assert do("2026-06-10", *words)["new"]
        assert not do("2026-06-10", *words)["new"], "the same file is the same revision"
    assert _owed(do, "2026-06-10", "79.peoples_committee") is None
    returned = do("2026-06-11", "stage", "return", ASSESSMENT, "80.peoples_committee", "--reason", "Rà soát dân số")
    assert returned["state"] == "returned"
    assert _owed(do, "2026-06-11", "80.peoples_committee")["state"] == "returned"
    again = do("2026-06-12", "stage", "submit", ASSESSMENT, "80.peoples_committee", "assessment-80.yaml")
    assert (again["revision"], again["new"]) == (2, True)
    for unit in PROVINCES:
        done = do("2026-06-16", "stage", "accept", ASSESSMENT, f"{unit}.peoples_committee")
        assert done["state"] == "accepted"
    do("2026-06-24", "cycle", "tick")
    assert do("2026-06-24", "stage", "show", ASSESSMENT)["state"] == "positions"


def _agree(do: Do) -> None:
    (awaited,) = do("2026-06-24", "inbox", "75.peoples_committee")["positions"]
    assert awaited["stage"] == ASSESSMENT
    position = ("stage", "position", ASSESSMENT)
    assert do("2026-06-24", *position, "75.peoples_committee", "agree")["stance"] == "agree"
    do("2026-06-24", *position, "79.peoples_committee", "agree_with_reservation", code=3)  # words are missing
    do("2026-06-24", *position, "79.council_standing", "agree", code=4)
    words = "Bảo lưu số liệu dân số"
    do("2026-06-25", *position, "79.peoples_committee", "agree_with_reservation", "--text", words)
    do("2026-07-01", "cycle", "tick")
    shown = do("2026-07-01", "stage", "show", ASSESSMENT)
    result = shown["result"]
    assert (shown["outcome"], result["state"]) == ("adopted_with_reservations", "adopted_with_reservations")
    assert {each["body"]: each["tacit"] for each in result["positions"]} == {
        "75.peoples_committee": False, "79.peoples_committee": False, "80.peoples_committee": True,
    }  # fmt: skip
    assert result["outcome"]["reservations"][0]["text"] == words
    do("2026-07-01", *position, "80.peoples_committee", "agree", code=5)


def _hand_in_rows(do: Do) -> None:
    for unit in PROVINCES:
        words = ("stage", "submit", VIEWPOINTS, f"{unit}.peoples_committee", f"viewpoints-{unit}.csv")
        assert do("2026-07-03", *words)["new"]
    submissions = do("2026-07-03", "stage", "show", VIEWPOINTS)["submissions"]
    assert [each["content"]["clauses"][0]["text"] for each in submissions] == ["Kết nối hạ tầng liên vùng"] * 3


def _tell(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = do("2026-07-03", "notices", "list", "--state", "queued", "--limit", "1000")
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        assert do("2026-07-03", "notices", "deliver")["sent"] == len(waiting) == len(server.messages)
        assert do("2026-07-03", "notices", "deliver")["sent"] == 0
    settled = do("2026-07-03", "notices", "list", "--event", "result.settled", "--body", "79.peoples_committee")
    (notice,) = (each for each in settled if each["stage"] == ASSESSMENT)
    receipt = do("2026-07-04", "notices", "ack", notice["notice"], "--body", "79.peoples_committee", "--by", "Văn thư")
    assert (
        do("2026-07-05", "notices", "ack", notice["notice"], "--body", "79.peoples_committee", "--by", "Khác")
        == receipt
    )
    assert do("2026-07-05", "notices", "show", notice["notice"])["acknowledged"]["office"] == "Văn thư"


def _look_from_the_council(do: Do) -> None:
    words = ("cycle", "open", "--region", "southeast", "--procedure", "council-supervision", "--period", "2027")
    assert len(do("2026-10-10", *words)) == len(PROVINCES)
    (ladder,) = do("2026-10-20", "supervision", "ladder", "79")
    due = [rung["due"] for rung in ladder["rungs"]]
    assert due == sorted(due)
    assert all(rung["days_before_session"] is not None for rung in ladder["rungs"])
    assert {each["state"] for each in do("2026-10-20", "cycle", "list")} == {"open"}
    stage = ladder["rungs"][0]["stage"]
    assert do("2026-10-20", "calendar", "explain", stage)["dates"]["due"]["derivation"]


def _amend_and_cancel(do: Do) -> None:
    before = do("2026-10-20", "audit", "verify")["events"]
    assert do("2026-10-20", "cycle", "amend", PLAN, "--dry-run") == {
        "cycle": PLAN,
        "parts": [],
        "changes": [],
        "what": [],
        "kept": [],
        "meetings": [],
        "warnings": [],
        "ends": None,
        "asked": [],
        "affected": [],
        "others": [],
        "conflicts": [],
        "adopted": False,
    }
    assert do("2026-10-20", "cycle", "cancel", PLAN, "--reason", "Thử", "--dry-run")["state"] == "cancelled"
    assert do("2026-10-20", "audit", "verify")["events"] == before
    assert do("2026-10-20", "cycle", "cancel", PLAN, "--reason", "Điều chỉnh kế hoạch")["state"] == "cancelled"
    assert do("2026-10-21", "cycle", "cancel", PLAN, "--reason", "Điều chỉnh kế hoạch")["state"] == "cancelled"
    assert do("2026-10-21", "audit", "verify")["events"] > before
    do("2026-10-21", "cycle", "amend", PLAN, code=5)
