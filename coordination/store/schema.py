"""Brings a database to the tables this version needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from coordination.errors import ConflictError
from coordination.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """Give the revision this version needs: their files are numbered, so that Alembic need not be loaded to know."""
    return max(path.stem.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def present(database: Database) -> str | None:
    """Give the revision a database is at; None if it holds nothing."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar()


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring a database up to date; gives the revisions before and after."""
    from alembic import command  # noqa: PLC0415 - slow to load, and most databases are up to date
    from alembic.config import Config  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(writer=True).connect() as connection, _references_loose(connection):
        # The first look takes the writer's lock, so that of two who begin at once one finds the work done.
        before = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return before, newest()


@contextmanager
def _references_loose(connection: Connection) -> Iterator[None]:
    """Let SQLite make tables anew, as it does to change them, though rows of others refer to theirs."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = (
        connection.connection.cursor()
    )  # the switch does nothing inside a transaction, so it is thrown before one begins
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration broke references: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
        raw.close()


def ensure(database: Database) -> None:
    """Make the tables of an empty database; refuse one of another version."""
    empty = not inspect(database.engine).get_table_names()
    at = present(database)
    if at == newest():
        return
    if at is None and empty:
        upgrade(database)
        return
    raise ConflictError.of(
        f"Cơ sở dữ liệu ở phiên bản {at}, cần {newest()}. Chạy: lienvung db upgrade",
        f"The database is at revision {at}, this version needs {newest()}. Run: lienvung db upgrade",
    )
