"""The notes of a report: what the figures are, what they lack, where provinces and publishers differ, by which methods."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from coordination.documents.report.model import Block, Bullets, Paragraph, Section, Table
from coordination.methods.indicators import breaking
from coordination.methods.joint_assessment.analysis.models import IndicatorAnalysis, Options
from coordination.methods.joint_assessment.analysis.panel import known_years
from coordination.results.assessing.doubted import doubted
from coordination.results.assessing.doubts import Doubt
from coordination.results.assessing.outline import PILLARS
from coordination.results.assessing.sources import called, publishers, status_words
from coordination.results.assessing.tables import ABSENT, Tables, Value
from coordination.results.assessing.tracing import Kind
from coordination.submissions.checking.differing import WITHOUT

KEY = "notes"


def notes(tables: Tables, doubts: Sequence[Doubt] = ()) -> Section:
    """Give the last section of a report; ``doubts`` are the figures that cannot be right as they stand."""
    t = tables.t
    parts = [
        Section(
            title=t("Nguồn và tính chất số liệu", "Sources and status of the figures"), blocks=tuple(_sources(tables))
        ),
        Section(title=t("Số liệu còn thiếu và gián đoạn", "Gaps and breaks"), blocks=tuple(_lacking(tables))),
    ]
    if tables.figures.basis.differences:
        title = t("Số liệu khác nhau cần trao đổi", "Differences to be discussed")
        parts.append(Section(title=title, blocks=(_differences(tables),)))
    if doubts:
        parts.append(doubted(tables, KEY, doubts))
    parts.append(Section(title=t("Phương pháp", "Methods"), blocks=tuple(_methods(tables))))
    return Section(title=t("Ghi chú về số liệu và phương pháp", "Notes on figures and methods"), parts=tuple(parts))


def _said(tables: Tables, text: str, known: dict[str, tuple[Kind, str]] | None = None) -> Paragraph:
    return Paragraph(text=tables.trace.words(KEY, text, known))


def _sources(tables: Tables) -> Iterator[Block]:
    yield _said(tables, tables.words(tables.figures.basis.told))
    yield _said(
        tables,
        tables.t(
            "Mỗi con số trong báo cáo đều ghi trong tệp trace.csv: ở đâu trong báo cáo, của chỉ tiêu, địa phương, năm nào, "
            "nguồn và tính chất ra sao, lấy hoặc tính từ những ô số liệu nào; các ô đó ghi trong tệp cells.csv.",
            "Each number of the report stands in trace.csv: where it is printed, of which indicator, province and year, "
            "from which source, of which status, and from which cells; these cells stand in cells.csv.",
        ),
    )
    used: dict[str, tuple[set[str], set[int], set[str]]] = defaultdict(lambda: (set(), set(), set()))
    for each in tables.trace.cells.values():
        for name in publishers([each.point.source], tables.language).split("; "):
            names, years, statuses = used[name]
            names.add(each.key[0])
            years.add(each.key[2])
            statuses.add(status_words(each.point.status, tables.language))
    head = (
        tables.t("Nguồn", "Source"),
        tables.t("Số chỉ tiêu", "Indicators"),
        tables.t("Các năm", "Years"),
        tables.t("Tính chất", "Status"),
    )
    rows, full = [], list[tuple[Value, ...]]()
    for name in sorted(used):
        names, years, statuses = used[name]
        span = f"{min(years)} - {max(years)}" if len(years) > 1 else str(min(years))
        tables.trace.words("table-sources", f"{len(names)}", {str(len(names)): ("count", name)})
        tables.trace.words("table-sources", span)
        row = (
            called(name) or ABSENT,
            str(len(names)),
            span,
            ", ".join(sorted(filter(None, statuses))) or ABSENT,
        )
        rows.append(row)
        full.append(row)
    title = tables.t("Nguồn của các số liệu đã dùng", "Sources of the figures used")
    yield tables.finish("table-sources", title, head, rows, full)


def _lacking(tables: Tables) -> Iterator[Block]:
    """Group what is lacking by pillar and latest year: a list by indicator is in the workbook."""
    analysis = tables.figures.analysis
    rows, full = [], list[tuple[Value, ...]]()
    for pillar in analysis.pillars:
        groups: dict[int, list[str]] = defaultdict(list)
        for each in pillar.indicators:
            year = tables.figures.year(each.indicator)
            if year is None or each.year is None or year != each.year:
                groups[each.year or 0].append(_named(tables, each))
        for year in sorted(groups, reverse=True):
            when = str(year) if year else tables.t("chưa có", "none")
            row = (tables.words(PILLARS[pillar.pillar]), when, "; ".join(groups[year]))
            for words in row[1:]:
                tables.trace.words("table-gaps", words)
            rows.append(row)
            full.append(row)
    if rows:
        oldest = tables.figures.oldest
        yield _said(
            tables,
            tables.t(
                f"Báo cáo chỉ nhận định trên số liệu từ năm {oldest} trở lại đây. Các chỉ tiêu dưới đây đã có trong sổ chỉ "
                f"tiêu nhưng chưa có giá trị toàn vùng cho các năm này, nên chưa được nhận định; chuỗi cũ có trong tables.xlsx.",
                f"The report speaks of figures since {oldest} only. The indicators below are in the registry without a "
                "regional value for these years, so nothing is said of them; older series are in tables.xlsx.",
            ),
        )
        head = (
            tables.t("Trụ cột", "Pillar"),
            tables.t("Năm mới nhất có giá trị vùng", "Latest year"),
            tables.t("Chỉ tiêu", "Indicators"),
        )
        title = tables.t("Chỉ tiêu chưa có số liệu mới", "Indicators without recent figures")
        yield tables.finish("table-gaps", title, head, rows, full)
    yield from _breaks(tables)


def _named(tables: Tables, each: IndicatorAnalysis) -> str:
    """Name an indicator, and who lacks the figure that would give a later regional value."""
    basis, indicator = tables.figures.basis, tables.figures.basis.indicators[each.indicator]
    name = tables.words(indicator.name)
    by_unit = {unit: known_years(basis.own.series(indicator.code, unit)) for unit in basis.units}
    newest = max((years[-1] for years in by_unit.values() if years), default=0)
    if newest <= (each.year or 0):
        return name
    without = [basis.units[unit] for unit, years in by_unit.items() if newest not in years]
    if not without:
        return name
    who = ", ".join(tables.words(name_) for name_ in without)
    return tables.t(f"{name} (năm {newest} còn thiếu {who})", f"{name} ({newest} lacks {who})")


def _breaks(tables: Tables) -> Iterator[Block]:
    basis = tables.figures.basis
    oldest = basis.period - Options().span_years
    found: dict[tuple[int, str], list[str]] = {}
    for code, each in basis.indicators.items():
        for broken in breaking(each, basis.indicators) if basis.own.data.get(code) else ():
            if broken.year > oldest:
                found.setdefault((broken.year, tables.words(broken.why)), []).append(tables.words(each.name))
    for (year, why), names in found.items():
        # Numbers in the reason name an act or a survey; they are no figures of the report.
        cited: dict[str, tuple[Kind, str]] = dict.fromkeys(re.findall(r"\d+", why), ("reference", why))
        yield _said(
            tables,
            tables.t(
                f"{'; '.join(names)}: không so sánh được qua năm {year}, không tính tốc độ tăng qua mốc này. {why}.",
                f"{'; '.join(names)}: not comparable across {year}, no growth is reckoned across it. {why}.",
            ),
            cited,
        )
    yield _said(
        tables,
        tables.t(
            "Không tính tốc độ tăng giữa hai năm lấy từ hai nguồn khác nhau, vì chênh lệch do sửa số hoặc do địa giới sẽ bị "
            "nhầm là tăng trưởng. Số của tỉnh sáp nhập là tổng, hoặc bình quân có quyền số, của các tỉnh cũ.",
            "No growth is reckoned between years of two sources, since revisions and borders would pass for growth. "
            "Figures of merged provinces are sums or weighted means of the former provinces.",
        ),
    )


def _differences(tables: Tables) -> Table:
    basis, key = tables.figures.basis, "table-differences"
    head = (
        tables.t("Chỉ tiêu, năm", "Indicator, year"),
        tables.t("Địa phương", "Province"),
        tables.t("Địa phương báo cáo", "As reported"),
        tables.t("Số công bố", "As published"),
        tables.t("Nguồn công bố", "Published by"),
    )
    rows, full = [], list[tuple[Value, ...]]()
    for each in basis.differences:
        code, unit, year = each.key
        indicator = basis.indicators[code]
        called = tables.called(indicator, year)
        name = tables.words(basis.units[unit])
        stated = tables.printed(each.stated, indicator.decimals)
        if each.stated is None:
            stated = tables.words(WITHOUT[each.state])
        published = tables.printed(each.published.cell.value, indicator.decimals)
        measure = tables.words(indicator.unit)
        cited = (indicator, unit, str(year))
        if each.stated is not None:
            where = f"{name} · {called} · {head[2]}"
            tables.trace.figure(key, where, stated, cited, basis.own.point(*each.key), measure)
        where = f"{name} · {called} · {head[3]}"
        tables.trace.figure(key, where, published, cited, each.published, measure, keys=[each.key], by_sector=True)
        tables.trace.words(key, called)
        by = publishers([each.published.source], tables.language)
        rows.append((called, name, stated, published, by))
        full.append((called, name, stated if each.stated is None else each.stated, each.published.cell.value, by))
    title = tables.t("Số địa phương báo cáo khác số công bố", "Reported figures that differ from published ones")
    note = tables.t(
        "Báo cáo dùng số của địa phương; địa phương báo không có số thì dùng số đã công bố. Chênh lệch để các bên trao đổi, "
        "không sửa thay.",
        "The report uses the provinces' figures, and the published one where a province says it has none; differences are for "
        "the parties to discuss and are not corrected here.",
    )
    return tables.finish(key, title, head, rows, full, note=note)


def _methods(tables: Tables) -> Iterator[Block]:
    rules = Options().rules
    level = f"{rules.level:.0%}"
    known: dict[str, tuple[Kind, str]] = {
        level.rstrip("%"): ("reference", "confidence level"),
        tables.printed_whole(rules.draws): ("reference", "bootstrap draws"),
    }
    draws = tables.printed_whole(rules.draws)
    items = (
        tables.t(
            "Giá trị vùng: chỉ tiêu cộng được thì cộng; tỷ lệ tính lại từ tử số và mẫu số; bình quân tính theo quyền số; một "
            "địa phương thiếu số thì không có giá trị vùng.",
            "Regional values: what adds up is added; ratios are recomputed from numerator and denominator; means are "
            "weighted; where one province lacks there is no regional value.",
        ),
        tables.t(
            "Đóng góp vào mức tăng: phần thay đổi của từng địa phương tính theo phần trăm của tổng năm trước; với chỉ số phát "
            "triển là mức tăng của địa phương nhân tỷ trọng trong GRDP giá hiện hành năm trước.",
            "Part in growth: each province's change in percent of last year's total; of a volume index its growth times its "
            "share of last year's current GRDP.",
        ),
        tables.t(
            f"Hội tụ: σ là hệ số biến thiên và độ lệch chuẩn của lôgarit, β là hồi quy tốc độ tăng theo mức ban đầu (Barro và "
            f"Sala-i-Martin, 1992); khoảng tin cậy {level} theo bootstrap {draws} lần lấy mẫu (Efron, 1979), sai số chuẩn của "
            "β theo MacKinnon và White (1985).",
            f"Convergence: σ is the coefficient of variation and the standard deviation of logs, β the regression of growth on "
            f"the initial level (Barro and Sala-i-Martin, 1992); {level} intervals by {draws} bootstrap draws (Efron, 1979), "
            "standard errors of β by MacKinnon and White (1985).",
        ),
        tables.t(
            "Cơ cấu: phân tích chuyển dịch - tỷ trọng theo Dunn (1960); thương số vị trí (LQ) theo Florence (1939), là tỷ trọng "
            "của khu vực trong tỉnh chia cho tỷ trọng của khu vực đó trong cả nước.",
            "Structure: shift-share by Dunn (1960); location quotients (LQ) by Florence (1939), the sector's share of the "
            "province over its share of the nation.",
        ),
        tables.t(
            "Kết quả thống kê trên ít địa phương chỉ để tham khảo; khi khoảng tin cậy chứa số không thì báo cáo không kết luận.",
            "Statistics on few provinces are an indication only; where an interval holds zero, nothing is concluded.",
        ),
        tables.t(
            "Số in ra đã làm tròn; mức chênh lệch và tốc độ tăng tính từ số chưa làm tròn nên có thể lệch ở chữ số cuối.",
            "Printed figures are rounded; differences and growth are worked out before rounding and may differ in the last "
            "digit.",
        ),
    )
    yield Bullets(items=tuple(_said(tables, item, known) for item in items))
