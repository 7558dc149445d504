"""A certificate proves itself to somebody who trusts nobody, and is what it says it is: no official document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from pydantic import ValidationError

from coordination.audit.rules import Link
from coordination.audit.service import head, links_at, record
from coordination.documents.certificate import (
    LEFT_OUT,
    Attempt,
    Certificate,
    Chain,
    EventTold,
    Receipt,
    Recipient,
    as_data,
    redacted,
    to_json,
)
from coordination.documents.certificate_check import PROGRAM, STEPS
from coordination.documents.certificate_pdf import inputs, template, to_pdf
from coordination.documents.certificate_words import OUTCOMES, PHASES, RUNGS, WORDS
from coordination.errors import ConflictError
from coordination.kernel.canonical import content_hash, sha256
from coordination.store.database import Database

NOW = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)
CYCLE, BODY, ADDRESS = "mekong-delta/regional-plan/2027", "92.peoples_committee", "vanthu.ubnd@cantho.example"
HOSTILE = '#panic("no") *x* _y_ `z` $1$ @a <b> // c #set page(width: 1mm) \\ [mô phỏng]'
TEXT = f"Kính gửi: Ủy ban nhân dân thành phố Cần Thơ\n\n  {HOSTILE}\nChuỗi sự kiện: {{}} sự kiện, mã cuối\n  {{}}\n"


def stored(database: Database) -> Certificate:
    """Record an event, tell it, deliver it, go on; then state it from what is stored."""
    with database.write() as session:
        for number in range(3):
            record(session, "cycle.opened", f"cycle-{number}", CYCLE, {}, NOW)
        told = record(session, "stage.opened", f"{CYCLE}/joint-assessment", CYCLE, {"tên": "Hiện trạng"}, NOW)
        text, key = TEXT.format(told.seq, told.hash), f"{told.seq}/{BODY}/email"
        data = {"recipient": BODY, "text_hash": sha256(text), "attempt": 2, "reply": "2.0.0 Ok: queued — đã nhận"}
        delivered = record(session, "notice.delivered", key, CYCLE, data, NOW + timedelta(minutes=6))
        record(session, "stage.closed", f"{CYCLE}/joint-assessment", CYCLE, {}, NOW + timedelta(days=9))
    with database.read() as session:
        events, last = head(session)
        links = links_at(session, [told.seq, delivered.seq])
    return Certificate(
        notice=key,
        issued_at=NOW + timedelta(days=30),
        event=EventTold(seq=told.seq, type=told.type, at=told.at, subject=told.subject, hash=told.hash),
        recipient=Recipient(body=BODY, name="UBND thành phố Cần Thơ", office="Bộ phận văn thư", address=ADDRESS),
        subject=HOSTILE,
        text=text,
        text_hash=sha256(text),
        sent_as=f"<{key.replace('/', '.')}@lien-vung.example>",
        attempts=(
            Attempt(attempt=1, at=NOW, address=ADDRESS, phase="recipient", outcome="deferred", reply="451 4.7.1 later"),
            Attempt(attempt=2, at=NOW, address=ADDRESS, phase="end", outcome="sent", reply="2.0.0 Ok: queued"),
        ),
        receipts=(Receipt(step="acknowledged", at=NOW, by="Phòng Tổng hợp", words="Đã nhận."),),
        supersedes=f"2/{BODY}/email",
        chain=Chain(events=events, head=last, told_at_seq=told.seq, delivered_at_seq=delivered.seq, links=tuple(links)),
    )


@pytest.fixture(scope="module")
def certificate(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Give a certificate of a notice that was delivered at the second attempt."""
    path = tmp_path_factory.mktemp("certificate") / "chain.db"
    path.write_bytes(blank.read_bytes())
    database = Database(f"sqlite:///{path}")
    try:
        return stored(database)
    finally:
        database.close()


