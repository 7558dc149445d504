"""The tables of a forecast contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.kernel.units import PriceBase
from coordination.methods.contract import Table
from coordination.methods.forecast_contract.wording import DRAFT_RULES, WORDS, method_names
from coordination.methods.forecast_terms import PARTS
from coordination.methods.wording import listed

if TYPE_CHECKING:
    from coordination.methods.forecast_contract.models import Assignment, Result

YES, NO = Text(vi="có", en="yes"), Text(vi="không", en="no")
NOBODY = Text(vi="chưa có ai nhận", en="nobody yet")
SEVERAL = Text(vi="nhiều bên nhận, chưa phân công", en="several offer, not assigned")
"""Said of contracts drafted before a draft proposed one of several."""
SEVERAL_OFFER = Text(
    vi="Nơi nhiều bên cùng nhận, dự thảo đề nghị bên đang được đề nghị ít cuộc điều tra nhất, sau đó theo thứ tự các bên; "
    "chỉ có hiệu lực khi điều khoản được thống nhất.",
    en="Where several offer, the draft proposes the one with the fewest surveys proposed so far, then in the order of parties; "
    "it binds only once the clause is agreed on.",
)


def terms(result: Result) -> Table:
    """Give the terms of the contract, those that are rules of the method included."""
    said = {"methods": method_names(result.terms.methods)}
    words = said | {part: tell(getattr(result.terms, part)) for part, tell in WORDS.items()}
    rows = (*((PARTS[part], words[part]) for part in PARTS if part in words), *DRAFT_RULES)
    return Table(
        key="terms",
        title=Text(vi="Nội dung thống nhất về phương pháp", en="Terms of method"),
        columns=(Text(vi="Điều khoản", en="Term"), Text(vi="Nội dung", en="What holds")),
        rows=rows,
    )


def definitions(result: Result) -> Table:
    """Give the indicators with unit, prices and the identity of their definition."""
    return Table(
        key="definitions",
        title=Text(vi="Chỉ tiêu dự báo", en="Indicators to be forecast"),
        columns=(
            Text(vi="Chỉ tiêu", en="Indicator"),
            Text(vi="Đơn vị tính", en="Unit"),
            Text(vi="Giá", en="Prices"),
            Text(vi="Mã định nghĩa", en="Identity of the definition"),
            Text(vi="Bổ sung", en="Added"),
        ),
        rows=tuple(
            (each.name, each.unit, PriceBase(each.price_base).words, each.identity, YES if each.added else NO)
            for each in result.definitions
        ),
    )


def proposals(result: Result) -> Table:
    """Give every proposal with who makes it and why."""
    return Table(
        key="proposals",
        title=Text(vi="Đề xuất của các bên", en="What the parties propose"),
        columns=(
            Text(vi="Phần", en="Part"),
            Text(vi="Đề xuất", en="Proposal"),
            Text(vi="Các bên", en="Parties"),
            Text(vi="Lý do", en="Reasons"),
            Text(vi="Đưa vào dự thảo", en="Enters the draft"),
        ),
        rows=tuple(
            (PARTS[each.part], each.what, listed(each.bodies), "; ".join(each.reasons), YES if each.entered else NO)
            for each in result.proposals
        ),
    )


def surveys(result: Result) -> Table:
    """Give who carries out which basic survey for all, by when."""
    return Table(
        key="surveys",
        title=Text(vi="Phân công điều tra cơ bản", en="Basic surveys: who collects what for all"),
        columns=(
            Text(vi="Cuộc điều tra", en="Survey"),
            Text(vi="Bên thực hiện", en="Carried out by"),
            Text(vi="Xong trước", en="By"),
            Text(vi="Cần hỗ trợ", en="Needs"),
            Text(vi="Các bên nhận làm", en="Offered by"),
        ),
        rows=tuple(
            (each.name, each.body or _open(each), _by(each), _needs(each), listed(one.body for one in each.offers))
            for each in result.assignments
        ),
        note=SEVERAL_OFFER if any(each.body and each.others for each in result.assignments) else None,
    )


def contents(result: Result) -> Table:
    """Give what the provinces want the forecasts to treat, by topic."""
    from coordination.methods.forecast_contract.models import TOPIC_NAMES  # noqa: PLC0415 - the models make the tables

    return Table(
        key="contents",
        title=Text(vi="Nội dung dự báo", en="What the forecasts treat"),
        columns=(Text(vi="Nội dung", en="Topic"), Text(vi="Bên", en="Party"), Text(vi="Ý kiến", en="Words")),
        rows=tuple((TOPIC_NAMES[each.topic], each.body, each.text) for each in result.contents),
    )


def _open(assignment: Assignment) -> Text:
    return SEVERAL if assignment.offers else NOBODY


def _by(assignment: Assignment) -> str:
    return f"{assignment.offer.by:%d/%m/%Y}" if assignment.offer else ""


def _needs(assignment: Assignment) -> str:
    return assignment.offer.needs if assignment.offer else ""
