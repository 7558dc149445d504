"""The discussion of own forecasts by the command line: as the clerk of a province and the secretariat type it."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine, known
from coordination.regions.service import load_region
from coordination.settings import Settings
from tests.cli.conftest import Run
from tests.journeys.small_region import write_small_region
from tests.stations.results.discussion_story import (
    BODY,
    FAR,
    FORECAST,
    OTHER,
    SECRETARIAT,
    DiscussionStory,
    own,
    with_little_to_forecast,
)

VERB = ("exchange", "forecast")
ROW = "grdp_current/2027"


@pytest.fixture(scope="module")
def drafted_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Bring a forecast of two provinces to where positions on its draft are taken; gives the database and the hour."""
    home = tmp_path_factory.mktemp("discussing")
    region = load_region(str(write_small_region(home, "forecast", "policy-frame")), known())
    with closing(Engine.open(Settings(database_url=f"sqlite:///{home / 'drafted.db'}"))) as engine:
        story = DiscussionStory(engine, with_little_to_forecast(region)).begin()
        return home / "drafted.db", story.now.isoformat()


@pytest.fixture
def at(drafted_once: tuple[Path, str], tmp_path: Path) -> tuple[str, ...]:
    """Give where and when things are said."""
    copy = shutil.copy(drafted_once[0], tmp_path / "round.db")
    return "--db", str(copy), "--now", drafted_once[1]


def _row(thread: dict[str, Any], year: int) -> dict[str, Any]:
    (found,) = [each for each in thread["rows"] if each["period"] == year]
    return dict(found)


def test_a_clerk_sees_what_is_discussed_revises_one_figure_and_keeps_the_other(
    run: Run, at: tuple[str, ...], tmp_path: Path
) -> None:
    waiting = run("inbox", BODY, *at).out
    assert "Trao đổi về số dự báo" in waiting
    assert "2 số chưa trả lời" in waiting
    thread = run(*VERB, "show", FORECAST, BODY, *at, "--json").json
    unified = f"{_row(thread, 2027)['unified']:.1f}"
    (tmp_path / "anew.json").write_text(json.dumps(own(BODY, y2027=unified, y2028=FAR)), "utf-8")
    assert run("stage", "submit", FORECAST, BODY, "anew.json", *at).code == 0
    assert run("stage", "sign", FORECAST, BODY, "--as", "statistician", *at).code == 0
    assert run("stage", "sign", FORECAST, BODY, "--as", "head", *at).code == 0
    kept = run(*VERB, "reserve", FORECAST, BODY, "--reason", "Nhà máy mới", *at, "--json").json
    assert (kept["new"], kept["rows"], kept["late"]) == (True, ["grdp_current/2028"], False)
    thread = run(*VERB, "show", FORECAST, BODY, *at, "--json").json
    revised, reserved = _row(thread, 2027), _row(thread, 2028)
    assert (revised["state"], revised["own"], revised["revised_to"]) == ("revised", FAR, unified)
    assert (reserved["state"], reserved["kept_because"]) == ("reserved", "Nhà máy mới")
    assert [len(each["events"]) for each in (revised, reserved)] == [2, 2]
    people = " ".join(run(*VERB, "show", FORECAST, BODY, *at).out.split())
    assert "Số của địa phương không bị thay" in people
    listed = run("stage", "show", FORECAST, *at).out
    assert "0 chưa trả lời, 1 đã sửa, 1 bảo lưu" in " ".join(listed.split())
    assert run("inbox", BODY, *at, "--json").json["discusses"] == []
    acts = run("stage", "history", FORECAST, BODY, *at, "--lang", "en").out
    assert "revised in discussion" in acts


def test_a_question_and_its_answer(run: Run, at: tuple[str, ...]) -> None:
    words = ("--text", "Số liệu đến năm nào?", "--row", ROW)
    asked = run(*VERB, "say", FORECAST, BODY, "--by", BODY, *words, *at, "--json").json
    assert (asked["number"], asked["kind"], asked["rows"]) == (2, "said", [ROW])
    assert run(*VERB, "say", FORECAST, BODY, "--by", BODY, *words, *at, "--json").json["new"] is False
    waiting = run("inbox", SECRETARIAT, *at, "--lang", "en").out
    assert "a question was asked" in waiting
    answered = run(*VERB, "say", FORECAST, BODY, "--by", SECRETARIAT, "--text", "Đến năm 2025", *at)
    assert (answered.code, "#3" in answered.out) == (0, True)
    assert run("inbox", SECRETARIAT, *at, "--json").json["discusses"] == []
    told = run("notices", "list", "--event", "forecast.discussed", *at, "--json").json
    assert [each["recipient"] for each in told].count(SECRETARIAT) == 1


