"""Optimism ledger: what past plans were worth, by province and indicator. Pure; it tells and never corrects."""

from __future__ import annotations

from coordination.methods.optimism.ledger import Entry, Ledger, ledger
from coordination.methods.optimism.merging import on_map
from coordination.methods.optimism.pairing import REASONS, Figure, LeftOut, Pair, Pairs, Reason, pair, unpaired
from coordination.methods.optimism.shrinking import Estimate, Panel, estimates

__all__ = [
    "REASONS",
    "Entry",
    "Estimate",
    "Figure",
    "Ledger",
    "LeftOut",
    "Pair",
    "Pairs",
    "Panel",
    "Reason",
    "estimates",
    "ledger",
    "on_map",
    "pair",
    "unpaired",
]
