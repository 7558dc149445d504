"""The terms a forecast contract fixes, as a draft writes them; apart from the method, so that a check of files loads little."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import Whole, Year

FARTHEST: Final = 10
"""Years: the horizon of the strategies plans are drawn from; no short yearly series carries a forecast farther."""
PARTS: Final[Mapping[str, Text]] = {
    "indicators": Text(vi="Chỉ tiêu dự báo", en="Indicators"),
    "horizon_years": Text(vi="Thời kỳ dự báo", en="Horizon"),
    "data_to": Text(vi="Số liệu sử dụng", en="Data cut-off"),
    "methods": Text(vi="Phương pháp được dùng", en="Methods admitted"),
    "band_percent": Text(vi="Độ lệch chấp nhận được", en="Admissible deviation"),
    "interval_percent": Text(vi="Khoảng dự báo đối chiếu", en="Interval to lie in"),
}
"""The parts of a contract, each by the setting of the forecast it fixes."""


ASSIGNED: Final = "assigned"
"""The setting of a step of surveys a contract fixes: body → the surveys it carries out for all."""


class Survey(Strict):
    """A basic survey the region needs: carried out by one, used by all."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Text
    indicators: tuple[str, ...] = ()
    """Indicators of the registry of which it collects figures, of every unit of the region."""


def assigned_indicators(settings: Mapping[str, Any], body: str) -> tuple[str, ...]:
    """Give the indicators of all surveys a body was assigned in a step."""
    surveys = dict(settings.get(ASSIGNED) or {}).get(body, ())
    return tuple(dict.fromkeys(code for each in surveys for code in each.get("indicators", ())))


class Draft(Strict, extra="ignore"):
    """The secretariat's draft, but for the methods admitted."""

    indicators: tuple[str, ...] = Field(min_length=1)
    horizon_years: Annotated[Whole, Field(ge=1, le=FARTHEST)]
    band_percent: Decimal = Field(default=Decimal(10), gt=0, le=100)
    interval_percent: Literal[80, 95] | None = 80
    data_to: Year | None = None
    surveys: tuple[Survey, ...] = ()
