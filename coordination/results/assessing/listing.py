"""What numbers a report holds, and which cells they were taken from, as rows that are left beside it."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.documents.report.laying import laid
from coordination.documents.report.model import Report
from coordination.results.assessing.tables import Value
from coordination.results.assessing.tracing import Trace, Used

TRACE = (
    "place",
    "text",
    "printed",
    "kind",
    "indicator",
    "unit",
    "period",
    "value",
    "measure",
    "source",
    "status",
    "computed",
    "cells",
)
CELLS = ("address", "indicator", "unit", "period", "value", "state", "status", "source", "plan")


def listed_numbers(trace: Trace, report: Report) -> Iterator[tuple[Value, ...]]:
    """Give the trace in the report's order of numbers of tables and figures."""
    places = _places(report)
    for row in trace.rows:
        yield (
            places.get(row.place, row.place),
            row.text,
            row.printed,
            row.kind,
            row.indicator,
            row.unit,
            row.period,
            row.value,
            row.measure,
            row.source,
            row.status,
            "yes" if row.computed else "no",
            "; ".join(row.cells),
        )


def _places(report: Report) -> dict[str, str]:
    """Give what tables and figures are called in the report, by key."""
    keys = [block.key for block in report.blocks if hasattr(block, "key")]
    called = [item.caption.partition(".")[0] for item in laid(report) if item.kind in ("grid", "image")]
    return dict(zip(keys, called, strict=True))


def listed_cells(trace: Trace) -> Iterator[tuple[Value, ...]]:
    """Give the cells the numbers of a report were taken from."""
    return (_used(each) for each in trace.cells.values())


def _used(cell: Used) -> tuple[Value, ...]:
    code, unit, year = cell.key
    point = cell.point
    plan = "yes" if cell.plan else "no"
    return (
        cell.address,
        code,
        unit,
        str(year),
        point.cell.value,
        str(point.cell.state),
        point.status,
        point.source,
        plan,
    )
