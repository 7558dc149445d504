"""The words in which a rule is refused: what is wrong, what was probably meant, what may be written. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text
from coordination.regions.faults import nearest, short


class RuleError(InvalidInputError):
    """The text is not a rule, or what it counts from is unknown. ``str()`` is English, ``text`` has both."""

    @property
    def text(self) -> Text:
        """What is wrong and what may be written instead."""
        return Text(**{each: "; ".join(fault.in_language(each) for fault in self.faults) for each in ("vi", "en")})


def wrong(vi: str, en: str, example: str | None = None) -> RuleError:
    """Make the error of a rule from one sentence in both languages, with what may be written instead."""
    fix = Text(vi=f"viết: {example}", en=f"write: {example}") if example else None
    return RuleError(Fault(Text(vi=vi, en=en), fix=fix))


def no_such(noun: Text, word: str, options: Iterable[str], example: str | None = None) -> RuleError:
    """Make the error of a word that stands for nothing, with the nearest that does."""
    meant = nearest(word, options)
    vi, en = f"không có {noun.vi} '{short(word)}'", f"there is no {noun.en} '{short(word)}'"
    if meant:
        vi, en = f"{vi}; ý là '{meant}'?", f"{en}; did you mean '{meant}'?"
    return wrong(vi, en, example)
