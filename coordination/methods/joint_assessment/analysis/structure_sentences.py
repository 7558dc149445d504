"""What convergence, shift-share, location quotients and plans say, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.joint_assessment.analysis.drafting import (
    BARE,
    PERCENT,
    POINTS,
    PROVINCES,
    Cited,
    Sentence,
    compose,
    joined,
    plain,
)
from coordination.methods.joint_assessment.analysis.plan import VERDICTS
from coordination.methods.joint_assessment.analysis.scene import NATION

if TYPE_CHECKING:
    from coordination.methods.indicators import Indicator
    from coordination.methods.joint_assessment.analysis.convergence import Beta, Sigma
    from coordination.methods.joint_assessment.analysis.models import Convergence, SectorAnalysis
    from coordination.methods.joint_assessment.analysis.plan import Fulfilment
    from coordination.methods.joint_assessment.analysis.scene import Scene

YEARS = Text(vi="năm", en="years")
FEW = Text(vi=" (số tỉnh ít, kết quả chỉ để tham khảo)", en=" (few provinces: an indication only)")


def convergence_sentences(scene: Scene, indicator: Indicator, found: Convergence) -> Iterator[Sentence]:
    """Say whether provinces drew nearer, and no more than the interval allows."""
    of = (found.source, found.status)
    if found.sigma is not None and len(found.sigma.spreads) > 1:
        yield _spread(scene, indicator, found.sigma, of)
    if found.beta.slope is not None:
        yield _slope(scene, indicator, found.beta, of)


def _spread(scene: Scene, indicator: Indicator, sigma: Sigma, of: tuple[str, str]) -> Sentence:
    first, last = sigma.spreads[0], sigma.spreads[-1]
    period = f"{first.year}-{last.year}"

    def cite(value: float, when: str, measure: Text = BARE, decimals: int = 3) -> Cited:
        return scene.cite(indicator, scene.region, when, Decimal(str(value)), (measure, decimals), of)

    figures = {
        "then": cite(first.cv, str(first.year)),
        "now": cite(last.cv, str(last.year)),
        "units": cite(last.units, period, PROVINCES, 0),
    }
    words = {"name": indicator.name, "first": plain(first.year), "last": plain(last.year)}
    vi = "Hệ số biến thiên của chỉ tiêu “{name}” giữa {units} trong vùng là {then} năm {first} và {now} năm {last}"
    en = "The coefficient of variation of “{name}” across {units} of the region was {then} in {first} and {now} in {last}"
    if sigma.change_interval is not None:
        figures |= {"low": cite(sigma.change_interval[0], period), "high": cite(sigma.change_interval[1], period)}
        vi += " (khoảng tin cậy của mức thay đổi: từ {low} đến {high})"
        en += " (interval of the change: {low} to {high})"
    said = {
        True: Text(vi="mức chênh lệch giữa các tỉnh đã thu hẹp", en="the provinces drew nearer to one another"),
        False: Text(vi="mức chênh lệch giữa các tỉnh đã giãn ra", en="the provinces drew apart"),
        None: Text(
            vi="chưa đủ căn cứ để kết luận chênh lệch thu hẹp hay giãn ra",
            en="whether they drew nearer or apart cannot be told",
        ),
    }[sigma.narrowed]
    few = FEW if sigma.caution is not None else BARE
    return compose(f"{vi}; {said.vi}{few.vi}.", f"{en}; {said.en}{few.en}.", figures, words)


def _slope(scene: Scene, indicator: Indicator, beta: Beta, of: tuple[str, str]) -> Sentence:
    period = f"{beta.first}-{beta.last}"

    def cite(value: float, measure: Text = BARE, decimals: int = 4) -> Cited:
        return scene.cite(indicator, scene.region, period, Decimal(str(value)), (measure, decimals), of)

    low, high = beta.interval or (0.0, 0.0)
    figures = {
        "slope": cite(beta.slope or 0.0),
        "low": cite(low),
        "high": cite(high),
        "units": cite(beta.units, PROVINCES, 0),
    }
    words = {"name": indicator.name, "first": plain(beta.first), "last": plain(beta.last)}
    vi = "Giai đoạn {first} - {last}, hệ số hội tụ β của chỉ tiêu “{name}” ước lượng trên {units} là {slope} (khoảng tin cậy: từ {low} đến {high})"
    en = "Over {first}-{last} the slope of β-convergence of “{name}”, estimated on {units}, is {slope} (interval: {low} to {high})"
    said = {
        True: Text(vi="các tỉnh xuất phát thấp tăng nhanh hơn", en="provinces that started lower grew faster"),
        False: Text(vi="các tỉnh xuất phát thấp tăng chậm hơn", en="provinces that started lower grew more slowly"),
        None: Text(
            vi="chưa đủ căn cứ để kết luận các tỉnh xuất phát thấp tăng nhanh hơn hay chậm hơn",
            en="whether provinces that started lower grew faster or more slowly cannot be told",
        ),
    }[beta.converging]
    vi, en = f"{vi}; {said.vi}", f"{en}; {said.en}"
    if beta.converging and beta.half_life is not None:
        figures["half"] = cite(beta.half_life, YEARS, 0)
        vi += ", với nhịp độ này khoảng cách giảm một nửa sau khoảng {half}"
        en += "; at this pace half the gap closes in about {half}"
    few = FEW if beta.caution is not None else BARE
    return compose(f"{vi}{few.vi}.", f"{en}{few.en}.", figures, words)


def sector_sentences(
    scene: Scene, indicator: Indicator, found: SectorAnalysis, names: dict[str, Text]
) -> Iterator[Sentence]:
    """State the region's shift-share, and the provinces' clear advantages sector by sector."""
    of = (found.source, found.status)
    if found.region is not None:
        period = f"{found.first}-{found.last}"
        shares = {
            "all": found.region.percent,
            "national": found.region.national_points,
            "mix": found.region.mix_points,
            "own": found.region.own_points,
        }
        figures = {
            key: scene.cite(indicator, scene.region, period, value, (PERCENT if key == "all" else POINTS, 1), of)
            for key, value in shares.items()
        }
        figures["units"] = scene.cite(indicator, NATION, period, Decimal(found.reference_units), (PROVINCES, 0), of)
        words = {"region": scene.region_name, "first": plain(found.first), "last": plain(found.last)}
        vi, en = ("tăng", "rose") if found.region.percent >= 0 else ("giảm", "fell")
        yield compose(
            f"Từ năm {{first}} đến năm {{last}}, giá trị tăng thêm của {{region}} theo giá so sánh {vi} {{all_abs}}, gồm "
            "{national} theo nhịp chung của cả nước ({units} có số liệu so sánh được), {mix} do cơ cấu ngành và {own} do "
            "yếu tố riêng của vùng.",
            f"From {{first}} to {{last}} value added at constant prices, {{region}}, {en} by {{all_abs}}: {{national}} from "
            "the nation's pace ({units} with comparable figures), {mix} from the mix of sectors and {own} of its own.",
            figures,
            words,
        )
    yield from _advantages(scene, indicator, found, names)


def _advantages(
    scene: Scene, indicator: Indicator, found: SectorAnalysis, names: dict[str, Text]
) -> Iterator[Sentence]:
    for sector, name in names.items():
        strong = [
            each
            for each in found.quotients
            if each.sector == sector and each.strength == "strong" and each.unit != scene.region and not each.small_base
        ]
        chosen = sorted(strong, key=lambda each: -each.quotient)[:3]
        if not chosen:
            continue
        figures, words, parts = {}, {"sector": name, "year": plain(found.quotient_year)}, []
        for letter, each in zip("abc", chosen, strict=False):
            words[f"unit_{letter}"] = scene.name(each.unit)
            figures[f"lq_{letter}"] = scene.cite(
                indicator, each.unit, str(found.quotient_year), each.quotient, (BARE, 2), (found.source, found.status)
            )
            parts.append(f"{{unit_{letter}}} ({{lq_{letter}}})")
        yield compose(
            f"Theo thương số vị trí năm {{year}}, mức chuyên môn hóa cao nhất trong khu vực {{sector}} là ở {joined(parts, 'vi')}.",
            f"By the location quotients of {{year}}, specialisation in {{sector}} is highest in {joined(parts, 'en')}.",
            figures,
            words,
        )


def plan_sentences(
    scene: Scene, indicator: Indicator, rows: Sequence[Fulfilment], of: tuple[str, str]
) -> Iterator[Sentence]:
    """State the region's fulfilment and how many provinces met their plans; nothing without a verdict."""
    whole = next((row for row in rows if row.unit is None), None)
    if whole is None or whole.percent is None or whole.verdict is None:
        return
    year = str(whole.year)
    counts = Counter(row.verdict for row in rows if row.unit is not None)
    figures = {
        "plan": scene.cite(indicator, scene.region, year, whole.plan, (indicator.unit, indicator.decimals), of),
        "actual": scene.cite(indicator, scene.region, year, whole.actual, (indicator.unit, indicator.decimals), of),
        "percent": scene.cite(indicator, scene.region, year, whole.percent, (PERCENT, 1), of),
        "asked": scene.cite(indicator, scene.region, year, Decimal(len(whole.units)), (PROVINCES, 0), of),
    }
    for key in ("met", "nearly", "not"):
        figures[f"n_{key}"] = scene.cite(indicator, scene.region, year, Decimal(counts[key]), (BARE, 0), of)
    words = {
        "name": indicator.name,
        "year": plain(year),
        "region": scene.region_name,
        "verdict": VERDICTS[whole.verdict],
    }
    yield compose(
        "{name} năm {year} của {region}: thực hiện {actual}, bằng {percent} kế hoạch ({plan}), {verdict}; trong {asked} "
        "có đủ hai số: {n_met} đạt, {n_nearly} gần đạt, {n_not} chưa đạt.",
        "{name}, {year}, {region}: {actual}, {percent} of the plan ({plan}), {verdict}; of {asked} with both figures "
        "{n_met} met it, {n_nearly} nearly, {n_not} not.",
        figures,
        words,
    )
