"""The year on one page: where each body stands on a day, how much time is left, in the terminal and on paper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coordination.app import Engine
from coordination.calendar.days import WorkCalendar
from coordination.cli.common import common
from coordination.cli.year import SIGNS, draw_year, save_wall
from coordination.cycles import extending
from coordination.cycles.onepage.dated import with_years
from coordination.cycles.onepage.lanes import Lane
from coordination.cycles.onepage.season import days_off_between
from coordination.cycles.onepage.sheet import headline, sheet_of, wall_sheet
from coordination.cycles.onepage.standing import PRESSING, Cell, Owed, Standing, standing_of, working_days_between
from coordination.cycles.onepage.year import StepLine, Year, year_of
from coordination.cycles.queries import get_stage
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import ObligationRow
from coordination.documents.sheet import STANDINGS
from coordination.errors import NotFoundError, UsageError
from coordination.kernel.text import Text
from coordination.regions.model import Region
from coordination.settings import Settings
from tests.stations.story import (
    ASSESSMENT,
    BUDGET,
    COMMITTEE,
    COMMITTEES,
    FINANCE,
    LADDER,
    MEETING,
    PLAN,
    STANDING,
    Story,
    after,
    at,
    document,
    morning,
)  # fmt: skip

DUE = date(2026, 10, 16)
TRIANGLES = re.compile("[▲△]")
HANDED_IN = (ObligationState.SUBMITTED, ObligationState.ACCEPTED)


def seen(story: Story, cycle: str, today: str) -> Year:
    """Look at the year of a cycle on a day."""
    with story.engine.read() as session:
        return year_of(session, cycle, date.fromisoformat(today))


@pytest.fixture(scope="module")
def lawful(region: Region) -> Region:
    """Give a region whose legal dates all come from laws in force."""
    made = region.model_dump(mode="json")
    for each in (each for procedure in made["procedures"] for each in procedure["steps"]):
        if each["legal"]:
            each["legal"]["basis"]["status"] = "in_force"
    return Region.model_validate(made, strict=False)


@pytest.fixture
def in_force(file_story: Story, lawful: Region) -> Story:
    """Begin a story in that region."""
    return replace(file_story, region=lawful)


def step(year: Year, code: str) -> StepLine:
    """Give a step of a year."""
    return next(each for each in year.steps if each.code == code)


def standings(year: Year, code: str) -> list[str | None]:
    """Give the cells of a step."""
    return [str(cell.first.standing) if cell else None for cell in step(year, code).cells]


# Where each stands


@given(
    st.sampled_from(list(StageState)),
    st.sampled_from(list(ObligationState)),
    st.integers(-20, 20),
    st.one_of(st.none(), st.integers(-20, 20)),
    st.booleans(),
)
def test_nobody_is_overdue_before_the_due_date_or_while_an_extension_lasts(
    stage: str,
    state: str,
    day: int,
    excused: int | None,
    late: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    today = DUE + timedelta(days=day)
    row = ObligationRow(stage="s", body="b", state=state, due=DUE, was_late=late)
    row.excused_until = None if excused is None else DUE + timedelta(days=excused)
    found = standing_of(stage, row, today)
    if found == Standing.OVERDUE:
        assert today > DUE
        assert row.excused_until is None or today > row.excused_until
    if state in {ObligationState.PENDING, ObligationState.LATE, ObligationState.EXCUSED} and stage == StageState.OPEN:
        owed_until = max(DUE, row.excused_until or DUE)
        assert (found == Standing.OVERDUE) == (today > owed_until)
    assert (found in {Standing.HANDED_IN, Standing.ON_TIME, Standing.LATE}) == (state in HANDED_IN)


@pytest.mark.parametrize(
    ("stage", "state", "late", "today", "expected"),
    [
        ("scheduled", "pending", False, DUE, "not_yet"),
        ("open", "pending", False, DUE, "open"),
        ("open", "pending", False, DUE + timedelta(days=1), "overdue"),
        ("open", "submitted", False, DUE, "handed_in"),
        ("open", "submitted", True, DUE, "late"),
        ("closed", "accepted", False, DUE, "on_time"),
        ("closed", "accepted", True, DUE, "late"),
        ("open", "returned", False, DUE, "returned"),
        ("open", "returned", False, DUE + timedelta(days=1), "returned"),
        ("open", "returned", True, DUE + timedelta(days=1), "overdue"),
        ("closed", "missing", False, DUE + timedelta(days=9), "missing"),
        ("cancelled", "missing", False, DUE + timedelta(days=9), "cancelled"),
        ("cancelled", "accepted", False, DUE + timedelta(days=9), "on_time"),
    ],
)
def test_each_state_has_its_sign(
    stage: str,
    state: str,
    late: bool,  # noqa: FBT001 - a column of the table
    today: date,
    expected: str,
) -> None:
    row = ObligationRow(stage="s", body="b", state=state, due=DUE, was_late=late)
    assert standing_of(stage, row, today) == expected


def test_every_standing_has_a_sign_of_its_own_and_words() -> None:
    assert set(SIGNS) == set(Standing) == set(PRESSING)
    assert {str(each) for each in Standing} == set(STANDINGS)
    assert len({sign for sign, _ in SIGNS.values()}) == len(Standing)


def test_a_cell_of_several_bodies_shows_the_most_pressing() -> None:
    what = Text(vi="Báo cáo", en="Report")
    owed = [
        Owed("a", what, DUE, Standing.ON_TIME),
        Owed("b", what, DUE, Standing.OVERDUE),
        Owed("c", what, DUE, Standing.OPEN),
    ]
    assert Cell(tuple(owed)).first.body == "b"
    assert Cell((owed[0], owed[2])).first.body == "c"


def test_a_region_is_shown_by_province_from_the_first_day_to_the_closing(story: Story) -> None:
    story.open(PLAN)
    assert standings(seen(story, PLAN, "2026-05-28"), "joint-assessment") == ["not_yet"] * 5
    story.tick(morning("2026-06-02"))
    due = story.stage(ASSESSMENT).due
    assert standings(seen(story, PLAN, due.isoformat()), "joint-assessment") == ["open"] * 5
    day_after = (due + timedelta(days=1)).isoformat()
    assert standings(seen(story, PLAN, day_after), "joint-assessment") == ["overdue"] * 5, "even before anybody ticked"
    year = seen(story, PLAN, "2026-06-02")
    assert [lane.code for lane in year.lanes] == ["82", "86", "91", "92", "96"]
    assert year.lanes[3].name.vi == "Cần Thơ"
    (owed,) = step(year, "joint-assessment").cells[3].owed  # type: ignore[union-attr]
    assert (owed.body, owed.due) == (COMMITTEES[3], due)
    story.tick(after(story.stage(ASSESSMENT).closes.isoformat()))
    assert standings(seen(story, PLAN, "2026-07-10"), "joint-assessment") == ["missing"] * 5


def test_a_ladder_is_shown_by_body_and_who_owes_nothing_has_an_empty_cell(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    year = seen(story, LADDER, "2026-10-12")
    assert year.of_one_province
    assert [lane.code for lane in year.lanes] == ["A", "B", "C", "D"]
    bodies = [
        {each.body for line in year.steps if (cell := line.cells[place]) for each in cell.owed} for place in range(4)
    ]
    assert bodies == [{COMMITTEE}, {FINANCE}, {STANDING}, {BUDGET}]
    assert standings(year, "joint-meeting") == ["open", None, "open", None]
    story.submit(MEETING, COMMITTEE, document(), at("2026-10-14 09:00"))
    assert standings(seen(story, LADDER, "2026-10-14"), "joint-meeting") == ["handed_in", None, "open", None]
    story.return_(MEETING, COMMITTEE, at("2026-10-14 10:00"))
    assert standings(seen(story, LADDER, "2026-10-14"), "joint-meeting") == ["returned", None, "open", None]
    story.submit(MEETING, COMMITTEE, document("Bản mới"), at("2026-10-15 09:00"))
    story.accept(MEETING, COMMITTEE, at("2026-10-15 10:00"))
    story.tick(after("2026-10-16"))
    story.submit(MEETING, STANDING, document(), at("2026-10-19 09:00"))
    assert standings(seen(story, LADDER, "2026-10-19"), "joint-meeting") == ["on_time", None, "late", None]


def test_who_got_more_time_is_excused_until_its_last_day_and_overdue_after(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    until, expires, now = date(2026, 10, 17), date(2026, 10, 19), at("2026-10-13 09:00")
    with story.engine.write() as session:
        extending.ask(session, MEETING, COMMITTEE, until, "awaiting_data", "Chờ số liệu", now)
        extending.grant(session, MEETING, COMMITTEE, STANDING, now, expires_on=expires)
    story.tick(after("2026-10-16"))
    assert standings(seen(story, LADDER, "2026-10-13"), "joint-meeting")[0] == "excused"
    assert standings(seen(story, LADDER, "2026-10-19"), "joint-meeting") == ["excused", None, "overdue", None]
    assert standings(seen(story, LADDER, "2026-10-20"), "joint-meeting")[0] == "overdue"
    (row, *_) = (each for each in sheet_of(seen(story, LADDER, "2026-10-19"), "vi").duties if each.number == 1)
    assert row.cells[0] is not None
    assert row.cells[0].due == until, "its own due date stands in its cell, not the last day of the extension"
    drawn = draw_year(seen(story, LADDER, "2026-10-19"), 80, "vi").plain
    assert "1 A hạn riêng 17/10/26" in drawn
    assert drawn.count("hạn riêng") == 1


# How much time is left


def test_the_days_left_are_working_days_after_today_up_to_the_due_date(file_story: Story) -> None:
    file_story.open(LADDER)
    for today, left in (("2026-10-12", 4), ("2026-10-15", 1), ("2026-10-16", 0), ("2026-10-18", 0), ("2026-10-19", -1)):
        assert step(seen(file_story, LADDER, today), "joint-meeting").left == left, today
    file_story.tick(morning("2026-10-12"))
    file_story.all_hand_in(MEETING, document(), at("2026-10-13 09:00"))
    file_story.tick(after("2026-10-19"))
    assert step(seen(file_story, LADDER, "2026-10-20"), "joint-meeting").left is None, "nothing is collected any more"


def test_the_reserve_is_counted_from_the_due_date_to_a_legal_date_in_force(in_force: Story) -> None:
    in_force.open(LADDER)
    year = seen(in_force, LADDER, "2026-10-12")
    explanation = step(year, "explanation")
    assert (explanation.due, explanation.legal, explanation.reserve) == (date(2026, 12, 7), date(2026, 12, 9), 2)
    assert explanation.binding
    assert step(year, "joint-meeting").reserve is None
    assert set(TRIANGLES.findall(draw_year(year, 100, "vi").plain)) == {"▲"}
    assert {each.spare for each in sheet_of(year, "vi").lines if each.legal} >= {"dư 2 ngày"}


@pytest.mark.parametrize("status", ["older", "practice", "to_verify", "inferred", "design"])
def test_a_legal_date_no_law_in_force_gives_has_a_mark_of_its_own_and_no_reserve(in_force: Story, status: str) -> None:
    in_force.open(LADDER)
    with in_force.engine.write() as session:
        stage = get_stage(session, f"{LADDER}/explanation")
        stage.explained = stage.explained | {"legal": stage.explained["legal"] | {"status": status}}
    year = seen(in_force, LADDER, "2026-10-12")
    assert not step(year, "explanation").binding
    assert step(year, "explanation").reserve is None
    drawn = draw_year(year, 100, "vi").plain
    (row,) = (line for line in drawn.splitlines() if line.startswith(" 7 ") and "07/12/26" in line)
    assert "△" in row
    assert not {"▲", "("} & set(row)
    assert "△ ngày theo luật đã được thay thế hoặc cần kiểm chứng" in drawn
    assert "△ date of a law since replaced, or to be verified" in draw_year(year, 100, "en").plain
    (line,) = (each for each in sheet_of(year, "vi").lines if each.number == 7)
    assert (line.legal, line.binding, line.spare) == (date(2026, 12, 9), False, "")
    picture = wall_sheet(year, "vi")
    assert picture.count('href="#unsure"') == 3, "in the calendar, beside the date, in the legend"
    assert "ngày theo luật đã được thay thế hoặc cần kiểm chứng" in picture


def test_a_step_that_should_be_open_but_waits_for_earlier_ones_says_so(in_force: Story) -> None:
    in_force.open(PLAN)
    in_force.tick(morning("2026-06-02"))
    opens = step(seen(in_force, PLAN, "2026-06-02"), "viewpoints").opens
    before, later = (seen(in_force, PLAN, day.isoformat()) for day in (opens, opens + timedelta(days=60)))
    assert not any(each.waits for each in before.steps)
    assert standings(before, "viewpoints") == ["not_yet"] * 5
    waiting = step(later, "viewpoints")
    assert waiting.due < later.today
    assert waiting.waits
    assert (waiting.left, waiting.reserve) == (None, None), "no time runs out for what cannot be done yet"
    assert standings(later, "viewpoints") == ["waiting"] * 5
    assert not step(later, "joint-assessment").waits, "it is open"
    drawn = draw_year(later, 100, "vi").plain
    assert "~ chờ bước trước" in drawn
    assert "~ waits for earlier steps" in draw_year(later, 100, "en").plain
    (row,) = (line for line in drawn.splitlines() if line.startswith(" 2 ") and f"{waiting.due:%d/%m/%y}" in line)
    assert row.endswith("  ~")
    assert not set("█▓░") & set(row)
    assert [each.status for each in sheet_of(later, "vi").lines][:2] == ["đang mở", "chờ bước trước"]
    picture = wall_sheet(later, "vi")
    assert (
        picture.count('href="#waiting"')
        == sum(standings(later, each.code).count("waiting") for each in later.steps) + 1
    )


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-60, 60))
def test_working_days_between_two_days_are_those_one_walks_over(start: date, days: int) -> None:
    calendar, end = WorkCalendar(), start + timedelta(days=days)
    first, last = sorted((start, end))
    walked = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    count = sum(calendar.is_working(day) for day in walked)
    assert working_days_between(calendar, start, end) == (count if end >= start else -count)


# What else is on the page


def test_the_page_spans_whole_weeks_and_holds_sessions_meetings_and_days_off(file_story: Story) -> None:
    file_story.open(PLAN)
    year = seen(file_story, PLAN, "2026-10-12")
    assert (year.first, year.last) == (date(2026, 5, 25), date(2027, 1, 17))
    assert year.today == date(2026, 10, 12)
    year_end = [(each.day, [unit.vi for unit in each.units]) for each in year.sittings if each.day.month == 12]
    assert year_end == [
        (date(2026, 12, 3), ["An Giang"]),
        (date(2026, 12, 8), ["Đồng Tháp", "Cần Thơ"]),
        (date(2026, 12, 9), ["Vĩnh Long", "Cà Mau"]),
    ]
    names = {each.name.vi: (each.first, each.last) for each in year.days_off}
    assert names["Quốc khánh"] == (date(2026, 9, 1), date(2026, 9, 2))
    assert all(line.meetings for line in year.steps if line.code not in {"solutions", "forecast", "basic-surveys"})
    assert year.computed_after == 2026, "the page goes into a year whose days off are not announced"
    file_story.open(LADDER)
    assert [each.day for each in seen(file_story, LADDER, "2026-10-12").sittings] == [date(2026, 12, 8)]


def test_weekends_are_no_days_off_of_their_own_and_days_in_a_row_are_one() -> None:
    found = days_off_between(WorkCalendar(), date(2026, 8, 24), date(2026, 9, 6))
    assert [(each.first.day, each.last.day) for each in found] == [(31, 31), (1, 2)]
    assert days_off_between(WorkCalendar(), date(2026, 10, 1), date(2026, 10, 31)) == []


def test_an_unknown_cycle_is_not_found(file_story: Story) -> None:
    file_story.open(PLAN)
    with pytest.raises(NotFoundError, match=PLAN):
        seen(file_story, "mekong-delta/regional-plan/2028", "2026-10-12")


# In the terminal


@pytest.fixture(scope="module")
def year(blank: Path, lawful: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Give the region's year on a day in June, its legal dates in force; nobody can change it."""
    file = shutil.copy(blank, tmp_path_factory.mktemp("year") / "year.db")
    with closing(Engine.open(Settings(database_url=f"sqlite:///{file}"))) as engine:
        story = Story(engine, lawful)
        story.open(PLAN)
        story.tick(morning("2026-06-02"))
        yield seen(story, PLAN, "2026-06-10")


