"""The region's investment priorities: works scored, and chosen within budgets by legal tier."""

from coordination.methods.investment.checks import check
from coordination.methods.investment.models import VERSION, Result, Settings, Submission
from coordination.methods.investment.selection import Candidate, Selection, select
from coordination.methods.investment.synthesis import synthesise

__all__ = [
    "VERSION",
    "Candidate",
    "Result",
    "Selection",
    "Settings",
    "Submission",
    "check",
    "select",
    "synthesise",
]
