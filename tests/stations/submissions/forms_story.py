"""Forms that were given out, worked on at a desk in ways a spreadsheet allows, and read again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from coordination.app import Engine
from coordination.documents.workbook import child, reading
from coordination.documents.workbook.layout import Layout
from coordination.documents.workbook.model import MACHINE_SHEET, Address, Form
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.writing import write
from coordination.regions.model import Region
from coordination.settings import Settings
from coordination.submissions.forms.basis import gather, latest_base
from coordination.submissions.forms.head import dressed
from coordination.submissions.forms.judging import Judged, judge
from coordination.submissions.forms.opening import Opened
from coordination.submissions.forms.registry import BUILDERS
from coordination.submissions.forms.taking import take
from tests.stations.story import ASSESSMENT, PLAN, Story, at, morning

MADE = datetime(2026, 6, 1)  # noqa: DTZ001 - a workbook knows no zones
YEARS = (2025, 2026)
VALUES = {
    "grdp_current": ("306117.8", "331000"),
    "population_avg": ("3224.94", "3243.5"),
    "trained_workers_pct": ("18.2", "18.9"),
    "unemployment_rate": ("3.2", "3.15"),
}
"""Figures of one province that no check has anything to say about: published, or near what is."""


def with_expected(region: Region) -> Region:
    """Let the joint assessment ask for few figures, so that a form is written at once."""
    expected = [{"indicator": code, "periods": list(YEARS)} for code in VALUES]
    procedures = [
        each.model_copy(
            update={
                "steps": [
                    step.model_copy(update={"settings": step.settings | {"expected": expected}})
                    if step.code == "joint-assessment"
                    else step
                    for step in each.steps
                ]
            }
        )
        for each in region.procedures
    ]
    return region.model_copy(update={"procedures": procedures})


def assessment(**changed: Any) -> dict[str, Any]:
    """Give an assessment with every figure that is asked for."""
    figures = [
        {"indicator": code, "period": year, "value": value}
        for code, values in VALUES.items()
        for year, value in zip(YEARS, values, strict=True)
    ]
    texts = [{"pillar": "economy", "kind": "achievement", "text": "Tăng trưởng đạt kế hoạch."}]
    return {"figures": figures, "texts": texts} | changed


BODY = "92.peoples_committee"
NOW = at("2026-06-03 09:00")
TEXTS = [
    {"pillar": pillar, "kind": "cause", "text": "Theo báo cáo."} for pillar in ("economy", "society", "environment")
]
GOOD = assessment(texts=TEXTS)
GRDP = Address("figures.economy", "grdp_current", "y2026.value")  # K11
NOTE = Address("figures.economy", "grdp_current", "y2026.note")  # M11
PEOPLE = Address("figures.society", "population_avg", "y2026.value")  # K11
WORDS = Address("texts", "texts.1", "text")  # H11


def unpacked(data: bytes) -> Grid:
    """Read a workbook as the process with limits does, without starting one."""
    answer = json.dumps(child.opened(data)).encode()
    return reading._grid(answer, "f.xlsx")


def form_with(session: Session, stage: str, body: str, content: dict[str, Any]) -> Opened:
    """Give a form as if the body had written a document before."""
    basis = replace(gather(session, stage, body, latest_base(session, stage, body)), content=content)
    built = BUILDERS[basis.step.method](basis)
    return Opened(basis, built, dressed(basis, built))


Cells = dict[tuple[int, int], Any]


@dataclass
class Desk:
    """A form as somebody works on it: cells to be changed, sheets to be added, and then it is saved."""

    form: Form
    grid: Grid
    """Its workbook as it was given out."""
    sheets: dict[str, Cells] = field(default_factory=dict)
    merged: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sheets = {
            sheet.name: {
                place: cell.number if cell.number is not None else cell.day or cell.text
                for place, cell in sheet.cells.items()
            }
            for sheet in self.grid.sheets
        }

    @classmethod
    def of(cls, form: Form) -> Desk:
        """Put a form that was just given out on the desk."""
        return cls(form, unpacked(write(form, MADE)))

    def place(self, sheet: str, row: str, column: str) -> tuple[str, int, int]:
        """Give where a cell of the form stands."""
        found = next(each for each in self.form.sheets if each.key == sheet)
        layout = Layout(found)
        return found.name, layout.rows[row], layout.columns[column]

    def put(self, address: Address, value: Any) -> str:
        """Enter something in a cell; gives its name on the sheet."""
        name, row, column = self.place(*address)
        self.sheets[name][row, column] = value
        return str(xl_rowcol_to_cell(row, column))

    def move(self, name: str, to: Callable[[int, int], tuple[int, int]]) -> None:
        """Put every cell of a sheet somewhere else."""
        self.sheets[name] = {to(*place): value for place, value in self.sheets[name].items()}

    def saved(self) -> bytes:
        """Give the file."""
        out = io.BytesIO()
        book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in self.sheets.items():
            page = book.add_worksheet(name)
            for sheet, *area in self.merged:
                if sheet == name:
                    page.merge_range(*area, "")
            for place, value in cells.items():
                if isinstance(value, tuple):
                    page.write_formula(*place, value[0], None, value[1])
                elif isinstance(value, date):
                    page.write_datetime(*place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif value is not None:
                    page.write(*place, float(value) if isinstance(value, Decimal) else value)
            for first, last in self.hidden:
                page.set_column(first, last, None, None, {"hidden": True})
            if name == MACHINE_SHEET:
                page.very_hidden()
        book.close()
        return out.getvalue()


@dataclass(frozen=True)
class Counter:
    """Where forms of one body are given out and handed in, at the first step of a plan."""

    engine: Engine

    def judged(self, session: Session, data: bytes, stage: str = ASSESSMENT) -> Judged:
        """Have a workbook looked at; nothing is stored."""
        return judge(session, stage, BODY, take(session, stage, BODY, unpacked(data)))

    def filled(self, content: dict[str, Any] = GOOD) -> Form:
        """Give the form of the assessment as a clerk filled it in."""
        with self.engine.read() as session:
            return form_with(session, ASSESSMENT, BODY, content).form

    def told(self, desk: Desk, stage: str = ASSESSMENT) -> list[tuple[str, str, str]]:
        """Hand a form in and give what is said of it."""
        with self.engine.read() as session:
            return told(self.judged(session, desk.saved(), stage))


def told(judged: Judged) -> list[tuple[str, str, str]]:
    """Give the findings by severity, code and cell."""
    return [(each.severity, each.code, each.cell) for each in judged.remarks]


@contextmanager
def counter_at(file: Path, region: Region) -> Iterator[Counter]:
    """Open the plan of a region whose assessment asks for few figures, at its first step."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{file}"))) as engine:
        story = Story(engine, with_expected(region))
        story.open(PLAN)
        story.tick(morning("2026-06-02"))
        yield Counter(engine)


@contextmanager
def trial(engine: Engine) -> Iterator[Session]:
    """Give a unit of work that is taken back at its end."""
    with engine.write() as session:
        yield session
        session.rollback()
