"""Forms by the command line: given out whole or not at all, handed in once, answered cell by cell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine
from coordination.documents.workbook.layout import KEYS
from coordination.documents.workbook.model import MACHINE_SHEET, Form
from coordination.documents.workbook.reading import Grid, read
from coordination.documents.workbook.writing import write
from coordination.settings import Settings
from coordination.submissions.forms.opening import form_of
from tests.cli.conftest import PLAN, Run, Said
from tests.stations.submissions.forms_story import MADE, Desk, unpacked

BODY = "79.peoples_committee"
ASSESSMENT = f"{PLAN}/joint-assessment"
FINDING = {"severity", "sheet", "cell", "indicator", "message", "value", "expected"}


class Office:
    """A body's office: verbs of ``lienvung stage`` on the joint assessment, and its form as it is worked on."""

    def __init__(self, run: Run, folder: Path, database: Path, given_out: tuple[Form, Grid]) -> None:
        self.run, self.folder, self.given_out = run, folder, given_out
        self.where = ("--db", str(database), "--now", "2026-06-03")

    def __call__(self, verb: str, *words: str, json_: bool = True, body: str = BODY) -> Said:
        """Run a verb."""
        return self.run("stage", verb, ASSESSMENT, body, *words, *self.where, *(("--json",) if json_ else ()))

    def work(self, change: Callable[[dict[str, dict[tuple[int, int], Any]]], None], name: str = "bieu.xlsx") -> None:
        """Change cells of the form and save it under a name."""
        desk = Desk(*self.given_out)
        change(desk.sheets)
        (self.folder / name).write_bytes(desk.saved())


@pytest.fixture(scope="module")
def given_out(begun: Path) -> tuple[Form, Grid]:
    """Give the form of the joint assessment, and its workbook."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{begun}"))) as engine, engine.read() as session:
        form = form_of(session, ASSESSMENT, BODY)
    return form, unpacked(write(form, MADE))


@pytest.fixture
def office(run: Run, database: Path, tmp_path: Path, given_out: tuple[Form, Grid]) -> Office:
    """Give the office of a People's Committee, with a plan at its first step."""
    return Office(run, tmp_path, database, given_out)


def cell_of(cells: dict[tuple[int, int], Any], row: str, column: str) -> tuple[int, int]:
    """Give where a cell stands by its hidden keys."""
    at_row = next(place[0] for place, value in cells.items() if place[1] == KEYS and value == row)
    at_column = next(place[1] for place, value in cells.items() if value == column)
    return at_row, at_column


def enter(value: Any, code: str = "population_avg", column: str = "y2025.value") -> Callable[[Any], None]:
    def change(sheets: dict[str, dict[tuple[int, int], Any]]) -> None:
        cells = sheets["Xã hội"]
        cells[cell_of(cells, code, column)] = value

    return change


def test_a_form_is_given_out_whole_and_no_file_is_overwritten_unasked(office: Office) -> None:
    said = office("open-form", "--out", "bieu.xlsx")
    assert said.code == 0
    assert {"stage", "body", "file", "revision", "hash", "cells", "sheets", "due"} <= set(said.json)
    assert said.json["sheets"][-1] == "Giải trình"
    before = (office.folder / "bieu.xlsx").read_bytes()
    assert "--force" in office("open-form", "--out", "bieu.xlsx").error["faults"][0]["fix"]
    assert office("open-form", "--out", "bieu.xlsx", "--force").code == 0
    assert (office.folder / "bieu.xlsx").read_bytes() == before
    assert office("open-form", "--out", "bieu.ods").code == 2
    assert office("open-form", "--out", "none/bieu.xlsx").code == 3
    assert office("open-form", "--out", "khac.xlsx", body="79.nosuch").code == 6
    assert office("open-form", "--out", "khac.xlsx", "--dry-run").code == 0
    assert [each.name for each in office.folder.glob("*.xlsx")] == ["bieu.xlsx"]