Check = Callable[..., str]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Run a program on a file with nothing but Python; gives the last line it says."""

    def run(document: str, *heads: str, program: str = PROGRAM) -> str:
        paper, checker = tmp_path / "certificate.json", tmp_path / "check.py"
        paper.write_text(document, encoding="utf-8")
        checker.write_text(program, encoding="utf-8")
        said = subprocess.run(
            [sys.executable, "-I", "-S", checker, paper, *heads],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert said.stderr == ""
        last = said.stdout.splitlines()[-1]
        assert said.returncode == {"OK": 0, "NO": 1}[last]
        return said.stdout if heads else last

    return run


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of everything in a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in pairs:
        yield (*path, name)
        yield from places(each, (*path, name))


def changed(value: Any) -> Any:
    """Give something else of the same kind, as like as can be."""
    if isinstance(value, bool | None):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}"
    return [*value, 1] if isinstance(value, list) else value | {"more": 1}


def test_the_printed_program_says_ok_to_the_statement_in_either_language(
    certificate: Certificate, check: Check
) -> None:
    for language in ("vi", "en"):
        raws = typst.query(
            template(), "raw", field="text", sys_inputs=inputs(certificate, language), ignore_system_fonts=True
        )
        printed = [each for each in json.loads(raws) if each.startswith("import hashlib")]
        assert len(printed) == 1
        assert check(to_json(certificate, language), program=printed[0]) == "OK"


def test_it_says_no_to_any_one_change(certificate: Certificate, check: Check) -> None:
    data = as_data(certificate)
    every = [place for place in places(data) if place[:2] != ("verify", "steps")]
    assert len(every) > 60
    for place in [*every, ("verify", "steps", 0)]:
        document = deepcopy(data)
        inner = document
        for name in place[:-1]:
            inner = inner[name]
        inner[place[-1]] = changed(inner[place[-1]])
        assert check(json.dumps(document)) == "NO", place


def test_it_says_no_to_what_is_left_out_said_twice_or_no_document(certificate: Certificate, check: Check) -> None:
    data, document = as_data(certificate), to_json(certificate)
    for name in data:
        assert check(json.dumps({each: value for each, value in data.items() if each != name})) == "NO", name
    twice = document.replace('  "notice":', '  "notice": "1/79.peoples_committee/email",\n  "notice":', 1)
    assert json.loads(twice) == data
    assert check(twice) == "NO"
    assert [check(each) for each in ("", "[]", "{", "null", document[:-3])] == ["NO"] * 5


def sealed(data: dict[str, Any]) -> str:
    """Seal a changed statement anew, as a forger would."""
    data = {name: value for name, value in data.items() if name != "seal"}
    return json.dumps(data | {"seal": content_hash(data)}, ensure_ascii=False)


def test_a_new_seal_does_not_hide_another_text_or_recipient(certificate: Certificate, check: Check) -> None:
    data = as_data(certificate)
    assert check(sealed(data)) == "OK"
    text = data["text"].replace("Cần Thơ", "Cà Mau")
    assert check(sealed(data | {"text": text, "text_hash": sha256(text)})) == "NO"
    assert check(sealed(data | {"recipient": data["recipient"] | {"body": "96.peoples_committee"}})) == "NO"
    assert check(sealed(data | {"notice": f"5/{BODY}/email"})) == "NO"
    assert check(sealed(data | {"event": data["event"] | {"at": "2026-10-13T00:30:00Z"}})) == "NO"


def test_events_hashed_anew_are_found_by_a_head_that_a_letter_told(certificate: Certificate, check: Check) -> None:
    told = f"{certificate.event.seq}:{certificate.event.hash}"
    assert check(to_json(certificate), told, told.upper(), told[:16]).endswith("OK\n")
    before = certificate.chain.links[0].previous
    assert check(to_json(certificate), f"{certificate.event.seq - 1}:{before}").endswith("OK\n")
    assert check(to_json(certificate), told[:9]).endswith("NO\n"), "too short to tell anything"
    forged = replace(certificate.chain.links[0], data='{"tên":"Mục tiêu"}')
    forged = replace(forged, hash=forged.computed())
    data = deepcopy(as_data(certificate))
    data["chain"]["links"][0] = {name: getattr(forged, name) for name in Link.__slots__}
    data["event"]["hash"] = forged.hash
    assert check(sealed(data)) == "NO", "the event after it, which is here as well, tells its hash"
    data["chain"]["links"][1]["previous"] = forged.hash
    again = Link(**data["chain"]["links"][1])
    data["chain"]["links"][1]["hash"] = again.computed()
    assert check(sealed(data)) == "OK", "by itself nothing shows"
    assert check(sealed(data), told).endswith("NO\n")


def test_a_head_of_another_time_is_not_guessed_at(certificate: Certificate, check: Check) -> None:
    assert check(to_json(certificate), f"900:{'a' * 64}") == f"not in this file: head 900:{'a' * 64}\nOK\n"


def test_a_statement_that_would_not_pass_its_own_check_is_not_made(certificate: Certificate) -> None:
    given = dict(certificate)
    chain = certificate.chain
    first, second = chain.links
    wrong: list[dict[str, Any]] = [
        {"text": "khác\n"},
        {"text": "khác\n", "text_hash": sha256("khác\n")},
        {"chain": chain.model_copy(update={"links": (first,)})},
        {"chain": chain.model_copy(update={"links": (second,)})},
        {"chain": chain.model_copy(update={"links": (replace(first, data="{}"), second)})},
        {"event": certificate.event.model_copy(update={"at": NOW + timedelta(seconds=1)})},
        {"recipient": certificate.recipient.model_copy(update={"body": "96.peoples_committee"})},
        {"notice": f"5/{BODY}/email"},
    ]
    for each in wrong:
        with pytest.raises(ConflictError, match="no longer what was recorded"):
            Certificate(**(given | each))


def test_a_notice_that_never_went_out_is_stated_as_well(certificate: Certificate, check: Check) -> None:
    chain = certificate.chain.model_copy(update={"delivered_at_seq": None, "links": certificate.chain.links[:1]})
    none = Certificate(**(dict(certificate) | {"attempts": (), "receipts": (), "chain": chain}))
    assert check(to_json(none)) == "OK"
    said = inputs(none, "vi")["said"]
    for name in ("no attempt", "no receipt", "not delivered"):
        assert WORDS[name].vi in json.dumps(json.loads(said), ensure_ascii=False)
    assert to_pdf(none).startswith(b"%PDF")


def test_moments_need_a_zone_and_are_spelled_as_events_spell_them(certificate: Certificate) -> None:
    there = datetime.fromisoformat("2026-11-11T07:30:00.250+07:00")
    assert as_data(Certificate(**(dict(certificate) | {"issued_at": there})))["issued_at"] == "2026-11-11T00:30:00Z"
    with pytest.raises(ValidationError):
        Certificate(**(dict(certificate) | {"issued_at": NOW.replace(tzinfo=None)}))


# On paper


def files_in(pdf: bytes) -> list[bytes]:
    """Give everything a PDF holds, unpacked."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\n?endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pdf_carries_the_data_the_exact_text_and_the_program(certificate: Certificate, language: Any) -> None:
    pdf = to_pdf(certificate, language)
    held = files_in(pdf)
    assert to_json(certificate, language).encode() in held
    assert certificate.text.encode() in held
    assert PROGRAM.encode() in held
    assert b"certificate.json" in pdf + b"".join(held)


