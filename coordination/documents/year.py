"""The year on one picture: every step a bar from opening to the last day for positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.documents.templating import environment

WIDTH, LEFT, ROW, TOP, BOTTOM = 1180, 400, 24, 64, 46
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A step on the picture: collection from ``opens`` to ``due``, late until ``closes``, positions to ``ends``."""

    label: str
    opens: date
    due: date
    closes: date
    ends: date
    outcome: str
    group: str = ""


def year_svg(title: str, bars: Sequence[Bar], language: str, note: str = "") -> str:
    """Draw the calendar as SVG; deadlines are marked, outcomes coloured and named in words."""
    first = min(bar.opens for bar in bars).replace(day=1)
    last = max(bar.ends for bar in bars)
    after = _next_month(last)
    span = (after - first).days

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - 12) * (day - first).days / span, 1)

    rows = [
        {
            "label": bar.label,
            "group": bar.group,
            "y": TOP + number * ROW,
            "outcome": bar.outcome,
            "due": bar.due,
            "x": x(bar.opens),
            "x_due": x(bar.due + timedelta(days=1)),
            "x_closes": x(bar.closes + timedelta(days=1)),
            "x_ends": x(bar.ends + timedelta(days=1)),
        }
        for number, bar in enumerate(bars)
    ]
    months = []
    month = first
    while month < after:
        months.append({"x": x(month), "name": f"{month:%m/%Y}"})
        month = _next_month(month)
    return (
        environment()
        .get_template("documents/year.svg")
        .render(
            title=title,
            rows=rows,
            months=months,
            width=WIDTH,
            left=LEFT,
            row=ROW,
            top=TOP,
            lang=language,
            note=note,
            height=TOP + ROW * len(rows) + BOTTOM,
            bottom=TOP + ROW * len(rows),
        )
    )


def _next_month(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == DECEMBER else date(day.year, day.month + 1, 1)
