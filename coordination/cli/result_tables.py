"""The tables of a result in a terminal: one too wide for it goes on below, its first columns again, no figure broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.table import Table

from coordination.cli.common import common, out
from coordination.cli.quality import short_names
from coordination.cli.words import new_table
from coordination.documents.tables import YEARS, Cell, readable
from coordination.methods import get as get_method

if TYPE_CHECKING:
    from coordination.regions.model import Region

GAP: Final = 3
"""Signs between two columns."""
PROSE: Final = 18
"""What words of a sentence may be broken to; a name or a figure is wide as its longest word."""
KEYS: Final = 3
"""Columns that say what a row is about, at most."""


def print_tables(view: dict[str, Any], region: Region) -> None:
    """Print what a result says, table by table, with names for codes."""
    names = short_names(region)
    names |= {each.code: each.name.in_language(common.lang) for each in region.units}
    names |= {each.code: each.name.in_language(common.lang) for each in region.indicators}
    result = get_method(view["method"]).Result.model_validate(view["result"]["content"])
    for found in result.tables():
        heads = [each.in_language(common.lang) for each in found.columns]
        title = found.title.in_language(common.lang)
        years = {at for at, each in enumerate(found.columns) if each.en in YEARS}
        for block in blocks(heads, readable(found, common.lang, names), title, out.width, years):
            out.print(block, soft_wrap=False)


def blocks(
    heads: Sequence[str], rows: Sequence[Sequence[Cell]], title: str, width: int, years: AbstractSet[int] = frozenset()
) -> Iterator[Table]:
    """Lay a table out for a width, as several below each other where it is too wide for one.

    Rows are about what stands before their first figure; columns of years are no figures.
    """
    figures = {at for at in range(len(heads)) if at not in years and any(row[at].number for row in rows)}
    least = [
        _least([heads[at], *(row[at].text for row in rows)], whole=at in figures | years) for at in range(len(heads))
    ]
    for number, columns in enumerate(_parted(least, figures, width)):
        made = new_table(*(heads[at] for at in columns), title=None if number else title)
        for column, at in zip(made.columns, columns, strict=True):
            column.min_width = min(least[at], width // 2)
            column.justify = "right" if at in figures else "left"
        for row in rows:
            made.add_row(*(row[at].text for at in columns))
        yield made


def _parted(least: Sequence[int], figures: AbstractSet[int], width: int) -> list[list[int]]:
    """Give the columns of each block; each but the first begins with what the rows are about."""
    if sum(least) + GAP * len(least) <= width:
        return [list(range(len(least)))]
    first = next((at for at in range(len(least)) if at in figures), 1)
    keys = list(range(min(max(first, 1), KEYS)))
    found: list[list[int]] = [list(keys)]
    for at in range(len(keys), len(least)):
        there = found[-1]
        if len(there) > len(keys) and sum(least[each] + GAP for each in [*there, at]) > width:
            found.append(list(keys))
        found[-1].append(at)
    return found


def _least(cells: Sequence[str], *, whole: bool) -> int:
    """Give the width a column needs: figures whole, of words the longest, of sentences enough to be read."""
    word = max((cell_len(each) for cell in cells for each in cell.split()), default=0)
    longest = max(map(cell_len, cells), default=0)
    return word if whole else max(word, min(longest, PROSE))
