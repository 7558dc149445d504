"""The skill table: the error of each method that was tried on each indicator, once for the whole report."""

from __future__ import annotations

from typing import Final

from coordination.documents.report.model import Table
from coordination.kernel.text import Text
from coordination.methods.series.candidates import NAMES
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.tables import capital

SHORT: Final = {
    "naive": Text(vi="giữ nguyên", en="last value"),
    "drift": Text(vi="có xu thế", en="drift"),
    "pooled": Text(vi="xu thế góp chung", en="pooled drift"),
    "ses": Text(vi="san bằng mũ", en="SES"),
    "holt": Text(vi="Holt", en="Holt"),
    "damped": Text(vi="xu thế tắt dần", en="damped"),
    "theta": Text(vi="Theta", en="Theta"),
    "dotheta": Text(vi="Theta tối ưu", en="optimised Theta"),
    "ets": Text(vi="ETS", en="ETS"),
    "arima": Text(vi="ARIMA", en="ARIMA"),
    "mean": Text(vi="trung bình", en="mean"),
    "median": Text(vi="trung vị", en="median"),
    "weighted": Text(vi="có trọng số", en="weighted"),
    "quick": Text(vi="kết hợp nhanh", en="quick combination"),
    "default": Text(vi="kết hợp mặc định", en="default combination"),
}
"""Names of methods over narrow columns."""


def skill(desk: Desk) -> Table:
    """Give the error of each method on each indicator; the one chosen is named beside what it gains on no change."""
    methods = list(dict.fromkeys(score.method for made in desk.basis.result.indicators for score in made.scores))
    rows = []
    for made in desk.basis.result.indicators:
        errors = {score.method: score.scaled_error for score in made.scores}
        count = max((score.errors for score in made.scores), default=0)
        cells = (desk.number(errors.get(method), 2) for method in methods)
        rows.append([desk.name(made.indicator), str(count), *cells, desk.words(SHORT[made.method])])
    head = [
        desk.t("Chỉ tiêu", "Indicator"),
        desk.t("Số phép so", "Compared"),
        *(capital(desk.words(SHORT[method])) for method in methods),
        desk.t("Được chọn", "Chosen"),
    ]
    names = "; ".join(f"{desk.words(SHORT[each])}: {desk.words(NAMES[each])}" for each in methods)
    note = desk.t(
        "Sai số không có đơn vị: trung bình sai số tuyệt đối chia cho mức thay đổi bình quân hằng năm của từng chuỗi; dưới 1 là sai "
        f"ít hơn một năm thay đổi bình thường, càng nhỏ càng tốt. Phương pháp kể cuối được giữ, trừ khi phương pháp khác tốt hơn rõ rệt; lý do từng chỉ tiêu: tables.xlsx, trang “Quy ước”. Tên đầy đủ: {names}.",
        "Errors have no unit: mean absolute error over the mean yearly change of each series; below 1 it is less than an "
        f"ordinary year's change, the smaller the better. The last one is kept unless another is clearly better; why, for each: tables.xlsx, sheet “Contract”. In full: {names}.",
    )
    title = desk.t("Sai số kiểm định lùi của các phương pháp", "Backtest errors of the methods")
    return desk.table("table-skill", title, head, rows, note=note)
