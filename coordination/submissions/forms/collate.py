"""The form of a document in sections: the sections a step asks for and others, figures, names of attachments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coordination.kernel import numerals
from coordination.kernel.units import unit_of
from coordination.methods.collate import Settings
from coordination.methods.indicators import Indicator
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, filled
from coordination.submissions.forms.fields import figure_or_none, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.matrix import bounds, definition
from coordination.submissions.forms.published import Published
from coordination.submissions.forms.records import Record, Records
from coordination.submissions.forms.suspicion import OTHER_UNIT, unit_told


def build(basis: Basis, *, other_figures: bool = True) -> Built:
    """Build the form of a body's document; without ``other_figures`` a sheet for them only where there are some."""
    settings = Settings.model_validate(dict(basis.settings))
    sections = _sections(basis, settings)
    figures = _figures(basis, settings)
    counted = other_figures or bool(figures.given or figures.begun)
    names = [{"name": each} for each in basis.content.get("attachments") or () if each.strip()]
    papers = Records("attachments", "Tài liệu kèm theo", "", "Tài liệu", (words("name", "Tên tài liệu", 80),), names)

    def take(hand: Hand) -> dict[str, Any]:
        return filled(
            {
                "sections": _taken(hand, sections, "sections", "text", "key"),
                "figures": _as_before(
                    basis, [_with_unit(hand, each) for each in _taken(hand, figures, "figures", "value", "label")]
                )
                if counted
                else [],
                "attachments": [each["name"] for each in _taken(hand, papers, "attachments", "name", "name")],
            }
        )

    return Built((sections.sheet(), *((figures.sheet(),) if counted else ()), papers.sheet()), take)


def _sections(basis: Basis, settings: Settings) -> Records:
    """Give the sections asked for in their order, then others the body wrote, then empty rows."""
    titles = {key: each.get("vi", key) for key, each in dict(basis.settings.get("titles") or {}).items()}
    written = {each["key"]: each for each in basis.content.get("sections") or ()}
    asked: list[Record] = [written.get(key) or {"key": key, "title": titles.get(key, "")} for key in settings.sections]
    others = [each for key, each in written.items() if key not in settings.sections and each["text"].strip()]
    fields = (
        words("key", "Mã mục", 14, required=True, passive=True),
        words("title", "Tên mục trong văn bản", 24, passive=True),
        words("text", "Nội dung", 66),
    )
    labels = [titles.get(key, key) for key in settings.sections]
    return Records(
        "sections", "Nội dung", "", "Mục khác", fields, [*asked, *others], spare=5, labels=labels, fixed=("key",)
    )


def _figures(basis: Basis, settings: Settings) -> Records:
    """Give the indicators asked for as rows of the registry, then other figures, and empty rows for more."""
    fields = (
        words("label", "Tên số liệu", 46, required=True),
        figure_or_none("value", "Giá trị"),
        words("unit", "Đơn vị tính", 18),
    )
    asked = [basis.indicators[code] for code in settings.indicators if code in basis.indicators]
    written = list(basis.content.get("figures") or ())
    own = [_own(each, written) or {"label": each.name.vi, "unit": each.unit.vi} for each in asked]
    others = [each for each in written if each not in own]
    said = {each["label"] for each in (*own, *others)}
    return Records(
        "figures",
        "Số liệu",
        f"Số liệu năm {basis.period.first}" if asked else "",
        "Số liệu",
        fields,
        [*own, *others],
        [{"label": label} for label in settings.add if label not in said],
        labels=[each.name.vi for each in asked],
        fixed=("label", "unit"),
        more=[_registered(basis, *each) for each in zip(asked, own, strict=True)],
    )


def _own(indicator: Indicator, written: Sequence[Record]) -> Record | None:
    """Give the figure a body wrote under the name or the code of an indicator."""
    return next((each for each in written if each["label"] in (indicator.name.vi, indicator.code)), None)


def _registered(basis: Basis, indicator: Indicator, record: Record) -> dict[str, Any]:
    """Say of a row what the registry says of its indicator; a unit written otherwise stays the body's to mend."""
    told = basis.published.get(indicator.code, Published()).newest()
    said: dict[str, Any] = {"unit": indicator.unit.vi, "definition": definition(indicator, told)}
    if record.get("unit", "") != indicator.unit.vi:
        said = {"definition": said["definition"], "locked": ("label",)}
    return said | {"decimals": min(max(indicator.decimals, 0), 9), "validation": bounds(indicator)}


def _with_unit(hand: Hand, figure: dict[str, Any]) -> dict[str, Any]:
    """Take the unit from behind the number where its own cell is empty; one that contradicts the cell is told."""
    address = hand.places[f"figures.{figure.get('label', '')}"]
    handed = hand.at(address).handed
    said = unit_of(numerals.read(handed).trailing) if isinstance(handed, str) else None
    if said is None:
        return figure
    if (told := unit_told(str(handed), figure.get("unit", ""))) is not None:
        hand.say(address, "error", OTHER_UNIT, *told)
    return {"unit": said.name.vi} | figure


def _as_before(basis: Basis, figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give figures in the order in which they were handed in before; new ones follow."""
    order = {each["label"]: at for at, each in enumerate(basis.content.get("figures") or ())}
    return sorted(figures, key=lambda each: order.get(each.get("label", ""), len(order)))


def _taken(hand: Hand, records: Records, part: str, shown: str, key: str) -> list[dict[str, Any]]:
    """Give the records of a part, and say in which cell each stands: by its number and by its own name."""
    found = records.take(hand)
    for at, (row, record) in enumerate(found):
        address = records.address(row, shown)
        hand.places |= {f"{part}[{at}]": address, f"{part}.{record.get(key, '')}": address}
    if part == "sections":
        for line in records.sheet().rows[: len(records.labels)]:
            hand.places.setdefault(f"sections.{line.cells['key']}", records.address(line.key, shown))
    return [record for _, record in found]
