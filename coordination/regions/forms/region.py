"""What the file of a region may say."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.regions.forms.days import CouncilSession, Holiday, Reading
from coordination.regions.forms.letters import Letterhead
from coordination.regions.forms.mail import Contact
from coordination.regions.forms.words import Basis, Code, Slug


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
    letterheads: list[Letterhead] = Field(
        default=[], description="Heads of letters that differ here; they replace the national ones of the same body."
    )
    procedures: list[Slug] = Field(default=[], description="Procedures of its own besides the national ones.")
