"""Who has not acknowledged is reminded, then the office of the body's head is told, once each."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.audit.service import Event, events, record
from coordination.cycles.amend import amend
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.opening import open_cycle
from coordination.kernel.clock import morning_of
from coordination.kernel.text import Text
from coordination.notices.inbox import inbox
from coordination.notices.returning.acknowledging import awaited, chase
from coordination.notices.sending.deliver import deliver
from coordination.notices.service import acknowledge, listed, receive, superseded_by
from coordination.notices.tables import NoticeRow
from coordination.regions.model import AckRule, Basis, Holiday, Region, Tell
from coordination.settings import Settings, parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

SENDER = "thongbao@lien-vung.example"
BODY, SECRETARIAT = "92.council_standing", "mekong-delta.secretariat"
BASIS = Basis(text="Lịch chung của vùng", status="design")
ASKING, TELLING_HEAD = "notice.unacknowledged", "notice.escalated"
LAST_DAY, REMINDED, ESCALATED = date(2026, 8, 4), morning_of(date(2026, 8, 5)), morning_of(date(2026, 8, 11))
"""Five working days after Tuesday 28/07/2026 and the next morning; then three working days more."""
TABLES = ("event", "notice", "telling", "receipt")


def _asking(*kinds: str, holidays: tuple[Holiday, ...] = ()) -> Region:
    """Make a region in which some events are to be acknowledged, and the mail's own events are told."""
    made = region("vi")
    procedures = [
        each.model_copy(update={"tells": [tell for tell in each.tells if not tell.event.startswith("notice.")]})
        for each in made.procedures
    ]
    rule = AckRule(events=list(kinds), within=5, superior_after=3, basis=BASIS)
    tells = [Tell(event=ASKING, to=["self"]), Tell(event=TELLING_HEAD, to=["self", "region.secretariat"])]
    changes = {"procedures": procedures, "acknowledge": [rule], "tells": tells, "holidays": list(holidays)}
    return made.model_copy(update=changes)


def _send(engine: Engine, now: datetime) -> None:
    with ScriptedServer() as server:
        tally = asyncio.run(deliver(engine.database, parse_mail_server(server.url), SENDER, now))
    assert tally.remaining == 0


def _opened(engine: Engine, configuration: Region) -> Engine:
    with engine.write() as session:
        open_cycle(session, configuration, COUNCIL, AT)
    _send(engine, AT)
    return engine


@pytest.fixture
def engine(new_file_engine: Callable[[], Engine]) -> Engine:
    """Open a ladder whose opening is to be acknowledged, and deliver what its four bodies are told."""
    return _opened(new_file_engine(), _asking("cycle.opened"))


def _chase(engine: Engine, now: datetime) -> int:
    with engine.write() as session:
        return chase(session, now)


def _told(engine: Engine, kind: str) -> list[Event]:
    with engine.read() as session:
        return events(session, kind=kind)


def _notice(engine: Engine, recipient: str = BODY, kind: str = "cycle.opened") -> NoticeRow:
    with engine.read() as session:
        (row,) = listed(session, recipient=recipient, kind=kind)
        return row


def test_who_has_not_acknowledged_is_reminded_the_morning_after_the_last_day(engine: Engine) -> None:
    assert _notice(engine).chase_at == REMINDED
    assert _chase(engine, REMINDED - timedelta(seconds=1)) == 0
    assert _chase(engine, REMINDED) == 4
    (mine,) = [each for each in _told(engine, ASKING) if each.data["body"] == BODY]
    opening = _notice(engine)
    assert mine.data["answer_by"] == "2026-08-10"
    assert mine.data["items"] == [
        {
            "notice": opening.key,
            "about": "cycle.opened",
            "subject": opening.subject,
            "stage": None,
            "delivered": AT.isoformat(),
            "until": "2026-08-04",
        }
    ]
    assert _notice(engine, kind=ASKING).role == "drafter"


def test_then_the_head_and_the_secretariat_are_told_and_nobody_a_third_time(engine: Engine) -> None:
    _chase(engine, REMINDED)
    assert _chase(engine, ESCALATED - timedelta(seconds=1)) == 0
    assert _chase(engine, ESCALATED) == 4
    head = _notice(engine, kind=TELLING_HEAD)
    assert (head.role, head.address) == ("head", "head.councilstanding@92.example")
    with engine.read() as session:
        assert len(listed(session, recipient=SECRETARIAT, kind=TELLING_HEAD)) == 4
    _send(engine, ESCALATED)
    assert _chase(engine, ESCALATED + timedelta(days=365)) == 0


