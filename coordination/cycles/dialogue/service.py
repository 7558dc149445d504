"""Entries of a dialogue about an assigned target: each is recorded once, never changed, and told to the other party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from coordination.audit.service import record
from coordination.cycles.dialogue import views
from coordination.cycles.dialogue.figures import digits, plain
from coordination.cycles.dialogue.queries import Topic, entries
from coordination.cycles.dialogue.rules import MAY_FOLLOW, OWN_FIGURE, WITH_GROUNDS, WORDS, EntryKind, Side, next_words
from coordination.cycles.queries import get_body, get_cycle, get_stage, region_of
from coordination.cycles.tables import StageRow, TargetEntryRow
from coordination.errors import ConflictError, Fault, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.clock import local_date
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR
from coordination.kernel.text import Text, plain_words
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region

EVENT: Final = "target.discussed"
MOST_DIGITS: Final = 18
"""Digits, before or after the point, that no target exceeds."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a body says: ``value`` with what puts a figure on the table, ``grounds`` where it says why.

    Who agrees or reserves its opinion may name the figure it means: it is the one on the table or nothing is recorded.
    """

    kind: EntryKind
    body: str
    said_on: date
    value: Decimal | None = None
    grounds: str = ""


def propose(
    session: Session, topic: Topic, addressee: str, saying: Saying, now: datetime
) -> tuple[TargetEntryRow, bool]:
    """Open a dialogue with the figure a superior body has in mind; gives the entry and whether it is new.

    The same again is the same one; another figure takes the place of the first until it is answered. Raises NotFoundError
    for a step, body or indicator that is not there, NotPermittedError where the figure is not the addressee's or the
    proposer is a province itself, ConflictError if the dialogue is between others or was answered.
    """
    stage = _running(session, topic.stage)
    region = region_of(session, get_cycle(session, stage.cycle))
    _indicator(region, topic.indicator)
    superior, addressed = get_body(region, saying.body), get_body(region, addressee)
    provinces = {unit.code for unit in region.units}
    if superior.unit in provinces or addressed.unit != topic.unit or topic.unit not in provinces:
        raise NotPermittedError.of(
            f"{saying.body} không dự kiến giao chỉ tiêu của {topic.unit} cho {addressee}: cần cơ quan cấp trên của tỉnh và cơ "
            "quan của chính tỉnh đó",
            f"{saying.body} proposes no target of {topic.unit} to {addressee}: that is for a body above the province, to one "
            "of the province itself",
        )
    if not FIRST_YEAR <= topic.year <= LAST_YEAR:
        words = f"{FIRST_YEAR}–{LAST_YEAR}"
        raise InvalidInputError.of(f"năm phải trong {words}", f"the year is one of {words}")
    begun = entries(session, topic)[:1]
    if begun and (begun[0].body, begun[0].addressee) != (saying.body, addressee):
        both = f"{begun[0].body}, {begun[0].addressee}"
        raise ConflictError.of(f"đối thoại này đã có, là của {both}", f"this dialogue is there, between {both}")
    return _add(session, stage, topic, addressee, saying, now)


def reply(session: Session, topic: Topic, saying: Saying, now: datetime) -> tuple[TargetEntryRow, bool]:
    """Add what one of the two parties says next; gives the entry and whether it is new.

    The same again is the same one; another figure by the one that named the last takes its place. Raises NotFoundError
    where there is no such dialogue, NotPermittedError for a body whose turn it is not, ConflictError for what cannot follow.
    """
    stage = _running(session, topic.stage)
    found = entries(session, topic)
    if not found:
        raise NotFoundError.of(f"chưa có đối thoại {topic.key}", f"there is no dialogue {topic.key}")
    parties = found[0].body, found[0].addressee
    if saying.body not in parties:
        both = ", ".join(parties)
        raise NotPermittedError.of(f"đối thoại này là của {both}", f"this dialogue is between {both}")
    other = parties[1] if saying.body == parties[0] else parties[0]
    return _add(session, stage, topic, other, saying, now)


def _add(
    session: Session, stage: StageRow, topic: Topic, addressee: str, saying: Saying, now: datetime
) -> tuple[TargetEntryRow, bool]:
    before = entries(session, topic)
    last = before[-1] if before else None
    grounds, value = plain_words(saying.grounds) or None, _value(saying, last)
    if last is not None and (last.kind, last.body, last.addressee, last.value, last.grounds, last.said_on) == (
        saying.kind,
        saying.body,
        addressee,
        value,
        grounds,
        saying.said_on,
    ):
        return last, False
    _must_follow(topic, before, saying)
    _must_be_said(saying, last, grounds, now)
    row = TargetEntryRow(
        stage=topic.stage,
        indicator=topic.indicator,
        unit=topic.unit,
        year=topic.year,
        number=len(before) + 1,
        kind=saying.kind,
        body=saying.body,
        addressee=addressee,
        value=value,
        grounds=grounds,
        said_on=saying.said_on,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    indicator = _indicator(region_of(session, get_cycle(session, stage.cycle)), row.indicator)
    record(session, EVENT, f"{topic.key}/{row.number}", stage.cycle, views.told(row, last, indicator), now)
    return row, True


def _running(session: Session, key: str) -> StageRow:
    stage = get_stage(session, key)
    cycle = get_cycle(session, stage.cycle)
    if cycle.state != "open":
        vi, en = ("đã hủy", "is cancelled") if cycle.state == "cancelled" else ("đã kết thúc", "has ended")
        raise ConflictError.of(f"chu kỳ {cycle.key} {vi}", f"cycle {cycle.key} {en}")
    return stage


def _indicator(region: Region, code: str) -> Indicator:
    found = next((each for each in region.indicators if each.code == code), None)
    if found is None:
        fix = Text(vi="xem: lienvung indicator list", en="see: lienvung indicator list")
        words = Text(vi=f"vùng này không có chỉ tiêu {code}", en=f"this region has no indicator {code}")
        raise NotFoundError(Fault(words, fix=fix))
    return found


def _value(saying: Saying, last: TargetEntryRow | None) -> str:
    """Give the figure on the table after an entry."""
    if saying.kind in OWN_FIGURE:
        return _text(saying.value)
    there = last.value if last else ""
    if last and saying.value is not None and _text(saying.value) != there:
        shown = plain(Decimal(there))
        raise InvalidInputError.of(
            f"thống nhất và bảo lưu nói về mức đang bàn ({shown.vi}), không nêu mức khác",
            f"agreeing and reserving speak of the figure on the table ({shown.en}) and name no other",
        )
    return there


def _text(value: Decimal | None) -> str:
    if value is None or not value.is_finite():
        raise InvalidInputError.of("phải nêu mức cụ thể", "a figure is needed")
    text = digits(value)
    if max(map(len, text.lstrip("-").partition(".")[::2])) > MOST_DIGITS:
        raise InvalidInputError.of("số quá dài", "the figure is too long")
    return "0" if not value else text


def _must_follow(topic: Topic, before: list[TargetEntryRow], saying: Saying) -> None:
    standing = EntryKind(before[-1].kind) if before else None
    side = MAY_FOLLOW[standing].get(saying.kind)
    if side is None:
        now_vi, now_en = (WORDS[standing].vi, WORDS[standing].en) if standing else ("chưa bắt đầu", "not begun")
        then = WORDS[saying.kind]
        raise ConflictError.of(
            f"{topic.key} đang ở: {now_vi}; không thể: {then.vi}",
            f"{topic.key} stands at: {now_en}; not possible: {then.en}",
            fix=next_words(standing),
        )
    if before and saying.body != (before[0].body if side is Side.SUPERIOR else before[0].addressee):
        raise NotPermittedError.of(
            f"chưa đến lượt {saying.body} nói: {WORDS[saying.kind].vi}",
            f"this is not for {saying.body} to say",
            fix=next_words(standing),
        )


def _must_be_said(saying: Saying, last: TargetEntryRow | None, grounds: str | None, now: datetime) -> None:
    if saying.kind in WITH_GROUNDS and not grounds:
        raise InvalidInputError.of(
            f"{WORDS[saying.kind].vi}: phải nêu căn cứ", f"{WORDS[saying.kind].en}: grounds are needed"
        )
    earliest = last.said_on if last else None
    if saying.said_on > local_date(now) or (earliest is not None and saying.said_on < earliest):
        raise InvalidInputError.of(
            f"ngày {saying.said_on:%d/%m/%Y} chưa đến hoặc trước ngày của ý kiến trước",
            f"{saying.said_on:%d/%m/%Y} has not come yet, or is before what was said last",
        )
