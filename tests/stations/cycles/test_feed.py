"""Calendars of bodies, offices and regions: what moves there is what moved here, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from sqlmodel import select

from coordination.app import Engine
from coordination.calendar.days import calendar_of
from coordination.cli.common import Common, common, take_common
from coordination.cli.feeds import export
from coordination.cycles.amend import amend
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.ics.feed import entries_for, entries_for_address, entries_for_body, entries_for_region
from coordination.cycles.ics.invitations import invitation_for
from coordination.cycles.queries import get_cycle, get_exchange, get_obligation, get_stage, obligations_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.tables import DateChangeRow, ExtensionRow
from coordination.documents.ics import calendar_text
from coordination.errors import InvalidInputError, NotFoundError, UsageError
from coordination.kernel.canonical import sha256
from coordination.kernel.clock import VIETNAM, end_of_day
from coordination.kernel.text import Text
from coordination.regions.model import Basis, Contact, CouncilSession, Region
from coordination.settings import Settings
from tests.stations.story import (
    ASSESSMENT,
    COMMITTEE,
    COMMITTEES,
    FINANCE,
    LADDER,
    MEETING,
    PLAN,
    STANDING,
    Story,
    at,
    morning,
)

NOW = at("2026-10-13 09:00")
CONFERENCE = f"{MEETING}/joint-conference"
SECRETARIAT = "mekong-delta.secretariat"
BASIS = Basis(text="Nghị quyết của Hội đồng nhân dân", status="in_force")


def text_for(story: Story, who: str, language: str = "vi") -> str:
    """Give the exported calendar of a body, a mailbox or a region."""
    with story.engine.read() as session:
        name, entries = entries_for(session, who, language)
        return calendar_text(name, entries, language=language)


def read(text: str) -> dict[str, Event]:
    """Read a calendar with the second implementation; gives its events by UID, each once."""
    calendar: Calendar = IcsCalendarStream.calendar_from_ics(text)
    found = {event.uid: event for event in calendar.events}
    assert len(found) == len(calendar.events)
    return found


def events_for(story: Story, who: str) -> dict[str, Event]:
    """Give the events of an exported calendar."""
    return read(text_for(story, who))


def name(key: str, *rest: str) -> str:
    """Give the UID that a thing with this key has for ever."""
    return ".".join([key.replace("/", "."), *rest]) + "@lienvung"


def changed(before: dict[str, Event], after: dict[str, Event]) -> set[str]:
    """Give the UIDs whose events differ in anything; nothing may come or go."""
    assert before.keys() == after.keys()
    return {uid for uid in before if before[uid] != after[uid]}


def move_due(story: Story, stage: str, day: date, now: datetime) -> None:
    """Move a step's due date, as an amendment does: the row, what is owed, and the history."""
    with story.engine.write() as session:
        row = get_stage(session, stage)
        number = 1 + len(session.exec(select(DateChangeRow).where(DateChangeRow.stage == stage)).all())
        session.add(
            DateChangeRow(
                stage=stage, field="due", number=number, before=row.due, after=day, cause="amended", why={}, at=now
            )
        )
        row.due = day
        for owed in obligations_of(session, stage):
            owed.due = day


@pytest.fixture
def begun(file_story: Story) -> Story:
    """Open the plan of the region and the ladder of one province."""
    file_story.open(PLAN)
    file_story.open(LADDER)
    return file_story


@pytest.fixture
def announced(file_story: Story) -> Story:
    """Open the ladder of one province and announce its first meeting."""
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    return file_story


