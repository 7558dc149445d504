"""What the registry of indicators says must hold together: one definition each, units and prices that fit, no circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coordination.errors import Fault
from coordination.kernel.canonical import content_hash
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, Ratio, Sum, WeightedMean, level_of, partners
from coordination.regions.checks.common import Loaded, check_statuses, circles, said_twice
from coordination.regions.checks.measures import check_measures
from coordination.regions.faults import fault, unknown
from coordination.regions.forms.registry import IndicatorFile
from coordination.regions.source import Document

INDICATOR = Text(vi="chỉ tiêu", en="indicator")
DEMANDED = (
    "version", "definition", "objective_measure", "source", "collector", "frequency", "report_form", "owner",
)  # fmt: skip
"""Keys an older snapshot may lack and a file of the registry may not; the tables and the schema mark them required."""
_MEASURED = ("definition", "formula", "unit", "price_base", "aggregation", "period")


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition and where it stands."""

    part: Loaded[IndicatorFile]
    at: int

    @property
    def it(self) -> Indicator:
        """Give the definition."""
        return self.part.model.indicators[self.at]

    def where(self, *loc: str | int) -> str:
        """Give ``file:line:column`` of one of its values."""
        return self.part.where("indicators", self.at, *loc)


def check_registry(parts: Sequence[Loaded[IndicatorFile]]) -> list[Fault]:
    """Give what does not hold together in the registry, all its files taken as one."""
    entries = [Entry(part, at) for part in parts for at in range(len(part.model.indicators))]
    current = {entry.it.code: entry for entry in entries}
    others = {code: entry.it for code, entry in current.items()}
    names = {code: it.name.vi for code, it in others.items()}
    return [
        *(each for part in parts for each in check_statuses(part)),
        *_check_versions(entries),
        *_check_repeats(entries),
        *(each for entry in entries for each in _check_words(entry)),
        *(each for entry in entries for each in _check_partners(entry, others, names)),
        *_check_circles(current),
        *(each for entry in entries for each in check_measures(entry.where, entry.it, others)),
    ]


def check_demanded(document: Document) -> Iterator[Fault]:
    """Check that no key an office needs is left out; of the file as it is written, so that it is told with all else."""
    written = document.node("indicators")
    for at, entry in enumerate(written.content if written and isinstance(written.content, list) else ()):
        if not isinstance(entry.content, dict):
            continue
        code = entry.content["code"].content if "code" in entry.content else f"indicators[{at}]"
        for key in DEMANDED:
            if key not in entry.content or entry.content[key].content is None:
                where = document.where("indicators", at)
                yield fault(where, f"'{code}' thiếu khóa '{key}'", f"'{code}' lacks the key '{key}'")