def test_a_body_without_an_office_of_its_head_is_written_to_where_its_mail_goes(
    new_file_engine: Callable[[], Engine],
) -> None:
    made = _asking("cycle.opened")
    bodies = [
        each.model_copy(update={"contacts": [office for office in each.contacts if office.role == "drafter"]})
        for each in made.bodies
    ]
    engine = _opened(new_file_engine(), made.model_copy(update={"bodies": bodies}))
    _chase(engine, REMINDED)
    _chase(engine, ESCALATED)
    assert _notice(engine, kind=TELLING_HEAD).address == "councilstanding@92.example"


@pytest.mark.parametrize("step", ["acknowledged", "answered"])
def test_who_acknowledged_or_answered_is_asked_nothing(step: str, engine: Engine) -> None:
    with engine.write() as session:
        receive(session, _notice(engine).key, step, BODY, "Văn thư", "", AT)
    assert _notice(engine).chase_at is None
    assert _chase(engine, REMINDED) == 3
    assert BODY not in {each.data["body"] for each in _told(engine, ASKING)}


def test_who_acknowledged_after_the_reminder_is_not_told_on(engine: Engine) -> None:
    _chase(engine, REMINDED)
    with engine.write() as session:
        acknowledge(session, _notice(engine).key, BODY, "Văn thư", REMINDED)
    assert _chase(engine, ESCALATED) == 3
    assert BODY not in {each.data["body"] for each in _told(engine, TELLING_HEAD)}


def test_an_acknowledgement_before_the_delivery_counts(new_file_engine: Callable[[], Engine]) -> None:
    engine = new_file_engine()
    with engine.write() as session:
        open_cycle(session, _asking("cycle.opened"), COUNCIL, AT)
    with engine.write() as session:
        acknowledge(session, _notice(engine).key, BODY, "Văn thư", AT)
    _send(engine, AT)
    assert _chase(engine, REMINDED) == 3


def test_that_a_clerk_opened_it_is_no_acknowledgement(engine: Engine) -> None:
    with engine.write() as session:
        receive(session, _notice(engine).key, "opened", BODY, "Văn thư", "", AT)
    assert _chase(engine, REMINDED) == 4


def test_a_superseded_notice_is_not_asked_for_and_its_acknowledgement_is_not_carried_over(engine: Engine) -> None:
    old = _notice(engine)
    with engine.write() as session:
        acknowledge(session, old.key, BODY, "Văn thư", AT)
        (opening,) = events(session, kind="cycle.opened")
        again = record(
            session, opening.type, opening.subject, opening.cycle, opening.data | {"supersedes": opening.seq}, AT
        )
    _send(engine, AT)
    assert _chase(engine, REMINDED) == 4
    items = [item["notice"] for each in _told(engine, ASKING) for item in each.data["items"]]
    new = f"{again.seq}/{BODY}/email"
    assert new in items
    assert {item.partition("/")[0] for item in items} == {str(again.seq)}
    with engine.read() as session:
        assert superseded_by(session, old.key) == new
        assert superseded_by(session, new) is None


def test_an_office_gets_one_letter_of_all_it_has_not_acknowledged(new_file_engine: Callable[[], Engine]) -> None:
    engine = _opened(new_file_engine(), _asking("cycle.opened", "cycle.closed"))
    with engine.write() as session:
        record(session, "cycle.closed", str(COUNCIL), str(COUNCIL), {"outcomes": []}, AT)
    _send(engine, AT)
    assert _chase(engine, REMINDED) == 4
    for letter in _told(engine, ASKING):
        assert [item["about"] for item in letter.data["items"]] == ["cycle.opened", "cycle.closed"]


def test_after_ten_days_without_a_tick_each_rung_comes_once_and_leaves_its_time(engine: Engine) -> None:
    late = morning_of(date(2026, 8, 15))
    done = [each.kind for each in asyncio.run(engine.tick(late))]
    assert done.count("chase") == 1
    assert len(_told(engine, ASKING)) == 4
    assert _told(engine, TELLING_HEAD) == []
    assert _told(engine, ASKING)[0].data["answer_by"] == "2026-08-19"
    for day in range(16, 30):
        asyncio.run(engine.tick(morning_of(date(2026, 8, day))))
    told = _told(engine, TELLING_HEAD)
    assert {each.at for each in told} == {morning_of(date(2026, 8, 20))}
    assert (len(_told(engine, ASKING)), len(told)) == (4, 4)


