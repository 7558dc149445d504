"""A clerk who leaves lines of the balances blank is told so at their cells, and handing in is not barred."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.documents.workbook.model import Address
from coordination.methods.balances.declared import Declared
from coordination.regions.model import Region
from coordination.submissions.forms.opening import form_of
from tests.stations.story import PLAN
from tests.stations.submissions.forms_story import BODY, Counter, Desk, counter_at

STAGE = f"{PLAN}/balances"


@pytest.fixture
def counter(blank: Path, region: Region, tmp_path: Path) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path / "balances.db")), region) as opened:
        yield opened


@pytest.fixture
def budget(region: Region) -> tuple[list[str], list[str]]:
    """Give the uses and sources of the budget, as the region declares them."""
    procedure = region.procedure("regional-plan")
    assert procedure is not None
    settings = next(step for step in procedure.steps if step.code == "balances").settings
    (found,) = [each for each in Declared.model_validate(settings).balances if each.code == "budget"]
    return [each.code for each in found.uses], [each.code for each in found.sources]


def test_the_budget_of_a_year_that_lacks_three_lines_is_noted_once_at_the_one_said_to_be_missing(
    counter: Counter, budget: tuple[list[str], list[str]]
) -> None:
    uses, sources = budget
    with counter.engine.read() as session:
        desk = Desk.of(form_of(session, STAGE, BODY))
    for use in uses:
        desk.put(Address("needs", f"budget/{use}", "y2027.need"), 100)
    said = {source: 100 for source in sources if source not in ("carried-over", "budget-borrowing")}
    for source, amount in (said | {"targeted-transfer": "…"}).items():
        desk.put(Address("means", f"budget/{source}", "y2027.secured"), amount)
    with counter.engine.read() as session:
        judged = counter.judged(session, desk.saved(), STAGE)
    (remark,) = [each for each in judged.remarks if each.code == "not_drawn_up"]
    assert (remark.severity, remark.address) == ("note", Address("means", "budget/targeted-transfer", "y2027.secured"))
    assert remark.message.vi.endswith(
        "chưa lập được, các dòng chưa có số là: năm 2027 (nguồn “Bổ sung có mục tiêu từ ngân sách trung ương”, "
        "“Kết dư, chuyển nguồn, quỹ dự trữ”, “Vay của ngân sách địa phương”). "
        "Ô để trống hoặc ghi “…” không được coi là bằng 0; nếu bằng 0 thì ghi 0."
    )
    assert not [each for each in judged.in_the_way if each.code == "not_drawn_up"]
    for source in ("targeted-transfer", "carried-over", "budget-borrowing"):
        desk.put(Address("means", f"budget/{source}", "y2027.secured"), 0)
    assert "not_drawn_up" not in {code for _, code, _ in counter.told(desk, STAGE)}
