"""``lienvung db``: the database."""

from __future__ import annotations

import typer

from coordination.cli.common import common, out, settings, show, t, talk, understood, would_be
from coordination.store.database import Database
from coordination.store.schema import newest, present
from coordination.store.schema import upgrade as upgrade_schema

app = typer.Typer(rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep ``upgrade`` a verb of its own."""


@app.command(
    help=t("Nâng cơ sở dữ liệu lên phiên bản này cần.", "Bring the database to the revision this version needs.")
)
def upgrade() -> None:
    """Upgrade the database."""
    with understood():
        database = Database(would_be(settings()).database_url if common.dry_run else settings().database_url)
        try:
            before, after = (present(database), newest()) if common.dry_run else upgrade_schema(database)
        finally:
            database.close()
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
    show({"before": before, "after": after}, lambda: out.print(f"{before or '–'} → {after}"))
