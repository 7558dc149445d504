"""A body's word that it has received a notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from coordination.app import Engine
from coordination.audit.service import events, verify
from coordination.cycles.opening import open_cycle
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.notices.returning.offices import speaker
from coordination.notices.service import (
    acknowledge,
    acknowledgement_of,
    counts,
    get_notice,
    listed,
    receipts_of,
    receive,
)
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

BODY, OTHER, OFFICE = "92.council_standing", "92.peoples_committee", "Văn thư"


@pytest.fixture
def opened(new_file_engine: Callable[[], Engine]) -> tuple[Engine, str]:
    """Open a ladder; give the engine and the key of the notice the standing committee got."""
    engine = new_file_engine()
    with engine.write() as session:
        open_cycle(session, region("vi"), COUNCIL, AT)
        (notice,) = listed(session, recipient=BODY)
        return engine, notice.key


def test_an_acknowledgement_is_kept_with_its_office_and_leaves_one_event(opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with engine.write() as session:
        acknowledge(session, key, BODY, OFFICE, AT)
    with engine.read() as session:
        receipt = acknowledgement_of(session, key)
        assert receipt is not None
        assert (receipt.body, receipt.office, receipt.at) == (BODY, OFFICE, AT)
        (event,) = events(session, kind="notice.acknowledged")
        assert (event.subject, event.data) == (key, {"body": BODY, "office": OFFICE})
        assert counts(session)["acknowledged"] == 1
        assert verify(session).intact


def test_acknowledging_twice_is_acknowledging_once(opened: tuple[Engine, str]) -> None:
    engine, key = opened
    for office, hours in ((OFFICE, 0), ("Phòng Tổng hợp", 5)):
        with engine.write() as session:
            receipt = acknowledge(session, key, BODY, office, AT + timedelta(hours=hours))
        assert (receipt.office, receipt.at) == (OFFICE, AT)
    with engine.read() as session:
        assert len(events(session, kind="notice.acknowledged")) == 1


def test_another_body_may_not_acknowledge(opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with pytest.raises(NotPermittedError, match=BODY), engine.write() as session:
        acknowledge(session, key, OTHER, OFFICE, AT)
    with engine.read() as session:
        assert acknowledgement_of(session, key) is None
        assert events(session, kind="notice.acknowledged") == []


def test_a_notice_that_is_not_there_cannot_be_acknowledged(opened: tuple[Engine, str]) -> None:
    engine, _ = opened
    with pytest.raises(NotFoundError), engine.write() as session:
        acknowledge(session, "0/nobody/email", BODY, OFFICE, AT)


def test_acknowledging_does_not_wait_for_delivery_and_does_not_change_it(opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with engine.write() as session:
        acknowledge(session, key, BODY, OFFICE, AT)
    with engine.read() as session:
        assert get_notice(session, key).state == "queued"


def test_each_step_is_kept_once_and_only_a_word_of_the_office_counts_as_acknowledged(
    opened: tuple[Engine, str],
) -> None:
    engine, key = opened
    for step in ("arrived", "opened", "opened", "answered"):
        with engine.write() as session:
            receive(session, key, step, BODY, OFFICE, "Đã giao" if step == "answered" else "", AT)
    with engine.read() as session:
        assert {each.step: each.words for each in receipts_of(session, key)} == {
            "arrived": "",
            "opened": "",
            "answered": "Đã giao",
        }
        assert acknowledgement_of(session, key) is None
        (event,) = events(session, kind="notice.answered")
        assert event.data == {"body": BODY, "office": OFFICE, "words": "Đã giao"}


def test_a_mailbox_speaks_for_its_body_only_on_the_days_it_holds(new_file_engine: Callable[[], Engine]) -> None:
    made, engine, last = region("vi"), new_file_engine(), date(2026, 7, 30)
    spans = {"old@92.example": {"valid_to": last}, "new@92.example": {"valid_from": last + timedelta(days=1)}}
    bodies = [
        body.model_copy(
            update={"contacts": [body.contacts[0].model_copy(update={"email": box} | spans[box]) for box in spans]}
        )
        for body in made.bodies
    ]
    with engine.write() as session:
        open_cycle(session, made.model_copy(update={"bodies": bodies}), COUNCIL, AT)
    with engine.read() as session:
        (notice,) = listed(session, recipient=BODY)
        assert speaker(session, notice, "old@92.example", None, last) == "Văn phòng <old@92.example>"
        assert speaker(session, notice, "NEW@92.example", None, last + timedelta(days=1)).endswith("<new@92.example>")
        with pytest.raises(NotPermittedError, match=r"use one of: .*new@92\.example"):
            speaker(session, notice, "old@92.example", None, last + timedelta(days=1))


@pytest.mark.parametrize("step", ["opened", "acknowledged", "answered"])
def test_nothing_comes_back_of_a_notice_before_it_was_made(step: str, opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with pytest.raises(ConflictError, match="was made on"), engine.write() as session:
        receive(session, key, step, BODY, OFFICE, "", AT - timedelta(seconds=1))
    with engine.read() as session:
        assert receipts_of(session, key) == []


def test_an_office_of_the_recipient_speaks_by_its_name_alone_in_either_language(opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with engine.read() as session:
        notice = get_notice(session, key)
        body = region("vi").body(BODY)
        assert body is not None
        office = next(each.office for each in body.contacts if each.office.vi == notice.office)
        for name in (office.vi, office.vi.upper(), office.en.lower()):
            assert speaker(session, notice, name, None, AT.date()) == notice.office
        with pytest.raises(NotPermittedError):
            speaker(session, notice, f"{office.vi} khác", None, AT.date())
        assert speaker(session, notice, "Phòng Tổng hợp", BODY, AT.date()) == "Phòng Tổng hợp"


@pytest.mark.parametrize("by", ["123", "…", "Văn\u202ephòng", "\x1b[31mVăn phòng", "x" * 201])
def test_what_is_no_name_of_an_office_is_refused(by: str, opened: tuple[Engine, str]) -> None:
    engine, key = opened
    with engine.read() as session, pytest.raises(InvalidInputError):
        speaker(session, get_notice(session, key), by, BODY, AT.date())
