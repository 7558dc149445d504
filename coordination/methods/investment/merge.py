"""The same work proposed by several provinces becomes one, and differences are shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.wording import en, listed, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from coordination.methods.contract import Party
    from coordination.methods.investment.models import ProjectProposal, Settings, Submission


@dataclass(frozen=True)
class Work:
    """A work with the proposals that were made of it, and the figures used for it."""

    project: str
    proposals: tuple[tuple[Party, ProjectProposal], ...]
    units: tuple[str, ...]
    impact_on: tuple[str, ...]
    tier: int
    total: int
    remaining: int
    needs: Mapping[int, int]
    criteria: Mapping[str, Decimal]

    @property
    def first(self) -> ProjectProposal:
        """The proposal of the first party, whose words are used."""
        return self.proposals[0][1]

    @property
    def proposers(self) -> tuple[str, ...]:
        """The bodies that propose it."""
        return tuple(party.body for party, _ in self.proposals)


def merge(given: Iterable[tuple[Party, Submission]], settings: Settings) -> list[Work]:
    """Unite proposals by project code, ordered by that code."""
    proposals: dict[str, list[tuple[Party, ProjectProposal]]] = defaultdict(list)
    for party, submission in given:
        for proposal in submission.projects:
            proposals[proposal.project].append((party, proposal))
    return [_unite(project, proposals[project], settings) for project in sorted(proposals)]


def _unite(project: str, made: list[tuple[Party, ProjectProposal]], settings: Settings) -> Work:
    """Take the larger need and the less favourable claim, so that what is chosen can be paid."""
    all_of = [proposal for _, proposal in made]
    units = tuple(sorted({unit for p in all_of for unit in p.units}))
    impacts = {i.unit for p in all_of for i in p.impact_on if i.ground.strip()}
    years = sorted({year for p in all_of for year in p.needs})
    place = {tier.code: number for number, tier in enumerate(settings.tiers)}
    return Work(
        project=project,
        proposals=tuple(made),
        units=units,
        impact_on=tuple(sorted(impacts - set(units))),
        tier=max((p.tier for p in all_of), key=lambda code: (place.get(code, len(place)), code)),
        total=max(p.total_mvnd for p in all_of),
        remaining=max(p.remaining_mvnd for p in all_of),
        needs={year: max(p.needs.get(year, 0) for p in all_of) for year in years},
        criteria=_least_favourable(all_of, settings),
    )


def _least_favourable(all_of: list[ProjectProposal], settings: Settings) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for criterion in settings.criteria:
        values = [p.criteria[criterion.code] for p in all_of if criterion.code in p.criteria]
        if values:
            higher = criterion.direction == "higher_is_better"
            found[criterion.code] = min(values) if higher else max(values)
    return found


def differences(work: Work, settings: Settings) -> Iterable[Text]:
    """Show every figure on which the proposers differ, and which of them is used."""
    for field in _fields(work, settings):
        if len({value for _, value in field.stated}) > 1:
            yield Text(
                vi=f"{work.first.name} ({work.project}), {field.label.vi}: "
                f"{listed(f'{p.name.vi} {vi(v)}' for p, v in field.stated)}; {field.used.vi}.",
                en=f"{work.first.name} ({work.project}), {field.label.en}: "
                f"{listed(f'{p.name.en} {en(v)}' for p, v in field.stated)}; {field.used.en}.",
            )


@dataclass(frozen=True)
class _Field:
    """One figure as each proposer states it, and the rule that settles which is used."""

    label: Text
    used: Text
    stated: list[tuple[Party, int | Decimal]]


def _fields(work: Work, settings: Settings) -> Iterable[_Field]:
    larger = Text(vi="dùng số lớn hơn", en="the larger is used")
    later = Text(vi="dùng bậc sau", en="the later tier is used")
    worse = Text(vi="dùng số kém thuận lợi hơn", en="the less favourable is used")
    made = work.proposals
    total = Text(vi="tổng mức đầu tư", en="total investment")
    yield _Field(total, larger, [(party, p.total_mvnd) for party, p in made])
    remaining = Text(vi="vốn còn lại", en="remaining capital")
    yield _Field(remaining, larger, [(party, p.remaining_mvnd) for party, p in made])
    tier = Text(vi="bậc ưu tiên", en="legal tier")
    yield _Field(tier, later, [(party, p.tier) for party, p in made])
    for year in work.needs:
        label = Text(vi=f"nhu cầu vốn năm {year}", en=f"need in {year}")
        yield _Field(label, larger, [(party, p.needs.get(year, 0)) for party, p in made])
    for c in settings.criteria:
        label = Text(vi=f"tiêu chí {c.name.vi}", en=f"criterion {c.name.en}")
        stated = [(party, p.criteria[c.code]) for party, p in made if c.code in p.criteria]
        yield _Field(label, worse, list(stated))
