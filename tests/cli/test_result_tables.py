"""A table of a result too wide for the terminal goes on below it: every figure whole, every row named in each part."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from coordination.cli.result_tables import blocks
from coordination.documents.tables import Cell

HEADS = ["Cân đối", "Năm", "Nhu cầu", "Đã chắc chắn", "Có khả năng", "Còn thiếu", "Địa phương chưa có số"]
ROWS = [
    [
        Cell("Cân đối thu, chi ngân sách nhà nước trên địa bàn", number=False),
        Cell(str(year), number=True),
        *(Cell(f"{year}.{at}03.593.947", number=True) for at in range(4)),
        Cell("UBND tỉnh Đồng Nai, UBND tỉnh Tây Ninh", number=False),
    ]
    for year in (2027, 2028)
]


def _printed(width: int) -> tuple[str, int]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    made = list(blocks(HEADS, ROWS, "Cân đối vùng", width, {1}))
    for each in made:
        console.print(each)
    return console.file.getvalue(), len(made)  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [50, 60, 80, 120])
def test_no_figure_is_broken_and_no_column_lost_however_narrow(width: int) -> None:
    said, parts = _printed(width)
    assert all(cell.text in said for row in ROWS for cell in row if cell.number)
    assert said.count("2027 ") == parts, "each part says of which year its rows are"
    assert said.count("Cân đối vùng") == 1
    assert max(map(len, said.splitlines())) <= width
    words = " ".join(said.split())
    assert all(word in words for head in HEADS for word in head.split())
    assert parts > 1


def test_a_table_that_fits_stays_one() -> None:
    said, parts = _printed(200)
    assert parts == 1
    assert "UBND tỉnh Đồng Nai" in said
