"""What is wrong in a file is told all at once, each at its line; what is refused in one row hides nothing of another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.errors import InvalidInputError
from coordination.submissions.files import read_file
from coordination.submissions.placed import place_in_file, steps_of
from tests.stations.story import ASSESSMENT, COMMITTEE, PLAN, Story, at, morning

HEADER = "indicator,period,value,plan,note\n"
Said = Callable[[str, str], list[str]]


@pytest.fixture
def said(file_story: Story, tmp_path: Path) -> Said:
    """Hand in a file at the first step of a plan and give where its faults are."""
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))

    def _said(name: str, text: str) -> list[str]:
        path = tmp_path / name
        path.write_text(text)
        with pytest.raises(InvalidInputError) as caught:
            file_story.submit(ASSESSMENT, COMMITTEE, read_file(path), at("2026-06-03 09:00"))
        return [each.where.replace(f"{tmp_path}/", "") for each in caught.value.faults]

    return _said


def test_every_fault_of_a_table_is_told_at_its_line_in_one_run(said: Said) -> None:
    rows = (
        'grdp_current,2025,-5,,"hai\ndòng"\n'  # lines 2 and 3
        "grdp_current,2026,1e308,,\n"
        '\npopulation_avg,2025,"1.234,5",,\n'  # after an empty line
        "population_avg,2026,7,-3,\n"
        "happiness,2026,abc,,\n"
        "happiness,2025,1,,\n"
    )
    assert sorted(said("c.csv", HEADER + rows)) == [
        "c.csv:2: figures.grdp_current.2025",
        "c.csv:4: figures[1].value",
        "c.csv:6: figures[2].value",
        "c.csv:7: figures.population_avg.2026.plan",
        "c.csv:8: figures[4].value",
        "c.csv:9: figures.happiness.2025",
    ]


def test_every_fault_of_a_document_is_told_at_its_line_and_column_in_one_run(said: Said) -> None:
    text = """figures:
  - {indicator: grdp_current, period: 2025, value: -5}
  - indicator: grdp_current
    period: 2026
    value: "1e308"
  - {indicator: happiness, period: 2025, value: 5}
texts:
  - {pillar: economy, kind: cause, text: Một câu.}
  - pillar: economics
    kind: cause
    text: Câu khác.
"""
    assert sorted(said("c.yaml", text)) == [
        "c.yaml:2:5: figures.grdp_current.2025",
        "c.yaml:5:5: figures[1].value",
        "c.yaml:6:5: figures.happiness.2025",
        "c.yaml:9:5: texts[1].pillar",
    ]


def test_a_document_of_no_file_has_places_of_its_own_alone() -> None:
    content = {"figures": [{"indicator": "a", "period": 2025}]}
    assert place_in_file(content, "figures.a.2025") == ""
    assert steps_of("figures[3].value") == ["figures", 3, "value"]


def test_what_a_library_says_of_a_file_is_said_in_vietnamese(tmp_path: Path) -> None:
    for name, text, words in (
        ("a.csv", 'a,b\n1,"x', "ngoặc kép chưa đóng"),
        ("b.csv", 'a,b\n1,"x"y\n', "phải là dấu phân cách ô"),
        ("c.json", '{"a": [,]}', "thiếu giá trị"),
        ("d.json", '{"a": "\\q"}', "gạch chéo ngược"),
        ("e.json", '{"a": 1 "b"}', "thiếu dấu phẩy"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(InvalidInputError) as caught:
            read_file(tmp_path / name)
        assert words in caught.value.faults[0].what.vi
