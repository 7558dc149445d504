"""What stands in the database stands in the form, and comes back from it as it was: every step, anything that can be said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from coordination import methods
from coordination.app import Engine
from coordination.cycles.assigning import assign
from coordination.cycles.queries import get_stage, obligations_of, stages_of, step_of
from coordination.cycles.states import StageState
from coordination.documents.workbook.locating import Found, locate
from coordination.documents.workbook.model import Address, Form
from coordination.documents.workbook.reading import read
from coordination.documents.workbook.writing import write
from coordination.kernel.text import Text, plain_words
from coordination.methods.forecast.models import TOPICS
from coordination.methods.forecast_contract.models import TERMS, TOPIC_NAMES
from coordination.methods.indicators import PILLARS
from coordination.regions.model import Region
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.material import Material
from coordination.submissions.context import context_of
from coordination.submissions.forms.handing_in import hand_in_workbook
from coordination.submissions.forms.opening import Opened, form_of
from coordination.submissions.forms.registry import BUILDERS
from coordination.submissions.forms.taking import content_of, take
from coordination.submissions.rules import examine
from coordination.submissions.service import return_, submit
from coordination.submissions.tables import DraftRow, SubmissionRow
from tests.stations.story import ASSESSMENT, LADDER, MEETING, PLAN, STANDING, Story, at, morning
from tests.stations.submissions.figures_story import with_settings
from tests.stations.submissions.forms_story import MADE, Desk, form_with, trial, unpacked
from tests.stations.submissions.signing_story import NOW as WRITTEN
from tests.stations.submissions.signing_story import SigningStory

OFFICE = shutil.which("soffice")
needs_calc = pytest.mark.skipif(
    OFFICE is None or not (Path(os.path.realpath(OFFICE)).parent / "libsclo.so").exists(),
    reason="LibreOffice Calc is not installed",
)
AT_ONCE = 12
"""Forms bound into one file."""
UNIT = "92"
BODY = f"{UNIT}.peoples_committee"
NOW = at("2026-06-03 09:00")
INDICATORS = ("grdp_current", "population_avg", "unemployment_rate", "papi_environment")


@pytest.fixture(scope="module")
def engine_with_all_open(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Open both procedures, with every step taking submissions."""
    file = Path(shutil.copy(blank, tmp_path_factory.mktemp("forms") / "round.db"))
    with closing(Engine.open(Settings(database_url=f"sqlite:///{file}"))) as engine:
        story = Story(engine, with_settings(region, "forecast", {"sign_off": []}))  # so that one act hands in
        for cycle in (PLAN, LADDER):
            story.open(cycle, morning("2026-05-28"))
        with engine.write() as session:
            surveys, owed = get_stage(session, f"{PLAN}/basic-surveys"), Text(vi="Khảo sát", en="Survey")
            assign(session, surveys, BODY, owed, date(2026, 8, 15), "r1", NOW)  # owed by who offered it alone
            for cycle in (PLAN, LADDER):
                for stage in stages_of(session, cycle):
                    stage.state = StageState.OPEN
        yield engine


@pytest.fixture(scope="module")
def material(region: Region) -> Material:
    """Give what a province hands in for each step: published figures, registered projects."""
    return Material.of(region, 2026, 1, Behaviour())


def duties(session: Session, cycle: str) -> Iterator[tuple[str, str]]:
    """Give every step of a cycle with each body of one province that owes something there."""
    for stage in stages_of(session, cycle):
        for owed in obligations_of(session, stage.key):
            if owed.body.startswith(f"{UNIT}."):
                yield stage.key, owed.body


def document(session: Session, material: Material, stage: str, body: str) -> dict[str, Any]:
    cycle = stage.rpartition("/")[0]
    row = next(each for each in stages_of(session, cycle) if each.key == stage)
    return material.submission(step_of(session, row), stage, body, UNIT)


@pytest.mark.parametrize("cycle", [PLAN, LADDER])
def test_every_form_of_every_step_comes_back_as_what_was_handed_in(
    cycle: str, engine_with_all_open: Engine, material: Material
) -> None:
    asked: set[str] = set()
    with trial(engine_with_all_open) as session:
        for stage, body in duties(session, cycle):
            content = document(session, material, stage, body)
            submit(session, stage, body, content, NOW)
            grid = unpacked(write(form_of(session, stage, body), MADE))
            taken = take(session, stage, body, grid)
            assert taken.same, stage
            same = hand_in_workbook(session, stage, body, grid, NOW)
            assert same.row is not None, stage
            assert (same.row.revision, same.new) == (1, False)
            return_(session, stage, body, "Nộp lại bằng biểu", NOW)
            assert hand_in_workbook(session, stage, body, grid, NOW).new
            first, second = session.exec(
                select(SubmissionRow)
                .where(SubmissionRow.stage == stage, SubmissionRow.body == body)
                .order_by(col(SubmissionRow.revision))
            )
            assert (second.content, second.content_hash) == (first.content, first.content_hash)
            asked.add(stage)
        assert asked == {stage.key for stage in stages_of(session, cycle)}


