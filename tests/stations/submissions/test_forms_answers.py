"""How forms are answered: those of others and of yesterday are named, warnings ask for a word, the copy is good again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.cycles.amend import amend
from coordination.cycles.queries import get_cycle, region_of
from coordination.documents.workbook.model import Address
from coordination.documents.workbook.writing import write
from coordination.errors import ConflictError
from coordination.regions.model import Region
from coordination.submissions.forms.handing_in import hand_in_workbook
from coordination.submissions.forms.opening import form_of
from coordination.submissions.service import submit
from coordination.submissions.sign_off.acts import reopen
from tests.stations.story import ASSESSMENT, PLAN, PROVINCES
from tests.stations.submissions.forms_story import (
    BODY,
    GOOD,
    GRDP,
    MADE,
    NOTE,
    NOW,
    PEOPLE,
    TEXTS,
    WORDS,
    Counter,
    Desk,
    assessment,
    counter_at,
    form_with,
    told,
    trial,
    unpacked,
    with_expected,
)

LONG = "Ưu tiên các công trình kết nối liên tỉnh, " * 12


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path_factory.mktemp("forms") / "answers.db")), region) as opened:
        yield opened


@pytest.fixture
def desk(counter: Counter) -> Desk:
    """Put a form that is filled in without a fault on a desk."""
    return Desk.of(counter.filled())


# Other methods' forms


OTHERS: dict[str, tuple[dict[Address, object], list[tuple[str, str, str]]]] = {
    "investment": (
        {
            Address("projects", "projects.2", "name"): "Cầu mới",
            Address("projects", "projects.2", "total_mvnd"): "12,5 tỷ đồng",
            Address("projects", "projects.2", "remaining_mvnd"): 1.5,
            Address("criteria", "criteria.5", "readiness"): 7,
            Address("impacts", "impacts.1", "project"): "Z9",
        },
        [
            ("error", "required", "F12"), ("error", "required", "K12"), ("error", "other_unit", "M12"),
            ("error", "no_whole", "N12"), ("error", "unknown_project", "F15"), ("error", "unknown_project", "F11"),
            ("error", "required", "G11"),
        ],
    ),
    "viewpoints": (
        {Address("clauses", "clauses.1", "text"): LONG},
        [("warning", "long_clause", "G11"), ("note", "pillar_uncovered", "G14"), ("note", "pillar_uncovered", "G17")],
    ),
    "forecast": (
        {
            Address("forecasts", "population_avg", "y2027.value"): "…",
            Address("forecasts", "paddy_production", "y2027.reason"): "theo xu thế",
        },
        [("note", "no_figure", "H11"), ("error", "reason_alone", "H19")],
    ),
    "balances": (
        {
            Address("needs", "budget/development", "y2027.need"): 100,
            Address("needs", "budget/recurrent", "y2027.need"): -5,
            Address("needs", "investment/transport", "y2028.reason"): "theo quy hoạch",
            Address("means", "budget/revenue", "y2027.secured"): 70.5,
            Address("means", "budget/revenue", "y2027.hoped_for"): "…",
            Address("named", "named.1", "project"): "Cầu liên tỉnh",
            Address("named", "named.1", "secured"): 7,
        },
        [
            *(("note", "year_missing", cell) for cell in ("H12", "J12")), ("error", "negative", "F13"),
            ("note", "year_missing", "F17"), ("error", "reason_alone", "H17"), ("note", "year_missing", "J17"),
            *(("note", "year_missing", f"{column}{row}") for row in (26, 30) for column in "FHJ"),
            ("error", "not_whole", "F12"), ("error", "required", "G11"), ("error", "required", "H11"),
            *(("note", "topic_empty", f"F{row}") for row in (11, 12, 13)),
        ],
    ),
    "participatory-plan": (
        {
            Address("figures", "figures.1", "value"): "100 tỷ đồng",
            Address("figures", "figures.2", "value"): "100 tỷ đồng",
            Address("figures", "figures.2", "unit"): "triệu đồng",
            Address("sections", "sections.9", "text"): "thêm",
        },
        [
            *(("note", "section_missing", f"H{row}") for row in range(11, 18)),
            ("error", "required", "F19"), ("note", "read_as", "G11"), ("error", "other_unit", "G12"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", OTHERS)
def test_forms_of_every_kind_are_answered_by_cell(step: str, counter: Counter) -> None:
    entered, findings = OTHERS[step]
    stage = f"{PLAN}/{step}"
    with counter.engine.read() as session:
        desk = Desk.of(form_of(session, stage, BODY))
    for address, value in entered.items():
        desk.put(address, value)
    assert counter.told(desk, stage) == findings


# Forms of others, and forms that time has overtaken


def blank_form(counter: Counter, stage: str, body: str) -> bytes:
    with counter.engine.read() as session:
        return write(form_of(session, stage, body), MADE)


@pytest.mark.parametrize(
    ("stage", "body"), [(f"{PLAN}/viewpoints", BODY), (ASSESSMENT, f"{PROVINCES[0]}.peoples_committee")]
)
def test_a_form_of_another_step_or_body_is_refused_by_name(stage: str, body: str, counter: Counter) -> None:
    data = blank_form(counter, stage, body)
    with counter.engine.read() as session, pytest.raises(ConflictError, match=f"{stage} / {body}"):
        counter.judged(session, data)


def test_a_form_of_unknown_origin_is_refused(counter: Counter) -> None:
    filled = counter.filled()
    other = filled.model_copy(update={"machine": dict(filled.machine) | {"snapshot": "0" * 64}})
    with counter.engine.read() as session, pytest.raises(ConflictError, match="another database"):
        counter.judged(session, write(other, MADE))


def test_a_form_whose_definitions_changed_since_is_read_and_says_which(counter: Counter) -> None:
    filled = counter.filled()
    with trial(counter.engine) as session:
        region = with_expected(region_of(session, get_cycle(session, PLAN)))
        changed = [
            each.model_copy(update={"version": each.version + 1}) if each.code == "population_avg" else each
            for each in region.indicators
        ]
        amend(session, PLAN, region.model_copy(update={"indicators": changed}), NOW)
        judged = counter.judged(session, write(filled, MADE))
        assert told(judged) == [("warning", "redefined", "H11")]
        assert judged.remarks[0].expected.startswith("population_avg@2#")


def test_a_form_that_would_undo_a_later_revision_names_each_cell(counter: Counter) -> None:
    with trial(counter.engine) as session:
        submit(session, ASSESSMENT, BODY, GOOD, NOW)
        desk = Desk.of(form_of(session, ASSESSMENT, BODY))
        corrected = assessment(texts=TEXTS)
        corrected["figures"][0]["value"] = "306200"
        submit(session, ASSESSMENT, BODY, corrected, NOW)
        desk.put(PEOPLE, 3243.6)
        judged = counter.judged(session, desk.saved())
        assert told(judged) == [("warning", "overtaken", "H11")]
        assert judged.remarks[0].expected == "306.200"
        assert judged.in_the_way


def test_a_form_filled_in_again_after_it_was_handed_in_builds_on_what_it_says(counter: Counter) -> None:
    with trial(counter.engine) as session:
        desk = Desk.of(form_with(session, ASSESSMENT, BODY, GOOD).form)
        first = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        again = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        desk.put(PEOPLE, 3243.6)
        edited = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        rows = [each.row for each in (first, again, edited) if each.row]
        assert [(each.revision, answer.new) for each, answer in zip(rows, (first, again, edited), strict=True)] == [
            (1, True), (1, False), (2, True),
        ]  # fmt: skip


# Warnings need a word


def test_a_warning_is_settled_by_a_word_in_its_row_and_the_word_is_kept(counter: Counter, desk: Desk) -> None:
    desk.put(GRDP, 331_000_000)
    with trial(counter.engine) as session:
        refused = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert (refused.row, [each.cell for each in refused.judged.in_the_way]) == (None, ["K11"])
        desk.put(NOTE, "Nhà máy lọc dầu vào hoạt động")
        taken = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert taken.row is not None
        assert {"value": 331000000, "note": "Nhà máy lọc dầu vào hoạt động"}.items() <= taken.row.content["figures"][
            1
        ].items()


def test_a_warning_with_no_room_of_its_own_is_settled_on_the_sheet_for_explanations(
    counter: Counter, desk: Desk
) -> None:
    desk.put(WORDS, "Taêng tröôûng kinh teá")
    with trial(counter.engine) as session:
        assert hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW).row is None
        desk.put(Address("explain", "all", "text"), "Nguyên văn của xã")
        taken = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert taken.row is not None
        assert taken.row.content["texts"][0]["text"] == "Taêng tröôûng kinh teá"
        kept = [(each["code"], each["where"], each["message"]["vi"]) for each in taken.row.findings]
        assert ("explanation", "explain", "Nguyên văn của xã") in kept
        assert ("legacy_text", "Nhận định!H11") in [each[:2] for each in kept]


def test_the_copy_for_the_clerk_can_be_corrected_and_handed_in_in_place_of_the_form(
    counter: Counter, desk: Desk
) -> None:
    desk.sheets["Xã hội (2)"] = dict(desk.sheets["Xã hội"])
    desk.put(GRDP, "331000000 triệu đồng")
    with counter.engine.read() as session:
        refused = hand_in_workbook(session, ASSESSMENT, BODY, unpacked(desk.saved()), NOW)
        assert refused.row is None
        copy = Desk(refused.judged.taken.opened.form, unpacked(refused.annotated(NOW)))
        copy.put(GRDP, 331000)
        assert told(counter.judged(session, copy.saved())) == []


def test_a_figure_that_is_frozen_is_named_by_its_cell(counter: Counter) -> None:
    with trial(counter.engine) as session:
        submit(session, ASSESSMENT, BODY, GOOD, NOW)
        reopen(session, ASSESSMENT, BODY, "Sửa lời", NOW, text_only=True)
        desk = Desk.of(form_of(session, ASSESSMENT, BODY))
        desk.put(WORDS, "Đã sửa lời.")
        assert told(counter.judged(session, desk.saved())) == []
        desk.put(PEOPLE, 3243.6)
        judged = counter.judged(session, desk.saved())
        assert [(*each, found.expected) for each, found in zip(told(judged), judged.remarks, strict=True)] == [
            ("error", "frozen_figure", "K11", "3.243,5")
        ]
