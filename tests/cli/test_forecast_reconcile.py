"""Forecasts that add up, by the command line: figures, decrees, what is wrong with a file by place, and what is written."""

from __future__ import annotations

import csv
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from coordination.cli.common import out
from tests.cli.conftest import Run, Said

TREE = "child,parent\nwest,vn\neast,vn\n86,west\n92,west\n96,west\n79,east\n75,east\n"
BASE = """\
node,period,mean,sd
vn,2026,1200,30
west,2026,420,20
86,2026,150,10
92,2026,140,8
96,2026,100,9
79,2026,500,15
75,2026,220,12
"""
FIXED = "node,period,value\nvn,2026,1190.1\n92,2026,150.3\n"
BOUNDS = "node,period,lower,upper\n86,2026,,149\neast,2026,745,\n"


def _files(**texts: str) -> list[str]:
    """Write files and give the options that name them."""
    for name, text in ({"tree": TREE, "base": BASE} | texts).items():
        Path(f"{name}.csv").write_text(text, "utf-8")
    return [word for name in {"tree": "", "base": ""} | texts for word in (f"--{name}", f"{name}.csv")]


def _nodes(said: Said) -> dict[str, Any]:
    assert said.code == 0, said.out
    return {each["node"]: each for each in said.json["nodes"]}


def _wheres(said: Said) -> list[str]:
    assert said.code == 3
    return [fault["where"] for fault in said.error["faults"]]


def test_provinces_regions_and_the_nation_add_up_and_decrees_and_bounds_stay(run: Run) -> None:
    made = _nodes(run("forecast", "reconcile", *_files(fixed=FIXED, bounds=BOUNDS), "--json"))
    mean = {node: each["mean"] for node, each in made.items()}
    assert list(made) == ["vn", "east", "west", "75", "79", "86", "92", "96"]
    assert (mean["vn"], mean["92"], mean["86"]) == (1190.1, 150.3, 149.0)
    assert mean["east"] >= 745
    assert abs(fsum([mean["east"], mean["west"], -mean["vn"]])) < 1e-12
    assert abs(fsum([mean["86"], mean["92"], mean["96"], -mean["west"]])) < 1e-12
    assert made["east"]["base"] is None
    assert made["east"]["adjustment"] is None
    assert made["79"]["adjustment"] == mean["79"] - 500
    assert {node: each["held"] for node, each in made.items() if each["held"] != "free"} == {
        "vn": "fixed",
        "92": "fixed",
        "86": "upper",
    }


def test_the_outcome_says_how_it_was_made(run: Run) -> None:
    files = _files()
    said = run("forecast", "reconcile", *files, "--json", "--lang", "en").json
    assert said["method"] == "mint"
    assert said["weights"] == [
        {
            "tree": "vn",
            "source": "sd",
            "said": "variances from the standard deviations given (because there are no residuals)",
            "instead": "there are no residuals",
            "shrinkage": None,
            "residual_periods": None,
        }
    ]
    assert said["sums"] == {"checked": 3, "largest_gap": 0.0, "largest_relative_gap": 0.0, "exact_as_written": False}
    assert [each["node"] for each in said["moved_most"]][:2] == ["vn", "79"]
    rows = "".join(
        f"{node},{at},{(at * 7 + len(node) * at * at) % 11 - 5}\n"
        for node in ("vn", "west", "86", "92", "96", "79", "75")
        for at in range(6)
    )
    files = _files(residuals="node,period,residual\n" + rows)
    (weights,) = run("forecast", "reconcile", *files, "--json", "--lang", "en").json["weights"]
    assert (weights["source"], weights["residual_periods"], weights["instead"]) == ("shrunk_covariance", 6, None)
    assert 0 < weights["shrinkage"] <= 1
    for method, source in (("ols", "identity"), ("wls", "sd"), ("bottom_up", "sd")):
        (weights,) = run("forecast", "reconcile", *_files(), "--method", method, "--json").json["weights"]
        assert weights["source"] == source
    without = "\n".join(line.rpartition(",")[0] for line in BASE.splitlines())
    assert run("forecast", "reconcile", *_files(base=without), "--json").json["weights"][0]["source"] == "structural"


