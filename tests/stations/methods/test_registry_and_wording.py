"""Methods are found by name, and numbers are written as readers of each language expect."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from coordination.methods import METHODS, get, names
from coordination.methods.contract import BaseResult
from coordination.methods.parties import handed_in, one_body_per_unit
from coordination.methods.wording import comparable, number

if TYPE_CHECKING:
    from conftest import Build


@pytest.mark.parametrize("name", names())
def test_every_method_exposes_the_names_of_the_contract(name: str) -> None:
    method = get(name)
    assert issubclass(method.Result, BaseResult)
    assert method.Result.model_fields["method"].default == name
    assert callable(method.check)
    assert callable(method.synthesise)
    assert isinstance(vars(method)["VERSION"], str)
    assert isinstance(method.Submission(), method.Submission)


def test_an_unknown_method_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(ValueError, match=r"'divination'.*collate.*viewpoints"):
        get("divination")
    assert "divination" not in METHODS
    assert list(METHODS) == list(names())
    assert len(METHODS) == len(names())


def test_importing_the_package_loads_no_method_and_no_heavy_library() -> None:
    code = (
        "import sys, coordination.methods as m; assert 'collate' in m.METHODS;"
        "m.get('forecast'); m.get('collate');"
        "bad = {'statsforecast', 'pandas', 'highspy', 'sqlmodel', 'prefect', 'jinja2'};"
        "sys.exit(', '.join(bad & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (Decimal("13795.50"), 2, "13.795,50", "13,795.50"),
        (Decimal("13795.50"), None, "13.795,5", "13,795.5"),
        (1865270, None, "1.865.270", "1,865,270"),
        (100, None, "100", "100"),
        (0, 1, "0,0", "0.0"),
        (-0.04, 1, "0,0", "0.0"),
        (-7.25, 1, "-7,3", "-7.3"),
        (1e15, 0, "1.000.000.000.000.000", "1,000,000,000,000,000"),
        (1e22, None, "10.000.000.000.000.000.000.000", "10,000,000,000,000,000,000,000"),
    ],
)
def test_numbers_take_decimal_comma_in_vietnamese_and_point_in_english(
    value: Decimal | float, decimals: int | None, vi: str, en: str
) -> None:
    assert number(value, "vi", decimals) == vi
    assert number(value, "en", decimals) == en


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà bình, hợp tác", "hòa  bình, hợp tác."),
        ("thuỷ lợi;", "Thủy lợi"),
        ("khoẻ mạnh", "khỏe mạnh"),
        ("Tie\u0302\u0301n bo\u0323\u0302", "tiến bộ"),
        ("liên kết vùng\n", " LIÊN KẾT   VÙNG"),
    ],
)
def test_spellings_of_the_same_sentence_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("mà", "má"), ("ban", "bàn"), ("đa", "da"), ("u", "ư")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_a_submission_of_a_stranger_is_an_error_not_a_silent_loss(build: Build) -> None:
    with pytest.raises(ValueError, match="b9"):
        handed_in({"b1": 1, "b9": 2}, build())


def test_two_parties_of_one_unit_are_refused_where_figures_add_up(build: Build) -> None:
    context = build(2)
    twins = tuple(party.model_copy(update={"unit": "u1"}) for party in context.parties)
    with pytest.raises(ValueError, match="u1"):
        one_body_per_unit(context.model_copy(update={"parties": twins}))
