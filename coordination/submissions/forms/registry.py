"""Which builder makes the form of which method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from coordination.submissions.forms import (
    assessment,
    balances,
    collate,
    forecast,
    forecast_contract,
    investment,
    surveys,
    viewpoints,
)
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built

BUILDERS: Final[Mapping[str, Callable[[Basis], Built]]] = {
    "balances": balances.build,
    "collate": collate.build,
    "forecast": forecast.build,
    "forecast_contract": forecast_contract.build,
    "investment": investment.build,
    "joint_assessment": assessment.build,
    "surveys": surveys.build,
    "viewpoints": viewpoints.build,
}
