"""Every error a user can meet: what, where, why, how to fix, and the exit code it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coordination.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words a user can act on."""

    what: Text
    where: str = ""
    why: Text | None = None
    fix: Text | None = None

    def within(self, file: str) -> Fault:
        """Give the same fault with the file it is in."""
        return replace(self, where=f"{file}: {self.where}" if self.where else file)

    def as_json(self, language: str) -> dict[str, str | None]:
        """Give the fault in one language, as the ``--json`` output shows it."""
        return {
            "what": self.what.in_language(language),
            "where": self.where or None,
            "why": self.why.in_language(language) if self.why else None,
            "fix": self.fix.in_language(language) if self.fix else None,
        }

    def in_language(self, language: str) -> str:
        """Give the fault as one line: where, what, why, how to fix."""
        parts = [self.what, self.why, self.fix]
        words = " · ".join(part.in_language(language) for part in parts if part)
        return f"{self.where}: {words}" if self.where else words


class LienVungError(Exception):
    """The root of the tree; carries one fault or several of the same kind."""

    code = "error"
    exit_code = 1

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.in_language("en") for fault in faults))
        self.faults: Sequence[Fault] = faults

    @classmethod
    def of(cls, vi: str, en: str, where: str = "", *, fix: Text | None = None) -> LienVungError:
        """Make the error from one sentence in both languages."""
        return cls(Fault(Text(vi=vi, en=en), where, None, fix))


class UsageError(LienVungError):
    """The words of the command are off."""

    code, exit_code = "usage", 2


class InvalidInputError(LienVungError):
    """A file, a figure or a configuration does not hold."""

    code, exit_code = "invalid-input", 3


class NotPermittedError(LienVungError):
    """The body may not do this."""

    code, exit_code = "not-permitted", 4


class ConflictError(LienVungError):
    """The thing is in a state that does not allow it, or differs from what is stored."""

    code, exit_code = "conflict", 5


class NotFoundError(LienVungError):
    """There is no such thing."""

    code, exit_code = "not-found", 6


class DeliveryIncompleteError(LienVungError):
    """Some notices are still undelivered."""

    code, exit_code = "delivery-incomplete", 7


class TryLaterError(LienVungError):
    """Something outside is not ready; the same call may succeed later."""

    code, exit_code = "try-later", 75
