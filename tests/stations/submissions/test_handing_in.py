"""Handing in, returning and accepting: nothing is overwritten, nothing wrong is stored, every fault has its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from coordination import methods
from coordination.cycles.tables import ObligationRow
from coordination.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from coordination.kernel.canonical import content_hash
from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.results import views
from coordination.submissions.files import read_file
from coordination.submissions.parts import as_document
from coordination.submissions.queries import accepted
from coordination.submissions.rules import examine, place, read
from coordination.submissions.tables import SubmissionRow
from tests.stations.story import (
    ASSESSMENT,
    COMMITTEE,
    COMMITTEES,
    FINANCE,
    LADDER,
    MEETING,
    PLAN,
    STANDING,
    Story,
    after,
    at,
    document,
    morning,
)

NOW = at("2026-10-13 09:00")


@pytest.fixture
def open_story(story: Story) -> Story:
    """Begin where the joint meeting takes submissions."""
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    return story


@pytest.fixture
def open_file_story(file_story: Story) -> Story:
    """Begin in the same place, on SQLite alone."""
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    return file_story


def revisions(story: Story, stage: str = MEETING) -> list[SubmissionRow]:
    """Give all that was handed in."""
    with story.engine.read() as session:
        return list(session.exec(select(SubmissionRow).where(SubmissionRow.stage == stage).order_by(SubmissionRow.key)))


def test_the_same_content_twice_is_the_same_revision(open_story: Story) -> None:
    first, new = open_story.submit(MEETING, STANDING, document(), NOW)
    assert new
    before = open_story.written()
    again, new = open_story.submit(MEETING, STANDING, dict(reversed(document().items())), at("2026-10-14 09:00"))
    assert not new
    assert again == first
    assert open_story.written() == before


def test_other_content_is_the_next_revision_and_overwrites_nothing(open_story: Story) -> None:
    open_story.submit(MEETING, STANDING, document("một"), NOW)
    row, new = open_story.submit(MEETING, STANDING, document("hai"), at("2026-10-14 09:00"))
    assert (row.revision, row.key, new) == (2, f"{MEETING}/{STANDING}/2", True)
    first, second = revisions(open_story)
    assert (first.content, second.content) == (document("một"), document("hai"))
    assert (first.handed_in_at, second.handed_in_at) == (NOW, at("2026-10-14 09:00"))
    assert first.content_hash == content_hash(document("một")) != second.content_hash


def test_going_back_to_an_older_content_is_a_revision_of_its_own(open_file_story: Story) -> None:
    for words in ("một", "hai", "một"):
        open_file_story.submit(MEETING, STANDING, document(words), NOW)
    assert [row.revision for row in revisions(open_file_story)] == [1, 2, 3]


def test_what_is_handed_in_leaves_one_event_with_its_hash(open_story: Story) -> None:
    row, _ = open_story.submit(MEETING, STANDING, document(), NOW)
    (event,) = open_story.events("submission.received")
    assert event.subject == row.key
    assert (event.data["body"], event.data["revision"], event.data["hash"]) == (STANDING, 1, row.content_hash)
    assert event.data["warnings"] == len([each for each in row.findings if each["severity"] == "warning"]) > 0


def test_warnings_are_stored_beside_the_submission_and_do_not_forbid_it(open_file_story: Story) -> None:
    row, _ = open_file_story.submit(MEETING, STANDING, document(), NOW)
    assert {(each["severity"], each["where"]) for each in row.findings} == {
        ("warning", "sections.dates"), ("warning", "sections.verification")
    }  # fmt: skip


# Faults


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"figures": [{"label": "a"}, {"label": "b", "value": "ba trăm"}]}, "figures[1].value"),
        ({"figures": [{"label": ""}]}, "figures[0].label"),
        ({"figures": [{"value": "1"}]}, "figures[0].label"),
        ({"sections": [{"key": "contents"}]}, "sections[0].text"),
        ({"note": "x"}, "note"),
        ({"figures": [{"label": "a", "value": "1", "total": 3}]}, "figures[0].total"),
        ({"figures": {"label": "a"}}, "figures"),
        ({"attachments": [1]}, "attachments[0]"),
        ({"figures": [{"label": "a", "value": "NaN"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": "1e30"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": "-1e999999"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": "1e-99"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": "1.234.567"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": "1.234,5"}]}, "figures[0].value"),
        ({"figures": [{"label": "a", "value": True}]}, "figures[0].value"),
        ({"sections": [{"key": "contents", "text": "kẻ\u202e xấu"}]}, "sections[0].text"),
        ({"sections": [{"key": "contents", "text": "x" * 20_001}]}, "sections[0].text"),
        ({"sections": [{"key": "contents", "text": "x"}, {"key": "contents", "text": "y"}]}, "sections.contents"),
    ],
)
def test_a_fault_carries_its_place_and_nothing_is_stored(
    open_file_story: Story, change: dict[str, Any], where: str
) -> None:
    before = open_file_story.written()
    with pytest.raises(InvalidInputError) as caught:
        open_file_story.submit(MEETING, STANDING, document() | change, NOW)
    assert [each.where for each in caught.value.faults] == [where]
    assert revisions(open_file_story) == []
    assert open_file_story.states(MEETING)[STANDING] == "pending"
    assert open_file_story.written() == before


def test_all_faults_are_named_at_once_in_both_languages(open_file_story: Story) -> None:
    content = {"sections": [{"key": "contents"}], "figures": [{"value": "x"}], "note": ""}
    with pytest.raises(InvalidInputError) as caught:
        open_file_story.submit(MEETING, STANDING, content, NOW)
    places = {each.where for each in caught.value.faults}
    assert places == {"sections[0].text", "figures[0].label", "figures[0].value", "note"}
    assert {each.what.vi for each in caught.value.faults} >= {"thiếu mục bắt buộc", "mục này không có trong biểu"}


@pytest.mark.parametrize("content", [None, 5, "text", [], ["a"], [[]], {}, {"sections": None}])
def test_whatever_is_handed_in_is_taken_or_refused_in_words(open_file_story: Story, content: object) -> None:
    try:
        open_file_story.submit(MEETING, STANDING, content, NOW)
    except InvalidInputError as error:
        assert all(each.where for each in error.faults)  # noqa: PT017 - either is right
        assert revisions(open_file_story) == []


def test_findings_of_the_method_that_are_errors_forbid_taking_it_in(file_story: Story) -> None:
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))
    figures = [
        {"indicator": "grdp_current", "period": 2025, "value": "-1"},
        {"indicator": "happiness", "period": 2025, "value": "1"},
    ]
    with pytest.raises(InvalidInputError) as caught:
        file_story.submit(ASSESSMENT, COMMITTEE, {"figures": figures}, at("2026-06-03 09:00"))
    assert [each.where for each in caught.value.faults] == ["figures.grdp_current.2025", "figures.happiness.2025"]
    assert revisions(file_story, ASSESSMENT) == []


NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)


@given(st.lists(st.one_of(NAMES, st.integers(0, 99)), max_size=5))
def test_a_place_reads_as_people_write_it(location: list[int | str]) -> None:
    text = place(tuple(location))
    assert " " not in text or text == "(whole document)"
    assert [int(part[:-1]) for part in text.split("[")[1:] for part in [part.split(".")[0]]] == [
        part for part in location if isinstance(part, int)
    ]


def test_places_of_the_contract() -> None:
    assert place(("figures", 3, "value")) == "figures[3].value"
    assert place(()) == "(whole document)"


def test_a_table_goes_to_the_part_of_the_form_that_has_its_columns() -> None:
    surveyed = [{"indicator": "x", "unit": "92", "period": "2025", "value": "1"}, {"note": "y"}]
    for method, rows, part in (
        ("surveys", surveyed, "observations"),
        ("surveys", [{"label": "x", "unit": "ha"}], "figures"),
        ("collate", [{"key": "x", "text": "y"}], "sections"),
        ("forecast_contract", [{"method": "x", "act": "y"}], "methods"),
        ("balances", [{"balance": "x", "source": "y", "secured": "1"}], "means"),
        ("balances", [{"balance": "x", "source": "y", "project": "z"}], "named"),
    ):
        assert as_document(methods.get(method), rows) == {part: rows}


def test_a_table_that_no_part_has_the_columns_of_is_one_fault_that_names_them_all(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("indicator,unit,year\n" + "x,92,2025\n" * 13, "utf-8")
    method, rows = methods.get("surveys"), read_file(tmp_path / "s.csv")
    context = Context(region="r", region_name=Text(vi="r", en="r"), period="2027", parties=())
    with pytest.raises(InvalidInputError) as caught:
        examine(method, as_document(method, rows), context)
    (fault,) = caught.value.faults
    assert fault.where == f"{tmp_path / 's.csv'}:1"
    assert fault.what.en == "no part of the form has all these columns: indicator, unit, year"
    assert fault.fix is not None
    assert "figures: label, value, unit; observations: indicator, unit, period, value, note" in fault.fix.en


def test_a_table_of_rows_stands_for_the_first_list_of_its_method() -> None:
    assert as_document(methods.get("joint_assessment"), [{"indicator": "x"}]) == {"figures": [{"indicator": "x"}]}
    assert as_document(methods.get("viewpoints"), []) == {"clauses": []}
    assert as_document(methods.get("collate"), {"figures": []}) == {"figures": []}


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_figure_is_taken_as_it_is_or_refused_at_its_place(value: object) -> None:
    found = read(methods.get("collate"), document(**{"Dân số": str(value)}))
    if isinstance(found, list):
        assert {each.where for each in found if isinstance(each, Fault)} == {"figures[0].value"}
    else:
        assert str(found.model_dump()["figures"][0]["value"]) == str(value)


# Who may, and when


def test_a_body_that_owes_nothing_is_told_the_nearest_that_does(open_file_story: Story) -> None:
    with pytest.raises(NotFoundError, match=r"there is no obligation of 92\.finance_department · nearest: 92\."):
        open_file_story.submit(MEETING, FINANCE, document(), NOW)
    with pytest.raises(NotFoundError, match=r"there is no body 92\.peoples_comittee · nearest: 92\.peoples_committee"):
        open_file_story.submit(MEETING, "92.peoples_comittee", document(), NOW)
    with pytest.raises(NotFoundError, match=f"nearest: {MEETING}"):
        open_file_story.submit(f"{MEETING}s", STANDING, document(), NOW)
    assert revisions(open_file_story) == []


def test_a_body_cannot_hand_in_for_another_province(open_file_story: Story) -> None:
    with pytest.raises(NotFoundError, match="there is no obligation"):
        open_file_story.submit(MEETING, "82.peoples_committee", document(), NOW)


def test_before_it_opens_and_after_it_closes_a_step_takes_nothing(story: Story) -> None:
    story.open(LADDER)
    with pytest.raises(ConflictError, match="is not yet open and takes no submissions before 12/10/2026"):
        story.submit(MEETING, STANDING, document(), NOW)
    story.tick(morning("2026-10-12"))
    story.submit(MEETING, STANDING, document(), NOW)
    story.tick(after("2026-10-19"))
    with pytest.raises(ConflictError, match="is closed for positions and takes no submissions"):
        story.submit(MEETING, COMMITTEE, document(), at("2026-10-20 09:00"))
    assert story.submit(MEETING, STANDING, document(), at("2026-10-20 09:00"))[1] is False, (
        "the same again is no change"
    )


@pytest.mark.parametrize(("moment", "late"), [("2026-10-16 23:59", False), ("2026-10-17 00:00", True)])
def test_late_is_flagged_to_the_minute(file_story: Story, moment: str, late: bool) -> None:  # noqa: FBT001
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.submit(MEETING, STANDING, document(), at(moment))
    (event,) = file_story.events("submission.received")
    assert event.data["late"] is late
    assert next(each for each in file_story.owed(MEETING) if each.body == STANDING).was_late is late


def test_who_was_in_time_stays_so_when_handing_in_again(open_file_story: Story) -> None:
    open_file_story.submit(MEETING, STANDING, document("một"), NOW)
    open_file_story.submit(MEETING, STANDING, document("hai"), at("2026-10-18 09:00"))
    (owed,) = [each for each in open_file_story.owed(MEETING) if each.body == STANDING]
    assert (owed.was_late, owed.handed_in_at) == (False, NOW)


# Returning and accepting


def test_an_accepted_submission_must_be_returned_before_another(open_story: Story) -> None:
    open_story.submit(MEETING, STANDING, document("một"), NOW)
    open_story.accept(MEETING, STANDING, NOW)
    with pytest.raises(ConflictError, match="is accepted; have it returned"):
        open_story.submit(MEETING, STANDING, document("hai"), NOW)
    assert len(revisions(open_story)) == 1
    open_story.return_(MEETING, STANDING, NOW)
    row, new = open_story.submit(MEETING, STANDING, document("hai"), NOW)
    assert (row.revision, new) == (2, True)
    assert open_story.states(MEETING)[STANDING] == "submitted"


def test_what_was_returned_may_be_handed_in_unchanged_as_a_revision(open_file_story: Story) -> None:
    open_file_story.submit(MEETING, STANDING, document(), NOW)
    open_file_story.return_(MEETING, STANDING, NOW)
    row, new = open_file_story.submit(MEETING, STANDING, document(), at("2026-10-14 09:00"))
    assert (row.revision, new) == (2, True)
    assert [each.state for each in revisions(open_file_story)] == ["returned", "submitted"]


def test_accepting_and_returning_twice_is_once(open_file_story: Story) -> None:
    open_file_story.submit(MEETING, STANDING, document(), NOW)
    for verb in (open_file_story.accept, open_file_story.return_):
        verb(MEETING, STANDING, NOW)
        before = open_file_story.written()
        verb(MEETING, STANDING, NOW)
        assert open_file_story.written() == before


def test_returning_needs_a_reason_and_stores_it(open_file_story: Story) -> None:
    open_file_story.submit(MEETING, STANDING, document(), NOW)
    with pytest.raises(InvalidInputError, match="needs a reason"):
        open_file_story.return_(MEETING, STANDING, NOW, " \n")
    row = open_file_story.return_(MEETING, STANDING, NOW, "Thiếu nguồn số liệu")
    assert (row.state, row.reason) == ("returned", "Thiếu nguồn số liệu")
    (event,) = open_file_story.events("submission.returned")
    assert event.data == {"body": STANDING, "revision": 1, "reason": "Thiếu nguồn số liệu"}


def test_what_was_never_handed_in_can_be_neither_accepted_nor_returned(open_file_story: Story) -> None:
    for verb in (open_file_story.accept, open_file_story.return_):
        with pytest.raises(NotFoundError, match="has handed nothing in"):
            verb(MEETING, STANDING, NOW)


def test_a_closed_step_neither_accepts_nor_returns(open_file_story: Story) -> None:
    open_file_story.submit(MEETING, STANDING, document(), NOW)
    open_file_story.submit(MEETING, COMMITTEE, document(), NOW)
    open_file_story.tick(after("2026-10-19"))
    with pytest.raises(ConflictError):
        open_file_story.return_(MEETING, STANDING, at("2026-10-20 09:00"))


def test_what_is_accepted_at_the_closing_is_marked_so_on_the_submission_itself(open_story: Story) -> None:
    open_story.submit(MEETING, STANDING, document("một"), NOW)
    open_story.submit(MEETING, STANDING, document("hai"), NOW)
    open_story.tick(after("2026-10-19"))
    assert open_story.states(MEETING)[STANDING] == "accepted"
    assert [each.state for each in revisions(open_story)] == ["submitted", "accepted"]
    with open_story.engine.read() as session:
        assert [(each.body, each.revision) for each in accepted(session, MEETING)] == [(STANDING, 2)]
        assert [each["state"] for each in views.submissions(session, MEETING)] == ["submitted", "accepted"]


def test_a_returned_submission_does_not_count(open_file_story: Story) -> None:
    for body in (STANDING, COMMITTEE):
        open_file_story.submit(MEETING, body, document(), NOW)
    open_file_story.return_(MEETING, STANDING, NOW)
    open_file_story.tick(after("2026-10-19"))
    assert open_file_story.states(MEETING) == {STANDING: "missing", COMMITTEE: "accepted"}
    with open_file_story.engine.read() as session:
        assert [each.body for each in accepted(session, MEETING)] == [COMMITTEE]


def test_text_with_signs_nobody_sees_is_refused_by_its_place(open_story: Story) -> None:
    """PostgreSQL knows no zero sign in text, and a terminal obeys an escape."""
    for sign in ("\0", "\x1b", "\u202e", "\ud800"):
        with pytest.raises(InvalidInputError) as caught:
            open_story.submit(MEETING, STANDING, document(f"a{sign}b"), NOW)
        assert caught.value.faults[0].where == "sections[0].text"
    assert revisions(open_story) == []


def test_an_empty_hand_in_is_no_hand_in(open_story: Story) -> None:
    for nothing in ({}, [], {"sections": []}):
        with pytest.raises(InvalidInputError):
            open_story.submit(MEETING, STANDING, nothing, NOW)


def test_an_accepted_province_still_owes_nothing_more(file_story: Story) -> None:
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))
    for body in COMMITTEES:
        file_story.submit(
            ASSESSMENT,
            body,
            {"figures": [{"indicator": "population_avg", "period": 2025, "state": "missing"}]},
            at("2026-06-03 09:00"),
        )
    file_story.tick(after("2026-06-23"))
    with file_story.engine.read() as session:
        owed = session.exec(select(ObligationRow.state).where(ObligationRow.stage == ASSESSMENT)).all()
    assert set(owed) == {"accepted"}
