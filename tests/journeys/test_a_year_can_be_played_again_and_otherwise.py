"""What a seed, a behaviour, a language and a folder mean to a simulated year."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from coordination.cli.main import main
from coordination.errors import ConflictError, InvalidInputError
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import MARK, prepare, simulate
from coordination.simulate.world import Direct
from tests.faults.scripted_server import ScriptedServer
from tests.faults.sink_reading import filed
from tests.journeys.conftest import Play

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from coordination.cli.main import run; run()"]


def test_the_same_seed_plays_the_same_year_and_another_seed_another(play: Play, small_region: Path) -> None:
    first, again, other = (
        play(name, small_region, seed=seed).summary for name, seed in (("one", 1), ("one-again", 1), ("two", 2))
    )
    for summary in (first, again):
        summary.pop("seconds")
        summary.pop("seconds_by_work")
    assert first == again
    assert other["audit_head"] != first["audit_head"]
    assert other["stages"] != first["stages"]


def test_mail_held_back_stays_queued_and_can_be_delivered_later(
    play: Play, small_region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    year = play("one", small_region)
    notices = year.summary["notices"]
    assert year.summary["mail"] == {"held": True, "sent": 0}
    assert notices["queued"] == notices["created"]
    assert not (year.folder / "mail").exists()
    database = shutil.copy(year.folder / "lienvung.db", tmp_path / "later.db")
    with ScriptedServer() as server:
        monkeypatch.setenv("LIENVUNG_SMTP_URL", server.url)
        assert main(["notices", "deliver", "--db", str(database), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == notices["created"] == len(server.messages)
    assert all(b"X-Lienvung-Simulated: yes" in each for each in server.messages)


def test_everything_a_simulation_leaves_says_that_it_is_simulated(play: Play, small_region: Path) -> None:
    year = play("with-mail", small_region, hold_mail=False)
    label = {"vi": "MÔ PHỎNG", "en": "SIMULATED"}
    assert year.summary["simulated"] is True
    assert label["vi"] in year.summary["note"]
    assert label["vi"] in (year.folder / MARK).read_text(encoding="utf-8")
    stages = list((year.folder / "stages").rglob("*.json"))
    assert stages
    assert all(json.loads(each.read_text(encoding="utf-8"))["simulated"] is True for each in stages)
    shown = [*year.folder.glob("*.html"), *year.folder.glob("*.svg"), *(year.folder / "stages").rglob("*.html")]
    assert all(label["vi"] in each.read_text(encoding="utf-8") for each in shown)
    mails = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in year.folder.glob("mail/*/new/*")]
    assert len(mails) == year.summary["notices"]["created"] == filed(year.folder / "mail").total()
    for mail in mails:
        assert mail["x-lienvung-simulated"] == "yes"
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))  # type: ignore[attr-defined]
            assert label["vi"] in body.get_content().upper(), mail["subject"]


def test_an_english_year_speaks_english(play: Play, small_region: Path) -> None:
    year = play("english", small_region, language="en", hold_mail=False)
    assert "SIMULATED" in year.summary["note"]
    assert "SIMULATED" in (year.folder / "summary.html").read_text(encoding="utf-8")
    for path in year.folder.glob("mail/*/new/*"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert mail["content-language"] == "en"
        assert "SIMULATED" in mail.get_body(("plain",)).get_content().upper()  # type: ignore[attr-defined]


def test_a_region_in_which_nobody_speaks_refers_every_step(play: Play, small_region: Path) -> None:
    year = play("silent", small_region, behaviour=Behaviour(silent=1, late=0))
    assert {stage["state"] for stage in year.summary["stages"]} == {"referred"}
    assert all(stage["missing"] == stage["obligations"] for stage in year.summary["stages"])


def test_a_region_in_which_everybody_is_late_still_settles(play: Play, small_region: Path) -> None:
    year = play("late", small_region, behaviour=Behaviour(silent=0, late=1, returned=0, objection=0, reservation=0))
    assert {stage["state"] for stage in year.summary["stages"]} == {"adopted"}
    assert all(stage["late"] == stage["obligations"] for stage in year.summary["stages"])


def test_a_region_in_which_all_object_refers_what_they_object_to(play: Play, small_region: Path) -> None:
    behaviour = Behaviour(silent=0, late=0, returned=1, objection=1, quiet=0)
    year = play("objecting", small_region, behaviour=behaviour)
    assert "referred" in {stage["state"] for stage in year.summary["stages"]}
    assert {stage["state"] for stage in year.summary["stages"]} <= {"referred", "adopted", "adopted_with_reservations"}


def test_one_body_can_be_told_how_to_behave(play: Play, small_region: Path) -> None:
    behaviour = Behaviour(silent=0, late=0, bodies={"75.peoples_committee": "silent"})
    stages = play("one-silent", small_region, behaviour=behaviour).summary["stages"]
    assert sum(stage["missing"] for stage in stages if stage["cycle"].startswith("two-provinces/")) == 1
    assert all(stage["missing"] == 0 for stage in stages if ":79/" in stage["cycle"])


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("silent: 2\n", "silent"),
        ("silent: many\n", "silent"),
        ("lazy: 0.5\n", "lazy"),
        ("bodies:\n  92.peoples_committee: asleep\n", "bodies.92.peoples_committee"),
        ("silent: [\n", "behaviour.yaml:"),
        ("silent: 0.1\nsilent: 0.2\n", "behaviour.yaml:2"),
    ],
)
def test_a_wrong_behaviour_file_is_refused_with_its_place(
    words: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "behaviour.yaml", tmp_path / "out"
    path.write_text(words, encoding="utf-8")
    code = main(
        [
            "simulate",
            "--region",
            "southeast",
            "--year",
            "2027",
            "--out",
            str(out),
            "--behaviour",
            str(path),
            "--no-prefect",
            "--json",
        ]
    )
    error = json.loads(capsys.readouterr().out)["error"]
    assert (code, error["code"]) == (3, "invalid-input")
    assert any(place in fault["where"] for fault in error["faults"]), error
    assert str(path) in error["faults"][0]["where"]
    assert not out.exists()


def test_a_behaviour_file_is_read(tmp_path: Path, small_region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "behaviour.yaml"
    path.write_text("silent: 1.0\nlate: 0\n", encoding="utf-8")
    out = str(tmp_path / "out")
    words = ["simulate", "--region", str(small_region), "--year", "2027", "--out", out, "--behaviour", str(path)]
    assert main([*words, "--no-prefect", "--hold-mail", "--json"]) == 0
    assert {stage["state"] for stage in json.loads(capsys.readouterr().out)["stages"]} == {"referred"}


FOREIGN = [
    ["notes.docx"],
    ["lienvung.db"],
    ["mail/mine/new/1"],
    ["calendar-of-mine.txt", MARK],
    ["summary.json", "my-thesis.txt", MARK],
    [".git/config", MARK],
]


@pytest.mark.parametrize("names", FOREIGN, ids=" ".join)
def test_a_folder_with_anything_of_somebody_elses_is_refused_and_left_alone(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        prepare(tmp_path)
    assert sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file()) == sorted(names)
    assert all((tmp_path / name).read_text(encoding="utf-8") == "mine" for name in names)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        prepare(tmp_path / "file")


def test_an_earlier_simulation_even_a_broken_one_is_replaced(tmp_path: Path) -> None:
    prepare(tmp_path / "out")
    for name in ("lienvung.db", "summary.json", "calendar-regional-plan.svg", "stages/79/stage.json"):
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text("old", encoding="utf-8")
    prepare(tmp_path / "out")
    assert [each.name for each in (tmp_path / "out").iterdir()] == [MARK]


def test_a_year_before_anything_was_published_is_refused_and_no_folder_made(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        simulate(
            region="southeast", year=1980, folder=tmp_path / "out", seed=1, behaviour=Behaviour(), conductor=Direct(),
            language="vi", hold_mail=True, prefect=False, progress=lambda _done, _days, _day: None,
        )  # fmt: skip
    assert not (tmp_path / "out").exists()


@pytest.mark.prefect
@pytest.mark.xdist_group("prefect")
def test_prefect_plays_the_same_year_to_the_last_hash(
    play: Play, shared: Path, small_region: Path, tmp_path: Path
) -> None:
    environment = {name: each for name, each in os.environ.items() if not name.startswith("PREFECT_")}
    words = ["simulate", "--region", str(small_region), "--year", "2027", "--seed", "1", "--hold-mail", "--json"]
    said = subprocess.run(
        [*PROGRAM, *words, "--out", str(tmp_path / "out")],
        env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    played, direct = json.loads(said.stdout), play("one", small_region).summary
    assert (played["audit_head"], played["events"]) == (direct["audit_head"], direct["events"])
    assert (played["stages"], played["notices"]) == (direct["stages"], direct["notices"])
    assert played["prefect"]["flow_runs"] > 0
    assert (tmp_path / "out" / "prefect").is_dir()
