"""Tables on what the region is made of and where it stands: sectors, spread, plans, and who is ahead of the nation."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from coordination.documents.report.model import Table
from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis.convergence import Interval, Spread
from coordination.methods.joint_assessment.analysis.models import Convergence, SectorAnalysis
from coordination.methods.joint_assessment.analysis.plan import VERDICTS, Fulfilment
from coordination.methods.joint_assessment.analysis.quotients import WORDS, Limits
from coordination.methods.wording import rounded
from coordination.results.assessing.basis import BY_SECTOR, SECTORS, VALUE, VOLUME, Key
from coordination.results.assessing.tables import ABSENT, REGION, UNIT, Tables, Value
from coordination.results.assessing.tracing import known


def quotients(tables: Tables, found: SectorAnalysis) -> Table | None:
    """Give shares and location quotients, a row for each territory."""
    year, region = found.quotient_year, tables.figures.basis.region.code
    if year is None or not found.quotients:
        return None
    key, by = "table-quotients", {(each.unit, each.sector): each for each in found.quotients}
    keys = _sector_keys(tables, VALUE.values(), (year,))
    rows: list[tuple[str, ...]] = []
    full: list[tuple[Value, ...]] = []
    territories = [*tables.figures.basis.units.items(), (region, REGION)]
    for unit, name in territories:
        if not any((unit, sector) in by for sector in SECTORS):
            continue
        cells: list[str] = [tables.words(name)]
        kept: list[Value] = [tables.words(name)]
        for sector, called in SECTORS.items():
            one = by.get((unit, sector))
            for value, places, what in (
                (one.share if one else None, 1, "%"),
                (one.quotient if one else None, 2, "LQ"),
            ):
                where = f"{cells[0]} · {tables.words(called)} · {what}"
                cells.append(_traced(tables, key, where, (unit, str(year), what), value, places, keys, found))
                kept.append(value)
        rows.append(tuple(cells))
        full.append(tuple(kept))
    head = [tables.words(UNIT)]
    for called in SECTORS.values():
        sector = tables.words(called)
        head += [sector[:1].upper() + sector[1:] + tables.t(": tỷ trọng (%)", ": share (%)"), "LQ"]
    title = tables.t(
        f"Tỷ trọng và thương số vị trí (LQ) theo khu vực kinh tế, năm {year}",
        f"Shares and location quotients by sector, {year}",
    )
    limit = tables.printed(Limits().strong, 1)
    note = tables.t(
        f"LQ lớn hơn một: chuyên môn hóa cao hơn mức chung cả nước, từ {limit} là {WORDS['strong'].vi}; không có nghĩa là nên mở "
        "rộng thêm.",
        f"LQ above one: specialisation above the nation's, from {limit} a {WORDS['strong'].en}; it does not say that more would "
        "be better.",
    )
    tables.trace.words(key, note, {limit: ("reference", WORDS["strong"].en)})
    points = [known(Decimal(0), found.source, found.status)]
    return tables.finish(key, title, tuple(head), rows, full, strong=(len(rows) - 1,), points=points, note=note)


def shift_share(tables: Tables, found: SectorAnalysis) -> Table | None:
    """Give the effects of shift-share, a row for each territory."""
    if found.region is None or found.first is None or found.last is None:
        return None
    key, span, region = "table-shift", f"{found.first}-{found.last}", tables.figures.basis.region.code
    keys = _sector_keys(tables, VOLUME.values(), (found.first, found.last))
    names = {**tables.figures.basis.units, region: REGION}
    head = (
        tables.words(UNIT),
        tables.t("Tăng (%)", "Growth (%)"),
        tables.t("Theo nhịp chung cả nước (điểm %)", "National pace (points)"),
        tables.t("Do cơ cấu ngành (điểm %)", "Industry mix (points)"),
        tables.t("Do yếu tố riêng (điểm %)", "Own effect (points)"),
    )
    rows, full = [], []
    for each in (*found.provinces, found.region):
        name = tables.words(names[each.unit])
        values = (each.percent, each.national_points, each.mix_points, each.own_points)
        cells = [
            _traced(tables, key, f"{name} · {title}", (each.unit, span, "%"), value, 1, keys, found)
            for title, value in zip(head[1:], values, strict=True)
        ]
        rows.append((name, *cells))
        full.append((name, *values))
    title = tables.t(
        f"Phân tích chuyển dịch - tỷ trọng (shift-share) {found.first} - {found.last}",
        f"Shift-share, {found.first}-{found.last}",
    )
    points = [known(Decimal(0), found.source, found.status)]
    return tables.finish(key, title, head, rows, full, strong=(len(rows) - 1,), points=points)


def _sector_keys(tables: Tables, codes: Iterable[str], years: tuple[int, ...]) -> list[Key]:
    country = tables.figures.basis.published.country
    return [(code, unit, year) for code in codes for unit in country for year in years]


def _traced(
    tables: Tables,
    key: str,
    where: str,
    of: tuple[str, str, str],
    value: Decimal | None,
    places: int,
    keys: list[Key],
    found: SectorAnalysis,
) -> str:
    unit, period, measure = of
    printed = tables.printed(value, places)
    point = known(value, found.source, found.status)
    tables.trace.figure(key, where, printed, (BY_SECTOR, unit, period), point, measure, keys=keys, by_sector=True)
    return printed


def spread(tables: Tables, indicator: Indicator, found: Convergence) -> Table | None:
    """Give the spread between provinces year by year, with its intervals."""
    if found.sigma is None:
        return None
    key, region = f"table-sigma-{indicator.code}", tables.figures.basis.region.code
    rows: list[tuple[str, ...]] = []
    full: list[tuple[Value, ...]] = []
    for each in found.sigma.spreads:
        cells: list[str] = []
        for what, value, interval in _measures(each):
            keys = tables.trace.keys(indicator.code, tables.figures.basis.units, str(each.year))
            for numbers in ((value,), interval or ()):
                shown = []
                for number in numbers:
                    exact = rounded(Decimal(str(number)))
                    printed = tables.printed(exact, 3)
                    point = known(exact, found.source, found.status)
                    cited = (indicator, region, str(each.year))
                    tables.trace.figure(key, f"{each.year} · {what}", printed, cited, point, "", keys=keys)
                    shown.append(printed)
                cells.append(" – ".join(shown) or ABSENT)
        tables.trace.words(key, str(each.year))
        rows.append((str(each.year), *cells))
        full.append((each.year, *cells))
    name = tables.words(indicator.name)
    range_ = tables.t("Khoảng tin cậy", "Interval")
    head = (
        tables.t("Năm", "Year"),
        tables.t("Hệ số biến thiên", "Coefficient of variation"),
        range_,
        tables.t("Độ lệch chuẩn của lôgarit", "Standard deviation of logs"),
        range_,
    )
    title = tables.t(f"Chênh lệch {name} giữa các địa phương", f"Spread of {name} between provinces")
    points = [known(Decimal(0), found.source, found.status)]
    return tables.finish(key, title, head, rows, full, points=points)


def _measures(each: Spread) -> tuple[tuple[str, float, Interval | None], ...]:
    return ("cv", each.cv, each.cv_interval), ("sd", each.sd_log, each.sd_log_interval)


def fulfilment(tables: Tables, found: tuple[Fulfilment, ...]) -> Table | None:
    """Give plans against results, the region's and each province's."""
    if not found:
        return None
    basis, key = tables.figures.basis, "table-plan"
    head = (
        tables.t("Chỉ tiêu, năm", "Indicator, year"),
        tables.words(UNIT),
        tables.t("Kế hoạch", "Plan"),
        tables.t("Thực hiện", "Result"),
        tables.t("% kế hoạch", "% of plan"),
        tables.t("Mức hoàn thành", "Verdict"),
    )
    rows, full, strong = [], [], []
    for at, each in enumerate(found):
        indicator = basis.indicators[each.indicator]
        unit = basis.region.code if each.unit is None else each.unit
        name = tables.words(REGION if each.unit is None else basis.units[each.unit])
        called = tables.called(indicator, each.year)
        units = each.units if each.unit is None else (unit,)
        done = tables.trace.use(tables.trace.keys(each.indicator, units, str(each.year)))
        planned = tables.trace.planned(each.indicator, units, str(each.year))
        cells = []
        for what, value, places, from_ in (
            (head[2], each.plan, indicator.decimals, planned),
            (head[3], each.actual, indicator.decimals, done),
            (head[4], each.percent, 1, (*done, *planned)),
        ):
            printed = tables.printed(value, places)
            cited = (indicator, unit, str(each.year))
            where = f"{name} · {called} · {what}"
            tables.trace.figure(key, where, printed, cited, known(value), tables.words(indicator.unit), cells=from_)
            cells.append(printed)
        verdict = tables.words(VERDICTS[each.verdict]) if each.verdict else tables.t("chưa kết luận", "none")
        strong += [at] if each.unit is None else []
        tables.trace.words(key, called)
        rows.append((called, name, *cells, verdict))
        full.append((called, name, each.plan, each.actual, each.percent, verdict))
    title = tables.t("Thực hiện kế hoạch", "Plan fulfilment")
    return tables.finish(key, title, head, rows, full, strong=tuple(strong))