def test_the_review_lists_every_thread_or_those_of_a_step_or_body(run: Run, at: tuple[str, ...]) -> None:
    (everywhere,) = run(*VERB, "list", *at, "--json").json
    assert (everywhere["body"], everywhere["open"], everywhere["stage"]) == (BODY, 2, FORECAST)
    assert run(*VERB, "list", "--stage", FORECAST, *at, "--json").json == [everywhere]
    assert run(*VERB, "list", "--body", OTHER, *at, "--json").json == []
    shown = run(*VERB, "list", *at, "--lang", "en").out
    assert "2 unanswered" in shown
    assert "no discussion" in run(*VERB, "list", "--body", OTHER, *at, "--lang", "en").out
    assert "grdp_current/2027" in run("stage", "show", FORECAST, "--full", *at, "--lang", "en").out


def test_discussions_of_closed_cycles_are_shown_by_their_step(run: Run, at: tuple[str, ...]) -> None:
    assert run("cycle", "cancel", FORECAST.rpartition("/")[0], "--reason", "Điều chỉnh địa giới", *at).code == 0
    assert run(*VERB, "list", *at).out == (
        "không có trao đổi nào trong các chu kỳ đang chạy; của chu kỳ đã kết thúc: thêm --stage chu-kỳ/bước\n"
    )
    assert f"trao đổi nào của {BODY} trong các chu kỳ đang chạy" in run(*VERB, "list", "--body", BODY, *at).out
    assert "2 chưa trả lời" in run(*VERB, "list", "--stage", FORECAST, *at).out
    nothing = run(*VERB, "list", "--stage", FORECAST, "--body", OTHER, *at, "--lang", "en").out
    assert nothing == f"no discussion of {OTHER} at {FORECAST}\n"


def test_wrong_words_end_with_their_codes(run: Run, at: tuple[str, ...]) -> None:
    reason = ("--reason", "Nhà máy mới")
    assert run(*VERB, "show", FORECAST, OTHER, *at, "--json").code == 6
    assert run(*VERB, "show", "nosuch", BODY, *at, "--json").code == 6
    assert run(*VERB, "reserve", FORECAST, OTHER, *reason, *at, "--json").code == 6
    assert run(*VERB, "reserve", FORECAST, "75.nobody", *reason, *at, "--json").code == 6
    for words, code, where in (
        (("--reason", " "), 3, "--reason"),
        ((*reason, "--row", "grdp"), 2, "--row"),
        ((*reason, "--row", "nope/20"), 2, "--row"),
        ((*reason, "--row", "nope/2027"), 6, "--row"),
    ):
        said = run(*VERB, "reserve", FORECAST, BODY, *words, *at, "--json")
        (fault,) = said.error["faults"]
        assert (said.code, fault["where"], bool(fault["fix"])) == (code, where, True)
    unknown = run(*VERB, "reserve", FORECAST, BODY, *reason, "--row", "grdp_current/2040", *at, "--json")
    assert (unknown.code, "grdp_current/2027" in unknown.error["faults"][0]["fix"]) == (6, True)
    assert run(*VERB, "say", FORECAST, BODY, "--by", OTHER, "--text", "Ý kiến", *at, "--json").code == 4
    assert run(*VERB, "reserve", FORECAST, BODY, *reason, "--dry-run", *at).code == 0
    assert run(*VERB, "show", FORECAST, BODY, *at, "--json").json["open"] == 2
    assert run(*VERB, "reserve", FORECAST, BODY, *reason, *at).code == 0
    assert run(*VERB, "reserve", FORECAST, BODY, "--reason", "Khác", *at, "--json").code == 5


def test_a_body_nobody_knows_is_refused_with_the_nearest_name(run: Run, at: tuple[str, ...]) -> None:
    for words in ((), ("--stage", FORECAST)):
        said = run(*VERB, "list", *words, "--body", BODY.replace("people", "peple"), *at, "--json")
        assert (said.code, said.error["faults"][0]["fix"]) == (6, f"gần nhất: {BODY}")


def test_of_a_cycle_that_has_ended_it_is_said_in_words_that_it_has(run: Run, at: tuple[str, ...]) -> None:
    cycle = FORECAST.rpartition("/")[0]
    *where, _ = at
    ended = (*where, "2030-01-02T09:00+07:00")
    assert run("cycle", "tick", *ended).code == 0
    said = run(*VERB, "reserve", FORECAST, BODY, "--reason", "Nhà máy mới", *ended, "--json")
    (fault,) = said.error["faults"]
    assert (said.code, fault["what"]) == (5, f"chu kỳ {cycle} đã kết thúc")
    assert f"exchange forecast show {FORECAST} {BODY}" in fault["fix"]


def test_the_verbs_help_in_both_languages(run: Run) -> None:
    for verb in ("list", "show", "reserve", "say"):
        for language in ("vi", "en"):
            assert run(*VERB, verb, "--help", "--lang", language).code == 0
