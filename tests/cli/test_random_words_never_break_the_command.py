"""Whatever stands on the line, the command ends with a documented code and never with a traceback."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coordination.cli.main import VERBS, main
from tests.cli.conftest import DOCUMENTED, PLAN

QUIET = sorted(set(VERBS) - {"serve", "simulate", "doctor"})  # these start servers or take their time
WORDS = [
    *QUIET, "list", "show", "open", "tick", "due", "explain", "amend", "cancel", "submit", "accept", "return", "position",
    "record", "deliver", "ack", "ladder", "verify", "log", "upgrade", "check",
    "--region", "--procedure", "--period", "--province", "--from", "--reason", "--limit", "--after", "--body", "--by", "--cycle",
    "--event", "--state", "--text", "--clause", "--minutes", "--agreed", "--json", "--dry-run", "--now", "--lang", "--", "-h",
    "southeast", "mekong-delta", "regional-plan", "council-supervision", "2027", "2026-2030", "1976", "2100", "79", "2026-05-28",
    "79.peoples_committee", "agree", "object", PLAN, f"{PLAN}/joint-assessment", "on 15/05", "session -27", "form.yaml",
    "working_days 20 after opens", "calendar_days 999 before due", "/", ".", "~", "*", "[/b]", "{}", "%s", "'; DROP TABLE event;--",
]  # fmt: skip
ANY_WORD = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40) | st.sampled_from(WORDS)
LINE = st.lists(ANY_WORD, max_size=4)
LIKELY = st.tuples(st.sampled_from(QUIET), st.sampled_from(WORDS)).flatmap(
    lambda begin: st.lists(st.sampled_from(WORDS) | ANY_WORD, max_size=7).map(lambda rest: [*begin, *rest])
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in an empty folder with a mail server that is not there."""
    path, before = tmp_path_factory.mktemp("random"), Path.cwd()
    kept = dict(os.environ)
    os.environ["LIENVUNG_SMTP_URL"] = "smtp://127.0.0.1:1"
    os.environ["LIENVUNG_DATABASE_URL"] = f"sqlite:///{path / 'x.db'}"
    os.chdir(path)
    (path / "form.yaml").write_text("figures: []\ntexts: []\n", encoding="utf-8")
    main(
        [
            "cycle",
            "open",
            "--region",
            "southeast",
            "--procedure",
            "regional-plan",
            "--period",
            "2027",
            "--now",
            "2026-05-28",
        ]
    )
    yield path
    os.chdir(before)
    os.environ.clear()
    os.environ.update(kept)


def _said(line: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(line)
    return code, out.getvalue(), err.getvalue()


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(line=LINE | LIKELY)
@example(line=["--lang"])
@example(line=["--", "cycle", "list"])
@example(line=["cycle", "list", "\udcff"])
@example(line=["cycle", "show", "a\0b"])
@example(line=["cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "2100"])
@example(line=["cycle", "open", "--region", "southeast", "--procedure", "council-supervision", "--period", "1976"])
@example(line=["calendar", "due", "calendar_days 999 after opens", "--from", "2100-12-31", "--region", "southeast"])
@example(line=["region", "show", "a\0b.yaml"])
@example(line=["stage", "submit", PLAN, "x", "a\0b.yaml"])
def test_random_lines_end_with_a_documented_code(line: list[str], folder: Path) -> None:
    code, out, err = _said(line)
    assert code in DOCUMENTED | {130}, (code, out, err)
    assert "Traceback" not in out + err
    if "--json" in line and not {"-h", "--help", "--"} & set(line):
        json.loads(out)
