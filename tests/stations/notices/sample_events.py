"""One realistic event of each kind, as the services record them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.stations.notices.sample_region import PROVINCES
from tests.stations.notices.samples import COUNCIL, HOST, PLAN

STEP = f"{PLAN}/forecast"
RESULT = f"{STEP}/r1"
HASH = "c0ffee" * 10 + "beef"
COMMITTEES = [f"{unit}.peoples_committee" for unit in PROVINCES]


def why(day: str) -> dict[str, str]:
    """Make the line that explains a date, as the calendar gives it."""
    shown = f"{date.fromisoformat(day):%d/%m/%Y}"
    return {
        "vi": f"{shown}: 20 ngày làm việc sau ngày mở bước 29/06/2026; không tính 8 ngày cuối tuần. "
        "Căn cứ: Lịch chung của vùng [lịch chung do vùng đặt]",
        "en": f"{shown}: 20 working days after the opening of the step 29/06/2026; not counted: 8 weekend days. "
        "Basis: Lịch chung của vùng [set by the common calendar]",
    }


WHY = why("2026-07-27")
WHAT = {
    "vi": "Dự báo các chỉ tiêu của tỉnh đến hết kỳ",
    "en": "The province's forecast of the indicators",
}


def sentences(count: int) -> list[dict[str, str]]:
    """Make a summary of so many sentences."""
    return [
        {
            "vi": f"Câu {number}: GRDP của vùng tăng 7,{number}%.",
            "en": f"Sentence {number}: GRDP of the region grows by 7.{number}%.",
        }
        for number in range(1, count + 1)
    ]


def owed(
    stage: str,
    due: str,
    days: int,
    state: str = "pending",
    *,
    body: str = HOST,
    excused_until: str | None = None,
) -> dict[str, Any]:
    """Make one line of a reminder."""
    return {
        "stage": stage,
        "body": body,
        "state": state,
        "due": due,
        "excused_until": excused_until,
        "what": WHAT,
        "why": WHY,
        "days": days,
    }


def changed(stage: str, name: str, before: str | None, after: str | None, bodies: list[str]) -> dict[str, Any]:
    """Make one date an amendment moves; one that is no more has no explanation."""
    explained = why(after) if after else None
    return {"stage": stage, "field": name, "before": before, "after": after, "why": explained, "bodies": bodies}


def asked(number: int, about: str, subject: str, stage: str | None = STEP) -> dict[str, Any]:
    """Make one notice whose receipt is asked for."""
    return {
        "notice": f"{number}/{HOST}/email",
        "about": about,
        "subject": subject,
        "stage": stage,
        "delivered": "2026-07-15T00:31:00+00:00",
        "until": "2026-07-22",
    }


def undelivered(body: str, state: str, reason: str, about: str = "stage.opened") -> dict[str, Any]:
    """Make one notice that does not arrive."""
    unit, _, kind = body.partition(".")
    return {
        "notice": f"12/{body}/email",
        "about": about,
        "body": body,
        "office": "Văn phòng",
        "address": f"{kind.replace('_', '')}@{unit}.example",
        "state": state,
        "attempts": 3,
        "since": "2026-07-27T20:31:00+00:00",
        "reason": reason,
    }


UNACKNOWLEDGED: dict[str, Any] = {
    "body": HOST,
    "role": "drafter",
    "stage": STEP,
    "answer_by": "2026-07-31",
    "items": [
        asked(12, "stage.opened", "[Vùng Đồng bằng sông Cửu Long · KH 2027] Mở bước Dự báo – hạn 27/07/2026"),
        asked(15, "exchange.scheduled", "[Vùng Đồng bằng sông Cửu Long · KH 2027] Mời họp Hội thảo vùng"),
    ],
}
MEETING = {
    "kind": "N-P4",
    "name": {
        "vi": "Hội thảo vùng về phương pháp và nội dung dự báo",
        "en": "Regional workshop on forecasts",
    },
    "parties": [*COMMITTEES, "mekong-delta.secretariat"],
}
SETTLED: dict[str, Any] = {
    "outcome": "adopted_with_reservations",
    "reservations": [{"body": "96.peoples_committee", "text": "Số liệu thủy sản cần cập nhật.", "clause": ""}],
    "objections": [{"body": "91.peoples_committee", "text": "Chưa thống nhất chỉ tiêu lúa.", "clause": "paddy"}],
    "referred_clauses": ["paddy"],
    "referred_to": "region.council_chair",
    "tacit": ["82.peoples_committee"],
    "positions": 5,
    "result": RESULT,
    "hash": HASH,
    "method": "forecast",
    "summary": sentences(11),
    "exceptions": [{"kind": "short_of_parties", "missing": ["86.peoples_committee"], "accepted": 4, "owed": 5}],
    "missing": ["86.peoples_committee"],
}
DRAFTED: dict[str, Any] = {
    "result": RESULT,
    "hash": HASH,
    "method": "forecast",
    "method_version": "1.0",
    "until": "2026-08-07",
    "why": WHY,
    "summary": sentences(3),
    "clauses": [
        {
            "key": "paddy",
            "text": {"vi": "Sản lượng lúa giữ ổn định.", "en": "Paddy output stays as it is."},
        }
    ],
    "for_discussion": [{"vi": "Hai nguồn số liệu dân số khác nhau.", "en": "Two sources of population differ."}],
    "missing": ["86.peoples_committee"],
    "tacit_consent": True,
}
SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "cycle.opened": (
        str(PLAN),
        {
            "snapshot": HASH,
            "simulated": True,
            "ends": "2027-01-15",
            "stages": [
                {"stage": STEP, "opens": "2026-06-29", "due": "2026-07-27"},
                {"stage": f"{PLAN}/viewpoints", "opens": "2026-08-07", "due": "2026-09-08"},
            ],
        },
    ),
    "cycle.amended": (
        str(PLAN),
        {
            "changes": [changed(STEP, "due", "2026-07-27", "2026-07-29", COMMITTEES)],
            "kept": [],
            "affected": COMMITTEES,
            "snapshot": HASH,
            "parts": ["holidays"],
            "reason": None,
        },
    ),
    "cycle.cancelled": (str(PLAN), {"reason": "Sáp nhập quy trình.\nMở lại vào chu kỳ sau."}),
    "cycle.closed": (
        str(PLAN),
        {
            "outcomes": [
                {"stage": STEP, "outcome": "adopted"},
                {"stage": f"{PLAN}/viewpoints", "outcome": "cancelled"},
            ]
        },
    ),
    "stage.opened": (
        STEP,
        {
            "opens": "2026-06-29",
            "due": "2026-07-27",
            "closes": "2026-07-30",
            "why": WHY,
            "basis": "Lịch chung của vùng",
            "owes": [{"body": body, "what": WHAT} for body in COMMITTEES],
        },
    ),
    "stage.progressed": (
        STEP,
        {
            "due": "2026-07-27",
            "bodies": [
                {"body": body, "state": state}
                for body, state in zip(
                    COMMITTEES,
                    ("accepted", "submitted", "returned", "late", "excused"),
                    strict=True,
                )
            ],
            "handed_in": 3,
            "owed": 5,
        },
    ),
    "obligation.reminded": (
        HOST,
        {
            "body": HOST,
            "office": "drafter",
            "items": [
                owed(STEP, "2026-07-27", -1, "late"),
                owed(f"{COUNCIL}/budget-draft", "2026-07-31", 3),
            ],
        },
    ),
    "submission.received": (
        f"{STEP}/{HOST}/1",
        {"body": HOST, "revision": 1, "hash": HASH, "late": True, "warnings": 2},
    ),
    "submission.returned": (
        f"{STEP}/{HOST}/1",
        {"body": HOST, "revision": 1, "reason": "Đề nghị bổ sung nguồn số liệu dân số."},
    ),
    "result.drafted": (RESULT, DRAFTED),
    "result.settled": (RESULT, SETTLED),
    "exchange.scheduled": (
        f"{STEP}/meeting",
        MEETING
        | {
            "agenda": [
                {"vi": "Phương pháp", "en": "Method"},
                {"vi": "Nguồn số liệu", "en": "Sources"},
            ],
            "starts": "2026-08-03T01:30:00+00:00",
            "ends": "2026-08-03T07:30:00+00:00",
            "sequence": 0,
            "purpose": {
                "vi": "Thống nhất phương pháp dự báo.",
                "en": "Agree on the method of forecasting.",
            },
        },
    ),
    "exchange.held": (
        f"{STEP}/meeting",
        MEETING
        | {
            "minutes": "Các tỉnh đã trao đổi.\nCuộc họp kết thúc lúc 11 giờ.",
            "agreed": ["Dùng chung giá so sánh 2010."],
        },
    ),
    "notice.unacknowledged": (HOST, UNACKNOWLEDGED),
    "notice.escalated": (HOST, UNACKNOWLEDGED | {"role": "head", "answer_by": None}),
    "delivery.failed": (
        str(PLAN),
        {
            "notices": [
                undelivered(HOST, "failed", "550 5.1.1 no such mailbox"),
                undelivered("91.peoples_committee", "set_aside", "the sender died 3 times with it in hand"),
            ]
        },
    ),
    "delivery.delayed": (
        str(PLAN),
        {
            "notices": [
                undelivered(HOST, "queued", "451 4.7.1 greylisted, try later"),
                undelivered("91.peoples_committee", "uncertain", "the sender died before the answer was marked", "?"),
            ]
        },
    ),
}
"""Event type to its subject and data."""
