"""The step that asks for signatures inside each province: one by hand with its letters, one simulated year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from coordination.app import Engine, known
from coordination.cycles.states import StageState
from coordination.errors import ConflictError, NotPermittedError
from coordination.notices.inbox import inbox
from coordination.notices.telling.letters import letters_of
from coordination.regions.service import load_region
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.material import Material
from coordination.simulate.questions import STAGES, Stage
from coordination.simulate.revising import WORDED_ANEW, reworded
from coordination.simulate.signing import Desk, Signers
from coordination.submissions.sign_off.acts import Comment, hand_in, reopen, send_back, sign
from coordination.submissions.sign_off.rules import State
from coordination.submissions.sign_off.views import history, of_body
from tests.journeys.conftest import Play
from tests.journeys.small_region import write_small_region
from tests.stations.story import Story, at, morning

STAGE = "two-provinces/regional-plan/2027/forecast"
BODY = "75.peoples_committee"
OFFICES = {"drafter", "statistician", "head"}
BUSY = Behaviour(silent=0, late=0, returned=0, doubted=0, hasty=1, reopened=1)


@pytest.fixture(scope="module")
def signing_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the region of two provinces whose one planning step is the forecast."""
    return write_small_region(tmp_path_factory.mktemp("signing"), "forecast")


@pytest.fixture
def story(signing_region: Path, tmp_path: Path) -> Iterator[Story]:
    """Open the plan of 2027 and its forecast."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'signing.db'}")
    with closing(Engine.open(settings)) as engine:
        story = Story(engine, load_region(str(signing_region), known()))
        story.open("two-provinces/regional-plan/2027")
        story.tick(at("2026-06-23 07:30"))
        assert story.stage(STAGE).state == StageState.OPEN
        yield story


class Province:
    """The offices of one province at the forecast."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.content: dict[str, Any] = {}
        with story.engine.read() as session:
            self.content = Material.of(story.region, 2026, 1, Behaviour()).handed_in(session, STAGE, BODY)

    def write(self, content: dict[str, Any], now: str) -> None:
        """Write a draft."""
        with self.story.engine.write() as session:
            hand_in(session, STAGE, BODY, content, at(now))

    def sign(self, role: str, now: str) -> State:
        """Sign for an office; gives where it then stands."""
        with self.story.engine.write() as session:
            return sign(session, STAGE, BODY, role, at(now))[0].state

    def waits(self, now: str) -> list[tuple[str, str]]:
        """Give whose signature or draft the inbox says is awaited, and until when."""
        with self.story.engine.read() as session:
            return [(each["waits_for"], each["until"]) for each in inbox(session, BODY, at(now))["signs"]]

    def letters(self, kind: str) -> list[str]:
        """Give what the province read of one kind of event, oldest first, without line breaks."""
        rows = [row for row in self.story.notices(kind) if row.recipient == BODY]
        with self.story.engine.read() as session:
            found = letters_of(session, rows)
        return [" ".join(found[row.key].text.split()) for row in sorted(rows, key=lambda row: row.event)]


def test_a_forecast_is_drafted_signed_approved_reopened_and_approved_anew(story: Story) -> None:
    province = Province(story)
    province.write(province.content, "2026-07-01 09:00")
    assert province.waits("2026-07-01 09:00") == [("statistician", "2026-07-08")]
    with pytest.raises(ConflictError):
        province.sign("head", "2026-07-02 09:00")
    with story.engine.write() as session:
        send_back(session, STAGE, BODY, "statistician", [Comment(text="Nêu nguồn")], at("2026-07-02 09:00"))
    assert province.waits("2026-07-02 09:00") == [("drafter", "2026-07-07")]
    province.write(reworded(province.content, "(nguồn: niên giám)"), "2026-07-03 09:00")
    assert province.sign("statistician", "2026-07-06 09:00") == State.CHECKED
    assert province.waits("2026-07-06 09:00") == [("head", "2026-07-09")]
    assert province.letters("submission.received") == []
    assert province.sign("head", "2026-07-08 09:00") == State.APPROVED
    (received,) = province.letters("submission.received")
    assert "Ký sau cùng, phê duyệt: Chủ tịch Ủy ban nhân dân" in received

    with pytest.raises(NotPermittedError), story.engine.write() as session:
        reopen(session, STAGE, BODY, "Sửa", at("2026-07-09 09:00"), role="head")
    with story.engine.write() as session:
        reopen(session, STAGE, BODY, "Diễn đạt rõ hơn", at("2026-07-09 09:00"), text_only=True)
    (returned,) = province.letters("submission.returned")
    assert "được mở lại để sửa lời, giữ nguyên số liệu" in returned
    assert "ký trình lại và gửi lại, thời hạn đến hết ngày 14/07/2026" in returned
    assert "bản gửi lại có số liệu khác sẽ không được nhận" in returned
    changed = [province.content["forecasts"][0] | {"value": "1"}, *province.content["forecasts"][1:]]
    with pytest.raises(ConflictError):
        province.write(province.content | {"forecasts": changed}, "2026-07-10 09:00")
    province.write(reworded(province.content, WORDED_ANEW), "2026-07-10 09:00")
    assert province.waits("2026-07-10 09:00") == [("statistician", "2026-07-13")]
    province.sign("statistician", "2026-07-13 09:00")
    assert province.sign("head", "2026-07-14 09:00") == State.APPROVED
    assert "Đã nhận bản nộp lần 2" in province.letters("submission.received")[1]
    story.tick(at("2026-07-15 07:30"))
    assert story.states(STAGE)[BODY] == "accepted"


