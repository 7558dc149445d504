"""A procedure that expects figures nobody knows, or of years that mean nothing, is told at the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.app import known
from coordination.kernel.shipped import shipped
from coordination.regions.service import check_file

GOOD = "{indicator: retail_sales, years: {from: -2, to: -1}}"
FORM = "mỗi mục của 'expected' ghi {indicator: mã chỉ tiêu, years: {from: -2, to: -1}}"


@pytest.mark.parametrize(
    ("entry", "column", "words"),
    [
        (
            "{indicator: retail_sale, years: {from: -2, to: -1}}",
            23,
            "không có chỉ tiêu 'retail_sale'; ý là 'retail_sales'?",
        ),
        ("{indicator: retail_sales, years: {from: -1, to: -2}}", 44, "'years': giá trị không hợp lệ"),
        ("{indicator: retail_sales}", 11, "'expected': giá trị không hợp lệ"),
        ("{indicator: retail_sales, years: [2025]}", 44, "'years': cần các khóa và giá trị; đang ghi [2025]"),
        ("{indicator: retail_sales, periods: [true]}", 47, "'periods': cần một số nguyên; đang ghi true"),
        ("retail_sales", 11, "'expected': cần các khóa và giá trị"),
    ],
)
def test_each_fault_of_what_is_expected_has_its_place(entry: str, column: int, words: str, tmp_path: Path) -> None:
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    assert text.count(GOOD) == 1
    line = text[: text.index(GOOD)].count("\n") + 1
    file = tmp_path / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(text.replace(GOOD, entry), encoding="utf-8")
    (fault,) = check_file(file, known())
    assert fault.where == f"{file}:{line}:{column}"
    assert fault.what.vi.startswith(words)
    assert words.startswith("không có chỉ tiêu") or (fault.fix is not None and fault.fix.vi.startswith(FORM))


def test_an_indicator_a_compilation_names_is_one_there_is(tmp_path: Path) -> None:
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    file = tmp_path / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(text.replace("        - poverty_rate\n", "        - poverty_rates\n"), encoding="utf-8")
    (fault,) = check_file(file, known())
    assert fault.what.vi == "không có chỉ tiêu 'poverty_rates'; ý là 'poverty_rate'?"