def test_a_body_sees_what_it_owes_where_it_speaks_whom_it_meets_and_its_councils_session(begun: Story) -> None:
    events = events_for(begun, COMMITTEE)
    expected: dict[str, date | datetime] = {
        name("mekong-delta", "92", "session", "year_end", "2026"): date(2026, 12, 8)
    }
    for key in (PLAN, LADDER):
        procedure = begun.region.procedure(key.split("/")[1])
        assert procedure is not None
        for step in procedure.steps:
            stage = begun.stages(key)[step.code]
            for owed in begun.owed(stage.key):
                if owed.body == COMMITTEE:
                    expected[name(stage.key, "due", COMMITTEE)] = owed.due
            if "province.peoples_committee" in step.agreement.by:
                expected[name(stage.key, "positions", COMMITTEE)] = stage.positions_due
            for meeting in begun.meetings(stage.key):
                if COMMITTEE in meeting.parties:
                    expected[name(meeting.key, "meeting")] = meeting.starts_at
    assert {uid: event.dtstart for uid, event in events.items()} == expected
    assert len({uid.partition(".due.")[0] for uid in events}) > 10


def test_a_deadline_says_what_is_owed_why_that_day_and_rings_on_the_days_of_the_ladder(begun: Story) -> None:
    event = events_for(begun, COMMITTEE)[name(ASSESSMENT, "due", COMMITTEE)]
    stage = begun.stage(ASSESSMENT)
    assert event.summary == (
        "Hạn nộp: Cập nhật đánh giá tình hình kinh tế - xã hội của vùng "
        "(vùng Đồng bằng sông Cửu Long, kế hoạch 2027)"
    )  # fmt: skip
    (owed,) = [each for each in begun.owed(ASSESSMENT) if each.body == COMMITTEE]
    assert event.description == f"{owed.what['vi']}\n{stage.explained['due']['sentence']['vi']}\n{ASSESSMENT}"
    assert (event.sequence, event.last_modified, event.status) == (0, morning("2026-05-28"), "CONFIRMED")
    procedure = begun.region.procedure("regional-plan")
    assert procedure is not None
    calendar = calendar_of(begun.region)
    days = [workday_offset(calendar, stage.due, rung.at) for rung in procedure.remind if rung.at < 0]
    midnight = datetime.combine(stage.due, datetime.min.time(), VIETNAM)
    rings = sorted(midnight + alarm.trigger for alarm in event.alarm)  # type: ignore[operator]
    assert [each.date() for each in rings] == sorted(days)
    assert {f"{each:%H:%M}" for each in rings} == {"07:30"}


def test_english_readers_read_english(begun: Story) -> None:
    event = read(text_for(begun, COMMITTEE, "en"))[name(ASSESSMENT, "due", COMMITTEE)]
    assert event.summary == (
        "Due: Joint assessment of the region's socio-economic situation (Mekong River Delta, plan 2027)"
    )


def test_a_region_sees_every_deadline_and_every_meeting_once(begun: Story) -> None:
    events = events_for(begun, "mekong-delta")
    stages = [stage for key in (PLAN, LADDER) for stage in begun.stages(key).values()]
    meetings = [meeting for stage in stages for meeting in begun.meetings(stage.key)]
    dues = {name(stage.key, "due"): stage.due for stage in stages if begun.owed(stage.key)}
    assert {uid: event.dtstart for uid, event in events.items() if uid in dues} == dues
    assert {uid for uid in events if ".meeting@" in uid} == {name(each.key, "meeting") for each in meetings}
    positions = {uid for uid in events if uid.endswith(".positions@lienvung")}
    assert name(ASSESSMENT, "positions") in positions
    assert len(events) == len(dues) + len(meetings) + len(positions)