def test_what_is_awaited_ends_with_the_last_signature(story: Story) -> None:
    province = Province(story)
    assert province.waits("2026-07-01 09:00") == []
    province.write(province.content, "2026-07-01 09:00")
    for role in ("statistician", "head"):
        province.sign(role, "2026-07-02 09:00")
    assert province.waits("2026-07-02 09:00") == []
    with story.engine.read() as session:
        stands = of_body(session, STAGE, BODY)
    assert stands is not None
    assert (stands["waits_for"], stands["until"], stands["sign_by"]) == (None, None, {})


def test_a_simulated_year_sends_back_what_lacks_a_figure_and_reopens_for_words(
    play: Play, signing_region: Path
) -> None:
    year = play("signing", signing_region, behaviour=BUSY)
    (told,) = [each["sign_off"] for each in year.summary["stages"] if each["sign_off"]]
    assert told["sent_back"] == {"statistician": 2, "head": 0}
    assert (told["drafts"], told["signed"], told["approved"], told["reopened_for_words"]) == (6, 4, 4, 2)
    assert set(told["days"]) == OFFICES
    assert all(days > 0 for days in told["days"].values())
    (stage,) = [each for each in year.summary["stages"] if each["sign_off"]]
    assert (stage["missing"], stage["quality"]["complete_percent"]) == (0, 100.0)
    assert "Ký trình trong nội bộ các cơ quan" in (year.folder / "summary.html").read_text(encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{year.folder / 'lienvung.db'}")
    with closing(Engine.open(settings)) as engine, engine.read() as session:
        acts = history(session, STAGE, BODY)["acts"]
    assert [each["act"] for each in acts][:6] == ["drafted", "sent_back", "drafted", "checked", "received", "returned"]
    assert acts[1]["comments"][0]["where"].startswith("forecasts.")
    assert acts[1]["comments"][0]["text"].startswith("Chưa có dự báo ")
    assert acts[5]["reopened"] == "text_only"
    again = play("signing-again", signing_region, behaviour=BUSY)
    assert again.summary["audit_head"] == year.summary["audit_head"]


def test_simulated_provinces_answer_all_that_is_expected_if_only_that_nothing_was_published(
    play: Play, small_region: Path
) -> None:
    stages = play("one", small_region).summary["stages"]
    (assessed,) = [each for each in stages if each["step"] == "joint-assessment"]
    assert (assessed["missing"], assessed["quality"]["complete_percent"]) == (0, 100.0)


def test_simulated_offices_come_to_an_end_where_the_drafter_stands_by_what_was_sent_back(tmp_path: Path) -> None:
    """Balances have no words that could be polished: sent back for want of figures, the draft comes again as it was."""
    path = write_small_region(tmp_path, "balances")
    yaml = YAML()
    procedure = tmp_path / "procedures" / "regional-plan.yaml"
    document = yaml.load(procedure)
    document["steps"][0]["settings"]["sign_off"] = ["drafter", "statistician", "head"]
    yaml.dump(document, procedure)
    stage = "two-provinces/regional-plan/2027/balances"
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'balances.db'}")
    with closing(Engine.open(settings)) as engine:
        story = Story(engine, load_region(str(path), known()))
        story.open("two-provinces/regional-plan/2027")
        story.tick(at("2026-06-23 07:30"))
        signers = Signers(Material.of(story.region, 2026, 1, Behaviour()), Behaviour(doubted=1), 1)
        closes = story.stage(stage).closes
        with engine.write() as session:
            (asked,) = [Stage(*row) for row in map(tuple, session.connection().execute(STAGES))]
            signers.act(session, Desk(asked, BODY, "pending", closes), morning(closes.isoformat()))
        with engine.read() as session:
            acts = history(session, stage, BODY)["acts"]
    assert [(each["act"], each["as"], each.get("unchanged", False)) for each in acts] == [
        ("drafted", "drafter", False), ("sent_back", "statistician", False), ("drafted", "drafter", True),
        ("checked", "statistician", False), ("received", "head", False),
    ]  # fmt: skip
    assert "chưa lập được, các dòng chưa có số là: năm 2027 (" in acts[1]["comments"][0]["text"]
