"""The draft contract: the secretariat's, changed by what more than half of the parties propose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Clause
from coordination.methods.forecast_contract.agreed import SURVEY
from coordination.methods.forecast_contract.counting import indicators, majority, methods, number
from coordination.methods.forecast_contract.models import (
    TOPIC_NAMES,
    Agreed,
    Assignment,
    ContentText,
    Definition,
    Offered,
    Result,
    Settings,
)
from coordination.methods.forecast_contract.wording import WORDS, method_names
from coordination.methods.forecast_terms import PARTS
from coordination.methods.parties import absent, handed_in, participation
from coordination.methods.wording import listed, names_of, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coordination.methods.contract import Context, Party
    from coordination.methods.forecast_contract.models import Proposal, Submission
    from coordination.methods.forecast_terms import Survey


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Make the draft contract of all proposals; what does not enter it is put up for discussion by name."""
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    needed = majority(len(context.parties))
    codes, about_codes = indicators(given, settings.indicators, context, needed)
    admitted, about_methods = methods(given, settings.methods, needed)
    numbers = {part: number(part, given, getattr(settings, part), needed) for part in WORDS}
    agreed = Agreed.model_validate(
        {"indicators": codes, "methods": admitted} | {part: value for part, (value, _) in numbers.items()}
    )
    proposals = (*about_codes, *about_methods, *(each for _, found in numbers.values() for each in found))
    assignments = _assignments(settings.surveys, given)
    return Result(
        summary=(
            participation(submissions, context),
            _summary(agreed, proposals),
            *_surveys_said(assignments),
        ),
        clauses=(*_terms(agreed, context), *_duties(assignments, context)),
        for_discussion=(
            *(_open_proposal(each, needed, context) for each in proposals if not each.entered),
            *(_open_survey(each) for each in assignments if each.body is None),
        ),
        missing=tuple(party.body for party in absent(submissions, context)),
        needed=needed,
        terms=agreed,
        definitions=tuple(_definition(code, settings, context) for code in agreed.indicators),
        proposals=proposals,
        assignments=assignments,
        contents=tuple(
            ContentText(topic=topic, body=party.body, text=text)
            for topic in TOPIC_NAMES
            for party, said in given
            if tidy(text := getattr(said.contents, topic))
        ),
    )


def _assignments(surveys: Sequence[Survey], given: Sequence[tuple[Party, Submission]]) -> tuple[Assignment, ...]:
    """Propose for each survey one of the parties that offer it; nobody is told to who does not offer.

    Of several it is the one with the fewest surveys proposed so far, then the first in the order of parties. Those with one
    offer are counted first, so that who alone offers something yields where another offers as well.
    """
    offered = [_offered(survey, given) for survey in surveys]
    taken: Counter[str] = Counter()
    found: dict[str, Assignment] = {}
    for each in sorted(offered, key=lambda one: len(one.offers) > 1):
        body = min((one.body for one in each.offers), key=lambda body: taken[body], default=None)
        if body is not None:
            taken[body] += 1
        found[each.survey] = each.model_copy(update={"body": body})
    return tuple(found[survey.code] for survey in surveys)


def _offered(survey: Survey, given: Sequence[tuple[Party, Submission]]) -> Assignment:
    offers = tuple(
        Offered(body=party.body, by=offer.by, needs=tidy(offer.needs))
        for party, said in given
        for offer in said.surveys
        if offer.survey == survey.code
    )
    return Assignment(survey=survey.code, name=survey.name, indicators=survey.indicators, offers=offers)


def _definition(code: str, settings: Settings, context: Context) -> Definition:
    known = context.indicators[code]
    return Definition(
        indicator=code,
        name=known.name,
        identity=known.identity,
        unit=known.unit,
        price_base=known.price_base,
        added=code not in settings.indicators,
    )


