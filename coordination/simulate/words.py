"""Words simulated bodies use. They state no fact of any province; every one is marked as simulated."""

from __future__ import annotations

from coordination.simulate.behaviour import chance

SIMULATED = "[mô phỏng]"
DOUBT = f"{SIMULATED} đề nghị nêu rõ hơn căn cứ của các mức tăng trước khi trình"
"""Why the head of a body sends a draft back."""
REOPENED = f"{SIMULATED} đề nghị diễn đạt rõ hơn phần thuyết minh; số liệu đã phê duyệt giữ nguyên"
"""Why the secretariat reopens what a body approved, for its words alone."""
KEPT = f"{SIMULATED} giữ số của tỉnh: có dự án sắp hoàn thành mà số liệu các năm trước chưa phản ánh"
"""Why a province keeps its own figures that differ from the unified forecast."""
NEARER = f"{SIMULATED} điều chỉnh theo dự báo thống nhất sau khi trao đổi"
"""What a province says of a figure that it revised in discussion."""

_CLAUSES = {
    "economy": (
        "Tạo sự thống nhất trên cùng một mặt bằng cơ chế chính sách, thực hiện đồng thời giữa các tỉnh trong vùng.",
        "Nâng cao hiệu quả sử dụng các nguồn vốn đầu tư trên địa bàn, tránh đầu tư trùng lặp giữa các tỉnh.",
        "Phát huy lợi thế so sánh của từng tỉnh trong chuỗi giá trị chung của vùng.",
        "Ưu tiên các công trình kết nối liên tỉnh.",
    ),
    "society": (
        "Phát triển nguồn nhân lực và thị trường lao động chung của vùng.",
        "Người dân và doanh nghiệp được tham gia từ khâu lập đến khâu giám sát thực hiện kế hoạch.",
        "Chú trọng phụ nữ, trẻ em và đồng bào dân tộc thiểu số trong phân bổ nguồn lực.",
    ),
    "environment": (
        "Sử dụng hợp lý tài nguyên nước và thích ứng với biến đổi khí hậu trên phạm vi toàn vùng.",
        "Cùng quản lý chất thải và bảo vệ môi trường ở các khu vực giáp ranh.",
        "Bảo vệ rừng và đa dạng sinh học theo quy hoạch vùng.",
    ),
}
_STATEMENTS = {
    "achievement": "Các chỉ tiêu chủ yếu về {pillar} của {name} nhìn chung bám sát kế hoạch đã đề ra.",
    "shortfall": "Một số nội dung về {pillar} của {name} triển khai còn chậm so với tiến độ.",
    "cause": "Việc phối hợp về {pillar} giữa {name} và các tỉnh giáp ranh chưa thường xuyên.",
}
_PILLARS = {"economy": "kinh tế", "society": "xã hội", "environment": "môi trường"}


def clause_bank(pillar: str) -> tuple[str, ...]:
    """Give the viewpoints on a pillar that simulated provinces choose from."""
    return _CLAUSES[pillar]


def statement(pillar: str, kind: str, name: str, seed: int) -> str:
    """Give a sentence of a province's own assessment."""
    mark = "" if chance(seed, "statement", pillar, kind, name) < 0.5 else " Nội dung chi tiết tại báo cáo của tỉnh."
    return f"{SIMULATED} {_STATEMENTS[kind].format(pillar=_PILLARS[pillar], name=name)}{mark}"


def section_text(title: str, name: str) -> str:
    """Give the text of a section of a document."""
    return f"{SIMULATED} {name} trình bày nội dung “{title}”."