def widened(year: Year, lanes: int) -> Year:
    """Give the year as a region of so many provinces would have it."""
    steps = tuple(replace(each, cells=tuple(each.cells[place % 5] for place in range(lanes))) for each in year.steps)
    made = tuple(
        Lane(f"{place:02}", Text(vi=f"Bà Rịa – Vũng Tàu {place}", en=f"Province {place}")) for place in range(lanes)
    )
    return replace(year, steps=steps, lanes=made)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("lanes", [1, 5, 13, 34, 340])
def test_the_drawing_fits_the_width_and_shows_every_step_and_province(year: Year, lanes: int, width: int) -> None:
    drawn = draw_year(widened(year, lanes), width, "vi").plain
    assert max(cell_len(line) for line in drawn.splitlines()) <= width
    heads = drawn.count("Nghĩa vụ nộp")
    for each in year.steps:
        assert drawn.count(f"\n{each.number:>2} {each.name.vi[:12]}") == 1 + heads
        assert f"{each.due:%d/%m/%y}" in drawn
    named = {int(found) for found in re.findall(r"Bà Rịa – Vũng Tàu (\d+)", drawn)}
    assert named == set(range(lanes))
    signs = "".join(
        line[-(width - 22) :] for line in drawn.partition("Nghĩa vụ nộp")[2].splitlines() if line[:2].strip().isdigit()
    )
    assert signs.count("○") >= lanes


