"""Common viewpoints: clauses several provinces share, beside those each holds alone.

Words are compared, never rewritten: clauses merge only when they are the same sentence.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import BaseResult, Clause, Context, Finding, Table
from coordination.methods.indicators import PILLARS, Pillar
from coordination.methods.parties import absent, finding, handed_in, participation
from coordination.methods.wording import PILLAR_NAMES, comparable, listed, names_of, tidy, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.methods.contract import Party

VERSION: Final = "1"
LONGEST: Final = 400


class Viewpoint(Strict):
    """One viewpoint of a body, in its own words."""

    pillar: Pillar
    text: str


class Submission(Strict):
    """A body's set of viewpoints."""

    clauses: tuple[Viewpoint, ...] = ()


class Settings(Strict, extra="ignore"):
    """What a region may decide about this method."""

    common_share: Decimal = Field(default=Decimal("0.5"), gt=0, le=1)


class Supported(Strict):
    """A viewpoint with the bodies that hold it."""

    key: str
    pillar: Pillar
    text: str
    supporters: tuple[str, ...]


class Result(BaseResult):
    """Common draft viewpoints, and each province's own beside them."""

    method: Literal["viewpoints"] = "viewpoints"
    method_version: str = VERSION
    needed: int
    """Supporters that make a clause common."""
    common: tuple[Supported, ...] = ()
    own: tuple[Supported, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Give common and own viewpoints as tables."""
        common = Text(vi="Quan điểm chung (dự thảo)", en="Common viewpoints (draft)")
        own = Text(vi="Quan điểm riêng của các tỉnh", en="Provinces' own viewpoints")
        return (
            _table("common", common, self.common),
            _table("own", own, self.own),
        )


def _table(key: str, title: Text, items: Iterable[Supported]) -> Table:
    columns = (
        Text(vi="Trụ cột", en="Pillar"),
        Text(vi="Quan điểm", en="Viewpoint"),
        Text(vi="Số bên", en="Parties"),
        Text(vi="Các bên", en="Held by"),
    )
    rows = tuple((PILLAR_NAMES[i.pillar].vi, i.text, len(i.supporters), listed(i.supporters)) for i in items)
    return Table(key=key, title=title, columns=columns, rows=rows)


def check(submission: Submission, context: Context) -> list[Finding]:  # noqa: ARG001 - one signature
    """Find empty, repeated and overlong clauses, and pillars without any."""
    found: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for number, clause in enumerate(submission.clauses):
        where = f"clauses[{number}]"
        identity = (clause.pillar, comparable(clause.text))
        if not identity[1]:
            message = {"vi": "Quan điểm để trống.", "en": "The viewpoint is empty."}
            found.append(finding("error", "empty_clause", where, **message))
        elif identity in seen:
            message = {"vi": "Quan điểm trùng lặp.", "en": "The viewpoint is given twice."}
            found.append(finding("warning", "duplicate_clause", where, **message))
        if len(tidy(clause.text)) > LONGEST:
            message = {
                "vi": f"Quan điểm dài quá {LONGEST} ký tự.",
                "en": f"The viewpoint is longer than {LONGEST} characters.",
            }
            found.append(finding("warning", "long_clause", where, **message))
        seen.add(identity)
    return found + [_uncovered(pillar) for pillar in PILLARS if pillar not in _covered(submission)]


def _covered(submission: Submission) -> set[str]:
    return {clause.pillar for clause in submission.clauses if comparable(clause.text)}


def _uncovered(pillar: str) -> Finding:
    name = PILLAR_NAMES[pillar]
    return finding(
        "warning",
        "pillar_uncovered",
        f"clauses.{pillar}",
        vi=f"Chưa có quan điểm về {name.vi.lower()}.",
        en=f"No viewpoint on {name.en.lower()}.",
    )


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Merge equal clauses, and tell the widely held from the singly held."""
    settings = Settings.model_validate(dict(context.settings))
    merged = _merge(handed_in(submissions, context))
    needed = _needed(settings.common_share, len(context.parties))
    common = tuple(item for item in merged if len(item.supporters) >= needed)
    own = tuple(item for item in merged if len(item.supporters) < needed)
    bare = [p for p in PILLARS if not any(item.pillar == p for item in common)]
    return Result(
        summary=(
            participation(submissions, context),
            _counts(common, own, needed, len(context.parties)),
        ),
        # The words stay in the language they were written in: a translation would be a new text.
        clauses=tuple(Clause(key=c.key, text=Text(vi=c.text, en=c.text)) for c in common),
        for_discussion=tuple(_undecided(pillar, own, context) for pillar in bare),
        missing=tuple(party.body for party in absent(submissions, context)),
        needed=needed,
        common=common,
        own=own,
    )


def _needed(share: Decimal, parties: int) -> int:
    """Count the supporters a common clause needs: the share, and never one alone among several."""
    return max(math.ceil(share * parties), min(2, parties))


def _merge(given: list[tuple[Party, Submission]]) -> list[Supported]:
    """Unite equal clauses; the most frequent spelling stands, the earliest party's among equals."""
    spellings: dict[tuple[Pillar, str], Counter[str]] = defaultdict(Counter)
    supporters: dict[tuple[Pillar, str], list[str]] = defaultdict(list)
    for party, submission in given:
        for clause in submission.clauses:
            identity = (clause.pillar, comparable(clause.text))
            if identity[1] and party.body not in supporters[identity]:
                spellings[identity][tidy(clause.text)] += 1
                supporters[identity].append(party.body)
    items = [
        Supported(
            key=_key(*identity),
            pillar=identity[0],
            text=counted.most_common(1)[0][0],
            supporters=tuple(supporters[identity]),
        )
        for identity, counted in spellings.items()
    ]
    return sorted(items, key=lambda i: (PILLARS.index(i.pillar), -len(i.supporters), i.key))


def _key(pillar: str, words: str) -> str:
    return f"{pillar}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _counts(common: tuple[Supported, ...], own: tuple[Supported, ...], needed: int, parties: int) -> Text:
    return Text(
        vi=(
            f"{vi(len(common))} quan điểm được từ {needed}/{parties} bên trở lên cùng nêu, đưa vào "
            f"dự thảo chung; {vi(len(own))} quan điểm riêng được giữ nguyên bên cạnh."
        ),
        en=(
            f"{len(common)} viewpoints are held by at least {needed} of {parties} parties and form "
            f"the common draft; {len(own)} of provinces' own are kept beside them."
        ),
    )


def _undecided(pillar: Pillar, own: tuple[Supported, ...], context: Context) -> Text:
    name = PILLAR_NAMES[pillar]
    holders = {body for item in own if item.pillar == pillar for body in item.supporters}
    parties = [party for party in context.parties if party.body in holders]
    if not parties:
        return Text(
            vi=f"{name.vi}: chưa bên nào nêu quan điểm.",
            en=f"{name.en}: no party has stated a viewpoint.",
        )
    return Text(
        vi=f"{name.vi}: chưa có quan điểm chung; quan điểm riêng của {names_of(parties, 'vi')}.",
        en=f"{name.en}: no common viewpoint yet; held singly by {names_of(parties, 'en')}.",
    )
