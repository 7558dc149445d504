"""What those who write a report share: the figures, the trace, the tables, the charts and one way to say things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.documents.report.model import Paragraph
from coordination.kernel.text import Language, Text
from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis import Analysis, Sentence, analyse
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.results.assessing.basis import Basis
from coordination.results.assessing.drawings import Drawings
from coordination.results.assessing.figures import Figures
from coordination.results.assessing.saying import Told, spoken
from coordination.results.assessing.sources import publishers
from coordination.results.assessing.tables import Tables
from coordination.results.assessing.tracing import Kind, Trace


@dataclass(frozen=True)
class Desk:
    """One report being written."""

    basis: Basis
    language: Language
    analysis: Analysis
    figures: Figures
    trace: Trace
    tables: Tables
    drawings: Drawings
    told: Told

    @classmethod
    def of(cls, basis: Basis, language: Language) -> Desk:
        """Analyse a basis and lay everything ready."""
        analysis = analyse(basis.ground(), basis.period)
        figures, trace = Figures(basis, analysis), Trace(basis, language)
        tables, drawings = Tables(figures, trace, language), Drawings(figures, trace, language)
        return cls(basis, language, analysis, figures, trace, tables, drawings, Told(analysis))

    def t(self, vi: str, en: str) -> str:
        """Give words in the report's language."""
        return en if self.language == "en" else vi

    def words(self, text: Text) -> str:
        """Give a text in the report's language."""
        return text.in_language(self.language)

    def said(
        self, place: str, text: str, known: dict[str, tuple[Kind, str]] | None = None, lead: str = ""
    ) -> Paragraph:
        """Give words whose numbers are no figures as a paragraph; ``known`` says what they are."""
        return Paragraph(text=self.trace.words(place, text, known), lead=lead)

    def cited(self, place: str, sentence: Sentence) -> Paragraph:
        """Give a sentence of the analysis as a paragraph."""
        text = sentence.text.in_language(self.language)
        self.trace.sentence(place, text, sentence)
        return Paragraph(text=text)

    def spoken(
        self, place: str, indicator: Indicator, sentences: Sequence[Sentence], lead: Text | None = None
    ) -> Paragraph:
        """Give the sentences on one indicator as a paragraph."""
        told = spoken(sentences, indicator, self.language)
        texts = [self._with_source(*each) for each in zip(told, sentences, strict=True)]
        for text, sentence in zip(texts, sentences, strict=True):
            self.trace.sentence(place, text, sentence)
        return Paragraph(text=" ".join(texts), lead=self.words(lead) if lead else "")

    def _with_source(self, text: str, sentence: Sentence) -> str:
        """Say whose the nation's figure is where it is a published one beside others."""
        apart = (
            self.figures.apart(each.indicator, int(each.period[-4:]))
            for each in sentence.figures
            if each.unit == NATION
        )
        names = publishers(filter(None, apart), self.language)
        if not names:
            return text
        return text.removesuffix(".") + self.t(
            f"; số cả nước là số công bố ({names}).", f"; the nation's is published ({names})."
        )
