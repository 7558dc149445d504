"""A certificate as PDF: A4 pages to read, and inside them the files with which it can be checked."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

import typst

from coordination.documents.certificate import Certificate, to_json
from coordination.documents.certificate_check import NAMES, PROGRAM, STEPS
from coordination.documents.certificate_words import OUTCOMES, PHASES, RUNGS, WORDS
from coordination.kernel.clock import VIETNAM
from coordination.kernel.shipped import shipped
from coordination.kernel.text import Language, Text

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def to_pdf(certificate: Certificate, language: Language | None = None) -> bytes:
    """Give the certificate as PDF, in the letter's language unless another is asked for.

    The same certificate gives the same bytes. Fonts are embedded; the JSON form, the exact text and the program that
    checks them are attached.
    """
    return typst.compile(
        template(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs(certificate, language),
        timestamp=int(certificate.issued_at.timestamp()),
    )


@cache
def template() -> bytes:
    """Read the pages' layout."""
    return (shipped("templates") / "documents" / "certificate.typ").read_bytes()


def inputs(certificate: Certificate, language: Language | None = None) -> dict[str, str]:
    """Give what the layout is filled with: what the pages say, and the files they carry."""
    wanted = language or certificate.language
    document = to_json(certificate, wanted)
    said = _Pages(certificate, wanted, json.loads(document)["seal"]).said()
    files = [
        {"name": NAMES["json"], "content": document, "media": "application/json", "kind": "data"},
        {"name": NAMES["text"], "content": certificate.text, "media": "text/plain", "kind": "source"},
        {"name": NAMES["program"], "content": PROGRAM, "media": "text/x-python", "kind": "supplement"},
    ]
    return {"said": json.dumps(_seen(said)), "files": json.dumps(files)}


class _Pages:
    """What the pages say, in the words of one language."""

    def __init__(self, certificate: Certificate, language: Language, seal: str) -> None:
        self._of, self._language, self._seal = certificate, language, seal
        self._w = {name: each.in_language(language) for name, each in WORDS.items()}

    def said(self) -> dict[str, Any]:
        """Give all of it, section by section."""
        w = self._w
        return {
            "language": self._language,
            "title": w["title"],
            "status": w["status"],
            "simulated": w["simulated"] if self._of.simulated else "",
            "made": f"{w['issued']} {_moment(self._of.issued_at)}. {w['zone']}",
            "reference": f"{w['key']} {self._of.notice}",
            "page": w["page"],
            "sections": [
                {"title": w["notice"], "pairs": self._notice()},
                {"title": w["attempts"], **self._attempts()},
                {"title": w["receipts"], **self._receipts()},
                {"title": w["text"], "note": w["about text"], "pairs": self._hash(), "code": self._of.text},
                {"title": w["place"], "pairs": self._place()},
                {"title": w["check"], "steps": [each.in_language(self._language) for each in STEPS]},
                *(
                    {"title": w["stored"].format(seq=each.seq), "fields": list(asdict(each).items())}
                    for each in self._of.chain.links
                ),
                {"title": w["program"], "code": PROGRAM},
            ],
        }

    def _notice(self) -> list[dict[str, str]]:
        w, of = self._w, self._of
        return [
            _pair(w["key"], code=of.notice),
            _pair(w["subject"], of.subject),
            _pair(w["event"], code=f"{of.event.type} ({of.event.seq})"),
            _pair(w["event about"], code=of.event.subject),
            _pair(w["event at"], _moment(of.event.at)),
            _pair(w["body"], of.recipient.name, of.recipient.body),
            _pair(w["office"], of.recipient.office),
            _pair(w["address"], code=of.recipient.address),
            _pair(w["sent as"], code=of.sent_as),
            _pair(w["language"], w[of.language]),
            *([_pair(w["supersedes"], code=of.supersedes)] if of.supersedes else []),
            *([_pair(w["superseded by"], code=of.superseded_by)] if of.superseded_by else []),
        ]

    def _attempts(self) -> dict[str, Any]:
        w = self._w
        rows = [
            [
                str(each.attempt),
                _moment(each.at),
                each.address,
                self._named(PHASES, each.phase),
                f"{self._named(OUTCOMES, each.outcome)}\n{each.reply}".strip(),
            ]
            for each in self._of.attempts
        ]
        head = [w["number"], w["at"], w["address"], w["phase"], w["outcome"]]
        return _table(head, [8, 20, 52, 27, 0], rows, w["no attempt"])

    def _receipts(self) -> dict[str, Any]:
        w = self._w
        rows = [[self._named(RUNGS, each.step), _moment(each.at), each.by, each.words] for each in self._of.receipts]
        return _table([w["rung"], w["at"], w["by"], w["words"]], [38, 20, 52, 0], rows, w["no receipt"])

    def _hash(self) -> list[dict[str, str]]:
        return [_pair(self._w["text hash"], code=self._of.text_hash)]

    def _place(self) -> list[dict[str, str]]:
        w, chain = self._w, self._of.chain
        hashes = {each.seq: each.hash for each in chain.links}
        at = chain.delivered_at_seq
        return [
            self._numbered(w["told at"], chain.told_at_seq, hashes),
            _pair(w["delivered at"], w["not delivered"])
            if at is None
            else self._numbered(w["delivered at"], at, hashes),
            _pair(w["chain now"], w["chain"].format(events=chain.events), chain.head),
            _pair(w["seal"], code=self._seal),
        ]

    def _numbered(self, label: str, seq: int, hashes: Mapping[int, str]) -> dict[str, str]:
        return _pair(label, self._w["numbered"].format(seq=seq), hashes[seq])

    def _named(self, names: Mapping[str, Text], word: str) -> str:
        return names[word].in_language(self._language) if word in names else word


def _pair(label: str, words: str = "", code: str = "") -> dict[str, str]:
    return {"label": label, "words": words, "code": code}


def _table(head: list[str], widths: list[int], rows: list[list[str]], none: str) -> dict[str, Any]:
    """Give a table; a width of 0 takes what is left; ``none`` is said where there is no row."""
    return {"table": {"head": head, "widths": widths, "rows": rows}} if rows else {"note": none}


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


def _seen(value: Any) -> Any:
    """Show what cannot be seen, so that no hidden sign makes a page read otherwise than it is."""
    if isinstance(value, dict):
        return {name: _seen(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(
        f"⟨U+{ord(sign):04X}⟩" if sign != "\n" and unicodedata.category(sign) in _UNSEEN else sign for sign in value
    )