def test_a_meeting_is_tentative_until_its_step_opens_and_is_called_by_the_secretariat(begun: Story) -> None:
    before = events_for(begun, COMMITTEE)[name(CONFERENCE, "meeting")]
    assert before.status == "TENTATIVE"
    begun.tick(morning("2026-10-12"))
    event = events_for(begun, COMMITTEE)[name(CONFERENCE, "meeting")]
    assert (event.status, event.uid, event.dtstart) == ("CONFIRMED", before.uid, before.dtstart)
    assert event.last_modified == morning("2026-10-12")
    with begun.engine.read() as session:
        meeting = get_exchange(session, CONFERENCE)
    bodies = {body.code: body for body in begun.region.bodies}
    assert event.organizer is not None
    assert event.organizer.uri == f"mailto:{bodies[SECRETARIAT].contacts[0].email}"
    assert event.organizer.common_name == bodies[SECRETARIAT].name.vi
    assert {each.uri for each in event.attendees} == {
        f"mailto:{contact.email}"
        for code in meeting.parties
        for contact in bodies[code].contacts
        if contact.role == "drafter"
    }
    assert event.description is not None
    assert event.description.startswith(f"1. {meeting.agenda[0]['vi']}\n")
    assert [each.trigger for each in event.alarm] == [-timedelta(days=1), -timedelta(hours=1)]


def test_the_same_state_is_the_same_bytes_on_every_database(story: Story, file_story: Story) -> None:
    for each in (story, file_story):
        each.open(LADDER)
        each.tick(morning("2026-10-12"))
    for who in ("mekong-delta", COMMITTEE, SECRETARIAT):
        assert text_for(story, who) == text_for(story, who) == text_for(file_story, who)


def test_a_moved_deadline_moves_exactly_the_entries_of_it(begun: Story) -> None:
    whos = ["mekong-delta", *COMMITTEES[:2], FINANCE, STANDING]
    before = {who: events_for(begun, who) for who in whos}
    for number, day in enumerate((date(2026, 6, 30), date(2026, 7, 2)), 1):
        now = NOW + timedelta(hours=number)
        move_due(begun, ASSESSMENT, day, now)
        for who in whos:
            uid = name(ASSESSMENT, "due", *([] if who == "mekong-delta" else [who]))
            after = events_for(begun, who)
            assert changed(before[who], after) == ({uid} if who in COMMITTEES or who == "mekong-delta" else set())
            if uid in after:
                assert (after[uid].dtstart, after[uid].sequence, after[uid].last_modified) == (day, number, now)
                assert after[uid].dtstamp == now


def test_more_time_for_one_body_moves_its_entry_alone(begun: Story) -> None:
    before = {who: events_for(begun, who) for who in (COMMITTEE, COMMITTEES[0], "mekong-delta")}
    with begun.engine.write() as session:
        get_obligation(session, ASSESSMENT, COMMITTEE).due = date(2026, 6, 26)
        for number, state in enumerate(("refused", "granted"), 1):
            session.add(
                ExtensionRow(
                    stage=ASSESSMENT, body=COMMITTEE, number=number, state=state, ground="disaster", reason="Bão",
                    until=date(2026, 6, 26), expires_on=date(2026, 6, 26), authority=SECRETARIAT,
                    asked_at=NOW - timedelta(days=1), decided_at=NOW,
                )
            )  # fmt: skip
    uid = name(ASSESSMENT, "due", COMMITTEE)
    for who, events in before.items():
        assert changed(events, events_for(begun, who)) == ({uid} if who == COMMITTEE else set())
    event = events_for(begun, COMMITTEE)[uid]
    assert (event.dtstart, event.sequence, event.last_modified) == (date(2026, 6, 26), 1, NOW)
    assert "Đã gia hạn đến 26/06/2026" in str(event.description)


def test_a_moved_meeting_moves_for_its_parties_alone(begun: Story) -> None:
    begun.tick(morning("2026-10-12"))
    before = {who: events_for(begun, who) for who in (COMMITTEE, "96.peoples_committee")}
    with begun.engine.write() as session:
        meeting = get_exchange(session, CONFERENCE)
        meeting.starts_at += timedelta(days=2)
        meeting.ends_at += timedelta(days=2)
        meeting.sequence, meeting.changed_at = meeting.sequence + 1, NOW
    uid = name(CONFERENCE, "meeting")
    assert changed(before["96.peoples_committee"], events_for(begun, "96.peoples_committee")) == set()
    after = events_for(begun, COMMITTEE)
    assert changed(before[COMMITTEE], after) == {uid}
    assert after[uid].dtstart == before[COMMITTEE][uid].dtstart + timedelta(days=2)  # type: ignore[operator]
    assert (after[uid].sequence, after[uid].last_modified) == ((before[COMMITTEE][uid].sequence or 0) + 1, NOW)


