"""What a file of the indicator registry may say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.methods.indicators import Indicator
from coordination.regions.forms.words import Basis, Slug


class IndicatorFile(Strict):
    """A part of the indicator registry: definitions that are used by every region."""

    schema_version: Literal[1] = Field(description="Version of this form; always 1.")
    registry: Slug = Field(description="Name of this part of the registry, the same as its file's.")
    name: Text = Field(description="What the indicators of this part are about.")
    basis: Basis = Field(description="The act the definitions follow, and how sure that is.")
    indicators: list[Indicator] = Field(
        min_length=1, description="The definitions; a newer version of one stands below the older, under the same code."
    )
