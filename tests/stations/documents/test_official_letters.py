"""Official letters: as the decree has them, the same in Word, in LibreOffice and as PDF, and nobody's words break them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coordination.documents.official import MEASURES, ListOf, OfficialLetter, Paragraph, TableOf
from coordination.documents.official_docx import to_docx
from coordination.documents.official_pdf import to_pdf
from coordination.documents.official_words import CREED, DRAFT, MOTTO, SIMULATED, worded, written_day
from coordination.kernel.text import one_line

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

VOWELS = "aăâeêioôơuưy"
LETTERS = "".join(vowel + tone for vowel in VOWELS for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"))
HOSTILE = (
    r"#let x = 1 $x^2$ *đậm* _nghiêng_ `mã` <nhãn> @tham_chiếu [a](b) & \ // chú /* thích */ = đề ]]> &amp; {{ x }} "
    '"a" #panic("lỗi")'
)
UNSEEN = "một\x00 \x07hai\u202e ba\u202c\ufffe\uffff bốn\ud800"
HEAD = ("TT", "Cơ quan", "Hạn nộp", "Số dự án")
ROWS = (
    ("1", "Ủy ban nhân dân tỉnh Lào Cai", "31/01/2026", "12"),
    ("2", "Ủy ban nhân dân tỉnh Thái Nguyên", "31/01/2026", "9"),
)
NOTICE: dict[str, Any] = {
    "parent": "Hội đồng điều phối vùng Trung du và miền núi phía Bắc",
    "issuer": "Tổ giúp việc Hội đồng",
    "number": 5,
    "symbol": "TB-TGV",
    "place": "Thái Nguyên",
    "day": date(2026, 2, 5),
    "kind": "Thông báo",
    "subject": "Tiến độ thực hiện bước Dự báo trong quy trình xây dựng Kế hoạch phát triển kinh tế - xã hội năm 2027",
    "to": (),
    "bases": ("Căn cứ Quy chế hoạt động của Hội đồng;", "Căn cứ Kế hoạch điều phối vùng năm 2027;"),
    "body": (
        Paragraph(text="Tổ giúp việc thông báo tiến độ thực hiện bước Dự báo của các tỉnh trong vùng như sau:"),
        Paragraph(text="1. Tình hình gửi báo cáo", strong=True),
        TableOf(head=HEAD, rows=ROWS),
        Paragraph(text="2. Đề nghị các cơ quan", strong=True),
        ListOf(items=("Gửi kết quả dự báo đúng hạn", "Bổ sung phụ lục vốn theo nguồn")),
        Paragraph(text="Tổ giúp việc thông báo để các cơ quan biết, thực hiện."),
    ),
    "signed_as": ("TM. Tổ giúp việc", "Tổ trưởng"),
    "recipients": ("Thành viên Hội đồng", "UBND các tỉnh trong vùng"),
    "kept": "VT, TGV",
    "draft": False,
    "simulated": False,
    "reference": "Khóa thông báo: tdmnpb/2027/forecast/1",
}
LETTER: dict[str, Any] = NOTICE | {
    "parent": "Ủy ban nhân dân tỉnh Lào Cai",
    "issuer": "Sở Tài chính",
    "number": None,
    "symbol": "STC-TH",
    "place": "Lào Cai",
    "day": date(2026, 12, 15),
    "kind": None,
    "subject": "đề nghị phối hợp thực hiện chỉ tiêu năm 2027",
    "to": ("Sở Tài chính tỉnh Thái Nguyên", "Sở Tài chính tỉnh Tuyên Quang"),
    "bases": (),
    "body": (
        Paragraph(text="Sở Tài chính đề nghị quý cơ quan phối hợp một số nội dung sau:"),
        ListOf(items=("Trao đổi số liệu", "Cử cán bộ đầu mối"), numbered=True),
    ),
    "signed_as": ("KT. Giám đốc", "Phó Giám đốc"),
    "recipients": ("Như trên",),
    "kept": "VT, TH",
    "draft": True,
    "simulated": True,
}
LONG: dict[str, Any] = NOTICE | {
    "simulated": True,
    "body": (
        Paragraph(text="Danh mục dự án đề nghị đưa vào chương trình chung như sau:"),
        TableOf(
            head=("TT", "Tên dự án", "Tỉnh", "Vốn"),
            rows=tuple(
                (
                    str(n),
                    f"đầu{n} nâng cấp tuyến đường liên tỉnh nối các khu công nghiệp cuối{n}",
                    "Phú Thọ",
                    f"{n}.000",
                )
                for n in range(1, 101)
            ),
        ),
    ),
}


def letter(base: dict[str, Any] = NOTICE, **changed: Any) -> OfficialLetter:
    """Make a letter, some of it changed."""
    return OfficialLetter(**base | changed)


def opened(made: OfficialLetter) -> DocxDocument:
    """Read the DOCX of a letter back."""
    return Document(io.BytesIO(to_docx(made)))


def pages(pdf: bytes) -> list[str]:
    """Give the words of each page of a PDF, all white space as one space."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(page.split()) for page in read.stdout.decode().split("\f")[:-1]]


