"""Text typed in TCVN3 or VNI is told from good text, and decoded for its reader."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.legacy_text import Detected, Encoding, detect
from coordination.kernel.shipped import shipped
from coordination.kernel.units import UNITS

LETTERS = "á à ả ã ạ ă ắ ằ ẳ ẵ ặ â ấ ầ ẩ ẫ ậ é è ẻ ẽ ẹ ê ế ề ể ễ ệ í ì ỉ ĩ ị ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ ú ù ủ ũ ụ ư ứ ừ ử ữ ự ý ỳ ỷ ỹ ỵ đ"
IN_VNI = "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä eù eø eû eõ eï eâ eá eà eå eã eä í ì æ ó ò où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ"
IN_TCVN3 = "b8 b5 b6 b7 b9 a8 be bb bc bd c6 a9 ca c7 c8 c9 cb d0 cc ce cf d1 aa d5 d2 d3 d4 d6 dd d7 d8 dc de e3 df e1 e2 e4 ab e8 e5 e6 e7 e9 ac ed ea eb ec ee f3 ef f1 f2 f4 ad f8 f5 f6 f7 f9 fd fa fb fc fe ae"
CAPITALS_OF_TCVN3 = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
"""The charts of both sets as published: bytes of TCVN 5712:1993 (VN3), letters and marks of VNI for Windows."""

VNI = dict(zip(LETTERS.split(), IN_VNI.split(), strict=True))
TABLES = {
    Encoding.VNI: VNI | {letter.upper(): typed.upper() for letter, typed in VNI.items()},
    Encoding.TCVN3: dict(zip(LETTERS.split(), map(chr, bytes.fromhex(IN_TCVN3)), strict=True)) | CAPITALS_OF_TCVN3,
}
FOREIGN = """café|résumé|naïve|façade|Côte d'Ivoire|L'été à la campagne|Les élèves français étaient très âgés|Où est la gare ?
là où tu vas|Élysée|Noël à Genève|crème brûlée|fête|tête|août|goût du pain|Le maïs est mûr|coût de la vie|Pérou|Hué|déjà vu
thé|île|sûr|5 µm|10 µg/m³|½ ha|km²|25 °C|± 5 %|© 2020|§ 5|3 × 4|m × n × p|El Niño|São Paulo|Müller|Straße|Zürich|señor
«Tân An»|« Tân An »|nº 5|£5|¥100|Excel®|CO² emissions|GRDP, current prices|1.234,5|-|…|x|%|‰|100 %|#REF!||Region 3
"""
IN_ONE_BYTE = (
    "Hòa Bình|Hoà Bình|Thái Bình|Hà Nam|Cà Mau|Lào Cai|Hoài Thanh|Tân An|Phú Hòa|Thuý Hoà|Sông Cô|Công Chính|Krông Nô"
)


def typed(text: str, encoding: Encoding) -> str:
    """Type a text as its writer did; a capital that TCVN3 lacks stays small, for its users changed the font."""
    table = TABLES[encoding]
    return "".join(table.get(sign, table.get(sign.lower(), sign)) for sign in text)


@cache
def communes(column: str) -> tuple[str, ...]:
    with (shipped("region_configs") / "data" / "communes_2025.csv").open(encoding="utf-8") as file:
        return tuple(row[column] for row in csv.DictReader(file))


@cache
def words_of_the_configuration() -> frozenset[str]:
    files = sorted(shipped("region_configs").rglob("*.yaml"))
    texts = {found for file in files for found in re.findall(r'(?:vi|en): "([^"]+)"', file.read_text(encoding="utf-8"))}
    return frozenset(texts | {name for unit in UNITS for name in (unit.name.vi, unit.name.en, *unit.spellings)})


@cache
def found_in(column: str, encoding: Encoding) -> dict[str, Detected | None]:
    """Give what is found in every name that the typing changes."""
    return {name: detect(typed(name, encoding)) for name in communes(column) if typed(name, encoding) != name}


def round_trip(column: str, encoding: Encoding) -> tuple[int, list[str], list[str]]:
    """Give how many names the typing changes, those missed and those that come back as another, capitals apart."""
    found = found_in(column, encoding)
    changed = [name for name in communes(column) if name in found]
    missed = [name for name in changed if found[name] is None]
    wrong = [name for name in changed if (each := found[name]) and each.decoded.casefold() != name.casefold()]
    return len(changed), missed, wrong


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("column", ["name", "full_name"])
def test_no_name_of_a_commune_is_taken_for_legacy_text(column: str, form: str) -> None:
    names = set(communes(column))
    assert len(communes(column)) == 3321
    assert [name for name in names if detect(unicodedata.normalize(form, name))] == []  # type: ignore[arg-type]


def test_no_word_of_the_configuration_is_taken_for_legacy_text() -> None:
    assert len(words_of_the_configuration()) > 500
    assert [text for text in words_of_the_configuration() if detect(text)] == []


@pytest.mark.parametrize("text", [*re.split(r"[|\n]", FOREIGN), *IN_ONE_BYTE.split("|")])
def test_other_languages_numbers_and_signs_are_left_alone(text: str) -> None:
    assert detect(text) is None
    assert detect(unicodedata.normalize("NFD", text)) is None


@pytest.mark.parametrize(("encoding", "share"), [(Encoding.TCVN3, 0.99), (Encoding.VNI, 0.99)])
def test_nearly_every_commune_with_its_kind_is_found(encoding: Encoding, share: float) -> None:
    count, missed, wrong = round_trip("full_name", encoding)
    assert count == 3321  # “Xã”, “Phường” and “Đặc khu” all have a mark
    assert 1 - len(missed) / count >= share
    assert wrong == []


@pytest.mark.parametrize(("encoding", "share", "right"), [(Encoding.TCVN3, 0.94, 0.995), (Encoding.VNI, 0.95, 1)])
def test_most_bare_names_are_found_and_what_is_found_is_right(encoding: Encoding, share: float, right: float) -> None:
    """Names such as “Phú”, which TCVN3 types as “Phó”, are good Vietnamese as they stand and cannot be told."""
    count, missed, wrong = round_trip("name", encoding)
    assert count > 3000
    assert 1 - len(missed) / count >= share
    assert 1 - len(wrong) / count >= right


@pytest.mark.parametrize("encoding", list(Encoding))
def test_names_come_back_to_the_letter_where_the_set_has_all_their_letters(encoding: Encoding) -> None:
    table = TABLES[encoding]
    found = found_in("full_name", encoding)
    names = [name for name in found if all(sign.isascii() or sign in table for sign in name)]
    assert len(names) > 2900
    back = {name: each.decoded for name in names if (each := found[name])}
    assert {name: decoded for name, decoded in back.items() if decoded != name} == {}


@pytest.mark.parametrize(
    ("text", "encoding", "decoded"),
    [
        ("Xin chµo tÊt c¶ mäi ng\u00adêi", Encoding.TCVN3, "Xin chào tất cả mọi người"),
        ("hép møt tÕt", Encoding.TCVN3, "hộp mứt tết"),
        ("Tæng s¶n phÈm trªn ®Þa bµn (GRDP), tû ®ång", Encoding.TCVN3, "Tổng sản phẩm trên địa bàn (GRDP), tỷ đồng"),
        ("chØ sè PCI (n¨m tr\u00adíc = 100)", Encoding.TCVN3, "chỉ số PCI (năm trước = 100)"),
        ("UBND tØnh Hµ T©y", Encoding.TCVN3, "UBND tỉnh Hà Tây"),
        ("TØNH QU¶NG B×NH", Encoding.TCVN3, "TỈNH QUẢNG BÌNH"),
        ("§¾k L¾k", Encoding.TCVN3, "Đắk Lắk"),
        ("t¹/ha", Encoding.TCVN3, "tạ/ha"),
        ("¸i Quèc", Encoding.TCVN3, "ái Quốc"),
        ("¸i Tö", Encoding.TCVN3, "ái Tử"),
        ("Xin chaøo caùc baïn", Encoding.VNI, "Xin chào các bạn"),
        ("TOÅNG SAÛN PHAÅM", Encoding.VNI, "TỔNG SẢN PHẨM"),
        ("Doanh nghieäp FDI", Encoding.VNI, "Doanh nghiệp FDI"),
        ("ngöôøi", Encoding.VNI, "người"),
        ("tyû ñoàng", Encoding.VNI, "tỷ đồng"),
    ],
)
def test_what_was_typed_is_shown_as_it_was_meant(text: str, encoding: Encoding, decoded: str) -> None:
    found = detect(text)
    assert found is not None
    assert (found.encoding, found.original, found.decoded) == (encoding, text, decoded)
    assert 0.5 <= found.confidence <= 1


def test_two_readings_that_are_as_good_halve_the_confidence() -> None:
    assert detect("Höng Yeân") == Detected(Encoding.VNI, "Höng Yeân", "Hưng Yên", 1.0)
    torn = detect("Höng Long")  # Hưng Long in VNI, Hửng Long in TCVN3
    assert torn is not None
    assert (torn.decoded, torn.confidence) == ("Hưng Long", 0.5)


@given(st.text(st.one_of(st.characters(max_codepoint=0x17F), st.sampled_from("µ¸¶®ªÊùøâ ñ\u00ad"))))
def test_whatever_the_text_the_original_is_kept(text: str) -> None:
    found = detect(text)
    assert found is None or (found.original == text and found.decoded != text and 0 < found.confidence <= 1)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_letters_are_no_legacy_text(text: str) -> None:
    assert detect(text) is None
