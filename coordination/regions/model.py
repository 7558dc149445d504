"""What a configuration file may say. These models are the schema editors use for completion."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from coordination.kernel.remember import remembered
from coordination.kernel.text import Strict, Text
from coordination.methods.contract import Indicator

Day = date
"""For the model whose own field is called ``date``."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,5}$")]
Mail = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}$", max_length=254),
]
Rule = Annotated[str, StringConstraints(min_length=4, max_length=80)]
Level = Literal["national", "region", "province", "district", "commune", "community"]
Status = Literal["in_force", "older", "practice", "to_verify", "inferred", "design", "actual", "decision"]
ENGINES = ("actual", "decision")
"""Statuses of dates that the engine itself explains: something happened then, or somebody decided it."""


class Basis(Strict):
    """Where a rule of law or practice comes from, how sure that is, and when it holds."""

    text: str = Field(description="The act, article and date, or the practice, in words.")
    en: str | None = Field(default=None, description="The same in English; absent: the Vietnamese words are shown.")
    status: Status = Field(
        description="in_force, older, practice, to_verify, inferred or design (actual and decision are the engine's own)."
    )
    valid_from: date | None = Field(default=None, description="First day the act holds; absent if long ago.")
    valid_to: date | None = Field(default=None, description="Last day it holds; absent while in force.")

    def words(self, language: str) -> str:
        """Give the basis in a language."""
        return self.en if language == "en" and self.en else self.text


class DatedRule(Strict):
    """A deadline as a rule, with its basis. Options may stand here or in the text: `…, roll next`."""

    rule: Rule = Field(description="The rule in compact text, e.g. `working_days 20 after opens`.")
    day_zero: Literal["excluded", "counted"] | None = Field(
        default=None,
        description="Whether the day counted from is day 1 (counted) or day 0 (excluded, Civil Code 2015 art. 147).",
    )
    roll: Literal["none", "next", "previous"] | None = Field(
        default=None, description="Where a date on a day off goes: it stays (none), the next or previous working day."
    )
    reading: Literal["strict", "inclusive"] | None = Field(
        default=None,
        description="How `before` is read: strict (the day before) or inclusive; default: as the office does.",
    )
    freeze: Literal["recompute", "once_notified", "ask"] | None = Field(
        default=None,
        description="When what it counts from moves: recompute (default), once_notified: stays once told, or "
        "ask: the secretariat decides.",
    )
    basis: Basis = Field(description="Why this date: act or practice, and its status.")

    @property
    def compact(self) -> str:
        """Give the rule with its options as one text: ``before 15/05, reading inclusive``."""
        options = {"day_zero": self.day_zero, "roll": self.roll, "reading": self.reading, "freeze": self.freeze}
        return ", ".join([self.rule, *(f"{name} {value}" for name, value in options.items() if value)])


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
    name: Text = Field(description="Full name; `{unit}` stands for the unit's full name.")
    short: Text = Field(description="Short name; `{unit}` stands for the unit's short name.")
    mailbox: str = Field(description="Address of its office; `{slug}` is the unit's or region's slug.")
    office: Text = Field(description="The office that opens the mail.")
    head: Text | None = Field(default=None, description="The office of its head, told when a deadline is near or past.")
    head_mailbox: str | None = Field(
        default=None, description="Address of the head's office, `{slug}` as above; absent: the body's mailbox."
    )
    valid_from: date | None = Field(default=None, description="First day such bodies exist.")
    valid_to: date | None = Field(default=None, description="Last day such bodies exist.")


class Holiday(Strict):
    """A day that differs from the computed calendar of public holidays."""

    date: Annotated[Day, Field(description="The day.")]
    name: Text = Field(description="Why the day differs, as notices say it.")
    kind: Literal["off", "working"] = Field(description='"off": a day off (in quotes); working: a swapped-in Saturday.')
    basis: Basis = Field(description="The act that set it.")
    units: list[Code] = Field(default=[], description="Provinces it holds in; empty: everywhere.")


class Announced(Strict):
    """How far days off are announced; later years are computed and said to be so."""

    through: int = Field(ge=1990, le=2200, description="Last year whose days off the Government has announced.")
    basis: Basis = Field(description="The announcement.")


class Reading(Strict):
    """How an office reads `before 15/05`: the 14th is the last day (strict), or the 15th (inclusive)."""

    before: Literal["strict", "inclusive"] = Field(description="strict or inclusive.")
    units: list[Code] = Field(default=[], description="Provinces that read so; empty: the whole region.")
    basis: Basis = Field(description="Where the office says so.")


class Rung(Strict):
    """One rung of the ladder of reminders: when, and which offices."""

    at: int = Field(
        ge=-60, le=30, description="Working days before (negative) or after (positive) the day it is owed by."
    )
    to: list[str] = Field(
        min_length=1,
        description="drafter and head are offices of the body that owes; else selectors of other bodies.",
    )


