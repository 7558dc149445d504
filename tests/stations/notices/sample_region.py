"""A small region: five provinces, both procedures, every office reading one language."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordination.notices.telling.rules import EVENTS
from coordination.regions.model import Region

PROVINCES = {
    "82": ("tỉnh", "Đồng Tháp", "dong-thap"),
    "86": ("tỉnh", "Vĩnh Long", "vinh-long"),
    "91": ("tỉnh", "An Giang", "an-giang"),
    "92": ("thành phố", "Cần Thơ", "can-tho"),
    "96": ("tỉnh", "Cà Mau", "ca-mau"),
}
BASIS = {"text": "Lịch chung của vùng", "status": "design"}
KINDS = {
    "peoples_committee": ("executive", "Ủy ban nhân dân", "People's Committee of"),
    "finance_department": ("executive", "Sở Tài chính", "Department of Finance of"),
    "council_standing": (
        "council",
        "Thường trực Hội đồng nhân dân",
        "Standing Committee of the People's Council of",
    ),
    "economic_budget_committee": (
        "council",
        "Ban Kinh tế - Ngân sách Hội đồng nhân dân",
        "Economic and Budget Committee of the People's Council of",
    ),
}


def _text(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def _rule(rule: str) -> dict[str, Any]:
    return {"rule": rule, "basis": BASIS}


def _body(code: str, level: str, side: str, vi: str, en: str, language: str) -> dict[str, Any]:
    unit, _, kind = code.partition(".")
    address = f"{kind.replace('_', '')}@{unit}.example"
    offices = {
        "drafter": (_text("Văn phòng", "Office"), address),
        "head": (_text("Lãnh đạo", "Head"), f"head.{address}"),
    }
    contacts = [
        {"body": code, "office": office, "role": role, "language": language, "email": email}
        for role, (office, email) in offices.items()
    ]
    return {
        "code": code,
        "kind": kind,
        "level": level,
        "side": side,
        "unit": unit,
        "name": _text(vi, en),
        "short": _text(vi, en),
        "contacts": contacts,
    }


def _bodies(language: str) -> list[dict[str, Any]]:
    region = "vùng Đồng bằng sông Cửu Long", "Mekong River Delta"
    bodies = [
        _body(f"{unit}.{kind}", "province", side, f"{vi} {form} {name}", f"{en} {name}", language)
        for unit, (form, name, _) in PROVINCES.items()
        for kind, (side, vi, en) in KINDS.items()
    ]
    return [
        *bodies,
        _body(
            "mekong-delta.secretariat",
            "region",
            "secretariat",
            f"Tổ giúp việc Hội đồng điều phối {region[0]}",
            f"Secretariat of the Coordinating Council, {region[1]}",
            language,
        ),
        _body(
            "mekong-delta.council_chair",
            "region",
            "secretariat",
            f"Chủ tịch Hội đồng điều phối {region[0]}",
            f"Chair of the Coordinating Council, {region[1]}",
            language,
        ),
    ]


def _step(
    code: str,
    box: str,
    vi: str,
    en: str,
    opens: str,
    owes: list[str],
    by: list[str],
    meeting: dict[str, Any],
) -> dict[str, Any]:
    return {
        "code": code,
        "box": box,
        "name": _text(vi, en),
        "method": "collate",
        "purpose": _text(
            "Thống nhất nội dung chung trên cơ sở phần của từng cơ quan.",
            "Agree the common contents on the basis of each body's part.",
        ),
        "opens": _rule(opens),
        "due": _rule("working_days 20 after opens"),
        "closes": _rule("working_days 3 after due"),
        "positions": _rule("working_days 5 after closes"),
        "legal": {"rule": "before 31/08", "basis": {"text": "Luật định", "status": "to_verify"}},
        "owes": [
            {
                "body": each,
                "what": _text("Phần của cơ quan, kèm bảng số liệu", "The body's part, with its figures"),
            }
            for each in owes
        ],
        "agreement": {"by": by, "tacit_consent": True, "refer_to": "region.council_chair"},
        "exchanges": [meeting],
    }


def _meeting(kind: str, vi: str, en: str, parties: list[str]) -> dict[str, Any]:
    return {
        "code": "meeting",
        "kind": kind,
        "name": _text(vi, en),
        "parties": parties,
        "day": _rule("working_days 4 after opens"),
        "agenda": [_text("Phương pháp", "Method"), _text("Nguồn số liệu", "Sources")],
    }


def _procedure(slug: str, scope: str, vi: str, en: str, to: list[str], steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "procedure": slug,
        "name": _text(vi, en),
        "basis": BASIS,
        "scope": scope,
        "opens": _rule("on 15/06"),
        "ends": _rule("on 15/01/N+1"),
        "remind": [-3, 1],
        "progress": [-5, 1],
        "tells": [{"event": event, "to": to} for event in EVENTS],
        "steps": steps,
    }


def region(language: str) -> Region:
    """Make five provinces with both procedures; every office reads one language."""
    committees = ["province.peoples_committee"]
    everyone = [
        *committees,
        "province.council_standing",
        "region.secretariat",
        "region.council_chair",
    ]
    workshop = _meeting(
        "N-P4",
        "Hội thảo vùng về phương pháp và nội dung dự báo",
        "Regional workshop on forecasts",
        [*committees, "region.secretariat"],
    )
    talk = _meeting(
        "N-P3",
        "Trao đổi bán chính thức về quan điểm chung",
        "Semi-official exchange on viewpoints",
        committees,
    )
    pair = ["province.economic_budget_committee", "province.finance_department"]
    exchange = _meeting(
        "N-H3",
        "Trao đổi giữa Ban Kinh tế - Ngân sách và Sở Tài chính về dự toán",
        "Exchange on the budget estimate",
        pair,
    )
    plan = [
        _step(
            "forecast",
            "BOX-3",
            "Dự báo tình hình và các khả năng có thể khai thác",
            "Forecast of the situation and of what can be exploited",
            "working_days 10 after cycle",
            committees,
            committees,
            workshop,
        ),
        _step(
            "viewpoints",
            "BOX-2",
            "Quan điểm phát triển chung của vùng",
            "The region's common viewpoints",
            "working_days 1 after forecast.positions",
            committees,
            committees,
            talk,
        ),
    ]
    budget = _step(
        "budget-draft",
        "M4",
        "Dự thảo dự toán và phương án phân bổ ngân sách",
        "Draft budget estimate and allocation",
        "working_days 10 after cycle",
        [*committees, "province.finance_department"],
        ["province.economic_budget_committee"],
        exchange,
    )
    council = [
        *committees,
        "province.finance_department",
        "province.council_standing",
        "province.economic_budget_committee",
    ]
    return Region.model_validate(
        {
            "code": "mekong-delta",
            "name": _text("vùng Đồng bằng sông Cửu Long", "Mekong River Delta"),
            "map_date": date(2026, 1, 1),
            "basis": BASIS,
            "announced_through": 2027,
            "bodies": _bodies(language),
            "holidays": [],
            "sessions": [],
            "units": [
                {
                    "code": code,
                    "name": _text(name, name),
                    "full_name": _text(f"{form} {name}", name),
                    "slug": slug,
                    "level": "province",
                    "type": "city" if form == "thành phố" else "province",
                }
                for code, (form, name, slug) in PROVINCES.items()
            ],
            "council_sessions": [],
            "indicators": [],
            "neighbours": [("91", "92")],
            "procedures": [
                _procedure(
                    "regional-plan",
                    "region",
                    "Phối hợp lập kế hoạch hằng năm trong vùng",
                    "Joint annual planning of a region",
                    everyone,
                    plan,
                ),
                _procedure(
                    "council-supervision",
                    "province",
                    "Phối hợp giữa Hội đồng nhân dân và Ủy ban nhân dân",
                    "Coordination of People's Council and Committee",
                    council,
                    [budget],
                ),
            ],
        }
    )
