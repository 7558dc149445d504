"""The one strict reader of configuration files.

A file is UTF-8 without tabs or invisible signs, in composed letters (NFC), one YAML document
of plain mappings, lists and words. Whatever else YAML allows is refused with its line and column,
because the next person to open the file cannot be expected to know it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.shipped import shipped
from coordination.kernel.text import nfc
from coordination.regions.faults import fault
from coordination.regions.nodes import Builder, Node, Place

LARGEST, LONGEST_LINE, MOST_LINES, MOST_FAULTS = 1_000_000, 5_000, 20_000, 100
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|\r(?!\n)"
)
_SEPARATE = (
    "chữ có dấu viết rời; lưu lại dạng dựng sẵn (NFC)",
    "letters with separate accents; save the text in composed form (NFC)",
)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A file that was read: its tree, and what is wrong with its writing."""

    path: str
    root: Node | None
    faults: tuple[Fault, ...]

    @property
    def keys(self) -> set[str]:
        """Give the keys of the outermost mapping."""
        content = self.root.content if self.root else None
        return set(content) if isinstance(content, dict) else set()

    def node(self, *loc: str | int) -> Node | None:
        """Give the value at a path, or the last value on the way that exists.

        A step that leads nowhere is passed over: pydantic names the chosen member of a union there.
        """
        node = self.root
        for step in loc:
            node = (node.child(step) if node else None) or node
        return node

    def where(self, *loc: str | int) -> str:
        """Give ``file:line:column`` of the value at a path."""
        node = self.node(*loc)
        return place(self.path, node.place if node else (1, 1))

    def where_key(self, *loc: str | int) -> str:
        """Give ``file:line:column`` of the key under which a value stands."""
        node = self.node(*loc)
        return place(self.path, (node.key or node.place) if node else (1, 1))


def place(path: str, at: Place) -> str:
    """Spell a place the way editors and terminals open it."""
    return f"{path}:{at[0]}:{at[1]}"


def read(path: Path) -> Document:
    """Read a file. NotFoundError if there is none; whatever is wrong in it is in ``faults``."""
    try:
        if not path.is_file():
            raise NotFoundError(fault(str(path), "không có tệp này", "there is no such file"))
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise InvalidInputError(
            fault(str(path), f"không đọc được tệp ({error.strerror})", f"cannot be read ({error})")
        ) from error
    except ValueError as error:
        # A name with a zero byte is no name of a file.
        raise NotFoundError(fault("", "không có tệp này", "there is no such file")) from error
    return parse(str(path), data)


@lru_cache(maxsize=64)
def parse(path: str, data: bytes) -> Document:
    """Read the bytes of a file; remembered, since the same bytes always read the same."""
    reader = _Reader(path)
    text = reader.decode(data)
    root = None if text is None else reader.tree(text)
    return Document(path, root, tuple(reader.faults))


class _Reader:
    """Collects the faults of one file on the way from bytes to a tree."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ours = Path(path).resolve().is_relative_to(shipped("region_configs"))
        self._clear = True
        self.faults: list[Fault] = []

    def note(self, at: Place, vi: str, en: str) -> None:
        """Take down a fault; a file with a hundred is not read more closely."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault(place(self._path, at), vi, en))

    def decode(self, data: bytes) -> str | None:
        """Give the text of a file, or None if there is none to be read."""
        if len(data) > LARGEST:
            self.note((1, 1), f"tệp lớn hơn {LARGEST} byte", f"larger than {LARGEST} bytes")
            return None
        for mark in _BOMS:
            if data.startswith(mark):
                self.note(
                    (1, 1),
                    "tệp có dấu BOM; lưu lại dạng UTF-8 không BOM",
                    "has a byte order mark; save it as UTF-8 without BOM",
                )
                data = data.removeprefix(mark)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode()
            at = before.count("\n") + 1, len(before) - before.rfind("\n")
            self.note(at, "không phải UTF-8; lưu lại dạng UTF-8", "not UTF-8; save it as UTF-8")
            return None

    def tree(self, text: str) -> Node | None:
        """Give the tree of a text whose outermost value is a mapping."""
        kept = self._within_limits(text)
        builder, readable = self._built(self._clean(kept))
        if kept is not text:
            return None
        if builder.problem is not None:
            self.note(*builder.problem)
        return self._mapping(builder.root) if readable else None

    def _built(self, text: str) -> tuple[Builder, bool]:
        """Read a text: our own files with the quick parser, unless something is wrong, all others with the careful one."""
        if self._ours:
            faults: list[tuple[Place, str, str]] = []
            builder = Builder(lambda *each: faults.append(each))
            if builder.read(text, quickly=True) and not faults:
                return builder, True
        builder = Builder(self.note)
        return builder, builder.read(text)

    def _mapping(self, root: Node | None) -> Node | None:
        if root is None or root.content is None:
            self.note((1, 1), "tệp rỗng", "the file is empty")
            return None
        if not isinstance(root.content, dict):
            self.note(root.place, "tệp phải gồm các khóa", "the file must be a mapping of keys")
            return None
        if self._clear:
            self._check_escapes(root)
        return root

    def _within_limits(self, text: str) -> str:
        """Cut the text where lines are too many or too long: they cost the scanner too much."""
        start = 0
        for number, line in enumerate(text.split("\n"), start=1):
            if number > MOST_LINES:
                self.note((number, 1), f"quá {MOST_LINES} dòng", f"more than {MOST_LINES} lines")
                return text[:start]
            if len(line) > LONGEST_LINE:
                self.note(
                    (number, LONGEST_LINE),
                    f"dòng dài quá {LONGEST_LINE} ký tự",
                    f"a line longer than {LONGEST_LINE} characters",
                )
                return text[: start + LONGEST_LINE]
            start += len(line) + 1
        return text

    def _clean(self, text: str) -> str:
        """Report signs no editor shows and blank them out, so that the rest can still be read."""
        before = len(self.faults)
        for number, line in enumerate(text.split("\n"), start=1):
            self._check_line(number, line.removesuffix("\r"))
        self._clear = len(self.faults) == before
        return _UNSEEN.sub(" ", text.replace("\t", " "))

    def _check_line(self, number: int, line: str) -> None:
        if "\t" in line:
            at = number, line.index("\t") + 1
            self.note(at, "có phím tab; dùng dấu cách", "a tab; use spaces")
        if match := _UNSEEN.search(line):
            sign = f"U+{ord(match[0]):04X}"
            self.note((number, match.start() + 1), f"có ký tự ẩn {sign}", f"an invisible sign {sign}")
        composed = nfc(line)
        if composed != line:
            self.note((number, _difference(line, composed) + 1), *_SEPARATE)

    def _check_escapes(self, root: Node) -> None:
        """Look for what escapes in quotes can smuggle past the check of the lines."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            content = node.content
            if isinstance(content, str):
                self._check_word(node.place, content)
            elif isinstance(content, list):
                waiting += content
            elif isinstance(content, dict):
                for key, value in content.items():
                    self._check_word(value.key or value.place, key)
                    waiting.append(value)

    def _check_word(self, at: Place, word: str) -> None:
        hidden = _UNSEEN.search(word) or "\t" in word or "\r" in word
        if hidden or any("\ud800" <= sign <= "\udfff" for sign in word):
            self.note(at, "giá trị có ký tự ẩn", "the value has invisible signs")
        elif nfc(word) != word:
            self.note(at, *_SEPARATE)


def _difference(line: str, composed: str) -> int:
    pairs = enumerate(zip(line, composed, strict=False))
    differing = (index for index, (written, wanted) in pairs if written != wanted)
    return next(differing, min(len(line), len(composed)))