def test_a_day_off_in_the_recipients_province_gives_its_bodies_a_day_more(
    new_file_engine: Callable[[], Engine],
) -> None:
    storm = Holiday(date=date(2026, 7, 30), name=Text(vi="Nghỉ bão", en="Storm"), kind="off", units=["92"], basis=BASIS)
    engine = _opened(new_file_engine(), _asking("cycle.opened", holidays=(storm,)))
    assert _notice(engine).chase_at == morning_of(date(2026, 8, 6))


def test_letters_that_ask_are_never_asked_for_themselves(new_file_engine: Callable[[], Engine]) -> None:
    kinds = ("cycle.opened", ASKING, TELLING_HEAD, "delivery.failed")
    engine = _opened(new_file_engine(), _asking(*kinds))
    _chase(engine, REMINDED)
    _send(engine, REMINDED)
    assert _notice(engine, kind=ASKING).chase_at is None


def test_a_cancelled_cycle_asks_for_nothing_more(engine: Engine) -> None:
    with engine.write() as session:
        cancel_cycle(session, str(COUNCIL), "Sáp nhập quy trình", AT)
    assert _chase(engine, REMINDED) == 0
    with engine.read() as session:
        assert [row.type for row, _ in awaited(session, BODY)] == []


def test_what_no_rule_names_is_not_asked_for(new_file_engine: Callable[[], Engine]) -> None:
    engine = _opened(new_file_engine(), _asking("result.drafted"))
    assert _notice(engine).chase_at is None


def test_the_reminder_goes_to_the_office_of_today_and_history_keeps_the_old(engine: Engine) -> None:
    made = _asking("cycle.opened")
    bodies = [
        body.model_copy(
            update={
                "contacts": [
                    office.model_copy(update={"email": f"moi.{office.email}", "valid_from": date(2026, 8, 1)})
                    for office in body.contacts
                ]
            }
        )
        for body in made.bodies
    ]
    with engine.write() as session:
        amend(session, str(COUNCIL), made.model_copy(update={"bodies": bodies}), datetime(2026, 8, 1, 1, tzinfo=UTC))
    _chase(engine, REMINDED)
    assert _notice(engine, kind=ASKING).address == "moi.councilstanding@92.example"
    assert _notice(engine).address == "councilstanding@92.example"


def test_the_inbox_shows_what_awaits_an_acknowledgement_until_it_is_given(engine: Engine) -> None:
    with engine.read() as session:
        (asked,) = inbox(session, BODY, AT)["acknowledge"]
    assert (asked["notice"], asked["until"], asked["asked"]) == (_notice(engine).key, LAST_DAY.isoformat(), 0)
    for now in (REMINDED, ESCALATED):
        _chase(engine, now)
    with engine.read() as session:
        assert inbox(session, BODY, ESCALATED)["acknowledge"][0]["asked"] == 2
    with engine.write() as session:
        acknowledge(session, asked["notice"], BODY, "Văn thư", ESCALATED)
    with engine.read() as session:
        assert inbox(session, BODY, ESCALATED)["acknowledge"] == []


class Crash(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("when", ["before commit: chase", "after commit: chase"])
def test_a_crash_while_receipts_are_asked_for_ends_as_undisturbed(when: str, engine: Engine, tmp_path: Path) -> None:
    engine.close()
    copied = shutil.copy(engine.settings.database_url.removeprefix("sqlite:///"), tmp_path / "disturbed.db")
    asyncio.run(engine.tick(REMINDED))

    def stop(point: str) -> None:
        if point.startswith(when):
            raise Crash

    with closing(Engine.open(Settings(database_url=f"sqlite:///{copied}"))) as disturbed:
        disturbed.database.at_fault_point = stop
        with pytest.raises(Crash):
            asyncio.run(disturbed.tick(REMINDED))
    with closing(Engine.open(Settings(database_url=f"sqlite:///{copied}"))) as disturbed:
        asyncio.run(disturbed.tick(REMINDED))
        assert _everything(disturbed) == _everything(engine)


def _everything(engine: Engine) -> dict[str, list[str]]:
    with engine.read() as session:
        connection = session.connection()
        return {
            table: sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {table}")))  # noqa: S608 - names are ours
            for table in TABLES
        }