def test_a_cancelled_cycle_is_cancelled_in_calendars_and_other_cycles_are_not(begun: Story) -> None:
    begun.tick(morning("2026-10-12"))
    before = events_for(begun, COMMITTEE)
    with begun.engine.write() as session:
        cancel_cycle(session, LADDER, "Hội đồng nhân dân quyết định lại", NOW)
    after = events_for(begun, COMMITTEE)
    mine = {uid for uid in before if uid.startswith(LADDER.replace("/", "."))}
    assert changed(before, after) == mine
    for uid in mine:
        assert (after[uid].status, after[uid].alarm) == ("CANCELLED", [])
        assert after[uid].sequence == (before[uid].sequence or 0) + 1
        assert (after[uid].last_modified, after[uid].dtstart) == (NOW, before[uid].dtstart)


def test_an_office_sees_all_bodies_it_opens_the_mail_of_and_each_meeting_once(begun: Story) -> None:
    box = "van-thu@can-tho.example"
    contacts = [
        Contact(body=code, office=Text(vi="Văn thư", en="Registry"), email=box) for code in (COMMITTEE, FINANCE)
    ]
    bodies = [
        body.model_copy(update={"contacts": [each for each in contacts if each.body == body.code] or body.contacts})
        for body in begun.region.bodies
    ]
    story = Story(begun.engine, begun.region.model_copy(update={"bodies": bodies}))
    other = LADDER.replace("2027", "2028")
    story.open(other, morning("2026-05-28"))
    prefix = other.replace("/", ".")
    wanted = {uid for who in (COMMITTEE, FINANCE) for uid in events_for(story, who) if uid.startswith(prefix)}
    found = events_for(story, box.upper())
    assert {uid for uid in found if uid.startswith(prefix)} == wanted
    meeting = found[name(other, "joint-meeting", "joint-conference", "meeting")]
    assert [each.uri for each in meeting.attendees].count(f"mailto:{box}") == 1


def _with_session(region: Region, opens: date | None) -> Region:
    others = [each for each in region.council_sessions if each.unit != "92"]
    moved = [CouncilSession(unit="92", kind="year_end", opens=opens, basis=BASIS)] if opens else []
    return region.model_copy(update={"council_sessions": [*others, *moved]})


@pytest.mark.parametrize(
    ("opens", "status", "shown"),
    [(date(2026, 11, 29), "CONFIRMED", date(2026, 11, 29)), (None, "CANCELLED", date(2026, 12, 8))],
)
def test_a_session_fixed_anew_moves_and_one_struck_is_cancelled(
    begun: Story, opens: date | None, status: str, shown: date
) -> None:
    uid = name("mekong-delta", "92", "session", "year_end", "2026")
    before = events_for(begun, STANDING)[uid]
    assert (before.dtstart, before.sequence, before.status) == (date(2026, 12, 8), 0, "CONFIRMED")
    later = Story(begun.engine, _with_session(begun.region, opens))
    later.open(LADDER.replace(":92", ":96"), NOW)
    event = events_for(later, STANDING)[uid]
    assert (event.dtstart, event.sequence, event.status, event.last_modified) == (shown, 1, status, NOW)
    other = name("mekong-delta", "96", "session", "year_end", "2026")
    assert events_for(later, "96.council_standing")[other].sequence == 0