@pytest.mark.parametrize("width", [60, 72, 80, 200])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_names_go_on_in_the_next_line_and_nothing_is_lost(year: Year, width: int, language: str) -> None:
    drawn = draw_year(year, width, language).plain
    assert "…" not in drawn
    for part in drawn.split("\n\n")[1:]:
        folded = " ".join(re.sub("[^\\w–-]+", " ", line[: max(width // 3, 22)]) for line in part.splitlines()[1:])
        wanted = [re.sub("[^\\w–-]+", " ", each.name.in_language(language)) for each in year.steps]
        if part.startswith(" " * 20):  # the calendar: its column of names is known
            assert all(name in re.sub(" +", " ", folded) for name in wanted)
        for name in wanted:
            assert set(name.split()) <= set(re.findall("[\\w–-]+", part))


def test_the_drawing_says_first_whose_year_it_is(year: Year) -> None:
    title = " ".join(draw_year(year, 60, "vi").plain.partition("\n\n")[0].split())
    assert title == headline(year, "vi")
    assert title == (
        "Vùng Đồng bằng sông Cửu Long — Phối hợp lập kế hoạch phát triển kinh tế - xã hội hằng năm trong vùng"
        " — kế hoạch 2027 — đang mở — hôm nay 10/06/2026"
    )
    assert headline(replace(year, simulated=True, state="closed"), "en").endswith(
        " — plan 2027 — closed — today 10/06/2026 — SIMULATED"
    )


def test_years_are_written_in_full_where_two_figures_of_them_could_mean_two(file_story: Story) -> None:
    late = PLAN.replace("2027", "2100")
    file_story.open(late)
    year = seen(file_story, late, "2099-06-10")
    drawn, picture = draw_year(year, 120, "vi").plain, wall_sheet(year, "vi")
    assert (year.first.year, year.last.year) == (2099, 2100)
    for each in year.steps:
        assert f"{each.due:%d/%m/%Y}" in drawn
        assert f"{each.due:%d/%m/%Y}" in picture
    assert not re.search(r"\d\d/\d\d/\d\d(?!\d)", drawn + "".join(ET.fromstring(picture).itertext()))  # noqa: S314 - our own picture
    assert "06/2099" in draw_year(year, 200, "vi").plain
    assert max(cell_len(line) for line in draw_year(year, 60, "vi").plain.splitlines()) <= 60


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Kế hoạch năm N+1 của tỉnh", "Kế hoạch năm 2027 của tỉnh"),
        ("Năm N-1, năm N và năm N+2", "Năm 2025, năm 2026 và năm 2028"),
        ("budget of year N+1.", "budget of year 2027."),
        ("năm Nhâm Dần; phương án N+1; năm N+123; hằng năm", "năm Nhâm Dần; phương án N+1; năm N+123; hằng năm"),
    ],
)
def test_year_n_in_the_words_of_the_configuration_becomes_the_year(words: str, named: str) -> None:
    assert with_years(Text(vi=words, en=words), 2026) == Text(vi=named, en=named)


def test_no_year_n_stands_on_the_page(year: Year) -> None:
    assert "năm 2027" in wall_sheet(year, "vi")
    for language in ("vi", "en"):
        assert not re.search(r"\bN\s*[+-]\s*1|(năm|year) N\b", wall_sheet(year, language))


def test_the_drawing_says_where_today_is_and_how_many_days_are_left(year: Year) -> None:
    drawn = draw_year(year, 100, "vi").plain
    assert "hôm nay 10/06/2026" in drawn
    assert drawn.count("│") >= len(year.steps)
    assert f"{step(year, 'joint-assessment').left} (+21)" in drawn
    before = replace(year, today=year.first - timedelta(days=1))
    assert "│" not in draw_year(before, 100, "vi").plain
    for day in (year.first, year.last):
        assert "│" in draw_year(replace(year, today=day), 100, "vi").plain


def test_the_same_year_is_drawn_the_same_and_holds_no_escape_signs(year: Year) -> None:
    first = draw_year(year, 80, "en")
    assert first.plain == draw_year(year, 80, "en").plain
    assert "Who owes what" in first.plain
    assert "Days left" in first.plain
    assert "\x1b" not in first.plain
    assert all(line == line.rstrip() for line in first.plain.splitlines())


# On paper


def test_the_sheet_of_a_running_year_has_its_steps_duties_and_source(year: Year) -> None:
    words = "".join(ET.fromstring(wall_sheet(year, "vi")).itertext())  # noqa: S314 - our own picture
    for wanted in ("VÙNG ĐỒNG BẰNG SÔNG CỬU LONG", "Ngày in: 10/06/2026", year.snapshot[:12], "dư 21 ngày", "Cần Thơ"):
        assert wanted in words
    assert "MÔ PHỎNG" not in words
    assert "MÔ PHỎNG" in wall_sheet(replace(year, simulated=True), "vi")
    assert len(sheet_of(year, "vi").duties) == len(year.steps) - 1, "surveys are owed by those they are assigned to"
    assert wall_sheet(year, "vi") == wall_sheet(year, "vi")


def test_a_sheet_is_saved_but_not_in_a_dry_run_nor_under_another_ending(
    year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_wall(tmp_path / "a.svg", year)
    assert (tmp_path / "a.svg").read_text("utf-8") == wall_sheet(year, common.lang)
    with pytest.raises(UsageError):
        save_wall(tmp_path / "a.docx", year)
    monkeypatch.setattr(common, "dry_run", True)
    save_wall(tmp_path / "b.svg", year)
    assert [each.name for each in tmp_path.glob("*.*") if each.suffix not in {".db", ".db-wal", ".db-shm"}] == ["a.svg"]
