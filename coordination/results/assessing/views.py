"""Where the region stands against the nation, and what provinces say of themselves, side by side and word for word."""

from __future__ import annotations

from typing import Final

from coordination.documents.report.model import Block, Paragraph, Section, Table
from coordination.kernel.text import Text
from coordination.methods.indicators import PILLARS as ORDER
from coordination.methods.indicators import Pillar
from coordination.results.assessing import standing
from coordination.results.assessing.basis import Statement
from coordination.results.assessing.desk import Desk
from coordination.results.assessing.outline import PILLARS
from coordination.results.assessing.tables import NOTHING, Value
from coordination.results.assessing.tracing import numbers

KINDS: Final = {
    "achievement": Text(vi="Việc làm được", en="What worked"),
    "shortfall": Text(vi="Việc chưa được", en="What did not"),
    "cause": Text(vi="Nguyên nhân", en="Causes"),
}


def views(desk: Desk) -> Section:
    """Give the section on where the region stands and on the provinces' own words."""
    parts: list[Section] = []
    table = standing.standing(desk.tables)
    if table is not None:
        title = desk.t("Vị trí của vùng so với cả nước", "The region against the nation")
        parts.append(Section(title=title, blocks=(*_ahead(desk), table)))
    own = tuple(each for each in (_said(desk, pillar) for pillar in ORDER) if each is not None)
    nobody = desk.t(
        "Báo cáo này lập từ số liệu, chưa có bản tự đánh giá của các tỉnh, thành phố; việc làm được, chưa được và nguyên nhân do "
        "các địa phương nêu sẽ được đặt cạnh nhau tại mục này.",
        "This report is made of figures without the provinces' own assessments; what they say worked, what did not and why will "
        "stand here side by side.",
    )
    blocks: tuple[Block, ...] = own or (desk.said("views", nobody),)
    title = desk.t("Tự đánh giá của các địa phương", "What provinces say of themselves")
    parts.append(Section(title=title, blocks=blocks))
    title = desk.t("Nhìn chung so với cả nước và tự đánh giá", "Overall, and provinces' own views")
    return Section(title=title, parts=tuple(parts))


def _ahead(desk: Desk) -> tuple[Paragraph, ...]:
    """Name what the region does better in than the nation, and what worse."""
    rows = next((each.rows for each in desk.tables.kept if each.key == standing.STANDING), ())
    texts = []
    for word, vi, en in ((standing.BETTER, "tốt", "ahead of"), (standing.WORSE, "kém", "behind")):
        names = _names([row for row in rows if row[3] == desk.words(word)])
        if names:
            texts.append(
                desk.t(f"Vùng {vi} hơn mức chung cả nước về: {names}.", f"The region is {en} the nation in: {names}.")
            )
    return tuple(desk.said("standing", text) for text in texts)


def _names(rows: list[tuple[Value, ...]]) -> str:
    """Name the indicators of rows without their units; a name that begins with capitals keeps them."""
    words = [str(row[0]).rpartition(" (")[0] for row in rows]
    return "; ".join(each if each[1:2].isupper() else each[:1].lower() + each[1:] for each in words)


def _said(desk: Desk, pillar: Pillar) -> Table | None:
    mine = [each for each in desk.basis.statements if each.pillar == pillar]
    if not mine:
        return None
    key, names = f"table-said-{pillar}", desk.basis.units
    rows = [
        (desk.words(names[unit]), *(_joined(mine, unit, kind) for kind in KINDS))
        for unit in names
        if any(each.unit == unit for each in mine)
    ]
    words = desk.t("lời của địa phương", "the province's own words")
    for cell in (cell for row in rows for cell in row):
        desk.trace.words(key, cell, dict.fromkeys(numbers(cell), ("reference", words)))
    head = (desk.t("Địa phương", "Province"), *(desk.words(kind) for kind in KINDS.values()))
    name = desk.words(PILLARS[pillar])
    title = desk.t(f"{name}: tự đánh giá của các địa phương", f"{name}: what provinces say")
    note = desk.t("Nguyên văn của các địa phương.", "In the provinces' own words.")
    return desk.tables.finish(key, title, head, rows, rows, note=note)


def _joined(statements: list[Statement], unit: str, kind: str) -> str:
    return "; ".join(each.text for each in statements if (each.unit, each.kind) == (unit, kind)) or NOTHING
