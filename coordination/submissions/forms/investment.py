"""The form of a province's proposed works, the works they affect elsewhere, and the capital it can put to them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, get_args

from coordination.kernel.text import Text
from coordination.methods.investment.models import Group, Settings
from coordination.submissions.forms.basis import Basis
from coordination.submissions.forms.built import Built, Keyed, filled
from coordination.submissions.forms.fields import Field, choice, figure, places, words
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.records import Record, Records

UNIT: Final = "triệu đồng"
GROUPS: Final[Mapping[Any, str]] = {"national": "Quan trọng quốc gia"} | {
    code: f"Nhóm {code}" for code in get_args(Group) if code != "national"
}
EMPTY_ROWS: Final = 60
PLAIN: Final = ("project", "name", "units", "owner_level", "sector", "tier", "group", "total_mvnd", "remaining_mvnd")
NO_PROJECT: Final = Text(
    vi="sheet “Dự án” không có dự án ở dòng này", en="the sheet “Dự án” has no project in this row"
)
UNKNOWN: Final = Text(
    vi="không có dự án mang mã này ở sheet “Dự án”", en="no project has this code on the sheet “Dự án”"
)


def build(basis: Basis) -> Built:
    """Build the form of a body's proposals."""
    settings, content = Settings.model_validate(dict(basis.settings)), basis.content
    given = [dict(each) for each in content.get("projects") or ()]
    years = sorted({*settings.years, *_years(given, "needs"), *map(int, content.get("ceilings") or {})})
    criteria = {each.code: each.name.vi for each in settings.criteria}
    criteria |= {code: code for each in given for code in each.get("criteria") or {} if code not in criteria}
    names = {each.code: each.name.vi for each in basis.region.units}
    fields = _fields(settings, given, years, names)
    flat = [_flat(each) for each in given]
    projects = Records("projects", "Dự án", "Danh mục dự án đề nghị", "Dự án", fields, flat, spare=EMPTY_ROWS)
    scores = Records(
        "criteria",
        "Tiêu chí",
        "Giá trị theo tiêu chí của từng dự án",
        "Dự án",
        tuple(figure(code, name, 11) for code, name in criteria.items()),
        [each.get("criteria") or {} for each in given],
        spare=EMPTY_ROWS,
        labels=[f"Dự án {number}: {each['name']}" for number, each in enumerate(given, 1)],
    )
    impacts = _impacts(given, names)
    money = figure("money", "Mức vốn", 18, UNIT, whole=True)
    labels = {str(year): f"Năm {year}" for year in years}
    said = {str(year): value for year, value in (content.get("ceilings") or {}).items()}
    ceilings = Keyed("ceilings", "Khả năng vốn", "Vốn tỉnh có thể bố trí", money, labels, said)

    def take(hand: Hand) -> dict[str, Any]:
        found = [(row, _nested(record)) for row, record in projects.take(hand)]
        _place_all(hand, found, projects, scores)
        _scored(hand, dict(found), scores)
        _affected(hand, [each for _, each in found], impacts)
        hand.places["ceilings"] = ceilings.address(str(years[0]))
        hand.places |= {f"ceilings.{year}": ceilings.address(year) for year in labels}
        return filled({"projects": [each for _, each in found], "ceilings": ceilings.take(hand)})

    return Built((projects.sheet(), scores.sheet(), impacts.sheet(), ceilings.sheet()), take)


def _years(given: list[dict[str, Any]], name: str) -> set[int]:
    return {int(year) for each in given for year in each.get(name) or {}}