def test_the_same_certificate_gives_the_same_bytes_and_speaks_the_letters_language(certificate: Certificate) -> None:
    assert to_pdf(certificate) == to_pdf(certificate, "vi") != to_pdf(certificate, "en")
    english = Certificate(**(dict(certificate) | {"language": "en"}))
    assert json.loads(inputs(english)["said"])["status"] == WORDS["status"].en
    assert as_data(english)["verify"]["steps"][0] == STEPS[0].en


def test_it_says_that_it_is_no_official_document_and_whether_all_was_simulated(certificate: Certificate) -> None:
    said = json.loads(inputs(certificate)["said"])
    assert "không phải văn bản hành chính, không có chữ ký" in said["status"]
    assert said["simulated"] == ""
    played = Certificate(**(dict(certificate) | {"simulated": True}))
    assert json.loads(inputs(played)["said"])["simulated"] == WORDS["simulated"].vi


def test_peoples_words_are_set_as_words_and_never_as_markup(certificate: Certificate) -> None:
    filled = inputs(certificate)
    raws = json.loads(typst.query(template(), "raw", field="text", sys_inputs=filled, ignore_system_fonts=True))
    assert certificate.text.rstrip("\n") in [each.rstrip("\n") for each in raws]
    pairs = typst.query(template(), "<pairs>", sys_inputs=filled, ignore_system_fonts=True)
    assert HOSTILE in [each for grid in json.loads(pairs) for each in texts(grid)]


