"""Deliverers are killed outright, at random moments, over a real mail server and a real database file."""

from __future__ import annotations

from pathlib import Path

from coordination.regions.model import Region
from tests.faults.conftest import Start
from tests.faults.filling import fill
from tests.faults.killing import deliver_at_once, kill_deliverers

KILLS, NOTICES = 8, 100


def test_killed_deliverers_lose_no_notice_and_repeat_at_most_one_each(
    start: Start, region: Region, tmp_path: Path
) -> None:
    """Two hundred kills over a thousand notices are ``python -m tests.benchmarks kills``."""
    database = tmp_path / "lienvung.db"
    fill(database, region, NOTICES)
    found = kill_deliverers(database, tmp_path / "mail", region, KILLS, seed=7)
    assert (found.lost, found.strange, found.states) == (0, 0, {"delivered": NOTICES})
    assert found.repeated <= found.crashed <= KILLS
    verified = start("audit", "verify", "--db", str(database), "--json")
    said = verified.communicate(timeout=120)
    assert verified.returncode == 0, said


def test_two_deliverers_at_once_send_no_notice_twice(region: Region, tmp_path: Path) -> None:
    """Five thousand notices are ``python -m tests.benchmarks kills``, too."""
    database = tmp_path / "lienvung.db"
    fill(database, region, 400)
    found = deliver_at_once(database, tmp_path / "mail", region, 2)
    assert (found.lost, found.repeated, found.strange, found.crashed) == (0, 0, 0, 0)
    assert found.states == {"delivered": 400}
