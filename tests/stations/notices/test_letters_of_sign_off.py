"""What bodies read when what they approved is received, returned or reopened."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stations.notices.sample_changes import CASES
from tests.stations.notices.samples import HOST
from tests.stations.notices.test_templates import LANGUAGES, flat, told

RETURNED = CASES["submission.returned"].data
FROZEN = {"vi": "giữ nguyên như bản đã phê duyệt", "en": "stay as they were approved"}
FREE = {"vi": "Số liệu: được sửa cùng với lời", "en": "Figures: may change along with the words"}
OFFICE = {"vi": "Chủ tịch Ủy ban nhân dân", "en": "Chair of the People's Committee"}


def reopened(scope: str | None, language: str) -> Any:
    """Give the letter about a revision that was returned, or reopened for something."""
    return told("submission.returned", RETURNED | ({"reopened": scope} if scope else {}), HOST, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_about_reopening_says_whether_figures_are_frozen(language: str) -> None:
    words, whole = (flat(reopened(scope, language).text) for scope in ("text_only", "open"))
    assert FROZEN[language] in words
    assert FREE[language] not in words
    assert FREE[language] in whole
    assert FROZEN[language] not in whole


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        ("vi", ("Mở lại để sửa lời: ", "Mở lại bản nộp: ", "Bổ sung bản nộp: ")),
        ("en", ("Reopened for words: ", "Reopened: ", "To complete: ")),
    ],
)
def test_the_subject_says_which_it_is(language: str, subjects: tuple[str, ...]) -> None:
    for scope, words in zip(("text_only", "open", None), subjects, strict=True):
        assert f"] {words}" in reopened(scope, language).subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_only_returned_says_nothing_of_frozen_figures(language: str) -> None:
    said = flat(reopened(None, language).text)
    assert FROZEN[language] not in said
    assert FREE[language] not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_signed_names_the_office_of_the_last_signature(language: str) -> None:
    data = CASES["submission.received"].data
    said = flat(told("submission.received", data | {"as": "head", "office": OFFICE}, HOST, language).text)
    assert OFFICE[language] in said
    assert OFFICE[language] not in flat(told("submission.received", data, HOST, language).text)
