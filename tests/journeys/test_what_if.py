"""Two years side by side: what a what-if moves, whom it concerns, and what stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from coordination.app import known
from coordination.audit.service import events
from coordination.cli.common import take_common
from coordination.cli.difference import print_difference
from coordination.cli.main import main
from coordination.cycles.queries import get_cycle, stages_of
from coordination.cycles.rules import schedule_cycle
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.kernel.shipped import shipped
from coordination.notices.service import listed
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.compare import compare
from coordination.simulate.run import MARK, engine_of, prepare
from coordination.simulate.whatif import WhatIf, changed, read_what_if
from tests.journeys.small_region import write_small_region

pytestmark = pytest.mark.xdist_group("what-if")
PERIOD = Period(2027, 2027)
LADDER = "council-supervision"
STEPS = ("joint-meeting", "budget-draft", "budget-verification")
WORK = ("deadlines", "meetings", "notices")
Differing = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("what-if")


@pytest.fixture(scope="module")
def region_file(home: Path) -> Path:
    """Write the region of two provinces, with a ladder of three steps whose first due date asks before it moves."""
    path = write_small_region(home / "region")
    yaml = YAML()
    document = yaml.load(shipped("region_configs") / "procedures" / f"{LADDER}.yaml")
    document["steps"] = [each for each in document["steps"] if each["code"] in STEPS]
    document["steps"][0]["due"]["freeze"] = "ask"
    yaml.dump(document, home / "region" / "procedures" / f"{LADDER}.yaml")
    return path


@pytest.fixture(scope="module")
def region(region_file: Path) -> Region:
    return load_region(region_file, known())


def file_of(home: Path, name: str) -> Path:
    path = home / f"{name}.yaml"
    path.write_text(WHAT_IFS[name], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def differing(home: Path, region_file: Path) -> Differing:
    """Play both years of a what-if, or find them played already."""
    found: dict[str, dict[str, Any]] = {}

    def play(name: str) -> dict[str, Any]:
        if name not in found:
            found[name] = compare(
                region=str(region_file), year=2027, folder=home / name, seed=1, behaviour=Behaviour(late=0, silent=0),
                what_if=file_of(home, name), language="vi", progress=lambda _done, _days, _day: None,
            )  # fmt: skip
        return found[name]

    return play


WHAT_IFS = {
    "moved": 'sessions: [{unit: "79", kind: year_end, opens: 2026-11-29}]\n',
    "conduct": "silent: [75.peoples_committee]\nlate: [79.peoples_committee]\n",
    "decreed": 'holidays: [{date: 2026-10-14, name: {vi: "Lễ của tỉnh", en: "Feast"}, units: ["79"]}]\n',
    "known": (
        "sessions:\n"
        '  - {unit: "75", kind: year_end, opens: 2026-11-24}\n'
        '  - {unit: "79", kind: year_end, opens: 2026-11-29}\n'
        'holidays: [{date: 2026-10-08, name: {vi: "Lễ của tỉnh", en: "Feast"}, units: ["75"]}]\n'
        "known_on: 2026-10-07\n"
        "reason: Thường trực Hội đồng nhân dân dời kỳ họp\n"
    ),
    "idle": 'holidays: [{date: 2026-10-11, name: {vi: "Lễ", en: "Feast"}}]\n',
}


def moves_of(data: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    return {
        (each["stage"], each["name"], each["before"], each["after"]) for each in data["dates"] if each["kind"] == "date"
    }


def moves_by_rule(region: Region, other: Region) -> set[tuple[str, str, str, str]]:
    """Work out from the rules alone which dates of all cycles two configurations give otherwise."""
    found = set()
    for procedure in region.procedures:
        for unit in [each.code for each in region.units] if procedure.scope == "province" else [None]:
            place = f"{region.code}:{unit}" if unit else region.code
            before, after = (schedule_cycle(each, procedure, PERIOD, unit)[2] for each in (region, other))
            for step, dates in before.items():
                for name, due in dates.named().items():
                    now = after[step].named()[name]
                    if now.day != due.day:
                        stage = f"{place}/{procedure.procedure}/{PERIOD}/{step}"
                        found.add((stage, name, due.day.isoformat(), now.day.isoformat()))
    return found


def assumed(home: Path, name: str, region: Region) -> WhatIf:
    return read_what_if(file_of(home, name), region, PERIOD)


def test_a_session_moved_nine_days_earlier_moves_what_counts_from_it_and_nothing_else(
    differing: Differing, home: Path, region: Region
) -> None:
    data = differing("moved")
    moves = moves_of(data)
    assert moves == moves_by_rule(region, changed(region, assumed(home, "moved", region)))
    assert {stage for stage, *_ in moves} == {f"two-provinces:79/{LADDER}/2027/{step}" for step in STEPS}
    due = next(each for each in data["dates"] if (each["stage"].endswith("budget-draft")) and each["name"] == "due")
    assert (due["before"], due["after"], due["days"]) == ("2026-11-11", "2026-11-02", -9)
    meetings = [each for each in data["dates"] if each["kind"] == "meeting"]
    assert {each["stage"].rpartition("/")[2] for each in meetings} == set(STEPS)
    assert all(":79/" in each["stage"] and each["days"] < 0 for each in meetings)
    concerned = {body for body, each in data["notices"]["by_recipient"].items() if each["difference"]}
    assert {each.partition(".")[0] for each in concerned} <= {"79", region.code}
    assert all(week["place"] != "75" for week in data["weeks"] if any(week[work]["difference"] for work in WORK))
    assert data["base"]["peak_week"]
    assert data["same"] is False


def test_the_weeks_count_all_deadlines_and_notices_of_both_years_once(differing: Differing) -> None:
    data = differing("moved")
    whole = [week for week in data["weeks"] if week["place"] == data["region"]]
    for year in ("base", "what_if"):
        assert sum(week["notices"][year] for week in whole) == data["notices"]["total"][year] > 0
        assert sum(week["deadlines"][year] for week in whole) > 0
    assert sum(week["deadlines"]["difference"] for week in whole) == 0
    assert all(date.fromisoformat(week["week"]).weekday() == 0 for week in data["weeks"])


def test_a_silent_province_and_a_late_one_change_how_duties_end_but_no_date(differing: Differing) -> None:
    data = differing("conduct")
    assert data["dates"] == []
    ends = {(each["body"], each["before"], each["after"]) for each in data["outcomes"] if each["body"]}
    assert ends == {("75.peoples_committee", "on_time", "missing"), ("79.peoples_committee", "on_time", "late")}
    silent = {each["stage"] for each in data["outcomes"] if each["body"] == "75.peoples_committee"}
    assert f"two-provinces:75/{LADDER}/2027/budget-draft" in silent
    assert data["notices"]["by_event"]["obligation.reminded"]["difference"] > 0
    assert data["notices"]["by_event"]["submission.received"]["difference"] < 0


def test_a_day_decreed_off_in_a_province_moves_what_counts_over_it_there(
    differing: Differing, home: Path, region: Region
) -> None:
    data = differing("decreed")
    moves = moves_of(data)
    assert moves == moves_by_rule(region, changed(region, assumed(home, "decreed", region)))
    assert all(":79/" in stage and after > before >= "2026-10-14" for stage, _, before, after in moves)
    assert moves
    assert (f"two-provinces:79/{LADDER}/2027/budget-draft", "due") not in {each[:2] for each in moves}


def test_what_becomes_known_on_a_day_amends_running_cycles_and_tells_only_those_affected(
    differing: Differing, home: Path, region: Region
) -> None:
    data = differing("known")
    running, later = (f"two-provinces:{unit}/{LADDER}/2027" for unit in ("75", "79"))
    moves = {(stage, name): (before, after) for stage, name, before, after in moves_of(data)}
    assert moves[f"{running}/joint-meeting", "due"] == ("2026-10-09", "2026-10-12")  # asked about, and moved
    assert (f"{running}/joint-meeting", "opens") not in moves  # it was open already
    assert moves[f"{running}/budget-verification", "due"][1] < "2026-11-24"
    assert {stage.rpartition("/")[0] for stage, _ in moves} == {running, later}
    engine = engine_of(home / "known" / "what-if")
    try:
        with engine.read() as session:
            (event,) = events(session, kind="cycle.amended", cycle=running)
            told = [each.recipient for each in listed(session, kind="cycle.amended", cycle=running)]
            late = listed(session, kind="cycle.amended", cycle=later)  # what opened late moves on by itself
            assert {each.recipient.partition(".")[0] for each in late} <= {"79"}
            assert sorted(told) == sorted(event.data["affected"])
            assert {each.partition(".")[0] for each in told} == {"75"}
            assert event.data["reason"] == "Thường trực Hội đồng nhân dân dời kỳ họp"
            assert local_date(event.at) == date(2026, 10, 7)
            opened = get_cycle(session, later)
            assert local_date(opened.opened_at) == date(2026, 10, 7)  # two days before its day of the other year
            assert opened.snapshot == get_cycle(session, running).snapshot
            assert all(each.outcome for each in stages_of(session, running))
    finally:
        engine.close()
    total = len(told) + len(late)
    assert data["notices"]["by_event"]["cycle.amended"] == {"base": 0, "what_if": total, "difference": total}


def test_the_same_seed_prints_the_same_difference_and_both_years_can_be_opened(
    differing: Differing, home: Path, region_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = differing("moved")
    behaviour = tmp_path / "behaviour.yaml"
    behaviour.write_text("late: 0\nsilent: 0\n", encoding="utf-8")
    out = tmp_path / "again"
    words = ["simulate", "--region", str(region_file), "--year", "2027", "--out", str(out), "--json"]
    words += ["--what-if", str(file_of(home, "moved")), "--behaviour", str(behaviour), "--seed", "1"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == expected
    assert printed == (out / "difference.json").read_text(encoding="utf-8")
    assert {each.name for each in out.iterdir()} == {MARK, "base", "what-if", "difference.json"}
    for year in ("base", "what-if"):
        assert "MÔ PHỎNG" in (out / year / MARK).read_text(encoding="utf-8")
        summary = json.loads((out / year / "summary.json").read_text(encoding="utf-8"))
        assert summary["audit_head"] == expected["base" if year == "base" else "what_if"]["audit_head"]
        assert summary["mail"] == {"held": True, "sent": 0}
    prepare(out)
    assert [each.name for each in out.iterdir()] == [MARK]


def test_a_what_if_without_effect_says_so_plainly(
    home: Path, region_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["simulate", "--region", str(region_file), "--year", "2027", "--lang", "en", "--out", str(tmp_path / "out")]
    assert main([*words, "--what-if", str(file_of(home, "idle"))]) == 0
    shown = capsys.readouterr().out
    assert "SIMULATED" in shown
    assert "changes nothing in effect" in shown
    assert "Dates that differ" not in shown
    data = json.loads((tmp_path / "out" / "difference.json").read_text(encoding="utf-8"))
    assert (data["same"], data["dates"], data["outcomes"]) == (True, [], [])


def test_the_terminal_shows_dates_notices_and_weeks_that_differ(
    differing: Differing, capsys: pytest.CaptureFixture[str]
) -> None:
    take_common(["--lang", "vi"])
    print_difference(differing("moved"), Path("out"))
    shown = capsys.readouterr().out
    for words in (
        "MÔ PHỎNG",
        "11/11/2026",
        "02/11/2026",
        "Hồ Chí Minh",
        "Khối lượng việc theo tuần",
        "Tuần nhiều việc",
    ):
        assert words in shown
    assert "changes nothing" not in shown


BAD = [
    ("{}\n", "(whole document)"),
    ("known_on: 2026-10-01\n", "(whole document)"),
    ("- silent\n", "what-if.yaml:1:1"),
    ("quiet: [75.peoples_committee]\n", "quiet"),
    ("silent: [75.peoples_comitee]\n", "silent[0]"),
    ("silent: [75.peoples_committee]\nlate: [75.peoples_committee]\n", "late[0]"),
    ('sessions: [{unit: "92", kind: year_end, opens: 2026-11-29}]\n', "sessions[0].unit"),
    ('sessions: [{unit: "79", kind: yearend, opens: 2026-11-29}]\n', "sessions[0].kind"),
    ('sessions: [{unit: "79", kind: year_end, opens: 2027-11-29}]\n', "sessions[0].opens"),
    ('sessions: [{unit: "79", kind: year_end, opens: soon}]\n', "sessions[0].opens"),
    ('sessions: [{unit: "79", kind: year_end, opens: 2026-11-29}]\nknown_on: 2026-12-01\n', "sessions[0].opens"),
    (
        'sessions: [{unit: "79", kind: year_end, opens: 2026-11-29}, {unit: "79", kind: year_end, opens: 2026-11-30}]\n',
        "sessions[1]",
    ),
    ('sessions: [{unit: "79", kind: year_end, opens: 1795000000}]\n', "sessions[0].opens"),
    ('sessions: [{unit: "79", kind: year_end, opens: "2026-11-30T00:00:00"}]\n', "sessions[0].opens"),
    ('sessions: [{unit: "79", kind: year_end, opens: "2026-W49-1"}]\n', "sessions[0].opens"),
    ("silent: [75.peoples_committee]\nknown_on: 2025-12-31\n", "known_on"),
    ("silent: [75.peoples_committee]\nknown_on: 2027-12-31\n", "known_on"),
    ('holidays: [{date: 2028-01-03, name: {vi: "Lễ", en: "Feast"}}]\n', "holidays[0].date"),
    ('holidays: [{date: 2026-10-14, name: {vi: "  ", en: "Feast"}}]\n', "holidays[0].name"),
    ("holidays: [{date: 2026-10-14}]\n", "holidays[0].name"),
    ('holidays: [{date: 2026-10-14, name: {vi: "Lễ", en: "Feast"}, units: ["92"]}]\n', "holidays[0].units[0]"),
    ('holidays: [{date: 2026-10-14, name: {vi: "Lễ", en: "Feast"}, kind: half}]\n', "holidays[0].kind"),
    ("silent: [\n", "what-if.yaml:"),
]


@pytest.mark.parametrize(("words", "place"), BAD, ids=[place for _, place in BAD])
def test_a_wrong_file_is_refused_with_its_place_before_anything_is_written(
    words: str, place: str, region_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "what-if.yaml", tmp_path / "out"
    path.write_text(words, encoding="utf-8")
    line = ["simulate", "--region", str(region_file), "--year", "2027", "--out", str(out), "--json"]
    assert main([*line, "--what-if", str(path)]) == 3
    (fault,) = json.loads(capsys.readouterr().out)["error"]["faults"]
    assert str(path) in fault["where"]
    assert place in fault["where"]
    assert fault["what"]
    assert fault["fix"] or place.startswith("what-if.yaml:")  # what cannot be read is pointed at by its line
    assert not out.exists()


def test_all_faults_of_a_file_come_in_one_run_those_of_its_form_and_those_of_its_sense(
    region: Region, tmp_path: Path
) -> None:
    path = tmp_path / "what-if.yaml"
    path.write_text(
        'sessions: [{unit: "79", kind: year_end, opens: soon}, {unit: "92", kind: year_end, opens: 2026-11-30}]\n'
        "silent: [nobody]\nknown_on: 2030-01-01\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInputError) as refused:
        read_what_if(path, region, PERIOD)
    places = {fault.where.rpartition(": ")[2] for fault in refused.value.faults}
    assert places >= {"sessions[0].opens", "sessions[1].unit", "silent[0]", "known_on"}
    known = next(fault for fault in refused.value.faults if fault.where.endswith("known_on"))
    assert "28/05/2026" in known.what.vi


@pytest.mark.parametrize("played", ["once", "twice"])
def test_a_year_the_region_does_not_know_leaves_nothing_behind(
    played: str, region_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "what-if.yaml", tmp_path / "out"
    path.write_text("silent: [75.peoples_committee]\n", encoding="utf-8")
    line = ["simulate", "--region", str(region_file), "--year", "1998", "--out", str(out)]
    assert main([*line, "--what-if", str(path)] if played == "twice" else [*line, "--no-prefect"]) == 3
    assert "1998" in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_name_is_told_the_nearest_one(
    region_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "what-if.yaml"
    path.write_text("silent: [75.peoples_comitee]\n", encoding="utf-8")
    line = ["simulate", "--region", str(region_file), "--year", "2027", "--out", str(tmp_path / "out"), "--lang", "en"]
    assert main([*line, "--what-if", str(path)]) == 3
    assert "75.peoples_committee" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["base/notes.docx", "what-if/notes.docx", "notes.docx"])
def test_a_folder_with_something_of_somebody_elses_among_the_years_is_left_alone(name: str, tmp_path: Path) -> None:
    for year in ("base", "what-if"):
        prepare(tmp_path / year)
    (tmp_path / MARK).write_text("MÔ PHỎNG", encoding="utf-8")
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        prepare(tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "base" / MARK).is_file()
