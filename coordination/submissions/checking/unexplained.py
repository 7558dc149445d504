"""Which warnings on figures have no word of explanation beside them: one rule for all kinds of file. Pure.

A workbook with such a warning is not taken in, since its clerk sits before it; a YAML, JSON or CSV file, which a program
may have written, is, and both the answer and the quality of the step say that the warning stands unexplained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.kernel.text import Text
from coordination.methods.contract import Finding
from coordination.submissions.checking.figures import ROWS, Place, cells_in, explained_in, plans_in

UNEXPLAINED, EXPLANATION = "unexplained", "explanation"
PLAN = ".plan"


def with_unexplained(method: str, content: Mapping[str, Any], found: Iterable[Finding]) -> list[Finding]:
    """Give the findings on a document, those about what it does not give as notes, and how many lack a word."""
    if method not in ROWS:
        return list(found)
    given = _given(method, content)
    said = [each if each.severity != "warning" or _about(method, each.where, given) else _noted(each) for each in found]
    explained = explained_in(method, content)
    count = sum(each.severity == "warning" and place_of(method, each.where) not in explained for each in said)
    return [*said, _counted(method, count)] if count else said


def place_of(method: str, where: str) -> Place | None:
    """Give the figure a finding is about, or beside whose plan it stands; None where it is about none."""
    part, _, rest = where.partition(".")
    code, _, year = rest.removesuffix(PLAN).rpartition(".")
    return (code, int(year)) if part == ROWS.get(method) and code and year.isdecimal() else None


def _given(method: str, content: Mapping[str, Any]) -> set[Place]:
    cells = (*cells_in(method, content).items(), *plans_in(method, content).items())
    return {place for place, cell in cells if cell.known}


def _about(method: str, where: str, given: set[Place]) -> bool:
    """Say whether a finding is about something that is there; a list or a whole series is, if any of it is."""
    part, _, code = where.partition(".")
    if part != ROWS[method]:
        return True
    place = place_of(method, where)
    return place in given if place else not code or any(code == each for each, _ in given)


def _noted(finding: Finding) -> Finding:
    return finding.model_copy(update={"severity": "note"})


def _counted(method: str, count: int) -> Finding:
    field = "note" if method == "joint_assessment" else "reason"
    counted = "1 warning has" if count == 1 else f"{count} warnings have"
    message = Text(
        vi=f"{count} cảnh báo chưa có lời giải trình; ghi lời vào mục “{field}” của dòng đó rồi nộp lại.",
        en=f"{counted} no word of explanation; give it in “{field}” of the row and hand in again.",
    )
    return Finding(severity="note", code=UNEXPLAINED, where=ROWS[method], message=message)
