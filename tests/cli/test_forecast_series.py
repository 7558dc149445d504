"""Forecasts by the command line: what is wrong with a file said by place, what is refused said with the reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

HEAD = "series,period,value\n"
ROWS = "".join(f"{name},{2010 + at},{base + at * step}\n" for name, base, step in (("A", 10, 2), ("B", 50, 3)) for at in range(9))  # fmt: skip
RUN = ("forecast", "run", "--horizon", "2", "--method", "naive", "--series")


def _write(text: str, name: str = "f.csv") -> str:
    Path(name).write_text(text, "utf-8")
    return name


def test_each_series_is_forecast_with_quantiles_and_the_reason(run: Run) -> None:
    said = run(*RUN, _write(HEAD + ROWS), "--json")
    assert said.code == 0
    first, *_ = rows = said.json["forecasts"]
    assert [(each["series"], each["period"]) for each in rows] == [("A", 2019), ("A", 2020), ("B", 2019), ("B", 2020)]
    assert (first["mean"], first["method"]) == (26, "naive")
    levels = list(first["quantiles"].values())
    assert levels == sorted(levels)
    assert first["sd"] > 0
    assert said.json["why"] == "theo yêu cầu: giữ nguyên giá trị cuối"
    english = run(*RUN, "f.csv", "--lang", "en")
    assert "Method: as asked: last value (naive)." in english.out


def test_methods_are_scored_on_what_is_held_out(run: Run) -> None:
    backtest = ("forecast", "backtest", "--series", _write(HEAD + ROWS + "C,2019,5\n"), "--horizon", "2")
    said = run(*backtest, "--method", "naive,drift", "--json", "--lang", "en")
    assert said.code == 0
    document = said.json
    assert set(document) == {"methods", "default", "series", "refused"}
    scores = {"smape", "mape", "mase", "coverage80", "coverage95", "seconds"}
    assert {name: set(each) for name, each in document["methods"].items()} == {"naive": scores, "drift": scores}
    assert set(document["default"]) == scores | {"description"}
    assert document["methods"]["naive"]["mase"] == pytest.approx(1.5)
    assert document["methods"]["drift"]["smape"] == pytest.approx(0, abs=1e-9)
    assert document["series"] == 2
    assert document["refused"] == {"C": "not forecast: 0 usable values, at least 3 are needed"}
    shown = run(*backtest, "--method", "naive")
    assert "kiểm định lùi bên trong phần huấn luyện" in shown.out
    assert "C: không dự báo" in shown.err
    words = " ".join(shown.out.split())
    assert "Đã chấm điểm 2 chuỗi. Kết hợp mặc định: " in words
    assert "Kết hợp mặc định gồm kết hợp nhanh" in words


def test_where_methods_are_ranked_it_is_said_how_selecting_and_holding_out_differ(run: Run) -> None:
    series = ("--series", _write(HEAD + ROWS), "--horizon", "2")
    scored = run("forecast", "backtest", *series, "--method", "naive")
    selected = run("forecast", "run", *series, "--method", "select")
    plain = run("forecast", "run", *series, "--method", "naive")
    held_out, differs = "chỉ giữ lại H giá trị cuối", "xếp hạng các phương pháp khác nhau"
    for said, there in ((scored, True), (selected, True), (plain, False)):
        words = " ".join(said.out.split())
        assert (held_out in words, differs in words) == (there, there)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"{HEAD}A,2010,1\nA,2010,2\n", "f.csv:3:2", "twice"),
        (f"{HEAD}A,two,1\n", "f.csv:2:2", "no year"),
        (f"{HEAD}A,2010-Q1,1\n", "f.csv:2:2", "no year"),
        (f'{HEAD}A,2010,"1,5"\n', "f.csv:2:3", "not a number"),
        (f"{HEAD}A,2010,1e300\n", "f.csv:2:3", "not a number"),
        (f"{HEAD}A,2010,{10**16}\n", "f.csv:2:3", "larger than"),
        (f"{HEAD}A,2010,=1+1\n", "f.csv:2:3", "not a number"),
        (f"{HEAD},2010,1\n", "f.csv:2:1", "no name"),
        (f"{HEAD}A,1,1\nA,100000,2\n", "f.csv:3:2", "spans more"),
        (f"{HEAD}A,2010\n", "f.csv:2:1", "2 cells"),
        (HEAD, "f.csv:1:1", "no figure"),
        ("name,year\nA,2010\n", "f.csv", "series"),
        ("", "f.csv", ""),
    ],
)
def test_a_fault_is_told_with_its_place(run: Run, text: str, place: str, words: str) -> None:
    said = run(*RUN, _write(text), "--json", "--lang", "en")
    assert said.code == said.error["exit_code"] != 0
    (fault, *_) = said.error["faults"]
    assert (fault["where"] or "").startswith(place)
    assert words in fault["what"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + ROWS,
        (HEAD + ROWS).replace(",", ";"),
        HEAD + "".join(reversed((ROWS + "A,2009,…\n").splitlines(keepends=True))),
        HEAD + ROWS.replace("A,2010", "A,2010-12-31"),
    ],
    ids=["bom", "semicolons", "any order", "last days of years"],
)
def test_files_as_people_save_them_are_read(run: Run, text: str) -> None:
    said = run(*RUN, _write(text), "--json")
    assert said.code == 0
    assert {(each["series"], each["mean"]) for each in said.json["forecasts"]} == {("A", 26), ("B", 74)}


def test_decimal_commas_between_semicolons_are_read(run: Run) -> None:
    said = run(
        *RUN, _write("series;period;value\n" + "".join(f"A;{at};{at},5\n" for at in range(2010, 2014))), "--json"
    )
    assert {each["mean"] for each in said.json["forecasts"]} == {2013.5}


def test_gaps_breaks_and_refusals_are_said(run: Run) -> None:
    rows = "series,period,value,break\n" + "".join(f"A,{2010 + at},{at},{'x' if at == 3 else ''}\n" for at in range(8))
    said = run(*RUN, _write(rows + "B,2010,1,\nB,2011,2,\n"), "--json", "--lang", "en")
    assert said.json["notes"]["A"].startswith("the series breaks in 2013: only what follows is used")
    assert said.json["refused"] == {"B": "not forecast: 2 usable values, at least 3 are needed"}
    assert "B: not forecast" in run(*RUN, "f.csv", "--lang", "en").out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_names_that_look_like_formulas_are_inert_in_what_is_written(run: Run, name: str) -> None:
    evil = '=HYPERLINK("http://example")'
    rows = HEAD + "".join(f'"=HYPERLINK(""http://example"")",{at},{at % 3}\n' for at in range(2010, 2019))
    assert run(*RUN, _write(rows), "--out", name).code == 0
    if name.endswith(".csv"):
        table = list(csv.reader(Path(name).read_text("utf-8-sig").splitlines()))
        assert table[0][:4] == ["series", "period", "mean", "sd"]
        assert [row[:2] for row in table[1:]] == [["'" + evil, "2019"], ["'" + evil, "2020"]]
    else:
        sheet = CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()
        assert sheet[3][:2] == [evil, "2019"]
    again = run(*RUN, "f.csv", "--out", name, "--json")
    assert again.error["exit_code"] == 5
    assert run(*RUN, "f.csv", "--out", name, "--force").code == 0


def test_a_dry_run_writes_nothing(run: Run) -> None:
    assert run(*RUN, _write(HEAD + ROWS), "--out", "out.csv", "--dry-run").code == 0
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("verb", ["run", "backtest"])
@pytest.mark.parametrize("horizon", ["0", "31", "-1", "x"])
def test_a_horizon_that_nobody_plans_is_refused(run: Run, verb: str, horizon: str) -> None:
    said = run("forecast", verb, "--series", _write(HEAD + ROWS), "--horizon", horizon, "--json")
    assert said.error["exit_code"] == 2


def test_an_unknown_method_is_told_with_the_one_that_was_meant(run: Run) -> None:
    for verb in ("run", "backtest"):
        said = run("forecast", verb, "--series", _write(HEAD + ROWS), "--horizon", "2", "--method", "drfit", "--json")
        assert said.error["exit_code"] == 6
        assert "drift" in str(said.error["faults"])
    several = run("forecast", "run", "--series", "f.csv", "--horizon", "2", "--method", "naive,drift", "--json")
    assert several.error["exit_code"] == 2


def test_a_file_that_is_not_there_and_a_horizon_too_long_are_told(run: Run) -> None:
    assert run(*RUN, "none.csv", "--json").error["exit_code"] == 6
    said = run(*RUN[:3], "12", *RUN[4:], _write(HEAD + ROWS), "--json", "--lang", "en")
    assert said.json["refused"]["A"] == "12 periods are not forecast from 9 usable values"
    assert said.json["forecasts"] == []


def test_a_word_taken_for_a_missing_value_is_noted(run: Run) -> None:
    said = run(*RUN, _write(HEAD + ROWS.replace("A,2013,16", "A,2013,NaN")), "--json")
    assert said.json["notes"] == {
        "A": "1 ô không ghi số (NA, NaN, …) coi là thiếu: kỳ 2013; kỳ 2013 thiếu, được nội suy tuyến tính"
    }


def test_the_quantiles_of_few_errors_fit_together(run: Run) -> None:
    rows = "".join(f"A,{2010 + at},{value}\n" for at, value in enumerate((10, 12, 11, 20, 22, 21, 23, 30, 31)))
    first = run(*RUN, _write(HEAD + rows), "--json").json["forecasts"][0]
    half, wide, widest = (first["quantiles"][name] - first["mean"] for name in ("0.75", "0.9", "0.975"))
    assert 1.8 < wide / half < 2.3
    assert 2.5 < widest / half < 4
    assert first["sd"] == pytest.approx(wide / 1.2815515655446004)


def test_a_place_in_a_file_is_no_picture(run: Run) -> None:
    said = run(*RUN, _write(HEAD + ROWS * 5 + "A,2050,x\n" * 10, "own.csv"))
    assert said.code == 3
    assert "own.csv:100:3" in said.err
