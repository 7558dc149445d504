"""What the plan needs against what can be mobilised, by year and source; what is hoped for covers nothing."""

from coordination.methods.balances.checks import check
from coordination.methods.balances.declared import Settings
from coordination.methods.balances.models import VERSION, Result, Submission
from coordination.methods.balances.synthesis import synthesise

__all__ = ["VERSION", "Result", "Settings", "Submission", "check", "synthesise"]
