"""A step whose settings its method cannot take is told before a cycle opens: the line, what, why, and what to write."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coordination.app import known
from coordination.cli.main import main
from coordination.errors import Fault
from coordination.kernel.clock import FixedClock
from coordination.kernel.shipped import shipped
from coordination.methods import METHODS
from coordination.regions.service import Known, check_file

MARK = "«"
SURVEYS = "sections: [results, method, source, limits]"
OPTIONS = "sections: [general-goal, targets, low, base, high, pillars, effects, resources, policies]"
CONTRACT = "contract: forecast-contract"
BAND = "band_percent: 10"
HORIZON = "horizon_years: 1"
SHARE = "common_share: 0.5"
KNOWN = replace(known(), clock=FixedClock(datetime(2026, 11, 1, tzinfo=UTC)))


def _written(step: str, old: str, new: str, folder: Path) -> tuple[Path, str]:
    """Change the first place of some words after the head of a shipped step; gives the file and the place marked."""
    text = (shipped("region_configs") / "procedures" / "regional-plan.yaml").read_text(encoding="utf-8")
    head, found, rest = text.partition(f"  - code: {step}\n")
    assert found
    assert old in rest
    changed = head + found + rest.replace(old, new, 1)
    before = changed.partition(MARK)[0]
    file = folder / "procedures" / "regional-plan.yaml"
    file.parent.mkdir()
    file.write_text(changed.replace(MARK, ""), encoding="utf-8")
    return file, f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def _told(step: str, old: str, new: str, folder: Path, by: Known = KNOWN) -> tuple[list[Fault], str]:
    file, where = _written(step, old, new, folder)
    return check_file(file, by), where


@pytest.mark.parametrize(
    ("step", "old", "new", "what", "fix"),
    [
        ("basic-surveys", SURVEYS, "sections: «results", "'sections': cần một danh sách; đang ghi \"results\"", "sections: [results"),
        ("basic-surveys", SURVEYS, f"{SURVEYS}\n      «foo: 1", "không có thiết lập của phương pháp surveys 'foo'", "sections, add"),
        ("basic-surveys", SURVEYS, "«sectons: [x]", "phương pháp surveys 'sectons'; ý là 'sections'?", "titles, assigned"),
        ("basic-surveys", SURVEYS, f"{SURVEYS}\n      data_to: «abc", "'data_to': năm chốt số liệu không phải là một năm", "data_to: 2024"),
        ("basic-surveys", SURVEYS, f"{SURVEYS}\n      data_to: «1066", "'data_to': năm chốt số liệu không phải là một năm", "data_to: 2024"),
        ("basic-surveys", SURVEYS, f"{SURVEYS}\n      data_to: «2050", "'data_to': năm 2050 chưa đến", "data_to: 2024"),
        ("basic-surveys", SURVEYS, f"{SURVEYS}\n      assigned: {{75.peoples_committee: «1}}", "'75.peoples_committee': cần một danh sách", "bỏ dòng này"),
        ("basic-surveys", SURVEYS, "sections: [results, «results, method]", "mục 'results' ghi hai lần", "bỏ dòng thứ hai"),
        ("basic-surveys", SURVEYS, "sections: [results, «metod]", "cho mục 'metod'; ý là 'method'?", "titles: {results"),
        ("basic-surveys", "results: {vi:", "results: {«vn: x, vi:", "không có khóa 'vn'; ý là 'vi'?", "titles: {results"),
        ("options", OPTIONS, "sections: «general-goal", "'sections': cần một danh sách", "sections: [results"),
        ("options", OPTIONS, "sections: [low, «low]", "mục 'low' ghi hai lần", "bỏ dòng thứ hai"),
        ("options", OPTIONS, "sections: [low, «zzz]", "không có tên trong 'titles' cho mục 'zzz'", "titles: {results"),
        ("options", OPTIONS, "«sectons: [low]", "phương pháp collate 'sectons'; ý là 'sections'?", "sections, add"),
        ("options", OPTIONS, "sections: [«1, low]", "'sections': cần chữ", "sections: [results"),
        ("forecast-contract", BAND, f"{BAND}\n      «foo: 1", "không có thiết lập của phương pháp forecast_contract 'foo'", "indicators, horizon"),
        ("forecast-contract", BAND, "«band_pct: 5", "phương pháp forecast_contract 'band_pct'; ý là 'band_percent'?", "indicators, horizon"),
        ("forecast", CONTRACT, "data_to: «2050", "'data_to': năm 2050 chưa đến", "data_to: 2024"),
        ("forecast", CONTRACT, "methods: [naive, «naive]", "phương pháp dự báo 'naive' ghi hai lần", "bỏ dòng thứ hai"),
        ("viewpoints", SHARE, "common_share: «5", "'common_share': cần số không quá 1; đang ghi 5", "common_share: 0.5"),
        ("viewpoints", SHARE, "«common_shar: 0.5", "'common_shar'; ý là 'common_share'?", "common_share"),
        ("investment", HORIZON, "horizon_years: «true", "'horizon_years': thời kỳ phải đến", "từ 1 đến 10"),
        ("investment", HORIZON, f"{HORIZON}\n      «years: [2027]", "'years' là năm của một kỳ kế hoạch", "horizon_years"),
        ("investment", "{code: 3, name", "{code: «1, name", "mã '1' ghi hai lần", "bỏ dòng thứ hai"),
        ("investment", HORIZON, f'{HORIZON}\n      budget: {{"2027": «x}}', "'2027': cần một số nguyên", '{"2027": 1000000}'),
    ],
)  # fmt: skip
def test_each_setting_no_method_takes_is_told_at_its_place(
    step: str, old: str, new: str, what: str, fix: str, tmp_path: Path
) -> None:
    faults, where = _told(step, old, new, tmp_path)
    (said,) = [each for each in faults if what in each.what.vi]
    assert said.where == where
    assert said.what.en
    assert said.fix is not None
    assert fix in said.fix.vi


def test_nothing_else_is_said_of_a_step_with_one_fault(tmp_path: Path) -> None:
    (only,), where = _told("basic-surveys", SURVEYS, f"{SURVEYS}\n      data_to: «soon", tmp_path)
    assert only.where == where


def test_truth_is_no_horizon_where_no_contract_stands_beside_it(tmp_path: Path) -> None:
    file, _ = _written("forecast", CONTRACT, "sign_off: []", tmp_path)
    text = file.read_text(encoding="utf-8").replace("      sign_off: [drafter, statistician, head]\n", "")
    head, found, rest = text.partition("\n    method: forecast\n")
    file.write_text(head + found + rest.replace("horizon_years: 3", "horizon_years: true", 1), encoding="utf-8")
    (only,) = check_file(file, KNOWN)
    assert only.what.vi.startswith("'horizon_years': thời kỳ phải đến ít nhất năm đầu của kỳ kế hoạch")
    assert only.what.vi.endswith("đang ghi true")


def test_a_year_may_be_the_cut_off_once_it_has_begun(tmp_path: Path) -> None:
    later = replace(KNOWN, clock=FixedClock(datetime(2050, 1, 1, tzinfo=UTC)))
    faults, _ = _told("basic-surveys", SURVEYS, f"{SURVEYS}\n      data_to: 2050", tmp_path, later)
    assert faults == []


def test_surveys_may_be_assigned_in_writing_and_of_indicators_there_are(tmp_path: Path) -> None:
    survey = "{survey: own, name: {vi: Điều tra, en: Survey}, indicators: [retail_sales, «retail_sale]}"
    new = f"{SURVEYS}\n      assigned: {{75.peoples_committee: [{survey}]}}"
    (only,), where = _told("basic-surveys", SURVEYS, new, tmp_path)
    assert only.where == where
    assert only.what.vi == "không có chỉ tiêu 'retail_sale'; ý là 'retail_sales'?"


def test_what_may_be_negative_is_an_indicator_there_is(tmp_path: Path) -> None:
    new = "\n      signed: [«gdrp_current]\n      expected:\n"
    (only,), where = _told("joint-assessment", "\n      expected:\n", new, tmp_path)
    assert only.where == where
    assert only.what.vi == "không có chỉ tiêu 'gdrp_current'; ý là 'grdp_current'?"


def _titled(by: str, folder: Path) -> list[Fault]:
    """Put other lines in place of the titles of the surveys; gives what is then said."""
    file, _ = _written("basic-surveys", SURVEYS, SURVEYS, folder)
    head, found, rest = file.read_text(encoding="utf-8").partition(f"{SURVEYS}\n")
    titles, after, tail = rest.partition("    after:")
    assert titles.strip().startswith("titles:")
    file.write_text(head + found + by + after + tail, encoding="utf-8")
    return check_file(file, KNOWN)


def test_a_document_without_titles_is_called_by_its_keys(tmp_path: Path) -> None:
    assert _titled("", tmp_path) == []


def test_titles_are_no_single_word(tmp_path: Path) -> None:
    (only,) = _titled("      titles: x\n", tmp_path)
    assert only.what.vi == "'titles': cần các khóa và giá trị; đang ghi \"x\""


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_model_its_settings_are_checked_by(name: str) -> None:
    assert vars(METHODS[name])["Settings"].model_fields


@pytest.mark.parametrize("procedure", ["regional-plan", "council-supervision"])
def test_the_shipped_procedures_have_settings_that_can_be_taken(procedure: str) -> None:
    assert check_file(shipped("region_configs") / "procedures" / f"{procedure}.yaml", KNOWN) == []


def test_a_file_with_such_a_setting_ends_with_the_code_of_invalid_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, where = _written("options", OPTIONS, "«sectons: [low]", tmp_path)
    assert main(["region", "check", str(file), "--json"]) == 3
    said = capsys.readouterr()
    assert where in json.dumps(json.loads(said.out or said.err))
