"""Sixty forms that came back crooked: each gives exactly the findings it should, at the cells where they belong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.cycles.amend import amend
from coordination.cycles.queries import get_cycle, region_of
from coordination.documents.workbook.layout import KEY_ROW, KEYS, LABEL
from coordination.documents.workbook.model import MACHINE_SHEET, Address, Form
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.writing import write
from coordination.errors import ConflictError
from coordination.regions.model import Region
from coordination.settings import Settings
from coordination.submissions.forms.handing_in import hand_in_workbook
from coordination.submissions.forms.judging import Judged
from coordination.submissions.forms.opening import form_of
from coordination.submissions.service import submit
from coordination.submissions.signing import reopen
from tests.stations.story import ASSESSMENT, PLAN, PROVINCES, Story, at, morning
from tests.stations.submissions.forms_story import (
    MADE,
    Counter,
    Desk,
    assessment,
    form_with,
    trial,
    unpacked,
    with_expected,
)

BODY = "92.peoples_committee"
NOW = at("2026-06-03 09:00")
ECONOMY, SOCIETY = "figures.economy", "figures.society"
TEXTS = [
    {"pillar": pillar, "kind": "cause", "text": "Theo báo cáo."} for pillar in ("economy", "society", "environment")
]
GOOD = assessment(texts=TEXTS)
Finding = tuple[str, str, str]
GRDP = Address(ECONOMY, "grdp_current", "y2026.value")  # K11
PLANNED = Address(ECONOMY, "grdp_current", "y2026.plan")  # L11
NOTE = Address(ECONOMY, "grdp_current", "y2026.note")  # M11
PEOPLE = Address(SOCIETY, "population_avg", "y2026.value")  # K11
SHARE = Address(SOCIETY, "trained_workers_pct", "y2026.value")  # K12
IDLE = Address(SOCIETY, "unemployment_rate", "y2026.value")  # K13
WORDS = Address("texts", "texts.1", "text")  # H11
PILLAR = Address("texts", "texts.1", "pillar")  # F11
ROW, NEXT = 10, 11
"""Where the first two rows of a table stand, counted from 0."""
SHOWN, VALUE, PLAN_COLUMN, LAST = 6, 10, 11, 12


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the plan of a region whose assessment asks for few figures, at its first step."""
    file = Path(shutil.copy(blank, tmp_path_factory.mktemp("forms") / "crooked.db"))
    with closing(Engine.open(Settings(database_url=f"sqlite:///{file}"))) as engine:
        story = Story(engine, with_expected(region))
        story.open(PLAN)
        story.tick(morning("2026-06-02"))
        yield Counter(engine, ASSESSMENT, BODY)


@pytest.fixture(scope="module")
def filled(counter: Counter) -> Form:
    """Give the form as a clerk filled it in, without a fault."""
    with counter.engine.read() as session:
        return form_with(session, ASSESSMENT, BODY, GOOD).form


@pytest.fixture(scope="module")
def printed(filled: Form) -> Grid:
    """Give the form's workbook as it was given out."""
    return unpacked(write(filled, MADE))


@pytest.fixture
def desk(filled: Form, printed: Grid) -> Desk:
    """Put the form on a desk."""
    return Desk(filled, printed)


def told(judged: Judged) -> list[Finding]:
    return [(each.severity, each.code, each.cell) for each in judged.remarks]


def hand_in(counter: Counter, desk: Desk) -> Judged:
    with counter.engine.read() as session:
        return counter.judged(session, desk.saved())


