"""Text typed in the fonts of before Unicode, TCVN3 (ABC) or VNI, that reached us as Western European letters.

Such a text is told to its reader with what it seems to say; nothing is ever changed silently. Sources of the tables:
TCVN 5712:1993, set VN3, as the ABC fonts have it; VNI for Windows, where a letter is followed by its mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from coordination.kernel.text import nfc

SURE: Final = 0.75
"""Share of the words that must read as Vietnamese after decoding: names of other peoples and foreign words are few."""
LEAST_GAINED: Final = 3
LEAST_READ: Final = 4
"""Letters of words that read as Vietnamese only once decoded, or of all that do: a lone “µm” or “où” proves nothing."""


class Encoding(StrEnum):
    """How the text was typed."""

    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found; ``confidence`` is the share of words (0 to 1) that read as Vietnamese once decoded."""

    encoding: Encoding
    original: str
    decoded: str
    confidence: float


_TCVN3: Final = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_TONES: Final = "\u0301\u0300\u0309\u0303\u0323"  # acute, grave, hook above, tilde, dot below: VNI's own order
_HAT: Final = "\u0302"
_BREVE: Final = "\u0306"
_VNI_MARKS: Final = (
    ("aeouyôö", dict(zip("ùøûõï", _TONES, strict=True))),
    ("aeo", {"â": _HAT} | {sign: _HAT + tone for sign, tone in zip("áàåãä", _TONES, strict=True)}),
    ("a", {"ê": _BREVE} | {sign: _BREVE + tone for sign, tone in zip("éèúüë", _TONES, strict=True)}),
)
_VNI_ALONE: Final = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))


def _vni() -> dict[str, str]:
    lower = _VNI_ALONE | {
        letter + sign: nfc(_VNI_ALONE.get(letter, letter) + mark)
        for letters, marks in _VNI_MARKS
        for letter in letters
        for sign, mark in marks.items()
    }
    capital = {sign[0].upper() + sign[1:]: letter.upper() for sign, letter in lower.items()}
    return lower | capital | {sign.upper(): letter.upper() for sign, letter in lower.items()}


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))


_TABLES: Final = {Encoding.TCVN3: _TCVN3, Encoding.VNI: _vni()}
_PATTERNS: Final = {encoding: _pattern(table) for encoding, table in _TABLES.items()}
_WORD: Final = re.compile(r"[A-Za-z\u00a1-\u00ff]+")
_SIGNS: Final = "×÷" + "".join(map(chr, range(0xA1, 0xC0)))
_FOREIGN: Final = re.compile(r"[À-ÖØ-öø-ÿ]|[A-Za-z][¡-ª¬®µ-¹¼-¾]|[¡-ª¬®µ-¹¼-¾][A-Za-z]")
"""What no decoded word has left: Western letters, and signs grown together with letters."""

_RHYMES: Final = (
    "a/c/ch/i/m/n/ng/nh/o/p/t/u/y ă//c/m/n/ng/p/t â//c/m/n/ng/p/t/u/y e/c/m/n/ng/o/p/t ê/ch/m/n/nh/p/t/u "
    "i/a/ch/m/n/nh/p/t/u iê//c/m/n/ng/p/t/u o/c/i/m/n/ng/p/t oa/c/ch/i/m/n/ng/nh/o/p/t/y oă//c/m/n/ng/t "
    "oe/m/n/o/t ô/c/i/m/n/ng/p/t ơ/i/m/n/p/t u/a/c/i/m/n/ng/p/t uâ//n/ng/t/y uê/ch/nh uô//c/i/m/n/ng/t uơ "
    "uy/a/ch/nh/p/t/u uyê//n/t ư/a/c/i/m/n/ng/t/u ươ//c/i/m/n/ng/p/t/u y/ch/nh/t/u yê//m/n/ng/t/u"
)
"""Written rhymes of Vietnamese: a nucleus and the endings it takes; after ``//`` it takes one of them always."""


def _rhymes() -> str:
    written = []
    for line in _RHYMES.split():
        nucleus, *endings = line.split("/")
        written += [nucleus + ending for ending in endings if ending]
        written += [] if endings[:1] == [""] else [nucleus]
    return "|".join(sorted(written, key=len, reverse=True))


_SYLLABLE: Final = re.compile(rf"(ngh|ng|nh|ch|gh|gi(?=[aăâeêoôơuư])|kh|ph|qu|th|tr|[bcdđghklmnrstvx])?({_rhymes()})")
_HIGHLAND: Final = re.compile(
    rf"([bcdđghjklmnprstvw]{{0,3}}|y)({_rhymes()}|ea|oo(?:c|ng)|[aăâeêioôơuư](?:ng|[klrhn])?|(?:iê|uô|ươ)[klrh])"
)
"""Names of the other peoples: Đắk Lắk, Krông Nô, Chư Păh; always with a capital."""
_VOWELS: Final = re.compile(r"[aăâeêioôơuưy]+")
_FIRST_OF_TWO: Final = re.compile(r"[aâeêoôơuư][ioyu]|[iuư]a")
_EITHER_OF_TWO: Final = frozenset({"oa", "oe", "uy"})
_STOPS: Final = ("c", "ch", "p", "t")
_STOPPED_TONES: Final = "\u0301\u0323"
"""A syllable that ends in a stop has the acute or the dot below, no other tone."""


