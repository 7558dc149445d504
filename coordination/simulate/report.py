"""What a simulated year leaves behind: summary.json, a page for people, and a folder for each step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from sqlmodel import Session

from coordination import methods
from coordination.app import Engine
from coordination.audit.service import head
from coordination.cycles import views
from coordination.cycles.discussion import service as discussion
from coordination.cycles.discussion.views import thread
from coordination.cycles.queries import get_cycle, stages_of, step_of
from coordination.cycles.tables import CycleRow, StageRow
from coordination.documents.tables import as_csv, readable
from coordination.documents.templating import environment
from coordination.documents.year import Bar, year_svg
from coordination.kernel.remember import remembered
from coordination.notices.service import counts
from coordination.regions.model import Region
from coordination.results import views as result_views
from coordination.results.discussing import METHOD
from coordination.simulate.world import Played
from coordination.submissions.quality.views import brief, of_stage, reminders_of
from coordination.submissions.sign_off.record import outcome_of
from coordination.submissions.sign_off.rules import ROLE_NAMES

LABEL = {
    "vi": "MÔ PHỎNG: số liệu công bố và danh mục dự án (các năm 1998–2020) có thật; nhu cầu, nguồn theo năm, điểm tiêu chí, "
    "tác động liên tỉnh, lời văn và hành vi của các cơ quan được sinh theo hạt giống ngẫu nhiên.",
    "en": "SIMULATED: published figures and project lists (of 1998–2020) are real; yearly needs and means, criteria scores, effects on "
    "other provinces, wording and the behaviour of the bodies are drawn from a seed.",
}


@dataclass(frozen=True)
class Run:
    """What was asked for and how it was run."""

    region: Region
    period: str
    seed: int
    language: str
    prefect: bool
    seconds: float
    mail: bool


def summary(session: Session, run: Run, played: Played, steps: Sequence[StageRow]) -> dict[str, Any]:
    """Give the summary of a simulated year; all but ``seconds`` depends on region, year and seed alone."""
    events, audit_head = head(session)
    reminders = reminders_of(session)
    stages = [
        views.stage_summary(session, row)
        | {"quality": brief(of_stage(session, row.key, reminders)), "sign_off": outcome_of(session, row.key)}
        for row in steps
    ]
    return {
        "simulated": True,
        "note": LABEL[run.language],
        "region": run.region.code,
        "period": run.period,
        "seed": run.seed,
        "first_day": played.first.isoformat(),
        "last_day": played.last.isoformat(),
        "events": events,
        "audit_head": audit_head,
        "seconds": round(run.seconds, 2),
        "seconds_by_work": {name: round(value, 2) for name, value in sorted(played.seconds.items())},
        "prefect": {"used": run.prefect, "flow_runs": played.flow_runs},
        "mail": {"held": not run.mail, "sent": played.sent},
        "cycles": played.cycles,
        "stages": stages,
        "notices": dict(counts(session)),
    }


def write(engine: Engine, run: Run, played: Played, folder: Path) -> dict[str, Any]:
    """Write everything a person may want to open; gives the summary."""
    with engine.read() as session:
        cycles = [get_cycle(session, key) for key in played.cycles]
        steps = [row for each in cycles for row in stages_of(session, each.key)]
        data = summary(session, run, played, steps)
        _write_json(folder / "summary.json", data)
        told = {each["stage"]: {name: each[name] for name in ("quality", "sign_off")} for each in data["stages"]}
        pages = [_write_stage(session, run, row, folder) | told[row.key] for row in steps]
        pictures = _pictures(session, run, cycles)
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")
    page = (
        environment()
        .get_template(f"documents/summary.{run.language}.html")
        .render(
            run=run,
            data=data,
            label=LABEL[run.language],
            pages=pages,
            pictures=pictures,
            region=run.region,
            offices={role: words.in_language(run.language) for role, words in ROLE_NAMES.items()},
        )
    )
    (folder / "summary.html").write_text(page, encoding="utf-8")
    return data


def _write_json(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_json(data, indent=2) + b"\n")


def _write_stage(session: Session, run: Run, row: StageRow, folder: Path) -> dict[str, Any]:
    cycle = get_cycle(session, row.cycle)
    step = step_of(session, row)
    place = cycle.unit or run.region.code
    home = folder / "stages" / place / cycle.procedure / f"{row.position:02}-{row.step}"
    for each in result_views.submissions(session, row.key):
        _write_json(home / "submissions" / f"{each['body']}.r{each['revision']}.json", {"simulated": True} | each)
    result = result_views.result(session, row.key)
    view = views.stage(session, row.key)
    _write_json(home / "stage.json", {"simulated": True} | view)
    if result is not None:
        _write_json(
            home / "positions.json", {"simulated": True, "positions": result["positions"], "outcome": result["outcome"]}
        )
        _write_json(
            home / "result.json",
            {"simulated": True} | {name: each for name, each in result.items() if name != "positions"},
        )
        _write_result_page(run, view, result, home)
        if result["method"] == METHOD:
            told = [thread(row, body, each) for body, each in discussion.threads(session, row).items()]
            _write_json(home / "discussions.json", {"simulated": True, "discussions": told})
    return {
        "name": step.name.in_language(run.language),
        "place": place,
        "unit": cycle.unit,
        "procedure": cycle.procedure,
        "href": (home.relative_to(folder) / "result.html").as_posix(),
        "view": view,
        "result": result,
    }


def _write_result_page(run: Run, view: dict[str, Any], told: dict[str, Any], home: Path) -> None:
    result = methods.get(told["method"]).Result.model_validate(told["content"])
    tables, names = result.tables(), _names(run.region, run.language)
    for table in tables:
        path = home / "tables" / f"{table.key}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_csv(table, run.language), encoding="utf-8")
    page = (
        environment()
        .get_template("documents/result.html")
        .render(
            lang=run.language,
            label=LABEL[run.language],
            view=view,
            result=result,
            outcome=told["outcome"],
            inputs=told["inputs"],
            tables=[(table, readable(table, run.language, names)) for table in tables],
            names=names,
            positions=told["positions"],
        )
    )
    (home / "result.html").write_text(page, encoding="utf-8")


@remembered
def _names(region: Region, language: str) -> dict[str, str]:
    """Give names for the codes that stand in results: bodies, provinces, indicators."""
    names = {body.code: body.short.in_language(language) for body in region.bodies}
    names |= {unit.code: unit.name.in_language(language) for unit in region.units}
    return names | {
        each.code: f"{each.name.in_language(language)} ({each.unit.in_language(language)})"
        for each in region.indicators
    }


def _pictures(session: Session, run: Run, cycles: Iterable[CycleRow]) -> dict[str, str]:
    """Draw the region's calendar, and the ladder of the first province as an example."""
    drawn = {}
    seen: set[str] = set()
    for cycle in cycles:
        if cycle.procedure in seen:
            continue
        seen.add(cycle.procedure)
        bars = [_bar(session, run, row) for row in stages_of(session, cycle.key)]
        place = run.region.unit(cycle.unit).full_name if cycle.unit else run.region.name
        name = next(each.name for each in run.region.procedures if each.procedure == cycle.procedure)
        note = "MÔ PHỎNG" if run.language == "vi" else "SIMULATED"
        title = f"{place.in_language(run.language)} – {name.in_language(run.language)}, {run.period}"
        drawn[f"calendar-{cycle.procedure}.svg"] = year_svg(title, bars, run.language, note)
    return drawn


def _bar(session: Session, run: Run, row: StageRow) -> Bar:
    ends: date = max(row.positions_due, row.closes)
    name = step_of(session, row).name.in_language(run.language)
    label = name if len(name) <= 58 else f"{name[:57]}…"
    return Bar(label, row.opens, row.due, row.closes, ends, row.outcome or row.state)
