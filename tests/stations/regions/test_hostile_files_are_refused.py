"""Files that lie: refused by name, within a hundred megabytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.errors import InvalidInputError, NotFoundError
from coordination.regions.service import check_file, load_region
from coordination.regions.source import LARGEST, parse, read
from tests.stations.regions.small_country import KNOWN, PROCEDURE, REGION, Country

ROOT = Path(__file__).parents[3]
MEGABYTES = 100
# The most this program ever held (`resource` would count what the test runner held before).
CHILD = """
import re, sys
from pathlib import Path
from coordination.regions.source import read
for name in sys.argv[1:]:
    assert read(Path(name)).faults
print(int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024)
"""
HOSTILE = {
    "100,000 brackets": ("a: " + "[" * 100_000, "nested deeper than 20 levels"),
    "100,000 lines of brackets": ("[\n" * 100_000, "nested deeper than 20 levels"),
    "100,000 braces": ("{a: " * 100_000, "nested deeper than 20 levels"),
    "steps to the right": ("".join(f"{' ' * at}a:\n" for at in range(900)), "nested deeper"),
    "60,000 values": (("a: [" + "b, " * 1_000 + "b]\n") * 60, "more than 25000 values"),
    "a list without end": ("- a\n" * 200_000, "more than 20000 lines"),
    "a line without end": ("a: " + "b" * 900_000, "a line longer than"),
    "an exclamation": ("!" * 900_000, "a line longer than"),
    "quotes without end": ('a: "' + "b\n " * 300_000, "more than 20000 lines"),
    "a large file": ("a: b\n" * 2_000_000, f"larger than {LARGEST} bytes"),
    "a billion laughs": (
        "a: &a [x, x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)),
        "no aliases (*a)",
    ),
    "a number without end": ("a: " + "9" * 4_900, "without quotes means"),
}


@pytest.mark.parametrize(("text", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(text, "utf-8")
    faults = [fault.in_language("en") for fault in read(path).faults]
    assert any(words in fault for fault in faults), faults[:3]
    assert all(fault.startswith(f"{path}:") for fault in faults)
    assert all(len(fault) < 1_000 for fault in faults)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_hostile_files_do_not_fill_the_memory(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.yaml" for number in range(len(HOSTILE))]
    for path, (text, _) in zip(paths, HOSTILE.values(), strict=True):
        path.write_text(text, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(ran.stdout) < MEGABYTES


BYTES = {
    "empty": (b"", "1:1", "the file is empty"),
    "only a remark": (b"# nothing\n", "1:1", "the file is empty"),
    "a list": (b"- a\n", "1:1", "the file must be a mapping of keys"),
    "not UTF-8": (b"a: 1\nname: C\xe2n", "2:8", "not UTF-8"),
    "Latin": ("a: 1\nb: é\n".encode("latin-1"), "2:4", "not UTF-8"),
    "UTF-16": ("a: 1".encode("utf-16"), "1:1", "a byte order mark"),
    "zero bytes": (b"a: 1\0", "1:5", "an invisible sign U+0000"),
    "escape beyond Unicode": (b'a: "\\UFFFFFFFF"', "1:1", "this is not YAML"),
    "half a letter": (b'a: "\\uD800"', "1:4", "invisible signs"),
}


@pytest.mark.parametrize(("data", "where", "words"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_configuration_are_told_so(data: bytes, where: str, words: str) -> None:
    told = {fault.where: fault.what.en for fault in parse("file.yaml", data).faults}
    assert words in told[f"file.yaml:{where}"]


def test_windows_line_ends_change_nothing(country: Country) -> None:
    country.write("regions/delta.yaml", REGION.replace("\n", "\r\n"))
    assert country.faults() == []
    where = country.change("regions/delta.yaml", "kind: year_end", "«knd: year_end")
    assert where in {fault.where for fault in country.faults()}


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        check_file(tmp_path / "absent.yaml", KNOWN)
    with pytest.raises(NotFoundError):
        load_region(tmp_path, KNOWN)
    with pytest.raises(NotFoundError):
        load_region("zero\0.yaml", KNOWN)


LINES = st.lists(st.sampled_from([*REGION.splitlines(), *PROCEDURE.splitlines()]), max_size=30)
PIECES = st.text(st.sampled_from(list("ab1:-[]{}#&*!|>'\"%@`,? \n\t\\xu0~=<\u0301\ufeff")), max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(PIECES, st.text(max_size=60), LINES.map("\n".join)))
def test_no_text_raises_anything_but_invalid_input(country: Country, text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    path = country.write("regions/any.yaml", encodable)
    with pytest.raises(InvalidInputError) as refused:
        load_region(path, KNOWN, country.folder)
    assert refused.value.faults
    assert check_file(path, KNOWN, country.folder)
