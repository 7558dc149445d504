"""The optimism ledger by the command line: shipped budgets, somebody's own files, hostile ones."""

from __future__ import annotations

import csv
from math import log
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

LEDGER = ("forecast", "optimism")
HEAD = "unit,indicator,period,value\n"
REVENUE = "state_budget_revenue"


def _write(text: str, name: str) -> str:
    Path(name).write_text(text, "utf-8")
    return name


def test_the_shipped_ledger_of_a_region(run: Run) -> None:
    said = run(*LEDGER, "--region", "mekong-delta", "--indicator", REVENUE, "--json")
    assert said.code == 0
    data = said.json
    assert [each["unit"] for each in data["entries"]] == ["82", "86", "91", "92", "96"]
    assert data["indicators"][0]["units"] == 5
    for each in data["entries"]:
        assert each["count"] == len(each["years"]) >= 10
        assert each["own"]["low_percent"] < each["own"]["percent"] < each["own"]["high_percent"]
        assert 0 < each["weight"] < 1
        assert "Để tham khảo" in each["note"]["vi"]
    assert {each["reason"] for each in data["left_out"]} == {"boundary"}
    people = run(*LEDGER, "--region", "mekong-delta", "--indicator", REVENUE)
    assert "92 Cần Thơ" in people.out
    assert "2004: 92" in people.out
    assert "dự báo không bị sửa theo số này" in people.out


def test_one_province_is_told_in_a_sentence(run: Run) -> None:
    said = run(*LEDGER, "--map", "63", "--unit", "01", "--indicator", "local_budget_expenditure", "--lang", "en")
    assert said.code == 0
    assert "13 years told (2003–2007, 2009–2016)" in " ".join(said.out.split())
    assert "For information; no forecast is changed by it." in said.out


def test_own_files_with_plans_by_the_plans_own_code(run: Run) -> None:
    plans = HEAD + f"92,{REVENUE}_plan,2022,100\n92,{REVENUE}_plan,2023,100\n"
    outturns = HEAD + f"92,{REVENUE},2022,110\n92,{REVENUE},2023,121\n"
    said = run(*LEDGER, "--plans", _write(plans, "p.csv"), "--outturns", _write(outturns, "o.csv"), "--json")
    (entry,) = said.json["entries"]
    assert (entry["indicator"], entry["years"], entry["own"]) == (REVENUE, [2022, 2023], None)
    assert entry["bias"]["log"] == pytest.approx((log(1.1) + log(1.21)) / 2)
    assert said.json["indicators"][0]["drawn"] is False


def test_revised_partial_and_merging_years_are_told_with_their_reason(run: Run) -> None:
    plans = (
        "unit,indicator,period,value,status\n92,x,2023,100,revised\n92,x,2024,100,\n92,x,2025,100,\n92,x,2022,100,\n"
    )
    outturns = (
        "unit,indicator,period,value,status\n92,x,2023,90,\n92,x,2024,90,partial\n92,x,2025,90,\n92,x,2022,90,final\n"
    )
    said = run(*LEDGER, "--plans", _write(plans, "p.csv"), "--outturns", _write(outturns, "o.csv"), "--json")
    assert {each["year"]: each["reason"] for each in said.json["left_out"]} == {
        2023: "revised",
        2024: "partial",
        2025: "boundary",
    }
    assert said.json["entries"][0]["years"] == [2022]
    assert said.json["entries"][0]["bias"]["percent"] == pytest.approx(-10)
    all_gone = run(*LEDGER, "--plans", _write(plans.partition("92,x,2022")[0], "p.csv"), "--outturns", "o.csv")
    assert all_gone.code == 0
    assert "2023: 92" in all_gone.out


