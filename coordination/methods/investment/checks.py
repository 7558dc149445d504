"""What can be said of one province's proposals before they are merged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coordination.methods.investment.models import Settings
from coordination.methods.parties import finding
from coordination.methods.wording import en, listed, vi

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordination.methods.contract import Context, Finding
    from coordination.methods.investment.models import ProjectProposal, Submission


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's proposals."""
    settings = Settings.model_validate(dict(context.settings))
    known = {party.unit for party in context.parties} | set(settings.other_units)
    found = [*_duplicates(submission), *_ceilings(submission, settings)]
    for proposal in submission.projects:
        found += _place(proposal, known)
        found += _money(proposal, settings)
        found += _scoring(proposal, settings)
    return found


def _where(proposal: ProjectProposal, field: str) -> str:
    return f"projects.{proposal.project}.{field}"


def _duplicates(submission: Submission) -> Iterable[Finding]:
    ranks = Counter(p.own_rank for p in submission.projects if p.own_rank is not None)
    for project, times in Counter(p.project for p in submission.projects).items():
        if times > 1:
            yield finding(
                "error",
                "duplicate_project",
                f"projects.{project}",
                vi=f"Dự án “{project}” được nêu {times} lần.",
                en=f"Project “{project}” is given {times} times.",
            )
    for rank, times in ranks.items():
        if times > 1:
            yield finding(
                "warning",
                "duplicate_rank",
                "projects.own_rank",
                vi=f"Thứ tự ưu tiên {rank} được dùng cho {times} dự án.",
                en=f"Rank {rank} is given to {times} projects.",
            )


def _ceilings(submission: Submission, settings: Settings) -> Iterable[Finding]:
    for year, money in sorted(submission.ceilings.items()):
        if money < 0:
            yield finding(
                "error",
                "negative_money",
                f"ceilings.{year}",
                vi=f"Mức vốn năm {year} âm.",
                en=f"The ceiling of {year} is negative.",
            )
    absent = [str(year) for year in settings.years if year not in submission.ceilings]
    if settings.budget is None and absent:
        yield finding(
            "warning",
            "ceiling_missing",
            "ceilings",
            vi=f"Chưa có mức vốn các năm {listed(absent)}.",
            en=f"No ceiling for {listed(absent)}.",
        )


def _place(proposal: ProjectProposal, known: set[str]) -> Iterable[Finding]:
    named = [*proposal.units, *(impact.unit for impact in proposal.impact_on)]
    unknown = [unit for unit in dict.fromkeys(named) if unit not in known]
    if unknown:
        yield finding(
            "error",
            "unknown_unit",
            _where(proposal, "units"),
            vi=f"Mã đơn vị không có trong vùng: {listed(unknown)}.",
            en=f"Unit codes unknown in the region: {listed(unknown)}.",
        )
    if not proposal.units:
        yield finding(
            "error",
            "no_unit",
            _where(proposal, "units"),
            vi="Chưa nêu địa bàn của dự án.",
            en="The project's location is not stated.",
        )
    if any(not impact.ground.strip() for impact in proposal.impact_on):
        yield finding(
            "warning",
            "impact_without_ground",
            _where(proposal, "impact_on"),
            vi="Nêu tác động đến địa phương khác nhưng chưa nêu căn cứ.",
            en="An impact on another province is stated without its ground.",
        )


def _money(proposal: ProjectProposal, settings: Settings) -> Iterable[Finding]:
    amounts = [proposal.total_mvnd, proposal.remaining_mvnd, *proposal.needs.values()]
    if any(amount < 0 for amount in amounts):
        yield finding(
            "error",
            "negative_money",
            _where(proposal, "needs"),
            vi="Có số vốn âm.",
            en="An amount of money is negative.",
        )
    outside = [str(year) for year in sorted(proposal.needs) if year not in settings.years]
    if outside:
        yield finding(
            "error",
            "need_outside_years",
            _where(proposal, "needs"),
            vi=f"Nhu cầu vốn ngoài kỳ kế hoạch: {listed(outside)}.",
            en=f"Capital needed outside the period: {listed(outside)}.",
        )
    asked, rest = sum(proposal.needs.values()), proposal.remaining_mvnd
    if asked > rest:
        yield finding(
            "error",
            "needs_exceed_remaining",
            _where(proposal, "needs"),
            vi=f"Tổng nhu cầu {vi(asked)} lớn hơn vốn còn lại {vi(rest)} triệu đồng.",
            en=f"Needs of {en(asked)} exceed the remaining {en(rest)} million đồng.",
        )
    if rest > proposal.total_mvnd:
        yield finding(
            "error",
            "remaining_exceeds_total",
            _where(proposal, "remaining_mvnd"),
            vi="Vốn còn lại lớn hơn tổng mức đầu tư.",
            en="The remaining capital exceeds the total investment.",
        )


def _scoring(proposal: ProjectProposal, settings: Settings) -> Iterable[Finding]:
    if proposal.tier not in {tier.code for tier in settings.tiers}:
        yield finding(
            "error",
            "unknown_tier",
            _where(proposal, "tier"),
            vi=f"Bậc ưu tiên {proposal.tier} không có trong quy định.",
            en=f"Legal tier {proposal.tier} is unknown.",
        )
    wanted = [criterion.code for criterion in settings.criteria]
    absent = [code for code in wanted if code not in proposal.criteria]
    foreign = [code for code in proposal.criteria if code not in wanted]
    if absent:
        yield finding(
            "warning",
            "criterion_missing",
            _where(proposal, "criteria"),
            vi=f"Chưa nêu tiêu chí: {listed(absent)}.",
            en=f"Criteria not stated: {listed(absent)}.",
        )
    if foreign:
        yield finding(
            "note",
            "criterion_unknown",
            _where(proposal, "criteria"),
            vi=f"Tiêu chí không dùng để chấm: {listed(foreign)}.",
            en=f"Criteria that are not scored: {listed(foreign)}.",
        )
