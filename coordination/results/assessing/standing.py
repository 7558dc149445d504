"""Where the region stands against the nation, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.documents.report.model import Table
from coordination.kernel.text import Text
from coordination.methods.indicators import PILLARS, Indicator, Pillar, Sum
from coordination.methods.joint_assessment.analysis import Point
from coordination.methods.joint_assessment.analysis.distance import better
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.results.assessing.outline import Of
from coordination.results.assessing.tables import Tables, Value

STANDING = "table-standing"
BETTER, WORSE = Text(vi="tốt hơn", en="better"), Text(vi="kém hơn", en="worse")
EQUAL = Text(vi="ngang bằng", en="equal")


def standing(tables: Tables) -> Table | None:
    """Say in what the region does better or worse than the nation, and how many of its provinces do."""
    rows: list[tuple[str, ...]] = []
    full: list[tuple[Value, ...]] = []
    points: list[Point] = []
    judged: list[tuple[Indicator, Of]] = []
    key = STANDING
    for pillar in PILLARS:
        for indicator in _judged(tables, pillar):
            figures, year = tables.figures, tables.figures.year(indicator.code) or 0
            here = figures.value(indicator.code, figures.basis.region.code, year)
            nation = figures.value(indicator.code, NATION, year)
            if here.cell.value is None or nation.cell.value is None:
                continue
            ahead = better(here.cell.value, nation.cell.value, indicator.direction)
            given = (figures.value(indicator.code, unit, year).cell.value for unit in figures.basis.units)
            values = [value for value in given if value is not None]
            count = sum(bool(better(value, nation.cell.value, indicator.direction)) for value in values)
            name = tables.called(indicator, year)
            cells = []
            for unit, point in ((figures.basis.region.code, here), (NATION, nation)):
                printed = tables.printed(point.cell.value, indicator.decimals)
                cited = (indicator, unit, str(year))
                keys = tables.keys(indicator.code, unit, "value", str(year))
                tables.trace.figure(
                    key, f"{name} · {unit}", printed, cited, point, tables.words(indicator.unit), keys=keys
                )
                cells.append(printed)
            word = tables.words({True: BETTER, False: WORSE, None: EQUAL}[ahead])
            said = f"{count}/{len(values)}"
            tables.trace.words(key, said.replace("/", " / "), {str(n): ("count", name) for n in (count, len(values))})
            judged.append((indicator, "value"))
            rows.append((name, *cells, word, said))
            full.append((name, here.cell.value, nation.cell.value, word, said))
            points += [here, nation]
    if not rows:
        return None
    head = (
        tables.t("Chỉ tiêu, năm", "Indicator, year"),
        tables.t("Toàn vùng", "Region"),
        tables.t("Cả nước", "Nation"),
        tables.t("So với cả nước", "Against the nation"),
        tables.t("Số địa phương tốt hơn mức chung cả nước", "Provinces ahead of the nation"),
    )
    title = tables.t("Vị trí của vùng so với mức chung cả nước", "Where the region stands against the nation")
    note = tables.nation_apart(judged)
    return tables.finish(key, title, head, rows, full, points=points, note=note)


def _judged(tables: Tables, pillar: Pillar) -> Iterator[Indicator]:
    for each in tables.figures.basis.indicators.values():
        judged = each.direction != "neutral" and not isinstance(each.aggregation, Sum)
        if each.pillar == pillar and judged and tables.figures.year(each.code) is not None:
            yield each
