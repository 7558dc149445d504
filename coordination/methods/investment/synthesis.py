"""The region's priority list made of the provinces' proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.methods.investment import reasons
from coordination.methods.investment.merge import Work, differences, merge
from coordination.methods.investment.models import (
    Ineligible,
    OwnEntry,
    OwnList,
    RankedProject,
    Result,
    Settings,
    Submission,
    YearBalance,
)
from coordination.methods.investment.scoring import scores, spreadless
from coordination.methods.investment.selection import Candidate, Rules, Selection, select
from coordination.methods.parties import absent, handed_in, participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from coordination.kernel.text import Text
    from coordination.methods.contract import Context, Party


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Merge, sift, score and choose; nothing a province proposed disappears."""
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    works = merge(given, settings)
    barred = {work.project: why for work in works if (why := _barred(work, context, settings))}
    eligible = [work for work in works if work.project not in barred]
    scored = scores(eligible, settings)
    rules = Rules(
        budget=_budget(given, settings),
        tiers=[tier.code for tier in settings.tiers],
        prerequisites=settings.prerequisites,
        exclusive=settings.exclusive,
        max_nodes=settings.max_nodes,
    )
    selection = select([_candidate(work, scored) for work in eligible], rules)
    balance = _balance(eligible, selection, rules.budget)
    projects = _ranked(eligible, scored, selection, balance, settings)
    dropped = spreadless(eligible, settings) if eligible else []
    return Result(
        summary=(
            participation(submissions, context),
            reasons.outcome(projects, len(barred)),
            reasons.money(balance),
            reasons.basis(settings, given=len(given), parties=len(context.parties)),
            *reasons.unproven(proven=selection.proven),
        ),
        for_discussion=(
            *(text for work in works for text in differences(work, settings)),
            *(reasons.unstated(work, settings) for work in eligible if _silent(work, settings)),
            *(reasons.dropped(criterion) for criterion in dropped),
            *(reasons.no_money(year) for year in settings.years if year not in rules.budget),
        ),
        missing=tuple(party.body for party in absent(submissions, context)),
        projects=projects,
        ineligible=tuple(
            Ineligible(
                project=work.project,
                name=work.first.name,
                proposers=work.proposers,
                reason=barred[work.project],
            )
            for work in works
            if work.project in barred
        ),
        own_lists=tuple(_own_list(party, own, projects) for party, own in given),
        balance=balance,
        dropped_criteria=tuple(criterion.code for criterion in dropped),
        proven=selection.proven,
    )


def _barred(work: Work, context: Context, settings: Settings) -> Text | None:
    """Say why a work is not the region's; it must lie in two provinces or affect another one."""
    region = {party.unit for party in context.parties}
    if work.tier not in {tier.code for tier in settings.tiers}:
        return reasons.unknown_tier(work.tier)
    if not set(work.units) & region:
        return reasons.outside_region()
    if len(set(work.units) & region) >= 2 or set(work.impact_on) & region:
        return None
    return reasons.one_province()


def _budget(given: Iterable[tuple[Party, Submission]], settings: Settings) -> dict[int, int]:
    """Give the budget of each year for which one is known."""
    if settings.budget is not None:
        return {year: settings.budget[year] for year in settings.years if year in settings.budget}
    totals: dict[int, int] = {}
    for _, submission in given:
        for year, money in submission.ceilings.items():
            if year in settings.years:
                totals[year] = totals.get(year, 0) + money
    return dict(sorted(totals.items()))


def _candidate(work: Work, scored: Mapping[str, Decimal]) -> Candidate:
    # One point above the score's hundredths: the lowest scored work is still better than none.
    points = int(scored[work.project] * 100) + 1
    return Candidate(work.project, work.tier, points, work.needs)


def _balance(works: Sequence[Work], selection: Selection, budget: Mapping[int, int]) -> tuple[YearBalance, ...]:
    chosen = [work for work in works if work.project in selection.projects]
    used = {year: sum(work.needs.get(year, 0) for work in chosen) for year in budget}
    return tuple(
        YearBalance(
            year=year,
            budget_mvnd=budget[year],
            used_mvnd=used[year],
            left_mvnd=budget[year] - used[year],
        )
        for year in sorted(budget)
    )


def _ranked(
    works: Sequence[Work],
    scored: Mapping[str, Decimal],
    selection: Selection,
    balance: Sequence[YearBalance],
    settings: Settings,
) -> tuple[RankedProject, ...]:
    place = {tier.code: number for number, tier in enumerate(settings.tiers)}
    ordered = sorted(
        works,
        key=lambda w: (place[w.tier], -scored[w.project], sum(w.needs.values()), w.project),
    )
    return tuple(
        RankedProject(
            rank=rank,
            project=work.project,
            name=work.first.name,
            proposers=work.proposers,
            units=work.units,
            impact_on=work.impact_on,
            owner_level=work.first.owner_level,
            sector=work.first.sector,
            tier=work.tier,
            group=work.first.group,
            total_mvnd=work.total,
            remaining_mvnd=work.remaining,
            needs=work.needs,
            score=scored[work.project],
            selected=work.project in selection.projects,
            reason=reasons.choice(work, selection, balance, settings),
        )
        for rank, work in enumerate(ordered, start=1)
    )


def _silent(work: Work, settings: Settings) -> bool:
    return any(criterion.code not in work.criteria for criterion in settings.criteria)


def _own_list(party: Party, own: Submission, projects: Sequence[RankedProject]) -> OwnList:
    region = {project.project: project for project in projects}
    ordered = sorted(own.projects, key=lambda p: (p.own_rank is None, p.own_rank or 0, p.project))
    return OwnList(
        body=party.body,
        entries=tuple(
            OwnEntry(
                project=p.project,
                own_rank=p.own_rank,
                regional_rank=region[p.project].rank if p.project in region else None,
                selected=p.project in region and region[p.project].selected,
            )
            for p in ordered
        ),
    )
