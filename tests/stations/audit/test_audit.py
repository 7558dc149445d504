"""The chain of events: it only grows, and whoever changes anything in it is found out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coordination.audit.rules import GENESIS, Link, Verdict, walk, written
from coordination.audit.service import Event, events, head, links_at, record
from coordination.store.database import Database
from tests.stations.audit.forger import COLUMNS, LENGTH, NOW, Forger, fill, judge
from tests.stations.story import LADDER, Story


def test_an_empty_chain_is_whole(silent: Database) -> None:
    assert judge(silent) == Verdict(0, GENESIS)
    assert judge(silent).intact


def test_events_are_numbered_from_one_and_chained_each_to_the_one_before(silent: Database) -> None:
    fill(silent, 5)
    with silent.read() as session:
        found = events(session)
        rows = session.execute(text("SELECT seq, previous, hash FROM event ORDER BY seq")).all()
        assert head(session) == (5, found[-1].hash)
    assert [each.seq for each in found] == [1, 2, 3, 4, 5]
    assert [row.previous for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert found[2].data == {"lời": "Ý kiến số 2 của tỉnh Đồng Tháp", "number": 2}
    assert found[2].at == NOW + timedelta(hours=2)
    assert judge(silent) == Verdict(5, rows[-1].hash)


def test_listeners_hear_each_event_inside_the_same_unit_of_work(silent: Database) -> None:
    heard: list[tuple[Event, int]] = []
    silent.listeners.append(lambda session, event: heard.append((event, head(session)[0])))
    fill(silent, 3)
    assert [(event.seq, length) for event, length in heard] == [(1, 1), (2, 2), (3, 3)]
    with silent.read() as session:
        assert [event for event, _ in heard] == events(session)


def test_events_are_told_apart_by_cycle_and_kind_and_come_in_pages(silent: Database) -> None:
    with silent.write() as session:
        for number in range(6):
            record(session, "stage.opened" if number % 2 else "stage.closed", "s", f"cycle-{number % 3}", {}, NOW)
    with silent.read() as session:
        assert [each.seq for each in events(session, cycle="cycle-1")] == [2, 5]
        assert [each.seq for each in events(session, kind="stage.opened")] == [2, 4, 6]
        assert [each.seq for each in events(session, after=2, limit=3)] == [3, 4, 5]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = '{}' WHERE seq = 2",
        "UPDATE event SET seq = 9 WHERE seq = 3",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_event(silent: Database, statement: str) -> None:
    fill(silent, 3)
    with pytest.raises(DatabaseError, match="append-only"), silent.write() as session:
        session.execute(text(statement))
    assert judge(silent).events == 3


def test_the_chain_of_a_story_holds_and_each_event_is_heard_once(story: Story) -> None:
    story.open(LADDER)
    story.run("2026-10-12", "2026-10-19")
    verdict = judge(story.engine.database)
    assert verdict.intact
    assert verdict.events == len(story.events()) > 5


def test_stored_events_are_handed_out_whole_so_that_anybody_can_hash_them_again(silent: Database) -> None:
    fill(silent, 5)
    with silent.read() as session:
        links = links_at(session, [4, 2, 9])
        known = {each.seq: each.hash for each in events(session)}
        assert links_at(session, []) == []
    assert [(each.seq, each.computed()) for each in links] == [(2, known[2]), (4, known[4])]


def test_a_long_chain_is_walked_without_holding_it(silent: Database) -> None:
    fill(silent, 2_500)
    assert judge(silent).events == 2_500


def test_an_instant_has_one_spelling_wherever_it_was_told() -> None:
    there = datetime.fromisoformat("2026-05-28T07:30:00+07:00")
    assert written(there) == written(NOW) == "2026-05-28T00:30:00Z"


# Somebody with the file in hand, who has dropped the triggers


SEQS = st.integers(1, LENGTH)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)


@SHARED
@given(SEQS, st.sampled_from(COLUMNS), st.data())
def test_any_one_byte_changed_in_any_column_names_the_row(
    forger: Forger, seq: int, column: str, data: st.DataObject
) -> None:
    forger.restore()
    cell = bytearray(forger.cell(seq, column))
    place = data.draw(st.integers(0, len(cell) - 1))
    cell[place] ^= data.draw(st.integers(1, 255))
    forger.put(seq, column, bytes(cell))
    verdict = forger.judge()
    assert verdict.bad_seq == seq
    assert verdict.events == seq - 1


@SHARED
@given(SEQS, st.sampled_from(COLUMNS), st.binary(max_size=3), st.booleans())
def test_any_bytes_added_or_taken_away_name_the_row(
    forger: Forger,
    seq: int,
    column: str,
    extra: bytes,
    cut: bool,  # noqa: FBT001 - drawn
) -> None:
    forger.restore()
    cell = forger.cell(seq, column)
    changed = cell[: len(cell) // 2] if cut else cell + extra
    forger.put(seq, column, changed)
    assert forger.judge().bad_seq == (None if changed == cell else seq)


@pytest.mark.parametrize("seq", [1, 6, LENGTH])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_row_that_is_no_longer_text_is_named_not_raised(forger: Forger, seq: int, column: str) -> None:
    forger.put(seq, column, b"\xff\xfe\xed\xa0\x80")
    verdict = forger.judge()
    assert (verdict.bad_seq, verdict.problem) == (seq, "unreadable")


def test_text_cannot_wander_from_one_column_to_the_next(forger: Forger) -> None:
    row = forger.rows()[4]
    forger.put(5, "subject", row.subject[:-1].encode())
    forger.put(5, "cycle", (row.subject[-1] + row.cycle).encode())
    assert forger.judge().bad_seq == 5


@pytest.mark.parametrize("seq", range(1, LENGTH))
def test_a_deleted_event_is_missed(forger: Forger, seq: int) -> None:
    forger.do("DELETE FROM event WHERE seq = ?", seq)
    verdict = forger.judge()
    assert (verdict.bad_seq, verdict.problem) == (seq, "missing")


def test_a_deleted_event_is_missed_even_when_the_rest_is_numbered_anew(forger: Forger) -> None:
    forger.do("DELETE FROM event WHERE seq = 4")
    for seq in range(5, LENGTH + 1):
        forger.do("UPDATE event SET seq = ? WHERE seq = ?", seq - 1, seq)
    assert forger.judge().bad_seq == 4


def test_a_cut_tail_shows_against_the_head_a_notice_printed(forger: Forger) -> None:
    printed = forger.judge()
    forger.do("DELETE FROM event WHERE seq > ?", LENGTH - 2)
    verdict = forger.judge()
    assert verdict.intact, "what is left is a chain"
    assert (verdict.events, verdict.head) != (printed.events, printed.head)


@SHARED
@given(st.lists(SEQS, min_size=2, max_size=2, unique=True))
def test_two_events_swapped_are_found(forger: Forger, pair: list[int]) -> None:
    forger.restore()
    first, second = sorted(pair)
    for old, new in ((first, -1), (second, first), (-1, second)):
        forger.do("UPDATE event SET seq = ? WHERE seq = ?", new, old)
    assert forger.judge().bad_seq == first


@pytest.mark.parametrize("seq", [1, 5, LENGTH - 1])
def test_an_event_hashed_again_by_the_rule_breaks_the_link_to_the_next(forger: Forger, seq: int) -> None:
    row = replace(forger.rows()[seq - 1], data='{"lời":"Thống nhất"}')
    forger.put(seq, "data", row.data.encode())
    forger.put(seq, "hash", row.computed().encode())
    verdict = forger.judge()
    assert (verdict.bad_seq, verdict.problem) == (seq + 1, "not chained to the event before")


def test_an_event_written_a_second_time_is_found(forger: Forger) -> None:
    row = forger.rows()[2]
    with pytest.raises(sqlite3.IntegrityError):
        forger.insert(replace(row, seq=LENGTH + 1))
    forger.insert(replace(row, hash=replace(row, seq=LENGTH + 1).computed(), seq=LENGTH + 1))
    assert forger.judge().bad_seq == LENGTH + 1


@pytest.mark.parametrize("seq", [0, -5])
def test_an_event_slipped_in_before_the_first_is_found(forger: Forger, seq: int) -> None:
    forger.insert(replace(forger.rows()[0], seq=seq, hash="f" * 64))
    assert forger.judge().bad_seq == 1


def test_an_event_slipped_in_between_is_found(forger: Forger) -> None:
    for seq in range(LENGTH, 5, -1):
        forger.do("UPDATE event SET seq = ? WHERE seq = ?", seq + 1, seq)
    made = replace(forger.rows()[4], seq=6, previous=forger.rows()[4].hash, data="{}")
    forger.insert(replace(made, hash=made.computed()))
    assert forger.judge().bad_seq == 7


LINKS = st.builds(Link, st.just(1), *(st.text(max_size=6) for _ in COLUMNS[:-2]), st.just(GENESIS), st.just(""))


@given(LINKS, LINKS)
def test_two_different_events_never_hash_alike(one: Link, other: Link) -> None:
    assert (one == other) == (one.computed() == other.computed())


def test_a_row_that_cannot_be_read_is_named_by_its_place() -> None:
    assert walk([0]) == Verdict(0, GENESIS, 1, "unreadable")


def test_the_log_of_a_fresh_file_is_not_written_by_a_second_hand(fresh_file: Callable[[], Path]) -> None:
    """The triggers belong to the file: another program is refused as well."""
    path = fresh_file()
    with closing(Database(f"sqlite:///{path}")) as database:
        fill(database, 2)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE event SET data = '{}'")
