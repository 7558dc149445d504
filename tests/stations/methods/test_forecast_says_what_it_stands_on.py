"""A unified forecast tells up to when its figures go, minds where they break, and counts what it cannot compare."""

from __future__ import annotations

from typing import Any

from coordination.kernel.text import Text
from coordination.methods.contract import Context, Party
from coordination.methods.forecast import Submission, forecast_indicator, synthesise
from coordination.methods.indicators import Break, Indicator, Ratio, Sum, WeightedMean, breaks_of

REVISED = Break(year=2016, why=Text(vi="Hiệu chỉnh theo tổng điều tra", en="Revised by the census"))
STEP = {"b1": 400.0, "b2": -300.0}
"""What the revision of 2016 added to each."""


def _indicator(code: str, **more: Any) -> Indicator:
    made = {"code": code, "name": {"vi": code, "en": code}, "unit": {"vi": "nghìn người", "en": "thousand persons"}}
    return Indicator.model_validate(made | {"pillar": "society", "aggregation": Sum()} | more)


def _context(*breaks: Break, last: int = 2025, codes: tuple[str, ...] = ("people",)) -> Context:
    people = {
        body: {year: 1000 + 10 * (year - 2005) + (year % 3) + (STEP[body] if year >= 2016 else 0) for year in range(2005, last + 1)}
        for body in STEP
    }  # fmt: skip
    output = {body: {year: 50 * value for year, value in years.items()} for body, years in people.items()}
    per_head = _indicator("per_head", aggregation=Ratio(numerator="output", denominator="people"))
    known = {"people": _indicator("people", breaks=breaks), "output": _indicator("output"), "per_head": per_head}
    return Context(
        region="vung", region_name=Text(vi="Vùng", en="Region"), period="2027",
        parties=tuple(Party(body=body, unit=body, name=Text(vi=body, en=body)) for body in STEP),
        indicators=known, settings={"indicators": codes, "horizon_to": 2028},
        history={"people": people, "output": output},
    )  # fmt: skip


def _width(context: Context) -> float:
    (point, *_) = forecast_indicator("people", context).units[0].points
    assert point.high_95 is not None
    assert point.low_95 is not None
    return point.high_95 - point.low_95


def test_figures_before_a_break_of_the_registry_are_left_out_and_that_is_said() -> None:
    made = forecast_indicator("people", _context(REVISED))
    assert all(unit.note is not None and "breaks in 2016" in unit.note.en for unit in made.units)
    assert _width(_context(REVISED)) < _width(_context()) / 3, "the step no longer passes for an error"


def test_the_headline_tells_up_to_when_there_were_figures() -> None:
    assert any("số liệu đến 2019" in each.vi for each in synthesise({}, _context(last=2019)).summary)


def test_a_ratio_breaks_with_its_parts_and_a_mean_not_with_its_weight() -> None:
    known = _context(REVISED).indicators
    rate = _indicator("rate", aggregation=WeightedMean(weight="people"))
    assert breaks_of(known["per_head"], known) == (2016,)
    assert breaks_of(rate, known) == ()
    assert breaks_of(known["output"], known) == ()


def test_own_figures_without_a_unified_forecast_are_counted_apart() -> None:
    own = Submission.model_validate(
        {"forecasts": [{"indicator": "people", "period": 2027, "value": "1200", "reason": "x"}]}
    )
    context = _context(last=2006)  # two years are too few
    said = synthesise({"b1": own}, context).summary
    assert any("1/1 số dự báo của địa phương không có dự báo chung để so" in each.vi for each in said)
