"""A compilation keeps every word, and adds only what it was told to add."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.methods.collate import Figure, Result, Section, Submission, check, synthesise

if TYPE_CHECKING:
    import random

    from conftest import Build


def _figure(value: str | None, unit: str = "tỷ đồng") -> Submission:
    return Submission(figures=(Figure(label="Vốn", value=Decimal(value) if value else None, unit=unit),))


def test_words_stand_side_by_side_in_the_order_of_the_parties(build: Build) -> None:
    result = synthesise(
        {
            "b3": Submission(sections=(Section(key="goals", text="Ý của tỉnh 3"),)),
            "b1": Submission(
                sections=(
                    Section(key="goals", text="Ý của tỉnh 1"),
                    Section(key="other", text="Thêm"),
                ),
                attachments=("bieu-1.xlsx",),
            ),
        },
        build(3, sections=["means", "goals"]),
    )
    assert [section.key for section in result.sections] == ["means", "goals", "other"]
    assert result.sections[0].missing == ("b1", "b2", "b3")
    assert [w.text for w in result.sections[1].entries] == ["Ý của tỉnh 1", "Ý của tỉnh 3"]
    assert result.sections[1].missing == ("b2",)
    assert [a.model_dump() for a in result.attachments] == [{"body": "b1", "names": ("bieu-1.xlsx",)}]
    assert result.summary[1].en == "0 of 3 sections hold the words of all 3 parties."


def test_a_section_is_named_by_its_title_and_only_an_unknown_one_by_its_key(build: Build) -> None:
    titles = {"source": {"vi": "Nguồn số liệu", "en": "Source of the figures"}}
    context = build(2, sections=["source", "limits"], titles=titles)
    assert [each.message.vi for each in check(Submission(), context)] == [
        "Mục “Nguồn số liệu” còn thiếu hoặc để trống.",
        "Mục “limits” còn thiếu hoặc để trống.",
    ]
    result = synthesise({"b1": Submission(sections=(Section(key="source", text="Cục Thống kê"),))}, context)
    words, _, completeness = result.tables()
    assert [row[0] for row in words.said("en")] == ["Source of the figures"]
    assert [row[0] for row in completeness.said("vi")] == ["Nguồn số liệu", "limits"]


def test_figures_add_up_only_where_told_and_name_who_is_missing(build: Build) -> None:
    given_figures = {"b1": _figure("1.5"), "b2": _figure(None), "b3": _figure("0")}
    told = synthesise(given_figures, build(3, add=["Vốn"])).figures[0]
    assert (told.total, told.missing) == (Decimal("1.5"), ("b2",))
    assert synthesise(given_figures, build(3)).figures[0].total is None


def test_figures_in_different_units_are_not_added_but_discussed(build: Build) -> None:
    result = synthesise({"b1": _figure("1"), "b2": _figure("2", "triệu đồng")}, build(2, add=["Vốn"]))
    assert result.figures[0].total is None
    assert "triệu đồng, tỷ đồng" in result.for_discussion[0].vi


def test_a_figure_nobody_knows_has_no_total_and_zero_has_one(build: Build) -> None:
    unknown = synthesise({"b1": _figure(None)}, build(1, add=["Vốn"])).figures[0]
    zero = synthesise({"b1": _figure("0")}, build(1, add=["Vốn"])).figures[0]
    assert unknown.total is None
    assert zero.total == 0


def test_check_finds_missing_unknown_and_repeated_parts(build: Build) -> None:
    submission = Submission(
        sections=(
            Section(key="a", text=" "),
            Section(key="x", text="1"),
            Section(key="x", text="2"),
        ),
        figures=(Figure(label="F"),),
    )
    found = [(f.severity, f.code, f.where) for f in check(submission, build(1, sections=["a"]))]
    assert found == [
        ("warning", "section_missing", "sections.a"),
        ("note", "unknown_section", "sections.x"),
        ("note", "unknown_section", "sections.x"),
        ("error", "given_twice", "sections.x"),
        ("note", "figure_without_value", "figures.F"),
    ]


_VALUES = st.dictionaries(
    st.sampled_from(["b1", "b2", "b3", "b4"]),
    st.none() | st.decimals(-1_000_000, 1_000_000, places=3),
)


@settings(deadline=None, derandomize=True)
@given(_VALUES, st.randoms(use_true_random=False))
def test_a_total_is_the_hand_sum_whatever_the_order_of_arrival(
    build: Build, values: dict[str, Decimal | None], chance: random.Random
) -> None:
    context = build(4, add=["F"])
    submissions = {body: Submission(figures=(Figure(label="F", value=value),)) for body, value in values.items()}
    result = synthesise(submissions, context)
    known = [value for value in values.values() if value is not None]
    if values:
        assert result.figures[0].total == (sum(known) if known else None)
        assert len(result.figures[0].missing) == 4 - len(known)
    shuffled = list(submissions.items())
    chance.shuffle(shuffled)
    assert synthesise(dict(shuffled), context) == result
    assert Result.model_validate(result.model_dump(mode="json")) == result
    assert [t.key for t in result.tables()] == ["words", "figures", "completeness"]
