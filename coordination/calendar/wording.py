"""Rules, days and the standing of a basis in words a clerk uses, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from coordination.kernel.text import Text

WEEKEND = (Text(vi="thứ Bảy", en="Saturday"), Text(vi="Chủ nhật", en="Sunday"))
ANCHORS = {
    "opens": Text(vi="ngày mở bước", en="the opening of the step"),
    "due": Text(vi="hạn nộp", en="the due date"),
    "closes": Text(vi="ngày đóng nhận bản nộp", en="the closing of collection"),
    "positions": Text(vi="hạn cho ý kiến", en="the last day for positions"),
    "adopted": Text(vi="ngày thông qua", en="the adoption"),
    "cycle": Text(vi="ngày mở chu kỳ", en="the opening of the cycle"),
    "session:year_end": Text(vi="ngày khai mạc kỳ họp cuối năm", en="the opening of the year-end session"),
    "session:mid_year": Text(vi="ngày khai mạc kỳ họp giữa năm", en="the opening of the mid-year session"),
}
STANDING = {
    "in_force": Text(vi="đang có hiệu lực", en="in force"),
    "older": Text(vi="theo luật đã được thay thế", en="from a law since replaced"),
    "practice": Text(vi="theo thông lệ", en="practice"),
    "to_verify": Text(vi="cần kiểm chứng", en="to verify"),
    "inferred": Text(vi="suy luận", en="inferred"),
    "design": Text(vi="lịch chung do vùng đặt", en="set by the common calendar"),
    "actual": Text(vi="thực tế", en="as it happened"),
    "decision": Text(vi="quyết định trong chu kỳ", en="decided in the cycle"),
}
ROLLS = {
    "none": Text(vi="gặp ngày nghỉ vẫn giữ nguyên", en="kept even on a day off"),
    "next": Text(
        vi="gặp ngày nghỉ thì dời sang ngày làm việc kế tiếp", en="moved from a day off to the next working day"
    ),
    "previous": Text(
        vi="gặp ngày nghỉ thì dời về ngày làm việc liền trước", en="moved from a day off to the previous working day"
    ),
}
FREEZES = {
    "recompute": Text(vi="mốc đổi thì tính lại", en="worked out again when what it counts from moves"),
    "once_notified": Text(vi="đã thông báo thì giữ nguyên", en="kept once it has been told"),
    "ask": Text(
        vi="mốc đổi thì tổ giúp việc quyết định", en="decided by the secretariat when what it counts from moves"
    ),
}
ROLLED = {
    "next": Text(vi="dời sang ngày làm việc kế tiếp", en="rolled to the next working day"),
    "previous": Text(vi="dời về ngày làm việc liền trước", en="rolled to the previous working day"),
}
DAY_ZERO = Text(vi="mốc, không tính", en="day zero, not counted")
DAY_ONE = Text(vi="mốc, tính là ngày thứ 1", en="day zero, counted as day 1")
FIXED_DAY = Text(vi="ngày ấn định", en="fixed day")
READ = {
    "strict": Text(vi=" (không kể ngày đó)", en=" (that day excluded)"),
    "inclusive": Text(vi=" (kể cả ngày đó)", en=" (that day included)"),
}
COUNTED_ZERO = Text(vi=", tính cả ngày mốc", en=", that day counted")
_QUARTERS = ("I", "II", "III", "IV")
TET, WEEKENDS = Text(vi="Tết Nguyên Đán", en="Lunar New Year"), Text(vi="cuối tuần", en="weekend")
BEFORE_TET = Text(vi="ngày nghỉ giáp Tết Nguyên Đán", en="day off before Lunar New Year's Eve")
FIXED_BY_COUNCIL = Text(vi="do Hội đồng nhân dân ấn định", en="as the council has fixed it")
BY_CUSTOM = Text(vi="dự kiến theo thông lệ", en="expected by custom")


def in_lieu(saturday: str) -> Text:
    """Name a day off for which a Saturday is worked."""
    return Text(vi=f"nghỉ bù cho thứ Bảy {saturday} làm việc", en=f"off for the Saturday worked, {saturday}")


def worked(day_off: date | None) -> Text:
    """Say why a Saturday is worked."""
    if day_off is None:
        return Text(vi="thứ Bảy làm bù", en="Saturday worked by exchange")
    return Text(vi=f"thứ Bảy làm bù cho ngày nghỉ {day_off:%d/%m/%Y}", en=f"Saturday worked for {day_off:%d/%m/%Y} off")


def though_weekend(day: date, reason: Text) -> Text:
    """Say in a few words that a date is a day others would take off; the act behind it stands with the day itself."""
    exchanged = day.weekday() == _SATURDAY and not reason.vi.startswith(_EXCHANGED.vi)
    return _EXCHANGED if exchanged else reason


_SATURDAY, _EXCHANGED = 5, worked(None)


@lru_cache(maxsize=2048)
def nth(number: int, *, working: bool) -> Text:
    """Give the number of a counted day."""
    if not working:
        return Text(vi=f"ngày thứ {number}", en=f"day {number}") if number else Text(vi="chính ngày mốc", en="day zero")
    return Text(vi=f"ngày làm việc thứ {number}", en=f"working day {number}")


def joined(one: Text, other: Text) -> Text:
    """Put a second reason behind a first."""
    return Text(vi=f"{one.vi}: {other.vi}", en=f"{one.en}: {other.en}")


def read_before(day: date, reading: str) -> Text:
    """Say how `before` a day was read."""
    how = READ[reading]
    return Text(vi=f"trước ngày {day:%d/%m/%Y}{how.vi}", en=f"before {day:%d/%m/%Y}{how.en}")


def no_leap_day(year: int) -> Text:
    """Say that 29 February was wanted in a year without one."""
    return Text(
        vi=f"năm {year} không có ngày 29/02, lấy ngày 01/03", en=f"{year} has no 29/02, 01/03 stands in its place"
    )


def last_of(month: int, year: int) -> Text:
    """Name the last working day of a month."""
    return Text(
        vi=f"ngày làm việc cuối cùng của tháng {month}/{year}", en=f"last working day of month {month:02}/{year}"
    )


def anchor(name: str, language: str, names: Mapping[str, Text]) -> str:
    """Give what a rule counts from; a step's own anchor names the step, by its code where it has no other name."""
    known = ANCHORS.get(name)
    if known:
        return known.in_language(language)
    if name.startswith("session:"):
        kind = name.removeprefix("session:")
        return f"ngày khai mạc kỳ họp {kind}" if language == "vi" else f"the opening of the session {kind}"
    step, dot, of = name.rpartition(".")
    if dot and of in ANCHORS:
        called = f"“{names[step].in_language(language)}”" if step in names else step
        return ANCHORS[of].in_language(language) + (f" của bước {called}" if language == "vi" else f" of {called}")
    return _day(name)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _year(offset: int, language: str) -> str:
    if not offset:
        return ""
    return f" năm N{offset:+d}" if language == "vi" else f" of year N{offset:+d}"