def test_a_session_nine_days_earlier_moves_in_calendars_what_depends_on_it(begun: Story) -> None:
    begun.tick(morning("2026-10-12"))
    whos = (COMMITTEE, STANDING, FINANCE, "96.peoples_committee")
    before = {who: events_for(begun, who) for who in whos}
    hours = {each.key: each.starts_at for stage in begun.stages(LADDER).values() for each in begun.meetings(stage.key)}
    with begun.engine.write() as session:
        found = amend(session, LADDER, _with_session(begun.region, date(2026, 11, 29)), NOW)
    moved = {name("mekong-delta", "92", "session", "year_end", "2026"): date(2026, 11, 29)}
    for stage in begun.stages(LADDER).values():
        for each in begun.meetings(stage.key):
            if each.starts_at != hours[each.key]:
                moved[name(each.key, "meeting")] = each.starts_at
    for who in whos[:3]:
        mine = moved | {
            name(each.stage, each.name, who): each.after for each in found.changes if each.name in ("due", "positions")
        }
        after = events_for(begun, who)
        assert changed(before[who], after) == mine.keys() & after.keys()
        assert len(mine.keys() & after.keys()) >= 3
        for uid in mine.keys() & after.keys():
            assert after[uid].dtstart == mine[uid]
            assert (after[uid].sequence, after[uid].last_modified) == ((before[who][uid].sequence or 0) + 1, NOW)
    assert changed(before[whos[3]], events_for(begun, whos[3])) == set()


def test_what_is_only_simulated_says_so(begun: Story) -> None:
    with begun.engine.write() as session:
        get_cycle(session, LADDER).simulated = True
    for uid, event in events_for(begun, "mekong-delta").items():
        simulated = uid.startswith(LADDER.replace("/", "."))
        assert str(event.summary).startswith("[mô phỏng] ") == simulated, uid


def test_mails_about_a_meeting_carry_its_invitation_and_its_cancellation(announced: Story) -> None:
    (told,) = announced.events("exchange.scheduled")
    text = invitation_for(announced.region, told, "vi")
    assert text is not None
    calendar = IcsCalendarStream.calendar_from_ics(text)
    (event,) = calendar.events
    feed = events_for(announced, COMMITTEE)[name(CONFERENCE, "meeting")]
    assert calendar.method == "REQUEST"
    assert event == feed.model_copy(update={"created": None})
    with announced.engine.write() as session:
        cancel_cycle(session, LADDER, "Hội đồng nhân dân quyết định lại", NOW)
    (off,) = [each for each in announced.events("exchange.cancelled") if each.subject == CONFERENCE]
    text = invitation_for(announced.region, off, "en", simulated=True)
    assert text is not None
    calendar = IcsCalendarStream.calendar_from_ics(text)
    assert (calendar.method, calendar.events[0].status) == ("CANCEL", "CANCELLED")
    assert (calendar.events[0].uid, calendar.events[0].sequence) == (event.uid, (event.sequence or 0) + 1)
    assert str(calendar.events[0].summary).startswith("[simulated] ")


def test_other_mails_carry_no_invitation_nor_do_those_nobody_can_answer(announced: Story) -> None:
    (opened,) = announced.events("stage.opened")
    assert invitation_for(announced.region, opened, "vi") is None
    (told,) = announced.events("exchange.scheduled")
    bodies = [body for body in announced.region.bodies if body.kind != "secretariat"]
    assert invitation_for(announced.region.model_copy(update={"bodies": bodies}), told, "vi") is None


def test_an_invitation_goes_to_the_office_of_the_day_it_is_told_on(announced: Story) -> None:
    (told,) = announced.events("exchange.scheduled")
    last = date(2026, 10, 14)
    office = Text(vi="Văn phòng", en="Office")
    contacts = [
        Contact(body=COMMITTEE, office=office, email="cu@can-tho.example", valid_to=last),
        Contact(body=COMMITTEE, office=office, email="moi@can-tho.example", valid_from=last + timedelta(days=1)),
        Contact(body=COMMITTEE, office=office, email="lanh-dao@can-tho.example", role="head"),
    ]
    bodies = [
        body.model_copy(update={"contacts": contacts}) if body.code == COMMITTEE else body
        for body in announced.region.bodies
    ]
    region = announced.region.model_copy(update={"bodies": bodies})
    for now, box in ((told.at, "cu"), (end_of_day(last), "moi")):
        text = invitation_for(region, replace(told, at=now), "vi") or ""
        (event,) = IcsCalendarStream.calendar_from_ics(text).events
        mailboxes = [each.uri for each in event.attendees if each.uri.endswith("@can-tho.example")]
        assert f"mailto:{box}@can-tho.example" in mailboxes
        assert "mailto:lanh-dao@can-tho.example" not in mailboxes