def said(cell: _Cell) -> list[str]:
    """Give the lines of a cell that say something."""
    return [line.text for line in cell.paragraphs if line.text]


def test_the_head_names_the_bodies_the_state_the_number_and_the_day() -> None:
    head = opened(letter()).tables[0]
    assert said(head.cell(0, 0)) == [NOTICE["parent"].upper(), "TỔ GIÚP VIỆC HỘI ĐỒNG"]
    assert said(head.cell(0, 1)) == [MOTTO, CREED]
    assert said(head.cell(1, 0)) == ["Số: 05/TB-TGV"]
    assert said(head.cell(1, 1)) == ["Thái Nguyên, ngày 05 tháng 02 năm 2026"]


def test_a_letter_without_a_kind_says_its_subject_under_the_number_left_blank() -> None:
    number, about = said(opened(letter(LETTER)).tables[0].cell(1, 0))
    assert re.fullmatch(r"Số:\s{5,}/STC-TH", number)
    assert about == "V/v đề nghị phối hợp thực hiện chỉ tiêu năm 2027"
    assert worded(letter(LETTER, subject="V/v đôn đốc")).about == "V/v đôn đốc"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 10, 10), "ngày 10 tháng 10 năm 2026"),
    ],
)
def test_only_days_below_ten_and_the_months_one_and_two_have_a_leading_zero(day: date, words: str) -> None:
    assert written_day(day) == words


def test_bases_end_in_semicolons_the_text_in_its_sign_and_lists_are_punctuated() -> None:
    lines = [line.text for line in opened(letter()).paragraphs]
    assert "Căn cứ Quy chế hoạt động của Hội đồng;" in lines
    assert "Căn cứ Kế hoạch điều phối vùng năm 2027." in lines
    assert "- Gửi kết quả dự báo đúng hạn;" in lines
    assert "- Bổ sung phụ lục vốn theo nguồn." in lines
    assert "Tổ giúp việc thông báo để các cơ quan biết, thực hiện./." in lines
    assert sum(line.endswith("./.") for line in lines) == 1


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ((Paragraph(text="Xin thông báo./."),), "Xin thông báo./."),
        ((ListOf(items=("Một", "Hai"), numbered=True),), "2. Hai./."),
        ((TableOf(head=("TT",)),), "./."),
    ],
)
def test_the_sign_at_the_end_is_there_once_whatever_the_text_ends_with(body: tuple[Any, ...], end: str) -> None:
    assert worded(letter(body=body)).body[-1].model_dump()["text"] == end


def test_one_addressee_stands_beside_the_words_and_several_below_them() -> None:
    several = [line.text for line in opened(letter(LETTER)).paragraphs]
    start = several.index("Kính gửi:")
    assert several[start + 1 : start + 3] == ["- Sở Tài chính tỉnh Thái Nguyên;", "- Sở Tài chính tỉnh Tuyên Quang."]
    assert "Kính gửi: Bộ Tài chính" in [line.text for line in opened(letter(LETTER, to=("Bộ Tài chính",))).paragraphs]


def test_the_recipients_end_with_the_file_copy_and_the_signature_is_left_to_people() -> None:
    document = opened(letter())
    recipients, signature = document.tables[-1].rows[0].cells
    assert said(recipients) == ["Nơi nhận:", "- Thành viên Hội đồng;", "- UBND các tỉnh trong vùng;", "- Lưu: VT, TGV."]
    assert said(signature) == ["TM. TỔ GIÚP VIỆC", "TỔ TRƯỞNG"]
    room = signature.paragraphs[-1]
    assert not room.text
    assert room.paragraph_format.space_before >= Mm(MEASURES.signature - 6)
    assert not list(document.element.iter(qn("w:drawing"), qn("w:pict")))
    with pytest.raises(ValidationError):
        letter(signer="Một người")


