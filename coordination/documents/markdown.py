"""Markdown as people write it, as plain data that templates set: headings, paragraphs, lists, tables, quotes.

What a writer typed becomes nothing but words: there is no HTML, no image is loaded, a link is shown as its words and
its address. Text indented by four spaces is a paragraph, as its writer meant it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coordination.kernel.text import one_line

Block = dict[str, Any]
"""``form`` (heading, paragraph, list, table, quote) and what it holds, as JSON."""
Run = list[str]
"""Words of one style: "", "em" or "strong"."""
DEEPEST = 16
"""Levels of tokens: a list in a list is two."""
_NOT_MEANT = ("code", "reference", "html_block", "html_inline")
"""Rules under which what somebody wrote would vanish, or be taken for code."""
_MAILTO = "mailto:"


def blocks_of(text: str) -> list[Block]:
    """Give what a text in Markdown says, block by block; a block without words is left out.

    ValueError for lists and quotes inside one another so deep that a line has no room for words.
    """
    tokens = _reader().parse(text)
    if any(token.level > DEEPEST for token in tokens):
        raise ValueError(f"lists or quotes deeper than {DEEPEST // 2} levels")
    return list(_blocks(tokens))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * DEEPEST}).enable("table").disable(_NOT_MEANT)
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]  # shown as it was typed, never followed
    return reader


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        block = _block(tokens[at], tokens[at + 1 : end])
        if block is not None:
            yield block
        at = end + 1


def _end(tokens: Sequence[Token], at: int) -> int:
    """Give the place of the token that closes the one at a place; itself where it holds nothing."""
    depth: int = tokens[at].nesting
    while depth > 0:
        at += 1
        depth += tokens[at].nesting
    return at


def _block(opened: Token, inside: Sequence[Token]) -> Block | None:
    if opened.type == "fence":
        block: Block = {"form": "paragraph", "lines": [_tidy([["", line]]) for line in opened.content.splitlines()]}
    elif opened.type == "paragraph_open":
        block = {"form": "paragraph", "lines": _lines(inside)}
    elif opened.type == "heading_open":
        block = {"form": "heading", "level": int(opened.tag[1:]), "lines": _lines(inside)}
    elif opened.type == "blockquote_open":
        block = {"form": "quote", "blocks": list(_blocks(inside))}
    elif opened.type in {"bullet_list_open", "ordered_list_open"}:
        first = int(opened.attrs.get("start", 1)) if opened.type == "ordered_list_open" else None
        block = {
            "form": "list",
            "first": first,
            "items": [item for each in _parts(inside) if (item := list(_blocks(each)))],
        }
    elif opened.type == "table_open":
        head, *rows = [_cells(each) for each in _rows(inside)]
        block = {"form": "table", "head": head, "rows": rows}
    else:
        return None  # a thematic break: the only thing that is no words
    block |= {"lines": [line for line in block["lines"] if line]} if "lines" in block else {}
    return block if any(block.get(name) for name in ("lines", "blocks", "items", "head")) else None


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Give the insides of tokens that follow one another."""
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        yield tokens[at + 1 : end]
        at = end + 1


def _rows(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Give the rows of a table's head and body."""
    for part in _parts(tokens):
        yield from _parts(part)


def _cells(row: Sequence[Token]) -> list[list[Run]]:
    return [[run for line in _lines(cell) for run in line] for cell in _parts(row)]


def _lines(tokens: Sequence[Token]) -> list[list[Run]]:
    """Give the words of an inline token in its lines: they are broken only where the writer asked for it."""
    lines: list[list[Run]] = [[]]
    styles: list[str] = []
    address = linked = ""
    for token in (child for each in tokens for child in each.children or ()):
        kind, _, moment = token.type.partition("_")
        if token.type == "hardbreak":
            lines.append([])
        elif token.type == "link_open":
            address, linked = str(token.attrs.get("href", "")).removeprefix(_MAILTO), ""
        elif token.type == "link_close":
            lines[-1].append(["", _after(linked, address)])
        elif moment == "open":
            styles.append(kind)
        elif moment == "close":
            styles.pop()
        else:
            said = _said(token)
            linked += said
            lines[-1].append(["strong" if "strong" in styles else "".join(styles[:1]), said])
    return [tidy for line in lines if (tidy := _tidy(line))]


def _said(token: Token) -> str:
    if token.type == "image":
        return token.content + _after(token.content, str(token.attrs.get("src", "")))
    return " " if token.type == "softbreak" else token.content


def _after(words: str, address: str) -> str:
    """Give what follows the words of a link: its address, unless they say it."""
    return f" ({address})" if address not in words else ""


def _tidy(line: Iterable[Sequence[str]]) -> list[Run]:
    """Give a line without signs that cannot be seen, runs of one style joined; nothing if it has no words."""
    tidy: list[Run] = []
    for style, words in line:
        kept = one_line(f"|{words}|")[1:-1]  # between marks, so that spaces at its ends stay
        if tidy and tidy[-1][0] == style:
            tidy[-1][1] += kept
        else:
            tidy.append([style, kept])
    return [run for run in tidy if run[1]] if any(words.strip() for _, words in tidy) else []