def test_the_form_speaks_as_offices_do_and_has_a_definition_at_each_name(office: Office) -> None:
    assert office("open-form", "--out", "bieu.xlsx").code == 0
    grid = read(office.folder / "bieu.xlsx")
    sheet = next(each for each in grid.sheets if each.name == "Xã hội")
    texts = " | ".join(cell.text for cell in sheet.cells.values())
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Kế hoạch năm 2027",
                  "Đơn vị tính: theo từng chỉ tiêu", "nghìn người", "Số đã công bố gần nhất"):  # fmt: skip
        assert words in texts
    last = " | ".join(cell.text for cell in grid.sheets[-2].cells.values())
    for words in ("Hạn nộp: ngày", "NGƯỜI LẬP BIỂU", "CHỦ TỊCH", "“…” chưa có số liệu"):
        assert words in last
    assert next(each for each in grid.sheets if each.name == MACHINE_SHEET).visible is False


def test_a_good_form_is_a_revision_and_the_same_file_twice_is_the_same(office: Office) -> None:
    office.work(enter(13803.8))
    said = office("submit", "bieu.xlsx")
    assert said.code == 0, said.out
    assert (said.json["revision"], said.json["new"], said.json["annotated"]) == (1, True, None)
    assert all(set(each) == FINDING for each in said.json["findings"])
    again = office("submit", "bieu.xlsx", "--annotated", "ra.xlsx")
    assert (again.json["revision"], again.json["new"], again.json["annotated"]) == (1, False, "ra.xlsx")
    assert again.json["submission"] == said.json["submission"]
    assert read(office.folder / "ra.xlsx").sheets[0].name == "Nhận xét"
    assert "giống bản đã nộp" in office("submit", "bieu.xlsx", json_=False).out


def test_a_form_with_an_error_is_refused_and_the_copy_lies_beside_it(office: Office) -> None:
    office.work(enter("14 triệu người"))
    before = (office.folder / "bieu.xlsx").read_bytes()
    said = office("submit", "bieu.xlsx", "--lang", "en")
    assert (said.code, said.json["revision"]) == (3, None)
    (found,) = [each for each in said.json["findings"] if each["severity"] == "error"]
    assert found["sheet"] == "Xã hội"
    assert found["indicator"] == "population_avg"
    assert found["value"] == "14 triệu người"
    assert found["expected"] == "14.000 nghìn người"
    assert "asks for" in found["message"]
    assert said.error["faults"][0]["where"] == f"Xã hội!{found['cell']}"
    assert said.json["annotated"] == "bieu-nhan-xet.xlsx"
    assert office("submit", "bieu.xlsx", json_=False).code == 3
    names = {each.name for each in office.folder.glob("bieu*.xlsx")}
    assert names == {"bieu.xlsx", "bieu-nhan-xet.xlsx", "bieu-nhan-xet-2.xlsx"}
    assert (office.folder / "bieu.xlsx").read_bytes() == before
    shown = json.loads(office.run("stage", "show", ASSESSMENT, *office.where, "--json").out)
    assert shown["submissions"] == []


def test_a_warning_is_refused_until_a_word_stands_beside_it(office: Office) -> None:
    office.work(enter(14_002_600))
    said = office("submit", "bieu.xlsx", json_=False)
    assert said.code == 3
    assert "cảnh báo" in said.err
    assert "giải trình" in said.err

    def explained(sheets: dict[str, dict[tuple[int, int], Any]]) -> None:
        enter(14_002_600)(sheets)
        enter("Số liệu tổng điều tra", column="y2025.note")(sheets)

    office.work(explained)
    said = office("submit", "bieu.xlsx")
    assert said.code == 0
    assert "warning" in {each["severity"] for each in said.json["findings"] if each["cell"]}