def test_page_face_and_language_are_those_of_the_decree() -> None:
    document = opened(letter())
    section = document.sections[0]
    millimetres = [
        round(side.mm)
        for side in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
            section.right_margin,
        )
    ]  # fmt: skip
    assert millimetres[:2] == [210, 297]
    assert all(
        low <= side <= high
        for side, (low, high) in zip(millimetres[2:], [(20, 25), (20, 25), (30, 35), (15, 20)], strict=True)
    )
    default = document.styles.element.find(qn("w:docDefaults"))
    face = next(default.iter(qn("w:rFonts")))
    assert {face.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    assert next(default.iter(qn("w:lang"))).get(qn("w:val")) == "vi-VN"
    about = document.core_properties
    assert (about.title, about.author, about.language) == (NOTICE["subject"], NOTICE["issuer"], "vi-VN")


def test_the_first_page_has_no_number_and_the_others_have_it_in_the_middle_above() -> None:
    section = opened(letter()).sections[0]
    field = next(section.header.part.element.iter(qn("w:fldSimple")))
    assert field.get(qn("w:instr")) == "PAGE"
    assert section.different_first_page_header_footer
    assert not list(section.first_page_header.part.element.iter(qn("w:fldSimple")))


@needs_poppler
def test_the_numbers_of_the_pages_begin_with_the_second() -> None:
    first, second, *_ = pages(to_pdf(letter(LONG, simulated=False)))
    assert first.startswith("HỘI ĐỒNG")
    assert second.startswith("2 TT Tên dự án")


@needs_poppler
@pytest.mark.parametrize("base", [NOTICE, LETTER])
def test_the_pdf_says_all_that_the_docx_says(base: dict[str, Any]) -> None:
    made = letter(base)
    document, page = opened(made), pages(to_pdf(made))[0]
    cells = [said(cell) for table in document.tables for row in table.rows for cell in row.cells]
    lines = [line for cell in cells for line in cell] + [line.text for line in document.paragraphs if line.text]
    assert Counter(" ".join([*lines, made.reference, worded(made).marks]).split()) == Counter(page.split())


@needs_poppler
def test_every_page_of_a_draft_and_a_simulation_says_so_and_names_its_notice() -> None:
    made = letter(LONG, draft=True)
    shown = pages(to_pdf(made))
    assert len(shown) > 3
    assert all(f"{DRAFT} · {SIMULATED}" in page and made.reference in page for page in shown)
    section = opened(made).sections[0]
    for margin in (section.header, section.first_page_header):
        assert margin.paragraphs[-1].text == f"{DRAFT} · {SIMULATED}"
    assert not any(DRAFT in page or SIMULATED in page for page in pages(to_pdf(letter())))


@needs_poppler
def test_a_long_table_repeats_its_head_and_splits_no_row() -> None:
    made = letter(LONG)
    shown = pages(to_pdf(made))
    assert all("TT Tên dự án Tỉnh Vốn" in page for page in shown if "đầu" in page)
    assert sum("đầu" in page for page in shown) > 3
    for n in range(1, 101):
        assert [f"đầu{n} " in page for page in shown] == [f"cuối{n} " in page for page in shown]
        assert sum(page.count(f"đầu{n} ") for page in shown) == 1
    head, *rows = opened(made).tables[1].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, *rows))


@needs_poppler
def test_a_row_longer_than_a_page_goes_on_the_next_and_nothing_is_lost() -> None:
    made = letter(body=(TableOf(head=("TT", "Nội dung"), rows=(("1", "chữ " * 2500),)),))
    assert sum(page.split().count("chữ") for page in pages(to_pdf(made))) == 2500


@needs_poppler
def test_a_word_wider_than_its_place_stays_on_the_paper() -> None:
    word = "Ư" * 200
    made = letter(
        issuer=word, subject=word, body=(Paragraph(text=word), TableOf(head=("TT", word), rows=(("1", word),)))
    )
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=to_pdf(made), capture_output=True, check=True)
    ends = [float(end) for end in re.findall(r'xMax="([\d.]+)"', boxes.stdout.decode())]
    assert max(ends) <= (MEASURES.width - MEASURES.right + 1) * 72 / 25.4


@needs_poppler
def test_the_signature_never_stands_on_a_page_without_the_end_of_the_text() -> None:
    for lines in range(16, 27):  # over the foot of the first page
        body = tuple(Paragraph(text=f"Nội dung thứ {line}.") for line in range(lines))
        last = pages(to_pdf(letter(body=body)))[-1]
        assert "./." in last, lines
        assert "Nơi nhận:" in last, lines
        assert "TỔ TRƯỞNG" in last, lines


def test_two_tables_in_a_row_stay_two() -> None:
    table = TableOf(head=HEAD, rows=ROWS)
    body = opened(letter(body=(table, table))).element.body
    kinds = [element.tag for element in body]
    assert all(qn("w:tbl") not in pair or pair[0] != pair[1] for pair in pairwise(kinds))


def test_a_table_whose_rows_are_not_as_wide_as_its_head_is_refused() -> None:
    with pytest.raises(ValidationError):
        TableOf(head=("TT", "Cơ quan"), rows=(("1",),))


