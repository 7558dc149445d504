"""The form of a province's balances: needs by use and means by source, year by year, what of these is named, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from coordination.documents.workbook.model import Address, Row, Sheet
from coordination.kernel.cells import Cell, State
from coordination.kernel.text import Text
from coordination.methods.balances.amounts import CERTAINTIES, CERTAINTY_NAMES
from coordination.methods.balances.declared import Balance, Line, Settings
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, Keyed, filled
from coordination.submissions.forms.fields import ABSENT, Field, choice, number, number_of, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.records import Records

Key = tuple[str, int, str]
"""Balance, year, and use or source."""
REASON: Final = words("reason", "Căn cứ, giải trình", 22)
REASON_ALONE: Final = Text(vi="có căn cứ nhưng chưa ghi số", en="a reason is given, but no figure")
NAMED_ROWS: Final = 20


def amount(name: str, title: str, unit: str = "") -> Field:
    """Make a field of a figure, or of the sign that says why there is none."""

    def back(hand: Hand, address: Address) -> Any:
        cell = hand.at(address).cell
        return ABSENT if cell is None else cell.state.value if cell.value is None else number_of(cell.value)

    def forth(value: Any) -> Any:
        return Cell(State(value)) if value in NO_FIGURE else number(value)

    return Field(name, title, "number", 14, unit, to_cell=forth, from_cell=back)


NO_FIGURE: Final = frozenset(State) - {State.VALUE, State.ZERO}
NEED: Final = amount("need", "Nhu cầu")
MEANS: Final = tuple(amount(each, CERTAINTY_NAMES[each].vi) for each in CERTAINTIES)


def build(basis: Basis) -> Built:
    """Build the form of a body's balances."""
    settings, content = Settings.model_validate(dict(basis.settings)), basis.content
    needs = _Grid.of("needs", "Nhu cầu", "Nhu cầu theo mục đích sử dụng", "use", (NEED,), settings, content)
    means = _Grid.of("means", "Nguồn", "Khả năng huy động theo nguồn", "source", MEANS, settings, content)
    named = _named(settings, content, means)
    said = content.get("topics") or {}
    labels = {topic.code: topic.name.vi for topic in settings.topics} | {
        code: code for code in said if code not in {topic.code for topic in settings.topics}
    }
    topics = Keyed("topics", "Ý kiến", "Ý kiến về các cân đối", words("text", "Nội dung", 80), labels, said)

    def take(hand: Hand) -> dict[str, Any]:
        hand.places |= {f"topics.{code}": topics.address(code) for code in labels}
        return filled(
            {
                "needs": [_as_need(row) for row in needs.take(hand)],
                "means": means.take(hand),
                "named": [_as_named(row) for row in _taken(hand, named)],
                "topics": topics.take(hand) if labels else {},
            }
        )

    sheets = (needs.sheet(), means.sheet(), named.sheet(), *((topics.sheet(),) if labels else ()))
    return Built(sheets, take, "theo từng dòng")


def _as_need(row: dict[str, Any]) -> dict[str, Any]:
    return {("amount" if name == NEED.name else name): value for name, value in row.items()}