def _rung(value: Any) -> Any:
    """Take a bare number for a rung that reminds the drafter: ``remind: [-7, -1]``."""
    plain = isinstance(value, int) and not isinstance(value, bool)
    return {"at": value, "to": ["drafter"]} if plain else value


Ladder = list[Annotated[Rung, BeforeValidator(_rung, json_schema_input_type=Rung | int)]]


class Session(Strict):
    """When a People's Council holds a regular session."""

    kind: Name = Field(description="mid_year or year_end.")
    rule: Rule = Field(description="Opening day as a rule, e.g. `on 08/12`.")
    basis: Basis = Field(description="The act or practice the day follows.")


class CouncilSession(Strict):
    """The opening day that one council has fixed for one year."""

    unit: Code = Field(description="Province whose council it is.")
    kind: Name = Field(description="Kind of session, one of the national `sessions`.")
    opens: date = Field(description="Opening day.")
    basis: Basis = Field(description="The council's resolution, or that the day is assumed.")


class Contact(Strict):
    """An office of a body that receives its mail between two days."""

    body: str = Field(description="Body, e.g. `92.peoples_committee`.")
    office: Text = Field(description="The office that opens the mail; never a person.")
    email: Mail = Field(description="Address of the office.")
    role: Literal["drafter", "head"] = Field(
        default="drafter", description="drafter: receives all mail; head: the office of the body's head."
    )
    language: Literal["vi", "en"] = Field(default="vi", description="Language it is written to in.")
    valid_from: date | None = Field(default=None, description="First day; absent if always so.")
    valid_to: date | None = Field(default=None, description="Last day; absent while it holds.")


class Communes(Strict):
    """Where the list of communes is kept."""

    file: str = Field(description="CSV beside this file: code,name,full_name,type,province.")
    valid_from: date = Field(description="First day of that list.")


class ExchangeRule(Strict):
    """A semi-official exchange or workshop that a step schedules."""

    code: Slug = Field(description="Name of the exchange within the step.")
    kind: Literal["N-P3", "N-P4", "N-H3"] = Field(
        description="N-P3 semi-official exchange, N-P4 regional workshop, "
        "N-H3 exchange of council committees and agencies."
    )
    name: Text = Field(description="What it is called in invitations.")
    parties: list[str] = Field(description="Selectors of the bodies invited.")
    pairing: Literal["together", "neighbours"] = Field(
        default="together",
        description="together: one meeting of all; neighbours: one for each pair of provinces with a common border.",
    )
    day: DatedRule = Field(description="The day it is held.")
    starts: time = Field(default=time(8, 30), description="Hour it begins, in Viet Nam.", strict=False)
    hours: int = Field(default=3, ge=1, le=16, description="How long it lasts.")
    agenda: list[Text] = Field(description="Items to be discussed.")


class Duty(Strict):
    """What a kind of body owes in a step."""

    body: str = Field(description="Selector, e.g. `province.peoples_committee`.")
    what: Text = Field(description="What is to be handed in.")


class Agreement(Strict):
    """How a result is agreed. Nothing here can order a body: an objection refers the result."""

    by: list[str] = Field(default=[], description="Selectors of bodies that take a position; empty: none needed.")
    tacit_consent: bool = Field(default=True, description="Silence until the deadline counts as consent, kept apart.")
    refer_to: str = Field(description="Selector of the body an objection is referred to.")


class Step(Strict):
    """One step of a procedure."""

    code: Slug = Field(description="Name of the step, unique in the procedure.")
    box: str | None = Field(
        default=None,
        description="Box of Figure 2 it stands for, BOX-1 … BOX-8, or milestone M1 … M10.",
    )
    name: Text = Field(description="What the step is called in notices.")
    purpose: Text = Field(description="One sentence: what the step is for.")
    method: Name = Field(description="Module of coordination.methods that makes the result.")
    settings: dict[str, Any] = Field(default={}, description="Settings of the method; see its docstring.")
    after: list[Slug] = Field(default=[], description="Steps that must have ended before this one opens.")
    opens: DatedRule = Field(description="Day the step opens.")
    due: DatedRule = Field(description="Day by which submissions are owed (included).")
    closes: DatedRule = Field(description="Day until which late submissions are taken in (included).")
    positions: DatedRule = Field(description="Day until which positions on the draft are taken (included).")
    legal: DatedRule | None = Field(default=None, description="Legal date to be met, kept apart from the planned one.")
    owes: list[Duty] = Field(description="Who hands in what.")
    agreement: Agreement = Field(description="How the result is agreed.")
    exchanges: list[ExchangeRule] = Field(default=[], description="Exchanges and workshops the step schedules.")


