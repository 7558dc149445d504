"""Words for what the registry of indicators says in codes."""

from __future__ import annotations

from coordination.kernel.text import Text

PILLAR = {
    "economy": Text(vi="kinh tế", en="economy"),
    "society": Text(vi="xã hội", en="society"),
    "environment": Text(vi="môi trường", en="environment"),
}
AGGREGATION = {
    "sum": Text(vi="cộng các tỉnh", en="sum of the provinces"),
    "ratio": Text(vi="tổng tử số chia tổng mẫu số", en="sum over sum"),
    "weighted_mean": Text(vi="bình quân gia quyền", en="weighted mean"),
    "max": Text(vi="giá trị lớn nhất", en="greatest value"),
    "not_additive": Text(vi="không tổng hợp cho vùng", en="no regional value"),
}
DIRECTION = {
    "higher_is_better": Text(vi="càng cao càng tốt", en="higher is better"),
    "lower_is_better": Text(vi="càng thấp càng tốt", en="lower is better"),
    "neutral": Text(vi="không xét tốt, xấu", en="neither way is better"),
}
CERTAINTY = {
    "verified": Text(vi="đã đối chiếu văn bản", en="compared with the act"),
    "inferred": Text(vi="suy ra từ tài liệu công bố", en="inferred from published notes"),
    "unverified": Text(vi="chưa đối chiếu", en="not verified"),
}
PERIOD = {
    "year": Text(vi="năm", en="year"),
    "quarter": Text(vi="quý", en="quarter"),
    "month": Text(vi="tháng", en="month"),
}
EXTERNAL = Text(vi="ngoài hệ thống nhà nước", en="outside the state")
MAPS = {
    "34": Text(vi="34 tỉnh", en="34 provinces"),
    "63": Text(vi="63 tỉnh", en="63 provinces"),
    "vn": Text(vi="cả nước", en="the country"),
}