@dataclass(frozen=True)
class _Grid:
    """A sheet of lines by years: for each year its figures, and a word on them."""

    key: str
    sheet_name: str
    title: str
    part: str
    """What a line is called in the document: ``use`` or ``source``."""
    fields: tuple[Field, ...]
    balances: Mapping[str, tuple[Balance | None, Mapping[str, str]]]
    """Balance → what is declared of it, and its lines with their names."""
    years: tuple[int, ...]
    given: Mapping[Key, Mapping[str, Any]]

    @classmethod
    def of(
        cls,
        key: str,
        sheet_name: str,
        title: str,
        part: str,
        fields: tuple[Field, ...],
        settings: Settings,
        content: Mapping[str, Any],
    ) -> _Grid:
        """Lay out what is declared, and what was handed in beyond it."""
        rows = content.get(key) or ()
        given = {(each["balance"], int(each["period"]), each[part]): each for each in rows}
        balances: dict[str, tuple[Balance | None, dict[str, str]]] = {}
        for each in settings.balances:
            lines: Iterable[Line] = each.uses if part == "use" else each.sources
            balances[each.code] = each, {line.code: line.name.vi for line in lines}
        for balance, _, line in given:
            balances.setdefault(balance, (None, {}))[1].setdefault(line, line)
        years = tuple(sorted({*settings.years, *(year for _, year, _ in given)}))
        return cls(key, sheet_name, title, part, fields, balances, years, given)

    def sheet(self) -> Sheet:
        """Give the sheet."""
        columns = tuple(
            each.column(f"y{year}.", f"{each.title} năm {year}")
            for year in self.years
            for each in (*self.fields, REASON)
        )
        return Sheet(key=self.key, name=self.sheet_name, title=self.title, columns=columns, rows=tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        for number_, (code, (balance, lines)) in enumerate(self.balances.items(), 1):
            name = balance.name.vi if balance else code
            yield Row(key=_row(code), number=str(number_), label=name, heading=True, level=0)
            for at, (line, label) in enumerate(lines.items(), 1):
                yield Row(
                    key=_row(code, line),
                    number=f"{number_}.{at}",
                    label=label,
                    unit=balance.measure.name.vi if balance else "",
                    decimals=0 if balance is None or balance.whole else 1,
                    cells=dict(self._cells(code, line)),
                )

    def _cells(self, balance: str, line: str) -> Iterator[tuple[str, Any]]:
        for year in self.years:
            row = self.given.get((balance, year, line), {})
            for each in (*self.fields, REASON):
                value = each.cell(row.get("amount" if each is NEED else each.name))
                if value is not None:
                    yield f"y{year}.{each.name}", value

    def address(self, place: Key, name: str) -> Address:
        """Give the cell of a field."""
        balance, year, line = place
        return Address(self.key, _row(balance, line), f"y{year}.{name}")

    def take(self, hand: Hand) -> list[dict[str, Any]]:
        """Give the rows in which a figure or a sign was entered, in the order in which they were handed in before."""
        places = [
            (balance, year, line)
            for balance, (_, lines) in self.balances.items()
            for line in lines
            for year in self.years
        ]
        order = {place: at for at, place in enumerate(self.given)}
        found: list[dict[str, Any]] = []
        for place in sorted(places, key=lambda each: order.get(each, len(order))):
            row = self._taken(hand, place)
            if row is not None:
                hand.places[f"{self.key}[{len(found)}]"] = self.address(place, self.fields[0].name)
                found.append(row)
        return found

    def _taken(self, hand: Hand, place: Key) -> dict[str, Any] | None:
        balance, year, line = place
        cells = {each.name: self.address(place, each.name) for each in (*self.fields, REASON)}
        first, where = cells[self.fields[0].name], f"{self.key}.{balance}.{year}"
        hand.places[f"{where}.{line}"] = first
        hand.places.setdefault(where, first)
        hand.places.setdefault(f"{self.key}.{balance}", first)
        hand.places |= {f"{where}.{line}.{name}": cell for name, cell in cells.items()}
        said = {each.name: each.from_cell(hand, cells[each.name]) for each in (*self.fields, REASON)}
        said = {name: value for name, value in said.items() if value is not ABSENT}
        if set(said) <= {REASON.name}:
            if said and not any(hand.at(cell).refused for cell in cells.values()):
                hand.say(first, "error", "reason_alone", REASON_ALONE)
            return None
        return {"balance": balance, "period": year, self.part: line} | said


def _row(balance: str, line: str = "") -> str:
    return f"{balance}/{line}" if line else balance


def _named(settings: Settings, content: Mapping[str, Any], means: _Grid) -> Records:
    """Give the amounts that go with a project or a transfer; each is part of what stands on the sheet of means."""
    given: list[dict[str, Any]] = [
        {"line": (each["balance"], each["source"]), "year": int(each["period"])} | dict(each)
        for each in content.get("named") or ()
    ]
    lines = {
        (code, line): f"{balance.name.vi if balance else code}: {label}"
        for code, (balance, labels) in means.balances.items()
        for line, label in labels.items()
    }
    lines |= {each["line"]: ": ".join(each["line"]) for each in given if each["line"] not in lines}
    years = sorted({*settings.years, *(each["year"] for each in given)})
    fields = (
        words("project", "Dự án, khoản hỗ trợ", 26, required=True),
        choice("line", "Nguồn", lines, 34, required=True),
        choice("year", "Năm", {year: f"Năm {year}" for year in years}, 10, required=True),
        words("counterpart", "Bên cấp, bên cùng góp (mã)", 16),
        *MEANS,
        REASON,
    )
    return Records("named", "Khoản có tên", "Trong đó: khoản gắn với dự án, khoản hỗ trợ cụ thể", "Khoản", fields, given, spare=NAMED_ROWS)  # fmt: skip


def _taken(hand: Hand, named: Records) -> list[dict[str, Any]]:
    found = named.take(hand)
    for at, (row, record) in enumerate(found):
        starts = [f"named[{at}]"]
        if {"line", "year"} <= record.keys():
            starts.append(f"named.{record['line'][0]}.{record['year']}.{record.get('project', '')}")
        for start in starts:
            hand.places[start] = named.address(row)
            hand.places |= {f"{start}.{each.name}": named.address(row, each.name) for each in named.fields}
    return [record for _, record in found]


def _as_named(record: dict[str, Any]) -> dict[str, Any]:
    balance, source = record.get("line", ("", ""))
    told = {name: value for name, value in record.items() if name not in {"line", "year"}}
    year = {"period": record["year"]} if "year" in record else {}
    return {"balance": balance, "source": source} | year | told
