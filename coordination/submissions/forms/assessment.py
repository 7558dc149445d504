"""The form of the joint assessment: figures by pillar, achieved and planned year by year, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from coordination.documents.workbook.model import Value
from coordination.kernel.cells import Cell, State
from coordination.methods.indicators import PILLARS
from coordination.methods.joint_assessment.models import Figure, Statement
from coordination.methods.wording import PILLAR_NAMES
from coordination.submissions.asking.asks import rows_asked
from coordination.submissions.asking.register import Served
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, filled
from coordination.submissions.forms.fields import ABSENT, Field, choice, number_of, words
from coordination.submissions.forms.follows import follows
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.matrix import Matrix, Place, in_order
from coordination.submissions.forms.records import Records

FIELDS: Final = (
    Field("value", "Thực hiện", "number", 12),
    Field("plan", "Kế hoạch", "number", 12),
    words("note", "Giải trình", 18),
)
KINDS: Final = {"achievement": "Kết quả đạt được", "shortfall": "Hạn chế", "cause": "Nguyên nhân"}
if set(KINDS) != set(get_args(Statement.model_fields["kind"].annotation)):  # a kind nobody could choose
    raise RuntimeError("a kind of statement has no name in the form")


def build(basis: Basis) -> Built:
    """Build the form of a body's own assessment."""
    figures = {(each.indicator, each.period): each for each in map(Figure.model_validate, _part(basis, "figures"))}
    owed = _owed(basis)
    years = sorted({year for _, year in (*owed, *figures)})
    given: dict[Place, dict[str, Value]] = {place: _cells(figure) for place, figure in figures.items()}
    served = {} if figures else basis.told_elsewhere()
    begun = {} if figures else _planned(basis, owed)
    codes = {code for code, _ in (*owed, *figures)}
    sheets = {each.code: f"figures.{each.pillar}" for each in basis.region.indicators}
    worked_out = follows({*owed, *figures}, given, basis.indicators, sheets)
    given |= {place: {**begun.get(place, {}), **_told(served.get(place))} for place in {*begun, *served}}
    matrices = [
        Matrix(
            key=f"figures.{pillar}",
            sheet_name=PILLAR_NAMES[pillar].vi,
            title=f"Số liệu về {PILLAR_NAMES[pillar].vi.lower()}",
            indicators=[each for each in basis.region.indicators if each.pillar == pillar and each.code in codes],
            years=years,
            titles={("value", basis.period.drafting_year): "Ước thực hiện"},
            fields=FIELDS,
            given=given,
            published=basis.published,
            asked=owed,
            ranged=True,
            follows=worked_out,
            served={place: each.stage for place, each in served.items()},
        )
        for pillar in PILLARS
    ]
    matrices = [each for each in matrices if each.indicators]
    texts = _texts(basis)

    def take(hand: Hand) -> dict[str, Any]:
        taken = [figure for matrix in matrices for figure in _taken(hand, matrix, begun)]
        taken = in_order(taken, figures)
        for at, figure in enumerate(taken):
            value = hand.places[f"figures.{figure['indicator']}.{figure['period']}"]
            year = value.column.removesuffix("value")
            hand.places |= {f"figures[{at}].{each.name}": value._replace(column=year + each.name) for each in FIELDS}
            hand.places[f"figures[{at}]"] = value
        return filled({"figures": taken, "texts": _statements(hand, texts)})

    asked = tuple(each.identity for matrix in matrices for each in matrix.indicators)
    return Built((*(each.sheet() for each in matrices), texts.sheet()), take, "theo từng chỉ tiêu", asked)


def _part(basis: Basis, name: str) -> list[Any]:
    return list(basis.content.get(name) or ())


def _owed(basis: Basis) -> set[Place]:
    """Give what is asked, by the rule the burden is counted by; what the region does not know has no row."""
    asked = rows_asked(basis.step.method, basis.settings, str(basis.period), basis.indicators)
    return {place for place in asked if place[0] in basis.indicators}


def _planned(basis: Basis, owed: set[Place]) -> dict[Place, dict[str, Value]]:
    """Give the plans that are published, in the cells they are asked in; alone they say nothing."""
    plans = {
        (code, year): Cell.of(value) for code, each in basis.published.items() for year, value in each.plans.items()
    }
    plans |= {place: each.cell for place, each in basis.told_elsewhere("plan").items()}
    return {place: {"plan": cell} for place, cell in plans.items() if place in owed}


def _told(served: Served | None) -> dict[str, Value]:
    return {"value": served.cell} if served else {}


def _cells(figure: Figure) -> dict[str, Value]:
    said = Cell.of(figure.value) if figure.state == "value" else Cell(State(figure.state))
    value: dict[str, Value] = {} if figure.unsaid else {"value": said}
    plan: dict[str, Value] = {"plan": figure.planned} if figure.planned else {}
    note: dict[str, Value] = {"note": figure.note} if figure.note else {}
    return value | plan | note


def _taken(hand: Hand, matrix: Matrix, begun: Mapping[Place, Mapping[str, Value]]) -> list[dict[str, Any]]:
    found = []
    for code, year in matrix.places():
        value, plan, note = (matrix.address(code, year, each.name) for each in FIELDS)
        hand.places |= {f"figures.{code}.{year}": value, f"figures.{code}.{year}.plan": plan}
        planned = hand.at(plan).cell
        told = planned is not None and planned != begun.get((code, year), {}).get("plan")
        cell = matrix.cell(hand, code, year)
        said = _said(cell)
        if told or said or hand.words(note):
            said |= _said(planned, "plan", "plan_state")
        if hand.words(note):
            said["note"] = hand.words(note)
        if said:
            found.append({"indicator": code, "period": year} | said)
    return found


def _said(cell: Cell | None, number: str = "value", state: str = "state") -> dict[str, Any]:
    """Give what is said of a figure or plan; an empty cell says nothing, least of all that there is none."""
    if cell is None:
        return {}
    return {state: str(cell.state)} if cell.value is None else {number: number_of(cell.value)}


def _texts(basis: Basis) -> Records:
    given = [each for each in _part(basis, "texts") if each["text"].strip()]
    said = {(each["pillar"], each["kind"]) for each in given}
    begun = [{"pillar": pillar, "kind": kind} for pillar in PILLARS for kind in KINDS if (pillar, kind) not in said]
    pillars = {code: PILLAR_NAMES[code].vi for code in PILLARS}
    fields = (
        choice("pillar", "Trụ cột", pillars, 14, required=True, passive=True),
        choice("kind", "Loại nhận định", KINDS, 18, required=True, passive=True),
        words("text", "Nội dung", 70),
    )
    return Records("texts", "Nhận định", "Đánh giá bằng lời", "Nhận định", fields, given, begun, spare=9)


def _statements(hand: Hand, texts: Records) -> list[dict[str, Any]]:
    found = texts.take(hand)
    for pillar in PILLARS:
        if (first := texts.first("pillar", PILLAR_NAMES[pillar].vi)) is not None:
            hand.places[f"texts.{pillar}"] = texts.address(first.row, "text")
    for at, (row, _) in enumerate(found):
        hand.places[f"texts[{at}]"] = texts.address(row, "text")
    return [record for _, record in found if ABSENT not in record.values()]