NUMBERS: dict[str, tuple[Address, object, list[Finding]]] = {
    "whole number as text": (GRDP, "331000", [("note", "text_number", "K11")]),
    "decimal comma as text": (PEOPLE, "3243,5", [("note", "text_number", "K11")]),
    "Vietnamese thousands": (GRDP, "331.000,5", [("note", "text_number", "K11")]),
    "English thousands": (GRDP, "331,000.5", [("note", "text_number", "K11")]),
    "spaces between thousands": (GRDP, "331 000,5", [("note", "text_number", "K11")]),
    "no-break spaces": (GRDP, "331\u00a0000,5", [("note", "hidden_space", "K11"), ("note", "text_number", "K11")]),
    "thin space": (GRDP, "331\u2009000,5", [("note", "hidden_space", "K11"), ("note", "text_number", "K11")]),
    "full-width digits": (GRDP, "３３１０００", [("note", "text_number", "K11")]),
    "apostrophe between thousands": (GRDP, "331'000", [("note", "text_number", "K11")]),
    "brackets for less than nothing": (GRDP, "(331000)", [("error", "negative_value", "K11"), ("error", "out_of_range", "K11"), ("note", "text_number", "K11")]),
    "two readings": (PEOPLE, "3.243", [("warning", "read_as", "K11")]),
    "groups of digits that fit no number": (GRDP, "33.10.00", [("error", "no_number", "K11")]),
    "words": (GRDP, "khoảng 331 nghìn", [("error", "no_number", "K11")]),
    "a range": (IDLE, "3-4", [("error", "no_number", "K13")]),
    "a date": (GRDP, date(2026, 8, 1), [("error", "no_number", "K11")]),
    "a date as text": (IDLE, "3/15", [("error", "no_number", "K13")]),
    "true": (GRDP, True, [("error", "no_number", "K11")]),
    "its own unit": (GRDP, "331000 tỷ đồng", [("note", "read_as", "K11")]),
    "a smaller unit": (GRDP, "331000000 triệu đồng", [("error", "other_unit", "K11")]),
    "a unit of another kind": (GRDP, "331000 nghìn người", [("error", "other_unit", "K11")]),
    "a unit of no kind": (GRDP, "331000 xu", [("error", "no_number", "K11")]),
    "a slip of a thousand": (GRDP, 331_000_000, [("warning", "unit_slip", "K11")]),
    "a slip of a thousand, down": (GRDP, 331, [("warning", "unit_slip", "K11")]),
    "percent 1234": (SHARE, 1234, [("error", "out_of_range", "K12"), ("warning", "jump", "K12")]),
    "percent as a share of one": (SHARE, 0.189, [("warning", "jump", "K12")]),
    "negative": (GRDP, -331000, [("error", "negative_value", "K11"), ("error", "out_of_range", "K11")]),
    "huge": (GRDP, 1e30, [("error", "unfit", "K11"), ("warning", "jump", "K11")]),
    "too many digits": (GRDP, "9" * 45, [("error", "no_number", "K11")]),
    "a formula": (GRDP, ("=300000+31000", 331000), [("note", "formula", "K11")]),
    "a broken formula": (GRDP, ("=#REF!*2", "#REF!"), [("error", "cell_error", "K11"), ("note", "formula", "K11")]),
    "a division by zero": (GRDP, ("=1/0", "#DIV/0!"), [("error", "cell_error", "K11"), ("note", "formula", "K11")]),
    "a broken formula as text": (GRDP, "#REF!", [("note", "read_as", "K11"), ("note", "expected_figure_missing", "K11")]),
    "nil": (GRDP, "-", []),
    "missing": (GRDP, "…", [("note", "expected_figure_missing", "K11")]),
    "missing in three dots": (GRDP, "...", [("note", "expected_figure_missing", "K11")]),
    "does not apply": (GRDP, "x", []),
    "withheld": (GRDP, "bảo mật", []),
    "not yet due": (GRDP, "chưa đến hạn", []),
    "emptied": (GRDP, None, [("note", "expected_figure_missing", "K11")]),
    "only spaces": (GRDP, "   ", [("note", "expected_figure_missing", "K11")]),
    "only a no-break space": (GRDP, "\u00a0", [("note", "hidden_space", "K11"), ("note", "expected_figure_missing", "K11")]),
    "spaces around a number": (GRDP, "  331000 ", [("note", "text_number", "K11")]),
    "a sign for a plan": (PLANNED, "…", [("note", "no_plan", "L11")]),
    "a plan less than nothing": (PLANNED, -5, [("error", "negative_value", "K11")]),
    "TCVN3": (WORDS, "T¨ng tr\u00adëng kinh tÕ", [("error", "unfit", "H11"), ("warning", "legacy_text", "H11")]),
    "VNI": (WORDS, "Taêng tröôûng kinh teá", [("warning", "legacy_text", "H11")]),
    "old font in a note": (NOTE, "Sè liÖu ­íc tÝnh", [("error", "unfit", "M11"), ("warning", "legacy_text", "M11")]),
    "a pillar that is none": (PILLAR, "Văn hóa", [("error", "not_in_list", "F11")]),
    "a pillar left out": (PILLAR, None, [("error", "required", "F11")]),
    "words that begin as a formula": (WORDS, "=1+1 là hai", []),
    "signs that cannot be seen": (WORDS, "Tăng \u202etrưởng", [("error", "unfit", "H11")]),
    "a number where words belong": (WORDS, 12.5, [("error", "unfit", "H11")]),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_what_stands_in_a_cell_gives_exactly_its_findings(name: str, counter: Counter, desk: Desk) -> None:
    address, value, findings = NUMBERS[name]
    desk.put(address, value)
    assert told(hand_in(counter, desk)) == findings


def untouched(_: Desk) -> None:
    """Save it as it is."""


def rows_swapped(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: ({ROW: NEXT, NEXT: ROW}.get(row, row), column))


def columns_swapped(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row, {VALUE: LAST, LAST: VALUE}.get(column, column)))


