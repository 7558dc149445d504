"""Targets by the command line: who would be asked for what, and what is wrong with a file said by place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

NORMAL = "unit,period,mean,sd\n91,2027,100,10\n92,2027,200,30\n"
TARGETS = ("forecast", "targets", "--forecasts", "f.csv")


def _write(text: str, name: str = "f.csv") -> str:
    Path(name).write_text(text, "utf-8")
    return name


def test_a_target_is_asked_of_all_at_one_percentile(run: Run) -> None:
    _write(NORMAL)
    said = run(*TARGETS, "--target", "320", "--last", _write("unit,period,value\n91,2026,84\n", "l.csv"), "--json")
    assert said.code == 0
    (period,) = said.json["periods"]
    assert period["reachable"]
    assert period["percentile"] == pytest.approx(0.6914625, abs=1e-7)
    assert [each["value"] for each in period["units"]] == pytest.approx([105, 215])
    assert [each["last"] for each in period["units"]] == [84, None]
    assert period["units"][0]["growth_percent"] == pytest.approx(25)
    assert period["region"]["probability_common_shock"] == pytest.approx(period["probability"])
    assert period["region"]["probability_independent"] < period["probability"]
    assert "không phải chỉ tiêu được giao" in said.json["note"]
    english = run(*TARGETS, "--target", "320", "--lang", "en")
    assert "they are no assigned targets and bind no province" in english.out
    assert "69.1%" in english.out


def test_one_province_negotiates(run: Run) -> None:
    _write(NORMAL)
    fixed = _write("unit,period,value\n92,2027,209\n", "x.csv")
    (period,) = run(*TARGETS, "--target", "320", "--fixed", fixed, "--json").json["periods"]
    first, second = period["units"]
    assert (first["value"], first["difference"]) == pytest.approx((111, 6))
    assert (second["value"], second["difference"], second["negotiated"]) == pytest.approx((209, -6, True))
    assert period["percentile"] > period["percentile_before"]
    people = run(*TARGETS, "--target", "320", "--fixed", fixed)
    assert "mỗi tỉnh còn lại" in people.out
    assert "Đã thống nhất riêng: 92" in people.out


def test_several_periods_and_a_target_out_of_reach(run: Run) -> None:
    _write("unit,period,q05,q50,q95\n91,2027,1,2,4\n92,2027,10,20,40\n91,2028,1,2,4\n92,2028,10,20,40\n")
    targets = _write("period,value\n2027,22\n2028,45\n", "t.csv")
    said = run(*TARGETS, "--targets", targets, "--json")
    assert said.code == 0
    near, far = said.json["periods"]
    assert (near["reachable"], near["percentile"]) == (True, pytest.approx(0.5))
    assert (far["reachable"], far["smallest"], far["largest"]) == (False, 11, 44)
    assert {each["value"] for each in far["units"]} == {None}
    people = run(*TARGETS, "--targets", targets, "--lang", "en").out
    assert "no common percentile adds up to it; the smallest sum is 11.0, the largest 44.0" in people
    assert (far["nearest"]["target"], far["nearest"]["probability"]) == pytest.approx((44, 0.05))
    assert [each["value"] for each in far["nearest"]["units"]] == pytest.approx([4, 40])
    assert (
        "The nearest that can be reached:\n2028: the regional target 44.0 is at the common percentile 95.0%" in people
    )
    assert "nearest" not in near


def test_lower_may_be_better(run: Run) -> None:
    _write(NORMAL)
    (period,) = run(*TARGETS, "--target", "320", "--direction", "lower", "--json").json["periods"]
    assert period["probability"] == pytest.approx(period["percentile"])
    assert run(*TARGETS, "--target", "320", "--direction", "up").code == 2


def test_tables_are_left_as_files_and_words_are_no_formulas(run: Run) -> None:
    _write("unit,period,mean,sd\n=1+1,2027,100,10\n@cmd,2027,200,30\n")
    assert run(*TARGETS, "--target", "320", "--out", "o.csv").code == 0
    rows = list(csv.reader(Path("o.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["period", "unit", "remark", "value"]
    assert [row[1] for row in rows[1:]] == ["'=1+1", "'@cmd"]
    assert [float(row[3]) for row in rows[1:]] == pytest.approx([105, 215])
    assert run(*TARGETS, "--target", "320", "--out", "o.xlsx").code == 0
    sheet = CalamineWorkbook.from_path("o.xlsx").get_sheet_by_name("targets").to_python()
    assert sheet[3][1] == "=1+1"
    assert sheet[3][3] == pytest.approx(105)
    assert run(*TARGETS, "--target", "320", "--out", "o.csv").code == 5
    assert run(*TARGETS, "--target", "321", "--out", "o.csv", "--force").code == 0
    assert run(*TARGETS, "--target", "320", "--out", "o.pdf").code == 2
    assert run(*TARGETS, "--target", "320", "--out", "dry.csv", "--dry-run").code == 0
    assert not Path("dry.csv").exists()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("unit,period,mean\n91,2027,1\n", ["f.csv:2:3"]),
        ("unit,period,mean,sd\n91,2027,1,-1\n", ["f.csv:2:4"]),
        ("unit,period,mean,sd\n91,2027,x,1\n,2027,1,1\n91,27,1,1\n", ["f.csv:2:3", "f.csv:3:1", "f.csv:4:2"]),
        ("unit,period,mean,sd\n91,2027,1,1\n91,2027,1,1\n", ["f.csv:3:1"]),
        ("unit,period,mean,sd\n91,2027,1e400,1\n", ["f.csv:2:3"]),
        ("unit,period,mean,sd\n91,2027,9999999999999999999,1\n", ["f.csv:2:3"]),
        ("unit,period,q05,q50,q95\n91,2027,3,2,4\n", ["f.csv:2:4"]),
        ("unit,period,q50\n91,2027,3\n", ["f.csv:2:3"]),
        ("unit,period,q010,q10,q90\n91,2027,1,2,3\n", []),
        ("unit,period,q05,q050,q95\n91,2027,1,2,3\n", ["f.csv:2:4"]),
        ("unit,period,mean,sd\n", ["f.csv:1:2"]),
        ("", ["f.csv:1:1"]),
        ("unit,mean,sd\n91,1,1\n", ["f.csv:1:1"]),
        ("period,mean,sd\n2027,1,1\n", ["f.csv:1:1"]),
        ("unit,period,mean,sd,q05,q95\n91,2027,1,-1,0,2\n", ["f.csv:2:4"]),
        ("unit,period,mean,sd\n91,2027,1\n", ["f.csv:2:1"]),
        ('unit,period,mean,sd\n91,2027,"1,1\n', ["f.csv:2:1"]),
    ],
)
def test_hostile_forecasts_are_refused_by_place(run: Run, text: str, places: list[str]) -> None:
    _write(text)
    said = run(*TARGETS, "--target", "2", "--json")
    if places:
        assert said.code == 3
        assert [each["where"] for each in said.error["faults"]] == places
    else:
        assert said.code == 0


def test_other_files_are_read_as_strictly(run: Run) -> None:
    _write(NORMAL)
    for name, text, place in (
        ("--fixed", "unit,period,value\n93,2027,1\n", "o.csv:2:1"),
        ("--fixed", "unit,period,value\n91,2028,1\n", "o.csv:2:1"),
        ("--fixed", "unit,period,value\n91,2027,1\n91,2027,1\n", "o.csv:3:1"),
        ("--last", "unit,period,value\n91,2026,nan\n", "o.csv:2:3"),
        ("--last", "unit,period,value\n91,2026,1\n93,2026,1\n", "o.csv:3:1"),
    ):
        said = run(*TARGETS, "--target", "320", name, _write(text, "o.csv"), "--json")
        assert said.code == 3
        assert said.error["faults"][0]["where"] == place
    for text, place in (("period,value\n2027,1\n2028,1\n", "t.csv:3:1"), ("period,value\n", "t.csv:1:1")):
        said = run(*TARGETS, "--targets", _write(text, "t.csv"), "--json")
        assert (said.code, [each["where"] for each in said.error["faults"]]) == (3, [place])
    assert run(*TARGETS, "--targets", _write("period,value\n2027,1\n2027,2\n", "t.csv"), "--json").code == 3
    assert run("forecast", "targets", "--forecasts", "none.csv", "--target", "1", "--json").code == 6
    Path("f.csv").write_bytes(b"unit,period,mean,sd\n9\xff,2027,1,1\n")
    assert run(*TARGETS, "--target", "1", "--json").code == 3


def test_how_a_target_is_given(run: Run) -> None:
    _write(NORMAL + "91,2028,100,10\n")
    for given in ((), ("--target", "x"), ("--target", "1", "--targets", "t.csv"), ("--target", "320")):
        assert run(*TARGETS, *given, "--json").code == 2
    assert "2027, 2028" in run(*TARGETS, "--target", "320").err


def test_a_forecast_of_the_same_noun_is_read_as_it_was_written(run: Run) -> None:
    years = "".join(
        f"{unit},{year},{base + 7 * (year - 2010) + (year % 3)}\n"
        for unit, base in (("91", 100), ("92", 300))
        for year in range(2010, 2026)
    )
    _write("series,period,value\n" + years, "s.csv")
    assert run("forecast", "run", "--series", "s.csv", "--horizon", "1", "--out", "f.csv").code == 0
    rows = list(csv.DictReader(Path("f.csv").read_text("utf-8-sig").splitlines()))
    middle = sum(float(row["q50"]) for row in rows)
    (period,) = run(*TARGETS, "--target", f"{middle:.9f}", "--json").json["periods"]
    assert [each["unit"] for each in period["units"]] == ["91", "92"]
    assert period["percentile"] == pytest.approx(0.5, abs=1e-6)
    assert [each["mean"] for each in period["units"]] == pytest.approx([float(row["mean"]) for row in rows])


def test_files_parted_by_semicolons_have_decimal_commas(run: Run) -> None:
    _write("unit;period;mean;sd\n91;2027;100,5;10\n92;2027;199,5;30\n")
    (period,) = run(*TARGETS, "--target", "320", "--json").json["periods"]
    assert [each["value"] for each in period["units"]] == pytest.approx([105.5, 214.5])


def test_all_that_settled_may_be_above_or_below_the_target(run: Run) -> None:
    _write(NORMAL)
    fixed = ("--fixed", _write("unit,period,value\n91,2027,110\n92,2027,200\n", "x.csv"))
    assert "vượt mục tiêu 300,0 là 10,0" in run(*TARGETS, "--target", "300", *fixed).out
    assert "còn cách mục tiêu 320,0 là 10,0" in run(*TARGETS, "--target", "320", *fixed).out


def test_people_read_a_minus_and_whose_probability_it_is(run: Run) -> None:
    _write(NORMAL + "96,2027,50,0\n")
    said = run(*TARGETS, "--target", "340").out
    assert "mỗi tỉnh có dự báo còn dao động có xác suất đạt 59,9 %" in said
    assert "−2,5" in said
    assert "-2,5" not in said


@pytest.mark.parametrize("word", ["1e300", "370,5", "1e5"])
def test_how_a_target_is_to_be_written_is_said(word: str, run: Run) -> None:
    _write(NORMAL)
    said = run(*TARGETS, "--target", word)
    assert (said.code, "không viết số mũ: 1234.5" in " ".join(said.err.split()), ";" in said.err) == (2, True, True)
    assert "chấm phẩy" not in said.err
