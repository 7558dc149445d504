"""The contract of a cycle's forecasts: method, content and basic surveys, agreed before any figure is asked for."""

from coordination.methods.forecast_contract.agreed import Duty, assigned, duties, terms
from coordination.methods.forecast_contract.checks import check
from coordination.methods.forecast_contract.models import VERSION, Result, Settings, Submission
from coordination.methods.forecast_contract.synthesis import synthesise

__all__ = [
    "VERSION",
    "Duty",
    "Result",
    "Settings",
    "Submission",
    "assigned",
    "check",
    "duties",
    "synthesise",
    "terms",
]
