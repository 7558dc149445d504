"""The region that files are resolved into, and the bodies that act in it. A running cycle keeps it as its snapshot."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from coordination.kernel.remember import remembered
from coordination.kernel.text import Strict, Text
from coordination.methods.indicators import Indicator
from coordination.regions.forms.days import CouncilSession, Holiday, Reading, Session
from coordination.regions.forms.letters import Letterhead
from coordination.regions.forms.mail import AckRule, Contact, Tell
from coordination.regions.forms.national import Unit
from coordination.regions.forms.procedure import Procedure
from coordination.regions.forms.words import Basis, Level


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
    tells: list[Tell] = Field(default=[])
    """Who is told of the events of the mail itself; empty in snapshots older than the field, as the two below."""
    acknowledge: list[AckRule] = Field(default=[])
    letterheads: list[Letterhead] = Field(default=[])
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
