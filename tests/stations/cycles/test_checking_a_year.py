"""Checking the years of whole regions: shipped ones, hostile ones, and by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.app import known
from coordination.cli.common import take_common
from coordination.cli.conflicts import check
from coordination.cycles.conflicts import conflicts
from coordination.errors import UsageError
from coordination.kernel.clock import stopwatch
from coordination.kernel.period import Period
from coordination.regions.model import Region
from coordination.regions.service import available, load_region
from tests.stations.cycles.conflict_seeds import (
    FIRST,
    PLAN,
    YEAR,
    custom,
    in_meeting,
    in_procedure,
    in_step,
    quiet_year,
    rule,
    rules,
    together,
)


@pytest.fixture(scope="module")
def quiet() -> Region:
    return quiet_year()


HOSTILE = st.sampled_from(
    [
        "calendar_days 999 after 9999-12-30",
        "working_days 999 before 0001-01-02",
        "calendar_days 1 after 9999-12-30",
        "calendar_days 0 after 1900-01-01",
        "calendar_days 999 after due",
        "working_days 999 before cycle",
        "working_days 5 after viewpoints.positions",
        "session:mid_year -999",
        "session +999",
        "on 29/02",
        "on 31/12/N+9",
        "before 01/01/N-9",
        "on 02/06",
    ]
)
FIELDS = st.sampled_from(["opens", "due", "closes", "positions", "legal"])


@settings(max_examples=80)
@given(st.dictionaries(FIELDS, HOSTILE, max_size=5), HOSTILE, HOSTILE, HOSTILE)
def test_hostile_rules_end_in_conflicts_not_in_errors(
    quiet: Region, texts: dict[str, str], meeting: str, ends: str, sessions: str
) -> None:
    change = together(
        in_step(PLAN, FIRST, **rules(**texts)),
        in_meeting(PLAN, FIRST, day=rule(meeting), pairing="neighbours", hours=16),
        in_procedure(PLAN, ends=rule(ends)),
        custom(sessions),
    )
    for each in conflicts(change(quiet), YEAR):
        assert json.dumps(each.as_json())


def natural(region: Region) -> Period:
    """Give the period a shipped region is for: the one whose sessions it holds."""
    return Period.parse(str(max(each.opens.year for each in region.council_sessions) + 1))


@pytest.mark.parametrize("code", [each.code for each in available()])
def test_no_shipped_region_holds_an_error(code: str) -> None:
    region = load_region(code, known())
    found = [each for each in conflicts(region, natural(region)) if each.severity == "error"]
    assert [each.message.vi for each in found] == []


def test_thirteen_provinces_are_checked_in_no_time() -> None:
    region = load_region("mekong-delta-2019", known())
    started = stopwatch()
    conflicts(region, natural(region))
    assert stopwatch() - started < 2


@pytest.fixture
def options() -> Iterator[Callable[..., None]]:
    """Set the common options of the command line, and take them back afterwards."""

    def given(*words: str) -> None:
        take_common(list(words))

    yield given
    take_common([])


def test_the_command_prints_one_document_and_ends_with_zero_where_nothing_is_wrong(
    options: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    options("--json", "--now", "2026-05-28")
    check("mekong-delta")
    told = json.loads(capsys.readouterr().out)
    assert (told["region"], told["period"], told["counts"]["error"]) == ("mekong-delta", "2027", 0)
    assert len(told["conflicts"]) == sum(told["counts"].values())
    assert set(told["conflicts"][0]) == {"code", "severity", "body", "bodies", "days", "message", "fix", "items"}


@pytest.mark.parametrize("words", [("--json",), ("--lang", "en"), ("--lang", "vi")])
def test_the_command_ends_with_three_where_something_must_be_mended(
    options: Callable[..., None], capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    options(*words)
    with pytest.raises(typer.Exit) as ended:
        check("mekong-delta-2019", "2027")  # provinces that merged in 2025
    assert ended.value.exit_code == 3
    said = capsys.readouterr().out
    if words == ("--json",):
        assert json.loads(said)["counts"]["error"] > 0
    else:
        assert ("do not exist" if "en" in words else "không tồn tại") in said


def test_the_command_refuses_a_period_that_is_none() -> None:
    with pytest.raises(UsageError):
        check("mekong-delta", "sang năm")
