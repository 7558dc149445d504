"""What can be said of one province's balances before they are added up."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.units import Quantity, slip, unit_of
from coordination.methods.balances.models import CERTAINTIES, CERTAINTY_NAMES, Settings, cell_of
from coordination.methods.balances.past import Past, past_of
from coordination.methods.parties import finding
from coordination.methods.wording import en, exact_sum, listed, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coordination.methods.balances.declared import Balance
    from coordination.methods.balances.models import Means, Named, Need, Submission
    from coordination.methods.contract import Context, Finding

_Row = tuple[str, str, int, str]
"""Part of the document, balance, year, and use, source or project."""


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's balances."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_duplicates(submission),
        *(each for row in submission.needs for each in _need(row, settings)),
        *(each for row in submission.means for each in _means("means", row, row.source, settings)),
        *(each for row in submission.named for each in _named(row, submission, settings)),
        *_covered(submission, settings),
        *_topics(submission, settings),
    ]
