"""Markdown people write becomes words in blocks, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.documents.markdown import blocks_of


def _words(value: Any) -> str:
    """Give all words of blocks, wherever they stand."""
    if isinstance(value, list):
        is_run = len(value) == 2 and all(isinstance(each, str) for each in value)
        return value[1] if is_run else " ".join(_words(each) for each in value)
    if not isinstance(value, dict):
        return ""
    return " ".join(_words(value[name]) for name in ("lines", "blocks", "items", "head", "rows") if name in value)


def test_headings_paragraphs_and_emphasis_keep_their_words_and_styles() -> None:
    assert blocks_of("## Nội *dung*\n\nGửi **trước ngày 15**\nhằng tháng.") == [
        {"form": "heading", "level": 2, "lines": [[["", "Nội "], ["em", "dung"]]]},
        {"form": "paragraph", "lines": [[["", "Gửi "], ["strong", "trước ngày 15"], ["", " hằng tháng."]]]},
    ]


def test_lists_hold_lists_and_begin_with_the_number_written() -> None:
    (block,) = blocks_of("3. ba\n   - con\n4. bốn\n5.\n")
    assert block["first"] == 3
    assert [_words(item) for item in block["items"]] == ["ba con", "bốn"]
    assert block["items"][0][1]["form"] == "list"
    assert block["items"][0][1]["first"] is None


def test_tables_have_a_head_and_rows_as_wide() -> None:
    (block,) = blocks_of("| A | B |\n|---|---|\n| 1 | **2** |\n| 3 |\n")
    assert block["head"] == [[["", "A"]], [["", "B"]]]
    assert block["rows"] == [[[["", "1"]], [["strong", "2"]]], [[["", "3"]], []]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[trang](https://a.example/đường?x=1)", "trang (https://a.example/đường?x=1)"),
        ("[**đậm** và thường](https://a.example)", "đậm  và thường (https://a.example)"),
        ("<https://a.example>", "https://a.example"),
        ("<a@b.example>", "a@b.example"),
        ("![sơ đồ](https://a.example/x.png)", "sơ đồ (https://a.example/x.png)"),
        ("![](https://a.example/x.png)", " (https://a.example/x.png)"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<!-- ghi chú -->", "<!-- ghi chú -->"),
        ("[1]: https://a.example", "[1]: https://a.example"),
        ("    lùi vào bốn ô", "lùi vào bốn ô"),
        ("```\nx  y\n\nz\n```", "x y z"),
        ("A&amp;B &lt;b&gt;", "A&B <b>"),
        ("> trích\n> > lồng", "trích lồng"),
    ],
)
def test_what_is_no_plain_text_is_shown_as_words(text: str, words: str) -> None:
    assert _words(blocks_of(text)) == words


@pytest.mark.parametrize("text", ["a &#8238;b", "a &#173;b", "a&#8203; b", "a&#13;&#10;b"])
def test_signs_that_cannot_be_seen_do_not_come_in_by_their_numbers(text: str) -> None:
    assert _words(blocks_of(text)) == "a b"


@pytest.mark.parametrize("text", ["", "   \n\n", "---", "&#8203;", ">", "- \n- ", "# "])
def test_a_text_without_words_gives_no_block(text: str) -> None:
    assert blocks_of(text) == []


def test_a_line_breaks_only_where_its_writer_broke_it() -> None:
    (block,) = blocks_of("một\nhai\\\nba  \nbốn")
    assert block["lines"] == [[["", "một hai"]], [["", "ba"]], [["", "bốn"]]]


@pytest.mark.parametrize("text", [">" * 5_000 + " x", "- " * 5_000 + "x"])
def test_what_is_too_deep_for_a_line_is_refused_and_loses_no_words(text: str) -> None:
    with pytest.raises(ValueError, match="deeper"):
        blocks_of(text)
    assert _words(blocks_of("> " * 8 + "x")) == "x"
