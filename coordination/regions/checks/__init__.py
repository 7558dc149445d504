"""Do the files fit together? Shape is checked elsewhere; here, what one place says of another."""

from __future__ import annotations

from coordination.regions.checks.asked import check_asked
from coordination.regions.checks.balances import check_balances
from coordination.regions.checks.common import Known, Loaded
from coordination.regions.checks.contracts import check_contracts
from coordination.regions.checks.forecasts import check_forecasts
from coordination.regions.checks.national import check_national
from coordination.regions.checks.procedure import check_procedure
from coordination.regions.checks.region import check_region, check_resolved
from coordination.regions.checks.registry import check_registry

__all__ = [
    "Known",
    "Loaded",
    "check_asked",
    "check_balances",
    "check_contracts",
    "check_forecasts",
    "check_national",
    "check_procedure",
    "check_region",
    "check_registry",
    "check_resolved",
]
