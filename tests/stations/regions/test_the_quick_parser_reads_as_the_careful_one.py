"""Our own files are read with a parser in C: it has to find in them what the careful one finds in all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coordination.kernel.shipped import shipped
from coordination.regions.nodes import Builder, Node
from coordination.regions.source import parse

pytest.importorskip("_ruamel_yaml", reason="the parser in C is not built for this Python")


def _flat(node: Node | None) -> Any:
    """Give a tree as plain values with every place and word."""
    if node is None:
        return None
    content: Any = node.content
    if isinstance(content, dict):
        content = {key: _flat(each) for key, each in content.items()}
    elif isinstance(content, list):
        content = [_flat(each) for each in content]
    return node.place, node.key, node.word, content


def _read(text: str, *, quickly: bool) -> Any:
    faults: list[object] = []
    builder = Builder(lambda *each: faults.append(each))
    assert builder.read(text, quickly=quickly)
    assert faults == []
    return _flat(builder.root)


@pytest.mark.parametrize("path", sorted(shipped("region_configs").rglob("*.yaml")), ids=lambda path: path.name)
def test_every_shipped_file_is_read_alike_by_both(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _read(text, quickly=True) == _read(text, quickly=False)


def test_what_only_the_quick_parser_takes_is_refused_wherever_it_stands() -> None:
    odd = b"text: >#note\n  words\n"
    assert [each.where for each in parse("own.yaml", odd).faults] == ["own.yaml:1:8"]


def test_a_fault_in_one_of_our_own_files_is_told_as_in_any_other() -> None:
    wrong = b"text: [one\nother: 1\n"
    ours = str(shipped("region_configs") / "regions" / "new.yaml")
    own, other = parse(ours, wrong).faults, parse("own.yaml", wrong).faults
    assert len(own) == len(other) == 1
    assert own[0].in_language("en") == other[0].in_language("en").replace("own.yaml", ours)
