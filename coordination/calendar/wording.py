"""Rules and the standing of their basis in words a clerk uses."""

from __future__ import annotations

from datetime import date

from coordination.kernel.text import Text

ANCHORS = {
    "opens": Text(vi="ngày mở bước", en="the opening of the step"),
    "due": Text(vi="hạn nộp", en="the due date"),
    "closes": Text(vi="ngày khóa sổ", en="the closing of collection"),
    "cycle": Text(vi="ngày mở chu kỳ", en="the opening of the cycle"),
    "session:year_end": Text(vi="ngày khai mạc kỳ họp cuối năm", en="the opening of the year-end session"),
    "session:mid_year": Text(vi="ngày khai mạc kỳ họp giữa năm", en="the opening of the mid-year session"),
}
STANDING = {
    "in_force": Text(vi="đang có hiệu lực", en="in force"),
    "older": Text(vi="theo luật đã được thay thế", en="from a law since replaced"),
    "practice": Text(vi="theo thông lệ", en="practice"),
    "to_verify": Text(vi="cần kiểm chứng", en="to verify"),
    "inferred": Text(vi="suy luận", en="inferred"),
    "design": Text(vi="lịch chung do vùng đặt", en="set by the common calendar"),
}


def anchor(name: str, language: str) -> str:
    """Give what a rule counts from; a step's own anchor stays as written."""
    known = ANCHORS.get(name)
    if known:
        return known.in_language(language)
    step, dot, of = name.rpartition(".")
    last = {"positions": Text(vi="hạn cho ý kiến", en="the last day for positions")} | ANCHORS
    if dot and of in last:
        return last[of].in_language(language) + (f" của bước {step}" if language == "vi" else f" of {step}")
    return _day(name)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def fixed(day: int, month: int, offset: int, language: str, *, strict: bool) -> str:
    """Give a fixed day of a year near N in words."""
    year = "" if not offset else f"/N{offset:+d}"
    if strict:
        return f"trước ngày {day:02}/{month:02}{year}" if language == "vi" else f"before {day:02}/{month:02}{year}"
    return f"ngày {day:02}/{month:02}{year}" if language == "vi" else f"on {day:02}/{month:02}{year}"


def counted(days: int, sign: int, name: str, language: str, *, working: bool) -> str:
    """Give a number of days from an anchor in words."""
    if language == "vi":
        return f"{days} ngày {'làm việc' if working else ''} {'sau' if sign > 0 else 'trước'} {anchor(name, language)}".replace(
            "  ", " "
        )
    return f"{days} {'working' if working else 'calendar'} days {'after' if sign > 0 else 'before'} {anchor(name, language)}"


def from_session(kind: str, days: int, language: str) -> str:
    """Give a number of days from a council session in words."""
    what = anchor(f"session:{kind}", language)
    if language == "vi":
        return f"{abs(days)} ngày {'sau' if days >= 0 else 'trước'} {what}"
    return f"{abs(days)} days {'after' if days >= 0 else 'before'} {what}"


def standing(status: str, language: str) -> str:
    """Give how sure a basis is, in words."""
    known = STANDING.get(status)
    return known.in_language(language) if known else status
