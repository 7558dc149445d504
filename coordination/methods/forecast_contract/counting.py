"""Counting what provinces propose: the same of more than half enters, of numbers the median of those proposed."""

from __future__ import annotations

from collections import defaultdict
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

from coordination.kernel.text import Text
from coordination.methods.forecast_contract.models import WHOLE, Proposal
from coordination.methods.forecast_contract.wording import WORDS, method_names
from coordination.methods.wording import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coordination.methods.contract import Context, Party
    from coordination.methods.forecast_contract.models import Submission

    Given = Sequence[tuple[Party, Submission]]

ACTS: Final = {
    "add": Text(vi="bổ sung", en="add"),
    "leave": Text(vi="bỏ", en="leave out"),
}


def majority(parties: int) -> int:
    """Give how many are more than half."""
    return parties // 2 + 1


def indicators(
    given: Given, draft: Sequence[str], context: Context, needed: int
) -> tuple[tuple[str, ...], list[Proposal]]:
    """Give the indicators of the contract, and what was proposed about them."""
    wishes = [(p.body, each.act, each.indicator, each.reason) for p, said in given for each in said.indicators]
    known = [each for each in wishes if each[2] in context.indicators]
    kept, added, found = _voted("indicators", known, draft, needed, lambda code: context.indicators[code].name)
    return (*kept, *added), found


def methods(given: Given, draft: Sequence[str], needed: int) -> tuple[tuple[str, ...], list[Proposal]]:
    """Give the methods admitted, and what was proposed about them.

    The last admitted is the one kept unless another is clearly better: what is added comes before it.
    """
    wishes = [(p.body, each.act, each.method, each.reason) for p, said in given for each in said.methods]
    kept, added, found = _voted("methods", wishes, draft, needed, lambda name: method_names([name]))
    return (*kept[:-1], *added, kept[-1]), found


def _voted(
    part: Any,
    wishes: Iterable[tuple[str, str, str, str]],
    draft: Sequence[str],
    needed: int,
    name: Callable[[str], Text],
) -> tuple[list[str], list[str], list[Proposal]]:
    """Give what is kept of a draft, what is added to it, and the proposals; a list is never emptied."""
    bodies: dict[tuple[str, str], list[str]] = defaultdict(list)
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body, act, what, reason in wishes:
        if (act == "add") != (what in draft) and body not in bodies[act, what]:
            bodies[act, what].append(body)
            reasons[act, what] += [tidy(reason)] if tidy(reason) else []
    entered = {wish for wish, by in bodies.items() if len(by) >= needed}
    spared: set[tuple[str, str]] = set()
    if all(("leave", each) in entered for each in draft):
        spared = {wish for wish in entered if wish[0] == "leave"}
        entered -= spared
    found = [
        Proposal(
            part=part,
            what=_said(act, name(what), spared=(act, what) in spared),
            bodies=tuple(by),
            reasons=tuple(dict.fromkeys(reasons[act, what])),
            entered=(act, what) in entered,
        )
        for (act, what), by in bodies.items()
    ]
    kept = [each for each in draft if ("leave", each) not in entered]
    return kept, [what for act, what in bodies if act == "add" and (act, what) in entered], found


def _said(act: str, name: Text, *, spared: bool) -> Text:
    why = Text(vi="", en="")
    if spared:
        why = Text(
            vi=" (không đưa vào vì sẽ không còn gì để dự báo)", en=" (not entered: nothing would remain to forecast)"
        )
    return Text(vi=f"{ACTS[act].vi} {name.vi}{why.vi}", en=f"{ACTS[act].en} {name.en}{why.en}")


def number(part: Any, given: Given, draft: Any, needed: int) -> tuple[Any, list[Proposal]]:
    """Give a number of the contract and what was proposed for it.

    The draft's stands unless more than half of the parties name a number; then it is the median of those, of an even count
    the lower of the two in the middle, so that it is always one somebody named.
    """
    stated = {
        party.body: (int(each.value) if part in WHOLE else each.value, tidy(each.reason))
        for party, said in given
        for each in said.terms
        if each.term == part
    }
    agreed = median_low([value for value, _ in stated.values()]) if len(stated) >= needed else draft
    found = []
    for value in sorted({value for value, _ in stated.values()}):
        by = {body: why for body, (wanted, why) in stated.items() if wanted == value}
        reasons = tuple(dict.fromkeys(why for why in by.values() if why))
        what = WORDS[part](value)
        found.append(Proposal(part=part, what=what, bodies=tuple(by), reasons=reasons, entered=value == agreed))
    return agreed, found
