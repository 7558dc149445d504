"""How an editor completes the balances a step declares; what they mean is said where they are drawn up."""

from __future__ import annotations

from typing import Any, Final, get_args

from pydantic import JsonValue

from coordination.kernel.units import UNITS
from coordination.methods.balances.declared import Kind

_NAME: Final[JsonValue] = {
    "type": "object",
    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
    "required": ["vi", "en"],
    "additionalProperties": False,
}
_CODED: Final[dict[str, JsonValue]] = {"code": {"type": "string"}, "name": _NAME}
_INDICATOR: Final[JsonValue] = {
    "description": "Indicator that the lines of a balance naming it add up to; they are compared with it.",
    "type": "string",
}
_KIND: Final[JsonValue] = {
    "description": "Whose the means are; a province's own are never the same money as another's.",
    "enum": list(get_args(Kind)),
}


def _listed(properties: dict[str, JsonValue], required: list[JsonValue], meaning: str) -> JsonValue:
    item: JsonValue = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"description": meaning, "type": "array", "minItems": 1, "items": item}


SETTINGS: Final[dict[str, Any]] = {
    "balances": _listed(
        {
            **_CODED,
            "unit": {"description": "Code of a unit of measure.", "enum": [unit.code for unit in UNITS]},
            "uses": _listed({**_CODED, "indicator": _INDICATOR}, ["code", "name"], "What the resource is needed for."),
            "sources": _listed(
                {**_CODED, "kind": _KIND, "indicator": _INDICATOR}, ["code", "name", "kind"], "Where it comes from."
            ),
        },
        ["code", "name", "unit", "uses", "sources"],
        "Balances of a step of that method, each a need by use against means by source.",
    ),
    "topics": _listed(_CODED, ["code", "name"], "What provinces say in words beside their balances."),
    "most_growth": {
        "description": "Secured means that grow by more than this factor a year since the last actual are asked about.",
        "type": "number",
        "exclusiveMinimum": 1,
    },
    "least_chance": {
        "description": "Means the unified forecast reaches with less than this chance, in per cent, are discussed.",
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 100,
    },
}
"""Keys of a step's settings, as JSON schema."""
