"""Addresses outside ASCII: hosts any server takes, mailboxes only those that can, and none that alters a header."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd import smtp
from aiosmtplib import SMTP, SMTPNotSupported
from hypothesis import given

from coordination.notices.sending.message import Message, build, needs_smtputf8, wire_address
from tests.stations.notices.test_mail_craft import HOSTILE
from tests.stations.notices.test_message import FEW_HEADERS, LETTER


@given(HOSTILE.map(lambda words: f"{words}@can-tho.example") | HOSTILE.map(lambda words: f"a@{words}") | HOSTILE)
def test_an_address_is_refused_or_is_one_mailbox(address: str) -> None:
    try:
        wire = wire_address(address)
    except ValueError:
        with pytest.raises(ValueError, match=r"no (address|host)"):
            build(replace(LETTER, address=address))
        return
    assert wire.rpartition("@")[2].isascii()
    new = message_from_bytes(build(replace(LETTER, address=address)), policy=policy.default)
    assert len(new.keys()) == FEW_HEADERS
    if wire.isascii():
        assert [each.addr_spec for each in new["to"].addresses] == [wire]


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("vanphong@can-tho.example", "vanphong@can-tho.example"),
        ("Van.Phong+kh@CAN-THO.example", "Van.Phong+kh@CAN-THO.example"),
        ("vanphong@cần-thơ.example", "vanphong@xn--cn-th-yob9113c.example"),
        ("văn.phòng@Cần-Thơ.example", "văn.phòng@xn--cn-th-yob9113c.example"),
        (unicodedata.normalize("NFD", "văn@cần-thơ.example"), "văn@xn--cn-th-yob9113c.example"),
        ("thongbao@localhost", "thongbao@localhost"),
    ],
)
def test_hosts_are_written_in_ascii_and_mailboxes_as_they_are(address: str, wire: str) -> None:
    assert wire_address(address) == wire
    letter = replace(LETTER, address=address)
    assert needs_smtputf8(letter) is needs_smtputf8(replace(LETTER, sender=address)) is (not wire.isascii())
    head = build(letter).partition(b"\r\n\r\n")[0]
    assert head.isascii() is wire.isascii()
    assert f"\r\n <{wire}>\r\n" in head.decode()


@pytest.mark.parametrize(
    "address",
    [
        *("", "@", "a@", "@b.example", "a b@c.example", '"a b"@c.example', "a@b@c.example", "a@b.example, c@d.example"),
        *("a@b.example>", "a..b@c.example", "a@b..c", "a@-b.ế", "a\r\n@b.example", "a@b.example\r\nBcc: c@d.example"),
        *("a\0@b.vn", "a\u202e@b.example", "a@b\u00adc.example", "a\ud800@b.example", "a@\ud800.example"),
        *("a\u2028@b.example", "a@b c.example", f"{'a' * 65}@b.example", f"a@{'b' * 254}", f"{'ế' * 30}@b.example"),
        f"a@{'ế' * 70}.example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    for letter in (replace(LETTER, address=address), replace(LETTER, sender=address)):
        with pytest.raises(ValueError, match=r"no (address|host)"):
            build(letter)


class _Taking:
    """What a server took."""

    def __init__(self) -> None:
        self.envelopes: list[smtp.Envelope] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: smtp.Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 taken"


@asynccontextmanager
async def _server(taking: _Taking, *, smtputf8: bool) -> AsyncIterator[SMTP]:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: smtp.SMTP(taking, hostname="localhost", loop=loop, enable_SMTPUTF8=smtputf8), "127.0.0.1", 0
    )
    try:
        async with SMTP(hostname="127.0.0.1", port=listening.sockets[0].getsockname()[1], start_tls=False) as client:
            yield client
    finally:
        listening.close()


async def _send(client: SMTP, letter: Message) -> None:
    options = ["SMTPUTF8"] if needs_smtputf8(letter) else []
    await client.sendmail(
        wire_address(letter.sender), [wire_address(letter.address)], build(letter), mail_options=options
    )


async def test_a_server_with_smtputf8_takes_a_mailbox_in_vietnamese_letters_and_another_is_not_asked_to() -> None:
    letter = replace(LETTER, address="văn.phòng@cần-thơ.example")
    taking = _Taking()
    async with _server(taking, smtputf8=True) as client:
        await _send(client, letter)
    (taken,) = taking.envelopes
    assert taken.rcpt_tos == ["văn.phòng@xn--cn-th-yob9113c.example"]
    assert taken.smtp_utf8
    async with _server(taking, smtputf8=False) as client:
        with pytest.raises(SMTPNotSupported):
            await _send(client, letter)
        await _send(client, replace(LETTER, address="vanphong@cần-thơ.example"))
    assert taking.envelopes[1].rcpt_tos == ["vanphong@xn--cn-th-yob9113c.example"]
