"""A head copied from a notice says precisely what happened to the chain since."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.audit.rules import GENESIS, Link, walk
from coordination.audit.told import Comparison, Head
from coordination.cli.main import main
from coordination.documents.templating import flow
from coordination.errors import UsageError
from coordination.store.database import Database
from tests.stations.audit.forger import LENGTH, Forger, fill, judge
from tests.stations.audit.tampering import links_of, made_anew, rows_of

HASH = "3f9a" * 16
FRAME = "{} sự kiện, mã cuối {}"


@pytest.mark.parametrize(
    "words",
    [
        f"123:{HASH}",
        f" 123: {HASH}\n",
        f"123 {HASH}",
        f"123/{HASH}",
        f"123:{HASH.upper()}",
        f"123 sự kiện, mã cuối {HASH}",
        f"Chuỗi sự kiện: 123 sự kiện, mã cuối {HASH}",
        f"Event chain: 123 events, head {HASH}",
        f"chain: 123 events, last hash {HASH}",
        f"> Chuỗi sự kiện: 123 sự kiện, mã\n>   cuối {HASH}\n",
        flow(f"Chuỗi sự kiện: 123 sự kiện, mã cuối {HASH}", "", "  "),
        f"Chu\u1ed7i s\u01b0\u0323 ki\u00ea\u0323n: 123 s\u01b0\u0323 ki\u00ea\u0323n, ma\u0303 cu\u00f4\u0301i {HASH}",
        f"Mã thông báo: 122/92.peoples_committee/email\nThời điểm: 28/05/2026\n{FRAME.format(123, HASH)}\n",
        f"123:{HASH} và 123:{HASH}",
    ],
)
def test_a_head_is_read_as_people_copy_it(words: str) -> None:
    assert Head.parse(words) == Head(HASH, 123)


def test_a_head_may_be_abbreviated_or_told_without_its_place() -> None:
    assert Head.parse("123:3F9A3F9A3F9A") == Head("3f9a3f9a3f9a", 123)
    assert Head.parse("123 sự kiện, mã cuối 3f9a3f9a3f9a…") == Head("3f9a3f9a3f9a", 123)
    assert Head.parse("5:123456789012") == Head("123456789012", 5)
    assert Head.parse(HASH.upper()) == Head(HASH)


@pytest.mark.parametrize(
    "words",
    [
        "", "123", "123:", f":{HASH[:11]}", "123:3f9a3f9a3f9", f"123:{HASH}0", f"123:{HASH[:-1]}g", f"-5:{HASH}",
        f"0:{HASH}", f"1.234 sự kiện, mã cuối {HASH}", f"{'9' * 12}:{HASH}", f"1:{HASH} 2:{HASH}", f"x{HASH}",
        f"mã cuối {HASH}", f"53:{HASH}:{HASH}", f"53:{HASH} / {HASH}", f"١٢٣:{HASH}", "123:\ud800", "\0" * 9,
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused_and_not_guessed_at(words: str) -> None:
    with pytest.raises(UsageError) as raised:
        Head.parse(words)
    assert "mã cuối" in raised.value.faults[0].what.vi


@given(st.integers(1, 10**11 - 1), st.text("0123456789abcdef", min_size=12, max_size=64))
def test_every_head_comes_back_from_the_sentence_around_it(number: int, digits: str) -> None:
    assert Head.parse(FRAME.format(number, digits)) == Head.parse(f"{number}:{digits}") == Head(digits, number)


def heads(links: list[Link], *numbers: int) -> list[Head]:
    """Give heads as notices told them."""
    return [Head(links[number - 1].hash, number) for number in numbers]


def rewritten(links: list[Link], seq: int) -> list[Link | int]:
    """Change an event and make all hashes after it anew."""
    changed = [replace(each, data="{}") if each.seq == seq else each for each in links]
    return links_of(made_anew(rows_of(changed)))


def test_a_chain_left_alone_holds_against_every_head_it_ever_had(forger: Forger) -> None:
    told = heads(forger.rows(), *range(1, LENGTH + 1))
    verdict = forger.judge(told)
    assert verdict.holds
    assert verdict.told == tuple(Comparison(each) for each in told)


def test_a_head_holds_however_much_was_recorded_since(silent: Database) -> None:
    fill(silent, 3)
    told = Head(judge(silent).head, 3)
    fill(silent, 4)
    assert judge(silent, [told]).holds
    assert judge(silent, [told]).events == 7


def test_a_chain_made_anew_is_found_and_the_heads_before_narrow_the_place(forger: Forger) -> None:
    rows = forger.rows()
    verdict = walk(rewritten(rows, 6), heads(rows, 12, 2, 7, 4))
    assert verdict.intact
    assert not verdict.holds
    assert [(each.problem, each.since) for each in verdict.told] == [
        ("rewritten", 4),
        ("", 0),
        ("rewritten", 4),
        ("", 0),
    ]


def test_a_cut_tail_is_found_by_the_head_that_told_its_length(forger: Forger) -> None:
    told = heads(forger.rows(), LENGTH, 3)
    forger.do("DELETE FROM event WHERE seq > 9")
    verdict = forger.judge(told)
    assert (verdict.intact, verdict.events) == (True, 9)
    assert [each.problem for each in verdict.told] == ["cut", ""]


def test_a_broken_chain_still_holds_up_to_the_heads_before_the_break(forger: Forger) -> None:
    told = heads(forger.rows(), 4, 5, 9)
    forger.put(5, "data", b"{}")
    assert [each.problem for each in forger.judge(told).told] == ["", "broken", "broken"]


def test_a_hash_alone_finds_its_place_or_is_unknown(forger: Forger) -> None:
    rows = forger.rows()
    fifth = Head(rows[4].hash)
    assert forger.judge([fifth]).told == (Comparison(Head(rows[4].hash, 5)),)
    assert walk(rewritten(rows, 5), [fifth]).told == (Comparison(fifth, "unknown"),)
    assert walk(rows[:4], [fifth]).told == (Comparison(fifth, "unknown"),)
    assert walk([*rows[:4], 0], [fifth]).told == (Comparison(fifth, "broken"),)


def test_the_beginning_of_two_hashes_is_nobodys() -> None:
    rows, begin = [Link(1, "", "", "", "", "0", GENESIS, "")], ""
    while not begin:  # two events whose hashes begin alike
        one = replace(rows[0], data=str(int(rows[0].data) + 1))
        first = replace(one, hash=one.computed())
        second = Link(2, "", "", "", "", "", first.hash, "")
        second = replace(second, hash=second.computed())
        rows = [first, second]
        begin = first.hash[:1] if first.hash[0] == second.hash[0] else ""
    assert walk(rows, [Head(begin)]).told == (Comparison(Head(begin), "ambiguous"),)


# By the command line


Verify = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def verify(forger: Forger, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run ``audit verify`` on the forger's file; gives exit code, output and standard error."""

    def run(*arguments: str, language: str = "en", as_json: bool = True) -> tuple[int, Any, str]:
        common = ["--db", f"sqlite:///{forger.path}", "--lang", language, *(["--json"] if as_json else [])]
        code = main(["audit", "verify", *arguments, *common])
        said = capsys.readouterr()
        return code, json.loads(said.out) if as_json else said.out, said.err

    return run


