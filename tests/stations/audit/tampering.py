"""Everything somebody may do to stored events, drawn at random: with or without making the hashes anew afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from coordination.audit.rules import GENESIS, Link
from tests.stations.audit.forger import COLUMNS

Row = tuple[int, tuple[bytes, ...]]
"""A number and the bytes of the other columns."""
Rows = list[Row]
MOST_STEPS = 3


def rows_of(links: Iterable[Link]) -> Rows:
    """Give events as the bytes they are stored in."""
    return [(link.seq, tuple(getattr(link, column).encode() for column in COLUMNS)) for link in links]


def links_of(rows: Iterable[Row]) -> list[Link | int]:
    """Read rows as the engine does, by their numbers."""
    return [Link.read(seq, *cells) for seq, cells in sorted(rows, key=lambda row: row[0])]


def tampered(random: Random, rows: Rows) -> Rows:
    """Give the rows after one to three things were done to them."""
    for _ in range(random.randint(1, MOST_STEPS)):
        if len(rows) > 1:
            rows = random.choice(HANDS)(random, rows)
    return made_anew(rows) if random.random() < 0.5 else sorted(rows)


def made_anew(rows: Rows) -> Rows:
    """Renumber and hash the rows again, so that they are a chain in themselves; what is no text stays as it is."""
    made: Rows = []
    previous = GENESIS
    for number, (_, cells) in enumerate(sorted(rows), start=1):
        before = previous.encode()
        link = Link.read(number, *cells[:-2], before, b"")
        if isinstance(link, int):
            made.append((number, cells))
            continue
        previous = link.computed()
        made.append((number, (*cells[:-2], before, previous.encode())))
    return made


def _edit_a_byte(random: Random, rows: Rows) -> Rows:
    at, column, cell = _cell(random, rows)
    changed = bytearray(cell or b" ")
    changed[random.randrange(len(changed))] ^= random.randint(1, 255)
    return _with(rows, at, column, bytes(changed))


def _edit_a_field(random: Random, rows: Rows) -> Rows:
    at, column, cell = _cell(random, rows)
    words = random.choice(["", "{}", "Thống nhất", "0" * 64, cell.decode(errors="ignore").upper(), f"{len(cell)}"])
    return _with(rows, at, column, words.encode())


def _move_a_sign_to_the_next_field(random: Random, rows: Rows) -> Rows:
    at, column, cell = _cell(random, rows)
    column = min(column, len(rows[at][1]) - 2)
    cell, following = rows[at][1][column : column + 2]
    return _with(_with(rows, at, column, cell[:-1]), at, column + 1, cell[-1:] + following)


def _hash_one_again(random: Random, rows: Rows) -> Rows:
    at = random.randrange(len(rows))
    link = Link.read(rows[at][0], *rows[at][1])
    return rows if isinstance(link, int) else _with(rows, at, len(rows[at][1]) - 1, link.computed().encode())


def _delete(random: Random, rows: Rows) -> Rows:
    gone = set(random.sample(range(len(rows)), random.randint(1, min(3, len(rows) - 1))))
    return [row for at, row in enumerate(rows) if at not in gone]


def _cut_the_tail(random: Random, rows: Rows) -> Rows:
    return sorted(rows)[: random.randrange(len(rows))]


def _swap(random: Random, rows: Rows) -> Rows:
    one, other = random.sample(range(len(rows)), 2)
    changed = list(rows)
    changed[one], changed[other] = (rows[one][0], rows[other][1]), (rows[other][0], rows[one][1])
    return changed


def _insert(random: Random, rows: Rows) -> Rows:
    at = random.randrange(len(rows))
    made = (b"2026-05-28T00:30:00Z", b"notice.delivered", b"1/92.x/email", b"r/p/2027", b"{}")
    return _making_room(rows, at, (*made, *rows[at][1][-2:]))


def _duplicate(random: Random, rows: Rows) -> Rows:
    return _making_room(rows, random.randrange(len(rows)), random.choice(rows)[1])


def _renumber(random: Random, rows: Rows) -> Rows:
    by, start = random.choice([-2, -1, 1, 2, 1000]), random.randrange(len(rows))
    every = random.random() < 0.5
    return [
        (seq + by if at == start or (every and at > start) else seq, cells)
        for at, (seq, cells) in enumerate(sorted(rows))
    ]


HANDS: tuple[Callable[[Random, Rows], Rows], ...] = (
    _edit_a_byte,
    _edit_a_field,
    _move_a_sign_to_the_next_field,
    _hash_one_again,
    _delete,
    _cut_the_tail,
    _swap,
    _insert,
    _duplicate,
    _renumber,
)


def _cell(random: Random, rows: Rows) -> tuple[int, int, bytes]:
    at = random.randrange(len(rows))
    column = random.randrange(len(rows[at][1]))
    return at, column, rows[at][1][column]


def _with(rows: Rows, at: int, column: int, cell: bytes) -> Rows:
    seq, cells = rows[at]
    return [*rows[:at], (seq, (*cells[:column], cell, *cells[column + 1 :])), *rows[at + 1 :]]


def _making_room(rows: Rows, at: int, cells: tuple[bytes, ...]) -> Rows:
    ordered = sorted(rows)
    place = ordered[at][0]
    return [*ordered[:at], (place, cells), *((seq + 1, each) for seq, each in ordered[at:])]
