"""The form of the options asks for its main targets as rows of the registry, with their units, ranges and definitions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coordination.documents.workbook.model import Address
from coordination.regions.model import Region
from coordination.submissions.asking.asks import labels_asked
from coordination.submissions.forms.opening import form_of
from tests.stations.story import PLAN
from tests.stations.submissions.forms_story import BODY, Counter, Desk, counter_at, form_with

OPTIONS = f"{PLAN}/options"
UNEMPLOYED = "Tỷ lệ thất nghiệp"


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path_factory.mktemp("options") / "o.db")), region) as opened:
        yield opened


def rows(counter: Counter, content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the rows of figures by their labels, and the document they come back as."""
    with counter.engine.read() as session:
        opened = form_with(session, OPTIONS, BODY, content)
    sheet = next(each for each in opened.form.sheets if each.key == "figures")
    return {each.label: each for each in sheet.rows}, opened.said


def test_main_targets_are_rows_of_the_registry(counter: Counter, region: Region) -> None:
    found, _ = rows(counter, {})
    catalogue = {each.code: each for each in region.indicators}
    plan = next(each for each in region.procedures if each.procedure == "regional-plan")
    settings = next(each for each in plan.steps if each.code == "options").settings
    assert list(found)[: len(settings["indicators"])] == list(labels_asked(settings, catalogue))
    for code in settings["indicators"]:
        indicator = catalogue[code]
        row = found[indicator.name.vi]
        assert (row.unit, row.locked) == (indicator.unit.vi, ("label", "unit"))
        assert indicator.identity in row.definition
    assert found["Số liệu 7"].locked == ()  # a figure of one's own has a free row


def test_a_figure_out_of_the_range_of_its_indicator_is_named_at_its_cell(counter: Counter) -> None:
    with counter.engine.read() as session:
        desk = Desk.of(form_of(session, OPTIONS, BODY))
    found, _ = rows(counter, {})
    row = next(each for label, each in found.items() if label.startswith(UNEMPLOYED))
    desk.put(Address("figures", row.key, "value"), 250)
    assert row.validation is not None
    with counter.engine.read() as session:
        judged = counter.judged(session, desk.saved(), OPTIONS)
    assert [each.code for each in judged.remarks if each.row == row.key] == ["out_of_range"]


def test_figures_come_back_as_they_were_handed_in_in_any_order_and_unit(counter: Counter, region: Region) -> None:
    growth = next(each for each in region.indicators if each.code == "grdp_growth_index")
    figures = [
        {"label": "Số xã đạt chuẩn nông thôn mới", "value": 12, "unit": "xã"},
        {"label": "poverty_rate", "value": "2.5", "unit": "phần trăm"},
        {"label": growth.name.vi, "value": "108.5", "unit": growth.unit.vi},
    ]
    content = {"sections": [{"key": "low", "title": "", "text": "Tăng 7%"}], "figures": figures}
    found, said = rows(counter, content)
    assert said["figures"] == figures
    poverty = next(each for each in found.values() if each.cells.get("label") == "poverty_rate")
    assert poverty.locked == ("label",), "its unit was written otherwise: the body's to mend"
