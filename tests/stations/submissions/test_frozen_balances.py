"""Balances reopened for their words alone: rows may change places, amounts and the reasons for none may not."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.methods.balances import Submission
from coordination.submissions.sign_off.frozen import changed

AT = {"balance": "budget", "period": 2027}
NEEDS = [AT | {"use": use, "amount": amount} for use, amount in (("development", 5), ("recurrent", 7))]
MEANS = [AT | {"source": source, "secured": amount} for source, amount in (("revenue", 5), ("carried-over", 7))]
NAMED = [AT | {"source": "revenue", "project": name, "likely": 2} for name in ("Cầu", "Đường")]


def _document(**changed_parts: list[dict[str, Any]]) -> Submission:
    return Submission.model_validate({"needs": NEEDS, "means": MEANS, "named": NAMED} | changed_parts)


@pytest.mark.parametrize("part", ["needs", "means", "named"])
def test_rows_may_come_in_another_order_and_with_other_words(part: str) -> None:
    rows = {"needs": NEEDS, "means": MEANS, "named": NAMED}[part]
    turned = [row | {"reason": "Nói rõ hơn"} for row in reversed(rows)]
    assert changed(_document(), _document(**{part: turned})) == []


def test_an_amount_that_changed_is_told_by_its_own_row() -> None:
    (change,) = changed(_document(), _document(means=[MEANS[0], MEANS[1] | {"secured": 8}]))
    assert change.place == "means[budget carried-over 2027].secured"
    assert (change.before, change.after) == (7, 8)
