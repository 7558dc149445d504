"""A letter set once and filled in for each reader is the letter that would have been set for that reader alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from coordination.audit.service import record
from coordination.documents.templating import environment
from coordination.kernel.text import Text
from coordination.notices.tables import TellingRow
from coordination.notices.telling.letters import given
from coordination.notices.telling.render import HELPERS, PARTS, Wording
from coordination.regions.model import Body
from tests.stations.notices.sample_changes import CASES, Case
from tests.stations.notices.samples import AT, PLAN, opened

LONG = Text(vi="Ủy ban nhân dân <tỉnh> & thành phố " * 4, en="People's Committee of a <province> & a city " * 4)


def values_of(case: Case, language: str) -> tuple[dict[str, Any], list[Body]]:
    """Let an event happen and give what its templates may name, with the bodies of the region."""
    with opened(PLAN, language).write() as session:
        event = record(session, case.kind, case.subject, str(PLAN), case.data, AT)
        values = given(session, event, session.get_one(TellingRow, event.seq))
        session.expunge_all()  # they outlive what is taken back
    return values, values["region"].bodies


def alone(kind: str, language: str, values: dict[str, Any], reader: Body, key: str) -> list[str]:
    """Render the parts of a letter for one reader, with nothing left blank."""
    engine = environment()
    known = {**values, **HELPERS, "lang": language}
    known |= {"recipient": reader, "key": key}
    known["words"] = engine.get_template(f"notices/{kind}/{language}/words.txt").make_module(known)
    known["frame"] = engine.get_template(f"notices/_shared/{language}/frame.txt").make_module(known)
    return [engine.get_template(f"notices/{kind}/{language}/{part}").render(known).strip() for part in PARTS]


@pytest.mark.parametrize(("name", "language"), list(product(CASES, ("vi", "en"))))
def test_every_body_reads_what_would_be_set_for_it_alone(name: str, language: str) -> None:
    kind = CASES[name].kind
    values, bodies = values_of(CASES[name], language)
    wording = Wording(kind, language, values)
    for body in [*bodies, bodies[-1].model_copy(update={"name": LONG})]:
        letter = wording.to(body, f"7/{body.code}/email")
        merged = [letter.subject, letter.text.strip(), letter.html.strip()]
        assert merged == alone(kind, language, values, body, f"7/{body.code}/email")


@pytest.mark.parametrize(("language", "more"), [("vi", "… và 40 dòng nữa"), ("en", "… and 40 more")])
def test_a_long_table_says_how_many_rows_are_left_and_where_they_stand(language: str, more: str) -> None:
    rows = [{"body": f"{number:03}.peoples_committee", "state": "pending"} for number in range(100)]
    told = CASES["stage.progressed"]
    values, bodies = values_of(Case(told.kind, told.subject, told.data | {"bodies": rows}), language)
    letter = Wording("stage.progressed", language, values).to(bodies[0], "7/x/email")
    assert more in " ".join(letter.text.split())
    assert more in letter.html
    for form in (" ".join(letter.text.split()), letter.html):
        assert f"lienvung stage show {values['stage'].key}" in form
        assert "059.peoples_committee" in form
        assert "060.peoples_committee" not in form
