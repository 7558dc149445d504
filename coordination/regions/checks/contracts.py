"""Whether a draft of a forecast contract names indicators there are, and the steps it binds wait for it and start from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from pydantic import ValidationError

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.methods.forecast_terms import PARTS, Draft
from coordination.regions.checks.asked import unknown_indicators
from coordination.regions.checks.common import Loaded, Loc
from coordination.regions.checks.forecasts import METHOD as BOUND
from coordination.regions.faults import fault, short, unknown
from coordination.regions.forms.procedure import CONTRACT
from coordination.regions.model import Procedure, Step

METHOD: Final = "forecast_contract"
STEP: Final = Text(vi="bước thống nhất quy ước dự báo", en="step that makes a contract")


def check_contracts(loaded: Loaded[Procedure], indicators: Collection[str]) -> Iterator[Fault]:
    """Give what is wrong with the forecast contracts of a procedure and with the steps they bind.

    ``indicators`` are the codes of the registry.
    """
    drafts = {step.code: step for step in loaded.model.steps if step.method == METHOD}
    for index, step in enumerate(loaded.model.steps):
        here: Loc = ("steps", index, "settings")
        if step.method == METHOD:
            yield from unknown_indicators(loaded, here, step.settings, indicators)
        if CONTRACT in step.settings:
            yield from _bound(loaded, here, step, drafts)


def _bound(loaded: Loaded[Procedure], here: Loc, step: Step, drafts: dict[str, Step]) -> Iterator[Fault]:
    named, where = str(step.settings[CONTRACT]), loaded.where(*here, CONTRACT)
    if named not in drafts:
        yield unknown(where, STEP, named, drafts)
        return
    if named not in step.after:
        vi, en = f"'after' phải có '{named}', vì bước này theo nội dung thống nhất ở đó", f"'after' must name '{named}'"
        yield fault(where, vi, f"{en}: the step goes by what is agreed there")
    if step.method != BOUND:
        return
    try:
        theirs, ours = (Draft.model_validate(each.settings) for each in (drafts[named], step))
    except ValidationError:
        return  # told where settings are checked by the model of their method
    for part in PARTS:
        one, other = (
            getattr(draft, part, each.settings.get(part)) for draft, each in ((theirs, drafts[named]), (ours, step))
        )
        if part == "methods" and (faults := _not_admitted(loaded, here, one, other, named)):
            yield from faults
        elif one != other:
            vi = f"'{part}' khác với dự thảo ở bước '{named}'; khi chưa thống nhất, cả hai bước theo một dự thảo"
            en = f"'{part}' differs from the draft in step '{named}'; until one is agreed on, both go by the same draft"
            yield fault(loaded.where(*here, part), vi, en)


def _not_admitted(loaded: Loaded[Procedure], here: Loc, theirs: Any, ours: Any, contract: str) -> list[Fault]:
    """Give the methods a step names that the draft of its contract does not admit."""
    if not isinstance(ours, list):
        return []
    from coordination.methods.series.panel import ADMITTED  # noqa: PLC0415 - slow to load, and few steps name methods

    admitted = theirs if isinstance(theirs, list) else ADMITTED
    fix = Text(vi=f"dùng {', '.join(map(str, admitted))}", en=f"take {', '.join(map(str, admitted))}")
    return [
        fault(
            loaded.where(*here, "methods", at),
            f"dự thảo ở bước '{contract}' không cho dùng phương pháp '{short(name)}'; khi chưa thống nhất, cả hai bước theo một dự thảo",
            f"the draft in step '{contract}' does not admit the method '{short(name)}'; until one is agreed on, both go by it",
            fix,
        )
        for at, name in enumerate(ours)
        if name not in admitted
    ]
