"""What was agreed on the forecast, how it was made, and what to know of its figures: in words."""

from __future__ import annotations

from coordination.documents.report.model import Block, Section
from coordination.kernel.text import Text
from coordination.methods.forecast import Settings
from coordination.methods.series.candidates import NAMES
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.skill import skill

STATES = {
    "draft": Text(vi="đang lấy ý kiến các bên", en="put to the bodies for their position"),
    "adopted": Text(vi="đã được thống nhất", en="agreed"),
    "adopted_with_reservations": Text(vi="đã được thống nhất, có bảo lưu", en="agreed with reservations"),
    "referred": Text(vi="chưa thống nhất, chuyển cấp có thẩm quyền", en="not agreed, referred upwards"),
}


def agreed(desk: Desk) -> Section:
    """Give the protocol the provinces agreed on, and where the result stands."""
    settings, basis = desk.basis.settings, desk.basis
    state = STATES.get(basis.state, STATES["draft"])
    items = [
        desk.t(
            f"{len(settings.indicators)} chỉ tiêu, dự báo đến năm {settings.horizon_to}, theo đơn vị tính và giá ghi ở từng chỉ "
            "tiêu trong sổ chỉ tiêu.",
            f"{len(settings.indicators)} indicators up to {settings.horizon_to}, in the units and prices of the registry.",
        ),
        _cut_off(desk, settings),
        _methods(desk, settings),
        _discussed(desk, settings),
        desk.t(f"Kết quả {state.vi}.", f"The result is {state.en}."),
        *(
            desk.t(f"Bảo lưu của {who}: {words}", f"Reservation of {who}: {words}")
            for body, words in basis.reservations
            for who in [desk.words(basis.bodies.get(body, Text(vi=body, en=body)))]
        ),
    ]
    return Section(
        title=desk.t("Quy ước dự báo được áp dụng", "The contract that was applied"), blocks=(desk.bullets(items),)
    )


def _cut_off(desk: Desk, settings: Settings) -> str:
    if settings.data_to is None:
        return desk.t(
            "Số liệu: mọi số đã công bố trước năm lập kế hoạch.", "Figures: all published before the year of planning."
        )
    return desk.t(f"Số liệu: đến hết năm {settings.data_to}.", f"Figures: up to {settings.data_to}.")


def _methods(desk: Desk, settings: Settings) -> str:
    names = "; ".join(desk.words(NAMES[method]) for method in settings.methods)
    last = desk.words(NAMES[settings.methods[-1]])
    return desk.t(
        f"Phương pháp được dùng: {names}. Mỗi chỉ tiêu một phương pháp, chung cho mọi địa phương: {last}, trừ khi kiểm định lùi "
        "cho thấy phương pháp khác tốt hơn rõ rệt.",
        f"Methods admitted: {names}. One method for each indicator, the same for every province: {last}, unless the backtest "
        "shows another to be clearly better.",
    )


def _discussed(desk: Desk, settings: Settings) -> str:
    band, level = desk.number(settings.band_percent, 0), settings.interval_percent
    vi = f"Số của địa phương được đưa ra trao đổi khi chênh quá ±{band}% so với dự báo chung"
    en = f"A province's figure is discussed where it is more than {band}% off the unified one"
    if level is not None:
        vi, en = f"{vi} hoặc nằm ngoài khoảng {level}%", f"{en} or outside its {level}% interval"
    return desk.t(f"{vi}.", f"{en}.")


def on_method(desk: Desk) -> Section:
    """Say how the forecasts were made, and what their figures are."""
    words = [
        desk.t(
            "Chọn phương pháp: lùi về từng năm đã qua, dự báo chỉ bằng số liệu đến năm đó, so với số thực hiện, lấy bình quân mọi "
            "địa phương.",
            "Choosing: from each past year forecasts are made with what was known then and held against what came, averaged over "
            "the provinces.",
        ),
        desk.t(
            "Khoảng dự báo: lấy từ chính những sai số ấy, gộp các địa phương, theo từng năm phía trước; không giả định phân phối "
            "chuẩn.",
            "Intervals: from those very errors, pooled over the provinces, by years ahead; no normal distribution is assumed.",
        ),
        desk.t(
            "Cộng khớp: chỉ tiêu cộng được thì vùng cũng được dự báo riêng rồi làm khớp, số nào chắc hơn thì dịch ít hơn; số đã có "
            "thì giữ nguyên. Tỷ lệ và bình quân tính lại từ tử số, mẫu số hoặc quyền số.",
            "Adding up: where values add up the region is forecast too and reconciled, the surer moving less; what is known stays. "
            "Ratios and means are worked out again from their parts.",
        ),
        desk.t(
            "Phương pháp chung chỉ kéo dài quá khứ: không biết dự án mới, chính sách mới, thiên tai. Đó là phần các địa phương bổ "
            "sung khi trao đổi.",
            "The unified method prolongs the past: it knows of no new project, policy or disaster. That is what provinces add.",
        ),
    ]
    if not desk.basis.same_history:
        words.append(
            desk.t(
                "Số công bố đã thay đổi từ khi lập kết quả: đường số liệu trên biểu đồ là số hiện nay, dự báo là của số khi đó.",
                "Published figures have changed since the result was made: charts show today's, the forecast is of those then.",
            )
        )
    blocks: tuple[Block, ...] = (desk.bullets(words), skill(desk))
    return Section(title=desk.t("Phương pháp và số liệu", "Method and figures"), blocks=blocks)
