"""Files bodies hand in: read strictly, kept digit by digit, refused by name where they lie."""

from __future__ import annotations

import json
import re
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.errors import InvalidInputError, NotFoundError
from coordination.submissions.files import DEEPEST, LARGEST, LONGEST_NUMBER, MOST_ROWS, read_file

Write = Callable[[str, str | bytes], Path]
MEGABYTES = 100


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file as a body would hand it in."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def complaint(path: Path) -> str:
    """Give the words with which a file is refused; each names the file."""
    with pytest.raises(InvalidInputError) as caught:
        read_file(path)
    for fault in caught.value.faults:
        assert fault.where.startswith(str(path))
        assert fault.what.vi != fault.what.en
    return str(caught.value).replace(str(path), "FILE")


# What is well written


def test_the_same_document_reads_alike_from_yaml_and_json(write: Write) -> None:
    content = {
        "figures": [{"indicator": "grdp", "period": 2025, "value": "123456789.10"}],
        "texts": [],
        "note": None,
        "ok": True,
    }
    yaml = """
figures:
  - {indicator: grdp, period: 2025, value: 123456789.10}
texts: []
note:
ok: true
"""
    assert read_file(write("a.yaml", yaml)) == content
    assert read_file(write("a.yml", yaml)) == content
    text = json.dumps(content).replace('"123456789.10"', "123456789.10")
    assert read_file(write("a.JSON", text)) == content


def test_rows_of_a_table_carry_the_names_of_their_columns(write: Write) -> None:
    text = 'indicator , period,value,note\r\ngrdp,2025,1.50,\r\n\r\n dân số ,2025,0,"hai\r\ndòng, có phẩy"\r\n'
    assert read_file(write("a.csv", text)) == [
        {"indicator": "grdp", "period": "2025", "value": "1.50"},
        {"indicator": "dân số", "period": "2025", "value": "0", "note": "hai\r\ndòng, có phẩy"},
    ]


def test_an_empty_cell_is_missing_and_a_zero_is_a_zero(write: Write) -> None:
    assert read_file(write("a.csv", "label,value\na,\nb,0\nc,0.0\n")) == [
        {"label": "a"}, {"label": "b", "value": "0"}, {"label": "c", "value": "0.0"}
    ]  # fmt: skip


DIGITS = st.from_regex(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DIGITS)
def test_a_decimal_keeps_every_digit_it_was_written_with(write: Write, digits: str) -> None:
    for name, text in (("a.yaml", f"a: {digits}\n"), ("a.json", f'{{"a": {digits}}}')):
        assert read_file(write(name, text)) == {"a": digits}
    assert read_file(write("a.csv", f"a\n{digits}\n")) == [{"a": digits}]


def test_dates_and_hours_of_yaml_stay_as_they_were_written(write: Write) -> None:
    assert read_file(write("a.yaml", "day: 2026-05-28\nhour: 8:30\nyear: 2026\n")) == {
        "day": "2026-05-28", "hour": "8:30", "year": 2026
    }  # fmt: skip


def test_letters_written_apart_become_one(write: Write) -> None:
    apart = "Đô\u0300ng Tha\u0301p"
    assert read_file(write("a.json", json.dumps({"a": apart}, ensure_ascii=False))) == {"a": "Đồng Tháp"}
    assert read_file(write("a.csv", f"a\n{apart}\n")) == [{"a": "Đồng Tháp"}]


def test_a_mark_that_spreadsheets_put_before_utf_8_is_passed_over(write: Write) -> None:
    bom = b"\xef\xbb\xbf"
    assert read_file(write("a.csv", bom + b"a,b\n1,2\n")) == [{"a": "1", "b": "2"}]
    assert read_file(write("a.json", bom + b'{"a": 1}')) == {"a": 1}
    assert "byte order mark" in complaint(write("a.yaml", bom + b"a: 1\n")), "configuration is written by hand"


PLAIN = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**18), 10**18),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abcđ", max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLAIN)
def test_any_plain_json_reads_as_itself(write: Write, value: Any) -> None:
    text = unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False))
    assert read_file(write("a.json", text)) == json.loads(text)


# What is not


