"""A report is made whole or not at all, and each number in it leads back to cells of the figures it was made of."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from python_calamine import CalamineWorkbook

from coordination.app import known
from coordination.cli.main import main
from coordination.errors import InvalidInputError
from coordination.regions.service import load_region
from coordination.results.assessing.figures_file import of_file
from coordination.results.assessing.tracing import Trace
from tests.cli.conftest import PLAN, Run

pytestmark = pytest.mark.xdist_group("assess")  # the report is made once
FIGURES = """\
unit,period,indicator,value,state,plan,source,status
75,2024,grdp_current,700000,,,Niên giám,final
75,2025,grdp_current,770000.5,,760000,Niên giám,final
79,2024,grdp_current,2700000,,,Niên giám,final
79,2025,grdp_current,2940000,,3000000,Niên giám,final
80,2024,grdp_current,310000,,,Niên giám,final
80,2025,grdp_current,345000,,340000,Niên giám,final
75,2024,population_avg,4400,,,"=HYPERLINK(""http://x.example"",1)",final
75,2025,population_avg,4460,,,"=HYPERLINK(""http://x.example"",1)",final
79,2024,population_avg,13900,,,"=HYPERLINK(""http://x.example"",1)",final
79,2025,population_avg,14000,,,"=HYPERLINK(""http://x.example"",1)",final
80,2024,population_avg,3200,,,"=HYPERLINK(""http://x.example"",1)",final
80,2025,population_avg,3250,,,"=HYPERLINK(""http://x.example"",1)",final
75,2025,poverty_rate,0.6,,,,
79,2025,poverty_rate,,missing,,,
80,2025,poverty_rate,0.9,,,,
"""
ASSESS = ("assess", "--region", "southeast", "--period", "2025")
NUMBER = re.compile(r"(?<![^\W\d_])\d[\d.,]*\d|(?<![^\W\d_])\d")
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
CAPTION = re.compile(r"^(?:Bảng|Hình|Table|Figure) \d+\. ")
HEADING = re.compile(r"^(?:\d+|[IVX]+)\. ")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a report of three provinces' figures from a file, once."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "so-lieu.csv").write_text(FIGURES, encoding="utf-8")
    words = [
        *ASSESS,
        "--data",
        str(folder / "so-lieu.csv"),
        "--out",
        str(folder / "bao-cao"),
        "--now",
        "2026-03-02",
        "--json",
    ]
    assert main(words) == 0
    return folder / "bao-cao"


def _said(document: DocxDocument) -> Iterator[str]:
    """Give the text of a document, without the numbers of headings, tables and figures."""
    for each in document.element.body.iter("{*}p"):
        style = each.find("./{*}pPr/{*}pStyle")
        text = "".join(part.text or "" for part in each.iter("{*}t"))
        yield (HEADING if style is not None else CAPTION).sub("", text)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def _untraced(folder: Path) -> list[str]:
    traced = {row["printed"] for row in _rows(folder / "trace.csv")}
    return [
        f"{number}: {text}"
        for text in _said(Document(str(folder / "report.docx")))
        for number in NUMBER.findall(text)
        if number not in traced
    ]


def test_all_is_there(made: Path) -> None:
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert {"report.docx", "report.pdf", "tables.xlsx", "trace.csv", "cells.csv"} <= names
    charts = {name.rpartition(".")[0] for name in names if name.startswith("charts/")}
    assert {"charts/plan-grdp_current"} <= charts
    assert all({f"{chart}.svg", f"{chart}.png"} <= names for chart in charts)
    assert not [path for path in made.parent.iterdir() if path.name.startswith(".")]


def test_every_number_of_the_report_is_in_the_trace(made: Path) -> None:
    said = list(_said(Document(str(made / "report.docx"))))
    assert sum(len(NUMBER.findall(text)) for text in said) > 100
    assert _untraced(made) == []


def test_every_figure_leads_to_cells_and_every_cell_to_a_line_of_the_file(made: Path) -> None:
    cells = {row["address"]: row for row in _rows(made / "cells.csv")}
    figures = [row for row in _rows(made / "trace.csv") if row["kind"] == "figure"]
    assert [row for row in figures if not row["cells"]] == []
    assert {address for row in figures for address in row["cells"].split("; ")} == set(cells)
    lines = FIGURES.splitlines()
    own = {address: cell for address, cell in cells.items() if address.startswith("so-lieu.csv:")}
    assert len(own) > 10
    for address, cell in own.items():
        _, line, *plan = address.split(":")
        (row,) = csv.DictReader([lines[0], lines[int(line) - 1]])
        assert Decimal(row["plan" if plan else "value"]) == Decimal(cell["value"])
        assert (row["unit"], row["indicator"], row["period"]) == (cell["unit"], cell["indicator"], cell["period"])


def test_a_number_nobody_can_trace_stops_the_report(made: Path) -> None:
    basis = of_file(made.parent / "so-lieu.csv", load_region("southeast", known()), 2025)
    trace = Trace(basis, "vi")
    assert trace.words("place", "Lao động từ 15 tuổi trở lên năm 2025")
    with pytest.raises(ValueError, match=r"12,5"):
        trace.words("place", "Tăng 12,5% so với năm 2024")


def test_a_regional_sum_is_the_sum_of_its_cells(made: Path) -> None:
    cells = {row["address"]: Decimal(row["value"]) for row in _rows(made / "cells.csv")}
    sums = [
        row
        for row in _rows(made / "trace.csv")
        if row["unit"] == "southeast" and row["indicator"] in ("population_avg", "grdp_current") and row["period"] == "2025"
        and row["place"] in ("Bảng 1", "summary") and row["measure"] in ("tỷ đồng", "nghìn người")
    ]  # fmt: skip
    assert len(sums) >= 3
    for row in sums:
        assert Decimal(row["value"]) == sum(cells[address] for address in row["cells"].split("; "))


def test_what_the_file_says_stands_in_the_report(made: Path) -> None:
    said = "\n".join(_said(Document(str(made / "report.docx"))))
    for words in ("DỰ THẢO", "BÁO CÁO ĐÁNH GIÁ CHUNG", "4.055.000,5", "21.710", "chưa có số của Hồ Chí Minh", "98,9"):
        assert words in said + _margins(made), words
    assert "MÔ PHỎNG" not in said + _margins(made)


def _margins(folder: Path) -> str:
    section = Document(str(folder / "report.docx")).sections[0]
    return " ".join(p.text for p in section.first_page_header.paragraphs)


def test_sheets_and_csv_files_hold_the_tables_and_nothing_a_spreadsheet_would_run(made: Path) -> None:
    book = CalamineWorkbook.from_path(str(made / "tables.xlsx"))
    tables = sorted(path.stem.removeprefix("table-") for path in (made / "tables").iterdir())
    assert sorted(book.sheet_names) == [name[:31] for name in tables]
    with zipfile.ZipFile(made / "tables.xlsx") as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in package.read(name) or b"<hyperlink" in package.read(name)]
    seen = 0
    for path in [*made.glob("*.csv"), *made.glob("tables/*.csv")]:
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            for cell in row:
                seen += "HYPERLINK" in cell
                assert not cell.startswith(("=", "@", "+", "\t")), path.name
                assert not cell.startswith("-") or Decimal(cell) < 0
    assert seen


DOUBTED = """\
unit;period;indicator;value
75;2025;unemployment_rate;14
79;2025;unemployment_rate;2,5
80;2025;unemployment_rate;2.5
75;2025;grdp_current;1.000.000,5
75;2025;employed_persons;5000
75;2025;labour_productivity;171,0
75;2025;paddy_area;1265,2
79;2025;paddy_area;1000
80;2025;paddy_area;500
"""


def test_figures_that_can_hardly_be_right_are_named_in_the_report_and_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(DOUBTED, "utf-8")
    said = run(*ASSESS, "--data", "f.csv", "--out", "r", "--json")
    assert said.code == 0, said
    assert [(each["where"], each["indicator"], each["code"]) for each in said.json["warnings"]] == [
        ("f.csv:6:4", "employed_persons", "jump"),
        ("f.csv:5:4", "grdp_current", "jump"),
        ("f.csv:7:4", "labour_productivity", "ratio_differs"),
        ("f.csv:8:4", "paddy_area", "unit_slip"),  # the latest published are of 2016
        ("f.csv:9:4", "paddy_area", "unit_slip"),
        ("f.csv:2:4", "unemployment_rate", "jump"),
    ]
    assert said.err.count("cảnh báo: f.csv:") == 6
    text = "\n".join(_said(Document(str(tmp_path / "r" / "report.docx"))))
    for words in ("Số liệu cần làm rõ", "14%", "là 171 ", "200 triệu đồng"):
        assert words in text, words
    assert "năm năm" not in text
    assert "lúa cả năm 2025" in text
    assert _untraced(tmp_path / "r") == []
    cells = {row["address"]: Decimal(row["value"]) for row in _rows(tmp_path / "r" / "cells.csv")}
    assert [cells[f"f.csv:{line}"] for line in (2, 3, 8)] == [Decimal(14), Decimal("2.5"), Decimal("1265.2")]


def test_a_number_with_two_meanings_is_refused_with_both(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(DOUBTED.replace("1265,2", "1.265"), "utf-8")
    said = run(*ASSESS, "--data", "f.csv", "--out", "r", "--json")
    assert said.code == 3
    (fault,) = [each for each in said.error["faults"] if not each["what"].startswith("cảnh báo: ")]
    assert (fault["where"], "viết 1265 hoặc 1,265" in fault["what"]) == ("f.csv:8:4", True)


def test_a_year_without_figures_of_its_time_is_refused_with_the_latest_there_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(FIGURES, "utf-8")
    for data in ((), ("--data", "f.csv")):
        said = run("assess", "--region", "southeast", "--period", "2031", *data, "--out", "r", "--json", "--lang", "en")
        assert (said.code, said.error["faults"][0]["fix"]) == (3, "the latest year with figures is 2025")


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("75,2025,grdp_current", "3:1"),
        ("99,2025,grdp_current,1", "3:1"),
        ("75,2025-Q1,grdp_current,1", "3:2"),
        ("75,2025,grdp_currents,1", "3:3"),
        ('75,2025,grdp_current,"1.234,5"', "3:4"),
        ("79,2025,grdp_current,2", "3:1"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column_and_nothing_is_left(
    line: str, where: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "f.csv").write_text(
        f"unit,period,indicator,value\n79,2025,grdp_current,2940000\n{line}\n", encoding="utf-8"
    )
    said = run(*ASSESS, "--data", "f.csv", "--out", "report", "--json")
    assert said.code == 3
    assert [fault["where"] for fault in said.error["faults"]] == [f"f.csv:{where}"]
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_a_converted_file_is_read_back_with_what_was_computed_and_where(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "unit,period,indicator,value,state,provenance,map\n"
        '79,2024,population_avg,13900,value,"tổng của 74, 77, 79 (kỳ 2024, bản đồ 2024-12-31)",2025-07-01\n'
        "80,2024,population_avg,3200,value,như đã công bố 80,34\n"
        "75,2024,population_avg,,not_comparable,không so sánh được,2025-07-01\n",
        encoding="utf-8",
    )
    region = load_region("southeast", known())
    own = of_file(path, region, 2025).own
    assert own.point("population_avg", "79", 2024).status == "derived"
    assert own.point("population_avg", "80", 2024).status == ""
    assert not own.years("population_avg", ("75",))


@pytest.mark.parametrize(
    ("word", "said"), [("63", "another territory"), ("2024-12-31", "another territory"), ("x", "no map")]
)
def test_a_figure_of_another_map_is_refused_where_it_stands(word: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"unit,period,indicator,value,map\n79,2024,population_avg,9500,{word}\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as refused:
        of_file(path, load_region("southeast", known()), 2025)
    (fault,) = refused.value.faults
    assert fault.where == f"{path}:2:5"
    assert said in fault.what.en


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("assess", "--out", "r"), 2),
        (("assess", "--region", "southeast", "--period", "year", "--out", "r"), 2),
        (("assess", "--stage", "x/y/z", "--region", "southeast", "--out", "r"), 2),
        (("assess", "--region", "southeast", "--period", "1980", "--out", "r"), 3),
        (("assess", "--region", "nosuch", "--period", "2025", "--out", "r"), 6),
        ((*ASSESS, "--data", "none.csv", "--out", "r"), 6),
        (("assess", "--stage", "southeast/regional-plan/2027/viewpoints", "--out", "r"), 6),
        ((*ASSESS, "--out", "none/r"), 3),
        ((*ASSESS, "--out", "."), 5),
    ],
)
def test_what_cannot_be_made_is_said_before_any_work(
    words: tuple[str, ...], code: int, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "kept").touch()
    said = run(*words, "--json")
    assert said.code == code, said
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


FORM = """\
figures:
  - {{indicator: population_avg, period: 2025, value: "{people}"}}
  - {{indicator: population_avg, period: 2026, value: "{people}", plan: "5000"}}
