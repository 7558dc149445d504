"""What each kind of event and each variant of it is read as: the event and the body that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.stations.notices.sample_events import (
    COMMITTEES,
    HASH,
    MEETING,
    SAMPLES,
    STEP,
    UNACKNOWLEDGED,
    asked,
    changed,
    owed,
    undelivered,
    why,
)
from tests.stations.notices.samples import HOST, PLAN

SECRETARIAT = "mekong-delta.secretariat"
NEIGHBOUR = "91.peoples_committee"
VIEWPOINTS = f"{PLAN}/viewpoints"


@dataclass(frozen=True, slots=True)
class Case:
    """An event as the services record it, and the body it is written for."""

    kind: str
    subject: str
    data: dict[str, Any]
    reader: str = HOST


def _like(kind: str, **changes: Any) -> Case:
    """Make a variant of a sample event."""
    subject, data = SAMPLES[kind]
    return Case(kind, subject, data | changes)


def _of(kind: str) -> tuple[str, str, dict[str, Any]]:
    return kind, *SAMPLES[kind]


APPLICATION: dict[str, Any] = {
    "stage": STEP,
    "body": HOST,
    "number": 1,
    "ground": "awaiting_data",
    "reason": "Chờ Cục Thống kê công bố số liệu 6 tháng.\nDự kiến có ngày 29/07/2026.",
    "due": "2026-07-27",
    "until": "2026-07-30",
}
SURVEYS = f"{PLAN}/basic-surveys"
ASSIGNED: dict[str, Any] = {
    "body": HOST,
    "stage": SURVEYS,
    "what": {
        "vi": "Điều tra cơ bản cho cả vùng: Khảo sát cung, cầu lao động qua đào tạo giữa các tỉnh (trước 15/08/2026)",
        "en": "Basic survey for the whole region: Survey of supply and demand of trained labour (by 15 August 2026)",
    },
    "due": "2026-08-15",
    "opens": "2026-06-29",
    "closes": "2026-09-15",
    "state": "pending",
    "result": f"{PLAN}/forecast-contract#1",
}
FINANCE = "vn.finance_ministry"
PROPOSED: dict[str, Any] = {
    "stage": STEP,
    "indicator": "state_budget_revenue_plan",
    "name": {
        "vi": "Thu ngân sách nhà nước trên địa bàn, dự toán",
        "en": "State budget revenue in the province, estimate",
    },
    "unit": "92",
    "year": 2027,
    "number": 1,
    "kind": "proposed",
    "body": FINANCE,
    "parties": [HOST],
    "value": "28500",
    "figure": {"vi": "28.500 tỷ đồng", "en": "28,500 billion VND"},
    "before": None,
    "grounds": "Tăng 9% so với ước thực hiện năm 2026.",
    "said_on": "2026-07-27",
}
COUNTERED: dict[str, Any] = PROPOSED | {
    "number": 2,
    "kind": "countered",
    "body": HOST,
    "parties": [FINANCE],
    "value": "27000",
    "figure": {"vi": "27.000 tỷ đồng", "en": "27,000 billion VND"},
    "before": PROPOSED["figure"],
    "grounds": "Nguồn thu từ đất giảm theo tiến độ đấu giá.",
}
DECISION = {"authority": SECRETARIAT, "answer": "Số liệu 6 tháng công bố muộn."}
GRANTED: dict[str, Any] = APPLICATION | DECISION | {"expires_on": "2026-07-30", "closes": "2026-07-30", "moves": []}
HELD_OPEN: dict[str, Any] = GRANTED | {
    "until": "2026-08-05",
    "expires_on": "2026-08-06",
    "closes": "2026-08-06",
    "moves": [
        changed(STEP, "closes", "2026-07-30", "2026-08-06", COMMITTEES),
        changed(STEP, "positions_due", "2026-08-06", "2026-08-13", COMMITTEES),
    ],
}
CANCELLED: dict[str, Any] = MEETING | {
    "agenda": [{"vi": "Phương pháp", "en": "Method"}],
    "reason": {"vi": "Giờ họp đã qua khi đến lúc thông báo.", "en": "Its hour had passed when it was to be announced."},
    "starts": "2026-08-03T01:30:00+00:00",
    "ends": "2026-08-03T07:30:00+00:00",
    "sequence": 2,
}
AMENDED: dict[str, Any] = {
    "snapshot": HASH,
    "parts": ["council_sessions", "holidays", "neighbours"],
    "reason": "Thường trực Hội đồng nhân dân thông báo lại ngày khai mạc.",
    "changes": [
        changed(STEP, "due", "2026-07-27", "2026-07-29", [HOST, NEIGHBOUR]),
        changed(VIEWPOINTS, "opens", "2026-08-07", "2026-08-11", COMMITTEES),
        changed(VIEWPOINTS, "legal", "2026-08-30", None, [HOST]),
        changed(VIEWPOINTS, "closes", "2026-09-11", "2026-09-15", [NEIGHBOUR]),
    ],
    "kept": [
        {"stage": STEP, "field": field, "day": day, "would_be": would_be, "policy": policy, "bodies": bodies}
        for field, day, would_be, policy, bodies in (
            ("closes", "2026-07-30", "2026-08-03", "once_notified", [HOST]),
            ("positions_due", "2026-08-06", "2026-08-10", "ask", [HOST, NEIGHBOUR]),
            ("due", "2026-07-02", "2026-07-06", "passed", [NEIGHBOUR]),
        )
    ],
    "affected": COMMITTEES,
}
WHAT_CHANGED = [
    {
        "vi": "Kỳ họp cuối năm của Hội đồng nhân dân thành phố Cần Thơ: 08/12/2026 → 29/11/2026",
        "en": "The year-end session of the People's Council of Cần Thơ: 08/12/2026 → 29/11/2026",
    },
    {"vi": "Thêm ngày nghỉ 20/10/2026: Nghỉ bão", "en": "Added: day off 20/10/2026: Storm"},
]


def moved_meeting(before: str | None, after: str | None, parties: list[str]) -> dict[str, Any]:
    """Make one meeting an amendment moves, adds or calls off."""
    return {
        "exchange": f"{STEP}/meeting",
        "name": MEETING["name"],
        "parties": parties,
        "before": before,
        "after": after,
    }


MEETINGS = [
    moved_meeting("2026-08-03T01:30:00+00:00", "2026-08-05T01:30:00+00:00", COMMITTEES),
    moved_meeting("2026-08-10T01:30:00+00:00", None, [NEIGHBOUR]),
    moved_meeting(None, "2026-08-12T06:30:00+00:00", [HOST]),
]
MISFIT = {
    "vi": "bước “Quan điểm phát triển chung của vùng”: hạn nộp 08/09/2026 trước ngày mở 11/09/2026",
    "en": "step “The region's common viewpoints”: due date 08/09/2026 before opening 11/09/2026",
}
UNANNOUNCED = {
    "vi": "Ngày nghỉ năm 2027 chưa được công bố; các ngày dưới đây được tính theo quy luật chung.",
    "en": "Days off of 2027 are not announced yet; these dates are computed by the general rule.",
}
OWED_BY_TWO = [
    owed(STEP, "2026-07-27", -1, "late"),
    owed(VIEWPOINTS, "2026-07-24", -4, "missing"),
    owed(STEP, "2026-07-30", 2, "excused", body=NEIGHBOUR, excused_until="2026-07-30"),
]
OPENED_UNREAD = [asked(2, "cycle.opened", "[Vùng Đồng bằng sông Cửu Long · KH 2027] Mở chu kỳ", None)]


def discussed(own: str, period: int, before: str | None = None) -> dict[str, Any]:
    """Make one figure under discussion, or (``before``) handed in anew."""
    words = {
        "name": {"vi": "Tổng sản phẩm trên địa bàn, giá hiện hành", "en": "GRDP, current prices"},
        "unit": {"vi": "tỷ đồng", "en": "billion VND"},
        "own": {"vi": own, "en": own},
        "unified": {"vi": "150.000", "en": "150,000"},
        "difference": {"vi": "+30.000 (+20,0%)", "en": "+30,000 (+20.0%)"},
        "likely": {
            "vi": "cao hơn 96% khả năng theo phương pháp chung",
            "en": "higher than 96% of what the unified method holds possible",
        },
    }
    return {
        "indicator": "grdp_current",
        "period": period,
        "own": "180000",
        "unified": 150000.0,
        "difference": 30000.0,
        "percent": 20.0,
        "percentile": 96.0,
        "beyond_band": before is None,
        "why": {"vi": "chênh quá ±10%", "en": "differs by more than ±10%"},
        "reason": "",
        "words": words,
        "before": {"vi": before, "en": before} if before else None,
    }


PUT_UP: dict[str, Any] = {
    "stage": STEP,
    "body": HOST,
    "number": 1,
    "kind": "opened",
    "by": None,
    "until": "2026-08-06",
    "parties": [HOST],
    "result": f"{STEP}/r1",
    "rows": [discussed("180.000", 2027), discussed("190.000", 2028)],
    "text": "",
}
KEPT = PUT_UP | {
    "number": 2,
    "kind": "reserved",
    "by": HOST,
    "parties": [SECRETARIAT],
    "rows": [discussed("180.000", 2027)],
    "text": "Nhà máy điện khí vận hành từ quý I năm 2027.",
    "late": False,
}
ANEW = PUT_UP | {
    "number": 3,
    "kind": "revised",
    "by": HOST,
    "parties": [SECRETARIAT],
    "submission": f"{STEP}/{HOST}/2",
    "rows": [discussed("155.000", 2027, "180.000"), discussed("190.000", 2029)],
}
CASES: dict[str, Case] = {
    **{kind: Case(kind, subject, data) for kind, (subject, data) in SAMPLES.items()},
    "obligation.reminded, head": _like(
        "obligation.reminded", office="head", items=[owed(STEP, "2026-07-27", -1, "late")]
    ),
    "obligation.reminded, excused": _like(
        "obligation.reminded", items=[owed(STEP, "2026-08-05", 8, "excused", excused_until="2026-08-05")]
    ),
    "obligation.reminded, granted time over": _like(
        "obligation.reminded", items=[owed(STEP, "2026-07-27", -1, "late", excused_until="2026-07-27")]
    ),
    "obligation.reminded, collection closed": _like(
        "obligation.reminded", items=[owed(STEP, "2026-07-24", -4, "missing")]
    ),
    "obligation.reminded, granted time and collection over": _like(
        "obligation.reminded",
        items=[
            owed(STEP, "2026-07-24", -4, "missing", excused_until="2026-07-24"),
            owed(VIEWPOINTS, "2026-07-24", -4, "missing"),
        ],
    ),
    "obligation.reminded, head and some closed": _like(
        "obligation.reminded",
        office="head",
        items=[owed(VIEWPOINTS, "2026-07-24", -4, "missing"), owed(STEP, "2026-07-31", 3)],
    ),
    "obligation.assigned": Case("obligation.assigned", f"{SURVEYS}/{HOST}", ASSIGNED),
    "obligation.assigned, of another body": Case("obligation.assigned", f"{SURVEYS}/{HOST}", ASSIGNED, NEIGHBOUR),
    "obligation.escalated": Case(
        "obligation.escalated", SECRETARIAT, {"body": SECRETARIAT, "items": OWED_BY_TWO}, SECRETARIAT
    ),
    "obligation.escalated, collection closed": Case(
        "obligation.escalated",
        SECRETARIAT,
        {"body": SECRETARIAT, "items": [owed(VIEWPOINTS, "2026-07-24", -4, "missing")]},
        SECRETARIAT,
    ),
    "extension.asked": Case("extension.asked", f"{STEP}/{HOST}/1", APPLICATION, SECRETARIAT),
    "extension.asked, past the closing": Case(
        "extension.asked", f"{STEP}/{HOST}/1", APPLICATION | {"until": "2026-08-05", "ground": "other"}, SECRETARIAT
    ),
    "extension.asked, by the reader": Case("extension.asked", f"{STEP}/{HOST}/1", APPLICATION),
    "extension.granted": Case("extension.granted", f"{STEP}/{HOST}/1", GRANTED),
    "extension.granted, held open": Case("extension.granted", f"{STEP}/{HOST}/1", HELD_OPEN | {"answer": None}),
    "extension.granted, another day": Case("extension.granted", f"{STEP}/{HOST}/1", GRANTED | {"asked": "2026-08-05"}),
    "extension.refused": Case("extension.refused", f"{STEP}/{HOST}/1", APPLICATION | DECISION),
    "exchange.cancelled": Case("exchange.cancelled", f"{STEP}/meeting", CANCELLED),
    "target.discussed": Case("target.discussed", f"{STEP}/state_budget_revenue_plan/92/2027/1", PROPOSED),
    "target.discussed, another figure asked for": Case(
        "target.discussed", f"{STEP}/state_budget_revenue_plan/92/2027/2", COUNTERED
    ),
    "target.discussed, answered": Case(
        "target.discussed",
        f"{STEP}/state_budget_revenue_plan/92/2027/3",
        COUNTERED
        | {"number": 3, "kind": "answered", "body": FINANCE, "parties": [HOST], "before": COUNTERED["figure"]},
    ),
    "target.discussed, agreed": Case(
        "target.discussed",
        f"{STEP}/state_budget_revenue_plan/92/2027/3",
        COUNTERED
        | {
            "number": 3,
            "kind": "agreed",
            "body": FINANCE,
            "parties": [HOST],
            "before": COUNTERED["figure"],
            "grounds": None,
        },
    ),
    "target.discussed, reserved": Case(
        "target.discussed",
        f"{STEP}/state_budget_revenue_plan/92/2027/2",
        PROPOSED | {"number": 2, "kind": "reserved", "body": HOST, "parties": [FINANCE], "before": PROPOSED["figure"]},
        "91.peoples_committee",
    ),
    "forecast.discussed": Case("forecast.discussed", f"{STEP}/{HOST}/1", PUT_UP),
    "forecast.discussed, of another body": Case("forecast.discussed", f"{STEP}/{HOST}/1", PUT_UP, NEIGHBOUR),
    "forecast.discussed, kept": Case("forecast.discussed", f"{STEP}/{HOST}/2", KEPT, SECRETARIAT),
    "forecast.discussed, kept after the last day": Case(
        "forecast.discussed", f"{STEP}/{HOST}/2", KEPT | {"late": True}, SECRETARIAT
    ),
    "forecast.discussed, revised": Case("forecast.discussed", f"{STEP}/{HOST}/3", ANEW, SECRETARIAT),
    "forecast.discussed, answered": Case(
        "forecast.discussed",
        f"{STEP}/{HOST}/4",
        KEPT | {"number": 4, "kind": "said", "by": SECRETARIAT, "parties": [HOST], "rows": []},
    ),
    "forecast.discussed, revised after the last day": Case(
        "forecast.discussed", f"{STEP}/{HOST}/3", ANEW | {"late": True}, SECRETARIAT
    ),
    "forecast.discussed, left unsigned": Case(
        "forecast.discussed",
        f"{STEP}/{HOST}/5",
        PUT_UP | {"number": 5, "kind": "lapsed", "draft": f"{STEP}/{HOST}/2/1", "hash": HASH, "rows": []},
    ),
    "submission.received, figures under discussion": _like("submission.received", discussed=True),
    "exchange.scheduled, moved": _like("exchange.scheduled", sequence=1, before="2026-07-30T01:30:00+00:00"),
    "exchange.scheduled, day explained": _like("exchange.scheduled", why=why("2026-08-03")),
    "cycle.amended, dates kept": Case("cycle.amended", str(PLAN), AMENDED),
    "cycle.amended, told in words": Case(
        "cycle.amended", str(PLAN), AMENDED | {"what": WHAT_CHANGED, "meetings": MEETINGS, "warnings": [MISFIT]}
    ),
    "cycle.amended, meetings only": Case(
        "cycle.amended", str(PLAN), AMENDED | {"what": WHAT_CHANGED, "changes": [], "kept": [], "meetings": MEETINGS}
    ),
    "stage.opened, days not announced": _like("stage.opened", warnings=[UNANNOUNCED]),
    "notice.unacknowledged, one of the cycle": _like("notice.unacknowledged", stage=None, items=OPENED_UNREAD),
    "notice.escalated, one of the cycle": _like("notice.escalated", stage=None, items=OPENED_UNREAD),
    "notice.escalated, to the secretariat": Case(
        "notice.escalated", HOST, UNACKNOWLEDGED | {"role": "head", "answer_by": None}, SECRETARIAT
    ),
    "delivery.failed, to the secretariat": Case(*_of("delivery.failed"), SECRETARIAT),
    "delivery.failed, one": Case(
        "delivery.failed",
        str(PLAN),
        {"notices": [undelivered(HOST, "failed", "550 5.1.1 no such mailbox")]},
        SECRETARIAT,
    ),
    "delivery.delayed, to the secretariat": Case(*_of("delivery.delayed"), SECRETARIAT),
}
"""Every kind of event, and after a comma its variants."""
