"""Whether the figures a step says it expects are figures there are, of years that can be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.joint_assessment.owed import Expected
from coordination.regions.checks.common import Loaded, Loc
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Procedure

METHOD, EXPECTED = "joint_assessment", "expected"
COMPILATION, NAMED = "collate", "indicators"
INDICATOR = Text(vi="chỉ tiêu", en="indicator")
FORM: Final = Text(
    vi="mỗi mục của 'expected' ghi {indicator: mã chỉ tiêu, years: {from: -2, to: -1}}: năm tính từ năm đầu của kỳ kế hoạch, "
    "'from' không sau 'to'; hoặc periods: [2025, 2026] thay cho years",
    en="each entry of 'expected' is {indicator: code, years: {from: -2, to: -1}}: years are counted from the first one planned, "
    "'from' not after 'to'; or periods: [2025, 2026] in place of years",
)


def check_asked(loaded: Loaded[Procedure], indicators: Collection[str]) -> Iterator[Fault]:
    """Give what is wrong with the figures that joint assessments and compilations ask for by code.

    ``indicators`` are the codes of the registry.
    """
    for index, step in enumerate(loaded.model.steps):
        if step.method == COMPILATION:
            yield from _check_named(loaded, ("steps", index, "settings", NAMED), step.settings.get(NAMED), indicators)
        asked = step.settings.get(EXPECTED)
        if step.method != METHOD or asked is None:
            continue
        here: Loc = ("steps", index, "settings", EXPECTED)
        if not isinstance(asked, list):
            yield fault(loaded.where(*here), FORM.vi, FORM.en)
            continue
        for at, each in enumerate(asked):
            yield from _check_entry(loaded, (*here, at), each, indicators)


def _check_named(loaded: Loaded[Procedure], here: Loc, asked: Any, indicators: Collection[str]) -> Iterator[Fault]:
    if asked is not None and not isinstance(asked, list):
        vi, en = f"'{NAMED}' là danh sách mã chỉ tiêu", f"'{NAMED}' is a list of codes of indicators"
        yield fault(loaded.where(*here), vi, en)
        return
    for at, code in enumerate(asked or ()):
        if str(code) not in indicators:
            yield unknown(loaded.where(*here, at), INDICATOR, str(code), indicators)


def _check_entry(loaded: Loaded[Procedure], here: Loc, entry: Any, indicators: Collection[str]) -> Iterator[Fault]:
    try:
        found = Expected.model_validate(entry)
    except ValidationError:
        yield fault(loaded.where(*here), FORM.vi, FORM.en)
        return
    if found.indicator and found.indicator not in indicators and isinstance(entry, Mapping):
        yield unknown(loaded.where(*here, "indicator"), INDICATOR, found.indicator, indicators)
