"""What a wall sheet says: plain values in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.documents.press import PAGE
from coordination.kernel.text import Text

MARGIN = 10.0
LEFT, RIGHT = MARGIN, PAGE[0] - MARGIN
TOP, BOTTOM = 36.0, 265.0
"""Between these heights stand the calendar and the matrix; the title is above, the legend beneath."""

STANDINGS = {
    "not_yet": Text(vi="chưa mở", en="not open yet"),
    "waiting": Text(vi="chờ bước trước", en="waits for earlier steps"),
    "open": Text(vi="chưa nộp, còn hạn", en="owed, in time"),
    "excused": Text(vi="được gia hạn", en="more time granted"),
    "overdue": Text(vi="quá hạn", en="overdue"),
    "handed_in": Text(vi="đã nộp, chờ tiếp nhận", en="handed in, not yet accepted"),
    "returned": Text(vi="trả lại, chờ nộp lại", en="returned, to be handed in again"),
    "on_time": Text(vi="đã tiếp nhận, đúng hạn", en="accepted, on time"),
    "late": Text(vi="nộp trễ", en="handed in late"),
    "missing": Text(vi="không nộp", en="not handed in"),
    "cancelled": Text(vi="đã hủy bước", en="step cancelled"),
}
"""Every sign of the matrix in words, in the order of a legend."""
LEGAL = Text(vi="ngày luật định", en="legal date")
UNSURE = Text(
    vi="ngày theo luật đã được thay thế hoặc cần kiểm chứng", en="date of a law since replaced, or to be verified"
)
"""The two kinds of legal dates: those of a law in force, and those that bind nobody for certain."""


def date_form(first: date, last: date) -> str:
    """Give how dates between two days are written: the year in full where two figures of it could mean two years."""
    return "%d/%m/%y" if {first.year // 100, last.year // 100} == {20} else "%d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Line:
    """A step: collection from ``opens`` to ``due``, late until ``closes``, positions until ``ends``."""

    number: int
    name: str
    opens: date
    due: date
    closes: date
    ends: date
    legal: date | None = None
    binding: bool = True
    """Whether the legal date is one of a law in force."""
    waits: bool = False
    """Whether it should have opened, but waits for earlier steps."""
    spare: str = ""
    """How much lies between the due date and the legal date, in words."""
    status: str = ""
    meetings: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something owed stands (a key of ``STANDINGS``); ``due`` where the date is not the row's."""

    standing: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the matrix: what is owed in a step, and a cell for each column, None where nothing is owed."""

    number: int
    what: str
    due: date
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Days with a name: a day off, the opening of a session."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a wall sheet says, in the words of its language; ``first`` and ``last`` bound its calendar."""

    title: str
    procedure: str
    source: str
    printed: date
    first: date
    last: date
    lines: tuple[Line, ...]
    heads: tuple[str, ...]
    duties: tuple[Duty, ...]
    matrix: str
    """What the columns of the matrix are, as its title says it."""
    sittings: tuple[Event, ...] = ()
    days_off: tuple[Event, ...] = ()
    note: str = ""
    simulated: bool = False
