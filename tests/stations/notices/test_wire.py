"""One connection to a mail server: what goes over it, and what its outcomes mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coordination.notices.sending.message import Message, build
from coordination.notices.sending.outcome import Outcome
from coordination.notices.sending.wire import Line, Parcel, parcel_of
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer

PATIENCE = 5


def message(text: str = "Kính gửi", address: str = "vanphong@82.example") -> Message:
    """Give a letter."""
    return Message(
        key="1/82.peoples_committee/email",
        cycle="vung:1",
        sender="thongbao@lien-vung.example",
        sender_name="Liên Vùng",
        address=address,
        office="Văn phòng",
        subject="Họp",
        text=text,
        html=f"<p>{text}</p>",
        language="vi",
        at=datetime(2026, 7, 28, tzinfo=UTC),
        simulated=True,
    )


async def _send(server: ScriptedServer, parcel: Parcel) -> Outcome:
    line = Line(parse_mail_server(server.url), PATIENCE)
    await line.open()
    refused = await line.offer(parcel)
    outcome = refused or await line.end()
    await line.quit()
    return outcome


async def test_lines_that_begin_with_a_dot_arrive_as_they_were() -> None:
    content = b"Subject: a\r\n\r\n.\r\n..\r\n.bold\r\nend."
    stuffed = content.replace(b"\r\n.", b"\r\n..") + b"\r\n"
    with ScriptedServer() as server:
        outcome = await _send(server, Parcel("1/x/email", "a@b.example", "c@d.example", stuffed, wide=False))
        assert outcome == Outcome("sent", "end", "taken", 250)
        assert server.messages == [content + b"\r\n"]


async def test_what_arrives_is_byte_for_byte_what_was_built() -> None:
    parcel = parcel_of(message("dòng một\n.\ndòng ba\n"))
    assert isinstance(parcel, Parcel)
    with ScriptedServer() as server:
        assert (await _send(server, parcel)).verdict == "sent"
        assert server.messages == [build(message("dòng một\n.\ndòng ba\n"))]


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "<>", "", "a@", "a@b\0.example"]
)
def test_an_address_that_would_alter_a_command_never_reaches_the_wire(address: str) -> None:
    outcome = parcel_of(message(address=address))
    assert isinstance(outcome, Outcome)
    assert (outcome.verdict, outcome.phase) == ("failed", "letter")
    assert not outcome.bad_address


async def test_a_refusal_without_a_word_still_says_something() -> None:
    parcel = parcel_of(message())
    assert isinstance(parcel, Parcel)
    with ScriptedServer(lambda verb, _: "550" if verb == "RCPT" else None) as server:
        outcome = await _send(server, parcel)
    assert outcome == Outcome("failed", "recipient", "without a word", 550)


@pytest.mark.parametrize(
    ("outcome", "lost", "bad_address", "of_letter"),
    [
        (Outcome("failed", "recipient", "5.1.1 no", 550), False, True, True),
        (Outcome("failed", "recipient", "5.7.1 not you", 550), False, False, False),
        (Outcome("deferred", "recipient", "4.2.0 greylisted", 450), False, False, True),
        (Outcome("deferred", "recipient", "4.5.3 too many", 452), False, False, False),
        (Outcome("deferred", "recipient", "garbage", -1), True, False, False),
        (Outcome("deferred", "sender", "closing", 421), True, False, False),
        (Outcome("deferred", "content", "connection lost"), True, False, False),
        (Outcome("deferred", "letter", "RecursionError"), False, False, True),
        (Outcome("uncertain", "end", "no answer"), False, False, False),
    ],
)
def test_what_an_outcome_says_of_letter_mailbox_and_server(
    outcome: Outcome,
    lost: bool,  # noqa: FBT001
    bad_address: bool,  # noqa: FBT001
    of_letter: bool,  # noqa: FBT001
) -> None:
    assert (outcome.lost, outcome.bad_address, outcome.of_letter) == (lost, bad_address, of_letter)
