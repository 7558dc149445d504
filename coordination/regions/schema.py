"""The schema editors complete from, and the tables of the README: both made from the models.

``python -m coordination.regions.schema`` writes ``region_configs/_schema.json`` and the tables.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import models_json_schema

from coordination.kernel.shipped import shipped
from coordination.methods.checks.declared import Check
from coordination.methods.indicators import Indicator
from coordination.regions.checks.registry import DEMANDED
from coordination.regions.model import IndicatorFile, National, Procedure, RegionFile
from coordination.regions.shapes import models_in

KINDS: tuple[type[BaseModel], ...] = (RegionFile, Procedure, National, IndicatorFile)
BEGIN, END = "<!-- fields:begin -->", "<!-- fields:end -->"
_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_ELSEWHERE = {
    "Text.vi": "The words in Vietnamese.",
    "Text.en": "The words in English.",
}
"""Meanings of fields whose models serve more than configuration."""
_DEMANDED: dict[type[BaseModel], tuple[str, ...]] = {Indicator: DEMANDED}
"""Keys a model may lack, for older snapshots are read with it, and a file may not."""
_KIND, _CHECKS = "Which kind of check it is.", frozenset(models_in(Check))


def json_schema() -> dict[str, Any]:
    """Give the JSON schema of the four kinds of files."""
    references, schema = models_json_schema([(model, "validation") for model in KINDS], title="Liên Vùng")
    definitions = schema["$defs"]
    for key, meaning in _ELSEWHERE.items():
        model, _, name = key.partition(".")
        definitions[model]["properties"][name].setdefault("description", meaning)
    for definition in definitions.values():
        definition["properties"].get("kind", {}).setdefault("description", _KIND)
    for asked, keys in _DEMANDED.items():
        definition = definitions[asked.__name__]
        definition["required"] = [name for name in definition["properties"] if name in {*definition["required"], *keys}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema["title"],
        "oneOf": [references[model, "validation"] for model in KINDS],
        "$defs": definitions,
    }


def config_models() -> list[type[BaseModel]]:
    """Give every model a configuration file is made of, outermost first."""
    found: list[type[BaseModel]] = list(KINDS)
    for model in found:  # grows while it is walked
        for info in model.model_fields.values():
            found += [each for each in models_in(info.annotation) if each not in found]
    return found


def fields_text() -> str:
    """Give the tables of all fields, as the README shows them."""
    return "\n\n".join(_table(model) for model in config_models())


def documented_fields(readme: str) -> set[str]:
    """Give the fields a README has a row for, as ``Model.field``."""
    sections = re.split(r"^### ", readme, flags=re.MULTILINE)[1:]
    return {f"{section.split(maxsplit=1)[0]}.{name}" for section in sections for name in _ROW.findall(section)}


def config_fields() -> set[str]:
    """Give all fields of configuration files, as ``Model.field``."""
    return {f"{_name(model)}.{name}" for model in config_models() for name in model.model_fields}


def _name(model: type[BaseModel]) -> str:
    """Give the name a model has in the tables; a check may be called like a file."""
    return f"{model.__name__}Check" if model in _CHECKS else model.__name__


def with_fields(readme: str) -> str:
    """Give a README with its tables renewed between the two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{fields_text()}\n{END}{after}"


def schema_text() -> str:
    """Give the schema as its file holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _table(model: type[BaseModel]) -> str:
    about = (model.__doc__ or "").partition("\n")[0]
    head = "| field | type | required | meaning |\n|---|---|---|---|"
    rows = [_row(model, name, info) for name, info in model.model_fields.items()]
    return "\n".join([f"### {_name(model)}", "", about, "", head, *rows])


def _row(model: type[BaseModel], name: str, info: FieldInfo) -> str:
    meaning = info.description or (_KIND if name == "kind" else _ELSEWHERE[f"{model.__name__}.{name}"])
    required = "yes" if info.is_required() or name in _DEMANDED.get(model, ()) else "no"
    kind, words = (text.replace("|", "\\|") for text in (_type(info.annotation), meaning))
    return f"| `{name}` | {kind} | {required} | {words} |"


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin in {list, tuple}:
        return f"{'list' if origin is list or Ellipsis in inner else 'pair'} of {_type(inner[0])}"
    if origin is dict:
        return "keys and values"
    if origin in {UnionType, Union} or hasattr(annotation, "__metadata__"):
        members = inner[:1] if hasattr(annotation, "__metadata__") else inner
        return " or ".join(_type(each) for each in members if each is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{_name(annotation)}](#{_name(annotation).lower()})"
    return _PLAIN[annotation.__name__]


_PLAIN = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "date": "day",
    "time": "hour",
    "Decimal": "number",
    "float": "number",
}


def write(directory: Path) -> None:
    """Renew the schema and the tables of the README in a folder of configurations."""
    (directory / "_schema.json").write_text(schema_text(), "utf-8")
    readme = directory / "README.md"
    readme.write_text(with_fields(readme.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write(shipped("region_configs"))
