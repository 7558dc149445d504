"""The units of measure of the indicators: what tables print, and how people write them otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import product
from typing import Final

from coordination.kernel.text import Text, ascii_fold, nfc


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; ``factor`` of it makes one base unit of its dimension, ``name`` is what tables print.

    ``per`` holds the two dimensions a unit such as “triệu đồng/người” is the quotient of.
    """

    code: str
    name: Text
    dimension: str
    factor: Decimal = Decimal(1)
    spellings: tuple[str, ...] = ()
    per: tuple[str, str] | None = None


_TABLE: Final = """\
dong | dong | 0 | đồng | VND | dong
thousand_dong | dong | 3 | nghìn đồng | thousand VND | ng.đ
million_dong | dong | 6 | triệu đồng | million VND | tr.đ | tr.đồng | trđ | mn VND
billion_dong | dong | 9 | tỷ đồng | billion VND | bn VND
trillion_dong | dong | 12 | nghìn tỷ đồng | trillion VND | ngàn tỷ đồng | 1000 tỷ đồng
usd | usd | 0 | USD | USD | đô la Mỹ | US dollars
thousand_usd | usd | 3 | nghìn USD | thousand USD
million_usd | usd | 6 | triệu USD | million USD | tr.USD | mn USD | triệu đô la Mỹ
billion_usd | usd | 9 | tỷ USD | billion USD | bn USD
times | share | 0 | lần | times
percent | share | -2 | % | % | phần trăm | percent | per cent
per_mille | share | -3 | ‰ | ‰ | phần nghìn | per mille | permille | per thousand
per_1000_births | share | -3 | trẻ/1.000 trẻ sinh sống | per 1000 live births | trẻ/1000 ca sinh sống
percentage_points | points | 0 | điểm % | percentage points | điểm phần trăm | pp
person | person | 0 | người | persons | person | people
thousand_persons | person | 3 | nghìn người | thousand persons | thousand people
million_persons | person | 6 | triệu người | million persons | million people
visit | visit | 0 | lượt người | visits | lượt khách | lượt hành khách
thousand_visits | visit | 3 | nghìn lượt người | thousand visits | nghìn lượt khách | nghìn lượt hành khách
million_visits | visit | 6 | triệu lượt người | million visits | triệu lượt khách | triệu lượt hành khách
transaction | transaction | 0 | lượt | transactions
household | household | 0 | hộ | households
thousand_households | household | 3 | nghìn hộ | thousand households
hectare | hectare | 0 | ha | ha | héc ta | hecta | hectares
thousand_hectares | hectare | 3 | nghìn ha | thousand ha | thousand hectares
square_kilometre | hectare | 2 | km² | km² | km2 | ki-lô-mét vuông | sq km | square kilometres
kilometre | kilometre | 0 | km | km | ki-lô-mét | kilometres
tonne | tonne | 0 | tấn | tonnes | tonne | tons
thousand_tonnes | tonne | 3 | nghìn tấn | thousand tonnes | thousand tons
million_tonnes | tonne | 6 | triệu tấn | million tonnes | million tons
quintal_per_hectare | tonne/hectare = tonne/hectare | -1 | tạ/ha | quintal per ha | quintals per ha | quintal/ha
tonne_per_hectare | tonne/hectare = tonne/hectare | 0 | tấn/ha | tonnes per ha | tonnes/ha
head | head | 0 | con | heads | head
thousand_heads | head | 3 | nghìn con | thousand heads | thousand head
million_heads | head | 6 | triệu con | million heads | million head
bed | bed | 0 | giường | beds | giường bệnh
project | project | 0 | dự án | projects
enterprise | enterprise | 0 | doanh nghiệp | enterprises | DN
farm | farm | 0 | trang trại | farms
score | score | 0 | điểm | score | points
score_10 | score_10 | 0 | điểm 1 - 10 | score 1 to 10 | điểm 1 đến 10 | score 1-10
score_100 | score_100 | 0 | điểm 0 - 100 | score 0-100 | điểm 0 đến 100 | score 0 to 100
year | year | 0 | năm | years
previous_year_100 | index | 0 | năm trước = 100 | previous year = 100 | năm trước = 100%
children_per_woman | child/woman | 0 | trẻ/phụ nữ | children per woman | con/phụ nữ | số con/phụ nữ
dong_per_person | dong/person = dong/person | 0 | đồng/người | VND per person | VND per capita
million_dong_per_person | dong/person = dong/person | 6 | triệu đồng/người | million VND per person | million VND per capita
million_dong_per_worker | dong/worker = dong/person | 6 | triệu đồng/lao động | million VND per worker
usd_per_person | usd/person = usd/person | 0 | USD/người | USD per person | USD per capita
thousand_dong_per_month | dong/month | 3 | nghìn đồng/tháng | thousand VND per month | nghìn đồng/người/tháng
million_dong_per_month | dong/month | 6 | triệu đồng/tháng | million VND per month | triệu đồng/người/tháng
person_per_square_kilometre | person/hectare = person/hectare | -2 | người/km² | persons per km² | người/km2 | persons/km2
"""
"""A unit a line: code, dimension (``=`` what it is the quotient of), power of ten, names, other spellings."""


def _unit(line: str) -> Unit:
    code, kind, power, vi, en, *spellings = (part.strip() for part in line.split(" | "))
    dimension, _, quotient = kind.partition(" = ")
    above, _, below = quotient.partition("/")
    factor = Decimal(1).scaleb(int(power))
    return Unit(code, Text(vi=vi, en=en), dimension, factor, tuple(spellings), (above, below) if quotient else None)


UNITS: Final = tuple(map(_unit, _TABLE.splitlines()))
"""Every unit of the indicators; all factors are powers of ten, so that changing the scale loses no digit."""

_SAME: Final = (
    ("nghìn", ("ngàn", "1000", "1.000")),
    ("tỷ", ("tỉ",)),
    ("đồng", ("VNĐ", "VND", "đ")),
)
"""Words written for one another."""
_HEADING: Final = re.compile(r"^(?:đơn vị(?: tính)?|đvt|unit)\s*:\s*")


def unit_of(word: str) -> Unit | None:
    """Find the unit by a name or spelling in either language; case, spaces and the form of the letters do not count."""
    return _index().get(_key(word))


def nearest(word: str) -> Unit | None:
    """Suggest the unit a word without diacritics (``ty dong``) or with a slip of the finger may mean; never sure."""
    folded = {ascii_fold(key): unit for key, unit in reversed(_index().items())}
    close = get_close_matches(ascii_fold(_key(word)), folded, 1, 0.8)
    return folded[close[0]] if close else None


def unit_by_code(code: str) -> Unit:
    """Give the unit of a code of ``UNITS``; KeyError if there is none."""
    return {unit.code: unit for unit in UNITS}[code]


@cache
def _index() -> dict[str, Unit]:
    return {_key(written): unit for unit in UNITS for written in _written(unit)}


def _written(unit: Unit) -> list[str]:
    """Give all the ways to write a unit, the printed name first."""
    ways = [unit.name.vi, unit.name.en, *unit.spellings]
    for word, others in _SAME:
        ways += [re.sub(rf"\b{word}\b", other, way) for way, other in product(ways, others)]
    return ways


def _key(word: str) -> str:
    tidy = " ".join(nfc(word).casefold().split())  # split() knows the no-break and thin spaces
    return re.sub(r"\s*([/=-])\s*", r"\1", _HEADING.sub("", tidy.strip("() ")).strip(" ."))
