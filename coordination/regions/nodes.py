"""A YAML file as a tree in which every value knows its line and column.

Built from the parser's events one by one, without recursion, so that a file which nests or repeats
without end is refused after its first 20 levels or 25,000 values, not after the memory is full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

try:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # which has it from its part in C
except ImportError:  # its part in C is not built for every Python
    CParser = None

from coordination.regions.faults import short
from coordination.regions.scalars import Scalar, read_plain

DEEPEST, MOST_NODES = 20, 25_000
Place = tuple[int, int]
_Marked = ScalarEvent | MappingStartEvent | SequenceStartEvent
Note = Callable[[Place, str, str], None]
"""Takes down a fault: line and column, the words in Vietnamese, the words in English."""

# The scanner answers some nonsense, such as the escape \UFFFFFFFF, with errors not its own.
_NONSENSE = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(slots=True, eq=False)
class Node:
    """A value with its place; ``key`` is the place of its key if it stands in a mapping, ``word`` how it was written."""

    place: Place
    content: Scalar | list[Node] | dict[str, Node]
    key: Place | None = None
    word: str = ""

    def child(self, step: str | int) -> Node | None:
        """Give the value under a key or at a position."""
        if isinstance(self.content, dict):
            return self.content.get(str(step))
        if isinstance(self.content, list) and isinstance(step, int) and step < len(self.content):
            return self.content[step]
        return None

    def plain(self) -> object:
        """Give the value without places."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; ``key`` waits for its value."""

    node: Node
    key: tuple[str | None, Place] | None = None


class _RefusedError(Exception):
    """The rest of the file is not worth reading."""


@dataclass(slots=True)
class Builder:
    """Makes the tree of the first document; faults go to ``note``."""

    note: Note
    root: Node | None = None
    problem: tuple[Place, str, str] | None = None
    """What the parser could not get past, if anything."""
    _open: list[_Open] = field(default_factory=list)
    _count: int = 0
    _documents: int = 0

    def read(self, text: str, *, quickly: bool = False) -> bool:
        """Read a text; False if it could not be read to its end."""
        try:
            for event in (_quick_events if quickly else _events)(text):
                self._take(event)
        except _RefusedError:
            return False
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._unreadable(place, str(error.problem or error.context))
            return False
        except _NONSENSE as error:
            self._unreadable((1, 1), str(error).partition("\n")[0])
            return False
        return True

    def _unreadable(self, place: Place, problem: str) -> None:
        self.problem = place, f"không đọc được YAML ({problem})", f"this is not YAML ({problem})"

    def _take(self, event: Event) -> None:
        place = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, DocumentStartEvent):
            self._begin_document(event, place)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._refuse_marks(event, place)
            content: Any = {} if isinstance(event, MappingStartEvent) else []
            self._enter(Node(place, content))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
        elif isinstance(event, AliasEvent):
            alias = short(event.anchor)
            self.note(
                place,
                f"không dùng tham chiếu *{alias}; hãy viết lại giá trị",
                f"no aliases (*{alias}); write the value out",
            )
            self._attach(Node(place, None), key=None)
        elif isinstance(event, ScalarEvent):
            self._refuse_marks(event, place)
            self._scalar(event, place)

    def _begin_document(self, event: DocumentStartEvent, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self.note(place, "mỗi tệp chỉ có một tài liệu YAML", "one YAML document in one file")
            raise _RefusedError
        if event.version or event.tags:
            self.note(place, "không dùng chỉ thị %", "no % directives")

    def _refuse_marks(self, event: _Marked, place: Place) -> None:
        if event.anchor is not None:
            anchor = short(event.anchor)
            self.note(place, f"không dùng neo &{anchor}", f"no anchors (&{anchor})")
        if event.tag is not None:
            tag = short(event.tag)
            self.note(place, f"không dùng thẻ kiểu {tag}", f"no tags ({tag})")

    def _enter(self, node: Node) -> None:
        self._attach(node, key=None)
        self._open.append(_Open(node))
        if len(self._open) > DEEPEST:
            self.note(node.place, f"lồng nhau quá {DEEPEST} cấp", f"nested deeper than {DEEPEST} levels")
            raise _RefusedError

    def _scalar(self, event: ScalarEvent, place: Place) -> None:
        word = str(event.value)
        if not self._is_plain(event):
            self._attach(Node(place, word), key=word)
            return
        reading = read_plain(word)
        if self._wants_key() and word == "<<":
            self.note(place, "không dùng khóa trộn <<", "no merge keys (<<)")
        elif reading.refused is not None:
            self.note(place, reading.refused.vi, reading.refused.en)
        elif self._wants_key() and not isinstance(reading.value, str):
            self.note(place, f'khóa là chữ: viết "{short(word)}"', f'a key is text: write "{short(word)}"')
        self._attach(Node(place, reading.value, word=word), key=word)

    @staticmethod
    def _is_plain(event: ScalarEvent) -> bool:
        return not event.style

    def _wants_key(self) -> bool:
        if not self._open:
            return False
        last = self._open[-1]
        return isinstance(last.node.content, dict) and last.key is None

    def _attach(self, node: Node, key: str | None) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            self.note(node.place, f"tệp có hơn {MOST_NODES} giá trị", f"more than {MOST_NODES} values")
            raise _RefusedError
        if not self._open:
            self.root = node
            return
        last = self._open[-1]
        content = last.node.content
        if isinstance(content, list):
            content.append(node)
        elif isinstance(content, dict) and last.key is None:
            last.key = self._key(node, key)
        elif isinstance(content, dict) and last.key is not None:
            self._enter_value(content, last.key, node)
            last.key = None

    def _key(self, node: Node, key: str | None) -> tuple[str | None, Place]:
        if isinstance(node.content, list | dict):
            self.note(node.place, "khóa phải là một từ", "a key must be a word")
        return key, node.place

    def _enter_value(self, content: dict[str, Node], key: tuple[str | None, Place], node: Node) -> None:
        name, place = key
        if name is None:
            return
        if name in content:
            first = content[name].key or content[name].place
            self.note(
                place,
                f"khóa '{short(name)}' viết hai lần (lần đầu ở dòng {first[0]})",
                f"the key '{short(name)}' is written twice (first on line {first[0]})",
            )
            return
        node.key = place
        if node.content is None:
            # The parser puts a value that is not there before the next word, lines below its key.
            node.place = place
        content[name] = node


def _events(text: str) -> Iterator[Event]:
    # The pure parser: the one in C reads YAML 1.1, and takes some of what is none.
    yield from YAML(typ="safe", pure=True).parse(text)


def _quick_events(text: str) -> Iterator[Event]:
    """Give the events of the parser in C, which is many times quicker: for files that are known to read alike."""
    if CParser is None:
        yield from _events(text)
        return
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()
