"""A file's own figures come first and are checked first: parts before published ratios, slips and jumps before use."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from docx import Document

from tests.cli.conftest import Run

ASSESS = ("assess", "--region", "southeast", "--period", "2025", "--data", "f.csv", "--out", "r")
HEAD = "unit,period,indicator,value,state,plan\n"
MONEY = """\
75,2024,grdp_current,593000,,
79,2024,grdp_current,2700000,,
80,2024,grdp_current,310000,,
75,2025,grdp_current,640000,,
79,2025,grdp_current,2940000,,
80,2025,grdp_current,345000,,
"""
PEOPLE = """\
75,2025,population_avg,4460,,
79,2025,population_avg,14000,,
80,2025,population_avg,3250,,
"""
NATION = "vn,2025,grdp_current,13000000,,\n"
HEADS = "vn,2025,population_avg,104000,,\n"


@pytest.fixture
def report(run: Run, tmp_path: Path) -> Report:
    """Make reports of rows of a file."""
    return Report(run, tmp_path)


class Report:
    """Reports of a file, and what they say."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder

    def of(self, *rows: str) -> str:
        """Make a report and give its words."""
        (self.folder / "f.csv").write_text(HEAD + "".join(rows), "utf-8")
        said = self.run(*ASSESS)
        assert said.code == 0, said
        body = Document(str(self.folder / "r" / "report.docx")).element.body
        return "\n".join("".join(part.text or "" for part in each.iter("{*}t")) for each in body.iter("{*}p"))

    def traced(self, indicator: str, unit: str, period: str = "2025") -> list[dict[str, str]]:
        """Give the rows of the trace on a figure, without those that say what percent it is of another."""
        text = (self.folder / "r" / "trace.csv").read_text("utf-8-sig")
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["measure"] != "%"]
        return [row for row in rows if (row["indicator"], row["unit"], row["period"]) == (indicator, unit, period)]


def test_a_ratio_is_worked_out_from_the_files_own_parts_for_the_nation_and_for_provinces(report: Report) -> None:
    words = report.of(MONEY, PEOPLE, NATION, HEADS)
    assert "125,0 triệu đồng/người" in words  # 13,000,000 over 104,000
    assert "là số công bố (" not in words
    here = report.traced("grdp_per_capita", "vn")
    assert here
    assert {(row["printed"], row["cells"], row["computed"]) for row in here} == {("125,0", "f.csv:11; f.csv:12", "yes")}
    for row in report.traced("grdp_per_capita", "80"):
        assert (row["printed"], row["cells"], row["computed"]) == ("106,2", "f.csv:7; f.csv:10", "yes")


def test_a_published_figure_beside_the_files_own_is_called_published_with_its_source(report: Report) -> None:
    words = report.of(MONEY, PEOPLE, NATION)
    assert "số cả nước là số công bố (Cục Thống kê, số liệu GRDP)" in words
    assert "Số cả nước là số công bố, khác nguồn với số của các địa phương: GRDP bình quân đầu người năm 2025" in words
    rows = report.traced("grdp_per_capita", "vn")
    assert rows
    assert {row["source"] for row in rows} == {"nso_grdp"}
    assert all("series.csv#vn/" in row["cells"] for row in rows)


def test_a_ratio_that_is_stated_stands_and_one_withheld_stays_withheld(report: Report) -> None:
    report.of(MONEY, PEOPLE, "75,2025,grdp_per_capita,144.0,,\n79,2025,grdp_per_capita,,suppressed,\n")
    assert {row["cells"] for row in report.traced("grdp_per_capita", "75")} == {"f.csv:11"}
    assert report.traced("grdp_per_capita", "79") == []


