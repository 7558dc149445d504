"""The dialogue about assigned targets by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import PLAN, Run

STAGE = f"{PLAN}/balances"
KEY = f"{STAGE}/state_budget_revenue_plan/79/2027"
MINISTRY, COMMITTEE = "vn.finance_ministry", "79.peoples_committee"
VERB = ("exchange", "target")


@pytest.fixture
def at(database: Path) -> tuple[str, ...]:
    """Give where and when things are said."""
    return "--db", str(database), "--now", "2026-06-10"


def _propose(run: Run, at: tuple[str, ...], *more: str) -> int:
    words = ("--indicator", "state_budget_revenue_plan", "--year", "2027", "--by", MINISTRY, "--to", COMMITTEE)
    return run(*VERB, "propose", STAGE, *words, "--value", "28500", *more, *at).code


def test_a_dialogue_to_its_end(run: Run, at: tuple[str, ...]) -> None:
    assert _propose(run, at) == 0
    assert _propose(run, at) == 0  # the same again
    countered = run(
        *VERB, "counter", KEY, "--by", COMMITTEE, "--value", "27000", "--grounds", "Thu từ đất giảm", *at, "--json"
    )
    assert (countered.code, countered.json["number"], countered.json["kind"]) == (0, 2, "countered")
    answered = run(*VERB, "answer", KEY, "--by", MINISTRY, "--value", "27500.5", "--grounds", "Dự toán chung", *at)
    assert "27.500,5" in answered.out
    agreed = run(*VERB, "agree", KEY, "--by", COMMITTEE, *at, "--json")
    assert (agreed.json["value"], agreed.json["new"]) == ("27500.5", True)
    assert run(*VERB, "agree", KEY, "--by", COMMITTEE, *at, "--json").json["new"] is False
    shown = run(*VERB, "show", KEY, *at, "--json").json
    assert (shown["state"], shown["agreed"], len(shown["entries"])) == ("agreed", "27500.5", 4)
    people = run(*VERB, "show", KEY, *at, "--lang", "en").out
    assert "no decision that assigns a target" in " ".join(people.split())
    (listed,) = run(*VERB, "list", "--stage", STAGE, *at, "--json").json
    assert listed["addressed_value"] == "27000"
    assert "thống nhất" in run(*VERB, "list", *at).out


def test_what_was_agreed_goes_into_the_targets_of_the_rest(run: Run, at: tuple[str, ...]) -> None:
    _propose(run, at)
    run(*VERB, "agree", KEY, "--by", COMMITTEE, *at)
    chosen = ("--stage", STAGE, "--indicator", "state_budget_revenue_plan")
    assert run(*VERB, "list", *chosen, "--agreed", "x.csv", *at).code == 0
    assert Path("x.csv").read_text("utf-8").splitlines()[1] == "79,2027,28500"
    Path("f.csv").write_text("unit,period,mean,sd\n79,2027,28000,900\n75,2027,9000,400\n", "utf-8")
    found = run("forecast", "targets", "--forecasts", "f.csv", "--target", "37700", "--fixed", "x.csv", "--json").json
    assert [each["value"] for each in found["periods"][0]["units"]] == pytest.approx([28500, 9200])
    assert run(*VERB, "list", *chosen, "--agreed", "x.csv", *at).code == 5
    assert run(*VERB, "list", "--agreed", "y.csv", *at).code == 2


def test_a_reservation_ends_it_and_keeps_both_figures(run: Run, at: tuple[str, ...]) -> None:
    _propose(run, at)
    assert run(*VERB, "reserve", KEY, "--by", COMMITTEE, *at, "--json").code == 3
    assert run(*VERB, "reserve", KEY, "--by", COMMITTEE, "--grounds", "Chưa tính giảm thuế", *at).code == 0
    shown = run(*VERB, "show", KEY, *at, "--json").json
    assert (shown["state"], shown["agreed"], shown["superior_value"]) == ("reserved", None, "28500")
    late = run(
        *VERB, "counter", KEY, "--by", COMMITTEE, "--value", "1", "--grounds", "x", *at, "--lang", "en", "--json"
    )
    assert late.code == 5
    assert late.error["faults"][0]["fix"] == "the dialogue has ended"


def test_wrong_words_end_with_their_codes(run: Run, at: tuple[str, ...]) -> None:
    assert _propose(run, at, "--on", "2026-06-11") == 3
    assert _propose(run, at, "--dry-run") == 0
    assert run(*VERB, "show", KEY, *at, "--json").code == 6
    assert run(*VERB, "show", "nokey", *at, "--json").code == 2
    assert run(*VERB, "agree", KEY, "--by", COMMITTEE, *at, "--json").code == 6
    assert run(*VERB, "list", "--stage", "nosuch", *at, "--json").code == 6
    _propose(run, at)
    assert run(*VERB, "agree", KEY, "--by", MINISTRY, *at, "--json").code == 4
    assert run(*VERB, "agree", KEY, "--by", "77.nobody", *at, "--json").code == 4
    said = run(*VERB, "counter", KEY, "--by", COMMITTEE, "--value", "many", "--grounds", "x", *at, "--json")
    assert said.code == 3


def test_a_figure_with_two_meanings_is_refused_before_anything_is_recorded(run: Run, at: tuple[str, ...]) -> None:
    words = ("--indicator", "state_budget_revenue_plan", "--year", "2027", "--by", MINISTRY, "--to", COMMITTEE)
    refused = run(*VERB, "propose", STAGE, *words, "--value", "500.000", *at)
    assert (refused.code, "hiểu được hai cách · viết 500000 hoặc 500,0" in refused.err) == (3, True)
    assert run(*VERB, "show", KEY, *at, "--json").code == 6
    _propose(run, at)
    said = ("--by", COMMITTEE, "--grounds", "Thu từ đất giảm")
    refused = run(*VERB, "counter", KEY, *said, "--value", "88.000", *at, "--lang", "en", "--json")
    assert (refused.code, refused.error["faults"][0]["fix"]) == (3, "write 88000 or 88.0")
    assert len(run(*VERB, "show", KEY, *at, "--json").json["entries"]) == 1
    for value, kept in (("88,5", "88.5"), ("1.234.567,8", "1234567.8")):
        assert run(*VERB, "counter", KEY, *said, "--value", value, *at, "--json").json["value"] == kept


def test_a_wrong_figure_is_corrected_by_the_next_one(run: Run, at: tuple[str, ...]) -> None:
    _propose(run, at)
    said = ("--by", COMMITTEE, "--grounds", "Thu từ đất giảm")
    assert run(*VERB, "counter", KEY, *said, "--value", "88", *at).code == 0
    assert "#3" in run(*VERB, "counter", KEY, *said, "--value", "27000", *at).out
    assert "(đã thay)" in " ".join(run(*VERB, "show", KEY, *at).out.split())
    (listed,) = run(*VERB, "list", *at, "--json").json
    assert (listed["addressed_value"], listed["awaits"], len(listed["entries"])) == ("27000", MINISTRY, 3)
    own = run(*VERB, "agree", KEY, "--by", COMMITTEE, *at)
    assert (own.code, "sửa bằng cách nêu lại: đề nghị mức khác" in own.err) == (4, True)
    assert run(*VERB, "agree", KEY, "--by", MINISTRY, "--value", "88", *at, "--json").code == 3
    assert run(*VERB, "agree", KEY, "--by", MINISTRY, "--value", "27000", *at, "--json").json["value"] == "27000"


def test_a_dialogue_is_among_the_tasks_of_the_body_it_waits_for(run: Run, at: tuple[str, ...]) -> None:
    _propose(run, at)
    waiting = run("inbox", COMMITTEE, *at).out
    assert "Trao đổi về chỉ tiêu được giao" in waiting
    assert "Thu ngân sách nhà nước trên địa bàn, dự toán, Thành phố Hồ Chí Minh, 2027" in waiting
    assert "10/06/2026 Bộ Tài chính dự kiến giao 28.500 tỷ đồng" in waiting
    assert f"lienvung exchange target show {KEY}" in waiting
    assert run("inbox", MINISTRY, *at, "--json").json["targets"] == []
    run(*VERB, "counter", KEY, "--by", COMMITTEE, "--value", "27000", "--grounds", "Thu từ đất giảm", *at)
    assert "asked for another figure: 27,000 billion VND" in run("inbox", MINISTRY, *at, "--lang", "en").out
    assert "Targets under discussion" not in run("inbox", COMMITTEE, *at, "--lang", "en").out


def test_screens_give_names_and_units_and_a_reservation_speaks_of_the_superiors_figure(
    run: Run, at: tuple[str, ...]
) -> None:
    _propose(run, at)
    kept = run(*VERB, "reserve", KEY, "--by", COMMITTEE, "--grounds", "Chưa tính giảm thuế", *at).out
    assert "bảo lưu ý kiến đối với mức 28.500 tỷ đồng của cấp trên" in kept
    listed = run(*VERB, "list", *at).out
    assert "Thu ngân sách nhà nước trên địa bàn, dự toán, Thành phố Hồ Chí Minh, 2027: bảo lưu ý kiến" in listed
    assert "Bộ Tài chính 28.500 tỷ đồng; Ủy ban nhân dân Thành phố Hồ Chí Minh –" in listed
    assert KEY in listed
    shown = run(*VERB, "show", KEY, *at, "--lang", "en").out
    assert "28,500 billion VND" in " ".join(shown.split())
    assert "Ministry of Finance" in " ".join(shown.split())


def test_where_there_is_nothing_it_is_said(run: Run, at: tuple[str, ...]) -> None:
    assert run(*VERB, "list", *at).out == "không có đối thoại nào về chỉ tiêu được giao\n"
    _propose(run, at)
    chosen = ("--stage", STAGE, "--indicator", "state_budget_revenue_plan", "--agreed", "x.csv")
    said = run(*VERB, "list", *chosen, *at)
    assert (said.code, "chưa có mức nào được thống nhất" in said.err) == (0, True)
    assert Path("x.csv").read_text("utf-8") == "unit,period,value\n"


def test_the_verbs_help_in_both_languages(run: Run) -> None:
    for verb in ("propose", "counter", "answer", "agree", "reserve", "show", "list"):
        assert run(*VERB, verb, "--help", "--lang", "en").code == 0
