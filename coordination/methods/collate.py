"""An honest compilation: each body's words and figures side by side, nothing merged or judged."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import BaseResult, Context, Finding, Table
from coordination.methods.parties import absent, finding, handed_in, participation
from coordination.methods.wording import exact_sum, listed, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.methods.contract import Party

VERSION: Final = "1"


class Section(Strict):
    """A part of a body's document."""

    key: str = Field(min_length=1)
    title: str = ""
    text: str


class Figure(Strict):
    """A figure under a label of its own."""

    label: str = Field(min_length=1)
    value: Decimal | None = None
    unit: str = ""


class Submission(Strict):
    """A body's document in sections, its figures and the names of its attachments."""

    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    attachments: tuple[str, ...] = ()


class Settings(Strict, extra="ignore"):
    """What a region may decide about this method."""

    sections: tuple[str, ...] = ()
    """Keys of the sections every body owes, in the order of the compilation."""
    add: tuple[str, ...] = ()
    """Labels of figures that may be added up."""
    indicators: tuple[str, ...] = ()
    """Codes of indicators of which every body gives a figure for the first year planned, under the indicator's name."""


class Words(Strict):
    """What one body wrote in a section."""

    body: str
    title: str
    text: str


class CollatedSection(Strict):
    """A section with all bodies' words in the order of the parties."""

    key: str
    title: Text | None = None
    """What the step calls it."""
    entries: tuple[Words, ...]
    missing: tuple[str, ...]

    @property
    def called(self) -> Text | str:
        """The title; of a section the step does not know its key."""
        return self.title or self.key


class Given(Strict):
    """A body's figure; ``None`` is not known, never zero."""

    body: str
    value: Decimal | None
    unit: str


class CollatedFigure(Strict):
    """A figure of all bodies, added up only where the region said so and units agree."""

    label: str
    entries: tuple[Given, ...]
    total: Decimal | None
    unit: str | None
    missing: tuple[str, ...]


class Attachments(Strict):
    """The attachments one body named."""

    body: str
    names: tuple[str, ...]


class Result(BaseResult):
    """All parties' words and figures, side by side."""

    method: Literal["collate"] = "collate"
    method_version: str = VERSION
    sections: tuple[CollatedSection, ...] = ()
    figures: tuple[CollatedFigure, ...] = ()
    attachments: tuple[Attachments, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Give words, figures and completeness as tables."""
        return (_words_table(self), _figures_table(self), _completeness_table(self))


def check(submission: Submission, context: Context) -> list[Finding]:
    """Find sections that are missing, empty, unknown or given twice, and figures given twice."""
    expected = Settings.model_validate(dict(context.settings)).sections
    written = {section.key for section in submission.sections if tidy(section.text)}
    found = [_absent_section(key, title_of(key, context)) for key in expected if key not in written]
    found += [
        finding(
            "note",
            "unknown_section",
            f"sections.{section.key}",
            vi=f"Mục “{section.key}” không có trong đề cương.",
            en=f"Section “{section.key}” is not in the outline.",
        )
        for section in submission.sections
        if expected and section.key not in expected
    ]
    found += _repeated("sections", [section.key for section in submission.sections])
    found += _repeated("figures", [figure.label for figure in submission.figures])
    return found + [
        finding(
            "note",
            "figure_without_value",
            f"figures.{figure.label}",
            vi=f"Số liệu “{figure.label}” chưa có giá trị.",
            en=f"Figure “{figure.label}” has no value.",
        )
        for figure in submission.figures
        if figure.value is None
    ]


def title_of(key: str, context: Context) -> Text | None:
    """Give the title a step's settings have for a section; None where they have none."""
    told = dict(context.settings.get("titles") or {}).get(key) or {}
    return Text(vi=told["vi"], en=told.get("en", told["vi"])) if "vi" in told else None


def _absent_section(key: str, title: Text | None) -> Finding:
    name = title or Text(vi=key, en=key)
    return finding(
        "warning",
        "section_missing",
        f"sections.{key}",
        vi=f"Mục “{name.vi}” còn thiếu hoặc để trống.",
        en=f"Section “{name.en}” is missing or empty.",
    )


def _repeated(place: str, keys: list[str]) -> list[Finding]:
    return [
        finding(
            "error",
            "given_twice",
            f"{place}.{key}",
            vi=f"“{key}” được nêu {times} lần.",
            en=f"“{key}” is given {times} times.",
        )
        for key, times in Counter(keys).items()
        if times > 1
    ]


def synthesise(submissions: Mapping[str, Submission], context: Context) -> Result:
    """Lay all submissions side by side in the order of the parties."""
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    keys = _in_order(settings.sections, (s.key for _, sub in given for s in sub.sections))
    sections = tuple(_section(key, given, context) for key in keys)
    labels = _in_order((), (f.label for _, sub in given for f in sub.figures))
    figures = tuple(_figure(label, given, context, settings) for label in labels)
    unlike = [f for f in figures if f.label in settings.add and f.unit is None]
    return Result(
        summary=(participation(submissions, context), _completeness(sections, context)),
        for_discussion=tuple(_unlike_units(figure) for figure in unlike),
        missing=tuple(party.body for party in absent(submissions, context)),
        sections=sections,
        figures=figures,
        attachments=tuple(Attachments(body=p.body, names=sub.attachments) for p, sub in given if sub.attachments),
    )


def _in_order(first: Iterable[str], then: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *then]))


