"""Why a file is not read as a workbook, in words a clerk can act on."""

from __future__ import annotations

from coordination.documents.workbook.container import LARGEST_FILE, MOST_ENTRIES
from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text, one_line

SAVE_AS = Text(
    vi="mở tệp bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx",
    en="open the file in Excel or LibreOffice and save it as .xlsx",
)
TAKE_ANEW = Text(vi="lấy lại biểu mẫu gốc và điền vào biểu mẫu đó", en="take the original form again and fill that in")
REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_file": (Text(vi="không đọc được tệp", en="the file cannot be read"), TAKE_ANEW),
    "too_large": (
        Text(vi=f"tệp lớn hơn {LARGEST_FILE // 1_000_000} MB", en=f"the file is over {LARGEST_FILE // 1_000_000} MB"),
        Text(vi="bỏ hình ảnh và các sheet không thuộc biểu mẫu", en="remove pictures and sheets not of the form"),
    ),
    "wrong_magic": (Text(vi="tệp không phải bảng tính Excel", en="the file is no Excel workbook"), SAVE_AS),
    "not_a_workbook": (Text(vi="tệp nén này không phải bảng tính", en="this archive is no workbook"), SAVE_AS),
    "xlsb": (Text(vi="không đọc tệp .xlsb", en=".xlsb files are not read"), SAVE_AS),
    "password": (
        Text(vi="tệp có mật khẩu mở", en="the file is locked with a password"),
        Text(vi="gỡ mật khẩu mở tệp rồi gửi lại", en="take the password off and send it again"),
    ),
    "macro": (Text(vi="tệp có macro", en="the file has macros"), SAVE_AS),
    "too_many_entries": (
        Text(vi=f"tệp có hơn {MOST_ENTRIES} phần bên trong", en=f"the file has more than {MOST_ENTRIES} parts inside"),
        TAKE_ANEW,
    ),
    "path_traversal": (
        Text(vi="bên trong tệp có tên chỉ ra ngoài tệp", en="a name in the file points outside of it"),
        TAKE_ANEW,
    ),
    "duplicate_names": (
        Text(vi="bên trong tệp có hai phần trùng tên", en="two parts of the file have the same name"),
        TAKE_ANEW,
    ),
    "unknown_compression": (
        Text(vi="tệp nén theo cách Excel không dùng", en="the file is compressed as Excel never does"),
        SAVE_AS,
    ),
    "zip_bomb": (Text(vi="tệp phình quá lớn khi giải nén", en="the file grows too large when unpacked"), TAKE_ANEW),
    "nested_archive": (
        Text(vi="bên trong tệp có tệp nén khác", en="the file holds another archive"),
        Text(vi="bỏ tệp đính kèm bên trong bảng tính", en="remove what is embedded in the workbook"),
    ),
    "truncated": (Text(vi="tệp hỏng hoặc bị cắt cụt", en="the file is damaged or cut off"), SAVE_AS),
    "xml_entities": (
        Text(vi="tệp có khai báo thực thể XML (DTD)", en="the file declares XML entities (a DTD)"),
        TAKE_ANEW,
    ),
    "damaged_part": (Text(vi="một phần bên trong tệp bị hỏng", en="a part of the file is damaged"), SAVE_AS),
    "cell_twice": (
        Text(
            vi="tệp hỏng: một ô được ghi hai lần hoặc đứng sai chỗ",
            en="the file is damaged: a cell is written twice or out of its place",
        ),
        Text(
            vi="mở tệp bằng Excel hoặc LibreOffice, kiểm tra giá trị ô này rồi lưu lại dạng .xlsx",
            en="open the file in Excel or LibreOffice, check this cell and save it as .xlsx",
        ),
    ),
    "too_many_cells": (
        Text(vi="tệp có quá nhiều ô hoặc ô nằm quá xa", en="too many cells, or cells too far out"),
        Text(vi="xóa các ô nằm ngoài biểu mẫu", en="delete cells outside of the form"),
    ),
    "too_costly": (
        Text(vi="đọc tệp tốn quá nhiều bộ nhớ hoặc thời gian", en="reading takes too much memory or time"),
        TAKE_ANEW,
    ),
    "unreadable": (Text(vi="không đọc được bảng tính", en="the workbook cannot be read"), SAVE_AS),
}
"""Each reason by its code: what is wrong, and what to do."""


class WorkbookRefusedError(InvalidInputError):
    """A file is not read as a workbook; ``reason`` is a key of ``REFUSALS``."""

    reason: str = "unreadable"


def refused(reason: str, file: str, detail: str = "") -> WorkbookRefusedError:
    """Make the error for a file; a detail (the name of a part, a place) may come from the file and is cut short."""
    known = reason if reason in REFUSALS else "unreadable"
    what, fix = REFUSALS[known]
    place = one_line(detail)[:80]
    error = WorkbookRefusedError(Fault(what, f"{file}: {place}" if place else file, None, fix))
    error.reason = known
    return error
