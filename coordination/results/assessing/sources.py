"""Sources and certainties in words: whom a figure is from, and what its publisher says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coordination.kernel.text import Text

PUBLISHERS: Final = {
    "gso_1995_2016": Text(vi="Tổng cục Thống kê, số liệu theo tỉnh", en="General Statistics Office, provincial tables"),
    "panel_2016_2022": Text(vi="niên giám thống kê cả nước", en="national statistical yearbooks"),
    "nso_labour": Text(
        vi="Cục Thống kê, điều tra lao động việc làm", en="National Statistics Office, labour force survey"
    ),
    "nso_grdp": Text(vi="Cục Thống kê, số liệu GRDP", en="National Statistics Office, GRDP tables"),
    "nso_population": Text(vi="Cục Thống kê, số liệu dân số", en="National Statistics Office, population tables"),
    "nso_national": Text(vi="Cục Thống kê, số liệu cả nước", en="National Statistics Office, national figures"),
    "nso": Text(
        vi="tính từ GRDP bình quân và dân số của Cục Thống kê",
        en="worked out from GRDP per head and population of the NSO",
    ),
    "odm_fdi": Text(vi="Open Development Mekong, đầu tư nước ngoài", en="Open Development Mekong, foreign investment"),
    "mof_final": Text(vi="Bộ Tài chính, quyết toán ngân sách", en="Ministry of Finance, final accounts"),
    "mof_plan": Text(vi="Bộ Tài chính, dự toán ngân sách", en="Ministry of Finance, budget estimates"),
    "papi": Text(vi="PAPI", en="PAPI"),
    "pci": Text(vi="PCI", en="PCI"),
    "yearbooks": Text(vi="niên giám thống kê các tỉnh", en="provincial statistical yearbooks"),
    "yearbook": Text(vi="niên giám thống kê các tỉnh", en="provincial statistical yearbooks"),
    "wdi": Text(vi="Ngân hàng Thế giới (WDI)", en="World Bank (WDI)"),
    "employed": Text(
        vi="Cục Thống kê, điều tra lao động việc làm", en="National Statistics Office, labour force survey"
    ),
    "population": Text(vi="PAPI, bình quân theo dân số", en="PAPI, weighted by population"),
}
"""Base of a source key → publisher; the folder of data says the rest in SOURCES.md."""
STATUSES: Final = {
    "final": Text(vi="chính thức", en="final"),
    "preliminary": Text(vi="sơ bộ", en="preliminary"),
    "estimate": Text(vi="ước tính", en="estimate"),
    "derived": Text(vi="tính từ số công bố", en="computed from published figures"),
    "plan": Text(vi="kế hoạch", en="plan"),
    "reported": Text(vi="địa phương báo cáo", en="reported by the province"),
    "simulated": Text(vi="mô phỏng", en="simulated"),
}
REPORTED: Final = "reported"
HANDED_IN: Final = Text(vi="báo cáo của các tỉnh, thành phố", en="the provinces' own reports")
_PREFIX = re.compile(r"^(?:sum|product|wmean)_")
_SUFFIX = re.compile(r"(?:_old_area|(?<=yearbook)_\d{4})$")


def publisher(key: str) -> Text:
    """Give who published a figure; a key nobody knows is shown as it is."""
    if key.startswith("submission:"):
        return HANDED_IN
    base = _SUFFIX.sub("", _PREFIX.sub("", key))
    return PUBLISHERS.get(base, Text(vi=key, en=key))


def publishers(keys: Iterable[str], language: str) -> str:
    """Name the publishers of several figures, each once; a key may hold several, parted by semicolons."""
    singly = (each for key in keys for each in key.split("; ") if each)
    return "; ".join(dict.fromkeys(publisher(each).in_language(language) for each in sorted(singly)))


def called(name: str) -> str:
    """Begin a publisher's name with a capital; a file, or a source as its giver wrote it, is called as it is."""
    ours = {each.in_language(language) for each in (*PUBLISHERS.values(), HANDED_IN) for language in ("vi", "en")}
    return name[:1].upper() + name[1:] if name in ours else name


def status_words(status: str, language: str) -> str:
    """Say what a publisher says of a figure."""
    return STATUSES[status].in_language(language) if status in STATUSES else status
