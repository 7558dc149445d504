"""The registry on the command line: what there is, what one means and who asks for it, what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.kernel.shipped import shipped
from tests.cli.conftest import Run, forget_words

BUDGET = shipped("region_configs") / "indicators" / "budget.yaml"


def test_the_list_gives_every_indicator_with_its_identity(run: Run) -> None:
    said = run("indicator", "list", "--json")
    found = {each["indicator"]: each for each in said.json}
    assert len(found) >= 40
    assert found["grdp_per_capita"]["identity"].startswith("grdp_per_capita@1#")
    assert found["population_avg"]["latest"] == 2025


def test_a_weight_of_the_year_before_is_shown_as_such(run: Run) -> None:
    rule = run("indicator", "show", "grdp_growth_index", "--json").json["aggregation"]
    assert (rule["weight"], rule["lag"]) == ("grdp_current", 1)
    assert "grdp_current (of the year before)" in run("indicator", "show", "grdp_growth_index", "--lang", "en").out
    assert "(năm trước)" not in run("indicator", "show", "poverty_rate", "--lang", "vi").out


def test_the_list_is_narrowed_to_a_pillar_and_the_figures_of_a_region(run: Run) -> None:
    said = run("indicator", "list", "--pillar", "environment", "--region", "mekong-delta", "--json")
    found = {each["indicator"]: each["latest"] for each in said.json}
    assert found["papi_environment"] == 2024
    assert found["renewable_energy_share"] is None
    assert {each["pillar"] for each in said.json} == {"environment"}
    assert run("indicator", "list", "--pillar", "money").code == 2
    assert run("indicator", "list", "--region", "nowhere", "--json").error["exit_code"] == 6


def test_one_indicator_is_shown_with_who_asks_and_what_is_published(run: Run) -> None:
    found = run("indicator", "show", "grdp_current", "--json").json
    assert found["identity"] == f"grdp_current@1#{found['hash'][:12]}"
    assert found["versions"] == [found["identity"]]
    asking = {(each["procedure"], each["step"]): each["regions"] for each in found["asked_by"]}
    assert set(asking) == {("regional-plan", step) for step in ("joint-assessment", "forecast-contract", "forecast")}
    assert all("mekong-delta" in regions for regions in asking.values())
    assert {"grdp_per_capita", "labour_productivity", "grdp_growth_index"} <= set(found["used_by"])
    maps = {each["map"]: each for each in found["series"]}
    assert maps["63"]["units"] == 63
    assert (maps["34"]["from"], maps["34"]["to"]) == (2016, found["latest"])
    assert {"objective_measure", "source", "collector", "frequency", "report_form"} <= set(found)


def test_an_indicator_worked_out_from_others_says_so(run: Run) -> None:
    said = run("indicator", "show", "aquaculture_share")
    assert "tính từ tử số và mẫu số" in said.out
    assert "chưa bước nào nêu tên" in said.out
    assert "Bộ Tài chính" in said.out


@pytest.mark.parametrize(("language", "words"), [("vi", "ý là 'grdp_per_capita'"), ("en", "did you mean 'grdp_per")])
def test_an_unknown_code_is_not_found_and_the_nearest_is_named(language: str, words: str, run: Run) -> None:
    forget_words()
    said = run("indicator", "show", "grdp_percapita", "--lang", language)
    forget_words()
    assert said.code == 6
    assert words in said.err


def test_a_file_is_checked_among_the_rest(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    text = BUDGET.read_text("utf-8")
    path.write_text(text, "utf-8")
    assert run("indicator", "check", str(path)).code == 0
    path.write_text(text.replace('unit: {vi: "tỷ đồng"', 'unit: {vi: "ty dong"', 1), "utf-8")
    said = run("indicator", "check", str(path), "--json")
    assert said.code == 3
    (fault,) = said.error["faults"]
    line = text[: text.index('unit: {vi: "tỷ đồng"')].count("\n") + 1
    assert fault["where"] == f"{path}:{line}:16"
    assert "tỷ đồng" in str(fault)


def test_a_folder_is_checked_with_what_ships(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "mine" / "indicators" / "own.yaml"
    own.parent.mkdir(parents=True)
    text = BUDGET.read_text("utf-8").replace("registry: budget", "registry: own")
    own.write_text(text, "utf-8")
    said = run("indicator", "check", str(tmp_path / "mine"), "--json")
    assert said.code == 3
    assert len(said.error["faults"]) == text.count("  - code: ")
    assert run("indicator", "check", str(own.parent), "--json").error["faults"] == said.error["faults"]
    assert run("indicator", "check", str(tmp_path)).code == 6


def test_a_file_of_another_kind_is_refused(run: Run) -> None:
    said = run("indicator", "check", str(shipped("region_configs") / "national.yaml"))
    assert said.code == 3
    assert "registry" in said.err


OWN = """\
schema_version: 1
registry: own
name: {vi: Chỉ tiêu riêng, en: Own indicators}
basis: {text: Quyết định của vùng, status: design}
indicators:
  - code: canal_length
    name: {vi: Chiều dài kênh, en: Length of canals}
    unit: {vi: km, en: km}
    pillar: environment
    aggregation: {kind: sum}
    version: 1
    definition: {vi: Kênh cấp một., en: Canals of the first class.}
    objective_measure: {vi: Đo trên bản đồ, en: Measured on maps}
    source: {vi: Bản đồ, en: Maps}
    collector: {vi: Sở, en: Department}
    frequency: {vi: Hằng năm, en: Yearly}
    report_form: {vi: Báo cáo năm, en: Yearly report}
    owner: finance_ministry