def _section(key: str, given: list[tuple[Party, Submission]], context: Context) -> CollatedSection:
    entries = tuple(
        Words(body=party.body, title=section.title, text=section.text)
        for party, submission in given
        for section in submission.sections
        if section.key == key and tidy(section.text)
    )
    wrote = {entry.body for entry in entries}
    missing = tuple(party.body for party in context.parties if party.body not in wrote)
    return CollatedSection(key=key, title=title_of(key, context), entries=entries, missing=missing)


def _figure(label: str, given: list[tuple[Party, Submission]], context: Context, settings: Settings) -> CollatedFigure:
    entries = tuple(
        Given(body=party.body, value=figure.value, unit=figure.unit)
        for party, submission in given
        for figure in submission.figures
        if figure.label == label
    )
    units = {tidy(entry.unit) for entry in entries}
    unit = units.pop() if len(units) == 1 else None
    values = [(entry.body, entry.value) for entry in entries if entry.value is not None]
    adds = label in settings.add and unit is not None and values
    known = {body for body, _ in values}
    return CollatedFigure(
        label=label,
        entries=entries,
        total=exact_sum(value for _, value in values) if adds else None,
        unit=unit,
        missing=tuple(party.body for party in context.parties if party.body not in known),
    )


def _completeness(sections: tuple[CollatedSection, ...], context: Context) -> Text:
    full = sum(1 for section in sections if not section.missing)
    parties = len(context.parties)
    return Text(
        vi=f"{full}/{len(sections)} mục có đủ ý kiến của {parties} bên.",
        en=f"{full} of {len(sections)} sections hold the words of all {parties} parties.",
    )


def _unlike_units(figure: CollatedFigure) -> Text:
    units = listed(sorted({entry.unit or "?" for entry in figure.entries}))
    return Text(
        vi=f"“{figure.label}” không cộng được vì đơn vị tính khác nhau: {units}.",
        en=f"“{figure.label}” is not added up, because the units differ: {units}.",
    )


_BODY: Final = Text(vi="Cơ quan", en="Body")
_MISSING: Final = Text(vi="Chưa có", en="Missing")


def _words_table(result: Result) -> Table:
    return Table(
        key="words",
        title=Text(vi="Nội dung theo từng mục", en="Words by section"),
        columns=(Text(vi="Mục", en="Section"), _BODY, Text(vi="Nội dung", en="Words")),
        rows=tuple((s.called, entry.body, entry.text) for s in result.sections for entry in s.entries),
    )


def _figures_table(result: Result) -> Table:
    total = Text(vi="Tổng cộng", en="Total")
    rows: list[tuple[str | Decimal | None, ...]] = []
    for figure in result.figures:
        rows += [(figure.label, entry.body, entry.value, entry.unit) for entry in figure.entries]
        if figure.total is not None:
            partial = f" ({len(figure.missing)} –)" if figure.missing else ""
            rows.append((figure.label, f"Σ{partial}", figure.total, figure.unit))
    return Table(
        key="figures",
        title=Text(vi="Số liệu", en="Figures"),
        columns=(
            Text(vi="Chỉ tiêu", en="Figure"),
            _BODY,
            Text(vi="Giá trị", en="Value"),
            Text(vi="Đơn vị", en="Unit"),
        ),
        rows=tuple(rows),
        note=Text(
            vi=f"Σ: {total.vi.lower()} của các bên đã có số; (n –): n bên chưa có số.",
            en=f"Σ: {total.en.lower()} of the parties that gave it; (n –): n parties did not.",
        ),
    )


def _completeness_table(result: Result) -> Table:
    return Table(
        key="completeness",
        title=Text(vi="Mức độ đầy đủ", en="Completeness"),
        columns=(Text(vi="Mục", en="Section"), Text(vi="Đã có", en="Given"), _MISSING),
        rows=tuple((s.called, len(s.entries), listed(s.missing)) for s in result.sections),
    )
