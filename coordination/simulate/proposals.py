"""What simulated provinces propose to the draft of a forecast contract, and which basic surveys they offer to carry out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from coordination.methods.forecast_contract.models import TOPIC_NAMES, Settings
from coordination.simulate.behaviour import chance
from coordination.simulate.words import SIMULATED, section_text

TURN, ANOTHER = 0.85, 0.2
"""How often the province whose turn it is offers to carry out a survey, and how many others do on average: mostly there is
one, now and then several or none."""
READY = ((7, 31), (8, 15))
"""Days of the year in which the plan is made by which a survey is done."""


def proposals(
    settings: Mapping[str, Any],
    stage: str,
    unit: str,
    name: str,
    others: Sequence[str],
    *,
    year: int,
    units: Sequence[str],
    seed: int,
) -> dict[str, Any]:
    """Give what a province hands in; ``others`` are indicators it may want besides, ``units`` all provinces.

    ``year`` is the one in which the plan is made.
    """
    draft = Settings.model_validate(dict(settings))

    def drawn(*key: object) -> float:
        return chance(seed, "contract", stage, unit, *key)

    added = [code for code in others if code not in draft.indicators]
    indicators = list(_wanted(draft.indicators, added, drawn("add"), drawn("which"), drawn("leave")))
    terms = []
    if drawn("band") < 0.3:
        terms.append(
            {"term": "band_percent", "value": 5 if drawn("narrow") < 0.5 else 15, "reason": _said("mức biến động")}
        )
    surveys = [
        {
            "survey": each.code,
            "by": date(year, *READY[drawn("day", each.code) < 0.5]).isoformat(),
            "needs": _said("số liệu"),
        }
        for each in draft.surveys
        if drawn("survey", each.code) < (TURN if _turn(each.code, stage, units, seed) == unit else ANOTHER / len(units))
    ]
    contents = {topic: section_text(words.vi, name) for topic, words in TOPIC_NAMES.items()}
    return {"indicators": indicators, "terms": terms, "contents": contents, "surveys": surveys}


def _turn(survey: str, stage: str, units: Sequence[str], seed: int) -> str:
    """Give the province whose turn it is to carry out a survey."""
    return units[int(chance(seed, "turn", stage, survey) * len(units))]


def _wanted(
    drafted: Sequence[str], added: Sequence[str], add: float, which: float, leave: float
) -> Iterator[dict[str, Any]]:
    if added and add < 0.25:
        yield {"indicator": added[int(which * len(added))], "act": "add", "reason": _said("chỉ tiêu của tỉnh")}
    if leave < 0.12:
        yield {"indicator": drafted[-1], "act": "leave", "reason": _said("số liệu chưa đủ dài")}


def _said(ground: str) -> str:
    return f"{SIMULATED} căn cứ {ground} các năm gần nhất"
