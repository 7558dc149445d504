"""A forecast step whose settings nothing can be forecast by is told at the line: what, why, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.app import known
from coordination.errors import Fault
from coordination.kernel.shipped import shipped
from coordination.regions.service import check_file

STEP = "\n    method: forecast\n"


def _told(old: str, new: str, folder: Path) -> tuple[list[Fault], str]:
    """Change the first place of some words in the shipped forecast step; gives what is said of it, and the file."""
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    head, found, step = text.partition(STEP)
    assert found
    assert old in step
    file = folder / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(head + found + step.replace(old, new, 1), encoding="utf-8")
    return list(check_file(file, known())), file.read_text(encoding="utf-8")


def _line(fault: Fault, text: str) -> str:
    return text.splitlines()[int(fault.where.split(":")[-2]) - 1].strip()


@pytest.mark.parametrize(
    ("old", "new", "what", "line", "fix"),
    [
        ("horizon_years: 3", "horizon_years: 0", "'horizon_years': thời kỳ phải đến ít nhất", "horizon_years: 0", "từ 1 đến 10"),
        ("horizon_years: 3", "horizon_years: 25", "'horizon_years': thời kỳ phải", "horizon_years: 25", "từ 1 đến 10"),
        ("horizon_years: 3", "horizon_years: 3\n      horizon_to: 2020", "'horizon_to' là năm của một kỳ", "horizon_to: 2020", "horizon_years"),
        ("interval_percent: 80", "interval_percent: 90", "'interval_percent': chỉ có khoảng", "interval_percent: 90", "80 hoặc 95"),
        ("band_percent: 10", "band_percent: 0", "'band_percent': độ lệch", "band_percent: 0", "lớn hơn 0"),
        ("band_percent: 10", "band_percent: 10\n      data_to: soon", "'data_to': năm chốt", "data_to: soon", "data_to: 2024"),
        ("- state_budget_revenue", "- state_budget_revenu", "ý là 'state_budget_revenue'?", "- state_budget_revenu", None),
        ("- state_budget_revenue", "- population_avg", "'population_avg' ghi hai lần", "- population_avg", "bỏ dòng thứ hai"),
        ("band_percent: 10", "band_percent: 10\n      methods: [naive, holts]", "không có phương pháp dự báo 'holts'", "methods: [naive, holts]", None),
        ("band_percent: 10", "band_percent: 10\n      methods: [arima]", "không cho dùng phương pháp 'arima'", "methods: [arima]", "dùng naive"),
        ("band_percent: 10", "band_percent: 10\n      methods: []", "'methods': cần một danh sách không để trống", "methods: []", "naive"),
        ("band_percent: 10", "band_precent: 10", "không có thiết lập của phương pháp forecast 'band_precent'; ý là 'band_percent'?", "band_precent: 10", None),
    ],
)  # fmt: skip
def test_each_setting_that_cannot_be_is_told_with_its_line_and_what_to_write(
    old: str, new: str, what: str, line: str, fix: str | None, tmp_path: Path
) -> None:
    faults, text = _told(old, new, tmp_path)
    (said,) = [each for each in faults if what in each.what.vi]
    assert _line(said, text) == line
    if fix is not None:
        assert said.fix is not None
        assert fix in said.fix.vi


def test_the_shipped_step_is_one_nothing_is_said_of(tmp_path: Path) -> None:
    faults, _ = _told("horizon_years: 3", "horizon_years: 3", tmp_path)
    assert faults == []


def test_a_forecast_without_a_contract_is_checked_as_well(tmp_path: Path) -> None:
    faults, _ = _told("      contract: forecast-contract\n", "      methods: [holts]\n", tmp_path)
    assert [each.what.vi for each in faults if "'holts'" in each.what.vi]


def test_a_survey_is_about_indicators_there_are(tmp_path: Path) -> None:
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    file = tmp_path / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(text.replace("indicators: [enterprises_new]", "indicators: [enterprise_new]"), encoding="utf-8")
    (said,) = check_file(file, known())
    assert said.what.vi == "không có chỉ tiêu 'enterprise_new'; ý là 'enterprises_new'?"