@pytest.mark.parametrize("cycle", [PLAN, LADDER])
def test_what_a_form_says_is_what_the_method_was_told_without_help_from_the_database(
    cycle: str, engine_with_all_open: Engine, material: Material
) -> None:
    with engine_with_all_open.read() as session:
        for stage, body in duties(session, cycle):
            content = document(session, material, stage, body)
            given = form_with(session, stage, body, content)
            said = methods.get(given.basis.step.method).Submission
            assert said.model_validate(given.said) == said.model_validate(content)


def test_there_is_a_form_for_every_method() -> None:
    assert set(BUILDERS) == set(methods.names())


# Anything a method's submission can say


words = st.text(min_size=1, max_size=30).map(plain_words).filter(lambda text: bool(text) and not text[0].isdigit())
"""Words as forms keep them; a text that is a number could be one of two."""
figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**15, places=4)
money = st.integers(min_value=0, max_value=10**12)
states = st.sampled_from(["missing", "not_applicable", "suppressed", "not_yet_due"])
places = st.lists(st.tuples(st.sampled_from(INDICATORS), st.integers(2020, 2028)), unique=True, min_size=1, max_size=5)


@st.composite
def assessments(draw: st.DrawFn) -> dict[str, Any]:
    """Give a submission of the joint assessment."""
    rows = []
    for indicator, period in draw(places):
        value = draw(
            st.one_of(figures.map(lambda each: {"value": str(each)}), states.map(lambda each: {"state": each}))
        )
        more = draw(st.fixed_dictionaries({}, optional={"plan": figures.map(str), "note": words}))
        if "plan" not in more:
            more |= draw(st.fixed_dictionaries({}, optional={"plan_state": states}))
        rows.append({"indicator": indicator, "period": period} | value | more)
    kinds = st.sampled_from(["achievement", "shortfall", "cause"])
    texts = st.fixed_dictionaries({"pillar": st.sampled_from(PILLARS), "kind": kinds, "text": words})
    return {"figures": rows, "texts": draw(st.lists(texts, max_size=4))}


@st.composite
def forecasts(draw: st.DrawFn) -> dict[str, Any]:
    """Give a submission of forecasts."""
    rows = [
        {
            "indicator": indicator,
            "period": period,
            "value": str(draw(figures)),
            "reason": draw(st.one_of(st.just(""), words)),
        }
        for indicator, period in draw(places)
    ]
    return {"forecasts": rows, "topics": draw(st.dictionaries(st.sampled_from(TOPICS), words))}


@st.composite
def proposals(draw: st.DrawFn) -> dict[str, Any]:
    """Give a submission of works."""
    units, years = st.sampled_from(["82", "86", "91", "92", "96"]), st.sampled_from(["2027"])
    impacts = st.lists(st.fixed_dictionaries({"unit": units, "ground": words}), max_size=2)
    project = st.fixed_dictionaries(
        {
            "project": words,
            "name": words,
            "units": st.lists(units, min_size=1, max_size=3, unique=True),
            "impact_on": impacts,
            "owner_level": st.just("central"),
            "sector": words,
            "tier": st.integers(1, 12),
            "total_mvnd": money.map(lambda each: each + 10**12),
            "remaining_mvnd": st.just(10**12),
            "needs": st.dictionaries(years, money),
            "criteria": st.dictionaries(st.sampled_from(["spillover", "readiness", "của riêng"]), figures.map(str)),
        },
        optional={"own_rank": st.integers(1, 99), "group": st.sampled_from(["national", "A", "B", "C"])},
    )
    projects = st.lists(project, max_size=4, unique_by=lambda each: str(each["project"]))
    return {"projects": draw(projects), "ceilings": draw(st.dictionaries(years, money))}


LINES = {"needs": ["development", "to-centre"], "means": ["revenue", "targeted-transfer", "budget-borrowing"]}