def _summary(agreed: Agreed, proposals: Sequence[Proposal]) -> Text:
    entered = sum(each.entered for each in proposals)
    years, band = WORDS["horizon_years"](agreed.horizon_years), WORDS["band_percent"](agreed.band_percent)
    return Text(
        vi=f"Dự thảo quy ước dự báo: {len(agreed.indicators)} chỉ tiêu, {years.vi}, độ lệch chấp nhận được {band.vi}; "
        f"{entered}/{len(proposals)} đề xuất được đưa vào.",
        en=f"Draft contract: {len(agreed.indicators)} indicators, {years.en}, admissible deviation {band.en}; "
        f"{entered} of {len(proposals)} proposals enter it.",
    )


def _surveys_said(assignments: Sequence[Assignment]) -> Iterable[Text]:
    if assignments:
        taken = sum(each.body is not None for each in assignments)
        several = sum(each.body is not None and bool(each.others) for each in assignments)
        yield Text(
            vi=f"{taken}/{len(assignments)} cuộc điều tra cơ bản đã có bên nhận thực hiện cho cả vùng"
            + (f"; {several} cuộc có nhiều bên cùng nhận, dự thảo đề nghị một bên." if several else "."),
            en=f"{taken} of {len(assignments)} basic surveys have a party that offers to carry them out for all"
            + (f"; of {several} that several offer, the draft proposes one party." if several else "."),
        )


def _terms(agreed: Agreed, context: Context) -> Iterable[Clause]:
    """Give a clause for each part of the contract; its key is the setting it fixes."""
    named = [context.indicators[code].name for code in agreed.indicators]
    said = {
        "indicators": Text(vi=listed(each.vi for each in named), en=listed(each.en for each in named)),
        "methods": method_names(agreed.methods),
    }
    for part, name in PARTS.items():
        words = said[part] if part in said else WORDS[part](getattr(agreed, part))
        yield Clause(key=part, text=Text(vi=f"{name.vi}: {words.vi}", en=f"{name.en}: {words.en}"))
    topics = TOPIC_NAMES.values()
    yield Clause(
        key="contents",
        text=Text(
            vi="Nội dung dự báo: " + listed(each.vi.lower() for each in topics),
            en="What the forecasts treat: " + listed(each.en.lower() for each in topics),
        ),
    )


def _duties(assignments: Sequence[Assignment], context: Context) -> Iterable[Clause]:
    for each in assignments:
        if each.offer is not None:
            who, others, day = _named([each.offer.body], context), _named(each.others, context), each.offer.by
            vi = f"Điều tra cơ bản “{each.name.vi}”: {who.vi} thực hiện cho cả vùng, xong trước {day:%d/%m/%Y}"
            en = f"Basic survey “{each.name.en}”: {who.en} carries it out for all, by {day.day} {day:%B %Y}"
            if each.others:
                vi, en = (
                    f"{vi} (dự thảo đề nghị; {others.vi} cũng nhận)",
                    f"{en} (the draft's proposal; {others.en} offered as well)",
                )
            yield Clause(key=f"{SURVEY}{each.survey}", text=Text(vi=vi, en=en))


def _open_proposal(each: Proposal, needed: int, context: Context) -> Text:
    who, part = _named(each.bodies, context), PARTS[each.part]
    vi, en = f"{part.vi} – {each.what.vi}: {who.vi} đề xuất", f"{part.en} – {each.what.en}: proposed by {who.en}"
    reasons = "; ".join(each.reasons)
    return Text(
        vi=f"{vi} ({len(each.bodies)} bên; cần {needed})." + (f" Lý do: {reasons}." if reasons else ""),
        en=f"{en} ({len(each.bodies)} parties; {needed} needed)." + (f" Reasons: {reasons}." if reasons else ""),
    )


def _open_survey(each: Assignment) -> Text:
    return Text(
        vi=f"Điều tra cơ bản “{each.name.vi}”: chưa bên nào nhận thực hiện.",
        en=f"Basic survey “{each.name.en}”: no party has offered to carry it out.",
    )


def _named(bodies: Iterable[str], context: Context) -> Text:
    wanted = set(bodies)
    parties = [party for party in context.parties if party.body in wanted]
    return Text(vi=names_of(parties, "vi"), en=names_of(parties, "en"))
