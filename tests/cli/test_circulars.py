"""``notices announce`` and ``notices correct`` as a secretariat types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said, forget_words

DAY = "2026-07-28"
KEY = "1/79.peoples_committee/email"


@pytest.fixture(autouse=True)
def folder(blank: Path, tmp_path: Path) -> Path:
    """Put a database, the words of a circular and a file to attach into the folder the command runs in."""
    shutil.copy(blank, tmp_path / "c.db")
    (tmp_path / "bieu.csv").write_text("mã;tên\n", encoding="utf-8")
    path = tmp_path / "b.md"
    path.write_text("## Nội dung\n\nGửi **số liệu**.\n", encoding="utf-8")
    return path


def announce(run: Run, *more: str, region: str = "southeast", to: str = "province.peoples_committee") -> Said:
    """Announce to the committees of three provinces."""
    where = ["--db", "c.db", "--now", DAY]
    return run(
        "notices",
        "announce",
        "--region",
        region,
        "--to",
        to,
        "--subject",
        "Gửi số liệu",
        "--body",
        "b.md",
        *where,
        *more,
    )


def correct(run: Run, key: str, *more: str) -> Said:
    """Correct a notice."""
    return run(
        "notices", "correct", key, "--body", "b.md", "--reason", "Sai ngày.", "--db", "c.db", "--now", DAY, *more
    )


def listed(run: Run) -> list[str]:
    """Give the keys of all notices in the database."""
    said = run("notices", "list", "--db", "c.db", "--json")
    assert said.code == 0
    return [each["notice"] for each in said.json]


def test_a_dry_run_lists_body_office_and_address_and_writes_nothing(run: Run) -> None:
    said = announce(run, "--dry-run")
    assert said.code == 0
    assert "79.peoples_committee" in said.out
    assert "ubnd@ho-chi-minh.example" in said.out
    assert "sẽ gửi 3 cơ quan" in said.out
    assert listed(run) == []
    data = announce(run, "--dry-run", "--json").json
    assert {each["body"] for each in data["recipients"]} == {f"{unit}.peoples_committee" for unit in (75, 79, 80)}
    assert (data["announcement"], data["notices"], data["without_address"]) == ("southeast/announcement/1", 3, [])


def test_who_has_no_address_on_that_day_is_named(run: Run) -> None:
    said = announce(run, "--to", "commune.peoples_council@80", "--now", "2025-06-30", "--dry-run", "--json")
    assert said.code == 0
    missing = {each["body"] for each in said.json["recipients"] if each["address"] is None}
    assert missing == set(said.json["without_address"])
    assert all(code.endswith(".peoples_council") for code in missing)
    assert len(missing) > 50
    people = announce(run, "--to", "commune.peoples_council@80", "--now", "2025-06-30", "--lang", "en")
    assert "Without an address today: " in people.out


def test_announced_twice_is_sent_once_and_again_is_sent_again(run: Run) -> None:
    assert announce(run, "--attach", "bieu.csv", "--json").json["new"]
    second = announce(run, "--attach", "bieu.csv")
    assert (second.code, len(listed(run))) == (0, 3)
    assert "không gửi lại" in second.out
    assert announce(run, "--attach", "bieu.csv", "--again", "--json").json["announcement"] == "southeast/announcement/2"
    assert announce(run, "--json").json["announcement"] == "southeast/announcement/3"


def test_the_whole_country_and_one_commune_can_be_meant(run: Run) -> None:
    assert announce(run, "--json", region="national").json["notices"] == 34
    one = announce(run, "--json", region="national", to="00004.peoples_committee").json
    assert [each["body"] for each in one["recipients"]] == ["00004.peoples_committee"]


def test_a_correction_goes_to_all_who_were_told_and_only_the_newest_is_corrected(run: Run) -> None:
    announce(run, "--attach", "bieu.csv")
    said = correct(run, KEY, "--json")
    assert (said.code, said.json["supersedes"], said.json["notices"]) == (0, 1, 3)
    assert [file["name"] for file in said.json["attachments"]] == ["bieu.csv"]
    assert correct(run, KEY, "--json").json["new"] is False
    newest = f"{said.json['event']}/79.peoples_committee/email"
    for language in ("vi", "en"):
        refused = correct(run, KEY, "--subject", "Khác", "--json", "--lang", language)
        assert refused.code == 5
        assert newest in refused.error["faults"][0]["what"]
    shown = run("notices", "show", newest, "--db", "c.db").out
    assert "Thông báo này thay thế thông báo" in shown
    assert correct(run, "9/79.peoples_committee/email").code == 6


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--to", "province.people_committee"), 3, "province.peoples_committee"),
        (("--to", "commune.peoples_council@99"), 3, "99"),
        (("--region", "south-east"), 6, "southeast"),
        (("--region", "gone.yaml"), 6, "gone.yaml"),
        (("--subject", ""), 3, "--subject"),
        (("--subject", "x" * 10_000), 3, "300"),
        (("--subject", "a\u202eb"), 3, "U+202E"),
        (("--subject", "a\ud800"), 2, "UTF-8"),
        (("--body", "gone.md"), 6, "gone.md"),
        (("--body", "."), 3, "."),
        (("--attach", "gone.pdf"), 6, "gone.pdf"),
        (("--attach", "b.md"), 3, "b.md"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_wrong_is_said_in_both_languages_and_nothing_is_written(
    arguments: tuple[str, ...], code: int, words: str, language: str, run: Run
) -> None:
    said = announce(run, *arguments, "--json", "--lang", language)
    assert said.code == code
    assert words in "".join(f"{fault['where']} {fault['what']}" for fault in said.error["faults"])
    assert listed(run) == []


def test_a_circular_to_nobody_is_no_circular(run: Run) -> None:
    said = run("notices", "announce", "--region", "southeast", "--subject", "a", "--body", "b.md", "--db", "c.db")
    assert said.code == 2
    assert announce(run, "--now", "2020-01-01", to="commune.peoples_council@80").code == 3


@pytest.mark.parametrize("verb", ["announce", "correct"])
@pytest.mark.parametrize(("language", "words"), [("vi", "Ví dụ: lienvung"), ("en", "Example: lienvung")])
def test_help_shows_an_example(verb: str, language: str, words: str, run: Run) -> None:
    forget_words()
    said = run("notices", verb, "--help", "--lang", language)
    forget_words()
    assert said.code == 0
    assert words in said.out


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_corrected_before_it_was_told(language: str, run: Run) -> None:
    announce(run)
    said = correct(run, KEY, "--now", "2026-07-27", "--json", "--lang", language)
    assert (said.code, said.error["code"]) == (5, "conflict")
    assert "28/07/2026" in said.error["faults"][0]["what"]
    assert len(listed(run)) == 3


def test_what_replaced_a_notice_is_shown_with_both(run: Run) -> None:
    announce(run)
    newest = f"{correct(run, KEY, '--json').json['event']}/79.peoples_committee/email"
    assert f"Đã được thay thế bằng: {newest}" in run("notices", "show", KEY, "--db", "c.db").out
    assert f"Supersedes: {KEY}" in run("notices", "show", newest, "--db", "c.db", "--lang", "en").out
