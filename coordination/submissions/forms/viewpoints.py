"""The form of a body's viewpoints: a row each, under one of the three pillars."""

from __future__ import annotations

from typing import Any

from coordination.methods.indicators import PILLARS
from coordination.methods.wording import PILLAR_NAMES
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, filled
from coordination.submissions.forms.fields import choice, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.records import Records


def build(basis: Basis) -> Built:
    """Build the form of a body's viewpoints."""
    given = [each for each in basis.content.get("clauses") or () if each["text"].strip()]
    begun = [] if given else [{"pillar": pillar} for pillar in PILLARS for _ in range(3)]
    pillars = {code: PILLAR_NAMES[code].vi for code in PILLARS}
    fields = (choice("pillar", "Trụ cột", pillars, 14, required=True, passive=True), words("text", "Quan điểm", 76))
    clauses = Records("clauses", "Quan điểm", "", "Quan điểm", fields, given, begun)

    def take(hand: Hand) -> dict[str, Any]:
        found = clauses.take(hand)
        for pillar, name in pillars.items():
            if (first := clauses.first("pillar", name)) is not None:
                hand.places[f"clauses.{pillar}"] = clauses.address(first.row, "text")
        hand.places |= {f"clauses[{at}]": clauses.address(row, "text") for at, (row, _) in enumerate(found)}
        return filled({"clauses": [record for _, record in found]})

    return Built((clauses.sheet(),), take)
