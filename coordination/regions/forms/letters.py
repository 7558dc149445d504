"""The official letter a notice may carry, and the head and foot of an issuing office's letters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from coordination.kernel.text import Strict, Text
from coordination.regions.forms.words import Basis

Letter = Literal["TB", "GM", "CV"]
"""Kinds of letters: a notice, an invitation, and the công văn, which bears no abbreviation of its own."""
Symbol = Annotated[str, StringConstraints(pattern=r"^\{type\}(?:-[A-ZĐƯ0-9]+)+$", max_length=40)]
PlainSymbol = Annotated[str, StringConstraints(pattern=r"^[A-ZĐƯ0-9]+(?:-[A-ZĐƯ0-9]+)*$", max_length=40)]


class Bundle(Strict):
    """What the notices of an event carry besides their words."""

    event: str = Field(description="What happened, one of the events the procedure tells.")
    letter: Letter | None = Field(
        default=None,
        description="Official letter by its type (Decree 30/2020, Appendix III): TB thông báo, GM giấy mời, "
        "CV công văn; absent: none.",
    )
    data: bool = Field(default=False, description="Whether the data file the event speaks of goes along.")
    to: list[str] = Field(
        default=[], description="Those of the event's selectors in `tells` whose notices carry it; empty: all of them."
    )
    issuer: str = Field(default="region.secretariat", description="Selector of the body whose letter it is.")


class Letterhead(Strict):
    """Head and foot of the letters a kind of body issues (Decree 30/2020, Appendix I); positions, never persons.

    ``{unit}`` stands for the full name of the issuer's unit, in ``place`` for the name letters there are dated from.
    Which of several holds on a day is said by the validity of their ``basis``.
    """

    body: str = Field(description="Kind of body with its level, e.g. `region.secretariat`.")
    parent: Text | None = Field(default=None, description="Body above the issuer, written over it; absent: none.")
    issuer: Text | None = Field(default=None, description="Name of the issuer on its letters; absent: its full name.")
    symbol: Symbol = Field(description="Symbol after the number; `{type}` is the abbreviation: {type}-TGV.")
    symbol_cv: PlainSymbol = Field(description="Symbol of a công văn, issuer and drafting unit without a type: TGV-TH.")
    place: Text = Field(description="Place before the date; `{unit}` is the unit's short name.")
    signed_as: list[Text] = Field(min_length=1, description="Lines above the signature: authority and position.")
    kept: str = Field(default="VT", description="Where the copy is kept, last line of the recipients: VT.")
    basis: Basis = Field(description="Act or practice it follows, with the days between which it holds.")

    def symbol_of(self, letter: Letter) -> str:
        """Give the symbol that stands after the number of a letter: ``TB-TGV``; a công văn has its own."""
        return self.symbol_cv if letter == "CV" else self.symbol.replace("{type}", letter)
