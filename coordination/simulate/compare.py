"""Two years of a region side by side: as configured, and as a what-if has it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from coordination.regions.model import Region
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.difference import Year, difference, year_of
from coordination.simulate.report import LABEL
from coordination.simulate.run import YEARS, Scene, engine_of, material_of, perform, prepare, scene_of
from coordination.simulate.whatif import WhatIf, behaving, changed, read_what_if
from coordination.simulate.world import Direct, Progress, Turn, rehearse


def compare(
    *,
    region: str,
    year: int,
    folder: Path,
    seed: int,
    behaviour: Behaviour,
    what_if: Path,
    language: str,
    progress: Progress,
) -> dict[str, Any]:
    """Play a year twice, without Prefect and with mail held; gives the difference, which is also left in the folder.

    Raises what ``simulate`` and ``read_what_if`` raise, before anything is written.
    """
    configured = scene_of(region, year, seed, behaviour, language)
    assumed = read_what_if(what_if, configured.region, configured.period)
    material_of(configured)
    scenes = configured, _otherwise(configured, assumed)
    for scene in scenes:
        rehearse(scene.region, scene.period, scene.turn)
    prepare(folder)
    played, briefs = [], []
    for number, (name, scene) in enumerate(zip(YEARS, scenes, strict=True)):
        home = folder / name
        summary = perform(scene, home, Direct(), hold_mail=True, prefect=False, progress=_half(progress, number))
        played.append(_read(home, configured.region))
        briefs.append(_brief(name, summary, played[-1]))
    found = difference(*played)
    data = {
        "simulated": True,
        "note": LABEL[language],
        "region": configured.region.code,
        "period": str(configured.period),
        "seed": seed,
        "places": {unit.code: unit.name.model_dump() for unit in configured.region.units},
        "assumed": assumed.model_dump(mode="json"),
        "same": found.nothing,
        "base": briefs[0],
        "what_if": briefs[1],
    } | found.as_json()
    text = json.dumps(data, ensure_ascii=False, indent=2)
    (folder / "difference.json").write_text(text + "\n", encoding="utf-8")
    return data


def _otherwise(scene: Scene, what_if: WhatIf) -> Scene:
    """Give the year as a what-if has it: changed from the start, or from the day on which that becomes known."""
    region, behaviour = changed(scene.region, what_if), behaving(scene.behaviour, what_if)
    if what_if.known_on is None:
        return replace(scene, region=region, behaviour=behaviour)
    return replace(scene, behaviour=behaviour, turn=Turn(what_if.known_on, region, what_if.reason or ""))


def _half(progress: Progress, number: int) -> Progress:
    """Let two years, one after the other, fill one bar."""
    return lambda done, days, day: progress(number * days + done, 2 * days, day)


def _read(folder: Path, region: Region) -> Year:
    engine = engine_of(folder)
    try:
        with engine.read() as session:
            return year_of(session, region)
    finally:
        engine.close()


def _brief(name: str, summary: dict[str, Any], year: Year) -> dict[str, Any]:
    """Give one of the years in short; nothing in it depends on how long playing took."""
    peak = year.peak()
    kept = ("first_day", "last_day", "events", "audit_head")
    return {"folder": name} | {each: summary[each] for each in kept} | {"peak_week": peak.isoformat() if peak else None}
