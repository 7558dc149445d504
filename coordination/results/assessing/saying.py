"""Sentences of the analysis put together as paragraphs: what was said once is not said again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis import Analysis, Sentence
from coordination.methods.joint_assessment.analysis.drafting import BARE, POINTS, PROVINCES
from coordination.methods.joint_assessment.analysis.panel import kind_of
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.results.assessing.basis import BY_SECTOR, HERE

Role = Literal["headline", "nation", "contributions", "extremes", "convergence", "sectors", "plan"]


def role_of(sentence: Sentence) -> Role:
    """Say what a sentence is about, by the figures it cites."""
    figures = sentence.figures
    if figures[0].indicator == BY_SECTOR.code:
        return "sectors"
    if any(each.measure == PROVINCES for each in figures):
        return "convergence" if len(figures) < 6 or figures[0].decimals else "plan"
    if any(each.measure == BARE and each.decimals == 0 for each in figures):
        return "plan"
    if not any(each.computed for each in figures):
        return "extremes"
    if any(each.unit == NATION for each in figures):
        return "nation"
    parts = [each for each in figures[1:] if each.measure == POINTS and each.unit != figures[0].unit]
    return "contributions" if parts else "headline"


class Told:
    """The sentences of an analysis by indicator and role."""

    def __init__(self, analysis: Analysis) -> None:
        self._by: dict[tuple[str, Role], list[Sentence]] = {}
        for sentence in analysis.sentences:
            self._by.setdefault((sentence.figures[0].indicator, role_of(sentence)), []).append(sentence)

    def of(self, code: str, *roles: Role) -> tuple[Sentence, ...]:
        """Give an indicator's sentences in the order of the roles asked for."""
        return tuple(sentence for role in roles for sentence in self._by.get((code, role), ()))

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the indicators something is said of, in the order of the analysis."""
        return tuple(dict.fromkeys(code for code, _ in self._by))


def spoken(sentences: Sequence[Sentence], indicator: Indicator, language: str) -> tuple[str, ...]:
    """Give the sentences on one indicator as they follow one another: from the second on its name is not repeated."""
    name = indicator.name.in_language(language)
    first, *others = [each.text.in_language(language) for each in sentences]
    return (first, *(_after(text, name, language, indicator) for text in others))


def _after(text: str, name: str, language: str, indicator: Indicator) -> str:
    name = name[:1].upper() + name[1:]
    quoted = rf"[“\"]{re.escape(indicator.name.in_language(language))}[”\"]"
    if language == "en":
        here = re.escape(HERE.en)
        changes = (
            (rf"^{re.escape(name)}, {here}, \d{{4}}, ", "It "),
            (rf"^{re.escape(name)}, \d{{4}}, within the region: ", "Within the region it is "),
            (rf" (?:in|by) {quoted}, {here}, \d{{4}}, ", " this year "),
        )
    else:
        here, subject = re.escape(HERE.vi), "Chỉ số này" if kind_of(indicator) == "index" else "Mức này"
        changes = (
            (rf"^{re.escape(name)} của {here} năm \d{{4}} ", f"{subject} "),
            (rf"^{re.escape(name)} năm \d{{4}} trong vùng: ", "Trong vùng, "),
            (
                rf" (?:của|theo) chỉ tiêu {quoted} toàn {here} năm \d{{4}}, phần lớn nhất là của",
                " đó, đóng góp nhiều nhất là",
            ),
        )
    for pattern, words in changes:
        changed = re.sub(pattern, words, text, count=1)
        if changed != text:
            return changed
    return text
