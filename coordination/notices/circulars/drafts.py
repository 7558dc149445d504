"""What somebody wants to tell in his own words, read and checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coordination.documents.markdown import Block, blocks_of
from coordination.errors import InvalidInputError, LienVungError, NotFoundError
from coordination.kernel.text import nfc, unseen
from coordination.notices.sending.message import Attachment

LONGEST_SUBJECT, LONGEST_REASON = 300, 1_000
LARGEST_BODY, MOST_LINES = 200_000, 5_000
"""In bytes: the letter is kept once for each recipient."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be told."""

    subject: str
    body: str
    content: list[Block]
    """The same words, block by block, as letters set them."""
    files: tuple[Attachment, ...] = ()
    reason: str | None = None
    """Why it replaces what was told before."""


def read_body(path: Path) -> str:
    """Read the words of a circular from a file in Markdown.

    NotFoundError for one that is not there; InvalidInputError, with the line, for what is not words in UTF-8.
    """
    if not path.exists():
        raise NotFoundError.of(f"không có tệp {path}", f"there is no file {path}")
    if not path.is_file():
        raise InvalidInputError.of("không phải là tệp", "is not a file", str(path))
    with path.open("rb") as stream:
        content = stream.read(LARGEST_BODY + 1)
    if len(content) > LARGEST_BODY:
        raise InvalidInputError.of(
            f"tệp lớn hơn {LARGEST_BODY // 1000} kB; gửi phần dài dưới dạng tệp kèm (--attach)",
            f"the file is larger than {LARGEST_BODY // 1000} kB; send long texts along (--attach)",
            str(path),
        )
    try:
        text = nfc(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        where = f"{path}: byte {error.start}"
        raise InvalidInputError.of("tệp không phải chữ UTF-8", "the file is not text in UTF-8", where) from error
    return _words(text, str(path))


def drafted(subject: str, body: str, files: tuple[Attachment, ...] = (), reason: str | None = None) -> Draft:
    """Give what is to be told, if it can be: InvalidInputError for words that are empty, too long or hidden."""
    why = None if reason is None else _one_line("--reason", reason, LONGEST_REASON)
    words = _words(body, "--body")
    return Draft(_one_line("--subject", subject, LONGEST_SUBJECT), words, _content(words), files, why)


def _one_line(option: str, words: str, most: int) -> str:
    tidy = " ".join(nfc(words).split())
    if not tidy:
        raise InvalidInputError.of("trống", "is empty", option)
    if len(tidy) > most:
        raise InvalidInputError.of(f"dài hơn {most} ký tự", f"has more than {most} signs", option)
    if unseen(words):
        raise _hidden(words, option)
    return tidy


def _words(text: str, where: str) -> str:
    """Give a text without hidden signs and with no more lines than a letter."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    hidden = next((number for number, line in enumerate(lines, 1) if unseen(line)), None)
    if hidden is not None:
        raise _hidden(lines[hidden - 1], f"{where}:{hidden}")
    if len(lines) > MOST_LINES:
        raise InvalidInputError.of(f"có hơn {MOST_LINES} dòng", f"has more than {MOST_LINES} lines", where)
    return "\n".join(lines)


def _content(body: str) -> list[Block]:
    try:
        content = blocks_of(body)
    except ValueError as error:
        raise InvalidInputError.of("danh sách hoặc trích dẫn lồng quá sâu", str(error), "--body") from error
    if not content:
        raise InvalidInputError.of("không có nội dung", "has no words", "--body")
    return content


def _hidden(words: str, where: str) -> LienVungError:
    sign = next(sign for sign in words if unseen(sign))
    return InvalidInputError.of(
        f"có ký tự ẩn U+{ord(sign):04X}; hãy xóa", f"holds the hidden sign U+{ord(sign):04X}; remove it", where
    )
