"""What can be said of one province's proposals before they are compared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.forecast_contract.models import LEVELS, WHOLE, Settings
from coordination.methods.forecast_terms import FARTHEST, PARTS
from coordination.methods.parties import finding
from coordination.methods.series.candidates import NAMES
from coordination.methods.wording import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordination.methods.contract import Context, Finding
    from coordination.methods.forecast_contract.models import Submission

EARLIEST: Final = 1990
"""No series of the provinces begins earlier."""


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's proposals."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_indicators(submission, context, settings),
        *_methods(submission, settings),
        *_terms(submission, context),
        *_surveys(submission, settings),
    ]


def _indicators(submission: Submission, context: Context, settings: Settings) -> Iterator[Finding]:
    for each in submission.indicators:
        where = f"indicators.{each.indicator}"
        known = context.indicators.get(each.indicator)
        if known is None:
            vi = f"Chỉ tiêu “{each.indicator}” không có trong danh mục."
            en = f"Indicator “{each.indicator}” is not in the catalogue."
            yield finding("error", "unknown_indicator", where, vi=vi, en=en)
            continue
        yield from _change(where, known.name, each, drafted=each.indicator in settings.indicators)
    yield from _repeated("indicators", [each.indicator for each in submission.indicators])


def _methods(submission: Submission, settings: Settings) -> Iterator[Finding]:
    for each in submission.methods:
        yield from _change(f"methods.{each.method}", NAMES[each.method], each, drafted=each.method in settings.methods)
    yield from _repeated("methods", [each.method for each in submission.methods])


def _change(where: str, name: Text, proposal: Any, *, drafted: bool) -> Iterator[Finding]:
    """Say of a proposal to add or leave out that it changes nothing, or gives no reason."""
    if (proposal.act == "add") == drafted:
        stands = Text(vi="đã có", en="already stands") if drafted else Text(vi="không có", en="does not stand")
        vi, en = f"“{name.vi}” {stands.vi} trong dự thảo.", f"“{name.en}” {stands.en} in the draft."
        yield finding("warning", "changes_nothing", where, vi=vi, en=en)
    if not tidy(proposal.reason):
        vi, en = f"Chưa nêu lý do đề xuất về “{name.vi}”.", f"No reason is given for the proposal on “{name.en}”."
        yield finding("warning", "no_reason", where, vi=vi, en=en)


def _repeated(part: str, names: list[str]) -> Iterator[Finding]:
    for name, times in Counter(names).items():
        if times > 1:
            vi, en = f"“{name}” được đề xuất {times} lần.", f"“{name}” is proposed {times} times."
            yield finding("error", "proposed_twice", f"{part}.{name}", vi=vi, en=en)


def _terms(submission: Submission, context: Context) -> Iterator[Finding]:
    last = Period.parse(context.period).drafting_year - 1
    reach = {
        "horizon_years": (1, FARTHEST),
        "data_to": (EARLIEST, last),
        "band_percent": (0, 100),
        "interval_percent": LEVELS,
    }
    for each in submission.terms:
        where, name, (least, most) = f"terms.{each.term}", PARTS[each.term], reach[each.term]
        if each.term in WHOLE and each.value != each.value.to_integral_value():
            vi, en = f"{name.vi}: phải là số nguyên.", f"{name.en}: must be a whole number."
            yield finding("error", "no_whole_number", where, vi=vi, en=en)
        elif each.term == "interval_percent" and each.value not in LEVELS:
            vi, en = f"{name.vi}: chỉ nhận {least} hoặc {most}.", f"{name.en}: {least} or {most} only."
            yield finding("error", "term_out_of_reach", where, vi=vi, en=en)
        elif not least <= each.value <= most or not each.value:
            vi, en = f"{name.vi}: chỉ nhận từ {least} đến {most}.", f"{name.en}: from {least} to {most} only."
            yield finding("error", "term_out_of_reach", where, vi=vi, en=en)
        if not tidy(each.reason):
            vi, en = f"{name.vi}: chưa nêu lý do đề xuất.", f"{name.en}: no reason is given for the proposal."
            yield finding("warning", "no_reason", where, vi=vi, en=en)
    yield from _repeated("terms", [each.term for each in submission.terms])


def _surveys(submission: Submission, settings: Settings) -> Iterator[Finding]:
    known = {each.code for each in settings.surveys}
    for each in submission.surveys:
        if each.survey not in known:
            vi = f"Cuộc điều tra “{each.survey}” không có trong danh sách của dự thảo."
            en = f"Survey “{each.survey}” is not on the list of the draft."
            yield finding("error", "unknown_survey", f"surveys.{each.survey}", vi=vi, en=en)
    for code, times in Counter(each.survey for each in submission.surveys).items():
        if times > 1:
            vi, en = f"Cuộc điều tra “{code}” được nhận {times} lần.", f"Survey “{code}” is offered {times} times."
            yield finding("error", "offered_twice", f"surveys.{code}", vi=vi, en=en)
