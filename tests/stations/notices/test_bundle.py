"""What goes along with a notice: the official letter, numbered without gaps, and the data the notice speaks of."""

from __future__ import annotations

import asyncio
import csv
import email
import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage

import docx
import pytest
from sqlmodel import col, select

from coordination.app import Engine
from coordination.errors import NotFoundError
from coordination.notices.sending.deliver import deliver
from coordination.notices.service import listed
from coordination.notices.tables import NoticeRow, OfficialLetterRow
from coordination.notices.telling.bundle import carried_with, official_letter
from coordination.notices.telling.letters import region_now
from coordination.regions.model import Region
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.story import PLAN, Story, morning

SENDER = "thongbao@lien-vung.example"
SECRETARIAT = "mekong-delta.secretariat"


@pytest.fixture
def story(new_file_engine: Callable[[], Engine], region: Region) -> Story:
    """Open the regional cycle and do what is due until its first result is settled."""
    made = Story(new_file_engine(), region)
    made.open(PLAN)
    for day in ("2026-06-02", "2026-06-24", "2026-06-25", "2026-07-02"):
        made.tick(morning(day))
    return made


def notices(story: Story, kind: str) -> list[NoticeRow]:
    """Give the notices of one kind of event."""
    with story.engine.read() as session:
        return list(reversed(listed(session, kind=kind, limit=1000)))


def numbers(engine: Engine) -> list[tuple[str, int, int]]:
    """Give the numbers of all official letters, in the order of their events."""
    with engine.read() as session:
        rows = session.exec(select(OfficialLetterRow).order_by(col(OfficialLetterRow.event)))
        return [(row.issuer, row.year, row.number) for row in rows]


def test_letters_are_numbered_from_one_without_gaps_in_each_year(story: Story) -> None:
    given = numbers(story.engine)
    assert len(given) > 3
    assert given == [(SECRETARIAT, 2026, number) for number in range(1, len(given) + 1)]


def test_what_is_taken_back_uses_up_no_number(story: Story) -> None:
    before = numbers(story.engine)
    story.engine.database.dry_run = True
    story.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    story.engine.database.dry_run = False
    assert numbers(story.engine) == before
    story.open("mekong-delta/regional-plan/2028", morning("2027-05-28"))
    assert numbers(story.engine) == [*before, (SECRETARIAT, 2027, 1)]


def test_an_invitation_is_addressed_to_those_invited_and_a_notice_names_them_at_its_end(story: Story) -> None:
    with story.engine.read() as session:
        invitation = official_letter(session, notices(story, "exchange.scheduled")[0])
        opening = official_letter(session, notices(story, "cycle.opened")[0])
    assert (invitation.kind, opening.kind) == ("GIẤY MỜI", "THÔNG BÁO")
    assert "Ủy ban nhân dân tỉnh Cà Mau" in invitation.to
    assert invitation.recipients == ("Như trên",)
    assert opening.to == ()
    assert "Ủy ban nhân dân tỉnh Cà Mau" in opening.recipients
    assert invitation.symbol == "GM-TGV"
    assert invitation.parent == "Hội đồng điều phối vùng Đồng bằng sông Cửu Long"
    assert invitation.draft


def test_a_ladder_of_a_province_goes_without_official_letters(story: Story) -> None:
    story.open("mekong-delta:92/council-supervision/2027", morning("2026-09-01"))
    ladder = next(row for row in notices(story, "cycle.opened") if ":92" in row.cycle)
    with story.engine.read() as session:
        assert carried_with(session, region_now(session, ladder), ladder).by(ladder.recipient) == ()
        with pytest.raises(NotFoundError, match="without an official letter"):
            official_letter(session, ladder)


def test_the_mail_carries_letter_invitation_and_data(story: Story) -> None:
    messages = list(sent(story.engine))
    of_kind = {kind: next(each for each in messages if each["X-Lienvung-Notice"] == key) for kind, key in first(story)}
    names = {kind: [part.get_filename() for part in each.iter_attachments()] for kind, each in of_kind.items()}
    assert [name.rpartition(".")[2] for name in names["cycle.opened"] if name] == ["docx", "pdf"]
    assert "moi-hop.ics" in names["exchange.scheduled"]
    assert {"regional.csv", "completeness.csv"} <= set(names["result.settled"])
    parts = {part.get_filename(): part for part in of_kind["result.settled"].iter_attachments()}
    told = list(csv.reader(io.StringIO(parts["completeness.csv"].get_content().removeprefix("\ufeff"))))
    assert len(told[0]) > 1
    letter = next(part for name, part in parts.items() if name and name.endswith(".docx"))
    words = "\n".join(each.text for each in docx.Document(io.BytesIO(letter.get_content())).paragraphs)
    assert "Cập nhật đánh giá tình hình kinh tế - xã hội của vùng" in words
    assert next(part for name, part in parts.items() if name and name.endswith(".pdf")).get_content()[:5] == b"%PDF-"


def first(story: Story) -> list[tuple[str, str]]:
    """Give the key of the first notice of each kind that carries something."""
    kinds = ("cycle.opened", "exchange.scheduled", "result.settled")
    return [(kind, notices(story, kind)[0].key) for kind in kinds]


def sent(engine: Engine) -> Iterator[EmailMessage]:
    """Drain the outbox and give the messages that went out."""
    with ScriptedServer() as server:
        now: datetime = morning("2026-07-02") + timedelta(hours=9)
        asyncio.run(deliver(engine.database, parse_mail_server(server.url), SENDER, now))
        for each in server.messages:
            yield email.message_from_bytes(each, policy=policy.default)  # type: ignore[misc]


def test_everyone_gets_the_same_bytes_of_a_letter(story: Story) -> None:
    with story.engine.read() as session:
        rows = notices(story, "cycle.opened")
        files = {carried_with(session, region_now(session, row), row).by(row.recipient) for row in rows}
    assert len(rows) > 5
    assert len(files) == 1
