"""Who is told of an event, and at which address."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.kernel.text import Text
from coordination.notices.telling.rules import EVENTS, audience, contact_on
from coordination.regions.model import Body, Contact, Procedure, Region
from tests.stations.notices.sample_region import PROVINCES, region

REGION = region("vi")


def _procedure(slug: str = "regional-plan", **tells: list[str]) -> Procedure:
    found = REGION.procedure(slug)
    assert found is not None
    rules = [{"event": event.replace("__", "."), "to": to} for event, to in tells.items()]
    return Procedure.model_validate(found.model_dump() | {"tells": rules})


def _told(procedure: Procedure, kind: str, data: dict[str, Any] | None = None, unit: str | None = None) -> list[str]:
    return [body.code for body in audience(REGION, procedure.tells, kind, data or {}, unit)]


def test_a_selector_names_its_body_in_every_province_in_the_order_of_the_region() -> None:
    procedure = _procedure(stage__opened=["province.peoples_committee"])
    assert _told(procedure, "stage.opened") == [f"{unit}.peoples_committee" for unit in PROVINCES]


def test_inside_one_provinces_cycle_the_same_selector_means_that_province_alone() -> None:
    procedure = _procedure("council-supervision", stage__opened=["province.council_standing", "region.secretariat"])
    assert _told(procedure, "stage.opened", unit="92") == ["92.council_standing", "mekong-delta.secretariat"]


def test_a_selector_with_a_unit_names_that_unit_from_anywhere() -> None:
    procedure = _procedure(stage__opened=["province.peoples_committee@91"])
    assert _told(procedure, "stage.opened") == ["91.peoples_committee"]
    assert _told(procedure, "stage.opened", unit="92") == ["91.peoples_committee"]


def test_self_is_the_body_the_event_speaks_of() -> None:
    procedure = _procedure(obligation__reminded=["self"])
    assert _told(procedure, "obligation.reminded", {"body": "86.peoples_committee"}) == ["86.peoples_committee"]


def test_parties_are_those_invited() -> None:
    procedure = _procedure(exchange__scheduled=["parties"])
    parties = ["92.finance_department", "91.finance_department"]
    assert _told(procedure, "exchange.scheduled", {"parties": parties}) == parties


def test_a_body_named_by_several_rules_is_told_once() -> None:
    procedure = _procedure(submission__received=["self", "province.peoples_committee", "92.peoples_committee"])
    told = _told(procedure, "submission.received", {"body": "92.peoples_committee"})
    assert told[0] == "92.peoples_committee"
    assert sorted(told) == sorted(f"{unit}.peoples_committee" for unit in PROVINCES)


def test_a_body_that_is_no_longer_in_the_configuration_is_passed_over() -> None:
    procedure = _procedure(obligation__reminded=["self"])
    assert _told(procedure, "obligation.reminded", {"body": "99.peoples_committee"}) == []


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_a_procedure_does_not_tell_is_told_to_nobody(kind: str) -> None:
    assert _told(_procedure(), kind) == []


def _body(*spans: tuple[str | None, str | None]) -> Body:
    office = Text(vi="Văn phòng", en="Office")
    contacts = [
        Contact(
            body="92.peoples_committee",
            office=office,
            email=f"office{number}@can-tho.example",
            valid_from=date.fromisoformat(first) if first else None,
            valid_to=date.fromisoformat(last) if last else None,
        )
        for number, (first, last) in enumerate(spans)
    ]
    whole: Region = REGION
    found = whole.body("92.peoples_committee")
    assert found is not None
    return found.model_copy(update={"contacts": contacts})


@pytest.mark.parametrize(
    ("day", "address"),
    [
        ("2025-02-28", "office0"),
        ("2025-03-01", "office1"),
        ("2025-06-30", "office1"),
        ("2025-07-01", "office2"),
        ("2030-01-01", "office2"),
    ],
)
def test_mail_goes_to_the_office_that_holds_on_the_day(day: str, address: str) -> None:
    body = _body((None, "2025-02-28"), ("2025-03-01", "2025-06-30"), ("2025-07-01", None))
    contact = contact_on(body, date.fromisoformat(day))
    assert contact is not None
    assert contact.email == f"{address}@can-tho.example"


def test_where_several_offices_hold_the_newest_receives() -> None:
    contact = contact_on(_body((None, None), ("2025-07-01", None), ("2024-01-01", None)), date(2026, 1, 1))
    assert contact is not None
    assert contact.email == "office1@can-tho.example"


@pytest.mark.parametrize("spans", [(), ((None, "2020-12-31"),), (("2027-01-01", None),)])
def test_a_body_without_an_office_on_the_day_has_no_address(spans: tuple[tuple[str | None, str | None], ...]) -> None:
    assert contact_on(_body(*spans), date(2026, 1, 1)) is None
