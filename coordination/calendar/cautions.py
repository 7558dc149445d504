"""What the reader of a date must know besides it: each in full and in a few words, in both languages. Pure."""

from __future__ import annotations

from datetime import date

from coordination.calendar import wording
from coordination.kernel.text import Text


def stays_on_day_off(day: date, off: Text, near: tuple[date, date] | None) -> tuple[Text, Text]:
    """Warn of a date on a day off that its rule does not roll; in full and in a few words.

    ``near`` holds the working days before and after it. A period of the law ends on the later one; a legal date of
    the kind "before …" offices do not move, so it is safe to be done by the earlier one.
    """
    vi = f"{day:%d/%m/%Y} là ngày nghỉ ({wording.nested(off.vi)}), quy tắc không dời"
    en = f"{day:%d/%m/%Y} is a day off ({wording.nested(off.en)}) and the rule does not roll it"
    if near:
        before, after = (f"{each:%d/%m/%Y}" for each in near)
        vi += (
            f"; thời hạn theo Điều 148 Bộ luật Dân sự 2015 sẽ kết thúc ngày {after}, còn hạn “trước ngày” theo luật "
            f"thì cơ quan không lùi: nên xong chậm nhất ngày {before}"
        )
        en += (
            f"; a period by Civil Code 2015 art. 148 would end on {after}, but offices do not move a legal date of "
            f"the kind “before” later: better be done by {before}"
        )
    brief = Text(
        vi=f"rơi vào ngày nghỉ ({wording.nested(off.vi)}), không dời",
        en=f"on a day off ({wording.nested(off.en)}), not rolled",
    )
    return Text(vi=f"Ngày {vi}.", en=f"{en}."), brief


def not_announced(years: list[int]) -> tuple[Text, Text]:
    """Warn that days off of some years are computed; in full and in a few words."""
    which = ", ".join(map(str, years))
    full = Text(
        vi=f"Lịch nghỉ năm {which} chưa được công bố; ngày nghỉ được tính theo luật và âm lịch, có thể thay đổi.",
        en=f"Days off in {which} are not yet announced; they are computed and may change.",
    )
    return full, Text(vi=f"lịch nghỉ {which} chưa công bố, có thể đổi", en=f"days off in {which} not yet announced")


def not_yet_in_force(day: date, start: date) -> tuple[Text, Text]:
    """Warn that the basis does not hold yet on the date; in full and in a few words."""
    return Text(
        vi=f"Căn cứ chưa có hiệu lực vào ngày {day:%d/%m/%Y} (có hiệu lực từ {start:%d/%m/%Y}).",
        en=f"The basis is not yet in force on {day:%d/%m/%Y} (it is from {start:%d/%m/%Y}).",
    ), Text(vi=f"căn cứ có hiệu lực từ {start:%d/%m/%Y}", en=f"basis in force only from {start:%d/%m/%Y}")


def no_longer_in_force(day: date, end: date) -> tuple[Text, Text]:
    """Warn that the basis no longer holds on the date; in full and in a few words."""
    return Text(
        vi=f"Căn cứ hết hiệu lực trước ngày {day:%d/%m/%Y} (có hiệu lực đến hết {end:%d/%m/%Y}).",
        en=f"The basis is no longer in force on {day:%d/%m/%Y} (it was until {end:%d/%m/%Y}).",
    ), Text(vi=f"căn cứ hết hiệu lực sau {end:%d/%m/%Y}", en=f"basis in force only until {end:%d/%m/%Y}")
