"""What the terminal says is in words of its language; codes stay where machines read them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.cli.words import PARTS, STATES
from coordination.notices.service import listed
from coordination.notices.tables import STATES as NOTICE_STATES
from coordination.regions.model import Region
from coordination.settings import Settings
from tests.cli.conftest import PLAN, Run

STAGE, BODY, DESK = f"{PLAN}/joint-assessment", "79.peoples_committee", "southeast.secretariat"
OPEN = ("cycle", "open", "--region", "southeast", "--procedure", "regional-plan", "--period", "2027")
ASK = ("cycle", "extend", "ask", STAGE, BODY, "--ground", "awaiting_data", "--reason", "Chờ số liệu")
GRANT = ("cycle", "extend", "grant", STAGE, BODY, "--reason", "Đồng ý")


def changed(run: Run, day: str = "2026-06-10") -> str:
    """Write a copy of the region with one day off more; gives its path."""
    assert run("region", "copy", "southeast", "new.yaml").code == 0
    path = Path("new.yaml")
    holiday = (
        f"\n  - date: {day}\n    name: {{vi: Lễ, en: Feast}}\n"
        '    kind: "off"\n    basis: {text: Nghị quyết, status: design}\n'
    )
    text = path.read_text(encoding="utf-8")
    text = (
        text.replace("\nholidays:", f"\nholidays:{holiday}", 1)
        if "\nholidays:" in text
        else f"{text}\nholidays:{holiday}"
    )
    path.write_text(text, encoding="utf-8")
    return "./new.yaml"


def test_every_part_of_a_configuration_has_words() -> None:
    assert set(PARTS) == set(Region.model_fields)


def test_a_tick_says_what_was_done(run: Run, database: Path) -> None:
    said = run("cycle", "tick", "--now", "2026-07-20", "--db", str(database))
    assert f"tổng hợp kết quả: {STAGE}" in said.out
    assert not {"advance", "synthesise", "settle", "remind"} & {
        line.partition(":")[0] for line in said.out.splitlines()
    }


def test_a_dry_run_does_not_claim_to_have_opened(run: Run, tmp_path: Path) -> None:
    said = run(*OPEN, "--now", "2026-05-28", "--dry-run")
    assert "sẽ mở" in said.out
    assert "đã mở" not in said.out


def test_an_amendment_names_the_parts_in_words_and_the_codes_in_json(run: Run, database: Path) -> None:
    words = (
        "cycle",
        "amend",
        PLAN,
        "--region",
        changed(run),
        "--now",
        "2026-06-03",
        "--dry-run",
        "--db",
        str(database),
    )
    said = run(*words)
    assert "Phần thay đổi: ngày nghỉ" in said.out
    assert "Hạn nộp" in said.out
    assert run(*words, "--json").json["parts"] == ["holidays"]


@pytest.mark.parametrize("name", ["positions", "positions_due"])
def test_a_date_cannot_be_moved_and_kept(name: str, run: Run, database: Path) -> None:
    decisions = ("--move", f"joint-assessment.{name}", "--keep", "joint-assessment.positions")
    said = run("cycle", "amend", PLAN, *decisions, "--db", str(database), "--json")
    assert (said.code, said.error["code"]) == (2, "usage")


def test_cycles_that_have_not_adopted_the_configuration_are_named(run: Run, database: Path) -> None:
    where = ("--db", str(database))
    ladder = ("cycle", "open", "--region", "southeast", "--procedure", "council-supervision", "--period", "2027")
    opened = run(*ladder, *where, "--now", "2026-06-02", "--json").json
    words = ("cycle", "amend", PLAN, "--region", changed(run, "2026-10-14"), "--now", "2026-06-03", *where)
    others = run(*words, "--dry-run", "--json").json["others"]
    assert others
    assert set(others) <= {each["cycle"] for each in opened}
    said = run(*words)
    assert said.code == 0, said
    assert f"Chu kỳ khác chưa nhận: {others[0]}" in said.out
    everywhere = run("cycle", "amend", "southeast", "--region", "./new.yaml", "--now", "2026-06-03", *where, "--json")
    assert [each["others"] for each in everywhere.json] == [[]] * len(everywhere.json)
    assert run(*words, "--json").json["others"] == []


def test_who_may_answer_sees_what_awaits_an_answer(run: Run, database: Path) -> None:
    where = ("--db", str(database), "--now", "2026-06-10")
    assert run("inbox", DESK, *where, "--json").json["decides"] == []
    assert run(*ASK, "--until", "2026-06-20", *where).code == 0
    (waiting,) = run("inbox", DESK, *where, "--json").json["decides"]
    assert (waiting["stage"], waiting["body"], waiting["until"]) == (STAGE, BODY, "2026-06-20")
    assert waiting["ground"] == "awaiting_data"
    assert run("inbox", BODY, *where, "--json").json["decides"] == []
    shown = run("inbox", DESK, *where).out
    assert "Chờ quyết định gia hạn" in shown
    assert "chờ số liệu công bố" in shown
    assert run("cycle", "extend", "list", "--waiting", *where, "--json").json[0]["body"] == BODY
    assert run(*GRANT, "--hold-open", *where).code == 0
    assert run("inbox", DESK, *where, "--json").json["decides"] == []
    assert run("cycle", "extend", "list", "--waiting", *where, "--json").json == []


def test_a_day_off_and_a_day_after_closing_are_remarked_on(run: Run, database: Path) -> None:
    said = run(*ASK, "--until", "28/06/2026", "--db", str(database), "--now", "2026-06-10")
    assert "28/06/2026 là ngày nghỉ (Chủ nhật)" in said.out
    assert "cần --hold-open" in said.out


def test_the_answer_is_told_where_the_application_is(run: Run, database: Path) -> None:
    where = ("--db", str(database), "--now", "2026-06-10")
    run(*ASK, "--until", "2026-06-23", *where)
    first = run(*GRANT, "--until", "2026-06-22", "--hold-open", *where)
    assert first.code == 0, first
    assert "đã chấp thuận từ trước" not in first.out
    assert "closes" not in first.out
    again = run(*GRANT, "--until", "2026-06-22", *where)
    assert "đã chấp thuận từ trước" in again.out
    (row,) = run("cycle", "extend", "list", *where, "--json").json
    assert (row["asked_until"], row["until"]) == ("2026-06-23", "2026-06-22")
    for shown in (run("cycle", "extend", "list", *where).out, run("stage", "show", STAGE, *where).out):
        together = " ".join(shown.split())
        assert "23/06/2026" in together
        assert "Đồng ý" in together
        assert "awaiting_data" not in together


def test_days_past_due_are_counted_as_late_and_not_below_nothing(run: Run, database: Path) -> None:
    assert run("cycle", "tick", "--now", "2026-06-19", "--db", str(database)).code == 0
    owed = run("inbox", BODY, "--now", "2026-06-19", "--db", str(database), "--json").json["owes"][0]
    assert (owed["state"], owed["days_left"]) == ("late", -1)
    assert "trễ 1 ngày" in run("inbox", BODY, "--now", "2026-06-19", "--db", str(database)).out


def test_a_notice_is_shown_with_its_state_in_words(run: Run, database: Path) -> None:
    key = run("notices", "list", "--db", str(database), "--json").json[0]["notice"]
    assert "[chờ gửi]" in run("notices", "show", key, "--db", str(database)).out


def test_what_collides_is_placed_in_the_file_that_was_given(run: Run) -> None:
    run("region", "copy", "mekong-delta-2019", "old.yaml")
    found = run("calendar", "check", "old.yaml", "--period", "2027", "--json").json["conflicts"]
    fixes = [each["fix"]["vi"] for each in found if each["code"] == "map-of-another-time"]
    assert len(fixes) == 1
    assert "old.yaml" in fixes[0]
    assert "regions/" not in fixes[0]
    shipped = run("calendar", "check", "mekong-delta-2019", "--period", "2027", "--json").json["conflicts"]
    assert any("regions/mekong-delta-2019.yaml" in each["fix"]["vi"] for each in shipped)


def test_an_amendment_says_what_would_collide_in_the_year(run: Run, database: Path) -> None:
    path = Path(changed(run))
    text = path.read_text(encoding="utf-8").replace("opens: 2026-12-03", "opens: 2026-11-29")
    path.write_text(text, encoding="utf-8")
    where = ("--region", "./new.yaml", "--now", "2026-06-03", "--dry-run", "--db", str(database))
    said = run("cycle", "amend", PLAN, *where)
    assert "29/11/2026 là ngày nghỉ (Chủ nhật)" in said.out
    codes = {each["code"] for each in run("cycle", "amend", PLAN, *where, "--json").json["conflicts"]}
    assert "session-on-day-off" in codes


def test_notices_are_listed_with_keys_whole_by_the_words_the_table_prints(run: Run, database: Path) -> None:
    assert set(NOTICE_STATES) <= set(STATES)
    where = ("--db", str(database))
    keys = [each["notice"] for each in run("notices", "list", *where, "--json").json]
    lines = run("notices", "list", *where).out.splitlines()
    assert all(any(key in line for line in lines) for key in keys)
    for words in ("chờ gửi", "Chờ  gửi", "QUEUED", "queued"):
        assert [each["notice"] for each in run("notices", "list", "--state", words, *where, "--json").json] == keys
    for words in ("máy chủ thư đã nhận", "accepted by the mail server", "set aside"):
        assert run("notices", "list", "--state", words, *where, "--json").json == []
    said = run("notices", "list", "--state", "đang họp", *where, "--json")
    assert said.code == 2
    assert "delivered (máy chủ thư đã nhận)" in said.error["faults"][0]["what"]


def test_a_delivery_says_all_six_numbers_and_what_only_waits_for_a_digest(run: Run, database: Path) -> None:
    told = "2026-06-02T09:00"
    with closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine, engine.write() as session:
        rows = listed(session)
        kept = [row.key for row in rows if row.type == "stage.opened"][:2]
        for row in rows:
            row.state, row.digest = ("queued", "weekly") if row.key in kept else ("delivered", None)
    where = ("--db", str(database), "--now", told)
    said = run("notices", "deliver", *where)
    assert said.code == 7
    assert "đã gửi 0, hoãn 0, hỏng 0, chưa chắc 0, để riêng 0, còn 2 (2 chờ bản tin)" in said.out
    assert "chạy lại" not in said.err
    assert run("notices", "deliver", *where, "--json").json["awaiting_digest"] == 2
    later = run("notices", "deliver", "--db", str(database), "--now", "2026-06-09T09:00", "--lang", "en")
    assert later.code == 7
    assert "awaiting a digest" not in later.out
    assert "run it again" in later.err


def test_what_is_asked_in_the_balances_names_its_topics_and_no_year_by_a_letter(run: Run, database: Path) -> None:
    show = ("stage", "show", f"{PLAN}/balances", "--db", str(database))
    shown = " ".join(run(*show).out.split())
    assert "topics (nhận định theo chủ đề): energy-water, assigned-targets, proposals" in shown
    assert "Các cân đối lớn năm kế hoạch của tỉnh" in shown
    options = " ".join(run("stage", "show", f"{PLAN}/options", "--db", str(database)).out.split())
    assert "phương án phát triển năm 2027 của tỉnh" in options
    assert "N+1" not in shown + options
    assert run(*show, "--json").json["form"]["topics"] == ["energy-water", "assigned-targets", "proposals"]
