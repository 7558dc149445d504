"""A database that is up to date is opened without Alembic, which takes as long to load as the command to do its work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from coordination.store.schema import MIGRATIONS, newest

HEAVY = ("alembic", "docx", "holidays", "matplotlib", "numpy", "pandas", "statsforecast", "structlog", "xlsxwriter")
SHOW = "from coordination.cli.main import main; import sys; assert main(sys.argv[1:]) == 0; print(*sys.modules)"


def test_the_newest_revision_is_the_one_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_a_command_that_only_looks_loads_nothing_heavy(blank: Path) -> None:
    command = [sys.executable, "-c", SHOW, "audit", "verify", "--db", str(blank)]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert {"coordination.app", "sqlmodel"} <= set(done.stdout.split())
    assert set(HEAVY) & set(done.stdout.split()) == set()