def detect(text: str) -> Detected | None:
    """Say whether a text was typed in TCVN3 or VNI, and what it says; None when it is good text or cannot be told.

    Ask before control and format signs are taken out of the text: TCVN3 writes “ư” as the soft hyphen. TCVN3 has no
    capitals with a tone (its users changed the font), so that “ái Quốc” may come back for “Ái Quốc”; a text all in
    capitals comes back in capitals.
    """
    given = nfc(text)
    if given.isascii() or any(sign > "\xff" and (sign.isalpha() or unicodedata.combining(sign)) for sign in given):
        return None  # letters that no Western European set has: this is Unicode
    words = _WORD.findall(given)
    if all(word.isascii() or _reads_as_vietnamese(word) for word in words):
        return None
    found = [each for encoding in Encoding if (each := _read(text, given, words, encoding)) is not None]
    best = sorted(found, key=_rank)[-2:]
    if len(best) == 2 and _rank(best[0])[:2] == _rank(best[1])[:2]:
        return replace(best[1], confidence=best[1].confidence / 2)
    return best[-1] if best else None


def _rank(found: Detected) -> tuple[float, int, bool]:
    """Order readings: by words that read, then by common syllables; at last VNI, whose letters TCVN3 can rarely take."""
    words = re.findall(r"[^\W\d_]+", found.decoded)
    calm = [word.lower() for word in words if found.decoded.isupper() or len(word) == 1 or not word.isupper()]
    return found.confidence, sum(map(_reads_as_vietnamese, calm)), found.encoding is Encoding.VNI


def _read(text: str, given: str, words: list[str], encoding: Encoding) -> Detected | None:
    capitals = _all_capitals(words)
    decoded = [_decode(word, encoding, capitals=capitals) for word in words]
    if None in decoded:
        return None
    pairs = [(was, now) for was, now in zip(words, decoded, strict=True) if now is not None and not _abbreviated(was)]
    good = [(was, now) for was, now in pairs if _reads_as_vietnamese(now)]
    gained = [now for was, now in good if len(now) > 1 and not _reads_as_vietnamese(was)]
    share = len(good) / len(pairs) if pairs else 0.0
    enough = sum(map(len, gained)) >= LEAST_GAINED or sum(len(now) for _, now in good) >= LEAST_READ
    if not gained or not enough or share < SURE:
        return None
    whole = _WORD.sub(lambda found: _decode(found[0], encoding, capitals=capitals) or "", given)
    return Detected(encoding, text, whole, round(share, 2))


def _decode(word: str, encoding: Encoding, *, capitals: bool) -> str | None:
    """Give the word in Unicode; None if it holds a letter the encoding has no use for."""
    pattern, table = _PATTERNS[encoding], _TABLES[encoding]
    if _FOREIGN.search(pattern.sub("", word)):
        return None
    decoded = pattern.sub(lambda sign: table[sign[0]], word)
    return decoded.upper() if capitals else decoded


def _abbreviated(word: str) -> bool:
    """Say whether a word is an abbreviation or a letter of a list, which prove nothing."""
    return word.isascii() and (word.isupper() or len(word) == 1)


def _all_capitals(words: list[str]) -> bool:
    latin = ["".join(sign for sign in word if sign.isascii()) for word in words]
    return any(len(word) > 2 for word in latin) and all(word.isupper() for word in latin if word)


def _reads_as_vietnamese(word: str) -> bool:
    """Say whether a word could be a syllable of Vietnamese, or of a name of Viet Nam's other peoples."""
    core = word.strip(_SIGNS)
    if not core or not (core.islower() or core.isupper() or core[1:].islower()):
        return False
    letters = unicodedata.normalize("NFD", core.casefold())
    tone = next((at for at, sign in enumerate(letters) if sign in _TONES), None)
    bare = nfc(letters if tone is None else letters[:tone] + letters[tone + 1 :])  # a second tone would fit no rhyme
    found = _SYLLABLE.fullmatch(bare) or (_HIGHLAND.fullmatch(bare) if core[0].isupper() else None)
    if found is None:
        return False
    stopped = bare.endswith(_STOPS)
    if tone is None:
        return bare.isascii() or not stopped
    place = len(nfc(letters[:tone])) - 1 - found.start(2)
    return _well_placed(found[2], place) and (not stopped or letters[tone] in _STOPPED_TONES)


def _well_placed(rhyme: str, at: int) -> bool:
    """Say whether a tone is written over the vowel that bears it."""
    run = "".join(_VOWELS.findall(rhyme))
    if len(run) < len(rhyme):
        return at == len(run) - 1
    if len(run) == 2 and run in _EITHER_OF_TWO:
        return at in {0, 1}
    if len(run) == 3:
        return at == 1
    return at == (0 if _FIRST_OF_TWO.fullmatch(run) else len(run) - 1)
