"""The dress of a form: agency, title, period, deadline with its reason, who signs, how a cell is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from coordination.cycles.onepage.dated import with_years
from coordination.documents.workbook.model import Form, Signer
from coordination.kernel.cells import State
from coordination.kernel.numerals import mark_of
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator
from coordination.regions.letterheads import letterhead_of
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, Keyed
from coordination.submissions.forms.fields import words
from coordination.submissions.forms.follows import SERVED, WORKED_OUT
from coordination.submissions.sign_off.rules import NO_SIGN_OFF, Role, chain_of

STAMPED: Final = "(Ký, ghi rõ họ tên, đóng dấu)"
MARKS: Final = "; ".join(
    f"“{mark_of(state)}” {meaning}"
    for state, meaning in (
        (State.ZERO, "bằng không"),
        (State.MISSING, "chưa có số liệu"),
        (State.NOT_APPLICABLE, "không áp dụng"),
        (State.SUPPRESSED, "không công bố"),
        (State.NOT_YET_DUE, "chưa đến kỳ"),
    )
)
NOTES: Final = (
    "Chỉ nhập vào ô nền vàng nhạt; ô trắng là số đã công bố, chỉ để đối chiếu",
    f"Không có số thì ghi ký hiệu: {MARKS}; ô để trống là chưa khai",
    "Số ghi dấu phẩy cho phần thập phân, đúng đơn vị tính của dòng hoặc cột; không ghi đơn vị vào ô",
    "Định nghĩa, cách tính, nguồn số liệu ở ghi chú của ô tên chỉ tiêu",
    "Cảnh báo chỉ được nhận khi có lời giải trình ở cùng dòng, hoặc ở sheet “Giải trình”",
)
EXPLAIN: Final = Keyed(
    "explain",
    "Giải trình",
    "Giải trình chung",
    words("text", "Nội dung giải trình", 80),
    {"all": "Về các cảnh báo không có ô giải trình riêng"},
    {},
)
"""Where a word is given on warnings whose row has no room for it; it goes along with the findings."""


def dressed(basis: Basis, built: Built) -> Form:
    """Give the form of a body for a step, ready to be written."""
    day = basis.due
    head = letterhead_of(basis.region, basis.body, day)
    year = basis.period.drafting_year
    name, what = with_years(basis.step.name, year), with_years(Text.model_validate(basis.obligation.what), year)
    unit = next((each for each in basis.region.units if each.code == basis.body.unit), None)
    return Form(
        key=f"{basis.stage.key}/{basis.body.code}",
        title=f"Biểu {name.vi}",
        parent=head.parent.vi if head and head.parent else _above(basis),
        body=basis.body.name.vi,
        period=f"Kế hoạch năm {basis.period}. {what.vi}".strip(),
        unit_note=built.unit,
        place=(unit.place or unit.name).vi if unit else "",
        signers=_signers(basis, day),
        deadline=f"ngày {day:%d/%m/%Y}",
        deadline_reason=_reason(basis, day),
        notes=(*NOTES, *_spared(built)),
        sheets=(*built.sheets, EXPLAIN.sheet()),
        machine=_machine(basis, built),
    )


def _above(basis: Basis) -> str:
    """Give the body above an agency: its unit's People's Committee. Committees and councils have none on their papers."""
    committee = basis.region.body(f"{basis.body.unit}.peoples_committee")
    below = basis.body.side == "executive" and committee is not None and committee != basis.body
    return committee.name.vi if below and committee else ""


def _reason(basis: Basis, day: date) -> str:
    if day != basis.obligation.due:
        return "đã được gia hạn"
    told = basis.stage.explained.get("due", {}).get("sentence", {})
    return str(told.get("vi", "")).removeprefix(f"{day:%d/%m/%Y}: ").rstrip(".")


def _signers(basis: Basis, day: date) -> tuple[Signer, ...]:
    """Give the signature blocks the step's sign-off asks for; without one, who drew it up and the head."""
    head = letterhead_of(basis.region, basis.body, day)
    blocks = {
        Role.DRAFTER: Signer(lines=("Người lập biểu",)),
        Role.STATISTICIAN: Signer(lines=("Phụ trách thống kê",)),
        Role.HEAD: Signer(
            lines=tuple(line.vi for line in head.signed_as) if head else ("Thủ trưởng cơ quan",), hint=STAMPED
        ),
    }
    chain = chain_of(basis.step.settings)
    return tuple(blocks[role] for role in (chain if chain != NO_SIGN_OFF else (Role.DRAFTER, Role.HEAD)))


def _spared(built: Built) -> Iterator[str]:
    """Say on the form itself which cells need not be filled in, and why."""
    texts = [row.definition for sheet in built.sheets for row in sheet.rows]
    if any(value == WORKED_OUT for sheet in built.sheets for row in sheet.rows for value in row.cells.values()):
        yield f"Ô ghi “{WORKED_OUT}” không phải điền: phần mềm tính từ các ô khác của biểu khi nhận, cách tính ở ghi chú của ô tên chỉ tiêu"
    if any(SERVED in text for text in texts):
        yield "Số cơ quan đã nộp ở bước khác được điền sẵn, nguồn ở ghi chú của ô tên chỉ tiêu; sửa nếu có thay đổi"


def _machine(basis: Basis, built: Built) -> dict[str, Any]:
    return {
        "cycle": basis.stage.cycle,
        "stage": basis.stage.key,
        "body": basis.body.code,
        "revision": basis.base.revision,
        "draft": basis.base.draft,
        "snapshot": basis.base.snapshot,
        "indicators": list(built.asked),
    }


def changed_since(asked: list[str], now: dict[str, Indicator]) -> list[Indicator]:
    """Give the indicators whose definition is another today than the one a form asked for, by their identities."""
    today = {each.identity for each in now.values()}
    codes = [each.partition("@")[0] for each in asked if each not in today]
    return [now[code] for code in codes if code in now]
