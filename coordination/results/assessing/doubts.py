"""Figures that cannot be right as they stand, or hardly can: found by the checks figures are put to when handed in.

They are never changed. Those of a file are put to every check its indicators declare, and what a check declares to be an
error keeps the file out. Published and accepted ones are shown all the same where they are out of their range, or are
ratios that their own parts deny.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text
from coordination.methods import checks
from coordination.methods.checks.base import Severity, Tolerance
from coordination.methods.checks.declared import Check, Identity, Range
from coordination.methods.indicators import Indicator, Ratio, breaks_of
from coordination.methods.joint_assessment.analysis import Options
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.regions.faults import in_order
from coordination.results.assessing.basis import Basis, Key
from coordination.results.assessing.screening import ALL_ZERO, all_zero, compared_with, planned, stated, whose

BEYOND: Final = "beyond_period"
APART: Final = Tolerance(percent=Decimal(5))
"""How far a ratio may lie from its parts: published ones of two vintages lie up to so far apart."""
MOST: Final = 100
"""Faults that are told at once."""
ASK: Final = Text(
    vi="đối chiếu với nguồn; số đúng thì giữ nguyên và nêu lý do trong báo cáo",
    en="compare with the source; a figure that is right stays, with the reason in the report",
)
FIXES: Final[Mapping[str, Text]] = {
    "range": Text(
        vi="ghi lại số đúng, theo đơn vị tính của chỉ tiêu", en="write the right figure, in the indicator's unit"
    ),
    "slip": Text(vi="ghi số theo đúng đơn vị tính của chỉ tiêu", en="write the figure in the indicator's unit"),
    "parts": Text(vi="sửa số này hoặc các số thành phần cho khớp", en="mend this figure or its parts until they agree"),
    "identity": Text(vi="sửa số này, tử số hoặc mẫu số cho khớp", en="mend this figure, its numerator or denominator"),
    "whole": Text(vi="ghi số nguyên", en="write a whole number"),
    "states": Text(
        vi="bổ sung số, hoặc ghi trạng thái đúng ở cột state", en="add the figure, or the right state in column state"
    ),
    BEYOND: Text(vi="bỏ các dòng này, hoặc lập báo cáo của năm đó", en="leave the rows out, or assess that year"),
    ALL_ZERO: Text(
        vi="nếu chưa có số liệu thì để trống và ghi missing ở cột state",
        en="where there is no figure leave it empty and write missing under state",
    ),
}
"""How to mend what a kind of check finds; anything else is to be compared with its source."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure in doubt: where it stands, which check found it, why, in words, and what to do."""

    key: Key
    address: str
    code: str
    words: Text
    fix: Text
    severity: Severity = "warning"


def doubts(basis: Basis) -> tuple[Doubt, ...]:
    """Give the figures in doubt among those a report rests on, by indicator, province and year."""
    return tuple(_of_file(basis) if basis.file else _of_published(basis))


def must_hold(found: Iterable[Doubt], besides: Iterable[Fault] = ()) -> None:
    """Refuse figures a check declares to be wrong, and faults found ``besides``: InvalidInputError.

    It has where, what, the check's code and a remedy, of warnings too, so that one run tells all that is to be mended.
    """
    every, faults = list(found), list(besides)
    faults += [_fault(each) for each in every if each.severity == "error"]
    if faults:
        wrong = {each.where for each in faults}
        doubtful = [_fault(each) for each in every if each.severity != "error" and each.address not in wrong]
        raise InvalidInputError(*in_order([*faults, *doubtful][:MOST]))


def _fault(doubt: Doubt) -> Fault:
    light = Text(vi="", en="") if doubt.severity == "error" else Text(vi="cảnh báo: ", en="warning: ")
    vi, en = f"{light.vi}{doubt.words.vi} [{doubt.code}]", f"{light.en}{doubt.words.en} [{doubt.code}]"
    return Fault(Text(vi=vi, en=en), doubt.address, None, doubt.fix)


def _of_file(basis: Basis) -> Iterator[Doubt]:
    oldest = basis.period - Options().span_years
    zero = [(key, words) for key, words in all_zero(basis) if key[2] >= oldest]
    told = {code for (code, _, _), _ in zero}
    for each in checks.run(stated(basis), compared_with(basis), basis.indicators, planned(basis)):
        recent = each.period >= oldest or each.severity == "error"
        if each.check.kind == "jump" and each.period in breaks_of(basis.indicators[each.indicator], basis.indicators):
            continue  # another concept since then
        if each.unit not in (*basis.units, NATION) or not recent or (each.indicator in told and not each.value):
            continue
        key, source = (each.indicator, each.unit or "", each.period), whose(basis, each.beside)
        words = Text(vi=each.message.vi + source.vi, en=each.message.en + source.en)
        yield Doubt(key, basis.where(key), each.code, words, FIXES.get(each.check.kind, ASK), each.severity)
    for key, words in zero:
        yield Doubt(key, basis.where(key), ALL_ZERO, words, FIXES[ALL_ZERO])
    yield from _beyond(basis)


def _beyond(basis: Basis) -> Iterator[Doubt]:
    """Say once of each year after the period that its figures were not read."""
    years: dict[int, list[Key]] = defaultdict(list)
    for key in basis.places:
        if key[2] > basis.period:
            years[key[2]].append(key)
    for year, keys in sorted(years.items()):
        words = Text(
            vi=f"Số liệu năm {year} sau năm đánh giá {basis.period}, không đưa vào báo cáo.",
            en=f"Figures of {year} are of after the year assessed, {basis.period}; the report leaves them out.",
        )
        yield Doubt(keys[0], basis.where(keys[0]), BEYOND, words, FIXES[BEYOND])


def _of_published(basis: Basis) -> Iterator[Doubt]:
    figures = {key: cell for key, cell in stated(basis).items() if cell.known}
    oldest = basis.period - Options().fresh_years
    catalogue = {code: each.model_copy(update={"checks": _checks(each)}) for code, each in basis.indicators.items()}
    for each in checks.run(figures, checks.Known(units=basis.units), catalogue):
        if isinstance(each.check, Range) or _is_recent_ratio(each, oldest):
            key = (each.indicator, each.unit or "", each.period)
            yield Doubt(key, basis.where(key), each.code, each.message, FIXES.get(each.check.kind, ASK))


def _is_recent_ratio(found: checks.Found, oldest: int) -> bool:
    """Leave out older ratios: revisions of one part alone make them differ, and nothing is said of them."""
    return isinstance(found.check, Identity) and found.period >= oldest


def _checks(indicator: Indicator) -> tuple[Check, ...]:
    """Give the ranges an indicator declares, and the identity that its aggregation is."""
    ranges = tuple(each for each in indicator.checks if isinstance(each, Range))
    rule = indicator.aggregation
    if not isinstance(rule, Ratio):
        return ranges
    parts = Identity(ratio=(rule.numerator, rule.denominator), scale=rule.scale, tolerance=APART, severity="warning")
    return (*ranges, parts)