def titles_swapped_with_their_figures(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row, {7: VALUE, VALUE: 7}.get(column, column)))


def columns_hidden(desk: Desk) -> None:
    desk.hidden.append((VALUE, LAST))


def shifted(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row + 4, column + 3))


def merged(desk: Desk) -> None:
    desk.merged.append(("Xã hội", ROW, VALUE, NEXT, VALUE))
    del desk.sheets["Xã hội"][NEXT, VALUE]


def second_sheet(desk: Desk) -> None:
    desk.sheets = {"Tính thử": {(0, 0): "nháp", (4, 4): 7}, **desk.sheets}


def sheet_copied(desk: Desk) -> None:
    desk.sheets["Xã hội (2)"] = dict(desk.sheets["Xã hội"])


def sheet_renamed(desk: Desk) -> None:
    desk.sheets = {"XH sửa" if name == "Xã hội" else name: cells for name, cells in desk.sheets.items()}


def sheet_gone(desk: Desk) -> None:
    del desk.sheets["Xã hội"]


def machine_gone(desk: Desk) -> None:
    del desk.sheets[MACHINE_SHEET]


def machine_changed(desk: Desk) -> None:
    desk.sheets[MACHINE_SHEET][1, 0] = "0" * 64


def keys_gone(desk: Desk) -> None:
    desk.sheets["Xã hội"] = {
        (row, column): value
        for (row, column), value in desk.sheets["Xã hội"].items()
        if row != KEY_ROW and column != KEYS
    }


def row_doubled(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    sheet |= {(20, column): value for (row, column), value in list(sheet.items()) if row == ROW}


def row_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    desk.sheets["Xã hội"] = {place: value for place, value in sheet.items() if place[0] != ROW}


def row_inserted(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row + (row > ROW), column))
    desk.sheets["Xã hội"][NEXT, LABEL], desk.sheets["Xã hội"][NEXT, VALUE] = "Thêm", 5


def column_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    desk.sheets["Xã hội"] = {place: value for place, value in sheet.items() if place[1] != PLAN_COLUMN}


def published_changed(desk: Desk) -> None:
    desk.sheets["Xã hội"][ROW, SHOWN] = "9.999 (2025)"