"""


def _own(tmp_path: Path, text: str = OWN) -> tuple[Path, Path]:
    """Give a folder with an indicator of its own, and its region's file."""
    folder = tmp_path / "mine"
    for name, content in {
        "indicators/own.yaml": text,
        "regions/mekong-delta.yaml": (shipped("region_configs") / "regions" / "mekong-delta.yaml").read_text("utf-8"),
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(content, "utf-8")
    return folder, folder / "regions" / "mekong-delta.yaml"


def test_an_indicator_of_ones_own_is_listed_shown_and_checked(run: Run, tmp_path: Path) -> None:
    assert run("indicator", "show", "canal_length").code == 6
    for where in map(str, _own(tmp_path)):
        shown = run("indicator", "show", "canal_length", "--region", where, "--json").json
        assert (shown["code"], shown["asked_by"]) == ("canal_length", [])
        assert "canal_length" in {
            each["indicator"] for each in run("indicator", "list", "--region", where, "--json").json
        }
        assert run("indicator", "check", "--region", where).code == 0
    assert run("indicator", "show", "canal_length", "--region", "nowhere").code == 6


def test_what_is_left_out_is_told_with_all_other_faults_in_one_run(run: Run, tmp_path: Path) -> None:
    text = OWN.replace("    owner: finance_ministry\n", "").replace("    source: {vi: Bản đồ, en: Maps}\n", "")
    folder, region = _own(tmp_path, text.replace("kind: sum", "kind: summ"))
    for where in ((str(folder),), ("--region", str(region))):
        told = [fault["what"] for fault in run("indicator", "check", *where, "--json").error["faults"]]
        assert len(told) == 3
        assert {"'canal_length' thiếu khóa 'owner'", "'canal_length' thiếu khóa 'source'"} <= set(told)


def test_on_a_narrow_terminal_no_word_of_a_name_is_broken(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (80, 200):
        monkeypatch.setattr("coordination.cli.common.out._width", columns)
        said = run("indicator", "list")
        assert {"state_budget_revenue_plan", "quyết", "dự"} <= set(said.out.split())
        assert max(len(line.rstrip()) for line in said.out.splitlines()[:-1]) <= columns
    assert "77 chỉ tiêu, trong đó 3 là dự toán" in said.out
    assert "tính 74" in said.out
