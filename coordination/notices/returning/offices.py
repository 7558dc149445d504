"""Whose word counts for a body: its code, a mailbox of one of its offices, or an office it names itself."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from coordination.errors import Fault, InvalidInputError, NotPermittedError
from coordination.kernel.text import Text, nfc, one_line, unseen
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.letters import region_now
from coordination.regions.model import Contact

LONGEST = 200


def speaker(session: Session, notice: NoticeRow, by: str, body: str | None, day: date) -> str:
    """Give the office of the recipient that speaks by a code, a mailbox or an office's name.

    With the body's code any name will do; without, one of those the recipient's offices have on that day.
    InvalidInputError for words that are no name; NotPermittedError for another body or an office nobody knows, with
    who may.
    """
    by = _named(by)
    region = region_now(session, notice)
    if body is not None and body != notice.recipient:
        raise _not_theirs(session, notice, body, day)
    if by == notice.recipient:
        return notice.office
    if "@" in by:
        return mailbox_of(session, notice, by, day) or _refuse(session, notice, by, day)
    if region is not None and region.body(by) is not None:
        raise _not_theirs(session, notice, by, day)
    if body is not None:
        return by
    return _office_called(session, notice, by, day) or _refuse(session, notice, by, day)


def mailbox_of(session: Session, notice: NoticeRow, address: str, day: date) -> str | None:
    """Give the recipient's office that has a mailbox on a day, with its address; None if none has it."""
    for contact in _offices(session, notice, day):
        if contact.email.casefold() == address.casefold():
            return f"{contact.office.in_language(notice.language)} <{contact.email}>"
    if _is_unlisted(session, notice) and notice.address.casefold() == address.casefold():
        return f"{notice.office} <{notice.address}>"
    return None


def _office_called(session: Session, notice: NoticeRow, name: str, day: date) -> str | None:
    """Give the recipient's office of a name, in either language, as its notices call it; None if none has it."""
    for contact in _offices(session, notice, day):
        if nfc(name).casefold() in {nfc(each).casefold() for each in (contact.office.vi, contact.office.en)}:
            return contact.office.in_language(notice.language)
    return notice.office if nfc(notice.office).casefold() == nfc(name).casefold() else None


def _offices(session: Session, notice: NoticeRow, day: date) -> list[Contact]:
    region = region_now(session, notice)
    body = region.body(notice.recipient) if region else None
    found = body.contacts if body else []
    return [each for each in found if (each.valid_from or day) <= day <= (each.valid_to or day)]


def _is_unlisted(session: Session, notice: NoticeRow) -> bool:
    """Say whether the configuration does not hold the recipient: a commune is known by the mailbox it was told at."""
    region = region_now(session, notice)
    return region is None or region.body(notice.recipient) is None


def _named(by: str) -> str:
    name = one_line(by)
    if not name or len(name) > LONGEST:
        raise InvalidInputError.of(
            f"tên bộ phận phải có từ 1 đến {LONGEST} ký tự", f"the name of an office has 1 to {LONGEST} signs"
        )
    if unseen(by):
        sign = next(sign for sign in by if unseen(sign))
        raise InvalidInputError.of(
            f"có ký tự ẩn U+{ord(sign):04X}; hãy xóa", f"holds the hidden sign U+{ord(sign):04X}; remove it", "--by"
        )
    if not any(sign.isalpha() for sign in name):
        raise InvalidInputError.of("tên bộ phận phải có chữ cái", "the name of an office has letters", "--by")
    return name


def _not_theirs(session: Session, notice: NoticeRow, body: str, day: date) -> NotPermittedError:
    what = Text(
        vi=f"thông báo {notice.key} gửi {notice.recipient}, không phải {body}",
        en=f"notice {notice.key} is for {notice.recipient}, not for {body}",
    )
    return NotPermittedError(Fault(what, fix=_who_may(session, notice, day)))


def _refuse(session: Session, notice: NoticeRow, by: str, day: date) -> str:
    what = Text(
        vi=f"không biết {by} là bộ phận nào của {notice.recipient}",
        en=f"no office of {notice.recipient} is known as {by}",
    )
    raise NotPermittedError(Fault(what, fix=_who_may(session, notice, day)))


def _who_may(session: Session, notice: NoticeRow, day: date) -> Text:
    boxes = [each.email for each in _offices(session, notice, day)] or [notice.address]
    known = ", ".join(dict.fromkeys((notice.recipient, *boxes)))
    return Text(
        vi=f"dùng một trong: {known}; hoặc tên bộ phận khác kèm --body {notice.recipient}",
        en=f"use one of: {known}; or the name of another office with --body {notice.recipient}",
    )
