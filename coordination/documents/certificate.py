"""What the engine states about a notice: what was told, to whom, when, what came back, and how to check it oneself.

A statement of the engine, no official document. Whoever doubts it needs nobody's word: the events it rests on are in it
as they are stored, so that their hashes can be computed again and held against a head that any other notice told.
A statement that would not pass its own check is not made.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, PlainSerializer, model_validator

from coordination.audit.rules import Link, written
from coordination.documents.certificate_check import PROGRAM, STEPS
from coordination.errors import ConflictError
from coordination.kernel.canonical import content_hash, sha256
from coordination.kernel.clock import require_utc
from coordination.kernel.text import Language, Strict

LEFT_OUT = "[…]"
"""Stands where words were that are nobody's to read."""
_AUTH = re.compile(r"\bAUTH\b", re.IGNORECASE)
_LOGIN = re.compile(r"(334\b.*|\S+)")
"""What follows ``AUTH LOGIN`` line by line: the server's 334, the client's single words (RFC 4954, 4)."""
_IN_URL = re.compile(r"(?<=://)[^\s/@]+@")


def redacted(words: str) -> str:
    """Give a server's words without anything of a login: its lines, and names and passwords in addresses of servers."""
    kept: list[str] = []
    login = False
    for line in words.splitlines():
        login = bool(_AUTH.search(line) or (login and _LOGIN.fullmatch(line.strip())))
        if not login:
            kept.append(_IN_URL.sub(f"{LEFT_OUT}@", line))
        elif kept[-1:] != [LEFT_OUT]:
            kept.append(LEFT_OUT)
    return "\n".join(kept)


Moment = Annotated[datetime, AfterValidator(require_utc), PlainSerializer(written, when_used="json")]
Reply = Annotated[str, AfterValidator(redacted)]


class EventTold(Strict):
    """The event a notice tells; its hash is the head that the notice prints."""

    seq: int
    type: str
    at: Moment
    subject: str
    hash: str


class Recipient(Strict):
    """To whom it was told: the body, its office, and the office's address."""

    body: str
    name: str
    office: str
    address: str


class Attempt(Strict):
    """One attempt to deliver: the phase of SMTP it ended in, what it means, and the server's own words."""

    attempt: int
    at: Moment
    address: str
    phase: str
    outcome: str
    reply: Reply


class Receipt(Strict):
    """A rung of the ladder of acknowledgement: accepted, arrived, opened, acknowledged, answered."""

    step: str
    at: Moment
    by: str
    words: Reply = ""


class Chain(Strict):
    """Where the statement stands in the chain of events: its length and last hash when it was made."""

    events: int
    head: str
    told_at_seq: int
    delivered_at_seq: int | None = None
    links: tuple[Link, ...]
    """Whole events as they are stored: the one told, ``notice.delivered``, and any others that matter."""


class Certificate(Strict):
    """All that is stated about one notice; ``language`` is the letter's.

    ConflictError where it contradicts itself: what is stored is no longer what was recorded.
    """

    notice: str
    simulated: bool = False
    issued_at: Moment
    event: EventTold
    recipient: Recipient
    subject: str
    text: str
    text_hash: str
    sent_as: str
    """The Message-ID."""
    language: Language = "vi"
    attempts: tuple[Attempt, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    supersedes: str | None = None
    superseded_by: str | None = None
    chain: Chain

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        for wrong in self._contradictions():
            raise ConflictError.of(
                f"không lập được bản xác nhận: {wrong} không còn như đã ghi; hãy chạy lienvung audit verify",
                f"no certificate can be made: {wrong} is no longer what was recorded; run lienvung audit verify",
                self.notice,
            )
        return self

    def _contradictions(self) -> list[str]:
        links = {each.seq: each for each in self.chain.links}
        told, at = links.get(self.chain.told_at_seq), self.chain.delivered_at_seq
        event = self.event
        stated = (event.seq, written(event.at), event.type, event.subject, event.hash)
        return [
            *(["text"] if sha256(self.text) != self.text_hash else []),
            *(f"event {seq}" for seq, each in links.items() if each.hash != each.computed()),
            *(
                [f"event {event.seq}"]
                if told is None or (told.seq, told.at, told.type, told.subject, told.hash) != stated
                else []
            ),
            *([f"event {at}"] if at is not None and not self._delivered_by(links.get(at)) else []),
        ]

    def _delivered_by(self, link: Link | None) -> bool:
        if link is None or (link.type, link.subject) != ("notice.delivered", self.notice):
            return False
        data = json.loads(link.data)
        return (data["text_hash"], data["recipient"]) == (self.text_hash, self.recipient.body)


def as_data(certificate: Certificate, language: Language | None = None) -> dict[str, Any]:
    """Give the statement as plain data with its recipe, sealed by the hash of all the rest."""
    wanted = language or certificate.language
    recipe = {"steps": [each.in_language(wanted) for each in STEPS], "program": PROGRAM}
    data = certificate.model_dump(mode="json") | {"verify": recipe}
    return data | {"seal": content_hash(data)}


def to_json(certificate: Certificate, language: Language | None = None) -> str:
    """Give the statement as one JSON document, which its own program checks."""
    return json.dumps(as_data(certificate, language), ensure_ascii=False, indent=2) + "\n"
