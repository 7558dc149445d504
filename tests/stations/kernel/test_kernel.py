"""Clock, period, text, canonical form and keys."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coordination.kernel import process
from coordination.kernel.canonical import canonical_json, content_hash, sha256
from coordination.kernel.clock import (
    FixedClock,
    SystemClock,
    end_of_day,
    local_date,
    morning_of,
    require_utc,
    start_of_day,
)
from coordination.kernel.keys import CycleKey, notice_key, result_key, stage_key, submission_key
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR, Period
from coordination.kernel.text import ascii_fold, nfc, one_line

DAYS = st.dates(date(1976, 1, 1), date(2100, 12, 31))
SLUGS = st.from_regex(r"[a-z0-9]+(?:-[a-z0-9]+)*", fullmatch=True)
PERIODS = st.tuples(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(0, 10)).map(
    lambda pair: Period(pair[0], min(pair[0] + pair[1], LAST_YEAR))
)
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\0\r\n\t\v\f\x1c\x85\u00ad\u200b\u200d\u200e\u202e\u2028\u2029\u2066\ufeff\ud800\u0301\u0323ăâđêôơưÁ"
        ),
    )
)


@given(PERIODS)
def test_a_period_reads_what_it_prints(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period.drafting_year == period.first - 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27",
        "2027-",
        "2030-2026",
        "1975",
        "2101",
        "2027-2101",
        "2026–2030",
        "2026/2030",
        "2027 2028",
        "-2027",
        "NaN",
    ],
)
def test_what_is_no_period_is_refused_with_its_form(text: str) -> None:
    with pytest.raises(ValueError, match="is not a plan period"):
        Period.parse(text)


def test_a_plan_period_of_one_year_is_that_year() -> None:
    assert str(Period.parse("2027-2027")) == "2027"
    assert str(Period.parse(" 2026-2030 ")) == "2026-2030"


@given(SLUGS, SLUGS, PERIODS, st.one_of(st.none(), st.from_regex(r"[0-9A-Z]{2,5}", fullmatch=True)))
def test_a_cycle_key_reads_what_it_prints(region: str, procedure: str, period: Period, unit: str | None) -> None:
    key = CycleKey(region, procedure, str(period), unit)
    assert CycleKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "a/b", "a//2027", "a/b/c", "a/b/2027/joint-meeting", ":92/b/2027", "/b/2027"])
def test_what_is_no_cycle_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        CycleKey.parse(text)


def test_keys_are_literal_and_stand_one_under_the_other() -> None:
    stage = stage_key("mekong-delta/regional-plan/2027", "forecast")
    assert stage == "mekong-delta/regional-plan/2027/forecast"
    assert submission_key(stage, "92.peoples_committee", 2) == f"{stage}/92.peoples_committee/2"
    assert result_key(stage, 1) == f"{stage}/r1"
    assert notice_key(17, "92.peoples_committee", "email") == "17/92.peoples_committee/email"


@given(HOSTILE)
def test_one_line_is_one_line_however_hostile_the_text(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in line)
    assert one_line(line) == line
    assert nfc(line) == line
    line.encode()


def test_one_line_keeps_the_words_and_their_diacritics() -> None:
    assert one_line("Về việc:\r\nBcc: kẻ\u202e xấu\t@x") == "Về việc: Bcc: kẻ xấu @x"
    assert one_line("Đồ\u200bng bằ\u00adng") == "Đồng bằng"
    assert one_line("e\u200d\u0301") == "é", "a letter and its accent meet when the invisible sign between them goes"


@given(st.text())
def test_composed_text_stays_composed(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


def test_two_spellings_of_a_vietnamese_word_become_one() -> None:
    word = "Đồng bằng sông Cửu Long"
    apart = unicodedata.normalize("NFD", word)
    assert apart != word
    assert nfc(apart) == word
    assert ascii_fold(apart) == ascii_fold(word) == "dong bang song cuu long"


@pytest.mark.parametrize("moment", [datetime(2026, 5, 28), datetime(2026, 5, 28, 7, 30)])  # noqa: DTZ001
def test_a_moment_without_zone_is_refused(moment: datetime) -> None:
    for use in (require_utc, local_date, FixedClock, FixedClock(datetime(2026, 1, 1, tzinfo=UTC)).set):
        with pytest.raises(ValueError, match="without time zone"):
            use(moment)


@given(DAYS)
def test_a_day_in_viet_nam_is_utc_plus_seven_all_year(day: date) -> None:
    assert start_of_day(day) == datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=7)))
    assert morning_of(day) == start_of_day(day) + timedelta(hours=7, minutes=30)
    assert end_of_day(day) == start_of_day(day) + timedelta(days=1)
    assert local_date(end_of_day(day) - timedelta(microseconds=1)) == day
    assert local_date(end_of_day(day)) == day + timedelta(days=1)
    assert local_date(morning_of(day)) == day


def test_a_deadline_has_passed_at_five_in_the_afternoon_utc() -> None:
    assert end_of_day(date(2026, 6, 18)) == datetime(2026, 6, 18, 17, tzinfo=UTC)
    assert morning_of(date(2026, 6, 18)) == datetime(2026, 6, 18, 0, 30, tzinfo=UTC)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=8))
def test_a_fixed_clock_never_goes_back(hours: list[int]) -> None:
    begin = datetime(2026, 5, 28, tzinfo=UTC)
    clock = FixedClock(begin)
    latest = clock.now()
    for moment in (begin + timedelta(hours=each) for each in hours):
        if moment < latest:
            with pytest.raises(ValueError, match="cannot go back"):
                clock.set(moment)
        else:
            clock.set(moment)
            latest = moment
        assert clock.now() == latest


def test_the_system_clock_tells_utc_to_the_second() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(st.characters(exclude_categories=("Cs",)))),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=5), PLAIN, min_size=2, max_size=5))
def test_the_order_of_keys_does_not_change_a_hash(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert content_hash(turned) == content_hash(value)


@given(PLAIN, PLAIN)
def test_different_values_have_different_spellings(one: object, other: object) -> None:
    assume(repr(one) != repr(other) and one != other)
    assert canonical_json(one) != canonical_json(other)


def test_a_hash_is_that_of_the_utf_8_bytes() -> None:
    assert sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert canonical_json({"b": "Cần Thơ", "a": 1}) == '{"a":1,"b":"Cần Thơ"}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


def test_a_lease_of_a_process_that_ended_is_known_to_be_free() -> None:
    mine = process.identity()
    assert process.alive(mine)
    host, pid, _ = mine.split(":")
    assert pid == str(os.getpid())
    assert not process.alive(f"{host}:{pid}:1"), "another process had this number before"
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert not process.alive(f"{host}:{ended.pid}:1")


def test_a_lease_of_another_machine_is_presumed_to_be_held() -> None:
    assert process.alive("another-machine:1:1")
    assert process.alive("something unreadable")
