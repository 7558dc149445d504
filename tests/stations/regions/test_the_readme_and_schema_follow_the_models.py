"""The schema and the README's tables are made from the models and never lag behind."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from coordination.kernel.shipped import shipped
from coordination.regions.schema import (
    config_fields,
    documented_fields,
    json_schema,
    schema_text,
    with_fields,
    write,
)
from coordination.regions.source import read

SHIPPED = shipped("region_configs")
FILES = [SHIPPED / "national.yaml", *sorted(SHIPPED.glob("regions/*.yaml")), *sorted(SHIPPED.glob("procedures/*.yaml"))]


def test_the_committed_schema_is_the_generated_one() -> None:
    assert (SHIPPED / "_schema.json").read_text("utf-8") == schema_text()


def test_every_field_is_documented_and_no_other() -> None:
    assert documented_fields((SHIPPED / "README.md").read_text("utf-8")) == config_fields()


def test_the_tables_of_the_readme_are_the_generated_ones() -> None:
    text = (SHIPPED / "README.md").read_text("utf-8")
    assert with_fields(text) == text


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes((SHIPPED / "README.md").read_bytes())
    write(tmp_path)
    for name in ("README.md", "_schema.json"):
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes()


def test_every_field_says_what_it_means_to_an_editor() -> None:
    silent = [
        f"{name}.{field}"
        for name, model in json_schema()["$defs"].items()
        for field, value in model["properties"].items()
        if "description" not in value
    ]
    assert silent == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_editor_finds_no_fault_in_a_shipped_file(path: Path) -> None:
    root = read(path).root
    assert root is not None
    # An editor sees a day as the text it is written as.
    value = json.loads(json.dumps(root.plain(), default=str))
    jsonschema.validate(value, json_schema())