def texts(value: Any) -> Iterator[str]:
    """Give all text in what was set."""
    if isinstance(value, dict):
        yield from ([value["text"]] if isinstance(value.get("text"), str) else [])
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)


def test_signs_that_cannot_be_seen_are_shown_on_paper_and_kept_in_the_data(certificate: Certificate) -> None:
    text = "Hạn \u202e60/21\u202c\x00\tx\u2028y\n"
    given = dict(certificate) | {"text": text, "text_hash": sha256(text)}
    chain = certificate.chain.model_copy(update={"delivered_at_seq": None})
    odd = Certificate(**(given | {"chain": chain, "subject": "a\u200bb\r\nc"}))
    said = json.dumps(json.loads(inputs(odd)["said"]), ensure_ascii=False)
    assert "Hạn ⟨U+202E⟩60/21⟨U+202C⟩⟨U+0000⟩⟨U+0009⟩x⟨U+2028⟩y\\n" in said
    assert "a⟨U+200B⟩b⟨U+000D⟩\\nc" in said
    assert text.encode() in files_in(to_pdf(odd))
    assert json.loads(to_json(odd))["text"] == text


def test_every_word_is_there_in_both_languages(certificate: Certificate) -> None:
    for name, each in {**WORDS, **PHASES, **OUTCOMES, **RUNGS}.items():
        assert each.vi, name
        assert each.en, name
        assert each.vi != each.en or name == "sent as", name
    given = dict(certificate) | {"receipts": (), "attempts": (), "superseded_by": f"9/{BODY}/email", "simulated": True}
    for made in (certificate, Certificate(**given)):
        said = json.loads(inputs(made, "en")["said"])
        own = {each.vi for each in WORDS.values()} - {each.en for each in WORDS.values()}
        labels = {pair["label"] for part in said["sections"] for pair in part.get("pairs", [])}
        assert not own & {*labels, *(part["title"] for part in said["sections"]), said["title"], said["simulated"]}


def test_the_program_fits_the_page_and_is_plain_ascii() -> None:
    assert PROGRAM.isascii()
    assert max(map(len, PROGRAM.splitlines())) <= 88
    assert len(PROGRAM.splitlines()) <= 60


# Secrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("250 2.0.0 Ok: queued as 4XyZ", "250 2.0.0 Ok: queued as 4XyZ"),
        ("AUTH PLAIN AGJvdABoaWRkZW4=", LEFT_OUT),
        ("250-SIZE 100\n250-AUTH PLAIN LOGIN\n250 OK now", f"250-SIZE 100\n{LEFT_OUT}\n250 OK now"),
        (
            "C: auth login\n334 VXNlcm5hbWU6\nYm90\n334 UGFzc3dvcmQ6\naGlkZGVu\n535 5.7.8 no",
            f"{LEFT_OUT}\n535 5.7.8 no",
        ),
        ("no route to smtps://bot:hidden@mail.example:465", f"no route to smtps://{LEFT_OUT}@mail.example:465"),
        ("535 authentication failed", "535 authentication failed"),
        ("", ""),
    ],
)
def test_nothing_of_a_login_is_in_the_words_of_a_server(said: str, kept: str) -> None:
    assert redacted(said) == kept
    assert redacted(kept) == kept


def test_secrets_are_neither_in_the_data_nor_on_paper(certificate: Certificate) -> None:
    words = "AUTH PLAIN AGJvdABoaWRkZW4="
    attempt = certificate.attempts[0].model_copy(update={"reply": words})
    receipt = certificate.receipts[0].model_copy(update={"words": words})
    given = json.loads(certificate.model_dump_json()) | {
        "attempts": [attempt.model_dump()],
        "receipts": [receipt.model_dump()],
    }
    made = Certificate(**given)
    assert (made.attempts[0].reply, made.receipts[0].words) == (LEFT_OUT, LEFT_OUT)
    secret = b"AGJvdABoaWRkZW4="
    assert secret not in to_json(made).encode()
    assert not any(secret in each for each in files_in(to_pdf(made)))