def test_an_empty_database_knows_nobody(file_engine: Engine) -> None:
    with file_engine.read() as session:
        assert entries_for_body(session, COMMITTEE) == entries_for_region(session, "mekong-delta") == []
        assert entries_for_address(session, "a@b.example") == []
        with pytest.raises(NotFoundError, match="no cycle has"):
            entries_for(session, COMMITTEE)


@pytest.mark.parametrize(
    ("who", "nearest"),
    [
        ("92.people_committee", COMMITTEE),
        ("mekong", "mekong-delta"),
        ("mekong-delta ", "mekong-delta"),
    ],
)
def test_whoever_is_unknown_is_named_with_the_nearest(begun: Story, who: str, nearest: str) -> None:
    with begun.engine.read() as session, pytest.raises(NotFoundError, match=f"nearest: {nearest}"):
        entries_for(session, who)


@pytest.fixture
def command(fresh_file: Callable[[], Path], region: Region) -> Iterator[Callable[..., None]]:
    """Give the verb on a database with one cycle; what it left behind of its options is put back."""
    path = fresh_file()
    engine = Engine.open(Settings(database_url=f"sqlite:///{path}"))
    Story(engine, region).open(PLAN)
    engine.close()
    kept = Common(**vars(common))

    def run(who: str, ics: Path | str, *options: str) -> None:
        take_common(["--db", str(path), *options])
        export(who, str(ics))

    yield run
    vars(common).update(vars(kept))


def test_the_same_state_is_the_same_file_whenever_it_is_asked_for(
    command: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "một.ics", tmp_path / "hai.ics"
    command(COMMITTEE, one, "--now", "2026-06-01")
    command(COMMITTEE, other, "--now", "2031-02-03", "--json")
    assert one.read_bytes() == other.read_bytes()
    said = json.loads(capsys.readouterr().out.partition("\n")[2])
    text = one.read_bytes().decode()
    assert said == {
        "who": COMMITTEE,
        "entries": len(read(text)),
        "file": str(other),
        "sha256": sha256(text),
    }
    command(COMMITTEE, "-")
    assert capsys.readouterr().out == text
    assert sorted(each.name for each in tmp_path.glob("*.ics")) == ["hai.ics", "một.ics"]
    assert not list(tmp_path.glob(".*"))


def test_a_file_is_replaced_whole_and_a_folder_never(command: Callable[..., None], tmp_path: Path) -> None:
    file = tmp_path / "lich.ics"
    file.write_text("cũ", encoding="utf-8")
    command(COMMITTEE, file)
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    with pytest.raises(InvalidInputError, match="is not a file"):
        command(COMMITTEE, tmp_path)
    with pytest.raises(InvalidInputError, match="no such folder"):
        command(COMMITTEE, tmp_path / "không" / "lich.ics")
    with pytest.raises(NotFoundError) as caught:
        command("92.people_committee", tmp_path / "khac.ics")
    assert caught.value.exit_code == 6
    with pytest.raises(UsageError):
        command(COMMITTEE, "-", "--json")
    assert not (tmp_path / "khac.ics").exists()


def test_a_dry_run_writes_nothing(command: Callable[..., None], tmp_path: Path) -> None:
    command(COMMITTEE, tmp_path / "lich.ics", "--dry-run")
    assert not list(tmp_path.glob("*.ics"))
