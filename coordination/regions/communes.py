"""Bodies of communes, and whom a circular is sent to.

There are thousands of them, so they are made when somebody writes to them and are never kept in a region's snapshot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text
from coordination.regions import loader
from coordination.regions.communes_list import TYPES, Row, read_list
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Body, BodyKind, National, Region, Unit
from coordination.regions.patterns import Place, body_of
from coordination.regions.resolve import holds
from coordination.regions.rules import SELECTOR, select

_BODY, _UNIT = Text(vi="cơ quan", en="body"), Text(vi="đơn vị", en="unit")


@dataclass(frozen=True, slots=True)
class _Commune:
    row: Row
    place: Place


def communes_of(
    national: National, region: Region, kinds: Collection[str] | None = None, directory: Path | None = None
) -> list[Body]:
    """Give the bodies of the communes of a region, of some kinds or of all, province by province.

    There are none on a day before the list of communes holds. InvalidInputError if the list does not read.
    """
    wanted = [kind for code, kind in _kinds(national, region).items() if kinds is None or code in kinds]
    return _bodies(wanted, _communes(national, region, directory).values())


def addressees(
    national: National, region: Region, selectors: Sequence[str], directory: Path | None = None
) -> list[Body]:
    """Give the bodies a circular is sent to, each once, in the order first named.

    Every selector of a region holds, and besides: ``commune.peoples_council`` for those of all communes of the region,
    ``commune.peoples_council@92`` for those of province 92, ``commune.peoples_council@00376`` or
    ``00376.peoples_council`` for that of one commune. A circular to nobody is a mistake: InvalidInputError tells every
    selector that stands for nothing, and what was probably meant.
    """
    circular = _Circular(national, region, directory)
    found = [circular.meant_by(selector) for selector in selectors]
    if circular.faults:
        raise InvalidInputError(*circular.faults)
    return list({body.code: body for bodies in found for body in bodies}.values())


class _Circular:
    """Finds out whom selectors mean, and takes down which of them mean nobody."""

    def __init__(self, national: National, region: Region, directory: Path | None) -> None:
        self._region, self._since = region, national.communes.valid_from
        self._kinds = _kinds(national, region)
        self._communes = _communes(national, region, directory)
        self.faults: list[Fault] = []

    def meant_by(self, selector: str) -> list[Body]:
        """Give the bodies a selector means; none if it was taken down."""
        owner, _, kind = selector.partition(".")
        if owner in self._communes and kind in self._kinds:
            return _bodies([self._kinds[kind]], [self._communes[owner]])
        match = SELECTOR.fullmatch(selector)
        if match and match["level"] == "commune" and match["kind"] in self._kinds:
            found = _bodies([self._kinds[match["kind"]]], self._those(match["unit"]))
        else:
            found = select(self._region, selector) if match or self._region.body(selector) else []
        if not found:
            self.faults.append(self._nobody(selector))
        return found

    def _those(self, unit: str | None) -> list[_Commune]:
        """Give the communes of the region, of one of its provinces, or one of them."""
        every = self._communes.values()
        return [each for each in every if unit in {None, each.row.code, each.row.province}]

    def _nobody(self, selector: str) -> Fault:
        kind, _, unit = selector.partition("@")
        if kind.startswith("commune.") and not self._communes:
            day, since = f"{self._region.map_date:%d/%m/%Y}", f"{self._since:%d/%m/%Y}"
            vi = f"'{selector}': bản đồ ngày {day} chưa có danh sách xã (có từ ngày {since})"
            return fault(
                "", vi, f"'{selector}': on the map of {day} there is no list of communes (it holds from {since})"
            )
        there = {f"{body.level}.{body.kind}" for body in self._region.bodies}
        there |= {f"commune.{code}" for code in self._kinds if self._communes}
        if kind not in there:
            return unknown("", _BODY, selector, sorted(there))
        names = {each.code: each.name.vi for each in self._region.units}
        if kind.startswith("commune."):
            names |= {code: each.row.full_name for code, each in self._communes.items()}
        return unknown("", _UNIT, unit, names, names)


def _kinds(national: National, region: Region) -> dict[str, BodyKind]:
    there = [kind for kind in national.body_kinds if kind.level == "commune" and holds(kind, region.map_date)]
    return {kind.code: kind for kind in there}


def _communes(national: National, region: Region, directory: Path | None) -> dict[str, _Commune]:
    """Give the communes of a region by their codes, in the order of its provinces and of the list."""
    listed = national.communes
    if region.map_date < listed.valid_from:
        return {}
    known = read_list(loader.data_file(listed.file, loader.roots_of(directory)))
    if known.faults:
        raise InvalidInputError(*known.faults)
    rows: dict[str, list[Row]] = {unit.code: [] for unit in region.units}
    for row in known.rows:
        if row.province in rows:
            rows[row.province].append(row)
    return {row.code: _Commune(row, _place(row, unit, national)) for unit in region.units for row in rows[unit.code]}


def _place(row: Row, province: Unit, national: National) -> Place:
    name = Text(vi=_in_a_sentence(row), en=f"{_plain(row.name)} {TYPES[row.type]}")
    return Place(
        code=row.code,
        slug=f"{row.code}.{province.slug}",
        full={"unit": name, "province": province.full_name},
        short={"unit": name, "province": province.name},
        since=national.communes.valid_from,
    )


def _in_a_sentence(row: Row) -> str:
    """Give the full name with its kind in small letters: xã Sóc Sơn.

    Before a number the kind keeps its capital, Phường 2 Bảo Lộc (Decree 30/2020, Appendix II).
    """
    full = row.full_name
    return full if row.name[:1].isdigit() else full[:1].lower() + full[1:]


def _plain(name: str) -> str:
    """Give a name without diacritics, as English texts write it."""
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _bodies(kinds: Sequence[BodyKind], communes: Iterable[_Commune]) -> list[Body]:
    return [body_of(kind, each.place, each.row.mailboxes.get(kind.code)) for each in communes for kind in kinds]