def test_nothing_is_left_by_a_dry_run_and_the_copy_is_never_the_original(office: Office) -> None:
    office.work(enter("sai"))
    assert office("submit", "bieu.xlsx", "--dry-run").json["annotated"] is None
    assert office("submit", "bieu.xlsx", "--annotated", "./bieu.xlsx").code == 2
    assert {each.name for each in office.folder.glob("*.xlsx")} == {"bieu.xlsx"}


def test_forms_of_others_and_files_that_are_no_workbooks_are_refused(office: Office) -> None:
    office.work(enter(13803.8))
    assert office("submit", "bieu.xlsx", body="75.peoples_committee").error["exit_code"] == 5
    (office.folder / "rac.xlsx").write_bytes(b"khong phai bang tinh")
    assert office("submit", "rac.xlsx").error["exit_code"] == 3
    shutil.copy(office.folder / "bieu.xlsx", office.folder / "bieu.xlsb")
    (office.folder / "bieu.json").write_text("{}", encoding="utf-8")
    assert office("submit", "bieu.json", "--annotated", "ra.xlsx").code == 2


def test_a_form_is_prefilled_with_what_was_handed_in_and_blank_on_demand(office: Office) -> None:
    office.work(enter(13803.8))
    assert office("submit", "bieu.xlsx").code == 0
    for name, option, value in (("sau.xlsx", (), "13803.8"), ("trang.xlsx", ("--blank",), "")):
        assert office("open-form", "--out", name, *option).code == 0
        sheet = next(each for each in read(office.folder / name).sheets if each.name == "Xã hội")
        texts = {place: cell.text for place, cell in sheet.cells.items()}
        assert sheet.at(*cell_of(texts, "population_avg", "y2025.value")).text == value
    said = office("submit", "sau.xlsx")
    assert (said.json["revision"], said.json["new"]) == (1, False)


def test_a_refusal_names_each_weight_once_and_counts_them(office: Office) -> None:
    office.work(enter("14 triệu người"))
    said = office("submit", "bieu.xlsx", json_=False)
    assert said.code == 3
    assert "lỗi Xã hội!" in said.err
    assert "lỗi: " not in said.err
    assert "1 lỗi" in said.err
    office.work(enter(14_002_600), "canh-bao.xlsx")
    warned = office("submit", "canh-bao.xlsx", json_=False).err
    assert "cảnh báo Xã hội!" in warned
    assert "cảnh báo cần giải trình" in warned


def test_a_unit_or_a_file_that_is_not_there_is_told_with_what_is_near(office: Office) -> None:
    for said in (office("open-form", "--out", "khac.xlsx", body="79"), office("submit", "bieu.xlsx", body="79")):
        assert said.code == 6
    assert BODY in str(office("open-form", "--out", "khac.xlsx", body="79").error["faults"])
    assert office("submit", "khong-co.xlsx").code == 6


def test_before_its_day_a_form_can_be_taken_with_a_note_but_not_handed_in(office: Office) -> None:
    stage, where = f"{PLAN}/balances", (*office.where, "--lang", "vi")
    given = office.run("stage", "open-form", stage, BODY, "--out", "som.xlsx", *where)
    assert given.code == 0
    assert "chờ mở, không nhận bản nộp trước ngày" in given.out
    refused = office.run("stage", "submit", stage, BODY, "som.xlsx", "--json", *where)
    assert refused.code == 5
    assert "chờ mở" in refused.error["faults"][0]["what"]


def test_a_step_shows_the_workbook_and_the_revision_in_force(office: Office) -> None:
    for number, value in enumerate((13803.8, 13803.9), 1):
        office.work(enter(value), f"{number}.xlsx")
        office.run("stage", "open-form", ASSESSMENT, BODY, "--out", "x.xlsx", "--force", *office.where)
        assert office("submit", f"{number}.xlsx").code == 0
    shown = office.run("stage", "show", ASSESSMENT, *office.where).out
    assert f"lienvung stage open-form {ASSESSMENT} " in shown
    assert "figures (số liệu)" in shown
    assert "bản 2 (lần đầu 03/06/2026" in " ".join(shown.split())
