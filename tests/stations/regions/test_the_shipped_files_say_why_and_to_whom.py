"""The shipped files speak both languages about law, tell every event, and name offices for every reminder."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from coordination.kernel.shipped import shipped
from coordination.notices.telling.rules import EVENTS
from coordination.regions.model import MAIL_EVENTS, Basis, National, Procedure, Region, RegionFile
from coordination.regions.rules import select_all
from coordination.regions.service import available, load_national, load_region
from coordination.regions.source import read
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known

SHIPPED = shipped("region_configs")
MODELS: dict[str, type[BaseModel]] = {
    "national.yaml": National,
    **{f"procedures/{path.name}": Procedure for path in SHIPPED.glob("procedures/*.yaml")},
    **{f"regions/{path.name}": RegionFile for path in SHIPPED.glob("regions/*.yaml")},
}
CODES = [each.code for each in available()]
OWN_OFFICES = {"drafter", "head"}
STANDING_FOR = {"self", "parties", "affected", "addressees"}
ACT = re.compile(r"\b\d+/(?:\d{4}/)?[A-ZĐ][\w-]*")
"""Number of an act, 58/2024/QH15 or 14/CT-TTg, the same in every language; days are written out in English."""


def bases(value: object) -> Iterator[Basis]:
    """Give every basis inside a model."""
    if isinstance(value, Basis):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from bases(getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            yield from bases(each)


def told_in(name: str) -> list[Basis]:
    """Give every basis of a shipped file."""
    root = read(SHIPPED / name).root
    assert root is not None
    return list(bases(MODELS[name].model_validate(root.plain())))


def ladders(region: Region) -> Iterator[tuple[Procedure, str | None]]:
    """Give each procedure with each unit it runs for; None for the region."""
    for procedure in region.procedures:
        for unit in [None] if procedure.scope == "region" else [each.code for each in region.units]:
            yield procedure, unit


@pytest.mark.parametrize("name", MODELS)
def test_every_basis_is_told_in_english_too(name: str) -> None:
    found = told_in(name)
    assert found
    assert [basis.text for basis in found if not basis.en or basis.en == basis.text] == []


@pytest.mark.parametrize("name", MODELS)
def test_acts_are_the_same_in_both_languages(name: str) -> None:
    other = [each.text for each in told_in(name) if set(ACT.findall(each.text)) != set(ACT.findall(each.en or ""))]
    assert other == []


@pytest.mark.parametrize("name", MODELS)
def test_only_a_replaced_act_has_a_last_day(name: str) -> None:
    assert {basis.status for basis in told_in(name) if basis.valid_to} <= {"older"}


@pytest.mark.parametrize("name", [name for name in MODELS if name.startswith("procedures/")])
def test_a_shipped_procedure_tells_every_event(name: str) -> None:
    root = read(SHIPPED / name).root
    assert root is not None
    tells = Procedure.model_validate(root.plain()).tells
    assert {tell.event for tell in tells if tell.to} == set(EVENTS) - set(MAIL_EVENTS)


def test_the_country_tells_every_event_of_the_mail() -> None:
    tells = load_national(shipped_known()).tells
    assert [tell.event for tell in tells if tell.to] == list(MAIL_EVENTS)


@pytest.mark.parametrize("code", CODES)
def test_whoever_is_told_or_decides_exists_in_every_region(code: str) -> None:
    region = load_region(code, shipped_known())
    for procedure, unit in ladders(region):
        named = {each for rung in procedure.remind for each in rung.to} | set(procedure.extend_by)
        named |= {each for tell in [*procedure.tells, *region.tells] for each in tell.to}
        named -= OWN_OFFICES | STANDING_FOR
        assert {each for each in named if not select_all(region, [each], unit)} == set(), (procedure.procedure, unit)


@pytest.mark.parametrize("code", CODES)
def test_whoever_owes_has_an_office_of_its_head(code: str) -> None:
    region = load_region(code, shipped_known())
    owing = {
        body.code: {contact.role for contact in body.contacts}
        for procedure, unit in ladders(region)
        for step in procedure.steps
        for body in select_all(region, [duty.body for duty in step.owes], unit)
    }
    assert owing
    assert {body for body, roles in owing.items() if roles != OWN_OFFICES} == set()


@pytest.mark.parametrize("code", CODES)
def test_nobody_is_asked_for_more_time_but_those_who_hear_of_it(code: str) -> None:
    for procedure in load_region(code, shipped_known()).procedures:
        asked = next(tell.to for tell in procedure.tells if tell.event == "extension.asked")
        assert asked == procedure.extend_by
