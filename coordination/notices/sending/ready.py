"""Letters written out before the server waits for any of them."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.kernel.text import one_line
from coordination.notices.sending.mailings import Mailing
from coordination.notices.sending.message import Message
from coordination.notices.sending.notes import Attempt
from coordination.notices.sending.outcome import Outcome
from coordination.notices.sending.wire import Parcel, parcel_of


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter and the bytes it goes out as; or why it cannot."""

    mailing: Mailing
    parcel: Parcel | Outcome

    @classmethod
    def of(cls, mailing: Mailing) -> Ready:
        """Write a letter out; whatever it does to us, the others go out."""
        message = mailing.message
        if not isinstance(message, Message):
            words = f"cannot be worded: {type(message).__name__}: {message}"
            return cls(mailing, Outcome("failed", "letter", one_line(words)))
        try:
            return cls(mailing, parcel_of(message))
        except Exception as error:  # noqa: BLE001 - tried again, and set aside when it happens again and again
            return cls(mailing, Outcome("deferred", "letter", one_line(f"{type(error).__name__}: {error}")))

    @property
    def keys(self) -> list[str]:
        """Give the notices it tells."""
        return [row.key for row in self.mailing.rows]

    @property
    def stumbled(self) -> bool:
        """Say whether the sender stumbled over it, which counts like a death."""
        return isinstance(self.parcel, Outcome) and self.parcel.verdict == "deferred"


def attempts_of(mailing: Mailing, outcome: Outcome) -> list[Attempt]:
    """Give the attempts that one message was: one for each notice in it."""
    hashes: list[str | None] = [each.text_hash for each in mailing.letters]
    hashes += [None] * (len(mailing.rows) - len(hashes))
    return [Attempt(row, each, mailing.name, outcome) for row, each in zip(mailing.rows, hashes, strict=True)]
