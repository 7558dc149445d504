"""A report is set the same way as DOCX and PDF: numbered in order, headed, captioned, told to who cannot see."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn

from coordination.documents.official import MEASURES
from coordination.documents.report.docx import to_docx
from coordination.documents.report.laying import Grid, Heading, Image, laid
from coordination.documents.report.model import Bullets, Paragraph, Picture, Report, Section, Table
from coordination.documents.report.pdf import to_pdf

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fea135f5b10000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><rect width="10" height="5"/></svg>'
HOSTILE = '<b>&amp;</b> #let x = 1 $y$ *bold* "quote" \\n'


def _table(key: str, rows: int = 3, words: str = "Đồng Tháp") -> Table:
    head = ("Địa phương", "GRDP bình quân đầu người năm 2025 (triệu đồng/người)", "Tăng (%)")
    return Table(
        key=key,
        title=f"Bảng {key}",
        head=head,
        rows=((words, "1.234,5", "-0,7"),) * rows,
        strong=(rows - 1,),
        note="Nguồn: A.",
    )


def _report(language: str = "vi", *extra: Section) -> Report:
    picture = Picture(key="p", title="Bản đồ", alt="Bản đồ: Cần Thơ 94,9", svg=SVG, png=PNG, width=100)
    item = Paragraph(text=f"tăng -0,7% {HOSTILE}", lead="Tăng trưởng:")
    economy = Section(
        title="Kinh tế",
        parts=(
            Section(title="Tăng trưởng", blocks=(Paragraph(text="Một đoạn."), _table("a"), picture)),
            Section(title="Cơ cấu", blocks=(_table("b", 40),)),
        ),
    )
    return Report(
        language="en" if language == "en" else "vi",
        parent="Hội đồng điều phối vùng",
        issuer="Tổ giúp việc",
        place="Hà Nội, ngày … tháng … năm 2026",
        kind="Báo cáo đánh giá chung",
        subject=("Tình hình kinh tế - xã hội", "vùng thử năm 2025"),
        marks="DỰ THẢO · SỐ LIỆU MÔ PHỎNG",
        reference="Đánh giá chung",
        day=date(2026, 3, 2),
        opening=Section(title="Tóm tắt", blocks=(Bullets(items=(item,)),)),
        sections=(economy, Section(title="Xã hội", blocks=(_table("c"),)), *extra),
    )


def test_headings_tables_and_figures_are_numbered_in_the_order_of_reading() -> None:
    items = laid(_report())
    assert [item.text for item in items if isinstance(item, Heading)] == [
        "Tóm tắt", "I. Kinh tế", "1. Tăng trưởng", "2. Cơ cấu", "II. Xã hội",
    ]  # fmt: skip
    captions = [item.caption.partition(".")[0] for item in items if isinstance(item, Grid | Image)]
    assert captions == ["Bảng 1", "Hình 1", "Bảng 2", "Bảng 3"]
    assert {item.caption.partition(" ")[0] for item in laid(_report("en")) if isinstance(item, Grid)} == {"Table"}


@pytest.mark.parametrize("words", ["Hồ Chí Minh", "x" * 300, "từ " * 300, ""])
def test_columns_fill_the_line_and_figures_keep_to_the_right(words: str) -> None:
    (grid,) = [
        item
        for item in laid(_report("vi", Section(title="T", blocks=(_table("d", 2, words),))))
        if isinstance(item, Grid)
    ][-1:]
    assert sum(grid.widths) == pytest.approx(MEASURES.measure, abs=0.1)
    assert min(grid.widths) > 5
    assert grid.sides == (("left" if words else "right"), "right", "right")
    assert grid.rows[0][2] == "\N{MINUS SIGN}0,7", "a minus stays with its number"


def test_the_docx_has_headings_repeated_heads_page_numbers_and_words_for_pictures() -> None:
    document = Document(io.BytesIO(to_docx(_report())))
    body = document.element.body
    headings = [p for p in document.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert [p.text for p in headings] == ["TÓM TẮT", "I. KINH TẾ", "1. Tăng trưởng", "2. Cơ cấu", "II. XÃ HỘI"]
    assert all(p.style is not None and p.style.paragraph_format.keep_with_next for p in headings), "none is left alone"
    tables = [table for table in document.tables if table.rows[0].cells[0].text == "Địa phương"]
    assert len(tables) == 3
    for table in tables:
        assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
    (shown,) = body.iter(qn("wp:docPr"))
    assert shown.get("descr") == "Bản đồ: Cần Thơ 94,9"
    section = document.sections[0]
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    for header in (section.header, section.first_page_header):
        assert "DỰ THẢO · SỐ LIỆU MÔ PHỎNG" in "".join(p.text for p in header.paragraphs)
    assert any(HOSTILE.split(" ", maxsplit=1)[0] in p.text for p in document.paragraphs), "words are words"


def test_the_same_report_gives_the_same_bytes_and_no_trace_of_its_making() -> None:
    report = _report()
    assert to_docx(report) == to_docx(report)
    assert to_pdf(report) == to_pdf(report)
    with zipfile.ZipFile(io.BytesIO(to_docx(report))) as package:
        assert b"python-docx" not in package.read("docProps/core.xml")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
@pytest.mark.parametrize(("language", "table"), [("vi", "Bảng 2"), ("en", "Table 2")])
def test_the_pdf_numbers_pages_repeats_heads_and_stays_inside_the_margins(language: str, table: str) -> None:
    pdf = to_pdf(_report(language))
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    first, *others = read.stdout.decode().rstrip("\f").split("\f")
    assert "BÁO CÁO ĐÁNH GIÁ CHUNG" in first
    assert ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first) is (language == "vi")
    assert "KINH TẾ" not in first, "the summary has the first page to itself"
    assert [page.split()[0] for page in others] == [str(number) for number in range(2, len(others) + 2)]
    long = [page for page in others if page.count("Đồng Tháp") > 5]
    assert len(long) == 2
    assert table in long[0]
    assert all("Địa phương" in page for page in long), "the head of a table is repeated"
    assert all("DỰ THẢO · SỐ LIỆU MÔ PHỎNG" in page for page in (first, *others))
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    sides = [float(each) for each in re.findall(r'xMin="([\d.]+)"', boxes)]
    rights = [float(each) for each in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert min(sides) >= 30 / 25.4 * 72 - 1
    assert max(rights) <= (210 - 15) / 25.4 * 72 + 1
