"""The unit of work, the column of instants, the schema."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, column, insert, inspect, select, table, text, update
from sqlalchemy.exc import DatabaseError, StatementError
from sqlmodel import Session, SQLModel

from coordination.audit.service import head, record, verify
from coordination.audit.tables import EventRow
from coordination.cycles.states import StageState
from coordination.cycles.tables import CycleRow, ExchangeRow, ObligationRow, SnapshotRow, StageRow
from coordination.errors import ConflictError, TryLaterError, UsageError
from coordination.notices.service import attempts_of, receipts_of
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.letters import letters_of
from coordination.regions.model import Region
from coordination.store.database import Database
from coordination.store.schema import MIGRATIONS, ensure, newest, present, upgrade
from coordination.store.types import UTCDateTime
from tests.conftest import NewEngine, Postgres
from tests.stations.story import LADDER, MEETING, Story, morning

NOW = datetime(2026, 5, 28, 0, 30, tzinfo=UTC)


def count_events(database: Database) -> int:
    """Count what was recorded."""
    with database.read() as session:
        return head(session)[0]


def test_what_is_written_is_there_afterwards(silent: Database) -> None:
    with silent.write() as session:
        record(session, "cycle.opened", "a", "a", {}, NOW)
    assert count_events(silent) == 1


def test_an_error_rolls_everything_back(silent: Database) -> None:
    for error in (RuntimeError("half way"), KeyboardInterrupt()):
        with pytest.raises(type(error)), silent.write() as session:
            _record_and_fail(session, error)
        assert count_events(silent) == 0


def _record_and_fail(session: Session, error: BaseException) -> None:
    assert record(session, "cycle.opened", "a", "a", {}, NOW).seq == 1
    raise error


def test_a_listener_that_fails_takes_the_event_back_with_it(silent: Database) -> None:
    def refuse(_session: object, _event: object) -> None:
        raise LookupError("no template")

    silent.listeners.append(refuse)
    with pytest.raises(LookupError), silent.write() as session:
        record(session, "cycle.opened", "a", "a", {}, NOW)
    assert count_events(silent) == 0


def test_a_session_for_reading_changes_nothing(silent: Database) -> None:
    with silent.read() as session:
        session.add(SnapshotRow(hash="h", region="r", content="{}"))
        session.flush()
    with silent.read() as session:
        assert session.get(SnapshotRow, "h") is None


def test_a_dry_run_shows_what_would_happen_and_takes_it_back(silent: Database) -> None:
    silent.dry_run = True
    for _ in range(2):
        with silent.write() as session:
            assert record(session, "cycle.opened", "a", "a", {}, NOW).seq == 1
    assert count_events(silent) == 0


def test_two_writers_at_once_lose_nothing(silent: Database) -> None:
    """Each reads a counter, thinks, and writes it plus one: the classic lost update."""
    counter = table("counter", column("value"))
    Table("counter", MetaData(), Column("value", Integer)).create(silent.engine)
    with silent.write() as session:
        session.execute(insert(counter).values(value=0))
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def count() -> None:
        start.wait()
        try:
            for _ in range(15):
                with silent.write() as session:
                    seen = session.execute(select(counter.c.value)).scalar_one()
                    session.execute(update(counter).values(value=seen + 1))
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the test
            faults.append(error)

    writers = [threading.Thread(target=count) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    with silent.read() as session:
        assert session.execute(select(counter.c.value)).scalar_one() == 60


def test_events_of_writers_at_once_make_one_chain_without_a_gap(silent: Database) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with silent.write() as session:
                record(session, "stage.progressed", f"{name}-{number}", name, {}, NOW)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with silent.read() as session:
        verdict = verify(session)
    assert (verdict.intact, verdict.events) == (True, 30)


def test_readers_do_not_wait_for_a_writer(silent: Database) -> None:
    with silent.write() as session:
        record(session, "cycle.opened", "a", "a", {}, NOW)
        assert count_events(silent) == 0, "and see only what was committed"


def test_a_database_that_stays_busy_is_a_matter_of_trying_later(
    fresh_file: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordination.store.database.BUSY_SECONDS", 0)
    database = Database(f"sqlite:///{fresh_file()}")
    try:
        with database.write(), pytest.raises(TryLaterError, match="busy"), database.write():
            pass
    finally:
        database.close()


def test_an_address_that_is_none_is_a_usage_error_in_both_languages() -> None:
    with pytest.raises(UsageError) as caught:
        Database("not a url")
    assert "không hợp lệ" in caught.value.faults[0].what.vi


# One column type of instants


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.integers(0, 3_900_000_000_000_000), min_size=20, max_size=20),
    st.integers(-720, 720),
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(
    silent: Database, microseconds: list[int], minutes: int
) -> None:
    zone = timezone(timedelta(minutes=minutes))
    moments = [datetime.fromtimestamp(0, zone) + timedelta(microseconds=each) for each in microseconds]
    instants = table("instants", column("number"), column("at", UTCDateTime()))
    made = Table("instants", MetaData(), Column("number", Integer), Column("at", UTCDateTime()))
    made.create(silent.engine, checkfirst=True)
    with silent.write() as session:
        session.execute(insert(instants), [{"number": n, "at": each} for n, each in enumerate(moments)])
        back = list(session.execute(select(instants.c.at).order_by(instants.c.number)).scalars())
        in_order = list(session.execute(select(instants.c.at).order_by(instants.c.at)).scalars())
        session.rollback()
    assert back == moments
    assert {each.tzinfo for each in back} == {UTC}
    assert in_order == sorted(moments), "the database compares instants, not their spelling"


def test_an_instant_without_zone_is_refused_by_the_column(silent: Database) -> None:
    with pytest.raises(StatementError, match="without time zone"), silent.write() as session:
        _add_cycle(session, opened_at=NOW.replace(tzinfo=None))


def _add_cycle(session: Session, **changed: object) -> None:
    session.add(SnapshotRow(hash="h", region="r", content="{}"))
    session.flush()
    row = {
        "key": "r/p/2027", "region": "r", "procedure": "p", "period": "2027", "snapshot": "h",
        "opened_on": date(2026, 5, 28), "ends_on": date(2027, 1, 15), "opened_at": NOW,
    }  # fmt: skip
    session.add(CycleRow(**(row | changed)))
    session.flush()


def _add_stage(session: Session, **changed: object) -> None:
    days = dict.fromkeys(("planned_opens", "planned_due", "opens", "due", "closes", "positions_due"), date(2026, 6, 1))
    session.add(StageRow(**({"key": "r/p/2027/s", "cycle": "r/p/2027", "step": "s", "position": 1} | days | changed)))
    session.flush()


# What the database itself refuses


def test_the_database_refuses_an_unknown_state_of_a_stage(silent: Database) -> None:
    with silent.write() as session:
        _add_cycle(session)
    for state in ("", "done", "OPEN", "open ", "adopted_with_reservation"):
        with pytest.raises(DatabaseError, match="state_known"), silent.write() as session:
            _add_stage(session, state=state)


def test_the_database_takes_every_state_of_a_stage(silent: Database) -> None:
    with silent.write() as session:
        _add_cycle(session)
        for state in StageState:
            _add_stage(session, key=f"r/p/2027/{state}", state=state)


def test_the_database_refuses_unknown_states_of_cycles_and_obligations(silent: Database) -> None:
    with pytest.raises(DatabaseError, match="state_known"), silent.write() as session:
        _add_cycle(session, state="paused")
    with silent.write() as session:
        _add_cycle(session)
        _add_stage(session)
    with pytest.raises(DatabaseError, match="state_known"), silent.write() as session:
        session.add(ObligationRow(stage="r/p/2027/s", body="b", due=date(2026, 6, 1), state="forgotten"))


def test_a_stage_of_no_cycle_is_refused(silent: Database) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"), silent.write() as session:
        _add_stage(session)


def test_one_number_belongs_to_one_event(silent: Database) -> None:
    row = {"at": "", "type": "", "subject": "", "cycle": "", "data": "", "previous": ""}
    with pytest.raises(DatabaseError), silent.write() as session:
        session.connection().execute(insert(EventRow), [row | {"seq": 1, "hash": each} for each in "ab"])


# The schema and its revisions


def test_an_empty_database_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    ensure(database)
    assert present(database) == newest()
    assert set(inspect(database.engine).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
    ensure(database)
    database.close()


def test_an_empty_postgresql_database_is_made(postgres: Postgres) -> None:
    database = Database(postgres.empty())
    ensure(database)
    assert present(database) == newest()
    database.close()


def test_a_database_of_another_revision_is_refused_with_the_command_to_run(silent: Database) -> None:
    with silent.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(ConflictError, match="Run: lienvung db upgrade") as caught:
        ensure(silent)
    assert "0000" in str(caught.value)
    assert "Chạy: lienvung db upgrade" in caught.value.faults[0].what.vi


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with database.write() as session:
        session.execute(text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(ConflictError):
        ensure(database)
    assert inspect(database.engine).get_table_names() == ["recipes"]
    database.close()


def test_the_migrations_make_exactly_the_tables_the_models_describe(silent: Database) -> None:
    with silent.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrations_make_the_checks_the_models_describe(silent: Database) -> None:
    found = inspect(silent.engine)
    for name, described in SQLModel.metadata.tables.items():
        wanted = {each.name for each in described.constraints if type(each).__name__ == "CheckConstraint"}
        assert {each["name"] for each in found.get_check_constraints(name)} == wanted, name


def test_going_back_and_forth_through_the_migrations_ends_where_it_began(silent: Database) -> None:
    before = inspect(silent.engine).get_table_names()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with silent.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert present(silent) is None
    assert inspect(silent.engine).get_table_names() == ["alembic_version"]
    assert upgrade(silent) == (None, newest())
    assert sorted(inspect(silent.engine).get_table_names()) == sorted(before)
    with silent.write() as session:
        record(session, "cycle.opened", "a", "a", {}, NOW)
    with pytest.raises(DatabaseError, match="append-only"), silent.write() as session:
        session.execute(text("DELETE FROM event"))


ROWS_OF_0001 = (
    "INSERT INTO region_snapshot (hash, region, content) VALUES ('h', 'r', '{}')",
    (
        "INSERT INTO cycle (key, region, procedure, period, snapshot, state, simulated, opened_on, ends_on, opened_at)"
        " VALUES ('r/p/2027', 'r', 'p', '2027', 'h', 'open', FALSE, '2026-05-28', '2027-01-15', '2026-05-28 00:30:00')"
    ),
    (
        "INSERT INTO stage (key, cycle, step, position, state, planned_opens, planned_due, opens, due, closes,"
        " positions_due) VALUES ('r/p/2027/s', 'r/p/2027', 's', 1, 'open', '2026-06-02', '2026-06-18', '2026-06-02',"
        " '2026-06-18', '2026-06-23', '2026-06-30')"
    ),
    "INSERT INTO obligation (stage, body, state, due, was_late) VALUES ('r/p/2027/s', 'b', 'pending', '2026-06-18', FALSE)",
    (
        "INSERT INTO exchange (key, stage, kind, starts_at, ends_at, state)"
        " VALUES ('r/p/2027/s/e', 'r/p/2027/s', 'N-P3', '2026-06-25 01:30:00', '2026-06-25 04:30:00', 'scheduled')"
    ),
    (
        "INSERT INTO event (seq, at, type, subject, cycle, data, previous, hash)"
        " VALUES (1, '2026-06-02T00:30:00Z', 'stage.opened', 'r/p/2027/s', 'r/p/2027', '{}', '0', '1')"
    ),
    (
        "INSERT INTO notice (key, event, type, cycle, recipient, office, address, channel, language, subject, text, html,"
        " text_hash, state, attempts, created_at) VALUES ('1/b/email', 1, 'stage.opened', 'r/p/2027', 'b', 'o', 'b@x.example',"
        " 'email', 'vi', 'Chủ đề', 'Lời', '<p>Lời</p>', 'h', 'queued', 1, '2026-06-02 00:30:00')"
    ),
    "INSERT INTO delivery (notice, attempt, outcome, reply, at) VALUES ('1/b/email', 1, 'deferred', '451', '2026-06-02 01:00:00')",
    "INSERT INTO acknowledgement (notice, body, office, at) VALUES ('1/b/email', 'b', 'o', '2026-06-03 01:00:00')",
)


def test_a_database_at_work_keeps_its_rows_when_it_is_upgraded(silent: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with silent.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.commit()
    with silent.write() as session:
        for row in ROWS_OF_0001:
            session.execute(text(row))
    assert upgrade(silent) == ("0001", newest())
    with silent.read() as session:
        stage = session.get_one(StageRow, "r/p/2027/s")
        assert (stage.due, stage.excused_until) == (date(2026, 6, 18), [])
        owed = session.get_one(ObligationRow, ("r/p/2027/s", "b"))
        assert (owed.state, owed.excused_until, owed.reminded_through) == ("pending", None, None)
        assert session.get_one(ExchangeRow, "r/p/2027/s/e").sequence == 0
        told = session.get_one(NoticeRow, "1/b/email")
        assert letters_of(session, [told])[told.key].text == "Lời"
        assert (told.role, told.mail, told.crashes) == ("drafter", told.key, 0)
        (attempt,) = attempts_of(session, told.key)
        assert (attempt.reply, attempt.address, attempt.mail) == ("451", "b@x.example", told.key)
        assert [(each.step, each.office) for each in receipts_of(session, told.key)] == [("acknowledged", "o")]
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"), silent.write() as session:
        session.execute(text("DELETE FROM cycle"))


# The same through the services


def test_a_dry_run_of_a_verb_leaves_no_row_and_no_notice(story: Story) -> None:
    story.engine.database.dry_run = True
    assert story.open(LADDER)
    story.engine.database.dry_run = False
    assert story.events() == []
    assert not story.engine.has_mail()
    assert story.open(LADDER), "it was not open yet"
    assert not story.open(LADDER)


def test_two_databases_keep_the_same_story(new_file_engine: NewEngine, region: Region) -> None:
    told = []
    for _ in range(2):
        story = Story(new_file_engine(), region)
        story.open(LADDER)
        story.tick(morning("2026-10-12"))
        told.append(story.written())
    assert all(one == other for one, other in pairwise(told))
    assert any(subject == MEETING for _, _, subject, _ in told[0])


OPEN = """
import sys
from coordination.store.database import Database
from coordination.store.schema import ensure
print("ready", flush=True)
sys.stdin.readline()
ensure(Database(sys.argv[1]))
"""


def test_processes_that_open_an_empty_database_at_once_all_find_it_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    children = [subprocess.Popen([sys.executable, "-c", OPEN, url], **pipes) for _ in range(3)]  # type: ignore[call-overload]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _, complaint = child.communicate(timeout=120)
        assert child.returncode == 0, complaint
