"""Coherent forecasts: provinces, regions and the nation add up, what is decreed stays, bounds are kept. Pure."""

from __future__ import annotations

from coordination.methods.coherence.limits import Limit
from coordination.methods.coherence.models import Done, Forecast, Point
from coordination.methods.coherence.ratios import Panel, coherent, coherent_growth
from coordination.methods.coherence.reconcile import reconcile
from coordination.methods.coherence.tree import Link, Tree, grow
from coordination.methods.coherence.weights import METHODS, Method, Residuals, Weights

__all__ = [
    "METHODS",
    "Done",
    "Forecast",
    "Limit",
    "Link",
    "Method",
    "Panel",
    "Point",
    "Residuals",
    "Tree",
    "Weights",
    "coherent",
    "coherent_growth",
    "grow",
    "reconcile",
]