def test_the_command_says_that_all_is_as_told(forger: Forger, verify: Verify) -> None:
    rows = forger.rows()
    code, data, _ = verify("--against", FRAME.format(5, rows[4].hash), "--against", f"9/{rows[8].hash[:12].upper()}")
    assert code == 0
    assert (data["intact"], data["events"], data["head"]) == (True, LENGTH, rows[-1].hash)
    fine = {"holds": True, "problem": None, "says": None}
    assert data["told"] == [
        {"events": 5, "hash": rows[4].hash, **fine},
        {"events": 9, "hash": rows[8].hash[:12], **fine},
    ]
    assert data["against"] == data["told"][1]
    assert "error" not in data
    assert verify()[1]["against"] is None
    assert f"Đúng như đã báo: 5:{rows[4].hash}" in verify("--against", rows[4].hash, language="vi", as_json=False)[1]


def test_the_command_tells_a_rewritten_chain_from_a_cut_one(forger: Forger, verify: Verify) -> None:
    rows = forger.rows()
    told = [f"{each.events}:{each.hash}" for each in heads(rows, 4, LENGTH)]
    forger.do("DELETE FROM event WHERE seq = ?", LENGTH)
    code, data, _ = verify("--against", told[1])
    assert (code, data["intact"], data["against"]["problem"]) == (5, True, "cut")
    assert data["against"]["says"] == "only 11 events are left of the 12 told: the tail was cut"
    assert data["error"]["faults"][0]["where"] == told[1]
    forger.restore()
    made = rewritten(rows, 7)
    forger.do("DELETE FROM event")
    for each in made:
        assert isinstance(each, Link)
        forger.insert(each)
    assert verify()[0] == 0, "in itself it is a chain"
    code, out, err = verify("--against", told[0], "--against", told[1], as_json=False)
    assert (code, out) == (5, "")
    assert "the chain is intact in itself, but event 12 has another hash than the one told" in err
    assert "something in events 5 to 12 was rewritten" in err
    assert "chuỗi tự nó khớp, nhưng sự kiện 12" in verify("--against", told[1], language="vi", as_json=False)[2]


def test_the_command_still_names_the_bad_event_of_a_broken_chain(forger: Forger, verify: Verify) -> None:
    told = [f"{each.events}:{each.hash}" for each in heads(forger.rows(), 3, LENGTH)]
    forger.put(6, "subject", b"r/p/2027/s/r1/99")
    code, data, _ = verify("--against", told[0], "--against", told[1])
    assert (code, data["intact"], data["events"]) == (5, False, 5)
    assert [each["holds"] for each in data["told"]] == [True, False]
    assert [each["where"] for each in data["error"]["faults"]] == ["event 6", told[1]]
    assert verify(as_json=False)[0] == 5


def test_words_that_are_no_head_are_a_matter_of_usage(verify: Verify) -> None:
    code, data, _ = verify("--against", "hôm qua")
    assert (code, data["error"]["code"]) == (2, "usage")


def test_a_head_against_a_file_that_is_not_there_is_a_cut_tail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.db"
    assert main(["audit", "verify", "--against", f"5:{HASH}", "--db", f"sqlite:///{missing}", "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["against"]["problem"] == "cut"
    assert not missing.exists()


def test_heads_hold_on_each_kind_of_database(silent: Database) -> None:
    fill(silent, 6)
    with closing(silent):
        verdict = judge(silent)
        assert judge(silent, [Head(verdict.head[:12])]).told == (Comparison(Head(verdict.head[:12], 6)),)
        assert not judge(silent, [Head(HASH, 6)]).holds