class Tell(Strict):
    """Who is told when something happens."""

    event: str = Field(description="What happened, e.g. `stage.opened`.")
    to: list[str] = Field(
        description="Selectors; `self` is the body the event speaks of, `parties` those of an exchange, "
        "`affected` those whose dates an amendment moves."
    )


class Procedure(Strict):
    """A template of steps: who owes what, when and why, who is told, how agreement is reached."""

    procedure: Slug = Field(description="Name of the procedure, the same as its file's.")
    name: Text = Field(description="What the procedure is called in documents.")
    basis: Basis = Field(description="The act or source the procedure rests on.")
    scope: Literal["region", "province"] = Field(description="One cycle for the region, or one for each province.")
    opens: DatedRule = Field(description="Day the cycle begins.")
    ends: DatedRule = Field(description="Last day; whatever is then open is closed as it stands.")
    remind: Ladder = Field(
        default=[],
        min_length=1,
        description="The ladder of reminders; absent: the national one. Each rung goes out at most once.",
    )
    extend_by: list[str] = Field(
        default=["region.secretariat"], description="Selectors of the bodies that may grant a body more time."
    )
    progress: list[int] = Field(description="Working days relative to the due date at which progress is told to all.")
    tells: list[Tell] = Field(description="Who is told of which event; each event once.")
    steps: list[Step] = Field(min_length=1, description="The steps.")


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
    indicators: list[Indicator] = Field(description="The catalogue of indicators.")
    remind: Ladder = Field(min_length=1, description="The ladder of reminders of procedures that have none.")
    procedures: list[Slug] = Field(description="Procedures every region runs, files of procedures/.")


class RegionFile(Strict):
    """A region: its provinces and what it changes of the national configuration."""

    schema_version: Literal[1] = Field(description="Version of this form; always 1.")
    region: Slug = Field(description="Code of the region, the same as its file's name.")
    extends: Literal["national"] = Field(description="national: the file it builds on.")
    name: Text = Field(description="Name of the region as notices say it.")
    map_date: date = Field(description="The day whose map of provinces the region uses.")
    basis: Basis = Field(description="The act that makes these provinces a region.")
    slug: Slug = Field(description="Name used in the addresses of the region's own bodies.")
    provinces: list[Code] = Field(min_length=1, description="Codes of its provinces, in quotes.")
    contacts: list[Contact] = Field(
        default=[], description="Offices of bodies; they replace the address made by pattern."
    )
    council_sessions: list[CouncilSession] = Field(default=[], description="Opening days the councils have fixed.")
    holidays: list[Holiday] = Field(
        default=[], description="Days that differ in this region, besides the national ones."
    )
    readings: list[Reading] = Field(default=[], description="How offices here read `before`; default: strict.")
    procedures: list[Slug] = Field(default=[], description="Procedures of its own besides the national ones.")


class Body(Strict):
    """An organisation that acts: one kind of body of one unit."""

    code: str
    """``92.peoples_committee``, ``mekong-delta.secretariat``, ``vn.finance_ministry``."""
    kind: str
    level: Level
    side: str
    unit: str
    name: Text
    short: Text
    contacts: list[Contact]


class Region(Strict):
    """A region ready to run: national and regional configuration resolved into one value."""

    code: str
    name: Text
    map_date: date
    basis: Basis
    units: list[Unit]
    bodies: list[Body]
    announced_through: int = 0
    """Last year whose days off are announced; 0 in snapshots older than the field: none is taken for certain."""
    holidays: list[Holiday]
    readings: list[Reading] = Field(default=[])
    sessions: list[Session]
    council_sessions: list[CouncilSession]
    indicators: list[Indicator]
    procedures: list[Procedure]
    neighbours: list[tuple[str, str]] = Field(description="Pairs of provinces with a common border.")

    def reads_inclusively(self, unit: str | None) -> bool:
        """Say whether `before 15/05` includes the 15th, in a province or (None) in the region."""
        own = [each for each in self.readings if unit in each.units]
        common = [each for each in self.readings if not each.units]
        return any(each.before == "inclusive" for each in (own or common)[-1:])

    def unit(self, code: str) -> Unit:
        """Give the unit with a code; KeyError if the region has none."""
        return next(unit for unit in self.units if unit.code == code)

    def procedure(self, slug: str) -> Procedure | None:
        """Give the procedure with this slug, if the region runs one."""
        return next((each for each in self.procedures if each.procedure == slug), None)

    def body(self, code: str) -> Body | None:
        """Give the body with this code, if there is one."""
        return _by_code(self.bodies).get(code)


@remembered
def _by_code(bodies: list[Body]) -> dict[str, Body]:
    return {each.code: each for each in bodies}
