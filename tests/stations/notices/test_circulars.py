"""A circular goes to those it is meant for, once, in its writer's words; a correction takes its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from coordination.app import Engine, known
from coordination.audit.service import events, verify
from coordination.audit.tables import EventRow
from coordination.cycles.opening import open_cycle
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, UsageError
from coordination.kernel.clock import stopwatch
from coordination.kernel.keys import CycleKey
from coordination.notices.circulars import announcing as circulars
from coordination.notices.circulars.announcing import Circular
from coordination.notices.circulars.drafts import LARGEST_BODY, drafted, read_body
from coordination.notices.circulars.enclosures import CIRCULAR
from coordination.notices.sending.mailings import mailings_of
from coordination.notices.sending.message import Attachment, build
from coordination.notices.service import acknowledge, acknowledgement_of, superseded_by
from coordination.notices.tables import AttachmentRow, NoticeRow
from coordination.notices.telling.letters import Letter, letters_of
from coordination.regions.communes import addressees
from coordination.regions.model import Body, Region
from coordination.regions.service import load_national, load_region

NOW = datetime(2026, 7, 28, 1, 0, tzinfo=UTC)
COMMITTEES = ["province.peoples_committee"]
COMMUNES = ["commune.peoples_council@92"]
HOST = "1/92.peoples_committee/email"
TABLE = Attachment("Biểu số 1.csv", "text/csv", b"a;b\n")
DRAFT = drafted("Gửi số liệu", "Gửi **số liệu** trước ngày 15.\n\n- một\n- hai\n", (TABLE,))


def told(region: Region, selectors: Sequence[str]) -> list[Body]:
    """Give the bodies selectors mean."""
    return addressees(load_national(known()), region, selectors)


def announced(
    engine: Engine, region: Region, selectors: Sequence[str] = COMMITTEES, now: datetime = NOW, *, again: bool = False
) -> Circular:
    """Announce the sample circular."""
    with engine.write() as session:
        return circulars.announce(session, region, told(region, selectors), selectors, DRAFT, now, again=again)


def corrected(engine: Engine, region: Region, key: str, words: str = "Trước ngày 20.") -> Circular:
    """Correct a notice a day later."""
    with engine.write() as session:
        bodies = circulars.told_again(session, key, region, load_national(known()))
        draft = drafted("Gửi số liệu", words, (), "Sai ngày <15>.")
        return circulars.correct(session, region, bodies, key, draft, NOW + timedelta(days=1))


def notices(engine: Engine, event: int) -> list[NoticeRow]:
    """Give the notices of an event, by recipient."""
    with engine.read() as session:
        return list(session.exec(select(NoticeRow).where(NoticeRow.event == event).order_by(NoticeRow.recipient)))


def letter(engine: Engine, key: str, language: str = "vi") -> Letter:
    """Give the letter of a notice as one who reads a language gets it."""
    with engine.read() as session:
        row = session.get_one(NoticeRow, key)
        row.language = language
        return letters_of(session, [row])[key]


def flat(text: str) -> str:
    """Give text without its line breaks."""
    return " ".join(text.split())


def test_a_circular_is_one_event_and_one_notice_for_each_body(engine: Engine, region: Region) -> None:
    made = announced(engine, region)
    rows = notices(engine, made.event)
    assert (made.key, made.new) == ("mekong-delta/announcement/1", True)
    assert {row.recipient for row in rows} == {body.code for body in told(region, COMMITTEES)}
    assert {(row.cycle, row.state, row.type) for row in rows} == {("mekong-delta", "queued", CIRCULAR)}
    with engine.read() as session:
        (event,) = events(session, kind=CIRCULAR)
        assert verify(session).intact
    assert event.data["recipients"] == [body.code for body in told(region, COMMITTEES)]
    assert event.data["selectors"] == COMMITTEES
    assert event.data["body"] == DRAFT.body
    assert [file["name"] for file in event.data["attachments"]] == ["Biểu số 1.csv"]


def test_the_same_circular_on_one_day_is_made_once_unless_asked_again(engine: Engine, region: Region) -> None:
    first = announced(engine, region)
    second = announced(engine, region, now=NOW + timedelta(hours=5))
    assert (second.key, second.event, second.new) == (first.key, first.event, False)
    keys = [
        announced(engine, region, again=True).key,
        announced(engine, region, ["92.peoples_committee"]).key,
        announced(engine, region, now=NOW + timedelta(days=1)).key,
    ]
    assert keys == [f"mekong-delta/announcement/{number}" for number in (2, 3, 4)]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_says_the_writers_words_in_text_and_html(file_engine: Engine, region: Region, language: str) -> None:
    announced(file_engine, region)
    found = letter(file_engine, HOST, language)
    assert found.subject.endswith("] Gửi số liệu")
    assert "Gửi số liệu trước ngày 15.\n\n- một\n- hai\n\n" in found.text
    assert "<strong>số liệu</strong>" in found.html
    assert found.html.count("<li>") == 2
    for words in (flat(found.text), found.html):
        assert "Biểu số 1.csv (1 kB)" in words
        assert HOST in words
    assert all(len(line) <= 62 or max(map(len, line.split())) > 56 for line in found.text.splitlines())
    assert "\n\n\n" not in found.text


def test_whatever_the_writer_wrote_stays_words(file_engine: Engine, region: Region) -> None:
    body = "# <b>A</b>\n\n| <i>x</i> | y |\n|---|---|\n| <script>1</script> | ![z](http://e.example/z.png) |\n\n> <img src=x>"
    with file_engine.write() as session:
        draft = drafted("</title><script>2</script>", body)
        circulars.announce(session, region, told(region, COMMITTEES), COMMITTEES, draft, NOW)
    found = letter(file_engine, HOST)
    tags = set(re.findall(r"<([a-z0-9]+)", found.html))
    assert not tags & {"script", "img", "b", "i", "a"}
    for words in ("<script>1</script>", "z (http://e.example/z.png)", "<img src=x>", "<i>x</i>"):
        assert words in flat(found.text)


def test_communes_are_named_in_their_letters_though_no_snapshot_holds_them(file_engine: Engine, region: Region) -> None:
    made = announced(file_engine, region, COMMUNES)
    rows = notices(file_engine, made.event)
    with file_engine.read() as session:
        letters = letters_of(session, rows)
    names = {body.code: body.name.vi for body in told(region, COMMUNES)}
    assert len(rows) == len(names) > 50
    assert all(f"Kính gửi: {names[row.recipient]}" in flat(letters[row.key].text) for row in rows)


def test_the_files_go_with_each_mail_and_are_kept_once(file_engine: Engine, region: Region) -> None:
    made = announced(file_engine, region)
    announced(file_engine, region, ["region.secretariat"])
    found = mailings_of(file_engine.database, notices(file_engine, made.event), "a@lienvung.example", NOW)
    for mailing in found:
        assert not isinstance(mailing.message, Exception)
        assert mailing.message.attachments == (TABLE,)
        assert b'name="bieu-so-1.csv"' in build(mailing.message)
    with file_engine.read() as session:
        assert len(session.exec(select(AttachmentRow.hash)).all()) == 1


def test_a_circular_nobody_can_be_sent_is_refused_and_leaves_nothing(engine: Engine, region: Region) -> None:
    with pytest.raises(InvalidInputError, match="no body receives mail on 01/02/2020"):
        announced(engine, region, COMMUNES, datetime(2020, 2, 1, tzinfo=UTC))
    with engine.read() as session:
        assert not session.exec(select(EventRow.seq)).all()
        assert not session.exec(select(AttachmentRow.hash)).all()


@pytest.mark.parametrize(("language", "words"), [("vi", "thay thế thông báo"), ("en", "replaces the notice")])
def test_a_correction_says_what_it_replaces_and_why(
    file_engine: Engine, region: Region, language: str, words: str
) -> None:
    announced(file_engine, region)
    made = corrected(file_engine, region, HOST)
    rows = notices(file_engine, made.event)
    assert {row.supersedes for row in rows} == {row.key for row in notices(file_engine, 1)}
    found = letter(file_engine, f"{made.event}/92.peoples_committee/email", language)
    assert words in found.text
    assert {"vi": "Thay thế: Gửi số liệu", "en": "Replaces: Gửi số liệu"}[language] in found.subject
    for part in (flat(found.text), flat(found.html).replace("&lt;", "<").replace("&gt;", ">")):
        assert "“Gửi số liệu”" in part
        assert "28/07/2026" in part
        assert "Sai ngày <15>." in part
        assert "Biểu số 1.csv" in part  # goes along as before


def test_receipts_of_the_old_notice_stay_with_it_and_are_asked_for_no_more(engine: Engine, region: Region) -> None:
    announced(engine, region)
    with engine.write() as session:
        acknowledge(session, HOST, "92.peoples_committee", "Văn phòng", NOW)
        session.get_one(NoticeRow, "1/91.peoples_committee/email").chase_at = NOW
    made = corrected(engine, region, HOST)
    new = f"{made.event}/92.peoples_committee/email"
    with engine.read() as session:
        assert acknowledgement_of(session, HOST) is not None
        assert acknowledgement_of(session, new) is None
        assert [superseded_by(session, each) for each in (HOST, new)] == [new, None]
    assert {row.chase_at for row in notices(engine, 1)} == {None}


def test_only_the_newest_notice_is_corrected_and_the_same_correction_is_made_once(
    engine: Engine, region: Region
) -> None:
    announced(engine, region)
    first = corrected(engine, region, HOST)
    same = corrected(engine, region, "1/91.peoples_committee/email")
    assert (same.event, same.new) == (first.event, False)
    newest = corrected(engine, region, f"{first.event}/92.peoples_committee/email", "Trước ngày 25.")
    with pytest.raises(ConflictError, match=f"correct the newest one: {newest.event}/92.peoples_committee/email"):
        corrected(engine, region, HOST, "Trước ngày 30.")
    assert newest.key == "mekong-delta/announcement/3"


def test_a_notice_of_a_cycle_is_corrected_for_all_who_were_told_it(file_engine: Engine, region: Region) -> None:
    with file_engine.write() as session:
        key = CycleKey("mekong-delta", "regional-plan", "2027")
        open_cycle(session, region, key, datetime(2026, 6, 15, tzinfo=UTC), simulated=True)
        old = session.exec(select(NoticeRow)).all()
        with pytest.raises(UsageError, match="write a subject"):
            circulars.subject_of(session, old[0].key)
    made = corrected(file_engine, region, old[0].key)
    rows = notices(file_engine, made.event)
    assert {row.supersedes for row in rows} == {row.key for row in old}
    assert "MÔ PHỎNG" in letter(file_engine, rows[0].key).subject
    assert "ngày 15/06/2026 (mã bắt đầu bằng 1/)" in flat(letter(file_engine, rows[0].key).text)


def test_a_notice_nobody_knows_is_not_corrected(file_engine: Engine, region: Region) -> None:
    with pytest.raises(NotFoundError):
        corrected(file_engine, region, "9/92.peoples_committee/email")


@pytest.mark.parametrize(
    ("subject", "body", "reason"),
    [
        ("", "a", None),
        (" \n ", "a", None),
        ("x" * 10_000, "a", None),
        ("a\u202eb", "a", None),
        ("a\x07b", "a", None),
        ("a\ud800b", "a", None),
        ("a", "", None),
        ("a", "\n \n---\n", None),
        ("a", "b\u202ec", None),
        ("a", "b\x00c", None),
        ("a", "b\x0bc", None),
        ("a", "b\udfffc", None),
        ("a", "x\n" * 5_001, None),
        ("a", ">" * 500 + "x", None),
        ("a", "b", ""),
        ("a", "b", "x" * 1_001),
    ],
)
def test_words_that_are_empty_hidden_or_endless_are_refused(subject: str, body: str, reason: str | None) -> None:
    with pytest.raises(InvalidInputError) as caught:
        drafted(subject, body, (), reason)
    (fault,) = caught.value.faults
    assert fault.what.vi != fault.what.en
    assert fault.where.startswith("--")


def test_a_file_of_words_says_what_is_wrong_with_it_and_where(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_bytes(b"\xef\xbb\xbfm\xc3\xb4\xcc\xa3t\r\nhai\r\n")
    assert read_body(path) == "một\nhai\n"
    for content, words in (
        (b"mot\nhai\x07", f"{path}:2: holds the hidden sign U\\+0007"),
        (b"\xff\xfeb\x00", "byte 0: the file is not text in UTF-8"),
        (b"x" * (LARGEST_BODY + 1), "the file is larger than 200 kB"),
    ):
        path.write_bytes(content)
        with pytest.raises(InvalidInputError, match=words):
            read_body(path)
    with pytest.raises(NotFoundError):
        read_body(tmp_path / "gone.md")
    with pytest.raises(InvalidInputError):
        read_body(tmp_path)


def test_every_commune_of_the_country_is_told_in_seconds(file_engine: Engine) -> None:
    began = stopwatch()
    made = announced(file_engine, load_region("national", known()), ["commune.peoples_council"])
    took = stopwatch() - began
    rows = notices(file_engine, made.event)
    assert len(rows) == len({row.address for row in rows}) == 3_321
    assert took <= 10