texts:
  - {{pillar: economy, kind: achievement, text: "{name}: hoàn thành 3 tuyến đường."}}
  - {{pillar: economy, kind: shortfall, text: "=Giải ngân đạt 61,5%"}}
"""


def test_a_stage_gives_accepted_figures_with_provinces_words_side_by_side(
    run: Run, database: Path, tmp_path: Path
) -> None:
    stage = f"{PLAN}/joint-assessment"
    at = ("--db", str(database), "--json")
    assert run("assess", "--stage", stage, "--out", "r", *at).code == 5, "nothing is accepted yet"
    for number, unit in enumerate(("75", "79", "80"), 4):
        (tmp_path / "form.yaml").write_text(FORM.format(people=number * 1000, name=f"Tỉnh {unit}"), encoding="utf-8")
        body = f"{unit}.peoples_committee"
        assert run("stage", "submit", stage, body, "form.yaml", *at, "--now", "2026-06-10").code == 0
        if unit != "80":
            assert run("stage", "accept", stage, body, *at, "--now", "2026-06-11").code == 0
    said = run("assess", "--stage", stage, "--out", "r", *at, "--lang", "en", "--now", "2026-06-12")
    assert said.code == 0, said
    assert said.json["period"] == 2026
    assert said.json["differences"] == 2
    document = Document(str(tmp_path / "r" / "report.docx"))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    own = next(rows for rows in tables if rows[0][1:] == ["What worked", "What did not", "Causes"])
    assert [row[1] for row in own[1:]] == ["Tỉnh 75: hoàn thành 3 tuyến đường.", "Tỉnh 79: hoàn thành 3 tuyến đường."]
    differing = next(rows for rows in tables if "As reported" in rows[0])
    assert [row[2] for row in differing[1:]] == ["4,000.0", "5,000.0"]
    assert _untraced(tmp_path / "r") == []
    quoted = {cell for row in own for cell in row}
    assert [text for text in _said(document) if VIETNAMESE.search(text) and text not in quoted] == []
    analysis = list((tmp_path / "r" / "tables").glob("analysis-*.csv"))
    assert len(analysis) > 5
    assert [each.name for each in analysis if VIETNAMESE.search(each.read_text("utf-8-sig"))] == []
    cells = {row["address"] for row in _rows(tmp_path / "r" / "cells.csv")}
    assert f"{stage}/75.peoples_committee/1#figures[0]" in cells
    assert not any("/80.peoples_committee/" in address for address in cells), "what is not accepted is not used"
