"""What can be said of one province's assessment before it is merged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.contract import Context, Finding
from coordination.methods.indicators import PILLARS, Indicator, Ratio, Sum, lag_of, partners
from coordination.methods.joint_assessment.models import Settings
from coordination.methods.parties import finding
from coordination.methods.wording import PILLAR_NAMES, in_year, tidy

if TYPE_CHECKING:
    from decimal import Decimal

    from coordination.methods.joint_assessment.models import Figure, Submission


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's assessment."""
    settings = Settings.of(context)
    return [
        *_duplicates(submission, context),
        *(f for figure in submission.figures for f in _figure(figure, context, settings)),
        *_expected(submission, context, settings),
        *_texts(submission),
    ]


def _place(indicator: str, period: int) -> str:
    return f"figures.{indicator}.{period}"


def _named(figure: tuple[str, int], context: Context) -> Text:
    """Name a figure by its indicator and year, as people call them."""
    code, year = figure
    indicator = context.indicators.get(code)
    name = indicator.name if indicator else Text(vi=f"“{code}”", en=f"“{code}”")
    return Text(vi=in_year(name.vi, year), en=f"{name.en} {year}")


def _duplicates(submission: Submission, context: Context) -> list[Finding]:
    times = Counter((figure.indicator, figure.period) for figure in submission.figures)
    return [
        finding(
            "error",
            "duplicate_figure",
            _place(*identity),
            vi=f"{_named(identity, context).vi} được nêu {count} lần.",
            en=f"{_named(identity, context).en} is given {count} times.",
        )
        for identity, count in times.items()
        if count > 1
    ]


def _figure(figure: Figure, context: Context, settings: Settings) -> list[Finding]:
    where = _place(figure.indicator, figure.period)
    indicator = context.indicators.get(figure.indicator)
    if indicator is None:
        return [
            finding(
                "error",
                "unknown_indicator",
                where,
                vi=f"Chỉ tiêu “{figure.indicator}” không có trong danh mục.",
                en=f"Indicator “{figure.indicator}” is not in the catalogue.",
            )
        ]
    return [
        *_state(figure, where),
        *_plan_state(figure, where),
        *_sign(figure, indicator, where, settings),
        *_unasked(figure, indicator, where, context, settings),
    ]


def _unasked(figure: Figure, indicator: Indicator, where: str, context: Context, settings: Settings) -> list[Finding]:
    """Find figures of years to come, and such as the step does not ask; what weighs one it asks may be given with it."""
    planned, year = Period.parse(context.period), figure.period
    name = _named((figure.indicator, year), context)
    if year > planned.last:
        vi = f"{name.vi}: năm {year} nằm ngoài thời kỳ kế hoạch (đến năm {planned.last})."
        en = f"{name.en}: {year} lies beyond the plan period (until {planned.last})."
        return [finding("error", "beyond_plan", where, vi=vi, en=en)]
    if year > planned.drafting_year:
        vi = f"{name.vi}: bước này đánh giá việc đã làm; số của năm {year} là dự báo hoặc kế hoạch."
        en = f"{name.en}: this step assesses what was done; a figure of {year} is foreseen or planned."
        return [finding("warning", "not_asked", where, vi=vi, en=en)]
    if settings.expected and (indicator.code, year) not in _welcome(context, settings):
        vi, en = f"Bước này không hỏi {name.vi}.", f"This step does not ask for {name.en}."
        return [finding("warning", "not_asked", where, vi=vi, en=en)]
    return []


def _welcome(context: Context, settings: Settings) -> set[tuple[str, int]]:
    """Give the figures asked, and those they are worked out from or weighted by."""
    asked = {(each.indicator, period) for each in settings.expected for period in each.periods}
    known = {code: context.indicators[code].aggregation for code, _ in asked if code in context.indicators}
    rules = [(known[code], period) for code, period in asked if code in known]
    return asked | {(base, period - lag_of(rule, base)) for rule, period in rules for base in partners(rule).values()}


def _plan_state(figure: Figure, where: str) -> list[Finding]:
    if figure.plan is None or figure.plan_state == "value":
        return []
    vi = f"Có số kế hoạch nhưng trạng thái lại là “{figure.plan_state}”."
    en = f"There is a plan, but its state is “{figure.plan_state}”."
    return [finding("error", "value_with_state", f"{where}.plan", vi=vi, en=en)]


def _state(figure: Figure, where: str) -> list[Finding]:
    if figure.unsaid:
        vi = "Chỉ có lời giải trình hoặc kế hoạch, chưa ghi số thực hiện; hiểu là chưa khai số này."
        en = "Only a remark or a plan is given; nothing is said of the figure itself."
        return [finding("note", "figure_unsaid", where, vi=vi, en=en)]
    if figure.state == "value" and figure.value is None:
        vi = "Ghi là có số liệu nhưng để trống giá trị; nếu bằng không thì ghi 0."
        en = "Stated as a value, but the value is empty; write 0 if it is zero."
        return [finding("error", "value_missing", where, vi=vi, en=en)]
    if figure.state != "value" and figure.value is not None:
        vi = f"Có giá trị nhưng trạng thái lại là “{figure.state}”."
        en = f"There is a value, but its state is “{figure.state}”."
        return [finding("error", "value_with_state", where, vi=vi, en=en)]
    return []


def _sign(figure: Figure, indicator: Indicator, where: str, settings: Settings) -> list[Finding]:
    if indicator.code in settings.signed:
        return []
    below = [at for at, value in ((where, figure.value), (f"{where}.plan", figure.plan)) if _below(value)]
    if isinstance(indicator.aggregation, Sum | Ratio):
        vi, en = f"{indicator.name.vi} không thể âm.", f"{indicator.name.en} cannot be negative."
        return [finding("error", "negative_value", at, vi=vi, en=en) for at in below]
    vi, en = (
        f"{indicator.name.vi} âm, xin soát lại.",
        f"{indicator.name.en} is negative; verify it.",
    )
    return [finding("note", "negative_value", at, vi=vi, en=en) for at in below]


def _below(value: Decimal | None) -> bool:
    return value is not None and value < 0


def _expected(submission: Submission, context: Context, settings: Settings) -> list[Finding]:
    given = {(f.indicator, f.period): "missing" if f.unsaid else f.state for f in submission.figures}
    return [
        finding(
            "warning",
            "expected_figure_missing",
            _place(owed.indicator, period),
            vi=f"Chưa có số liệu {_named((owed.indicator, period), context).vi}.",
            en=f"{_named((owed.indicator, period), context).en} is missing.",
        )
        for owed in settings.expected
        for period in owed.periods
        if given.get((owed.indicator, period), "missing") == "missing"
    ]


def _texts(submission: Submission) -> list[Finding]:
    found = [
        finding(
            "warning",
            "empty_text",
            f"texts[{number}]",
            vi="Đoạn đánh giá để trống.",
            en="The statement is empty.",
        )
        for number, statement in enumerate(submission.texts)
        if not tidy(statement.text)
    ]
    covered = {statement.pillar for statement in submission.texts if tidy(statement.text)}
    return found + [
        finding(
            "note",
            "pillar_without_text",
            f"texts.{pillar}",
            vi=f"Chưa có đánh giá bằng lời về {PILLAR_NAMES[pillar].vi.lower()}.",
            en=f"No statement on {PILLAR_NAMES[pillar].en.lower()}.",
        )
        for pillar in PILLARS
        if pillar not in covered
    ]
