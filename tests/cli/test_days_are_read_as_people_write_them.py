"""A day is 2026-05-15 or 15/05/2026; what only computers write is refused, and years out of range are named so."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

RULE = "working_days 3 after opens"


def test_a_day_in_vietnamese_order_is_the_same_day(run: Run) -> None:
    plain = run("calendar", "due", RULE, "--from", "2026-05-15", "--json")
    assert (plain.code, plain.json["date"]) == (0, "2026-05-20")
    assert run("calendar", "due", RULE, "--from", "15/05/2026", "--json").json == plain.json


@pytest.mark.parametrize("text", ["2026-W20-5", "20260515", "31/02/2026", "2026-5-15", "15/05", "２０２６-05-15", ""])
def test_what_is_no_day_is_told_how_to_write_one(text: str, run: Run) -> None:
    said = run("calendar", "due", RULE, f"--from={text}", "--lang", "en")
    assert said.code == 2
    assert "is no day; write 2026-05-15 or 15/05/2026" in said.err


@pytest.mark.parametrize("text", ["1900-01-01", "01/01/2101"])
def test_a_day_of_years_without_plans_is_told_the_years(text: str, run: Run) -> None:
    said = run("calendar", "due", RULE, "--from", text, "--lang", "en")
    assert said.code == 2
    assert "1976–2100" in said.err
    assert "is no day" not in said.err


@pytest.mark.parametrize("text", ["2026-W20-5", "20260515", "20260515T080000", "2026-05-15T25:00", "soon"])
def test_now_is_no_week_and_no_run_of_digits(text: str, run: Run) -> None:
    assert run("cycle", "tick", "--now", text, "--dry-run").code == 2


def test_now_may_be_a_day_in_vietnamese_order(run: Run) -> None:
    said = run("cycle", "tick", "--now", "02/06/2026", "--dry-run", "--json")
    assert said.json["now"] == "2026-06-02T00:30:00+00:00"


def test_a_plan_period_in_digits_of_another_script_is_refused(run: Run) -> None:
    assert run("calendar", "check", "southeast", "--period", "２０２７").code == 2
    words = ("cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "２０２７")
    assert run(*words).code == 3