def _fields(
    settings: Settings,
    given: list[dict[str, Any]],
    years: list[int],
    names: Mapping[str, str],
) -> tuple[Field, ...]:
    tiers = {each.code: f"{each.code}. {each.name.vi}" for each in settings.tiers}
    tiers |= {int(each["tier"]): str(each["tier"]) for each in given if int(each["tier"]) not in tiers}
    money = partial(figure, width=12, unit=UNIT, whole=True)
    return (
        words("project", "Mã dự án", 13, required=True),
        words("name", "Tên dự án", 28),
        places("units", "Địa bàn", names, 15),
        words("owner_level", "Cấp quản lý", 9),
        words("sector", "Ngành, lĩnh vực", 11),
        choice("tier", "Thứ tự ưu tiên theo quy định", tiers, 18, required=True),
        choice("group", "Nhóm dự án", GROUPS, 10),
        money("total_mvnd", "Tổng mức đầu tư", required=True),
        money("remaining_mvnd", "Vốn còn thiếu", required=True),
        *(money(f"needs.{year}", f"Nhu cầu vốn năm {year}") for year in years),
        figure("own_rank", "Thứ tự của tỉnh", 8, whole=True),
    )


def _flat(project: Mapping[str, Any]) -> Record:
    flat = {name: project.get(name) for name in (*PLAIN, "own_rank")}
    flat["tier"] = int(project["tier"])
    return flat | {f"needs.{year}": value for year, value in (project.get("needs") or {}).items()}


def _nested(record: Mapping[str, Any]) -> dict[str, Any]:
    blank: dict[str, Any] = {"name": "", "units": [], "owner_level": "", "sector": ""}
    needs = {name.partition(".")[2]: value for name, value in record.items() if name.startswith("needs.")}
    return blank | {name: value for name, value in record.items() if "." not in name} | {"needs": needs}


def _place_all(hand: Hand, found: list[tuple[str, dict[str, Any]]], projects: Records, scores: Records) -> None:
    """Say in which cells the projects stand, by their number and by their code."""
    for at, (row, project) in enumerate(found):
        for start in (f"projects[{at}]", f"projects.{project.get('project', '')}"):
            hand.places[start] = projects.address(row)
            hand.places |= {f"{start}.{each.name}": projects.address(row, each.name) for each in projects.fields}
            needs = next((each.name for each in projects.fields if each.name.startswith("needs.")), "")
            hand.places[f"{start}.needs"] = projects.address(row, needs)
            if scores.fields:
                hand.places[f"{start}.criteria"] = scores.address(_beside(row))


def _beside(row: str) -> str:
    """Give the row of the criteria that belongs to a row of the projects."""
    return f"criteria.{row.rpartition('.')[2]}"


def _scored(hand: Hand, projects: Mapping[str, dict[str, Any]], scores: Records) -> None:
    """Put criteria to the project of the same number; such as have none are told."""
    by_row = {_beside(row): each for row, each in projects.items()}
    for row, record in scores.take(hand):
        if row in by_row:
            by_row[row]["criteria"] = record
        else:
            hand.say(scores.address(row), "error", "unknown_project", NO_PROJECT)


def _impacts(given: list[dict[str, Any]], names: Mapping[str, str]) -> Records:
    fields = (
        words("project", "Mã dự án", 20, required=True),
        places("unit", "Tỉnh chịu tác động", names, 28, many=False, required=True),
        words("ground", "Căn cứ", 56),
    )
    rows = [{"project": each["project"]} | dict(impact) for each in given for impact in each.get("impact_on") or ()]
    return Records(
        "impacts", "Tác động liên tỉnh", "Tác động đến tỉnh khác", "Tác động", fields, rows, spare=EMPTY_ROWS
    )


def _affected(hand: Hand, projects: list[dict[str, Any]], impacts: Records) -> None:
    """Put each impact to its project; one that names none is told."""
    by_code = {each["project"]: each for each in projects if "project" in each}
    for row, impact in impacts.take(hand):
        project = by_code.get(impact.get("project", ""))
        if project is None:
            if "project" in impact:
                hand.say(impacts.address(row), "error", "unknown_project", UNKNOWN)
            continue
        place = f"projects.{project['project']}.impact_on"
        hand.places.setdefault(place, impacts.address(row, "ground"))
        project.setdefault("impact_on", []).append({"unit": impact.get("unit", ""), "ground": impact.get("ground", "")})
