"""The form of proposals to a forecast contract: the draft as it stands, line by line, and what a body wants otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from coordination.kernel.units import PriceBase
from coordination.methods.forecast_contract.models import TERMS, TOPIC_NAMES, Settings
from coordination.methods.forecast_contract.wording import data_to
from coordination.methods.forecast_terms import PARTS
from coordination.methods.indicators import Indicator
from coordination.methods.series.candidates import NAMES
from coordination.methods.wording import vi
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, Keyed, filled
from coordination.submissions.forms.fields import choice, day, figure, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.matrix import definition
from coordination.submissions.forms.voted import Line, Voted

IN_DRAFT: Final = "có"
ACT = choice("act", "Đề xuất", {"add": "Bổ sung", "leave": "Bỏ ra"}, 14)
REASON = words("reason", "Lý do", 56)
TERM_UNITS: Final = {"horizon_years": "năm", "data_to": "năm", "band_percent": "%", "interval_percent": "%"}


def build(basis: Basis) -> Built:
    """Build the form of a body's proposals."""
    settings = Settings.model_validate(dict(basis.settings))
    parts = (
        _indicators(basis, settings),
        _methods(basis, settings),
        _terms(basis, settings),
        _surveys(basis, settings),
    )
    said = basis.content.get("contents") or {}
    named: dict[str, str] = {key: name.vi for key, name in TOPIC_NAMES.items()}
    contents = Keyed("contents", "Nội dung", "Nội dung dự báo cần đề cập", words("text", "Ý kiến", 80), named, said)

    def take(hand: Hand) -> dict[str, Any]:
        hand.places |= {f"contents.{key}": contents.address(key) for key in TOPIC_NAMES}
        return filled({each.key: each.take(hand) for each in parts} | {"contents": contents.take(hand)})

    return Built((contents.sheet(), *(each.sheet() for each in parts if each.lines)), take)


def _indicators(basis: Basis, settings: Settings) -> Voted:
    known = basis.indicators
    codes = [
        *(code for code in settings.indicators if code in known),
        *(c for c in known if c not in settings.indicators),
    ]
    lines = {code: _indicator(known[code], code in settings.indicators) for code in codes}
    return _voted("indicators", "Chỉ tiêu", "Chỉ tiêu dự báo", "indicator", lines, basis)


def _indicator(indicator: Indicator, drafted: bool) -> Line:  # noqa: FBT001 - one of two states of a line
    prices = PriceBase(indicator.price_base)
    unit = indicator.unit.vi if prices is PriceBase.NONE else f"{indicator.unit.vi}, {prices.words.vi}"
    return Line(indicator.name.vi, IN_DRAFT if drafted else "", unit, definition(indicator))


def _methods(basis: Basis, settings: Settings) -> Voted:
    lines = {name: Line(words.vi, IN_DRAFT if name in settings.methods else "") for name, words in NAMES.items()}
    return _voted("methods", "Phương pháp", "Phương pháp dự báo được dùng", "method", lines, basis)


def _voted(key: str, name: str, title: str, field: str, lines: dict[str, Line], basis: Basis) -> Voted:
    return Voted(key, name, title, field, lines, (ACT, REASON), _given(basis, key))


def _terms(basis: Basis, settings: Settings) -> Voted:
    stands = {
        "horizon_years": f"{settings.horizon_years} năm",
        "data_to": data_to(settings.data_to).vi,
        "band_percent": f"±{vi(settings.band_percent)}%",
        "interval_percent": f"{settings.interval_percent}%" if settings.interval_percent else "",
    }
    lines: dict[str, Line] = {term: Line(PARTS[term].vi, stands[term], TERM_UNITS[term]) for term in TERMS}
    fields = (figure("value", "Đề xuất", 14), REASON)
    return Voted("terms", "Điều khoản", "Thời kỳ, số liệu, độ lệch", "term", lines, fields, _given(basis, "terms"))


def _surveys(basis: Basis, settings: Settings) -> Voted:
    lines = {each.code: Line(each.name.vi) for each in settings.surveys}
    fields = (day("by", "Xong trước ngày", 16), words("needs", "Cần các bên hỗ trợ", 56))
    title = "Điều tra cơ bản nhận làm cho cả vùng"
    return Voted("surveys", "Điều tra", title, "survey", lines, fields, _given(basis, "surveys"), stands="")


def _given(basis: Basis, part: str) -> Sequence[dict[str, Any]]:
    return list(basis.content.get(part) or ())
