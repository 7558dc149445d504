"""The configuration speaks of year N; a page that hangs on a wall names the year. Pure."""

from __future__ import annotations

import re

from coordination.kernel.text import Text

_YEAR_N = re.compile(r"(?<!\w)(?P<word>năm|year)\s+N(?:(?P<offset>[+-]\d{1,2}))?(?!\w|[+-])", re.IGNORECASE)


def with_years(words: Text, drafting_year: int) -> Text:
    """Give words in which ``năm N+1``, ``năm N`` and the like are real years, N being the year the plan is made in."""

    def named(text: str) -> str:
        return _YEAR_N.sub(lambda found: f"{found['word']} {drafting_year + int(found['offset'] or 0)}", text)

    return Text(vi=named(words.vi), en=named(words.en))
