"""Sign-off by the command line: who may is said, what is done twice is once, what was done is shown."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coordination.app import Engine, known
from coordination.cycles.opening import open_cycle
from coordination.kernel.keys import CycleKey
from coordination.regions.service import load_region
from coordination.settings import Settings
from tests.cli.conftest import Run, Said, forget_words
from tests.stations.story import at, morning
from tests.stations.submissions.signing_story import FULL, with_sign_off

LADDER = "southeast:79/council-supervision/2027"
STAGE, BODY = f"{LADDER}/joint-meeting", "79.council_standing"
VERBS = ("sign", "send-back", "reopen", "history")


@pytest.fixture(scope="session")
def begun_signing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open a ladder that asks for three signatures and begin its first step, once; tests copy the file."""
    path = tmp_path_factory.mktemp("signing") / "begun.db"
    region = with_sign_off(load_region("southeast", known()), FULL)
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"))) as engine:
        with engine.write() as session:
            open_cycle(session, region, CycleKey.parse(LADDER), morning("2026-05-28"))
        asyncio.run(engine.tick(at("2026-10-12 07:30")))
    return path


class Desk:
    """A body's desk: verbs of ``lienvung stage`` on one step of one body, on a day in time."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run, self.folder = run, folder
        self.where = ("--db", str(folder / "signing.db"), "--now", "2026-10-13")

    def __call__(self, verb: str, *words: str, json_: bool = True) -> Said:
        """Run a verb."""
        return self.run("stage", verb, STAGE, BODY, *words, *self.where, *(("--json",) if json_ else ()))

    def submit(self, value: str = "1", words: str = "một") -> Said:
        """Hand in a document with one figure."""
        content = {"sections": [{"key": "contents", "text": words}], "figures": [{"label": "Dân số", "value": value}]}
        (self.folder / "form.json").write_text(json.dumps(content), encoding="utf-8")
        return self("submit", "form.json")

    def approve(self, value: str = "1", words: str = "một") -> None:
        """Hand in and give every signature."""
        assert self.submit(value, words).code == 0
        for role in FULL[1:]:
            assert self("sign", "--as", role).code == 0

    def show(self) -> Any:
        """Show the step."""
        return self.run("stage", "show", STAGE, *self.where, "--json").json


@pytest.fixture
def desk(run: Run, begun_signing: Path, tmp_path: Path) -> Desk:
    """Give a desk with a database of its own."""
    shutil.copy(begun_signing, tmp_path / "signing.db")
    return Desk(run, tmp_path)


def test_only_the_last_signature_hands_in(desk: Desk) -> None:
    drafted = desk.submit().json
    assert (drafted["submission"], drafted["state"], drafted["new"]) == (f"{STAGE}/{BODY}/1/1", "draft", True)
    assert desk.submit().json["new"] is False
    checked = desk("sign", "--as", "statistician").json
    assert (checked["state"], checked["waits_for"], checked["handed_in"], checked["new"]) == (
        "checked", "head", None, True
    )  # fmt: skip
    assert desk("sign", "--as", "statistician").json["new"] is False
    (owed,) = [each for each in desk.show()["owes"] if each["body"] == BODY]
    assert (owed["state"], owed["handed_in"]) == ("pending", None)
    approved = desk("sign", "--as", "lãnh đạo cơ quan").json
    assert (approved["state"], approved["waits_for"]) == ("approved", None)
    shown = desk.show()
    (owed,) = [each for each in shown["owes"] if each["body"] == BODY]
    assert (owed["state"], owed["handed_in"]) == ("submitted", approved["handed_in"])
    assert shown["sign_off"]["signatures"] == list(FULL)
    assert {each["body"]: each["state"] for each in shown["sign_off"]["bodies"]}[BODY] == "approved"
    assert desk.run("audit", "verify", "--db", str(desk.folder / "signing.db"), "--json").json["intact"]


def test_the_draft_that_was_read_is_the_one_that_is_signed(desk: Desk) -> None:
    first = desk.submit("1").json["hash"]
    second = desk.submit("2").json["hash"]
    for meant in ("1", first[:12], "0"):
        said = desk("sign", "--as", "statistician", "--draft", meant)
        assert (said.code, second[:12] in said.error["faults"][0]["what"]) == (5, True)
    assert desk("sign", "--as", "statistician", "--draft", " ").code == 3
    checked = desk("sign", "--as", "statistician", "--draft", "2")
    assert (checked.json["draft"], checked.json["hash"]) == (2, second)
    assert f"(bản 1 dự thảo 2) {second[:12]}" in desk("sign", "--as", "statistician", json_=False).out
    assert f"(bản 1 dự thảo 2) {second[:12]}" in desk.run("inbox", BODY, *desk.where).out
    assert f"(bản 1 dự thảo 2) {second[:12]}" in desk.run("stage", "show", STAGE, *desk.where).out
    assert desk("sign", "--as", "head", "--draft", second[:8].upper()).json["state"] == "approved"
    assert desk("sign", "--as", "head", "--draft", first[:8]).code == 5


def test_what_the_secretariat_accepts_twice_is_once_and_history_says_who(desk: Desk) -> None:
    desk.approve()
    assert desk("accept", json_=False).out.endswith(": đã tiếp nhận\n")
    assert desk("accept", json_=False).out.endswith(": đã tiếp nhận (không đổi)\n")
    assert desk("accept").json["new"] is False
    history = desk("history", json_=False).out
    assert "tiếp nhận, cơ quan đầu mối (bản 1)" in history
    assert "–" not in history
    earlier = desk.run(
        "stage", "return", STAGE, BODY, "--reason", "x", *desk.where[:2], "--now", "2026-10-12", "--json"
    )
    assert (earlier.code, "13/10/2026" in earlier.error["faults"][0]["what"]) == (5, True)


def test_an_office_that_may_not_is_told_who_may(desk: Desk) -> None:
    desk.submit()
    for words, may in (
        (("sign", "--as", "drafter"), "statistician, head"),
        (("sign", "--as", "minister"), "statistician, head"),
        (("send-back", "--as", "secretariat", "--comment", "x"), "statistician, head"),
        (("reopen", "--as", "head", "--reason", "x"), "secretariat"),
    ):
        said = desk(*words)
        assert (said.code, said.error["code"]) == (4, "not-permitted")
        assert said.error["faults"][0]["what"].endswith(may)


def test_a_wrong_state_is_named_with_whose_turn_it_is(desk: Desk) -> None:
    assert desk("sign", "--as", "head").code == 6
    desk.submit()
    said = desk("sign", "--as", "head")
    assert (said.code, said.error["code"]) == (5, "conflict")
    assert said.error["faults"][0]["what"].startswith("bản của TT HĐND Hồ Chí Minh ở bước ")
    assert said.error["faults"][0]["what"].endswith("dự thảo (draft)")
    assert said.error["faults"][0]["fix"] == "đang chờ bộ phận thống kê (statistician)"
    assert desk("reopen", "--reason", "x").code == 5


def test_comments_keep_their_order_and_their_cells(desk: Desk) -> None:
    desk.submit()
    words = ("--comment", "@figures[0].value Đối chiếu niên giám", "--comment", "Câu 2 quá dài", "--as", "statistician")
    assert desk("send-back", *words).json["state"] == "sent_back"
    assert desk("send-back", *words).json["new"] is False
    (act,) = [each for each in desk("history").json["acts"] if each["act"] == "sent_back"]
    assert act["comments"] == [
        {"where": "figures[0].value", "text": "Đối chiếu niên giám"}, {"where": "", "text": "Câu 2 quá dài"}
    ]  # fmt: skip
    for comment in ("", "@figures[0].value", "@ không có tên"):
        assert desk("send-back", "--as", "head", "--comment", comment).code == 3
    assert desk("send-back", "--as", "head").code == 2


def test_what_was_sent_back_is_signed_only_after_the_drafter_handed_it_in_again(desk: Desk) -> None:
    desk.submit()
    sent_back = desk("send-back", "--as", "head", "--comment", "Sai đơn vị", json_=False).out
    assert "dự thảo, đã trả lại, chờ bộ phận soạn thảo, đến hết ngày " in sent_back
    for role in FULL[1:]:
        said = desk("sign", "--as", role)
        assert (said.code, said.error["code"]) == (5, "conflict")
        assert said.error["faults"][0]["fix"].startswith("đang chờ bộ phận soạn thảo (drafter): nộp dự thảo đã sửa")
    again = desk.submit().json
    assert (again["submission"], again["new"], again["state"]) == (f"{STAGE}/{BODY}/1/1", True, "draft")
    assert desk.submit().json["new"] is False
    assert desk("sign", "--as", "statistician").json["state"] == "checked"
    assert desk("sign", "--as", "head").json["state"] == "approved"


def test_frozen_figures_are_named_with_both_values(desk: Desk) -> None:
    desk.approve("1", "một")
    assert desk("reopen", "--text-only", "--reason", "Nêu rõ nguồn").json["state"] == "text_only"
    said = desk.submit("2", "hai")
    assert (said.code, len(said.error["faults"])) == (5, 1)
    assert said.error["faults"][0]["where"] == "figures[Dân số].value"
    assert said.error["faults"][0]["what"].endswith("1 → 2")
    desk.approve("1", "hai")
    shown = desk("history", json_=False).out
    assert "Nêu rõ nguồn [chỉ sửa lời]" in shown


def test_history_reads_as_people_speak(desk: Desk) -> None:
    desk.submit()
    desk("send-back", "--as", "statistician", "--comment", "@Biểu1!C7 Sai đơn vị")
    desk.submit()
    desk("sign", "--as", "statistician")
    said = desk("history", json_=False).out
    for line in (
        "đã ký về số liệu, chờ lãnh đạo cơ quan",
        "• 13/10/2026 07:30 soạn dự thảo, ",
        "trả lại dự thảo, bộ phận thống kê (bản 1 dự thảo 1)",
        "Biểu1!C7: Sai đơn vị",
    ):
        assert line in said
    english = desk("history", "--lang", "en", json_=False).out
    assert "signed for its figures, waits for the head of the body" in english
    step = desk.run("stage", "show", STAGE, *desk.where).out
    assert "Ký trình: bộ phận soạn thảo → bộ phận thống kê → lãnh đạo cơ quan" in step
    assert "TT HĐND Hồ Chí Minh: đã ký về số liệu" in step


def test_bodies_are_named_in_words_and_codes_stand_in_json(desk: Desk) -> None:
    desk.submit()
    for verb, words in (("sign", ("--as", "statistician")), ("history", ())):
        said = desk(verb, *words, json_=False).out
        assert said.startswith(f"TT HĐND Hồ Chí Minh, {STAGE}: đã ký về số liệu, chờ lãnh đạo cơ quan, đến hết ngày ")
        assert BODY not in said
    assert desk("sign", "--as", "statistician", "--lang", "en", json_=False).out.startswith("Council standing, ")
    told = desk("history").json
    assert (told["body"], told["name"]["vi"]) == (BODY, "TT HĐND Hồ Chí Minh")


def test_the_inbox_says_what_waits_for_whose_signature_and_by_when(desk: Desk) -> None:
    before = desk.run("inbox", BODY, *desk.where)
    assert "Chờ ký" not in before.out
    desk.submit()
    said, told = desk.run("inbox", BODY, *desk.where).out, desk.run("inbox", BODY, *desk.where, "--json").json
    (waits,) = told["signs"]
    (owed,) = [each for each in told["owes"] if each["stage"] == STAGE]
    assert (waits["stage"], waits["waits_for"], waits["until"]) == (
        STAGE,
        "statistician",
        owed["sign_by"]["statistician"],
    )
    assert list(owed["sign_by"]) == list(FULL)
    assert owed["sign_by"]["head"] == owed["due"]
    assert "  ký trình: bộ phận soạn thảo " in said
    until = "/".join(reversed(waits["until"].split("-")))
    assert f"• đến {until} bộ phận thống kê: dự thảo\n  {STAGE}" in said
    desk("send-back", "--as", "statistician", "--comment", "Đối chiếu niên giám")
    assert "bộ phận soạn thảo: dự thảo, đã trả lại" in desk.run("inbox", BODY, *desk.where).out
    assert "To be signed" in desk.run("inbox", BODY, *desk.where, "--lang", "en").out
    desk.submit()
    for role in FULL[1:]:
        desk("sign", "--as", role)
    assert desk.run("inbox", BODY, *desk.where, "--json").json["signs"] == []


def test_a_step_shows_where_each_body_stands_with_its_signatures(desk: Desk) -> None:
    desk.submit()
    said = desk.run("stage", "show", STAGE, *desk.where).out
    assert "UBND Hồ Chí Minh: chưa có dự thảo, chờ bộ phận soạn thảo, đến hết ngày " in said
    assert "TT HĐND Hồ Chí Minh: dự thảo, chờ bộ phận thống kê, đến hết ngày " in said


def test_a_dry_run_signs_nothing(desk: Desk) -> None:
    desk.submit()
    before = (desk.folder / "signing.db").read_bytes(), desk("history").json
    assert desk("sign", "--as", "statistician", "--dry-run").json["state"] == "checked"
    assert desk("send-back", "--as", "head", "--comment", "x", "--dry-run").code == 0
    assert desk("history").json == before[1]
    assert (desk.folder / "signing.db").read_bytes() == before[0]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_verb_helps(verb: str, language: str, run: Run) -> None:
    forget_words()
    said = run("stage", verb, "--help", "--lang", language)
    forget_words()
    assert f"lienvung stage {verb}" in said.out
    if verb == "sign":
        words = {"vi": "Chữ ký sau cùng là nộp", "en": "The last signature hands in"}[language]
        assert words in " ".join(said.out.split())
