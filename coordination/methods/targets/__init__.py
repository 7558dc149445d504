"""Equal-stretch targets: a regional target told as what it asks of each province at one common percentile. Pure."""

from __future__ import annotations

from coordination.methods.targets.curves import REACH, Curve
from coordination.methods.targets.stretch import Ask, Direction, Outlook, Stretch, Total, nearest, stretch

__all__ = ["REACH", "Ask", "Curve", "Direction", "Outlook", "Stretch", "Total", "nearest", "stretch"]
