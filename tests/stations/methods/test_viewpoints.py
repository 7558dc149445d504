"""Common viewpoints are those several provinces hold; the rest stays with its provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.methods.viewpoints import Result, Submission, Viewpoint, check, synthesise

if TYPE_CHECKING:
    import random

    from conftest import Build

    from coordination.methods.indicators import Pillar

FULL: tuple[Pillar, ...] = ("economy", "society", "environment")


def _said(*clauses: tuple[Pillar, str]) -> Submission:
    return Submission(clauses=tuple(Viewpoint(pillar=p, text=t) for p, t in clauses))


def test_spelling_variants_of_one_clause_become_one_common_viewpoint(build: Build) -> None:
    result = synthesise(
        {
            "b1": _said(("economy", "Phát triển thuỷ lợi hài hoà.")),
            "b3": _said(("economy", "phát triển  thủy lợi hài hòa")),
            "b4": _said(("economy", "Mở rộng cảng biển")),
        },
        build(4),
    )
    assert [(v.text, v.supporters) for v in result.common] == [("Phát triển thuỷ lợi hài hoà.", ("b1", "b3"))]
    assert [(v.text, v.supporters) for v in result.own] == [("Mở rộng cảng biển", ("b4",))]
    assert [c.key for c in result.clauses] == [result.common[0].key]
    assert result.missing == ("b2",)
    assert "Tỉnh 2" in result.summary[0].vi


def test_pillars_without_a_common_clause_are_put_up_for_discussion(build: Build) -> None:
    both = _said(("society", "Giảm nghèo bền vững"))
    alone = _said(("society", "Giảm nghèo bền vững"), ("environment", "Giữ rừng đầu nguồn"))
    result = synthesise({"b1": both, "b2": alone}, build(2))
    economy, environment = result.for_discussion
    assert economy.vi.startswith("Kinh tế: chưa bên nào")
    assert environment.en == "Environment: no common viewpoint yet; held singly by Province 2."


def test_one_of_two_parties_never_makes_a_viewpoint_common(build: Build) -> None:
    result = synthesise({"b1": _said(("economy", "Một ý riêng"))}, build(2))
    assert result.common == ()
    assert result.needed == 2


@pytest.mark.parametrize(("share", "needed"), [(0.5, 3), ("0.6", 3), (0.61, 4), (1, 5)])
def test_the_share_is_counted_over_all_parties(build: Build, share: object, needed: int) -> None:
    assert synthesise({}, build(5, common_share=share)).needed == needed


def test_keys_of_clauses_do_not_move_when_other_clauses_come_or_go(build: Build) -> None:
    few = {"b1": _said(("economy", "A")), "b2": _said(("economy", "a."))}
    many = {**few, "b3": _said(("economy", "B"), ("society", "C"))}
    assert synthesise(few, build(3)).clauses == synthesise(many, build(3)).clauses


def test_check_finds_empty_repeated_and_overlong_clauses_and_bare_pillars(build: Build) -> None:
    submission = _said(("economy", " . "), ("society", "Ý"), ("society", "ý."), ("society", "x" * 401))
    found = {(f.code, f.severity, f.where) for f in check(submission, build())}
    assert found == {
        ("empty_clause", "error", "clauses[0]"),
        ("duplicate_clause", "warning", "clauses[2]"),
        ("long_clause", "warning", "clauses[3]"),
        ("pillar_uncovered", "warning", "clauses.economy"),
        ("pillar_uncovered", "warning", "clauses.environment"),
    }
    assert check(_said(*((pillar, "Một ý") for pillar in FULL)), build()) == []


_CLAUSE = st.builds(
    Viewpoint,
    pillar=st.sampled_from(FULL),
    text=st.sampled_from(["Hoà", "hòa", "B", "b.", "C", ""]),
)
_SUBMISSIONS = st.dictionaries(
    st.sampled_from(["b1", "b2", "b3", "b4"]),
    st.builds(Submission, clauses=st.lists(_CLAUSE, max_size=5).map(tuple)),
)


@settings(deadline=None, derandomize=True)
@given(_SUBMISSIONS, st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing_and_the_result_survives_json(
    build: Build, submissions: dict[str, Submission], chance: random.Random
) -> None:
    context = build(4)
    result = synthesise(submissions, context)
    shuffled = list(submissions.items())
    chance.shuffle(shuffled)
    assert synthesise(dict(shuffled), context) == result
    assert Result.model_validate(result.model_dump(mode="json")) == result
    assert [table.key for table in result.tables()] == ["common", "own"]
    held = {body for item in (*result.common, *result.own) for body in item.supporters}
    assert held <= set(submissions)