@needs_poppler
def test_markup_in_the_words_is_shown_as_words() -> None:
    made = letter(LETTER, subject=HOSTILE, to=(HOSTILE,), body=(Paragraph(text=HOSTILE), TableOf(head=(HOSTILE,))))
    lines = [line.text for line in opened(made).paragraphs]
    assert {HOSTILE, f"Kính gửi: {HOSTILE}"} <= set(lines)
    assert " ".join(pages(to_pdf(made))).count(HOSTILE) == 4


@needs_poppler
def test_signs_that_cannot_be_seen_or_written_are_dropped() -> None:
    made = letter(issuer=UNSEEN, subject=UNSEEN, reference=UNSEEN, body=(Paragraph(text=UNSEEN),), kept=UNSEEN)
    assert made.issuer == "một hai ba bốn"
    assert "một hai ba bốn./." in [line.text for line in opened(made).paragraphs]
    assert "một hai ba bốn./." in pages(to_pdf(made))[0]


@settings(max_examples=15)
@given(words=st.text(min_size=1, max_size=60).filter(one_line))
def test_any_words_can_be_set(words: str) -> None:
    made = letter(LETTER, to=(words,), subject=words, body=(Paragraph(text=words), ListOf(items=(words,))))
    lines = [line.text for line in opened(made).paragraphs]
    assert f"Kính gửi: {made.to[0]}" in lines
    assert to_pdf(made).startswith(b"%PDF")


def test_a_letter_of_nothing_can_be_set() -> None:
    empty = dict.fromkeys(("issuer", "symbol", "place", "subject", "kept", "reference"), "")
    made = letter(parent=None, to=(), bases=(), body=(), signed_as=(), recipients=(), **empty)
    assert to_pdf(made).startswith(b"%PDF")
    assert opened(made).tables


def test_the_same_letter_gives_the_same_bytes_at_any_hour() -> None:
    made = letter(LETTER)
    with time_machine.travel(datetime(2026, 5, 5, tzinfo=UTC)):
        early = to_docx(made)
    with time_machine.travel(datetime(2027, 6, 6, tzinfo=UTC)):
        assert to_docx(made) == early
    assert to_pdf(made) == to_pdf(letter(LETTER))
    with zipfile.ZipFile(io.BytesIO(early)) as package:
        assert not any("thumbnail" in name for name in package.namelist())


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils are not installed")
def test_every_vietnamese_letter_is_in_the_face_that_is_shipped() -> None:
    words = f"{LETTERS} đ {LETTERS.upper()} Đ – — “ ” … % §"
    made = letter(body=(Paragraph(text=words), Paragraph(text=words, strong=True)), bases=(words,), recipients=(words,))
    table = subprocess.run(["pdffonts", "-"], input=to_pdf(made), capture_output=True, check=True).stdout.decode()
    faces = [line.split()[0].partition("+")[2] for line in table.splitlines()[2:]]
    assert set(faces) == {f"LiberationSerif{cut}" for cut in ("", "-Bold", "-Italic", "-BoldItalic")}


@needs_poppler
def test_the_line_is_as_long_as_the_creed_and_a_third_to_a_half_of_the_issuer() -> None:
    made = letter(LETTER, issuer="Ban Kinh tế - Ngân sách", parent=None)
    boxes = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=to_pdf(made), capture_output=True, check=True)
    lines = re.findall(r'<line xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</line>', boxes.stdout.decode(), re.DOTALL)
    wide = {" ".join(re.findall(r">([^<]+)</word>", words)): float(end) - float(start) for start, end, words in lines}
    columns = opened(made).tables[0].rows[0].cells
    drawn = [
        cell.width.pt - indent.left_indent.pt - indent.right_indent.pt
        for cell in columns
        for indent in [cell.paragraphs[-1].paragraph_format]
    ]
    assert 1 / 3 < drawn[0] / wide["BAN KINH TẾ - NGÂN SÁCH"] < 1 / 2
    assert drawn[1] == pytest.approx(wide[CREED], abs=2)


@needs_poppler
@needs_office
@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_shows_the_docx_with_the_words_and_on_the_pages_of_the_pdf(tmp_path: Path) -> None:
    made = {name: letter(base) for name, base in (("notice", NOTICE), ("letter", LETTER), ("long", LONG))}
    for name, each in made.items():
        (tmp_path / f"{name}.docx").write_bytes(to_docx(each))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{name}.docx") for name in made]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    for name, each in made.items():
        theirs, ours = pages((tmp_path / f"{name}.pdf").read_bytes()), pages(to_pdf(each))
        assert len(theirs) == len(ours), name
        assert Counter(" ".join(theirs).split()) == Counter(" ".join(ours).split()), name
