"""Why a figure is put up for discussion: the band, the interval, or both, as the agreed rule has it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coordination.methods.forecast.compare import why_discussed
from coordination.methods.forecast.models import Comparison, Settings

BAND, INTERVAL = "differs by more than ±10%", "lies outside the 80% prediction interval"


def _row(**told: Any) -> Comparison:
    figure = {"body": "75.peoples_committee", "unit": "75", "indicator": "grdp_current", "period": 2027}
    return Comparison.model_validate(figure | {"own": Decimal(120), "unified": 100.0, "beyond_band": True} | told)


@pytest.mark.parametrize(
    ("told", "level", "said"),
    [
        ({"percent": 20.0, "within_80": True}, 80, BAND),
        ({"percent": -20.0, "within_80": None}, 80, BAND),
        ({"percent": 3.0, "within_80": False}, 80, INTERVAL),
        ({"percent": 20.0, "within_80": False}, 80, f"{BAND}; {INTERVAL}"),
        ({"percent": 20.0, "within_80": False, "within_95": True}, 95, BAND),
        ({"percent": 3.0, "within_95": False}, 95, "lies outside the 95% prediction interval"),
        ({"percent": 20.0, "within_80": False}, None, BAND),
        ({"percent": None, "within_80": True}, 80, BAND),  # beside a forecast of zero no percentage exists
    ],
)
def test_it_is_said_which_part_of_the_rule_it_is(told: dict[str, Any], level: int | None, said: str) -> None:
    settings = Settings.model_validate(
        {"indicators": ["grdp_current"], "horizon_to": 2027, "band_percent": 10, "interval_percent": level}
    )
    words = why_discussed(_row(**told), settings)
    assert words.en == said
    assert words.vi.count(";") == said.count(";")
