"""What ``lienvung forecast reconcile`` shows: how it was done, that sums hold, and who moved by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, Final

from coordination.cli.common import common, out, t, talk
from coordination.cli.forecast.figures import figure, paired, sized
from coordination.kernel.cells import PRECISION
from coordination.kernel.numerals import written
from coordination.kernel.text import Text, one_line
from coordination.methods.coherence import Done, Method, Point, Weights
from coordination.methods.contract import Table

MOVED: Final = 20
"""Figures that moved most, as --json names them."""
SHOWN: Final = 400
"""Rows a person is shown; the file and --json hold all."""
CLOSE: Final = 1e-9
"""Relative difference up to which sums are said to hold."""
SOURCES: Final = {
    "shrunk_covariance": Text(
        vi="hiệp phương sai co rút của phần dư (Schäfer–Strimmer)",
        en="shrunk covariance of the residuals (Schäfer–Strimmer)",
    ),
    "sd": Text(vi="phương sai từ độ lệch chuẩn đã cho", en="variances from the standard deviations given"),
    "residuals": Text(vi="phương sai của phần dư", en="variances of the residuals"),
    "structural": Text(vi="số nút lá dưới mỗi nút", en="number of leaves under each node"),
    "identity": Text(vi="mọi nút như nhau", en="all nodes alike"),
}
HELD: Final = {
    "free": Text(vi="", en=""),
    "fixed": Text(vi="ấn định", en="fixed"),
    "lower": Text(vi="giới hạn dưới", en="at its lower bound"),
    "upper": Text(vi="giới hạn trên", en="at its upper bound"),
}
COLUMNS: Final = ("node", "period", "mean", "base", "adjustment", "percent", "in_sds", "sd", "base_sd", "held")
"""Names other verbs read, so they are the same in every language."""


def plain(method: Method, made: Sequence[Done]) -> dict[str, Any]:
    """Give the whole outcome as plain values."""
    points = [each for done in made for each in done.points]
    gaps = [each for done in made for each in done.gaps]
    return {
        "method": method,
        "weights": [_weights(done) for done in made],
        "sums": {
            "checked": len(gaps),
            "largest_gap": max((gap for gap, _ in gaps), default=0.0),
            "largest_relative_gap": max((gap for _, gap in gaps), default=0.0),
            "exact_as_written": all(_exact(done) for done in made),
        },
        "held": {name: count for name, count in Counter(each.held for each in points).items() if name != "free"},
        "turned_negative": [{"node": each.node, "period": each.period} for each in _negative(points)],
        "moved_most": [{"node": each.node, "period": each.period} for each in moved(points)[:MOVED]],
        "nodes": [dict(zip(COLUMNS, _row(each), strict=True)) for each in points],
    }


def tables(method: Method, made: Sequence[Done]) -> list[Table]:
    """Give the figures as one table that ``--base`` reads again, and how they were made as another."""
    title, names = Text(vi="Dự báo cộng khớp", en="Forecasts that add up"), [Text(vi=each, en=each) for each in COLUMNS]
    rows = tuple(_row(each) for done in made for each in done.points)
    said = tuple((done.tree.root, method, _said(done.weights)) for done in made)
    heads = Text(vi="Cây", en="Tree"), Text(vi="Phương pháp", en="Method"), Text(vi="Trọng số", en="Weights")
    return [
        Table(key="reconciled", title=title, columns=tuple(names), rows=rows),
        Table(key="method", title=Text(vi="Cách làm khớp", en="How"), columns=heads, rows=said),
    ]


def moved(points: Sequence[Point]) -> list[Point]:
    """Give who was moved, most first: in standard deviations where every forecast has one, else in per cent."""
    told = [each for each in points if each.adjustment]
    by_sd = all(each.base_sd for each in told)

    def size(each: Point) -> tuple[float, float, str, str]:
        share = each.in_sds if by_sd else each.percent
        return -abs(float("inf") if share is None else share), -abs(each.adjustment or 0.0), each.node, each.period

    return sorted(told, key=size)


def print_(method: Method, made: Sequence[Done], data: Mapping[str, Any], output: str | None) -> None:
    """Print how it was done, and every figure: the top of each tree first, each node by period."""
    for line in _how(method, made):
        out.print(line)
    points = [each for done in made for each in done.points]
    out.print(_sums(data, len(points)))
    _warn(_negative(points))
    out.print(_table(points[:SHOWN]))
    if len(points) > SHOWN:
        more = len(points) - SHOWN
        out.print(
            t(f"… và {more} số nữa; xem đủ bằng --out hoặc --json", f"… and {more} more; --out or --json has all")
        )
    if output is not None and not common.dry_run:
        out.print(t(f"Đã ghi {output}.", f"Written: {output}."))


def _exact(done: Done) -> bool:
    """Say whether sums hold of the figures as a file has them, in decimals; what machines add is not exactly these."""
    periods: dict[str, dict[int, Decimal]] = {}
    for each in done.points:
        periods.setdefault(each.period, {})[done.tree.at[each.node]] = Decimal(repr(each.mean))
    with localcontext(prec=PRECISION):
        return all(
            figures[node] == sum(figures[below] for below in done.tree.children[node].tolist())
            for figures in periods.values()
            for node in done.tree.inner
        )


def _negative(points: Sequence[Point]) -> list[Point]:
    """Give the figures below 0 whose forecast was not."""
    return [each for each in points if each.mean < 0 and (each.base is None or each.base >= 0)]


def _warn(negative: Sequence[Point]) -> None:
    if not negative:
        return
    first = one_line(f"{negative[0].node} ({negative[0].period})")
    vi = f"{len(negative)} số thành âm dù dự báo không âm, như {first}; nếu không thể âm, thêm --non-negative"
    en = f"{len(negative)} figures fell below 0 though forecast above, such as {first}; if none can, add --non-negative"
    talk.print(f"{t('cảnh báo', 'warning')}: {t(vi, en)}", soft_wrap=True, markup=False)


def _how(method: Method, made: Sequence[Done]) -> list[str]:
    said = Counter(_said(done.weights).in_language(common.lang) for done in made)
    roots = {_said(done.weights).in_language(common.lang): one_line(done.tree.root) for done in made}
    label = t("Phương pháp", "Method")
    if len(said) == 1:
        return [f"{label} {method}: {next(iter(said))}."]
    return [
        f"{label} {method}, " + (roots[words] if count == 1 else t(f"{count} cây", f"{count} trees")) + f": {words}."
        for words, count in said.items()
    ]


def _sums(data: Mapping[str, Any], figures: int) -> str:
    checked, gap, held = data["sums"]["checked"], data["sums"]["largest_relative_gap"], data["held"]
    words = [t(f"{figures} số; {checked} tổng", f"{figures} figures; {checked} sums")]
    words.append(
        t("đều khớp đúng từng chữ số ghi ra", "hold exactly in the digits written")
        if data["sums"]["exact_as_written"]
        else t(f"khớp trong sai số tương đối {max(gap, CLOSE):.1g}", f"hold within {max(gap, CLOSE):.1g}, relatively")
    )
    told = [f"{HELD[name].in_language(common.lang)} {count}" for name, count in held.items()]
    return "; ".join([" ".join(words), *told]) + "."


def _table(rows: Sequence[Point]) -> Any:
    heads = (t("Nút", "Node"), t("Kỳ", "Period")), (t("Dự báo gốc", "Base"), t("Cộng khớp", "Reconciled"))
    moves = (t("Điều chỉnh", "Moved"), "%"), (t("Số lần sd", "In sds"), t("Giữ", "Held"))
    cells = [
        (
            (one_line(each.node), one_line(each.period)),
            (sized(each.base), sized(each.mean)),
            (sized(each.adjustment), figure(each.percent, 2)),
            (figure(each.in_sds, 2), HELD[each.held].in_language(common.lang)),
        )
        for each in rows
    ]
    return paired((*heads, *moves), cells)


def _row(each: Point) -> tuple[str | float | None, ...]:
    figures = each.mean, each.base, each.adjustment, each.percent, each.in_sds, each.sd, each.base_sd
    return each.node, each.period, *figures, each.held


def _weights(done: Done) -> dict[str, Any]:
    weights = done.weights
    return {
        "tree": done.tree.root,
        "source": weights.source,
        "said": _said(weights).in_language(common.lang),
        "instead": weights.instead.in_language(common.lang) if weights.instead else None,
        "shrinkage": weights.shrinkage,
        "residual_periods": weights.observed,
    }


def _said(weights: Weights) -> Text:
    """Say where the weights are from, how strongly shrunk, and why they are not what was asked for."""
    source = SOURCES[weights.source]
    vi, en = source.vi, source.en
    if weights.shrinkage is not None:
        share = {each: written(weights.shrinkage, 3, each) for each in ("vi", "en")}
        vi += f", {weights.observed} kỳ, cường độ co rút {share['vi']}"
        en += f", {weights.observed} periods, shrinkage {share['en']}"
    if weights.instead is not None:
        vi += f" (vì {weights.instead.vi})"
        en += f" (because {weights.instead.en})"
    return Text(vi=vi, en=en)
