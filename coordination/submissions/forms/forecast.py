"""The form of a province's own forecast: indicators by years to come with reasons, and its view by topic."""

from __future__ import annotations

from typing import Any, Final

from coordination.documents.workbook.model import Value
from coordination.kernel.text import Text
from coordination.methods.forecast.models import TOPIC_NAMES, TOPICS, OwnForecast
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, Keyed, filled
from coordination.submissions.forms.fields import Field, number, number_of, words
from coordination.submissions.forms.follows import follows
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.matrix import Matrix, Place, in_order

FIELDS: Final = (Field("value", "Dự báo", "number", 14), words("reason", "Căn cứ, giải trình", 26))
NO_FIGURE: Final = Text(vi="không có số dự báo; ô này không được ghi nhận", en="no forecast; the cell is not taken")
REASON_ALONE: Final = Text(vi="có căn cứ nhưng chưa ghi số dự báo", en="a reason is given, but no forecast")


def build(basis: Basis) -> Built:
    """Build the form of a body's own forecast."""
    own = [OwnForecast.model_validate(each) for each in basis.content.get("forecasts") or ()]
    codes = list(dict.fromkeys([*basis.settings.get("indicators", ()), *(each.indicator for each in own)]))
    years = sorted({*basis.settings.get("years", ()), *(each.period for each in own)})
    asked = {(code, year) for code in codes if code in basis.indicators for year in years}
    given: dict[Place, dict[str, Value]] = {(each.indicator, each.period): _cells(each) for each in own}
    served = {} if own else basis.told_elsewhere()
    matrix = Matrix(
        key="forecasts",
        sheet_name="Dự báo",
        title="Dự báo các chỉ tiêu",
        indicators=[basis.indicators[code] for code in codes if code in basis.indicators],
        years=years,
        fields=FIELDS,
        given=given or {place: {"value": each.cell} for place, each in served.items()},
        published=basis.published,
        follows=follows(asked, given, basis.indicators, dict.fromkeys(codes, "forecasts")),
        served={place: each.stage for place, each in served.items()},
    )
    said = basis.content.get("topics") or {}
    text = words("text", "Nội dung", 80)
    topics = Keyed(
        "topics", "Nhận định", "Nhận định về xu thế", text, {key: TOPIC_NAMES[key].vi for key in TOPICS}, said
    )

    def take(hand: Hand) -> dict[str, Any]:
        hand.places |= {f"topics.{key}": topics.address(key) for key in TOPICS}
        taken = in_order(_taken(hand, matrix), given)
        for at, each in enumerate(taken):
            hand.places[f"forecasts[{at}]"] = matrix.address(each["indicator"], each["period"], "value")
        return filled({"forecasts": taken, "topics": topics.take(hand)})

    identities = tuple(each.identity for each in matrix.indicators)
    return Built((matrix.sheet(), topics.sheet()), take, "theo từng chỉ tiêu", identities)


def _cells(own: OwnForecast) -> dict[str, Value]:
    return {"value": number(own.value)} | ({"reason": own.reason} if own.reason else {})


def _taken(hand: Hand, matrix: Matrix) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for code, year in matrix.places():
        value, reason = (matrix.address(code, year, each.name) for each in FIELDS)
        hand.places |= {f"forecasts.{code}.{year}": value}
        hand.places.setdefault(f"forecasts.{code}", value)
        raw, why = hand.at(value), hand.words(reason)
        cell = matrix.cell(hand, code, year)
        if cell is None or cell.value is None:
            if cell is not None:
                hand.say(value, "note", "no_figure", NO_FIGURE)
            elif why and not raw.refused and (code, year) not in matrix.follows:
                hand.say(value, "error", "reason_alone", REASON_ALONE)
            continue
        forecast = {"indicator": code, "period": year, "value": number_of(cell.value)}
        found.append(forecast | ({"reason": why} if why else {}))
    return found
