"""Files that circulars carry: which are taken, how they are kept, and how they go out again.

A file is what its content says, and its name must say the same. What runs when it is opened (programs, macros, HTML,
SVG, scripts) is not carried to three thousand offices.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlmodel import Session, col, select

from coordination.audit.service import events_at
from coordination.errors import InvalidInputError, LienVungError, NotFoundError
from coordination.kernel.text import nfc, unseen
from coordination.notices.sending.message import Attachment
from coordination.notices.tables import AttachmentRow, NoticeRow

CIRCULAR = "announcement.made"
MOST_FILES, MOST_BYTES, LONGEST_NAME = 5, 10_000_000, 150
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODT = "application/vnd.oasis.opendocument.text"
MEDIA = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".odt": _ODT,
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_BEGINS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".odt": "content.xml"}
_RUNS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "basic/", "scripts/")
"""What the parts of documents with macros are called (Office Open XML, OpenDocument)."""
_ACTIVE = ("#!", "<!doctype", "<html", "<script", "<svg", "<?xml", "<?php")
"""How text begins that programs run or show as a page."""
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')


def read_enclosures(paths: Sequence[Path]) -> tuple[Attachment, ...]:
    """Read the files a circular is to carry.

    NotFoundError for one that is not there; InvalidInputError for what is not carried: too many or too large, empty,
    of another kind than its name says, with macros, or named so that its name could mislead.
    """
    if len(paths) > MOST_FILES:
        raise InvalidInputError.of(
            f"kèm {len(paths)} tệp; nhiều nhất {MOST_FILES} tệp",
            f"{len(paths)} files attached; at most {MOST_FILES}",
        )
    files = tuple(_read(path) for path in paths)
    for number, file in enumerate(files):
        if file.name.casefold() in {each.name.casefold() for each in files[:number]}:
            raise _refused(file.name, "tên tệp này kèm hai lần", "this name is attached twice")
    if sum(len(each.content) for each in files) > MOST_BYTES:
        raise _too_large("")
    return files


def keep_enclosures(session: Session, files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Keep files, each content once; gives what the circular's event says of them."""
    said = []
    for file in files:
        digest = hashlib.sha256(file.content).hexdigest()
        if session.get(AttachmentRow, digest) is None:
            session.add(AttachmentRow(hash=digest, name=file.name, media=file.media_type, content=file.content))
            session.flush()
        said.append({"name": file.name, "media": file.media_type, "hash": digest, "size": len(file.content)})
    return said


def enclosures_of(session: Session, notices: Iterable[NoticeRow]) -> Mapping[int, tuple[Attachment, ...]]:
    """Give the files that go with those notices that are circulars, by event; each content is read once."""
    circulars = {row.event for row in notices if row.type == CIRCULAR}
    if not circulars:
        return {}
    said = {each.seq: each.data["attachments"] for each in events_at(session, circulars)}
    hashes = {file["hash"] for files in said.values() for file in files}
    rows = session.exec(select(AttachmentRow.hash, AttachmentRow.content).where(col(AttachmentRow.hash).in_(hashes)))
    content = dict(rows.all())
    return {
        seq: tuple(Attachment(file["name"], file["media"], content[file["hash"]]) for file in files)
        for seq, files in said.items()
    }


def _read(path: Path) -> Attachment:
    name, suffix = nfc(path.name), path.suffix.lower()
    if not name or unseen(name) or _NOT_IN_NAMES & {*name} or name[0] == "." or name != name.strip(" ."):
        raise _refused(
            ascii(path.name), "tên tệp có ký tự ẩn hoặc ký tự không dùng được", "the name has hidden or unusable signs"
        )
    if len(name) > LONGEST_NAME:
        raise _refused(
            f"{name[:40]}…", f"tên tệp dài hơn {LONGEST_NAME} ký tự", f"the name has more than {LONGEST_NAME} signs"
        )
    if suffix not in MEDIA:
        kinds = ", ".join(MEDIA)
        raise _refused(name, f"không gửi loại tệp này; chỉ gửi {kinds}", f"is not carried; only {kinds} are")
    content = _bytes_of(path, name)
    if not _is(name, suffix, content):
        raise _refused(name, f"nội dung không phải là tệp {suffix}", f"what it holds is no {suffix} file")
    return Attachment(name, MEDIA[suffix], content)


def _bytes_of(path: Path, name: str) -> bytes:
    if not path.exists():
        raise NotFoundError.of(f"không có tệp {path}", f"there is no file {path}")
    if not path.is_file():
        raise _refused(name, "không phải là tệp", "is not a file")
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if not content:
        raise _refused(name, "tệp trống", "the file is empty")
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    return content


def _is(name: str, suffix: str, content: bytes) -> bool:
    """Say whether a content is of the kind its name says."""
    if suffix in _BEGINS:
        return content.startswith(_BEGINS[suffix])
    return _is_document(name, suffix, content) if suffix in _MAIN_PART else _is_text(content)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    lines = text.replace("\r\n", "\n").split("\n")  # line by line: most are printable, which is quickly known
    return not any(unseen(line) for line in lines) and not text.lstrip().lower().startswith(_ACTIVE)


def _is_document(name: str, suffix: str, content: bytes) -> bool:
    """Say whether a content is a text document or workbook; InvalidInputError if it holds macros."""
    try:
        with ZipFile(BytesIO(content)) as document:
            parts = {each.filename.lower() for each in document.infolist()}
            first = document.infolist()[0] if parts else None
            named = first is not None and first.filename == "mimetype" and first.file_size == len(_ODT)
            kind = document.read(first).decode("latin-1") if named and first is not None else ""
    except Exception:  # noqa: BLE001 - zipfile and its decompressors have a dozen ways to say that a file is broken
        return False
    if any(mark in f"/{part}" for part in parts for mark in _RUNS):
        raise _refused(name, "tài liệu có macro, không gửi", "the document holds macros and is not carried")
    mark = kind == _ODT if suffix == ".odt" else "[content_types].xml" in parts
    return mark and _MAIN_PART[suffix] in parts


def _too_large(name: str) -> LienVungError:
    most = MOST_BYTES // 1_000_000
    return _refused(name, f"các tệp kèm theo lớn hơn {most} MB", f"the attached files exceed {most} MB")


def _refused(where: str, vi: str, en: str) -> LienVungError:
    return InvalidInputError.of(vi, en, where)
