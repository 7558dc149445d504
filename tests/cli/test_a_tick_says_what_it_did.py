"""A tick says of each thing it did which state was reached and whom it concerned, and of a late opening which day holds."""

from __future__ import annotations

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