def fixed(day: int, month: int, offset: int, language: str, *, before: bool) -> str:
    """Give a fixed day of a year near N in words."""
    when = f"{day:02}/{month:02}{_year(offset, language)}"
    if before:
        return f"trước ngày {when}" if language == "vi" else f"before {when}"
    return f"ngày {when}" if language == "vi" else f"on {when}"


def distance(days: int, what: str, language: str, *, after: bool, working: bool | None = None) -> str:
    """Give a number of days after or before something in words; ``working`` None: plain days."""
    if days == 0:
        return f"cùng ngày với {what}" if language == "vi" else f"the same day as {what}"
    if language == "vi":
        unit = "ngày làm việc" if working else "ngày"
        return f"{days} {unit} {'sau' if after else 'trước'} {what}"
    kind = {True: "working ", False: "calendar ", None: ""}[working]
    return f"{days} {kind}{'day' if days == 1 else 'days'} {'after' if after else 'before'} {what}"


def quarter(number: int | None, offset: int, language: str) -> str:
    """Give the last day of a quarter in words."""
    if number is None:
        return "ngày cuối quý có ngày mở" if language == "vi" else "the last day of the quarter of the opening"
    if language == "vi":
        return f"ngày cuối quý {_QUARTERS[number - 1]}{_year(offset, language)}"
    return f"the last day of quarter {number}{_year(offset, language)}"


def last_working_day(month: int, offset: int, language: str) -> str:
    """Give the last working day of a month in words."""
    if language == "vi":
        return f"ngày làm việc cuối cùng của tháng {month}{_year(offset, language)}"
    return f"the last working day of month {month}{_year(offset, language)}"


def standing(status: str, language: str) -> str:
    """Give how sure a basis is, in words."""
    known = STANDING.get(status)
    return known.in_language(language) if known else status


def based(words: str, basis: str, status: str, language: str) -> str:
    """Put the basis and how sure it is behind a date or a rule; a sentence so long is hard to read in brackets."""
    title = "Căn cứ" if language == "vi" else "Basis"
    return f"{words}. {title}: {basis.rstrip('. ')} [{standing(status, language)}]"


def nested(words: str) -> str:
    """Give words fit to stand in brackets: their own brackets become square ones."""
    return words.translate(_SQUARE)


_SQUARE = str.maketrans("()", "[]")


def kind_of_day_off(reason: Text) -> Text:
    """Give the name under which days off are listed together in one line."""
    if reason in WEEKEND:
        return WEEKENDS
    # The table numbers the days of Tết (Mùng hai …); New Year's Day is "Tết Dương lịch".
    if reason.en.endswith(("Lunar New Year", "Lunar New Year's Eve")):
        return TET
    return reason


def days_off(days: Iterable[tuple[date, Text]], year: int, language: str) -> str:
    """List days off in one line: weekends counted where there are many, neighbouring holidays as a range."""
    runs: list[list[tuple[date, Text]]] = []
    for day, reason in sorted(days, key=lambda each: each[0]):
        if runs and (day - runs[-1][-1][0]).days == 1:
            runs[-1].append((day, kind_of_day_off(reason)))
        else:
            runs.append([(day, kind_of_day_off(reason))])
    plain = [run for run in runs if all(kind == WEEKENDS for _, kind in run)]
    if len(plain) <= _FEW:
        return ", ".join(_run(run, year, language) for run in runs)
    number = sum(len(run) for run in plain)
    many = f"{number} ngày cuối tuần" if language == "vi" else f"{number} weekend days"
    return ", ".join([many, *(_run(run, year, language) for run in runs if run not in plain)])


_FEW = 2
"""Weekends listed day by day; of more, the number says as much."""


def _run(run: list[tuple[date, Text]], year: int, language: str) -> str:
    first, last = (f"{day:%d/%m}" if day.year == year else f"{day:%d/%m/%Y}" for day in (run[0][0], run[-1][0]))
    kinds = ", ".join(dict.fromkeys(nested(kind.in_language(language)) for _, kind in run))
    return f"{first} ({kinds})" if len(run) == 1 else f"{first}–{last} ({kinds})"
