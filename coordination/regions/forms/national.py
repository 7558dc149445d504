"""What the national file may say: tiers, units, kinds of bodies, and what holds for every region."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.regions.forms.days import Announced, Holiday, Session
from coordination.regions.forms.letters import Letterhead
from coordination.regions.forms.mail import AckRule, Digest, Ladder, Tell
from coordination.regions.forms.words import Basis, Code, Level, Name, Slug


class Tiers(Strict):
    """The tiers of local government in force between two days."""

    code: Slug = Field(description="three-tier or two-tier.")
    levels: list[Level] = Field(description="Levels that exist, from the centre down.")
    valid_from: date = Field(description="First day.")
    valid_to: date | None = Field(default=None, description="Last day; absent while in force.")
    basis: Basis = Field(description="The act that set them.")


class Unit(Strict):
    """A territory with code, level and validity."""

    code: Code = Field(description="Code of the statistics office, as text with its leading zero.")
    name: Text = Field(description="Short name: Cần Thơ.")
    full_name: Text = Field(description="Name with its kind: thành phố Cần Thơ.")
    slug: Slug = Field(description="Name in ASCII for addresses and file names.")
    place: Text | None = Field(
        default=None, description="Place its letters are dated from, where that is not the short name."
    )
    level: Level = Field(description="province for the 34 (and the former 63).")
    type: Literal["city", "province"] = Field(description="Centrally-run city or province.")
    valid_from: date | None = Field(default=None, description="First day; absent if long ago.")
    valid_to: date | None = Field(default=None, description="Last day; absent while it exists.")
    predecessors: list[Code] = Field(default=[], description="Former units it was made of.")
    successor: Code | None = Field(default=None, description="Unit it went into.")


class BodyKind(Strict):
    """A kind of organisation that acts, one for each unit of its level."""

    code: Name = Field(description="peoples_committee, peoples_council, finance_department …")
    level: Level = Field(description="Level of the units that have such a body.")
    side: Literal["executive", "council", "secretariat", "sector", "community"] = Field(
        description="Which side it stands on when council and committee inform each other."
    )
    name: Text = Field(
        description="Full name; `{unit}` stands for the unit's full name, `{province}` for that of a commune's province."
    )
    short: Text = Field(description="Short name; `{unit}` and `{province}` stand for short names.")
    mailbox: str = Field(
        description="Address of its office; `{slug}` is the unit's or region's slug, of a commune "
        "its code and its province's slug: 00376.ha-noi."
    )
    office: Text = Field(description="The office that opens the mail.")
    head: Text | None = Field(default=None, description="The office of its head, told when a deadline is near or past.")
    head_mailbox: str | None = Field(
        default=None, description="Address of the head's office, `{slug}` as above; absent: the body's mailbox."
    )
    digest: Digest = Field(default="immediate", description="How often its office is written to, unless it chose.")
    valid_from: date | None = Field(default=None, description="First day such bodies exist.")
    valid_to: date | None = Field(default=None, description="Last day such bodies exist.")


class Communes(Strict):
    """Where the list of communes is kept."""

    file: str = Field(
        description="CSV beside this file: code,name,full_name,type,province; a column named like a kind of body "
        "gives the address of its office where the pattern does not hold."
    )
    valid_from: date = Field(description="First day of that list.")


class Nationwide(Strict):
    """The whole country as a scope of circulars, with `national` in the place of a region's code."""

    name: Text = Field(description="What the scope is called.")
    office: str = Field(description="Selector of the body that stands where a region has bodies of its own.")
    basis: Basis = Field(description="Why that body.")


class National(Strict):
    """What holds for the whole country."""

    schema_version: Literal[1] = Field(description="Version of this form; always 1.")
    country: Literal["VN"] = Field(description="VN; marks the national file.")
    tiers: list[Tiers] = Field(description="Tiers of local government, one set at a time.")
    units: list[Unit] = Field(description="Provinces of today and before.")
    communes: Communes = Field(description="The list of communes in force.")
    body_kinds: list[BodyKind] = Field(description="Kinds of bodies there are.")
    days_off: Announced = Field(description="How far days off are announced.")
    holidays: list[Holiday] = Field(description="Only days the computed calendar does not know.")
    sessions: list[Session] = Field(description="Regular sessions of the People's Councils.")
    remind: Ladder = Field(min_length=1, description="The ladder of reminders of procedures that have none.")
    tells: list[Tell] = Field(
        default=[],
        description="Who is told of the events of the mail itself; each event once. No procedure tells them.",
    )
    acknowledge: list[AckRule] = Field(
        default=[], description="Which notices are to be acknowledged; absent: none is asked for."
    )
    letterheads: list[Letterhead] = Field(default=[], description="Head and foot of letters, by kind of body.")
    nationwide: Nationwide | None = Field(default=None, description="The scope of circulars to the whole country.")
    procedures: list[Slug] = Field(description="Procedures every region runs, files of procedures/.")
