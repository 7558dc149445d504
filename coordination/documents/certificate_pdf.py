"""A certificate as PDF: A4 pages to read, and inside them the files with which it can be checked."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

import typst

from coordination.documents.certificate import Certificate, to_json
from coordination.documents.certificate_check import NAMES, PROGRAM, STEPS
from coordination.documents.certificate_words import OUTCOMES, PHASES, RUNGS, WORDS
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import Language, Text

Row = tuple[str, ...]


def to_pdf(certificate: Certificate, language: Language | None = None) -> bytes:
    """Give the certificate as PDF, in the letter's language unless another is asked for.

    The same certificate gives the same bytes. Fonts are embedded; the JSON form, the exact text and the program that
    checks them are attached.
    """
    wanted = language or certificate.language
    document = to_json(certificate, wanted)
    return typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={
            "said": json.dumps(_seen(_said(certificate, wanted, json.loads(document)["seal"])), ensure_ascii=False),
            "files": json.dumps(_files(certificate, document), ensure_ascii=False),
        },
        timestamp=int(certificate.issued_at.timestamp()),
    )


@cache
def _template() -> bytes:
    from coordination.kernel.shipped import shipped  # noqa: PLC0415

    return (shipped("templates") / "documents" / "certificate.typ").read_bytes()


def _files(certificate: Certificate, document: str) -> list[dict[str, str]]:
    return [
        {"name": NAMES["json"], "content": document, "media": "application/json", "kind": "data"},
        {"name": NAMES["text"], "content": certificate.text, "media": "text/plain", "kind": "source"},
        {"name": NAMES["program"], "content": PROGRAM, "media": "text/x-python", "kind": "supplement"},
    ]


def _said(certificate: Certificate, language: Language, seal: str) -> dict[str, Any]:
    """Give all the pages say, in the words of one language."""
    w = {name: each.in_language(language) for name, each in WORDS.items()}
    return {
        "language": language,
        "title": w["title"],
        "status": w["status"],
        "simulated": w["simulated"] if certificate.simulated else "",
        "made": [w["issued"], _moment(certificate.issued_at)],
        "reference": certificate.notice,
        "page": w["page"],
        "sections": [
            {"title": w["notice"], "pairs": _notice(certificate, w)},
            {"title": w["attempts"], "note": "" if certificate.attempts else w["no attempt"], "table": _attempts(certificate, w, language)},
            {"title": w["receipts"], "note": "" if certificate.receipts else w["no receipt"], "table": _receipts(certificate, w, language)},
            {"title": w["text"], "note": w["about text"], "code": certificate.text, "pairs": [(w["text hash"], certificate.text_hash, "code")]},
            {"title": w["place"], "note": w["about place"], "pairs": _place(certificate, w, seal)},
            {"title": w["check"], "steps": [each.in_language(language) for each in STEPS]},
            *({"title": w["stored"].format(seq=each.seq), "fields": [(name, str(getattr(each, name))) for name in each.__slots__]} for each in certificate.chain.links),
            {"title": w["program"], "code": PROGRAM},
        ],
    }