@st.composite
def balances(draw: st.DrawFn) -> dict[str, Any]:
    """Give a submission of balances."""
    places = {
        part: st.lists(st.tuples(st.sampled_from(lines), st.integers(2027, 2029)), unique=True, max_size=4)
        for part, lines in LINES.items()
    }
    amounts = st.one_of(money, states)
    reasons = st.fixed_dictionaries({}, optional={"reason": words})
    means = st.fixed_dictionaries({"secured": amounts}, optional={"likely": amounts, "hoped_for": amounts})
    named = st.fixed_dictionaries({"project": words, "secured": money}, optional={"counterpart": words})
    found: dict[str, Any] = {"topics": draw(st.dictionaries(st.sampled_from(["energy-water", "proposals"]), words))}
    at = {"balance": "budget"}
    found["needs"] = [
        at | {"use": line, "period": year, "amount": draw(amounts)} | draw(reasons)
        for line, year in draw(places["needs"])
    ]
    rows = [(at | {"source": line, "period": year}, draw(means)) for line, year in draw(places["means"])]
    found["means"] = [place | told | draw(reasons) for place, told in rows]
    found["named"] = [place | draw(named) | draw(reasons) for place, _ in rows]
    return found


documents = st.fixed_dictionaries(
    {
        "sections": st.lists(
            st.fixed_dictionaries({"key": words, "title": st.one_of(st.just(""), words), "text": words}),
            max_size=4,
            unique_by=lambda each: str(each["key"]),
        ),
        "figures": st.lists(
            st.fixed_dictionaries(
                {"label": words, "value": st.one_of(st.none(), figures.map(str)), "unit": st.one_of(st.just(""), words)}
            ),
            max_size=4,
            unique_by=lambda each: str(each["label"]),
        ),
        "attachments": st.lists(words, max_size=3),
    }
)
viewpoints = st.fixed_dictionaries(
    {"clauses": st.lists(st.fixed_dictionaries({"pillar": st.sampled_from(PILLARS), "text": words}), max_size=5)}
)
changes = st.sampled_from(["add", "leave"])
agreements = st.fixed_dictionaries(
    {
        "indicators": st.lists(
            st.fixed_dictionaries({"indicator": st.sampled_from(INDICATORS), "act": changes, "reason": words}),
            unique_by=lambda each: str(each["indicator"]),
        ),
        "methods": st.lists(
            st.fixed_dictionaries(
                {"method": st.sampled_from(["naive", "ets", "theta"]), "act": changes, "reason": words}
            ),
            unique_by=lambda each: str(each["method"]),
        ),
        "terms": st.lists(
            st.fixed_dictionaries({"term": st.sampled_from(TERMS), "value": figures.map(str), "reason": words}),
            unique_by=lambda each: str(each["term"]),
        ),
        "contents": st.dictionaries(st.sampled_from(list(TOPIC_NAMES)), words),
        "surveys": st.lists(
            st.fixed_dictionaries(
                {
                    "survey": st.sampled_from(["labour-demand", "crop-outlook"]),
                    "by": st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(date.isoformat),
                    "needs": words,
                }
            ),
            unique_by=lambda each: str(each["survey"]),
        ),
    }
)
observations = st.fixed_dictionaries(
    {"indicator": st.sampled_from(INDICATORS), "unit": st.sampled_from(["82", "92"]), "period": st.integers(2016, 2025)}
    | {"value": figures.map(str)},
    optional={"note": words},
)
surveys = st.builds(
    lambda document, found: document | {"observations": found},
    documents,
    st.lists(observations, max_size=5, unique_by=lambda each: (each["indicator"], each["unit"], each["period"])),
)
SAID: dict[str, tuple[str, st.SearchStrategy[dict[str, Any]]]] = {
    "joint_assessment": ("joint-assessment", assessments()),
    "forecast": ("forecast", forecasts()),
    "forecast_contract": ("forecast-contract", agreements),
    "investment": ("investment", proposals()),
    "balances": ("balances", balances()),
    "collate": ("participatory-plan", documents),
    "surveys": ("basic-surveys", surveys),
    "viewpoints": ("viewpoints", viewpoints),
}


@pytest.mark.parametrize("method", methods.names())
def test_whatever_a_method_can_be_told_can_be_told_in_its_form(method: str, engine_with_all_open: Engine) -> None:
    step, said = SAID[method]
    model = methods.get(method).Submission

    @settings(max_examples=5, deadline=None)
    @given(said)
    def holds(content: dict[str, Any]) -> None:
        with engine_with_all_open.read() as session:
            given_out = form_with(session, f"{PLAN}/{step}", BODY, content)
        found = locate(given_out.form, unpacked(write(given_out.form, MADE)))
        assert {each.code for each in found.remarks} <= {"out_of_range"}  # what may be told need not be likely
        assert model.model_validate(content_of(given_out, found)) == model.model_validate(content)

    holds()


