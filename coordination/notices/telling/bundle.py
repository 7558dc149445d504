"""What goes along with a notice: the official letter to sign and to read, and the data file it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination import methods
from coordination.audit.service import Event, events_at
from coordination.cycles.onepage.dated import with_years
from coordination.cycles.tables import CycleRow
from coordination.documents.official import ListOf, OfficialLetter, Paragraph, TableOf
from coordination.documents.tables import as_csv
from coordination.errors import NotFoundError
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.kernel.text import Text, ascii_fold
from coordination.notices.sending.message import Attachment
from coordination.notices.tables import NoticeRow, OfficialLetterRow
from coordination.notices.telling.letters import given, telling_of
from coordination.notices.telling.render import Reader, words_for
from coordination.regions.letterheads import letterhead_of
from coordination.regions.model import Body, Bundle, Procedure, Region
from coordination.regions.rules import select as chosen
from coordination.results.tables import ResultRow

LANGUAGE = "vi"
"""Official letters are written in Vietnamese (Decree 30/2020/NĐ-CP), whatever language an office reads mail in."""
KINDS = {"TB": "THÔNG BÁO", "GM": "GIẤY MỜI", "CV": None}
AS_ABOVE = "Như trên"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BRACKETS = str.maketrans("[]", "()")
_NOBODY = Reader(Text(vi="", en=""), "")


def bundle_for(procedure: Procedure | None, kind: str) -> Bundle | None:
    """Give what notices of an event carry by the procedure they belong to; None if only their words."""
    return next((each for each in procedure.bundle if each.event == kind), None) if procedure else None


def number_letter(session: Session, event: Event, region: Region, bundle: Bundle) -> OfficialLetterRow | None:
    """Give the official letter of an event the next number of its issuer's year, in the event's own transaction.

    None where the bundle holds no letter, or its issuer has no letter head on that day.
    """
    issuer, day = _issuer(region, bundle), local_date(event.at)
    if bundle.letter is None or issuer is None or letterhead_of(region, issuer, day) is None:
        return None
    last = select(func.max(OfficialLetterRow.number)).where(
        OfficialLetterRow.issuer == issuer.code, OfficialLetterRow.year == day.year
    )
    number = (session.exec(last).one() or 0) + 1
    row = OfficialLetterRow(event=event.seq, issuer=issuer.code, year=day.year, number=number)
    session.add(row)
    session.flush()
    return row


def _issuer(region: Region, bundle: Bundle) -> Body | None:
    return next(iter(chosen(region, bundle.issuer)), None)


@dataclass(frozen=True, slots=True)
class Carried:
    """The files that go with the notices of an event, and with whose; None: with everybody's."""

    files: tuple[Attachment, ...] = ()
    only: frozenset[str] | None = None

    def by(self, body: str) -> tuple[Attachment, ...]:
        """Give what goes with the notice of one body."""
        return self.files if self.only is None or body in self.only else ()


NOTHING = Carried()


def carried_with(session: Session, region: Region | None, notice: NoticeRow) -> Carried:
    """Give the files that go with the notices of an event: letter as DOCX and PDF, tables of the result as CSV."""
    cycle = session.get(CycleRow, notice.cycle)
    if region is None or cycle is None or bundle_for(region.procedure(cycle.procedure), notice.type) is None:
        return NOTHING
    (event,) = events_at(session, [notice.event])
    values = given(session, event, telling_of(session, notice.event))
    bundle = bundle_for(values["procedure"], event.type)
    if bundle is None:
        return NOTHING
    letter = _letter(session, event, values, bundle)
    files = (*(_printed(letter) if letter else ()), *(_tables(session, event) if bundle.data else ()))
    unit = values["cycle"]["unit"]
    named = [body.code for each in bundle.to for body in chosen(values["region"], each, unit)]
    return Carried(files, frozenset(named) if bundle.to else None)


def official_letter(session: Session, notice: NoticeRow) -> OfficialLetter:
    """Give the official letter a notice goes with; NotFoundError where there is none."""
    (event,) = events_at(session, [notice.event])
    values = given(session, event, telling_of(session, notice.event))
    bundle = bundle_for(values["procedure"], event.type)
    letter = _letter(session, event, values, bundle) if bundle else None
    if letter is None:
        raise NotFoundError.of(
            f"thông báo {notice.key} không kèm công văn, giấy mời hay thông báo chính thức",
            f"notice {notice.key} goes without an official letter",
        )
    return letter


