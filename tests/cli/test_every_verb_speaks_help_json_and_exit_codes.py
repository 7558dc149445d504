"""Each verb helps in both languages, answers in one JSON document, and ends with a documented code."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.cli.main import VERBS
from tests.cli.conftest import PLAN, Run, forget_words

COMMANDS = [
    ("simulate",),
    ("region",), ("region", "list"), ("region", "show"), ("region", "check"),
    ("indicator",), ("indicator", "list"), ("indicator", "show"), ("indicator", "check"),
    ("calendar",), ("calendar", "due"), ("calendar", "explain"),
    ("cycle",), ("cycle", "open"), ("cycle", "list"), ("cycle", "show"), ("cycle", "tick"), ("cycle", "amend"),
    ("cycle", "cancel"), ("cycle", "quality"),
    ("stage",), ("stage", "show"), ("stage", "submit"), ("stage", "return"), ("stage", "accept"), ("stage", "position"),
    ("inbox",),
    ("exchange",), ("exchange", "list"), ("exchange", "record"), ("exchange", "target"),
    ("forecast",), ("forecast", "run"), ("forecast", "backtest"), ("forecast", "reconcile"), ("forecast", "targets"),
    ("forecast", "optimism"), ("forecast", "report"),
    ("notices",), ("notices", "deliver"), ("notices", "list"), ("notices", "show"), ("notices", "ack"),
    ("geo",), ("geo", "convert"), ("geo", "units"), ("geo", "history"),
    ("assess",),
    ("burden",), ("burden", "report"),
    ("supervision",), ("supervision", "ladder"),
    ("audit",), ("audit", "verify"), ("audit", "log"),
    ("db",), ("db", "upgrade"),
    ("doctor",),
    ("serve",),
]  # fmt: skip
STAGE, BODY = f"{PLAN}/joint-assessment", "79.peoples_committee"
PROGRAM = [sys.executable, "-c", "from coordination.cli.main import run; run()"]


def test_the_list_below_holds_every_verb() -> None:
    assert {each[0] for each in COMMANDS} == set(VERBS)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_works_in_both_languages(command: tuple[str, ...], language: str, run: Run) -> None:
    forget_words()
    said = run(*command, "--help", "--lang", language)
    forget_words()
    assert (said.code, said.err) == (0, "")
    epilogue = {"vi": "Mã thoát" if len(command) < 2 else "", "en": "Exit codes" if len(command) < 2 else ""}
    assert epilogue[language] in said.out
    assert f"Usage: {' '.join(('lienvung', *command))}" in said.out


@pytest.mark.parametrize(
    "command",
    [
        ("region", "list"),
        ("region", "show", "southeast"),
        ("indicator", "list"),
        ("indicator", "show", "grdp_per_capita"),
        ("indicator", "check"),
        ("calendar", "due", "working_days 20 after opens", "--from", "2026-06-15", "--region", "southeast"),
        ("calendar", "explain", STAGE),
        ("cycle", "list"),
        ("cycle", "show", PLAN),
        ("cycle", "tick", "--now", "2026-06-02"),
        ("cycle", "amend", PLAN),
        ("stage", "show", STAGE),
        ("inbox", BODY),
        ("exchange", "list"),
        ("notices", "list"),
        ("audit", "verify"),
        ("audit", "log"),
        ("db", "upgrade"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_verb_answers_in_one_json_document_and_for_people(
    command: tuple[str, ...], language: str, run: Run, database: Path
) -> None:
    said = run(*command, "--db", str(database), "--json", "--lang", language)
    assert (said.code, said.err) == (0, "")
    assert said.json is not None
    people = run(*command, "--db", str(database), "--lang", language)
    assert people.code == 0, people.err
    assert people.out.strip()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ((), 2),
        (("nosuch",), 2),
        (("cycle",), 2),
        (("cycle", "nosuch"), 2),
        (("cycle", "open"), 2),
        (("cycle", "list", "--nosuch"), 2),
        (("cycle", "list", "--lang", "fr"), 2),
        (("cycle", "list", "--db"), 2),
        (("cycle", "list", "--now"), 2),
        (("cycle", "tick", "--now"), 2),
        (("cycle", "tick", "--now", "yesterday"), 2),
        (("cycle", "tick", "--now", "0001-01-01T00:00"), 2),
        (("cycle", "tick", "--now", "9999-12-31"), 2),
        (("cycle", "list", "--db", "nosuch://x"), 2),
        (("cycle", "list", "--db", "mysql://h/x"), 2),
        (("cycle", "list", "--db", "postgresql://127.0.0.1:1/x"), 75),
        (("cycle", "tick", "--db", "/nosuch/folder/x.db"), 75),
        (("cycle", "list", "--db", "damaged.db"), 3),
        (("audit", "log", "--after", "9" * 40), 2),
        (("calendar", "due", "on 15/05", "--from", "soon"), 2),
        (("calendar", "due", "on 15/05", "--from", "9999-12-25"), 2),
        (("calendar", "due", "whenever", "--from", "2026-05-28"), 3),
        (("simulate", "--region", "southeast", "--year", "2027", "--out", "x", "--dry-run"), 2),
        (("simulate", "--region", "southeast", "--year", "12", "--out", "x"), 2),
        (("simulate", "--region", "southeast", "--year", "2027", "--out", "x", "--behaviour", "none.yaml"), 6),
        (("simulate", "--region", "nosuch", "--year", "2027", "--out", "x", "--no-prefect"), 6),
        (("simulate", "--region", "southeast", "--year", "2027", "--out", "/proc/x", "--no-prefect"), 3),
        (("region", "show", "nosuch"), 6),
        (("region", "check", "none.yaml"), 6),
        (("region", "check", "broken.yaml"), 3),
        (("cycle", "open", "--region", "southeast", "--procedure", "nosuch", "--period", "2027"), 6),
        (("cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "soon"), 3),
        (
            (
                "cycle",
                "open",
                "--region",
                "southeast",
                "--procedure",
                "council-supervision",
                "--period",
                "2027",
                "--province",
                "01",
            ),
            3,
        ),
        (("cycle", "show", "nosuch"), 6),
        (("cycle", "cancel", PLAN, "--reason", "  "), 3),
        (("cycle", "amend", "nosuch"), 6),
        (("stage", "show", "nosuch"), 6),
        (("stage", "submit", STAGE, BODY, "none.yaml"), 6),
        (("stage", "submit", STAGE, BODY, "a" * 400), 3),
        (("stage", "submit", STAGE, BODY, "broken.yaml"), 3),
        (("stage", "submit", STAGE, BODY, "binary.json"), 3),
        (("stage", "submit", STAGE, BODY, "wrong.yaml"), 3),
        (("stage", "submit", STAGE, "79.council_standing", "wrong.yaml"), 6),
        (("stage", "accept", STAGE, BODY), 6),
        (("stage", "return", STAGE, BODY, "--reason", ""), 3),
        (("stage", "position", STAGE, BODY, "agree"), 5),
        (("calendar", "explain", "nosuch"), 6),
        (("inbox", "nobody"), 6),
        (("exchange", "record", "nosuch", "--minutes", "binary.json"), 3),
        (("exchange", "record", "nosuch", "--minutes", "broken.yaml"), 6),
        (("notices", "show", "nosuch"), 6),
        (("notices", "ack", "nosuch", "--body", BODY, "--by", "x"), 6),
        (("supervision", "ladder", "79"), 6),
        (("notices", "deliver"), 7),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else str(each),
)
def test_what_goes_wrong_is_one_json_error_with_its_code(
    command: tuple[str, ...], code: int, run: Run, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "damaged.db").write_text("this is no database" * 1000, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("region: [\n", encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text("figures: many\n", encoding="utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x80")
    where = () if "--db" in command else ("--db", str(database))
    said = run(*where, *command, "--json")
    assert said.code == code, said
    if code not in (0, 7):
        assert all(fault["what"] for fault in said.error["faults"])
    people = run(*where, *command)
    assert people.code == code
    if code not in (0, 7):
        assert people.out == ""
        assert people.err.strip()


def test_a_notice_may_be_acknowledged_by_its_recipient_only(run: Run, database: Path) -> None:
    notice = run("notices", "list", "--db", str(database), "--body", BODY, "--json").json[0]["notice"]
    other = run(
        "notices", "ack", notice, "--body", "75.peoples_committee", "--by", "x", "--db", str(database), "--json"
    )
    assert (other.code, other.error["code"]) == (4, "not-permitted")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--db", "{db}", "cycle", "list", "--json"],
        ["cycle", "--json", "--db={db}", "list"],
        ["cycle", "list", "--json", "--db", "{db}"],
    ],
)
def test_common_options_may_stand_anywhere(arguments: list[str], run: Run, database: Path) -> None:
    said = run(*[each.format(db=database) for each in arguments])
    assert said.code == 0
    assert [each["cycle"] for each in said.json] == [PLAN]


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("2026-06-02", "2026-06-02T00:30:00+00:00"),
        ("2026-06-02T08:00:00+07:00", "2026-06-02T01:00:00+00:00"),
        ("2026-06-02T08:00", "2026-06-02T01:00:00+00:00"),
        ("2026-06-02T01:00:00Z", "2026-06-02T01:00:00+00:00"),
        ("2026-06-02 08:00:00", "2026-06-02T01:00:00+00:00"),
    ],
)
def test_now_is_a_day_or_a_moment_in_viet_nam_unless_it_says_otherwise(
    given: str, means: str, run: Run, database: Path
) -> None:
    assert run("cycle", "tick", "--db", str(database), "--now", given, "--json").json["now"] == means


CHANGING = [
    ("cycle", "open", "--region", "southeast", "--procedure", "council-supervision", "--period", "2027"),
    ("cycle", "tick", "--now", "2026-12-01"),
    ("cycle", "cancel", PLAN, "--reason", "thử"),
    ("cycle", "amend", PLAN),
    ("stage", "submit", STAGE, BODY, "form.yaml"),
    ("notices", "deliver"),
    ("db", "upgrade"),
]


@pytest.mark.parametrize("command", CHANGING, ids=lambda each: " ".join(each[:2]))
def test_a_dry_run_writes_nothing(command: tuple[str, ...], run: Run, database: Path, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text("figures: []\ntexts: []\n", encoding="utf-8")
    before = run("audit", "verify", "--db", str(database), "--json").json, database.read_bytes()
    said = run(*command, "--dry-run", "--json", "--db", str(database))
    assert said.code in (0, 3), said
    assert (run("audit", "verify", "--db", str(database), "--json").json, database.read_bytes()) == before


@pytest.mark.parametrize(
    "command",
    [CHANGING[0], ("cycle", "tick"), ("db", "upgrade"), ("notices", "deliver")],
    ids=lambda each: " ".join(each[:2]),
)
def test_a_dry_run_does_not_even_make_the_file(command: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    assert run(*command, "--dry-run", "--json", "--db", "new.db").code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("cycle", "list"), ("audit", "verify"), ("notices", "list"), ("doctor",)], ids=" ".join
)
def test_a_verb_that_only_reads_makes_no_file(command: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    run(*command, "--db", "new.db")
    assert list(tmp_path.iterdir()) == []


def test_brackets_in_what_people_wrote_reach_the_terminal(run: Run, database: Path) -> None:
    reason = "[mô phỏng] theo [/văn bản] số 5"
    assert run("cycle", "cancel", PLAN, "--reason", reason, "--db", str(database)).code == 0
    key = run("notices", "list", "--event", "cycle.cancelled", "--db", str(database), "--json").json[0]["notice"]
    assert reason in run("notices", "show", key, "--db", str(database)).out


def test_brackets_in_a_table_are_words_and_not_markup(run: Run, tmp_path: Path) -> None:
    from coordination.cli.common import out  # noqa: PLC0415 - it writes where this test listens
    from coordination.cli.words import new_table, rows_of  # noqa: PLC0415

    with out.capture() as said:
        out.print(rows_of(new_table("A"), [("[mô phỏng] [/x] [bold]",)]))
    assert "[mô phỏng] [/x] [bold]" in said.get()


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = "prefect", "sqlmodel", "sqlalchemy", "statsforecast", "pandas", "jinja2", "numpy"
    script = (
        "import sys; from coordination.cli.main import main; code = main(['--help']);"
        f"print([each for each in {heavy!r} if each in sys.modules], code, file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stderr.strip() == "[] 0"
    taken = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*PROGRAM, "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(taken) <= 0.6, taken  # of the processor, so that a busy machine does not count


def test_the_installed_command_ends_with_the_codes_of_this_process(tmp_path: Path) -> None:
    for arguments, code in [
        (["region", "list", "--json"], 0),
        (["nosuch", "--json"], 2),
        (["cycle", "show", "x", "--json"], 6),
    ]:
        said = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert (said.returncode, "Traceback" in said.stderr) == (code, False), said


def test_words_that_are_not_utf8_are_a_usage_error(tmp_path: Path) -> None:
    said = subprocess.run(
        [*PROGRAM, "region", "show", b"\xff\xfe", "--json"], capture_output=True, check=False, cwd=tmp_path
    )
    assert said.returncode == 2, said
    assert b'"usage"' in said.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "region", "show", "mekong-delta", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (0, b"")