def test_what_a_check_calls_an_error_is_named_with_place_code_and_remedy_and_nothing_is_written(
    run: Run, tmp_path: Path
) -> None:
    rows = "75,2025,unemployment_rate,140,,\n80,2025,unemployment_rate,2,,\nvn,2025,unemployment_rate,-1,,\n"
    (tmp_path / "f.csv").write_text(HEAD + rows, "utf-8")
    said = run(*ASSESS, "--json", "--lang", "en")
    assert said.code == 3
    faults = said.error["faults"]
    assert [(each["where"], each["what"][-14:]) for each in faults] == [
        ("f.csv:2:4", "[out_of_range]"),
        ("f.csv:4:4", "[out_of_range]"),
    ]
    assert all(each["fix"] for each in faults)
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_slips_jumps_and_columns_of_zeros_are_named_with_place_and_code(run: Run, tmp_path: Path) -> None:
    rows = MONEY.replace("640000", "640").replace("2940000", "9940000")
    zeros = "".join(f"{unit},2025,fdi_new_projects,0,,0\n" for unit in ("75", "79", "80"))
    (tmp_path / "f.csv").write_text(HEAD + rows + zeros, "utf-8")
    said = run(*ASSESS, "--json", "--dry-run")
    assert said.code == 0, said
    found = {(each["where"], each["code"]) for each in said.json["warnings"]}
    assert found == {
        ("f.csv:5:4", "unit_slip"),
        ("f.csv:6:4", "jump"),
        ("f.csv:8:4", "all_zero"),
    }
    assert sum("Cột plan" in each["what"] for each in said.json["warnings"]) == 1
    assert all(each["fix"] and f"[{each['code']}] · {each['fix']}" in said.err for each in said.json["warnings"])


def test_one_run_tells_faults_of_form_of_checks_and_warnings_in_the_order_of_lines(run: Run, tmp_path: Path) -> None:
    rows = "75,2024,grdp_current,-5,,\n79,2024,grdp_current,1.2.3,,\n80,2025,grdp_current,345,,\n79,2024,grdp_current,9,,\n"
    (tmp_path / "f.csv").write_text(HEAD + rows + MONEY.splitlines()[2].replace("310000", "1") + "\n", "utf-8")
    said = run(*ASSESS, "--json", "--dry-run")
    faults = [(each["where"], each["what"]) for each in said.json["error"]["faults"]]
    assert (said.code, [where for where, _ in faults]) == (
        3,
        ["f.csv:2:4", "f.csv:3:4", "f.csv:4:4", "f.csv:5:1", "f.csv:6:4"],
    )
    assert faults[2][1].startswith("cảnh báo: ")
    assert "trùng với f.csv:3" in faults[3][1]  # though that row could not be read


def test_years_after_the_one_assessed_and_absurd_figures_of_the_nation_are_told(run: Run, tmp_path: Path) -> None:
    rows = MONEY + "75,2026,grdp_current,700000,,\nvn,2025,population_avg,1,,\n"
    (tmp_path / "f.csv").write_text(HEAD + rows, "utf-8")
    said = run(*ASSESS, "--json", "--lang", "en")
    found = {(each["where"], each["code"]) for each in said.json["warnings"]}
    assert ("f.csv:8:4", "beyond_period") in found
    assert "f.csv:9:4" in {where for where, _ in found}
    words = "\n".join(
        cell.text
        for table in Document(str(tmp_path / "r/report.docx")).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "f.csv" in words
    assert "F.csv" not in words


def test_a_slip_against_a_published_figure_says_that_it_is_published(run: Run, tmp_path: Path) -> None:
    rows = PEOPLE.replace("4460", "4460000") + HEADS.replace("104000", "104")
    (tmp_path / "f.csv").write_text(HEAD + rows, "utf-8")
    said = run(*ASSESS, "--json", "--dry-run")
    province, nation = (each for each in said.json["warnings"] if each["code"] == "unit_slip")
    assert (province["where"], nation["where"]) == ("f.csv:2:4", "f.csv:5:4")
    assert "là số công bố (Cục Thống kê, số liệu dân số)" in province["what"]
    assert "cả nước" in nation["what"]


def test_sound_figures_are_not_questioned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(HEAD + MONEY + PEOPLE + NATION + HEADS, "utf-8")
    said = run(*ASSESS, "--json", "--dry-run")
    assert (said.code, said.json["warnings"]) == (0, [])


def test_an_average_is_given_of_two_years_and_more(report: Report) -> None:
    index = "".join(f"{unit},2025,grdp_growth_index,10{unit[0]},,\n" for unit in ("75", "79", "80"))
    words = report.of(MONEY, index)
    assert "Chỉ số phát triển GRDP theo giá so sánh 2010 năm 2025" in words
    assert "Bình quân 2025 - 2025" not in words
