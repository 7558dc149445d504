"""What a procedure says must hold together: steps in order, bodies that exist, rules that read."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.regions.checks.common import (
    Known,
    Loaded,
    Loc,
    check_ladder,
    check_rules,
    check_selector,
    check_statuses,
    circles,
    counts_from,
    said_twice,
    twice,
)
from coordination.regions.checks.mail import check_bundle
from coordination.regions.checks.settings import check_settings
from coordination.regions.faults import fault, unknown
from coordination.regions.forms.procedure import SIGN_OFF, SIGN_OFFS
from coordination.regions.model import MAIL_EVENTS, DatedRule, National, Procedure

STEP, METHOD = Text(vi="bước", en="step"), Text(vi="phương pháp", en="method")
EVENT, EXCHANGE = Text(vi="sự kiện", en="event"), Text(vi="cuộc trao đổi", en="exchange")
ANCHOR, OFFICE = Text(vi="mốc", en="anchor"), Text(vi="bộ phận", en="office")
TOLD = {"self", "parties", "affected"}
"""Whom a notice may go to besides bodies: the body concerned, the parties of an exchange, those whose dates move."""
DATES = ("opens", "due", "closes", "positions")
"""The dates of a step in the order they are worked out; each may count from those before it."""
ALWAYS = {"cycle", "adopted"}


def check_procedure(
    loaded: Loaded[Procedure], national: National, known: Known, region: str | None = None
) -> list[Fault]:
    """Give what does not hold together in a procedure, inside a region if one is given."""
    kinds = {session.kind for session in national.sessions}
    return [
        *_check_names(loaded, known),
        *_check_tells(loaded, known),
        *_check_order(loaded),
        *_check_sign_off(loaded),
        *check_settings(loaded, known),
        *_check_bodies(loaded, national, region),
        *check_bundle(loaded, national, region),
        *check_ladder(loaded, loaded.model.remind, national, region),
        *_check_anchors(loaded),
        *check_rules(loaded, kinds, known),
        *check_statuses(loaded),
    ]


def _check_names(loaded: Loaded[Procedure], known: Known) -> list[Fault]:
    steps = loaded.model.steps
    found = [
        said_twice(loaded.where("steps", at, "code"), STEP, steps[at].code) for at in twice(step.code for step in steps)
    ]
    for index, step in enumerate(steps):
        if step.method not in known.methods:
            where = loaded.where("steps", index, "method")
            found.append(unknown(where, METHOD, step.method, known.methods))
        found += [
            said_twice(
                loaded.where("steps", index, "exchanges", at, "code"),
                EXCHANGE,
                step.exchanges[at].code,
            )
            for at in twice(exchange.code for exchange in step.exchanges)
        ]
    return found


def _check_tells(loaded: Loaded[Procedure], known: Known) -> list[Fault]:
    tells = loaded.model.tells
    found = [
        said_twice(loaded.where("tells", at, "event"), EVENT, tells[at].event)
        for at in twice(tell.event for tell in tells)
    ]
    own = set(known.events) - set(MAIL_EVENTS)
    for index, tell in enumerate(tells):
        where = loaded.where("tells", index, "event")
        if tell.event in MAIL_EVENTS:
            vi = f"'{tell.event}' là việc của thư, không của quy trình: ghi ở tells của tệp national.yaml"
            found.append(
                fault(where, vi, f"'{tell.event}' is of the mail, not of a procedure: say it in national.yaml")
            )
        elif tell.event not in own:
            found.append(unknown(where, EVENT, tell.event, own))
    return found


def _check_order(loaded: Loaded[Procedure]) -> list[Fault]:
    index_of = {step.code: index for index, step in enumerate(loaded.model.steps)}
    found: list[Fault] = []
    waits: dict[str, list[str]] = {}
    for index, step in enumerate(loaded.model.steps):
        waits[step.code] = [code for code in step.after if code in index_of]
        found += [
            unknown(loaded.where("steps", index, "after", at), STEP, code, index_of)
            for at, code in enumerate(step.after)
            if code not in index_of
        ]
    for circle in circles(waits):
        way = " → ".join(circle)
        found.append(
            fault(
                loaded.where("steps", index_of[circle[0]], "after"),
                f"các bước chờ nhau vòng tròn: {way}",
                f"steps wait for each other in a circle: {way}",
            )
        )
    return found


def _check_sign_off(loaded: Loaded[Procedure]) -> Iterator[Fault]:
    """Check that the signatures asked for inside a body are of offices it has, in an order there is."""
    offices = dict.fromkeys(office for order in SIGN_OFFS for office in order)
    for index, step in enumerate(loaded.model.steps):
        here, asked = ("steps", index, "settings", SIGN_OFF), step.settings.get(SIGN_OFF)
        if not asked and asked in (None, []):
            continue
        named = asked if isinstance(asked, list) else []
        strange = [at for at, office in enumerate(named) if office not in offices]
        yield from (unknown(loaded.where(*here, at), OFFICE, str(named[at]), offices) for at in strange)
        if not strange and tuple(named) not in SIGN_OFFS:
            known = " / ".join(f"[{', '.join(order)}]" for order in SIGN_OFFS)
            yield fault(loaded.where(*here), f"'{SIGN_OFF}' chỉ nhận {known}", f"'{SIGN_OFF}' is one of {known}")


def _check_bodies(loaded: Loaded[Procedure], national: National, region: str | None) -> list[Fault]:
    return [
        each
        for loc, selector in _selectors(loaded.model)
        for each in check_selector(loaded.where(*loc), selector, national, region)
    ]


def _selectors(procedure: Procedure) -> list[tuple[Loc, str]]:
    found: list[tuple[Loc, str]] = [(("extend_by", at), by) for at, by in enumerate(procedure.extend_by)]
    for index, tell in enumerate(procedure.tells):
        found += [(("tells", index, "to", at), to) for at, to in enumerate(tell.to) if to not in TOLD]
    for index, step in enumerate(procedure.steps):
        here: Loc = ("steps", index)
        found += [((*here, "owes", at, "body"), duty.body) for at, duty in enumerate(step.owes)]
        agreed = step.agreement
        found += [((*here, "agreement", "by", at), by) for at, by in enumerate(agreed.by)]
        found.append(((*here, "agreement", "refer_to"), agreed.refer_to))
        for number, exchange in enumerate(step.exchanges):
            found += [((*here, "exchanges", number, "parties", at), party) for at, party in enumerate(exchange.parties)]
    return found


def _check_anchors(loaded: Loaded[Procedure]) -> list[Fault]:
    """Check that each rule counts from a day that is known when its turn comes."""
    procedure = loaded.model
    every = {*ALWAYS, *DATES, *(f"{step.code}.{name}" for step in procedure.steps for name in (*DATES, "adopted"))}
    return [
        unknown(loaded.where(*loc, "rule"), ANCHOR, name, every)
        if name not in every
        else fault(
            loaded.where(*loc, "rule"),
            f"ở đây chưa biết mốc '{name}': nó được tính sau",
            f"the anchor '{name}' is not known here: it is worked out later",
        )
        for loc, rule, there in _turns(procedure)
        for name in counts_from(rule.rule)
        if name not in there
    ]


def _turns(procedure: Procedure) -> Iterator[tuple[Loc, DatedRule, set[str]]]:
    """Give every rule in the order of working out, with the names it may count from."""
    yield ("opens",), procedure.opens, set()
    there = set(ALWAYS)
    for index, step in enumerate(procedure.steps):
        own: set[str] = set()
        for name in DATES:
            yield ("steps", index, name), getattr(step, name), there | own
            own.add(name)
        for number, exchange in enumerate(step.exchanges):
            yield ("steps", index, "exchanges", number, "day"), exchange.day, {"cycle"} | own
        there |= {f"{step.code}.{name}" for name in (*DATES, "adopted")}
        if step.legal:
            yield ("steps", index, "legal"), step.legal, there | own
    yield ("ends",), procedure.ends, there