def _check_versions(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Check that a code belongs to one file, where its versions rise."""
    before: dict[str, Entry] = {}
    for entry in entries:
        code, last = entry.it.code, before.get(entry.it.code)
        if last is None:
            before[code] = entry
        elif last.part is not entry.part or last.it.version == entry.it.version:
            yield said_twice(entry.where("code"), INDICATOR, code)
        elif last.it.version > entry.it.version:
            vi = f"phiên bản {entry.it.version} của '{code}' đứng sau phiên bản {last.it.version}: phiên bản phải tăng"
            en = f"version {entry.it.version} of '{code}' comes after version {last.it.version}: versions must rise"
            yield fault(entry.where("version"), vi, en)
        else:
            before[code] = entry


def _check_repeats(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Check that no two codes measure the same, and that a new version says something new."""
    before: dict[str, Entry] = {}
    for entry in entries:
        said = entry.it.canonical
        first = before.setdefault(content_hash([said.get(key) for key in _MEASURED]), entry)
        again = before.setdefault(content_hash({**said, "version": None}), entry)
        renamed = entry.it.definition is not None and first.it.code != entry.it.code
        if renamed or again.it.version != entry.it.version:
            other = f"{first.it.code}@{first.it.version}"
            vi = f"'{entry.it.code}' đo đúng như '{other}': một định nghĩa chỉ ghi một lần"
            en = f"'{entry.it.code}' measures exactly what '{other}' does: a definition is given once"
            yield fault(entry.where("code"), vi, en)


def _check_words(entry: Entry) -> Iterator[Fault]:
    """Check that what an office needs in order to answer for a figure is not blank."""
    it = entry.it
    for key in DEMANDED:
        value = getattr(it, key)
        if isinstance(value, Text) and not (value.vi.strip() and value.en.strip()):
            vi = f"'{key}' của '{it.code}' không được để trống"
            yield fault(entry.where(key), vi, f"'{key}' of '{it.code}' must not be blank")
    if it.legal_form is None and it.legal_form_status != "unverified":
        vi = f"'{it.code}' chưa ghi mã biểu mà nói là '{it.legal_form_status}'"
        en = f"'{it.code}' names no legal form and says it is '{it.legal_form_status}'"
        yield fault(entry.where("legal_form_status"), vi, en)


def _check_partners(entry: Entry, others: Mapping[str, Indicator], names: Mapping[str, str]) -> Iterator[Fault]:
    """Check that what an indicator is worked out from exists, and that the parts of a ratio can be added up."""
    for key, code in partners(entry.it.aggregation).items():
        where = entry.where("aggregation", key)
        if code not in others:
            yield unknown(where, INDICATOR, code, names, names)
        elif isinstance(entry.it.aggregation, Ratio) and not isinstance(others[code].aggregation, Sum):
            vi = f"'{code}' không cộng được giữa các tỉnh nên không làm tử số hay mẫu số được"
            en = f"'{code}' cannot be added up over provinces, so it is no numerator or denominator"
            yield fault(where, vi, en)
    yield from _check_level(entry, others, names)
    for at, check in enumerate(entry.it.checks):
        for code in check.mentions:
            if code not in others:
                yield unknown(entry.where("checks", at), INDICATOR, code, names, names)


def _check_level(entry: Entry, others: Mapping[str, Indicator], names: Mapping[str, str]) -> Iterator[Fault]:
    """Check that the level an index is the growth of exists, adds up, is in the index's prices, and has no other index."""
    rule, where = entry.it.aggregation, entry.where("aggregation", "level")
    level = level_of(rule)
    if level is None or not isinstance(rule, WeightedMean):
        return
    if level not in others:
        yield unknown(where, INDICATOR, level, names, names)
        return
    other = others[level]
    if rule.lag != 1:
        vi = "chỉ số có 'level' là so với năm trước nên quyền số là của năm trước: ghi lag: 1"
        yield fault(where, vi, "an index with a 'level' is on the year before, and so are its weights: say lag: 1")
    if not isinstance(other.aggregation, Sum) or other.price_base != entry.it.price_base:
        vi = f"'{level}' phải cộng được giữa các tỉnh và theo giá '{entry.it.price_base}' như chỉ số"
        en = f"'{level}' must add up over provinces and be in prices '{entry.it.price_base}' as the index is"
        yield fault(where, vi, en)
    twins = [code for code, it in others.items() if code != entry.it.code and level_of(it.aggregation) == level]
    if twins:
        vi = f"'{level}' đã là mức của chỉ số '{twins[0]}': một mức chỉ có một chỉ số"
        yield fault(where, vi, f"'{level}' is the level of '{twins[0]}' already: a level has one index")


def _check_circles(current: dict[str, Entry]) -> Iterator[Fault]:
    """Check that no indicator is worked out from itself by way of others."""
    waits = {code: [c for c in partners(e.it.aggregation).values() if c in current] for code, e in current.items()}
    for circle in circles(waits):
        way = " → ".join(circle)
        where = current[circle[0]].where("aggregation")
        yield fault(where, f"các chỉ tiêu tính vòng tròn: {way}", f"indicators are worked out in a circle: {way}")
