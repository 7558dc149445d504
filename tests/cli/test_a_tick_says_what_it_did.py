"""A tick says of each thing it did which state was reached and whom it concerned, and of a late opening which day holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import coordination
from coordination.app import Work
from coordination.cli.common import common
from coordination.cli.ticking import ACTS, print_done
from coordination.notices.telling.rules import EVENTS
from tests.cli.conftest import Run

PLAN = "mekong-delta/regional-plan/2027"
STEP = f"{PLAN}/joint-assessment"
OPEN = ("cycle", "open", "--region", "mekong-delta", "--procedure", "regional-plan", "--period", "2027")


def test_the_state_reached_and_the_bodies_are_named(run: Run) -> None:
    where = ("--db", "t.db", "--now")
    assert run(*OPEN, *where, "2026-05-28").code == 0
    would = run("cycle", "tick", *where, "2026-06-02", "--dry-run").out
    assert "→" not in would
    first = run("cycle", "tick", *where, "2026-06-02").out
    assert f"chuyển bước: {STEP} → mở" in first
    later = run("cycle", "tick", *where, "2026-06-20").out
    assert f"chuyển bước: {STEP} → ghi trễ hạn: UBND Đồng Tháp, " in later
    assert "nhắc việc → nhắc: UBND Đồng Tháp, " in later
    assert not [line for line in later.splitlines() if line.endswith(("–", ": ", "→ "))]
    assert run("cycle", "tick", *where, "2026-06-20", "--json").json["said"] == []


def test_the_letter_of_a_step_opened_late_tells_the_due_day_that_holds(run: Run) -> None:
    where = ("--db", "t.db", "--now", "2026-06-03")
    run(*OPEN, *where[:3], "2026-05-28")
    planned = run("stage", "show", STEP, *where, "--json").json["due"]
    run("cycle", "tick", *where)
    step = run("stage", "show", STEP, *where, "--json").json
    assert step["planned"]["due"] == planned < step["due"]
    (shown,) = [each for each in run("cycle", "show", PLAN, *where, "--json").json["stages"] if each["stage"] == STEP]
    assert (shown["planned"]["due"], shown["due"]) == (planned, step["due"])
    told, old = ("/".join(reversed(each.split("-"))) for each in (step["due"], planned))
    letters = run("notices", "list", "--stage", STEP, "--event", "stage.opened", *where[:2], "--json").json
    assert letters
    letter = run("notices", "show", letters[0]["notice"], *where[:2]).out
    assert (told in letter, old in letter) == (True, False)


def test_every_event_that_is_recorded_has_words_of_its_own_in_both_languages() -> None:
    recorded = {*EVENTS, *_recorded()}
    assert "obligation.assigned" in recorded
    assert "stage.held_up" in recorded
    assert sorted(recorded - set(ACTS)) == []
    assert not [kind for kind, words in ACTS.items() if kind in (words.vi, words.en)]


def _recorded() -> Iterator[str]:
    """Give the events the sources record by name."""
    for path in Path(coordination.__file__).parent.rglob("*.py"):
        yield from re.findall(r'record\(\s*session,\s*"([a-z]+\.[a-z_]+)"', path.read_text("utf-8"))


def test_steps_nothing_is_told_of_stand_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "lang", "vi")
    nothing = "không có gì phải báo thêm"
    done = [Work("advance", each, PLAN) for each in ("a", "b", "b", "c")]
    print_done(done, [[nothing], ["mở"], [nothing], [nothing]])
    assert capsys.readouterr().out.splitlines() == ["chuyển bước: b → mở", f"chuyển bước: a, b, c → {nothing}"]
