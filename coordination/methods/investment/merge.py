"""The same work proposed by several provinces becomes one, and differences are shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coordination.kernel.text import Text
from coordination.methods.wording import en, listed, vi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
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


def _unite(
    project: str, made: list[tuple[Party, ProjectProposal]], settings: Settings
) -> Work:
    """Take the larger need and the less favourable claim, so that what is chosen is surely affordable."""
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
        criteria={
            criterion.code: worst(values)
            for criterion in settings.criteria
            for worst in [min if criterion.direction == "higher_is_better" else max]
            if (values := [p.criteria[criterion.code] for p in all_of if criterion.code in p.criteria])
        },
    )


def differences(work: Work, settings: Settings) -> Iterable[Text]:
    """Show every figure on which the proposers differ, and which of them is used."""
    larger = Text(vi="dùng số lớn hơn", en="the larger is used")
    later = Text(vi="dùng bậc sau", en="the later tier is used")
    worse = Text(vi="dùng số kém thuận lợi hơn", en="the less favourable is used")
    fields: list[tuple[Text, Callable[[ProjectProposal], Any], Text]] = [
        (Text(vi="tổng mức đầu tư", en="total investment"), lambda p: p.total_mvnd, larger),
        (Text(vi="vốn còn lại", en="remaining capital"), lambda p: p.remaining_mvnd, larger),
        (Text(vi="bậc ưu tiên", en="legal tier"), lambda p: p.tier, later),
    ]
    fields += [
        (
            Text(vi=f"nhu cầu vốn năm {year}", en=f"need in {year}"),
            lambda p, year=year: p.needs.get(year, 0),
            larger,
        )
        for year in work.needs
    ]
    fields += [
        (
            Text(vi=f"tiêu chí {c.name.vi}", en=f"criterion {c.name.en}"),
            lambda p, code=c.code: p.criteria.get(code),
            worse,
        )
        for c in settings.criteria
    ]
    for label, pick, used in fields:
        stated = [(party, pick(proposal)) for party, proposal in work.proposals]
        values = [(party, value) for party, value in stated if value is not None]
        if len({value for _, value in values}) > 1:
            yield Text(
                vi=f"{work.first.name} ({work.project}), {label.vi}: "
                f"{listed(f'{p.name.vi} {vi(v)}' for p, v in values)}; {used.vi}.",
                en=f"{work.first.name} ({work.project}), {label.en}: "
                f"{listed(f'{p.name.en} {en(v)}' for p, v in values)}; {used.en}.",
            )
