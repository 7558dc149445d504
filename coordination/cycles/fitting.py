"""Do the dates of a running cycle still fit together, and what in words differs between two configurations? Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from coordination.kernel.text import Text
from coordination.regions.model import Holiday, Region

ORDER = (("opens", "due"), ("due", "closes"), ("closes", "positions"))
"""Dates of a step that follow each other; a step where nobody takes a position has its positions on any day."""
NAMES = {
    "opens": Text(vi="ngày mở", en="opening"),
    "due": Text(vi="hạn nộp", en="due date"),
    "closes": Text(vi="ngày đóng nhận bản nộp", en="closing of collection"),
    "positions": Text(vi="hạn cho ý kiến", en="last day for positions"),
}
Dates = Mapping[str, Mapping[str, date]]
"""The dates of each step, by name."""


def misfits(dates: Dates, ends: date, names: Mapping[str, Text], asked: frozenset[str]) -> dict[tuple[str, ...], Text]:
    """Give what does not fit, by a key that says which dates it is about.

    ``asked`` holds the steps in which somebody takes a position; ``names`` the steps' names.
    """
    found: dict[tuple[str, ...], Text] = {}
    for step, days in dates.items():
        for earlier, later in ORDER:
            if days[later] < days[earlier] and (later != "positions" or step in asked):
                found[step, earlier, later] = _out_of_order(names[step], (earlier, later), days)
        last = max(days["closes"], days["positions"] if step in asked else days["closes"])
        if last > ends:
            found[step, "ends"] = Text(
                vi=f"bước “{names[step].vi}” kéo dài đến {last:%d/%m/%Y}, sau ngày kết thúc chu kỳ {ends:%d/%m/%Y}",
                en=f"step “{names[step].en}” lasts until {last:%d/%m/%Y}, after the cycle's last day {ends:%d/%m/%Y}",
            )
    return found


def _out_of_order(step: Text, pair: tuple[str, str], days: Mapping[str, date]) -> Text:
    earlier, later = pair
    return Text(
        vi=f"bước “{step.vi}”: {NAMES[later].vi} {days[later]:%d/%m/%Y} trước {NAMES[earlier].vi} {days[earlier]:%d/%m/%Y}",
        en=f"step “{step.en}”: {NAMES[later].en} {days[later]:%d/%m/%Y} before {NAMES[earlier].en} {days[earlier]:%d/%m/%Y}",
    )


def differences(before: Region, after: Region, unit: str | None) -> list[Text]:
    """Say what differs as far as it concerns a cycle: sessions that moved, days off decreed or taken back."""
    return [*_sessions(before, after, unit), *_days_off(before, after, unit)]


def _sessions(before: Region, after: Region, unit: str | None) -> Iterator[Text]:
    was = {(each.unit, each.kind, each.opens.year): each.opens for each in before.council_sessions}
    now = {(each.unit, each.kind, each.opens.year): each.opens for each in after.council_sessions}
    kinds = {"mid_year": Text(vi="giữa năm", en="mid-year"), "year_end": Text(vi="cuối năm", en="year-end")}
    for key in sorted({*was, *now}, key=str):
        code, kind, _ = key
        if was.get(key) == now.get(key) or unit not in {None, code}:
            continue
        place = after.unit(code).full_name
        name = kinds.get(kind, Text(vi=kind, en=kind))
        days = [f"{day:%d/%m/%Y}" if day else "–" for day in (was.get(key), now.get(key))]
        yield Text(
            vi=f"Kỳ họp {name.vi} của Hội đồng nhân dân {place.vi}: {days[0]} → {days[1]}",
            en=f"The {name.en} session of the People's Council of {place.en}: {days[0]} → {days[1]}",
        )


def _days_off(before: Region, after: Region, unit: str | None) -> Iterator[Text]:
    was, now = (
        {
            (each.date, tuple(each.units)): each
            for each in region.holidays
            if not each.units or unit is None or unit in each.units
        }
        for region in (before, after)
    )
    for key in sorted({*was, *now}):
        if was.get(key) == now.get(key):
            continue
        yield _day(now[key], added=True) if key in now else _day(was[key], added=False)


def _day(each: Holiday, *, added: bool) -> Text:
    worked = each.kind == "working"
    vi = f"{'Thêm' if added else 'Bỏ'} {'ngày làm việc' if worked else 'ngày nghỉ'}"
    en = f"{'Added' if added else 'Taken back'}: {'working day' if worked else 'day off'}"
    return Text(
        vi=f"{vi} {each.date:%d/%m/%Y}: {each.name.vi} ({each.basis.text})",
        en=f"{en} {each.date:%d/%m/%Y}: {each.name.en} ({each.basis.words('en')})",
    )