def test_people_see_every_node_from_the_top_and_are_warned_of_what_fell_below_nought(run: Run) -> None:
    said = run("forecast", "reconcile", *_files(fixed="node,period,value\nvn,2026,300\n"), "--lang", "en")
    assert said.code == 0
    first = [words[0] for line in said.out.splitlines() if (words := line.split())]
    nodes = ["vn", "east", "west", "75", "79", "86", "92", "96"]
    assert [word for word in first if word in nodes] == nodes
    assert "−900.00" in said.out
    assert "fixed 1" in said.out
    assert "fell below 0 though forecast above" in " ".join(said.err.split())
    kept = run(
        "forecast", "reconcile", *_files(fixed="node,period,value\nvn,2026,300\n"), "--non-negative", "--lang", "en"
    )
    assert "fell below" not in kept.err
    assert "at its lower bound" in kept.out
    assert "số" in run("forecast", "reconcile", *_files()).out


def test_what_contradicts_is_named_with_its_files_and_lines(run: Run) -> None:
    files = _files(fixed=FIXED + "79,2026,700\n", bounds="node,period,lower,upper\neast,2026,,900\n75,2026,300,\n")
    said = run("forecast", "reconcile", *files, "--json", "--lang", "en")
    assert _wheres(said) == ["bounds.csv:3:3"]
    assert said.error["faults"][0]["what"] == (
        "period 2026: the node 'east' is at least 1,000 by 75 ≥ 300 (bounds.csv:3:3), 79 = 700 (fixed.csv:4:3), but at most"
        " 900 by east ≤ 900 (bounds.csv:2:3)"
    )


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("tree", "", "tree.csv:1:1"),
        ("tree", "child,parent\n", "tree.csv:1:1"),
        ("tree", TREE + "vn,86\n", "tree.csv:4:1"),
        ("tree", TREE + "86,east\n", "tree.csv:9:1"),
        ("tree", TREE + ",vn\n", "tree.csv:9:1"),
        ("tree", "a,b\n1,2\n", "tree.csv:1:1"),
        ("base", "", "base.csv:1:1"),
        ("base", "node,period,mean\n", "base.csv:1:3"),
        ("base", "name,period,mean\nvn,2026,1\n", "base.csv:1:1"),
        ("base", BASE + "vn,2026,5,1\n", "base.csv:9:1"),
        ("base", BASE + "xx,2026,5,1\n", "base.csv:9:1"),
        ("base", BASE.replace("500", "NaN"), "base.csv:7:3"),
        ("base", BASE.replace("500", "inf"), "base.csv:7:3"),
        ("base", BASE.replace("500", '"500,5"'), "base.csv:7:3"),
        ("base", BASE.replace("500", "1e300"), "base.csv:7:3"),
        ("base", BASE.replace("500,15", "500,-15"), "base.csv:7:4"),
        ("base", BASE.replace("500,15", ","), "tree.csv:7:1"),
        ("base", BASE.replace("2026,500", ",500"), "base.csv:7:2"),
        ("base", BASE.replace("79,2026,500,15\n", ""), "tree.csv:7:1"),
        ("fixed", FIXED + "vn,2026,1\n", "fixed.csv:4:1"),
        ("fixed", FIXED + "xx,2026,1\n", "fixed.csv:4:3"),
        ("fixed", FIXED + "86,2031,1\n", "fixed.csv:4:3"),
        ("fixed", FIXED + "86,2026,\n", "fixed.csv:4:3"),
        ("bounds", BOUNDS + "92,2026,,\n", "bounds.csv:4:3"),
        ("bounds", BOUNDS + "92,2026,3,2\n", "bounds.csv:4:3"),
        ("bounds", BOUNDS + "92,2026,3\n", "bounds.csv:4:1"),
        ("residuals", "node,period,residual\nxx,1,2\n", "residuals.csv:2:1"),
        ("residuals", "node,period,residual\nvn,1,2\nvn,1,3\n", "residuals.csv:3:1"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_place(name: str, text: str, where: str, run: Run) -> None:
    said = run("forecast", "reconcile", *_files(**{name: text}), "--out", "out.csv", "--json")
    assert _wheres(said)[0] == where
    assert not Path("out.csv").exists()
    people = run("forecast", "reconcile", *_files(**{name: text}))
    assert (people.code, where in people.err) == (3, True)


def test_files_as_spreadsheets_and_programs_write_them_are_read(run: Run) -> None:
    plain = _nodes(run("forecast", "reconcile", *_files(), "--json"))
    semicolons = BASE.replace(",", ";").replace("1200", "1200,0").replace("500", "5e2")
    marked = _nodes(run("forecast", "reconcile", *_files(base="\ufeff" + semicolons), "--json"))
    assert marked == plain
    of_run = (
        BASE.replace("node", "series").replace(",sd", ",sd,method").replace("\n", ",x\n").replace("method,x", "method")
    )
    assert _nodes(run("forecast", "reconcile", *_files(base=of_run), "--json")) == plain
    lines = BASE.splitlines()
    mixed = "\n".join([lines[0], *reversed(lines[1:])])
    assert _nodes(run("forecast", "reconcile", *_files(base=mixed), "--json")) == plain


def test_twenty_thousand_rows_are_read_and_a_node_named_like_a_formula_stays_words(run: Run) -> None:
    name = "=cmd|' /C calc'!A0"
    tree = "child,parent\n" + f'"{name}",vn\n' + "".join(f"p{at:03},vn\n" for at in range(199))
    nodes = [f'"{name}"', *(f"p{at:03}" for at in range(199))]
    rows = [f"{node},{year},{at + 1}.5\n" for at, node in enumerate(nodes) for year in range(1900, 2000)]
    files = _files(tree=tree, base="node,period,mean\n" + "".join(rows))
    assert run("forecast", "reconcile", *files, "--out", "out.csv").code == 0
    text = Path("out.csv").read_text("utf-8-sig")
    assert text.count("\n") == 1 + 201 * 100
    assert "\n=" not in text
    assert f"\n'{name}," in text.replace('"', "")
    small = _files(tree=tree, base="node,period,mean\n" + "".join(rows[::100]))
    assert run("forecast", "reconcile", *small, "--out", "out.xlsx").code == 0
    sheet = CalamineWorkbook.from_path("out.xlsx").get_sheet_by_name("reconciled").to_python()
    assert name in [row[0] for row in sheet]


def test_what_is_written_adds_up_and_can_be_read_again(run: Run) -> None:
    command = ("forecast", "reconcile")
    first = _nodes(run(*command, *_files(fixed=FIXED, bounds=BOUNDS), "--out", "out.csv", "--json"))
    rows = list(csv.DictReader(Path("out.csv").read_text("utf-8-sig").splitlines()))
    assert {row["node"]: float(row["mean"]) for row in rows} == {node: each["mean"] for node, each in first.items()}
    again = _nodes(run(*command, "--base", "out.csv", "--tree", "tree.csv", "--method", "ols", "--json"))
    for node, each in again.items():
        assert each["mean"] == pytest.approx(first[node]["mean"], rel=1e-12)


def test_a_file_that_is_there_is_kept_and_a_dry_run_writes_nothing(run: Run) -> None:
    Path("out.csv").write_text("của tôi", "utf-8")
    said = run("forecast", "reconcile", *_files(), "--out", "out.csv", "--json")
    assert (said.code, "--force" in said.error["faults"][0]["fix"]) == (5, True)
    assert run("forecast", "reconcile", *_files(), "--out", "new.csv", "--dry-run").code == 0
    assert not Path("new.csv").exists()
    assert run("forecast", "reconcile", *_files(), "--out", "out.csv", "--force").code == 0
    assert Path("out.csv").read_text("utf-8-sig").startswith("node,period,mean")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--method", "erm"), 2),
        (("--out", "out.pdf"), 2),
        (("--out", "nowhere/out.csv"), 3),
        (("--fixed", "none.csv"), 6),
        (("--nosuch",), 2),
    ],
)
def test_wrong_lines_end_with_their_codes(more: tuple[str, ...], code: int, run: Run) -> None:
    assert run("forecast", "reconcile", *_files(), *more, "--json").code == code


def test_a_sum_without_forecast_and_a_decree_are_shown_and_no_more_is_claimed_than_holds(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "width", 160)
    tree = "child,parent\n86,vùng\n92,vùng\n"
    base = "node,period,mean\n86,2026,0.1\n92,2026,0.2\n86,2027,1\n92,2027,2\n"
    fixed = "node,period,value\nvùng,2027,3\n"
    said = run("forecast", "reconcile", *_files(tree=tree, base=base, fixed=fixed)).out
    assert "khớp trong sai số tương đối 1e-09" in said
    cells = [line.split() for line in said.splitlines() if line.strip().startswith(("vùng", "86", "92"))]
    assert [each[:2] for each in cells] == [[node, year] for node in ("vùng", "86", "92") for year in ("2026", "2027")]
    assert cells[1][-2:] == ["ấn", "định"]
    whole = base.replace("0.1", "1").replace("0.2", "2")
    assert "đều khớp đúng từng chữ số ghi ra" in run("forecast", "reconcile", *_files(tree=tree, base=whole)).out
