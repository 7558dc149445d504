"""A form does not ask again for what was handed in elsewhere, nor for what follows from figures beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from coordination.documents.workbook.model import Address, Form
from coordination.submissions.forms.basis import latest_base
from coordination.submissions.forms.follows import SERVED, WORKED_OUT
from coordination.submissions.forms.hand import Hand, entered
from coordination.submissions.forms.opening import Opened, figures_of, form_of, opened
from tests.stations.story import PLAN, morning
from tests.stations.submissions.figures_story import CAN_THO, FiguresStory
from tests.stations.submissions.forms_story import form_with

FORECAST = f"{PLAN}/forecast"
NEXT = "mekong-delta/regional-plan/2028"
HEAD = Address("forecasts", "grdp_per_capita", "y2027.value")
PARTS = [
    {"indicator": "grdp_current", "period": 2027, "value": "350000"},
    {"indicator": "population_avg", "period": 2027, "value": 3250},
]


def forecast(figures: FiguresStory, content: dict[str, Any]) -> Opened:
    """Give the forecast's form of a body that wrote a document before."""
    with figures.engine.read() as session:
        return form_with(session, FORECAST, CAN_THO, content)


def at(form: Form, address: Address) -> object:
    """Give what stands in a cell of a form."""
    sheet = next(each for each in form.sheets if each.key == address.sheet)
    return next(each for each in sheet.rows if each.key == address.row).cells.get(address.column)


def test_a_ratio_is_not_asked_where_both_its_figures_are_and_comes_back_worked_out(figures: FiguresStory) -> None:
    with figures.engine.read() as session:
        given = opened(session, FORECAST, CAN_THO, latest_base(session, FORECAST, CAN_THO))
    assert HEAD not in set(given.form.inputs())
    assert at(given.form, HEAD) == WORKED_OUT
    assert figures_of(given.form) == (30, 3)
    cells = entered(forecast(figures, {"forecasts": PARTS}).form)
    taken = given.built.take(Hand(given.form, cells))["forecasts"]
    assert [each for each in taken if each["indicator"] == "grdp_per_capita"] == [
        {"indicator": "grdp_per_capita", "period": 2027, "value": "107.7"}
    ]


def test_a_ratio_the_body_gave_otherwise_stays_its_own_to_say(figures: FiguresStory) -> None:
    agreeing, other = ({"indicator": "grdp_per_capita", "period": 2027, "value": value} for value in ("107.7", "120"))
    assert HEAD not in set(forecast(figures, {"forecasts": [*PARTS, agreeing]}).form.inputs())
    given = forecast(figures, {"forecasts": [*PARTS, other]})
    assert HEAD in set(given.form.inputs())
    assert given.said["forecasts"][-1] == other | {"value": 120}
    assert HEAD in set(forecast(figures, {"forecasts": PARTS}).form.inputs())  # left out, though both parts were given


def test_what_was_handed_in_elsewhere_stands_in_its_cell_and_says_where_from(figures: FiguresStory) -> None:
    figures.give({("grdp_current", 2026): "331000"})
    figures.open(NEXT, morning("2027-05-28"))
    with figures.engine.read() as session:
        form = form_of(session, f"{NEXT}/joint-assessment", CAN_THO)
    address = Address("figures.economy", "grdp_current", "y2026.value")
    assert getattr(at(form, address), "value", None) == Decimal(331000)
    assert address in set(form.inputs())  # to be corrected if need be
    row = next(each for each in form.sheets[0].rows if each.key == "grdp_current")
    assert SERVED in row.definition
    assert any("điền sẵn" in each for each in form.notes)
