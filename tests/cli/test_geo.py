"""Maps in time by the command line: figures told on another map, and what is wrong with a file said by place."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OLD = """\
unit,period,indicator,value,source
83,2022,population_avg,1298.0,yearbook
84,2022,population_avg,1019.9,yearbook
86,2022,population_avg,1028.8,yearbook
83,2022,grdp_current,61918.4,yearbook
84,2022,grdp_current,72200.1,yearbook
86,2022,grdp_current,66500,yearbook
83,2022,grdp_per_capita,47.7,yearbook
84,2022,grdp_per_capita,70.8,yearbook
86,2022,grdp_per_capita,64.6,yearbook
"""
CAN_THO = "unit,period,indicator,value\n92,2003,population_avg,1873.5\n94,2003,population_avg,1237.4\n"


def _write(text: str, name: str = "f.csv") -> str:
    Path(name).write_text(text, "utf-8")
    return name


def test_vinh_long_of_2025_on_the_old_figures(run: Run) -> None:
    said = run("geo", "convert", "--data", _write(OLD), "--to", "2025-07-01", "--json", "--lang", "en")
    assert said.code == 0
    assert said.json.keys() == {"rows"}
    assert all(
        row.keys() == {"unit", "period", "indicator", "value", "state", "provenance"} for row in said.json["rows"]
    )
    told = {row["indicator"]: row for row in said.json["rows"]}
    assert {row["unit"] for row in said.json["rows"]} == {"86"}
    assert (told["population_avg"]["value"], told["grdp_current"]["value"]) == ("3346.7", "200618.5")
    assert told["population_avg"]["provenance"] == "sum of 83, 84, 86 (period 2022, map of 2022-12-31)"
    recomputed = Decimal(told["grdp_per_capita"]["value"])
    assert round(recomputed, 4) == round(Decimal("200618.5") / Decimal("3346.7"), 4)
    assert abs(recomputed - (Decimal("47.7") + Decimal("70.8") + Decimal("64.6")) / 3) > 1


def test_two_steps_by_files_end_where_one_does(run: Run) -> None:
    _write(CAN_THO)
    once = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json").json["rows"]
    assert [(row["unit"], row["value"]) for row in once] == [("92", "3110.9")]
    half = run("geo", "convert", "--data", "f.csv", "--to", "2010-01-01", "--together", "--out", "half.csv", "--json")
    states = {row["unit"]: (row["value"], row["state"]) for row in half.json["rows"]}
    assert states == {
        "92": (None, "not_comparable"),
        "93": (None, "not_comparable"),
        "92+93": ("1873.5", "value"),
        "94": ("1237.4", "value"),
    }
    twice = run("geo", "convert", "--data", "half.csv", "--to", "2025-07-01", "--json").json["rows"]
    assert [(row["unit"], row["value"]) for row in twice] == [("92", "3110.9")]


def test_a_row_says_which_map_it_is_stated_on(run: Run) -> None:
    _write(
        "unit,period,indicator,value,map\n92,2025,population_avg,1,63\n93,2025,population_avg,2,2025-06-30\n94,2025,population_avg,3,63\n"
    )
    (row,) = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json").json["rows"]
    assert (row["unit"], row["value"]) == ("92", "6")
    _write("unit;period;indicator;value\n92;2025;population_avg;6\n")
    (row,) = run("geo", "convert", "--data", "f.csv", "--to", "2026-01-01", "--json").json["rows"]
    assert (row["unit"], row["value"], row["state"]) == ("92", "6", "value")
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--from-map", "2025-06-30", "--json")
    assert [(row["unit"], row["state"]) for row in said.json["rows"]] == [("92", "missing")]


def test_states_go_through_and_a_table_is_shown_to_people(run: Run) -> None:
    _write(
        "unit,period,indicator,value,state\n83,2022,doctors,,suppressed\n84,2022,doctors,1,\n86,2022,doctors,0,zero\n01,2022,doctors,,\n"
    )
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json").json["rows"]
    assert {row["unit"]: row["state"] for row in said} == {"01": "missing", "86": "suppressed"}
    people = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01")
    assert people.code == 0
    assert "không công bố" in people.out
    assert "suppressed" in run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--lang", "en").out


def test_people_read_names_units_and_grouped_numbers_and_who_is_missing(run: Run) -> None:
    _write(OLD.replace("86,2022,population_avg,1028.8", "86,2022,population_avg,").replace("1298.0", "21298.04"))
    command = ("geo", "convert", "--data", "f.csv")
    said = " ".join(run(*command, "--to", "2022-12-31").out.split())
    for words in ("83 Bến Tre", "21.298,0", "nghìn người", "Dân số trung bình (population_avg)", "61.918,4", "tỷ đồng"):
        assert words in said
    assert "21,298.0" in run(*command, "--to", "2022-12-31", "--lang", "en").out
    told = run(*command, "--to", "2025-07-01", "--json", "--lang", "en").json["rows"]
    blank = {row["indicator"]: row["provenance"] for row in told if row["value"] is None}
    assert blank.keys() == {"population_avg", "grdp_per_capita"}
    assert all("not given: 86" in words for words in blank.values())


def test_a_file_saved_by_a_vietnamese_spreadsheet_is_read_and_nothing_is_guessed(run: Run) -> None:
    command = ("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json")
    for word, value in (
        ("1265,2", "1265.2"),
        ("1.265,25", "1265.25"),
        ("-3,5", "-3.5"),
        ("0.125", "0.125"),
        ("7", "7"),
    ):
        _write(f"unit;period;indicator;value\n01;2024;population_avg;{word}\n")
        assert [row["value"] for row in run(*command).json["rows"]] == [value]
    for word in ("1.265", "1,265,2", "1.26,5", "1 265,2"):
        _write(f"unit;period;indicator;value\n01;2024;population_avg;{word}\n")
        assert [fault["where"] for fault in run(*command).error["faults"]] == ["f.csv:2:4"]


def test_a_mean_without_a_weight_says_whose_it_is(run: Run) -> None:
    rows = "".join(f"{unit},2022,papi_environment,3.2\n" for unit in (83, 84, 86))
    _write(
        "\n".join(line for line in OLD.splitlines() if not line.startswith("86"))
        .replace(",yearbook", "")
        .replace(",source", "")
        + "\n"
        + rows
    )
    told = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json", "--lang", "en").json["rows"]
    (words,) = (row["provenance"] for row in told if row["indicator"] == "papi_environment")
    assert words.endswith("weights population_avg (not given for 86)")


def test_what_was_computed_stays_so_when_it_is_fed_in_again(run: Run) -> None:
    _write(OLD.replace("86,2022,grdp_per_capita,64.6,yearbook\n", ""))
    told = list[dict[str, str]]()
    for source, to, language in (("f", "2025-07-01", "vi"), ("g", "2025-07-01", "en"), ("h", "2026-01-01", "en")):
        made = chr(ord(source) + 1) + ".csv"
        words = ("--data", f"{source}.csv", "--to", to, "--out", made, "--json", "--lang", language)
        rows = run("geo", "convert", *words).json["rows"]
        told.append({row["indicator"]: row["provenance"] for row in rows})
    first, second, third = told
    assert first["population_avg"] == "tổng của 83, 84, 86 (kỳ 2022, bản đồ 2022-12-31)"
    assert second["population_avg"] == f"fed in as computed: {first['population_avg']}"
    assert second["grdp_per_capita"].startswith("fed in as computed: tính lại tỷ lệ của 83, 84, 86")
    assert third == second  # told once, however often it is fed in


def test_words_of_others_in_a_column_provenance_make_no_figure_computed(run: Run) -> None:
    _write("unit,period,indicator,value,provenance\n86,2025,population_avg,3346.7,niên giám\n")
    (row,) = run("geo", "convert", "--data", "f.csv", "--to", "2026-01-01", "--json", "--lang", "en").json["rows"]
    assert row["provenance"] == "as published 86 (period 2025, map of 2025-12-31)"


def test_a_file_that_is_there_is_kept_unless_told_otherwise(run: Run) -> None:
    _write(OLD)
    Path("out.csv").write_text("của tôi", "utf-8")
    command = ("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--out", "out.csv")
    said = run(*command, "--json")
    assert (said.code, "--force" in said.error["faults"][0]["fix"]) == (5, True)
    assert Path("out.csv").read_text("utf-8") == "của tôi"
    assert run(*command, "--force").code == 0
    assert Path("out.csv").read_text("utf-8").startswith("unit,period")
    assert sorted(each.name for each in Path().iterdir()) == ["f.csv", "out.csv"]


def test_only_what_is_asked_for_is_told(run: Run) -> None:
    without = "\n".join(line for line in OLD.splitlines() if "per_capita" not in line)
    _write(without)
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--indicators", "grdp_per_capita", "--json")
    assert [(row["indicator"], row["state"]) for row in said.json["rows"]] == [("grdp_per_capita", "value")]
    wrong = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--indicators", "grdp_per_capta", "--json")
    assert wrong.code == 6
    assert "grdp_per_capita" in wrong.error["faults"][0]["what"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("1,2024,population_avg,8", 1, '"01"'),
        ("28,2024,population_avg,8", 1, "2008-07-31"),
        ("Vĩnh Long,2024,population_avg,8", 1, "86"),
        ("99,2024,population_avg,8", 1, "'99'"),
        ("86,24,population_avg,8", 2, "'24'"),
        ("86,2024,population,8", 3, "population_"),
        ("86,2024,population_avg,1 000", 4, "'1 000'"),
        ("86,2024,population_avg,1e3", 4, "'1e3'"),
        ("86,2024,population_avg,NaN", 4, "'NaN'"),
        ('86,2024,population_avg,"1.234,5"', 4, "'1.234,5'"),
        ("86,2024,population_avg", 1, "3"),
        ("86,2024,population_avg,1,2", 1, "5"),
        ("84,2024,population_avg,1", 1, "f.csv:2"),
    ],
)
def test_each_fault_is_told_with_its_line_and_column(row: str, column: int, words: str, run: Run) -> None:
    _write(f"unit,period,indicator,value\n84,2024,population_avg,1\n{row}\n")
    options = ("--to", "2025-07-01", "--out", "out.csv", "--json", "--lang", "en")
    said = run("geo", "convert", "--data", "f.csv", *options)
    assert said.code == 3
    (fault,) = said.error["faults"]
    assert fault["where"] == f"f.csv:3:{column}"
    assert words in json.dumps(fault, ensure_ascii=False).replace('\\"', '"')
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, 6),
        (b"", 3),
        (b"unit,period,value\n", 3),
        (b"unit,unit,period,indicator,value\n", 3),
        (b"unit,period,indicator,value\n\xff", 3),
        (b"unit,period,indicator,value\n\0", 3),
        (b'unit,period,indicator,value\n"86,2024', 3),
        (b"unit,period,indicator,value,map\n86,2024,population_avg,1,35\n", 3),
        (b"unit,period,indicator,value,map\n86,2024,population_avg,1,2024-13-01\n", 3),
        (b"unit,period,indicator,value,state\n86,2024,population_avg,1,missing\n", 3),
    ],
)
def test_what_is_no_table_of_figures_is_refused(content: bytes | None, code: int, run: Run) -> None:
    if content is not None:
        Path("f.csv").write_bytes(content)
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json")
    assert (said.code, len(said.error["faults"])) == (code, 1)


def test_all_faults_of_a_file_come_at_once(run: Run) -> None:
    _write("unit,period,indicator,value\n1,2024,population_avg,x\n86,24,nothing,1\n")
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--json")
    assert [fault["where"] for fault in said.error["faults"]] == ["f.csv:2:1", "f.csv:2:4", "f.csv:3:2", "f.csv:3:3"]


def test_a_dry_run_writes_nothing_and_a_folder_is_no_file(run: Run) -> None:
    _write(OLD)
    said = run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--out", "out.csv", "--dry-run")
    assert said.code == 0
    assert not Path("out.csv").exists()
    Path("folder").mkdir()
    assert run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--out", "folder").code == 5
    assert run("geo", "convert", "--data", "f.csv", "--to", "2025-07-01", "--out", "folder", "--force").code == 3
    assert run("geo", "convert", "--data", "f.csv", "--to", "1990-01-01").code == 2
    assert run("geo", "convert", "--data", "f.csv", "--to", "soon").code == 2


def test_units_of_a_day_are_listed(run: Run) -> None:
    for day, number in (("2003-12-31", 61), ("2005-01-01", 64), ("01/01/2010", 63), ("2025-07-01", 34)):
        assert len(run("geo", "units", "--on", day, "--json").json["units"]) == number
    assert "34 đơn vị ngày 02/02/2026" in run("geo", "units", "--now", "2026-02-02").out
    (hue,) = [
        each for each in run("geo", "units", "--on", "2024-12-31", "--json").json["units"] if each["code"] == "46"
    ]
    assert hue == {
        "code": "46",
        "name": {"vi": "Thừa Thiên Huế", "en": "Thua Thien Hue"},
        "valid_from": None,
        "valid_to": "2024-12-31",
    }


def test_what_became_of_a_unit_is_told_with_the_act(run: Run) -> None:
    said = run("geo", "history", "28", "--json").json
    assert [(each["valid_to"], each["today"]) for each in said["units"]] == [("2008-07-31", ["01"])]
    assert [each["kind"] for each in said["changes"]] == ["merge"]
    people = run("geo", "history", "92").out
    for words in ("22/2003/QH11", "202/2025/QH15", "chia 92 thành 92 Cần Thơ, 93 Hậu Giang", "hợp nhất 92, 93, 94"):
        assert words in people
    assert "187255 people" in run("geo", "history", "26", "--lang", "en").out


@pytest.mark.parametrize(("word", "meant"), [("Vĩnh Long", "86"), ("vinh long", "86"), ("1", "01"), ("98", None)])
def test_who_writes_a_name_hears_the_code(word: str, meant: str | None, run: Run) -> None:
    said = run("geo", "history", word, "--json")
    assert said.code == 6
    assert said.error["faults"][0]["fix"] == (meant and f"viết mã: {meant}")
