"""Who handed in, who did not, in the order of the region's parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from coordination.kernel.text import Text
from coordination.methods.contract import Finding
from coordination.methods.wording import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordination.methods.contract import Context, Party

T = TypeVar("T")


def handed_in(submissions: Mapping[str, T], context: Context) -> list[tuple[Party, T]]:
    """Pair each party with its submission; one of a stranger is an error, never dropped."""
    strangers = sorted(set(submissions) - {party.body for party in context.parties})
    if strangers:
        message = f"submissions of bodies that are no party: {', '.join(strangers)}"
        raise ValueError(message)
    return [(p, submissions[p.body]) for p in context.parties if p.body in submissions]


def absent(submissions: Mapping[str, T], context: Context) -> list[Party]:
    """Give the parties that handed nothing in."""
    return [party for party in context.parties if party.body not in submissions]


def one_body_per_unit(context: Context) -> None:
    """Refuse two parties that speak for one unit: its figures would count twice."""
    units = [party.unit for party in context.parties]
    twice = sorted({unit for unit in units if units.count(unit) > 1})
    if twice:
        message = f"units with more than one party: {', '.join(twice)}"
        raise ValueError(message)


def participation(submissions: Mapping[str, T], context: Context) -> Text:
    """Say how many parties handed in, and name those that did not."""
    silent = absent(submissions, context)
    total = len(context.parties)
    given = total - len(silent)
    if not silent:
        return Text(
            vi=f"Đủ {given}/{total} bên đã gửi.",
            en=f"All {given} of {total} parties handed in.",
        )
    return Text(
        vi=f"{given}/{total} bên đã gửi; chưa gửi: {names_of(silent, 'vi')}.",
        en=f"{given} of {total} parties handed in; not yet: {names_of(silent, 'en')}.",
    )


def finding(severity: Literal["error", "warning", "note"], code: str, where: str, *, vi: str, en: str) -> Finding:
    """Write a finding in both languages."""
    return Finding(severity=severity, code=code, where=where, message=Text(vi=vi, en=en))