def _letter(session: Session, event: Event, values: Mapping[str, Any], bundle: Bundle) -> OfficialLetter | None:
    row, region, day = session.get(OfficialLetterRow, event.seq), values["region"], local_date(event.at)
    issuer = region.body(row.issuer) if row else None
    head = letterhead_of(region, issuer, day) if issuer else None
    if row is None or head is None or bundle.letter is None:
        return None
    written = select(NoticeRow.recipient).where(NoticeRow.event == event.seq).order_by(col(NoticeRow.key))
    told = set(session.exec(written))
    names = tuple(body.name.vi for body in region.bodies if body.code in told and body.code != row.issuer)
    words: Any = words_for(event.type, LANGUAGE, {**values, "on_paper": True}, _reader(region, event))
    addressed = bundle.letter != "TB"
    return OfficialLetter(
        parent=head.parent.vi if head.parent else None,
        issuer=(head.issuer or issuer.name).vi if issuer else "",
        number=row.number,
        symbol=head.symbol_of(bundle.letter),
        place=head.place.vi,
        day=day,
        kind=KINDS[bundle.letter],
        subject=str(words.about).strip(),
        to=names if addressed else (),
        bases=(),
        body=(*_body(words, partial(_on_paper, year=_drafting_year(values))), *_whom_to_ask(values)),
        signed_as=tuple(line.vi for line in head.signed_as),
        recipients=(AS_ABOVE,) if addressed else names,
        kept=head.kept,
        draft=True,
        simulated=values["simulated"],
        reference=f"{event.subject} · chuỗi sự kiện: {event.seq} sự kiện, mã cuối {event.hash}",
    )


def _reader(region: Region, event: Event) -> Body | Reader:
    """Give for whom a letter to many is worded: one of those invited, or nobody in particular."""
    parties = event.data.get("parties") or ()
    return (region.body(parties[0]) if parties else None) or _NOBODY


def _drafting_year(values: Mapping[str, Any]) -> int | None:
    return Period.parse(values["cycle"]["period"]).drafting_year if values["cycle"] else None


def _on_paper(words: Any, year: int | None) -> str:
    """Give words as official letters write them: remarks in round brackets, years by their number and not as N."""
    text = str(words).translate(_BRACKETS)
    return text if year is None else with_years(Text(vi=text, en=""), year).vi


def _body(words: Any, written: Callable[[Any], str]) -> Iterator[Paragraph | ListOf | TableOf]:
    yield Paragraph(text=" ".join(str(words.opening).split()))
    for paragraph in words.paragraphs:
        yield Paragraph(text=str(paragraph))
    if words.facts:
        yield ListOf(items=tuple(f"{label}: {written(value)}" for label, value in words.facts))
    for section in words.sections:
        if section["content"]:
            yield Paragraph(text=section["title"], strong=True)
            yield _section(section)


def _whom_to_ask(values: Mapping[str, Any]) -> Iterator[Paragraph]:
    ask = values["ask"]
    if ask["name"]:
        address = f" ({ask['email']})" if ask["email"] else ""
        yield Paragraph(text=f"Mọi trao đổi xin liên hệ cơ quan đầu mối: {ask['name'].vi}{address}.")


def _section(section: Mapping[str, Any]) -> Paragraph | ListOf | TableOf:
    content = section["content"]
    if section["form"] == "table":
        return TableOf(head=tuple(section["head"]), rows=tuple(tuple(str(cell) for cell in cells) for cells in content))
    if section["form"] == "quote":
        return Paragraph(text=str(content))
    if section["form"] == "pairs":
        return ListOf(items=tuple(f"{label}: {value}" for label, value in content))
    return ListOf(items=tuple(str(each) for each in content))


@lru_cache(maxsize=8)
def _printed(letter: OfficialLetter) -> tuple[Attachment, ...]:
    """Give a letter in both its forms; all who are told together get the same bytes."""
    from coordination.documents.official_docx import to_docx  # noqa: PLC0415 - slow to load, and most write no letter
    from coordination.documents.official_pdf import to_pdf  # noqa: PLC0415

    name = file_name(letter)
    return (
        Attachment(f"{name}.docx", DOCX, to_docx(letter)),
        Attachment(f"{name}.pdf", "application/pdf", to_pdf(letter)),
    )


def file_name(letter: OfficialLetter) -> str:
    """Give the name of a letter's files: number, symbol, day."""
    return ascii_fold(f"{letter.number:02}-{letter.symbol}-{date.isoformat(letter.day)}".replace("/", "-"))


def _tables(session: Session, event: Event) -> Iterator[Attachment]:
    result = session.get(ResultRow, event.data.get("result", ""))
    if result is None:
        return
    made = methods.get(result.method).Result.model_validate(result.content)
    for table in made.tables():
        yield Attachment(f"{table.key}.csv", "text/csv", ("\ufeff" + as_csv(table, LANGUAGE)).encode())