def test_what_the_ledger_has_nothing_of_is_not_found(run: Run) -> None:
    assert run(*LEDGER, "--unit", "777", "--json").code == 6
    assert run(*LEDGER, "--indicator", "paddy_production", "--json").code == 6
    assert run(*LEDGER, "--region", "atlantis", "--json").code == 6
    assert run(*LEDGER, "--map", "61", "--json").code == 2
    assert run(*LEDGER, "--map", "63", "--region", "mekong-delta", "--json").code == 2
    assert run(*LEDGER, "--plans", "p.csv", "--json").code == 2


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("92,x,2022,a", "p.csv:2:4"),
        ("92,x,22,1", "p.csv:2:3"),
        ("92,x,2022-Q1,1", "p.csv:2:3"),
        ("92,x,٢٠٢٢,1", "p.csv:2:3"),
        (f"92,x,{'9' * 5000},1", "p.csv:2:3"),
        (",x,2022,1", "p.csv:2:1"),
        ("92,,2022,1", "p.csv:2:2"),
        ("92,x,2022,1\n92,x,2022,2", "p.csv:3:1"),
        ("92,x,2022,9999999999999999999", "p.csv:2:4"),
        ("92,x,2022", "p.csv:2:1"),
    ],
)
def test_hostile_plans_are_refused_by_place(run: Run, row: str, place: str) -> None:
    _write(f"{HEAD}{row}\n", "p.csv")
    _write(f"{HEAD}92,x,2022,1\n", "o.csv")
    said = run(*LEDGER, "--plans", "p.csv", "--outturns", "o.csv", "--json")
    assert said.code == 3
    assert said.error["faults"][0]["where"] == place


def test_a_status_nobody_knows_and_files_that_share_no_year_are_refused(run: Run) -> None:
    _write("unit,indicator,period,value,status\n92,x,2022,1,maybe\n", "p.csv")
    _write(f"{HEAD}92,x,2021,1\n", "o.csv")
    said = run(*LEDGER, "--plans", "p.csv", "--outturns", "o.csv", "--json")
    assert (said.code, said.error["faults"][0]["where"]) == (3, "p.csv:2:5")
    _write(f"{HEAD}92,x,2022,1\n", "p.csv")
    assert run(*LEDGER, "--plans", "p.csv", "--outturns", "o.csv", "--json").code == 3


def test_tables_are_left_as_files_and_words_are_no_formulas(run: Run) -> None:
    rows = "".join(f"{unit},x,{year},100\n" for unit in ("=1+1", "@cmd", "+2") for year in (2021, 2022))
    _write(HEAD + rows, "p.csv")
    _write(HEAD + rows.replace(",100", ",110"), "o.csv")
    files = (*LEDGER, "--plans", "p.csv", "--outturns", "o.csv")
    assert run(*files, "--out", "l.csv").code == 0
    told = list(csv.reader(Path("l.csv").read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in told[1:]] == ["+2", "'=1+1", "'@cmd"]
    assert [float(row[6]) for row in told[1:]] == pytest.approx([10, 10, 10])
    assert run(*files, "--out", "l.xlsx").code == 0
    book = CalamineWorkbook.from_path("l.xlsx")
    assert book.sheet_names == ["optimism", "left_out"]
    assert book.get_sheet_by_name("optimism").to_python()[4][0] == "=1+1"


def test_what_stands_alone_is_said_to_be_no_base(run: Run) -> None:
    plans = _write(HEAD + f"92,{REVENUE},2022,100\n92,{REVENUE},2023,100\n", "p.csv")
    files = ("--plans", plans, "--outturns", _write(HEAD + f"92,{REVENUE},2022,30422.7\n", "o.csv"))
    said = run(*LEDGER, *files)
    assert said.code == 0
    assert "+30" not in said.out.partition("•")[0]
    assert "Chỉ một năm, chưa đủ cơ sở để nhận định." in said.out
    assert "Kế hoạch chưa có thực hiện, không tính" in said.out
    data = run(*LEDGER, *files, "--json").json
    assert data["without_outturn"] == [{"unit": "92", "indicator": REVENUE, "year": 2023}]
    assert data["entries"][0]["one_year"] is True
    _write(HEAD + "92,state_budget_revenues,2022,100\n", "p.csv")
    wrong = run(*LEDGER, *files, "--json")
    assert (wrong.code, wrong.error["faults"][0]["where"]) == (3, "p.csv:2:2")
    assert REVENUE in wrong.error["faults"][0]["what"]
