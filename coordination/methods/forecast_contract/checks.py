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
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from coordination.methods.contract import Context, Finding
    from coordination.methods.forecast_contract.models import Submission

EARLIEST: Final = 1990
"""No series of the provinces begins earlier."""
FRESH: Final = 5
"""A cut-off further back leaves so many known years out that it is hardly meant."""
NARROW: Final = 1
"""Percent: within a narrower band no two forecasts ever are, so that every figure would be discussed."""


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's proposals."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_indicators(submission, context, settings),
        *_methods(submission, settings),
        *_terms(submission, context),
        *_surveys(submission, settings, Period.parse(context.period).drafting_year),
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
    left = [each.indicator for each in submission.indicators if each.act == "leave"]
    yield from _nothing_left("indicators", settings.indicators, left)


def _methods(submission: Submission, settings: Settings) -> Iterator[Finding]:
    for each in submission.methods:
        yield from _change(f"methods.{each.method}", NAMES[each.method], each, drafted=each.method in settings.methods)
    yield from _repeated("methods", [each.method for each in submission.methods])
    left = [each.method for each in submission.methods if each.act == "leave"]
    yield from _nothing_left("methods", settings.methods, left)


def _nothing_left(part: str, drafted: Collection[str], left_out: Collection[str]) -> Iterator[Finding]:
    """Say that proposals would leave nothing of a part: such a contract is not drawn up."""
    if set(drafted) <= set(left_out):
        name = PARTS[part]
        vi = f"{name.vi}: đề xuất bỏ tất cả, không còn gì để dự báo; quy ước sẽ giữ nguyên dự thảo ở phần này."
        en = (
            f"{name.en}: all are proposed to be left out, nothing would remain to forecast; the draft then stands here."
        )
        yield finding("warning", "nothing_left", part, vi=vi, en=en)


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
            above = Text(vi="trên 0", en="above 0") if not least else Text(vi=f"từ {least}", en=f"from {least}")
            vi, en = f"{name.vi}: chỉ nhận {above.vi} đến {most}.", f"{name.en}: {above.en} to {most} only."
            yield finding("error", "term_out_of_reach", where, vi=vi, en=en)
        else:
            yield from _hardly_meant(each.term, each.value, last)
        if not tidy(each.reason):
            vi, en = f"{name.vi}: chưa nêu lý do đề xuất.", f"{name.en}: no reason is given for the proposal."
            yield finding("warning", "no_reason", where, vi=vi, en=en)
    yield from _repeated("terms", [each.term for each in submission.terms])


def _hardly_meant(term: str, value: Decimal, last: int) -> Iterator[Finding]:
    """Say of a term within reach what would come of it, where nobody can want that."""
    name = PARTS[term]
    if term == "data_to" and value < last - FRESH:
        vi = f"{name.vi}: bỏ {last - value} năm số liệu mới nhất; chỉ tiêu còn dưới 3 năm số liệu sẽ không dự báo được."
        en = (
            f"{name.en}: leaves out the latest {last - value} years; indicators left with less than 3 are not forecast."
        )
        yield finding("warning", "old_cut_off", f"terms.{term}", vi=vi, en=en)
    if term == "band_percent" and value < NARROW:
        vi = f"{name.vi}: dưới {NARROW}% thì hầu như mọi số của địa phương đều phải trao đổi."
        en = f"{name.en}: below {NARROW}% nearly every figure of the provinces has to be discussed."
        yield finding("warning", "narrow_band", f"terms.{term}", vi=vi, en=en)


def _surveys(submission: Submission, settings: Settings, year: int) -> Iterator[Finding]:
    known = {each.code for each in settings.surveys}
    for each in submission.surveys:
        if each.survey not in known:
            vi = f"Cuộc điều tra “{each.survey}” không có trong danh sách của dự thảo."
            en = f"Survey “{each.survey}” is not on the list of the draft."
            yield finding("error", "unknown_survey", f"surveys.{each.survey}", vi=vi, en=en)
        if each.by.year < year:
            vi = f"Ngày hẹn {each.by:%d/%m/%Y} trước năm lập kế hoạch {year}."
            en = f"The day named, {each.by:%d/%m/%Y}, is before {year}, the year of planning."
            yield finding("error", "day_passed", f"surveys.{each.survey}", vi=vi, en=en)
        elif each.by.year > year:
            vi = f"Ngày hẹn {each.by:%d/%m/%Y} sau năm lập kế hoạch {year}: số liệu không kịp dùng cho kỳ này."
            en = f"The day named, {each.by:%d/%m/%Y}, is after {year}, the year of planning: too late for this cycle."
            yield finding("warning", "day_too_late", f"surveys.{each.survey}", vi=vi, en=en)
    for code, times in Counter(each.survey for each in submission.surveys).items():
        if times > 1:
            vi, en = f"Cuộc điều tra “{code}” được nhận {times} lần.", f"Survey “{code}” is offered {times} times."
            yield finding("error", "offered_twice", f"surveys.{code}", vi=vi, en=en)
