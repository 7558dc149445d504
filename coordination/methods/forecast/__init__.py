"""One forecast method for all provinces, and each province's own figures reviewed against it."""

from coordination.methods.forecast.checks import check
from coordination.methods.forecast.indicator import forecast_indicator
from coordination.methods.forecast.models import (
    VERSION,
    IndicatorForecast,
    Result,
    Settings,
    Submission,
)
from coordination.methods.forecast.synthesis import synthesise

__all__ = [
    "VERSION",
    "IndicatorForecast",
    "Result",
    "Settings",
    "Submission",
    "check",
    "forecast_indicator",
    "synthesise",
]
