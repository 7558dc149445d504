"""What the reader of a date is told: the way to it, in one line and in full, in both languages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest

from coordination.app import known
from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import Due, describe, evaluate, parse
from coordination.calendar.wording import BY_CUSTOM, FIXED_BY_COUNCIL, STANDING
from coordination.cycles.rules import schedule_cycle
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.checks.common import walk
from coordination.regions.model import Basis, DatedRule, Holiday, Region
from coordination.regions.service import available, load_region

COUNTRY = WorkCalendar(announced_through=2026)
ANCHORS = {"opens": date(2026, 6, 15), "session:year_end": date(2026, 12, 8)}
REGULATION = Basis(text="Quy chế vùng", en="Regional regulation", status="design")


def due(rule: str | DatedRule, calendar: WorkCalendar = COUNTRY, year: int = 2026) -> Due:
    """Evaluate a rule in year N = 2026."""
    return evaluate(rule, year=year, anchors=ANCHORS, calendar=calendar)


def in_full(found: Due, language: str = "vi") -> list[tuple[str, bool, str]]:
    """Give the derivation as a table."""
    return [(f"{each.day:%d/%m}", each.counted, each.reason.in_language(language)) for each in found.derivation]


def test_the_full_derivation_of_working_days_names_each_day() -> None:
    found = due("working_days 2 after 2026-08-20")
    assert in_full(found) == [
        ("20/08", False, "mốc, không tính"),
        ("21/08", True, "ngày làm việc thứ 1"),
        ("22/08", True, "ngày làm việc thứ 2: thứ Bảy làm bù cho ngày nghỉ 31/08/2026"),
    ]
    assert in_full(found, "en")[0][2] == "day zero, not counted"
    assert in_full(found, "en")[2][2] == "working day 2: Saturday worked for 31/08/2026 off"


def test_calendar_days_name_the_anchor_and_the_day() -> None:
    assert in_full(due("calendar_days 5 after opens")) == [
        ("15/06", False, "mốc, không tính"),
        ("20/06", True, "ngày thứ 5"),
    ]
    assert in_full(due("calendar_days 5 after opens, day_zero counted")) == [
        ("15/06", True, "mốc, tính là ngày thứ 1"),
        ("19/06", True, "ngày thứ 5"),
    ]
    assert in_full(due("session -27")) == [("08/12", False, "mốc, không tính"), ("11/11", True, "ngày thứ 27")]
    assert in_full(due("quarter_end:1 +6"))[0] == ("31/03", False, "mốc, không tính")


def test_a_roll_names_each_day_passed_over_and_the_day_reached() -> None:
    found = due("on 29/08, roll next")
    assert in_full(found) == [
        ("29/08", False, "ngày ấn định: thứ Bảy"),
        ("30/08", False, "Chủ nhật"),
        ("31/08", False, "nghỉ bù cho thứ Bảy 22/08/2026 làm việc"),
        ("01/09", False, "Quốc khánh"),
        ("02/09", False, "Quốc khánh"),
        ("03/09", True, "dời sang ngày làm việc kế tiếp"),
    ]
    assert in_full(found, "en")[-1][2] == "rolled to the next working day"
    assert in_full(due("on 15/08, roll previous"), "en")[-1][2] == "rolled to the previous working day"
    assert found.warnings == ()
    assert found.sentence("vi") == (
        "03/09/2026: ngày 29/08; 29/08–02/09 (cuối tuần, nghỉ bù cho thứ Bảy 22/08/2026 làm việc, Quốc khánh): "
        "dời sang ngày làm việc kế tiếp"
    )


def test_what_was_not_counted_is_not_counted_where_it_rolls_to() -> None:
    assert in_full(due("working_days 0 after 2026-05-30, roll next")) == [
        ("30/05", False, "mốc, không tính: thứ Bảy"),
        ("31/05", False, "Chủ nhật"),
        ("01/06", False, "dời sang ngày làm việc kế tiếp"),
    ]
    assert in_full(due("calendar_days 1 after 2026-05-31, day_zero counted, roll next")) == [
        ("31/05", False, "mốc, tính là ngày thứ 1: Chủ nhật"),
        ("01/06", True, "dời sang ngày làm việc kế tiếp"),
    ]


def test_a_worked_saturday_says_so_in_the_line() -> None:
    for rule in ("working_days 2 after 2026-08-20", "on 22/08", "on 23/08, roll previous"):
        found = due(rule)
        assert found.day == date(2026, 8, 22)
        assert found.sentence("vi").endswith("; thứ Bảy làm bù cho ngày nghỉ 31/08/2026")
        assert found.sentence("en").endswith("; Saturday worked for 31/08/2026 off")
    by_decree = Holiday(
        date=date(2026, 1, 10), name=Text(vi="Làm bù", en="In exchange"), kind="working", basis=REGULATION
    )
    office = WorkCalendar.of([by_decree], announced_through=2026)
    assert due("on 10/01", office).sentence("vi") == "10/01/2026: ngày 10/01; thứ Bảy làm bù"
    assert "làm bù" not in due("on 09/01", office).sentence("vi")


def test_steps_are_named_as_people_call_them_and_by_code_only_where_they_have_no_name() -> None:
    names = {"budget": Text(vi="Thẩm tra dự toán ngân sách", en="Verification of the budget")}
    rule, anchors = "working_days 2 after budget.positions", {"budget.positions": date(2026, 11, 2)}
    named = evaluate(rule, year=2026, anchors=anchors, calendar=COUNTRY, names=names)
    plain = evaluate(rule, year=2026, anchors=anchors, calendar=COUNTRY)
    words = "2 ngày làm việc sau hạn cho ý kiến của bước “Thẩm tra dự toán ngân sách”"
    assert named.sentence("vi") == f"04/11/2026: {words} 02/11/2026"
    assert "the last day for positions of “Verification of the budget” 02/11/2026" in named.sentence("en")
    assert "của bước budget 02/11/2026" in plain.sentence("vi")
    assert named == plain, "a step renamed is no other date"
    assert named.as_data().keys() == plain.as_data().keys()
    assert describe(parse(rule), "vi", names) == words
    assert describe(parse(rule), "vi", {}) == describe(parse(rule), "vi")


@pytest.mark.parametrize("note", [FIXED_BY_COUNCIL, BY_CUSTOM])
def test_who_fixed_the_opening_of_a_session_is_said_where_it_is_known(note: Text) -> None:
    for rule in ("session -27", "calendar_days 27 before session:year_end"):
        found = evaluate(rule, year=2026, anchors=ANCHORS, calendar=COUNTRY, names={"session:year_end": note})
        assert found.sentence("vi") == (
            f"11/11/2026: 27 ngày trước ngày khai mạc kỳ họp cuối năm 08/12/2026 ({note.vi})"
        )
        assert f"08/12/2026 ({note.en})" in found.sentence("en")
    other = evaluate("session -27", year=2026, anchors=ANCHORS, calendar=COUNTRY, names={"session:mid_year": note})
    assert note.vi not in other.sentence("vi")


def test_before_says_how_it_was_read() -> None:
    office = WorkCalendar(announced_through=2026, inclusive=True)
    for rule, calendar, day, vi in (
        ("before 15/05", COUNTRY, 14, "không kể ngày đó"),
        ("before 15/05", office, 15, "kể cả ngày đó"),
        ("before 15/05, reading strict", office, 14, "không kể ngày đó"),
        ("before 15/05, reading inclusive", COUNTRY, 15, "kể cả ngày đó"),
    ):
        found = due(rule, calendar)
        assert found.day == date(2026, 5, day)
        assert found.sentence("vi") == f"{day}/05/2026: trước ngày 15/05 ({vi})"
        assert in_full(found) == [(f"{day}/05", True, f"trước ngày 15/05/2026 ({vi})")]


def test_the_line_names_rule_anchor_days_off_basis_and_standing() -> None:
    found = due(DatedRule(rule="working_days 20 after opens", basis=REGULATION))
    assert found.sentence("vi") == (
        "13/07/2026: 20 ngày làm việc sau ngày mở bước 15/06/2026; không tính 8 ngày cuối tuần. "
        "Căn cứ: Quy chế vùng [lịch chung do vùng đặt]"
    )
    assert found.sentence("en") == (
        "13/07/2026: 20 working days after the opening of the step 15/06/2026; not counted: 8 weekend days. "
        "Basis: Regional regulation [set by the common calendar]"
    )


def test_the_line_lists_tet_as_one_range_and_says_that_it_is_computed() -> None:
    found = due("working_days 10 before 2027-02-15")
    assert found.sentence("vi") == (
        "25/01/2027: 10 ngày làm việc trước 15/02/2027; không tính 30/01–31/01 (cuối tuần), "
        "04/02–10/02 (Tết Nguyên Đán), 13/02–14/02 (cuối tuần); lịch nghỉ 2027 chưa công bố, có thể đổi"
    )
    assert "04/02–10/02 (Lunar New Year)" in found.sentence("en")
    over_new_year = due("working_days 1 after 2025-12-31").sentence("vi")
    assert "không tính 01/01 (Tết Dương lịch)" in over_new_year
    back = due("working_days 2 before 2027-01-04").sentence("vi")
    assert "01/01/2027–03/01/2027 (Tết Dương lịch, cuối tuần)" in back, "another year is said"


def test_a_day_off_that_the_rule_does_not_roll_warns() -> None:
    (warning,) = due("on 15/08").warnings
    assert warning.vi == (
        "Ngày 15/08/2026 là ngày nghỉ (thứ Bảy), quy tắc không dời; thời hạn theo Điều 148 Bộ luật Dân sự 2015 sẽ kết "
        "thúc ngày 17/08/2026, còn hạn “trước ngày” theo luật thì cơ quan không lùi: nên xong chậm nhất ngày 14/08/2026."
    )
    assert "Civil Code 2015 art. 148 would end on 17/08/2026" in warning.en
    assert "better be done by 14/08/2026" in warning.en
    assert due("on 15/08").sentence("en") == "15/08/2026: on 15/08; on a day off (Saturday), not rolled"
    assert len(due("on 15/08, roll none").warnings) == 1
    assert due("on 14/08").warnings == ()


@pytest.mark.parametrize(
    ("rule", "years"),
    [
        ("working_days 1 after 2026-11-23", ""),
        ("working_days 10 before 2027-02-15", "2027"),
        ("working_days 5 before 2027-01-06", "2027"),
        ("calendar_days 30 before 2027-01-05", ""),
        ("calendar_days 30 after 2026-12-05", "2027"),
        ("on 15/01/N+1", "2027"),
        ("before 01/01/N+1", ""),
        ("on 02/01/N+1, roll previous", "2027"),
        ("last_working_day of 1/N+1", "2027"),
        ("working_days 300 after 2026-12-01", "2027, 2028"),
    ],
)
def test_days_looked_at_in_a_year_not_announced_warn(rule: str, years: str) -> None:
    told = [each for each in due(rule).warnings if "computed" in each.en]
    assert len(told) == bool(years)
    for warning in told:
        assert f"Lịch nghỉ năm {years} chưa được công bố" in warning.vi
        assert f"Days off in {years} are not yet announced" in warning.en


def test_without_an_announcement_no_day_is_certain() -> None:
    assert len(due("on 14/08", WorkCalendar()).warnings) == 1


def test_a_basis_out_of_force_on_the_day_warns() -> None:
    old = Basis(text="Luật cũ", status="older", valid_from=date(2020, 1, 1), valid_to=date(2026, 5, 13))
    rule = DatedRule(rule="before 15/05", basis=old)
    (warning,) = due(rule).warnings
    assert "hết hiệu lực trước ngày 14/05/2026" in warning.vi
    assert "no longer in force" in warning.en
    (warning,) = due(rule, year=2019).warnings
    assert "not yet in force on 14/05/2019" in warning.en
    assert "có hiệu lực từ 01/01/2020" in warning.vi
    assert due(rule, year=2025).warnings == ()
    last = rule.model_copy(update={"basis": old.model_copy(update={"valid_to": date(2026, 5, 14)})})
    assert due(last).warnings == (), "the last day is included"


def test_a_decreed_day_off_is_named_with_its_decree() -> None:
    basis = Basis(text="Quyết định 12/QĐ-UBND", status="in_force")
    storm = Holiday(date=date(2026, 6, 16), name=Text(vi="Nghỉ bão", en="Storm"), kind="off", basis=basis, units=["92"])
    found = due("working_days 1 after opens", WorkCalendar.of([storm], "92", announced_through=2026))
    assert ("16/06", False, "Nghỉ bão (Quyết định 12/QĐ-UBND)") in in_full(found)
    assert "16/06 (Nghỉ bão [Quyết định 12/QĐ-UBND])" in found.sentence("vi")


def test_as_plain_data_nothing_is_lost() -> None:
    found = due(DatedRule(rule="working_days 1 after opens", freeze="ask", basis=REGULATION))
    assert found.as_data() == {
        "date": "2026-06-16",
        "rule": "working_days 1 after opens, freeze ask",
        "anchor": "2026-06-15",
        "freeze": "ask",
        "basis": {"vi": "Quy chế vùng", "en": "Regional regulation"},
        "status": "design",
        "sentence": {"vi": found.sentence("vi"), "en": found.sentence("en")},
        "derivation": [
            {
                "date": "2026-06-15",
                "counted": False,
                "reason": {"vi": "mốc, không tính", "en": "day zero, not counted"},
            },
            {"date": "2026-06-16", "counted": True, "reason": {"vi": "ngày làm việc thứ 1", "en": "working day 1"}},
        ],
        "warnings": [],
    }
    plain = due("on 14/08").as_data()
    assert (plain["basis"], plain["anchor"], plain["freeze"]) == (None, None, "recompute")


# The shipped configurations

REGIONS = sorted(each.code for each in available())


@lru_cache
def shipped(code: str) -> Region:
    """Give a shipped region, read once."""
    return load_region(code, known())


def test_seven_configurations_are_shipped() -> None:
    assert len(REGIONS) == 7


@pytest.mark.parametrize("code", REGIONS)
def test_every_date_of_a_shipped_configuration_explains_itself(code: str) -> None:
    region = shipped(code)
    period = Period.parse(str(max(region.map_date.year + 1, 2020)))
    dates = [due for procedure in region.procedures for due in _dates(region, procedure.procedure, period)]
    assert len(dates) > 100
    for each in dates:
        assert each.basis is not None, each.rule
        assert each.basis.vi.strip()
        for language in ("vi", "en"):
            standing = STANDING[each.status].in_language(language)
            assert each.sentence(language).endswith(f" [{standing}]"), each.sentence(language)
        assert each.derivation[-1].day == each.day


def _dates(region: Region, slug: str, period: Period) -> list[Due]:
    procedure = region.procedure(slug)
    assert procedure is not None
    found = []
    for unit in [unit.code for unit in region.units] if procedure.scope == "province" else [None]:
        begins, ends, steps = schedule_cycle(region, procedure, period, unit)
        found += [begins, ends, *(each for dates in steps.values() for each in dates.named().values())]
    return found


@pytest.mark.parametrize("code", REGIONS)
def test_every_rule_of_a_shipped_configuration_has_a_basis_with_a_standing(code: str) -> None:
    region = shipped(code)
    rules = [each for procedure in region.procedures for _, each in walk(procedure) if isinstance(each, DatedRule)]
    assert len(rules) > 30
    for rule in rules:
        assert rule.basis.text.strip()
        assert rule.basis.status in STANDING


def test_the_dates_of_a_year_whose_days_off_are_not_announced_say_so(region: Region) -> None:
    later = Period(region.announced_through + 2, region.announced_through + 2)
    procedure = region.procedure("regional-plan")
    assert procedure is not None
    begins, _, steps = schedule_cycle(region, procedure, later, None)
    assert begins.day.year == region.announced_through + 1
    for dates in steps.values():
        for each in dates.named().values():
            assert "chưa công bố" in each.sentence("vi")
            assert "not yet announced" in each.sentence("en")
