"""Everything there is to say about a form that was handed in, and what of it stands in the way of taking it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from coordination import methods
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.documents.workbook.model import Address
from coordination.documents.workbook.remarks import Remark
from coordination.documents.workbook.styles import SEVERITIES, Severity
from coordination.errors import Fault
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text
from coordination.methods.checks import Found
from coordination.methods.contract import Context, Finding, Method
from coordination.methods.wording import vi
from coordination.submissions import rules
from coordination.submissions.asking.twice import two_answers
from coordination.submissions.checking.figures import MEASURED, cells_in, plans_in
from coordination.submissions.checking.verifying import verify
from coordination.submissions.context import context_for
from coordination.submissions.forms.hand import entered, remark_on, row_of, sheet_of, written
from coordination.submissions.forms.head import EXPLAIN, changed_since
from coordination.submissions.forms.opening import EXPLAINED_BY
from coordination.submissions.forms.taking import Taken
from coordination.submissions.forms.unread import Unread
from coordination.submissions.placed import without
from coordination.submissions.queries import latest
from coordination.submissions.sign_off.frozen import Change, changed

UNFIT = "unfit"
ALL = EXPLAIN.address("all")
FROZEN = Text(
    vi="bản nộp chỉ được mở lại để sửa lời; số liệu phải giữ nguyên",
    en="the submission was reopened for its words alone; figures stay as they were",
)
OVERTAKEN = Text(
    vi="ô này đã được sửa ở bản nộp sau khi lấy biểu; biểu đang ghi lại giá trị cũ",
    en="this cell was changed by a revision after the form was taken; the form says the old value again",
)


@dataclass(frozen=True)
class Judged:
    """A form with all remarks on it, in the order of its cells."""

    taken: Taken
    remarks: tuple[Remark, ...]

    @property
    def in_the_way(self) -> tuple[Remark, ...]:
        """Give what keeps the form out: errors, and warnings without a word of explanation.

        What says the same as was handed in before needs no second explanation.
        """
        return tuple(
            each
            for each in self.remarks
            if each.severity == "error"
            or (each.severity == "warning" and not self.taken.same and not self._explained(each))
        )

    @property
    def explanation(self) -> str:
        """Give the words on warnings that have no room of their own."""
        return self.taken.hand.words(ALL)

    def _explained(self, remark: Remark) -> bool:
        return any(self.taken.hand.words(each) for each in _room(self.taken, remark.address))


def judge(session: Session, stage: str, body: str, taken: Taken) -> Judged:
    """Say everything there is to say about a form that was read."""
    said = [*taken.remarks, *_redefined(session, stage, taken), *_overtaken(taken)]
    said += _by_method(session, stage, body, taken)
    refused = {each.address for each in said if each.severity == "error" and each.cell}
    said += [each for each in _by_checks(session, stage, body, taken) if each.address not in refused]
    said += [_of_finding(taken, each) for each in two_answers(session, stage, body, taken.content)]
    told: dict[tuple[Address, str, str, str], Remark] = {}
    for each in said:
        told.setdefault((each.address, each.cell, each.code, each.message.en), each)
    return Judged(taken, tuple(sorted(told.values(), key=lambda each: _order(taken, each))))


def _room(taken: Taken, address: Address) -> Iterator[Address]:
    """Give the cells in which a word may be given on a cell: of its own year and row, else the common one."""
    year = address.column.partition(".")[0]
    sheet = sheet_of(taken.opened.form, address.sheet)
    columns = {each.key for each in sheet.columns} if sheet else set()
    for name in EXPLAINED_BY:
        if f"{year}.{name}" in columns - {address.column}:
            yield Address(address.sheet, address.row, f"{year}.{name}")
    if address != ALL:
        yield ALL


def _by_method(session: Session, stage_key: str, body: str, taken: Taken) -> list[Remark]:
    """Give what the method says of what could be read, and figures that were to stay.

    Of a cell that was refused, nothing is said to lack or to be wrong besides: that shows when it is mended.
    """
    unread = Unread.of(taken.remarks)
    if unread.everything:
        return []
    method = methods.get(taken.opened.basis.step.method)
    context = context_for(session, get_stage(session, stage_key), body)
    found = [_of_finding(taken, each) for each in _findings(method, taken.content, context)]
    before, submission = latest(session, stage_key, body), rules.read(method, taken.content)
    if before is not None and before.figures_frozen and not isinstance(submission, list):
        moved = changed(method.Submission.model_validate(before.content), submission)
        found += [_of_freeze(taken, each) for each in moved]
    unfit = [
        each for each in found if each.code == UNFIT and (taken.sound or (each.sheet and each.address not in unread))
    ]
    refused = Unread.of([*taken.remarks, *unfit])
    judged = [each for each in found if each.code != UNFIT and not (each.sheet and each.address in refused)]
    return [*unfit, *judged]


def _findings(method: Method, content: Any, context: Context) -> list[Finding]:
    """Give what a method finds; of a document that has not its form, the faults, and what it finds in the rest of it."""
    faults = rules.unfit(content) or rules.read(method, content)
    if not isinstance(faults, list):
        return method.check(faults, context)
    said = [Finding(severity="error", code=UNFIT, where=each.where, message=each.what) for each in faults]
    rest = without(content, faults)
    if rest is None:
        return said
    more = _findings(method, rest.content, context)
    places = [rest.as_before(Fault(each.message, each.where)).where for each in more]
    return [*said, *(each.model_copy(update={"where": where}) for each, where in zip(more, places, strict=True))]


def _of_freeze(taken: Taken, change: Change) -> Remark:
    """Tell a figure that was frozen and changed; ``figures[code year].value`` is the place ``figures.code.year``."""
    row = change.place.replace("[", ".").replace("]", "")
    address = taken.hand.cell_of(row) or taken.hand.cell_of(row.replace(" ", "."))
    was = (
        ""
        if change.before is None
        else vi(change.before)
        if isinstance(change.before, Decimal | int)
        else str(change.before)
    )
    if address is None:
        return Remark(severity="error", code="frozen_figure", message=FROZEN, value=change.place, expected=was)
    return remark_on(taken.opened.form, taken.hand.values, address, "error", "frozen_figure", FROZEN, was)


def _of_finding(taken: Taken, finding: Finding) -> Remark:
    """Put a finding of a method to its cell; a warning about what is not there is only told."""
    address = taken.hand.cell_of(finding.where)
    lax = finding.severity == "warning" and (address is None or not _says(taken, address))
    severity: Severity = "note" if lax else finding.severity
    if address is None:
        return Remark(severity=severity, code=finding.code, message=finding.message)
    message = _by_name(taken, address, finding.message)
    return remark_on(taken.opened.form, taken.hand.values, address, severity, finding.code, message)


def _by_name(taken: Taken, address: Address, message: Text) -> Text:
    """Call a row by the name it has on the form where a finding calls it by its key."""
    row = row_of(taken.opened.form, address)
    return Text(vi=message.vi.replace(f"“{row.key}”", f"“{row.label}”"), en=message.en) if row else message


def _says(taken: Taken, address: Address) -> bool:
    """Say whether a cell holds a figure or words; a sign that there is no figure is word enough."""
    cell = taken.hand.at(address).cell
    return taken.hand.filled(address) and (cell is None or cell.value is not None)


def _by_checks(session: Session, stage: str, body: str, taken: Taken) -> list[Remark]:
    """Give what the declared checks find in the figures that could be read."""
    method = taken.opened.basis.step.method
    if method not in MEASURED:
        return []
    wrong = {each.address for each in taken.remarks if each.severity == "error"}
    figures = {place: cell for place, cell in cells_in(method, taken.content).items() if _of(taken, place) not in wrong}
    plans = {place: cell for place, cell in plans_in(method, taken.content).items() if place in figures}
    return [_of_check(taken, each) for each in verify(session, stage, body, figures, plans)]


def _of(taken: Taken, place: tuple[str, int]) -> Address | None:
    return taken.hand.places.get(f"figures.{place[0]}.{place[1]}")


def _of_check(taken: Taken, found: Found) -> Remark:
    address = _of(taken, (found.indicator, found.period))
    expected = vi(found.expected) if found.expected is not None else ""
    if address is None:
        return Remark(severity="note", code=found.code, message=found.message, indicator=found.indicator)
    form, values = taken.opened.form, taken.hand.values
    return remark_on(form, values, address, found.severity, found.code, found.message, expected)


def _redefined(session: Session, stage: str, taken: Taken) -> list[Remark]:
    """Tell which indicators that were filled in have another definition than the form was made with."""
    cycle = get_cycle(session, get_stage(session, stage).cycle)
    if cycle.snapshot == taken.opened.basis.base.snapshot:
        return []
    region = region_of(session, cycle)
    now = {each.code: each for each in region.indicators}
    found = []
    for indicator in changed_since(list(taken.opened.form.machine["indicators"]), now):
        filled = next(
            (at for at in taken.opened.form.inputs() if at.row == indicator.code and taken.hand.filled(at)), None
        )
        if filled is not None:
            message = Text(
                vi=f"định nghĩa của “{indicator.name.vi}” đã thay đổi sau khi lấy biểu; kiểm tra lại theo định nghĩa mới",
                en=f"the definition of “{indicator.name.en}” changed after the form was taken; check it against the new one",
            )
            form, values = taken.opened.form, taken.hand.values
            found.append(remark_on(form, values, filled, "warning", "redefined", message, indicator.identity))
    return found


def _overtaken(taken: Taken) -> list[Remark]:
    """Tell which cells would undo what a later revision said: left as they were given out, and another by now."""
    if taken.opened is taken.latest or taken.same:
        return []
    before, now = entered(taken.opened.form), entered(taken.latest.form)
    return [
        remark_on(taken.opened.form, taken.hand.values, at, "warning", "overtaken", OVERTAKEN, written(now[at]))
        for at in taken.opened.form.inputs()
        if at in now and _said(taken.hand.at(at)) == _said(before.get(at)) != _said(now[at])
    ]


def _said(value: object) -> tuple[Cell | None, str]:
    return getattr(value, "cell", None), getattr(value, "text", "")


def _order(taken: Taken, remark: Remark) -> tuple[int, int, int, int]:
    """Order by cell, then by gravity; what is about no sheet comes first."""
    grave = SEVERITIES.index(remark.severity)
    sheets = taken.opened.form.sheets
    for number, sheet in enumerate(sheets, 1):
        if sheet.key == remark.sheet:
            rows, columns = [each.key for each in sheet.rows], [each.key for each in sheet.columns]
            row = rows.index(remark.row) + 1 if remark.row in rows else 0
            return number, row, columns.index(remark.column) + 1 if remark.column in columns else 0, grave
    return 0, 0, 0, grave
