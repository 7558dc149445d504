"""``lienvung calendar``: the answer in one document, in the language of the run; errors with their code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coordination.app import known
from coordination.calendar.days import WorkCalendar
from coordination.cli.main import main
from coordination.regions.service import load_national

Answer = tuple[int, dict[str, Any]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run ``calendar due`` with ``--json``."""
    monkeypatch.delenv("LIENVUNG_LANG", raising=False)

    def run(rule: str, *more: str) -> Answer:
        capsys.readouterr()
        code = main(
            ["calendar", "due", rule, *(more if "--from" in more else ("--from", "2026-06-15", *more)), "--json"]
        )
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_answer_is_in_the_language_of_the_run(ask: Any, language: str) -> None:
    code, answer = ask("working_days 10 before 2027-02-15, freeze ask", "--lang", language)
    assert (code, answer["date"], answer["anchor"], answer["freeze"]) == (0, "2027-01-25", "2027-02-15", "ask")
    assert ("Tết" in answer["text"]) == (language == "vi")
    reasons = {each["date"]: each["reason"] for each in answer["derivation"]}
    tet = {"vi": "Mùng hai Tết Nguyên Đán", "en": "Second Day of Lunar New Year"}
    assert reasons["2027-02-07"] == tet[language]
    assert sum(each["counted"] for each in answer["derivation"]) == 10
    assert isinstance(answer["basis"], str)
    assert ("chưa được công bố" if language == "vi" else "not yet announced") in answer["warnings"][0]


def test_without_a_region_the_national_days_hold(ask: Any) -> None:
    assert ask("working_days 1 after opens", "--from", "2025-12-31")[1]["date"] == "2026-01-05"
    assert ask("on 14/08")[1]["warnings"] == []
    national = load_national(known())
    calendar = WorkCalendar.of(national.holidays, announced_through=national.days_off.through)
    assert not calendar.is_working(date(2026, 1, 2))


def test_a_province_of_the_region_gives_its_session(ask: Any) -> None:
    code, answer = ask("session -27", "--region", "southeast", "--province", "79")
    assert (code, answer["date"]) == (0, "2026-11-11")
    assert ask("quarter_end +6")[1]["date"] == "2026-07-06"
    assert ask("calendar_days 5 after adopted")[1]["date"] == "2026-06-20"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("workdays 3 after opens",), 3, "ý là 'working_days'?"),
        (("session -27",), 3, "cần --region"),
        (("on 15/05", "--from", "2026-02-30"), 2, "không phải là ngày"),
        (("on 15/05", "--province", "79"), 2, "--province cần --region"),
        (("on 15/05", "--region", "southeast", "--province", "78"), 6, "ý là '80' (Tây Ninh)?"),
        (("on 15/05", "--region", "southeasst"), 6, "ý là 'southeast'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_code(ask: Any, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, answer = ask(*arguments)
    assert found == code
    fault = answer["error"]["faults"][0]
    assert words in f"{fault['what']} {fault['why']}"


def test_a_stage_is_explained_in_one_line_a_date_and_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ("--db", str(tmp_path / "year.db"))
    plan = ("--region", "southeast", "--procedure", "regional-plan", "--period", "2027", "--now", "2026-05-28")
    assert main(["db", "upgrade", *database]) == 0
    assert main(["cycle", "open", *plan, *database]) == 0
    stage = "southeast/regional-plan/2027/joint-assessment"

    def explain(*options: str) -> str:
        capsys.readouterr()
        assert main(["calendar", "explain", stage, *options, *database]) == 0
        return capsys.readouterr().out

    short, full = explain("--lang", "vi"), explain("--lang", "vi", "--full")
    assert "Hạn nộp: 18/06/2026: 12 ngày làm việc sau ngày mở bước 02/06/2026; không tính 06/06–07/06" in short
    assert len(short.splitlines()) == 5
    assert "mốc, không tính" not in short
    assert "mốc, không tính" in full
    assert "ngày làm việc thứ 12" in full
    assert "⚠ Ngày 19/07/2026 là ngày nghỉ (Chủ nhật)" in full
    assert "Due: 18/06/2026: 12 working days after" in explain("--lang", "en")
    stored = json.loads(explain("--json"))["dates"]["due"]
    assert stored["sentence"].keys() == {"vi", "en"}
    assert stored["derivation"][0]["reason"] == {"vi": "mốc, không tính", "en": "day zero, not counted"}
