"""A draft of a forecast contract that is none, and a step that does not go by it, are told at the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.app import known
from coordination.kernel.shipped import shipped
from coordination.regions.service import check_file


def _faults(old: str, new: str, tmp_path: Path) -> list[str]:
    """Change the first place of some words in the shipped procedure; gives what is then said of it."""
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [each.what.vi for each in check_file(file, known())]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("horizon_years: 3", "horizon_years: 12", "'horizon_years': thời kỳ phải đến ít nhất năm đầu"),
        ("horizon_years: 3", "horizon_years: 4", "'horizon_years' khác với dự thảo ở bước 'forecast-contract'"),
        ("band_percent: 10", "band_percent: 5", "'band_percent' khác với dự thảo ở bước 'forecast-contract'"),
        ("band_percent: 10", "band_percent: 10\n      methods: [naive, holts]", "không có phương pháp dự báo 'holts'"),
        ("code: labour-demand", "code: Labour", "'code': cần chữ có dạng"),
        ("code: labour-demand", "code: enterprise-outlook", "cuộc điều tra 'enterprise-outlook' ghi hai lần"),
        ("contract: forecast-contract", "contract: viewpoints", "không có bước thống nhất quy ước dự báo 'viewpoints'"),
        ("after: [forecast-contract]", "after: [joint-assessment]", "'after' phải có 'forecast-contract'"),
    ],
)
def test_each_fault_of_a_contract_is_said(old: str, new: str, words: str, tmp_path: Path) -> None:
    assert any(each.startswith(words) for each in _faults(old, new, tmp_path))


def test_an_indicator_nobody_knows_cannot_be_agreed_on(tmp_path: Path) -> None:
    unknown, differs = _faults("        - papi_environment\n", "        - papi_enviroment\n", tmp_path)
    assert unknown == "không có chỉ tiêu 'papi_enviroment'; ý là 'papi_environment'?"
    assert differs.startswith("'indicators' khác với dự thảo")
