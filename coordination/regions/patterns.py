"""Bodies made by the pattern of their kind: names and addresses with the unit filled in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter, ValidationError

from coordination.kernel.text import Text
from coordination.regions.model import Body, BodyKind, Contact, Mail

_MAIL = TypeAdapter[str](Mail)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as patterns speak of it: the words its placeholders stand for, in full and in short."""

    code: str
    slug: str
    full: Mapping[str, Text]
    short: Mapping[str, Text]
    since: date | None = None
    """First day its bodies receive mail; None if long ago."""


def is_address(text: str) -> bool:
    """Tell whether a text is an address one can write to; nothing is left to fill in."""
    try:
        return "{" not in _MAIL.validate_python(text)
    except ValidationError:
        return False


def fill(pattern: Text, words: Mapping[str, Text]) -> Text:
    """Give a pattern with its placeholders, ``{unit}``, filled in."""
    vi, en = pattern.vi, pattern.en
    for name, word in words.items():
        vi, en = vi.replace(f"{{{name}}}", word.vi), en.replace(f"{{{name}}}", word.en)
    return Text(vi=vi, en=en)


def body_of(kind: BodyKind, place: Place, mailbox: str | None = None) -> Body:
    """Give the body of a kind in a unit.

    ``mailbox`` is the address of its office where that is known; mail for its head then goes there too.
    """
    code, email = f"{place.code}.{kind.code}", mailbox or kind.mailbox.replace("{slug}", place.slug)
    contacts: list[Contact] = []
    if is_address(email):
        since = place.since
        contacts.append(Contact(body=code, office=kind.office, email=email, digest=kind.digest, valid_from=since))
    head = (kind.head_mailbox or kind.mailbox).replace("{slug}", place.slug)
    if kind.head and mailbox is None and is_address(head):
        contacts.append(Contact(body=code, office=kind.head, email=head, role="head", valid_from=place.since))
    return Body(
        code=code,
        kind=kind.code,
        level=kind.level,
        side=kind.side,
        unit=place.code,
        name=fill(kind.name, place.full),
        short=fill(kind.short, place.short),
        contacts=contacts,
    )
