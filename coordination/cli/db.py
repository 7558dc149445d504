"""``lienvung db``: the database."""

from __future__ import annotations

import typer

from coordination.cli.common import common, out, show, t
from coordination.settings import Settings
from coordination.store.database import Database
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
    url = common.db or Settings().database_url
    database = Database(url if "://" in url else f"sqlite:///{url}")
    before, after = upgrade_schema(database)
    database.close()
    show({"before": before, "after": after}, lambda: out.print(f"{before or '–'} → {after}"))
