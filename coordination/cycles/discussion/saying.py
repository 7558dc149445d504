"""What one side says in a thread: whose word it is, which figures it means, whether it repeats or cannot follow. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coordination.cycles.discussion.rules import WORDS, Entry, Key, Kind, Row, Side, State, may
from coordination.errors import ConflictError, Fault, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.text import Text, plain_words

LONGEST: Final = 20_000
"""Signs of what is said at once; a longer text is a document and goes with what is handed in."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a body says in a thread: it keeps figures, with the reason, or asks and answers in words.

    ``keys`` are the figures meant; none: with a reservation all that are open, with words the thread.
    """

    kind: Kind
    by: str
    text: str
    keys: tuple[Key, ...] = ()


def side_of(body: str, secretariat: Sequence[str], by: str) -> Side:
    """Give the side a body is of; NotPermittedError where it is of none."""
    if by == body:
        return Side.PROVINCE
    if by in secretariat:
        return Side.SECRETARIAT
    both = ", ".join([body, *secretariat])
    raise NotPermittedError.of(f"trao đổi này là của {both}", f"this discussion is between {both}")


def words_of(saying: Saying) -> str:
    """Give the words, tidied; InvalidInputError where there are none or too many."""
    text, kept = plain_words(saying.text), saying.kind is Kind.RESERVED
    where = "--reason" if kept else "--text"
    if not text and kept:
        fix = Text(vi="nêu vì sao giữ số này, vài lời là đủ", en="say why the figure is kept; a few words will do")
        raise InvalidInputError.of("bảo lưu phải nêu lý do", "keeping a figure needs a reason", where, fix=fix)
    if not text:
        fix = Text(vi="ghi câu hỏi hoặc câu trả lời", en="write the question or the answer")
        raise InvalidInputError.of("phải có lời", "words are needed", where, fix=fix)
    if len(text) > LONGEST:
        fix = Text(
            vi="viết ngắn lại; văn bản dài thì nộp kèm bản của bước", en="shorten it; hand a document in instead"
        )
        words = f"quá dài (trên {LONGEST} ký tự)", f"too long (over {LONGEST} characters)"
        raise InvalidInputError.of(*words, where, fix=fix)
    return text


def meant(rows: Mapping[Key, Row], saying: Saying, side: Side) -> tuple[Key, ...]:
    """Give the figures meant; NotFoundError for one that is not under discussion."""
    if unknown := [key for key in saying.keys if key not in rows]:
        shown, known = (", ".join(f"{code}/{year}" for code, year in keys) for keys in (unknown, rows))
        fix = Text(vi=f"đang trao đổi: {known}", en=f"under discussion: {known}")
        words = Text(vi=f"không có số liệu {shown} trong trao đổi này", en=f"this discussion has no figure {shown}")
        raise NotFoundError(Fault(words, "--row", fix=fix))
    if saying.keys or saying.kind is not Kind.RESERVED or side is not Side.PROVINCE:
        return tuple(dict.fromkeys(saying.keys))
    return tuple(key for key, row in rows.items() if row.state is State.OPEN)


def said_already(
    thread: Sequence[Entry], rows: Mapping[Key, Row], saying: Saying, text: str, keys: tuple[Key, ...]
) -> Entry | None:
    """Give the entry that said the same: the last one, or the reservation that still stands for every figure meant."""
    last = thread[-1]
    if saying.kind is Kind.SAID:
        alike = (last.kind, last.data["by"], last.data["text"], last.keys) == (saying.kind, saying.by, text, keys)
        return last if alike else None
    kept = [each for each in thread if each.kind is Kind.RESERVED and each.data["text"] == text]
    standing = [each for each in kept if set(keys or each.keys) <= set(each.keys)]
    if not standing or saying.by != standing[-1].data["by"]:
        return None
    stands = all(key in rows and rows[key].reason == text for key in keys or standing[-1].keys)
    return standing[-1] if stands else None


def must_follow(rows: Mapping[Key, Row], keys: tuple[Key, ...], kind: Kind, side: Side) -> None:
    """Refuse what a side may not say, or what cannot follow where a figure stands: NotPermittedError, ConflictError."""
    if kind not in (Kind.RESERVED, Kind.SAID) or not any(may(state, kind, side) for state in State):
        raise NotPermittedError.of(
            "chỉ địa phương được sửa hoặc bảo lưu số của mình; sửa là nộp bản mới của bước",
            "only the province revises or keeps its own figures; revising is handing in anew",
        )
    if kind is Kind.RESERVED and not keys:
        raise ConflictError.of("mọi số liệu đã được trả lời", "every figure is answered")
    for key in keys:
        state = rows[key].state
        if not may(state, kind, side):
            named = f"{key[0]}/{key[1]}"
            raise ConflictError.of(f"{named}: {WORDS[state].vi}", f"{named} is {WORDS[state].en}")
