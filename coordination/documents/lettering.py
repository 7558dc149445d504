"""How wide words are on paper, and how they are made to fit: nothing on a wall sheet runs over its place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FAMILY = "'Libertinus Serif', 'Times New Roman', 'Liberation Serif', serif"
"""Libertinus comes with the wheel that presses sheets; administrative documents are set in Times (Decree 30/2020)."""

REGULAR, STRONG = 400, 600
"""Not 700: the bold cut of Libertinus Serif lacks a proper ư."""

EM = 1000
_TABLES = {
    REGULAR: (
        "190' 205| 220,. 236:; 250· 264l 267° 268‘’ 271i 272j 277{} 287\\ 288! 297I 298() 310f 316t 322J 323/ 336\" "
        "338- 356[] 369* 372r 375“” 390s 392` 424z 428c 435? 447e 449~ 457a 465#$0123456789 473§ 485FS 486_ 490x "
        "493b 497v 500g 501ơ 503q 504o 506dđ 512k 515y 518^ 519p 527≤≥ 528L 531uư 538h 541P 542n 543«» 548– "
        "550+<=>×± 557E 575Y 587R 588B 597T 604Z 637%K 646C 652V 660X 661U 685G 690Ư 695A 699N 701DĐ 702OQƠ 705& "
        "730H 742— 747w 749… 790m 839M 895@ 951W"
    ),
    STRONG: (
        "215' 219:; 220| 244!,. 267° 268‘’ 286i 289jl 301· 306{} 307\\ 315() 316/ 319I 331t 336f 358- 366\" "
        "375[]“” 380J 392` 401rs 430? 432z 433* 435c 438$ 461e 463# 466§ 473~ 475S 476a 486_ 4900123456789 501ơ "
        "505b 508g 512<> 513F 518^q 519o 521x 523kp 527dvđ×±≤≥ 531ư 533y 534– 537+ 538L 550Phu 551= 560«» 562E "
        "563n 597T 609R 617Y 620B 624Z 636V 637% 660K 666C 678U 690Ư 699A 708X 710N 718DĐ 723H 727G 729& 730OQƠ "
        "742— 749… 778w 801m 853M 988@ 998W"
    ),
}
SPACE = 250
_WIDTHS = {
    weight: {sign: int(group[:3]) for group in table.split() for sign in group[3:]} | {" ": SPACE}
    for weight, table in _TABLES.items()
}
"""Advance widths of Libertinus Serif in thousandths of its size; an accent adds none."""


@lru_cache(maxsize=4096)
def _advance(sign: str, weight: int) -> int:
    widths = _WIDTHS[weight]
    if sign in widths:
        return widths[sign]
    parts = unicodedata.normalize("NFD", sign)
    first, accents = parts[0], parts[1:]
    if unicodedata.combining(first):
        return 0
    if accents:  # ớ is o, horn, acute; the horn belongs to the letter
        return _advance(unicodedata.normalize("NFC", first + accents[0]) if "\u031b" in accents else first, weight)
    return EM


def width_of(text: str, size: float, weight: int = REGULAR) -> float:
    """Give the width of a line of text in the unit of ``size``, without kerning; unknown signs count a full em."""
    return sum(_advance(sign, weight) for sign in text) * size / EM


def fit(text: str, width: float, size: float, weight: int = REGULAR) -> str:
    """Give the text, or as much of it as fits with ``…`` after it; empty if not even that fits."""
    if width_of(text, size, weight) <= width:
        return text
    room, kept = width - width_of("…", size, weight), 0
    for kept, sign in enumerate(text):  # noqa: B007 - where it stops is what is kept
        room -= width_of(sign, size, weight)
        if room < 0:
            break
    shown = text[:kept].rstrip(" ,;:.–-")
    return f"{shown}…" if shown else ""


def wrap(text: str, width: float, size: float, *, most: int = 2, weight: int = REGULAR) -> list[str]:
    """Break a text at its spaces into at most ``most`` lines; what is left over is shortened with ``…``."""
    words = text.split()
    made: list[str] = []
    while words and len(made) < most - 1:
        line = words[0]
        taken = 1
        while taken < len(words) and width_of(f"{line} {words[taken]}", size, weight) <= width:
            line = f"{line} {words[taken]}"
            taken += 1
        made.append(fit(line, width, size, weight))
        words = words[taken:]
    return [line for line in [*made, fit(" ".join(words), width, size, weight)] if line]