def empty_rows_of_a_list_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Nhận định"]
    desk.sheets["Nhận định"] = {place: value for place, value in sheet.items() if place[0] < 20}


def a_wrong_cell_of_each_kind(desk: Desk) -> None:
    desk.put(GRDP, "331000000 triệu đồng")
    desk.put(PEOPLE, "ba triệu")
    desk.put(SHARE, "1.234")
    desk.put(WORDS, "Taêng tröôûng kinh teá")


WORK: dict[Callable[[Desk], None], list[Finding]] = {
    untouched: [],
    rows_swapped: [],
    columns_swapped: [],
    titles_swapped_with_their_figures: [],
    columns_hidden: [],
    shifted: [],
    merged: [("warning", "merged", "K11"), ("error", "merged", "K12")],
    second_sheet: [],
    sheet_copied: [("warning", "sheet_twice", "")],
    sheet_renamed: [],
    sheet_gone: [("error", "sheet_missing", "")],
    machine_gone: [("warning", "machine_missing", "")],
    machine_changed: [("warning", "machine_changed", "")],
    keys_gone: [("warning", "keys_lost", "")],
    row_doubled: [("error", "row_twice", "A21")],
    row_deleted: [("error", "row_missing", "")],
    row_inserted: [("warning", "row_inserted", "F12")],
    column_deleted: [("error", "column_missing", "")],
    published_changed: [("warning", "locked_changed", "G11")],
    empty_rows_of_a_list_deleted: [],
    a_wrong_cell_of_each_kind: [
        ("error", "other_unit", "K11"), ("error", "no_number", "K11"),
        ("error", "out_of_range", "K12"), ("warning", "read_as", "K12"), ("warning", "jump", "K12"),
        ("warning", "legacy_text", "H11"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("work", WORK, ids=lambda work: str(work.__name__))
def test_what_was_done_to_the_file_gives_exactly_its_findings(
    work: Callable[[Desk], None], counter: Counter, desk: Desk
) -> None:
    work(desk)
    assert told(hand_in(counter, desk)) == WORK[work]


def test_there_are_at_least_sixty_crooked_forms() -> None:
    assert len(NUMBERS) + len(WORK) >= 60


# Forms of others, and forms that time has overtaken


def blank_form(counter: Counter, stage: str, body: str) -> bytes:
    with counter.engine.read() as session:
        return write(form_of(session, stage, body), MADE)


@pytest.mark.parametrize(
    ("stage", "body"), [(f"{PLAN}/viewpoints", BODY), (ASSESSMENT, f"{PROVINCES[0]}.peoples_committee")]
)
def test_a_form_of_another_step_or_body_is_refused_by_name(stage: str, body: str, counter: Counter) -> None:
    data = blank_form(counter, stage, body)
    with counter.engine.read() as session, pytest.raises(ConflictError, match=f"{stage} / {body}"):
        counter.judged(session, data)


def test_a_form_of_another_configuration_of_unknown_origin_is_refused(counter: Counter, filled: Form) -> None:
    other = filled.model_copy(update={"machine": dict(filled.machine) | {"snapshot": "0" * 64}})
    with counter.engine.read() as session, pytest.raises(ConflictError, match="another database"):
        counter.judged(session, write(other, MADE))


def test_a_form_whose_definitions_changed_since_is_read_and_says_which(counter: Counter, filled: Form) -> None:
    with trial(counter.engine) as session:
        region = with_expected(region_of(session, get_cycle(session, PLAN)))
        changed = [
            each.model_copy(update={"version": each.version + 1}) if each.code == "population_avg" else each
            for each in region.indicators
        ]
        amend(session, PLAN, region.model_copy(update={"indicators": changed}), NOW)
        judged = counter.judged(session, write(filled, MADE))
        assert told(judged) == [("warning", "redefined", "H11")]
        assert judged.remarks[0].expected.startswith("population_avg@2#")


def test_a_form_that_would_undo_a_later_revision_names_each_cell(counter: Counter) -> None:
    with trial(counter.engine) as session:
        submit(session, ASSESSMENT, BODY, GOOD, NOW)
        desk = Desk.of(form_of(session, ASSESSMENT, BODY))
        corrected = assessment(texts=TEXTS)
        corrected["figures"][0]["value"] = "306200"
        submit(session, ASSESSMENT, BODY, corrected, NOW)
        desk.put(PEOPLE, 3243.6)
        judged = counter.judged(session, desk.saved())
        assert told(judged) == [("warning", "overtaken", "H11")]
        assert judged.remarks[0].expected == "306.200"
        assert judged.in_the_way


def test_a_form_filled_in_again_after_it_was_handed_in_builds_on_what_it_says(counter: Counter) -> None:
    with trial(counter.engine) as session:
        desk = Desk.of(form_with(session, ASSESSMENT, BODY, GOOD).form)
        first = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        again = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        desk.put(PEOPLE, 3243.6)
        edited = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        rows = [each.row for each in (first, again, edited) if each.row]
        assert [(each.revision, answer.new) for each, answer in zip(rows, (first, again, edited), strict=True)] == [
            (1, True), (1, False), (2, True),
        ]  # fmt: skip


# Warnings need a word


def test_a_warning_is_settled_by_a_word_in_its_row_and_the_word_is_kept(counter: Counter, desk: Desk) -> None:
    desk.put(GRDP, 331_000_000)
    with trial(counter.engine) as session:
        refused = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert (refused.row, [each.cell for each in refused.judged.in_the_way]) == (None, ["K11"])
        desk.put(NOTE, "Nhà máy lọc dầu vào hoạt động")
        taken = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert taken.row is not None
        assert {"value": 331000000, "note": "Nhà máy lọc dầu vào hoạt động"}.items() <= taken.row.content["figures"][
            1
        ].items()


def test_a_warning_with_no_room_of_its_own_is_settled_on_the_sheet_for_explanations(
    counter: Counter, desk: Desk
) -> None:
    desk.put(WORDS, "Taêng tröôûng kinh teá")
    with trial(counter.engine) as session:
        assert hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW).row is None
        desk.put(Address("explain", "all", "text"), "Nguyên văn của xã")
        taken = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert taken.row is not None
        assert taken.row.content["texts"][0]["text"] == "Taêng tröôûng kinh teá"
        kept = [(each["code"], each["where"], each["message"]["vi"]) for each in taken.row.findings]
        assert ("explanation", "explain", "Nguyên văn của xã") in kept
        assert ("legacy_text", "Nhận định!H11") in [each[:2] for each in kept]


def test_the_copy_for_the_clerk_can_be_corrected_and_handed_in_in_place_of_the_form(
    counter: Counter, desk: Desk
) -> None:
    row_inserted(desk)
    desk.put(GRDP, "331000000 triệu đồng")
    with counter.engine.read() as session:
        refused = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert refused.row is None
        copy = Desk(refused.judged.taken.opened.form, unpacked(refused.annotated(NOW)))
        copy.put(GRDP, 331000)
        assert told(counter.judged(session, copy.saved())) == []


def test_a_figure_that_is_frozen_is_named_by_its_cell(counter: Counter) -> None:
    with trial(counter.engine) as session:
        submit(session, ASSESSMENT, BODY, GOOD, NOW)
        reopen(session, ASSESSMENT, BODY, "Sửa lời", NOW, text_only=True)
        desk = Desk.of(form_of(session, ASSESSMENT, BODY))
        desk.put(WORDS, "Đã sửa lời.")
        assert told(counter.judged(session, desk.saved())) == []
        desk.put(PEOPLE, 3243.6)
        judged = counter.judged(session, desk.saved())
        assert [(*each, found.expected) for each, found in zip(told(judged), judged.remarks, strict=True)] == [
            ("error", "frozen_figure", "K11", "3.243,5")
        ]
