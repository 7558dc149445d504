"""Basic surveys: one body collects for all, and what it finds extends the history forecasts are made from."""

from coordination.methods.surveys.checks import check
from coordination.methods.surveys.models import VERSION, Result, Settings, Submission
from coordination.methods.surveys.synthesis import synthesise

__all__ = ["VERSION", "Result", "Settings", "Submission", "check", "synthesise"]