REFUSED = {
    "a.json": [
        ('{"a": 1, "a": 2}', "repeated key: a"),
        ('{"x": {"a": 1, "b": 2, "a": 1}}', "repeated key: a"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), f"nests deeper than {DEEPEST} levels"),
        ('{"a": ' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), f"nests deeper than {DEEPEST} levels"),
        ('{"a": "\\ud800"}', "half a surrogate pair"),
        ('{"\\udfff": 1}', "half a surrogate pair"),
        ('{"a": ' + "9" * (LONGEST_NUMBER + 1) + "}", f"more than {LONGEST_NUMBER} digits"),
        ("", "invalid JSON"),
        ("{'a': 1}", "FILE:1:2: invalid JSON"),
        ('{"a": 1}\n{"b": 2}', "FILE:2:1: invalid JSON: Extra data"),
        ('{"a": "x\ny"}', "invalid JSON: Invalid control character"),
        ("\0", "invalid JSON"),
        (b'{"a": "\xff"}', "byte 7: the file is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        ("Đồng Tháp".encode("cp1258", errors="replace"), "not UTF-8"),
    ],
    "a.yaml": [
        ("a: 1\na: 2\n", "FILE:2:1"),
        ("a: .nan\n", "FILE:1:4"),
        ("a: &x [*x]\n", "no an"),
        ("- a\n", "must be a mapping"),
        ("", "the file is empty"),
        ("a: NO\n", "without quotes means different things"),
        ("a:\n\t- b\n", "FILE:2"),
        ("a: b\0\n", "FILE:1"),
        (b"a: \xff\n", "not UTF-8"),
        ("a: 1\n---\nb: 2\n", "one YAML document"),
        ("a: !!python/object:os.system x\n", "no tags"),
    ],
    "a.csv": [
        ("", "the file is empty"),
        ("\n\n \n", "the file is empty"),
        ("a,b\n1\n", "FILE:2: the row has 1 cells, the header 2"),
        ("a,b\n1,2\n\n1,2,3\n", "FILE:4: the row has 3 cells, the header 2"),
        ("a,a\n1,2\n", "column names repeat"),
        (",".join(f"c{number}" for number in range(201)) + "\n", "too many"),
        ("a\n\0\n", "a zero byte"),
        ('a\n"x\n', "invalid CSV: unexpected end of data"),
        ('a\n"x"y\n', "invalid CSV"),
        (b"a\n\xc3\x28\n", "not UTF-8"),
        ("a\nĐồng\n".encode("utf-16"), "not UTF-8"),
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [(name, content, words) for name, cases in REFUSED.items() for content, words in cases],
    ids=lambda value: re.sub(r"\W+", "-", str(value))[:40],
)
def test_a_file_that_does_not_hold_is_refused_with_its_place(
    write: Write, name: str, content: str | bytes, words: str
) -> None:
    assert words in complaint(write(name, content))


def test_as_deep_as_allowed_is_read(write: Write) -> None:
    text = "[" * DEEPEST + "]" * DEEPEST
    assert read_file(write("a.json", text)) == json.loads(text)
    brackets = {"a": "[" * 40 + "{" * 40}
    assert read_file(write("b.json", json.dumps(brackets))) == brackets, "brackets inside words are words"


def test_an_unknown_kind_of_file_and_no_file_at_all(write: Write, tmp_path: Path) -> None:
    assert "only .yaml, .json and .csv are read" in complaint(write("a.xlsx", b"PK\x03\x04"))
    assert "only .yaml" in complaint(write("noending", "a"))
    for path in (tmp_path / "none.json", tmp_path, Path("a\0b.json")):
        with pytest.raises(NotFoundError, match="there is no file"):
            read_file(path)


HOSTILE: dict[str, tuple[str, Callable[[], str], str]] = {
    "100,000 brackets": ("a.json", lambda: "[" * 100_000, "nests deeper"),
    "brackets hidden behind a word": ("a.json", lambda: '["' + "]" * 100_000 + '",' + "[" * 100_000, "nests deeper"),
    "100,000 braces": ("a.json", lambda: '{"a":' * 100_000, "nests deeper"),
    "quotes without end": ("a.json", lambda: '"' + '\\"' * 2_000_000, "Unterminated string"),
    "a million empty lists": ("a.json", lambda: "[" + "[]," * 1_500_000 + "[]]", "values"),
    "a million keys": ("a.json", lambda: "{" + ",".join(f'"{n}":1' for n in range(400_000)) + "}", "values"),
    "the same key without end": ("a.json", lambda: "{" + '"a":1,' * 250_000 + '"a":1}', "repeated key"),
    "a number without end": ("a.json", lambda: '{"a":' + "9" * 4_000_000 + "}", "digits"),
    "five megabytes and one": ("a.json", lambda: " " * (LARGEST + 1), "larger than 5 MB"),
    "a table larger than five megabytes": ("a.csv", lambda: "a\n" * LARGEST, "larger than 5 MB"),
    "a large configuration": ("a.yaml", lambda: "a: b\n" * 1_200_000, "larger than"),
    "100,000 brackets of YAML": ("a.yaml", lambda: "a: " + "[" * 100_000, "nested deeper"),
    "ragged rows": ("a.csv", lambda: "a,b\n" + "1\n" * 2_400_000, f"more than {MOST_ROWS} rows"),
    "some ragged rows": ("a.csv", lambda: "a,b\n" + "1\n" * 40_000, "the row has 1 cells"),
    "empty lines": ("a.csv", lambda: "a\n" + "\n" * 4_900_000, "more than"),
    "a cell without end": ("a.csv", lambda: 'a\n"' + "x" * 4_900_000, "field larger than"),
    "commas without end": ("a.csv", lambda: "a," * 2_400_000, "too many"),
}


@pytest.mark.parametrize(("name", "make", "words"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_file_is_refused_by_name(write: Write, name: str, make: Callable[[], str], words: str) -> None:
    said = complaint(write(name, make()))
    assert words in said
    assert len(said) < 20_000, "a hundred faults are enough"


@pytest.mark.parametrize("case", ["ragged rows", "a million keys", "commas without end"])
def test_a_hostile_file_does_not_fill_the_memory(write: Write, case: str) -> None:
    name, make, _ = HOSTILE[case]
    path = write(name, make())
    tracemalloc.start()
    try:
        complaint(path)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".json", ".csv", ".yaml"]), st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_words(write: Write, ending: str, content: bytes) -> None:
    path = write(f"any{ending}", content)
    try:
        json.dumps(read_file(path), allow_nan=False).encode()
    except InvalidInputError as error:
        assert error.faults  # noqa: PT017 - either is right