def test_a_survey_has_one_sheet_of_figures_and_its_rows_are_named_by_what_they_are_of(
    engine_with_all_open: Engine,
) -> None:
    row = {"indicator": "paddy_production", "unit": UNIT, "period": 2025, "value": "4200"}
    other = {"figures": [{"label": "Số phiếu", "value": "300", "unit": "phiếu"}]}
    with engine_with_all_open.read() as session:
        plain, more = (
            form_with(session, f"{PLAN}/basic-surveys", BODY, {"observations": [row]} | each).form
            for each in ({}, other)
        )
    asked = ["Số liệu điều tra", "Nội dung", "Tài liệu kèm theo"]
    assert [each.name for each in plain.sheets][:3] == asked
    assert "Số liệu" not in [each.name for each in plain.sheets]
    assert [each.name for each in more.sheets][:4] == [*asked[:2], "Số liệu", asked[2]]
    assert [each.label for each in plain.sheets[0].rows][:2] == [
        "Sản lượng lúa cả năm, Cần Thơ, 2025",
        "Số liệu khác 2",
    ]


def test_the_words_are_those_of_yaml_whole_numbers_whole_and_others_as_text(engine_with_all_open: Engine) -> None:
    content = {"figures": [{"indicator": "grdp_current", "period": 2025, "value": "1200.50"}]}
    with engine_with_all_open.read() as session:
        given_out = form_with(session, ASSESSMENT, BODY, content)
    assert given_out.said == {"figures": [{"indicator": "grdp_current", "period": 2025, "value": "1200.5"}]}
    assert Decimal(given_out.said["figures"][0]["value"]) == Decimal("1200.50")


def test_where_a_step_asks_for_sign_off_a_form_is_a_draft_and_builds_on_the_last(file_signing: SigningStory) -> None:
    file_signing.write()
    with file_signing.engine.write() as session:
        form = form_of(session, MEETING, STANDING)
        assert [each.lines[0] for each in form.signers][:2] == ["Người lập biểu", "Phụ trách thống kê"]
        assert (form.machine["revision"], form.machine["draft"]) == (1, 1)
        desk = Desk.of(form)
        same = hand_in_workbook(session, MEETING, STANDING, unpacked(desk.saved()), WRITTEN)
        desk.put(Address("sections", "sections.1", "text"), "Nội dung đã sửa")
        edited = hand_in_workbook(session, MEETING, STANDING, unpacked(desk.saved()), WRITTEN)
        drafts = [each.row for each in (same, edited) if isinstance(each.row, DraftRow)]
        assert [(each.number, each.state) for each in drafts] == [(1, "draft"), (2, "draft")]
        assert drafts[1].content["sections"][0]["text"] == "Nội dung đã sửa"
    assert file_signing.rows(SubmissionRow) == []


# The same, saved by another program


@needs_calc
@pytest.mark.xdist_group("libreoffice")
def test_every_form_that_went_through_libreoffice_says_the_same(
    engine_with_all_open: Engine, material: Material, tmp_path: Path
) -> None:
    forms = list(all_forms(engine_with_all_open, material))
    books = [bound(forms[start : start + AT_ONCE]) for start in range(0, len(forms), AT_ONCE)]
    (tmp_path / "in").mkdir()
    for number, book in enumerate(books):
        (tmp_path / "in" / f"{number}.xlsx").write_bytes(write(book, MADE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    sources = [str(each) for each in (tmp_path / "in").iterdir()]
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), *sources]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    for number, book in enumerate(books):
        found = locate(book, read(tmp_path / f"{number}.xlsx"))
        assert not found.remarks
        for place, given_out in enumerate(forms[number * AT_ONCE : (number + 1) * AT_ONCE]):
            own = {
                address._replace(sheet=address.sheet.removeprefix(f"{place}.")): value
                for address, value in found.values.items()
                if address.sheet.startswith(f"{place}.")
            }
            assert content_of(given_out, Found(own, ())) == given_out.said, given_out.form.key


def all_forms(engine: Engine, material: Material) -> Iterator[Opened]:
    """Give the form of every step, as one of its bodies filled it in."""
    with engine.read() as session:
        for cycle in (PLAN, LADDER):
            for stage, body in dict(duties(session, cycle)).items():
                yield form_with(session, stage, body, document(session, material, stage, body))


def bound(forms: list[Opened]) -> Form:
    """Bind several forms into one, for a program that takes its time with each file."""
    sheets = [
        sheet.model_copy(update={"key": f"{place}.{sheet.key}", "name": f"{place} {sheet.name}"[:31]})
        for place, given_out in enumerate(forms)
        for sheet in given_out.form.sheets
    ]
    return forms[0].form.model_copy(update={"sheets": tuple(sheets)})


def test_every_document_made_up_here_is_one_the_step_would_take(
    engine_with_all_open: Engine, material: Material
) -> None:
    with engine_with_all_open.read() as session:
        for stage, body in duties(session, PLAN):
            row = next(each for each in stages_of(session, PLAN) if each.key == stage)
            method = methods.get(step_of(session, row).method)
            examine(method, document(session, material, stage, body), context_of(session, row))
