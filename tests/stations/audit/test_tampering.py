"""One head that a later notice told finds whatever was done to the events before it: 5,000 tamperings, all found."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from coordination.audit.rules import Link, Verdict, walk
from coordination.audit.told import Head
from tests.stations.audit.forger import COLUMNS, Forger, unlocked
from tests.stations.audit.tampering import Rows, links_of, rows_of, tampered

LENGTH = 60
ROUNDS, IN_A_ROUND, STORED = 5, 1_000, 300


@pytest.fixture(scope="module")
def scene(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forger]:
    """Give a forger a chain of sixty events."""
    folder = tmp_path_factory.mktemp("sixty")
    original = unlocked(blank, folder / "chain.db", LENGTH)
    with closing(Forger(folder / "forged.db", original)) as made:
        yield made


@pytest.fixture(scope="module")
def chain(scene: Forger) -> list[Link]:
    """Give the chain as it was recorded."""
    scene.restore()
    return scene.rows()


def told_by_a_notice(random: Random, chain: list[Link]) -> Head:
    """Give a head as some notice told it, in full or abbreviated by who copied it."""
    number = random.randint(1, LENGTH)
    return Head(chain[number - 1].hash[: random.choice([12, 20, 64])], number)


def forged(random: Random, original: Rows, until: int) -> Rows:
    """Tamper until something up to an event is no longer what it was."""
    while (rows := tampered(random, original))[:until] == original[:until]:
        pass
    return rows


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_thousand_tamperings_are_found_by_one_head_told_later(chain: list[Link], seed: int) -> None:
    random, original = Random(seed), rows_of(chain)  # noqa: S311 - the same each time
    kinds: Counter[str] = Counter()
    for _ in range(IN_A_ROUND):
        head = told_by_a_notice(random, chain)
        rows = forged(random, original, head.events or 0)
        verdict = walk(links_of(rows), [head])
        assert not verdict.told[0].holds, (head, rows)
        kinds[verdict.told[0].problem] += 1
    assert set(kinds) == {"rewritten", "cut", "broken"}, kinds
    assert min(kinds.values()) > IN_A_ROUND // 50, kinds


def test_a_head_accuses_nobody_of_what_happened_after_it(chain: list[Link]) -> None:
    random, original = Random(0), rows_of(chain)  # noqa: S311 - the same each time
    found = 0
    while found < 300:
        rows = tampered(random, original)
        same = next(
            (at for at, (one, other) in enumerate(zip(rows, original, strict=False)) if one != other), len(rows)
        )
        for number in range(1, min(same, LENGTH) + 1):
            verdict = walk(links_of(rows), [Head(chain[number - 1].hash, number)])
            assert verdict.told[0].holds, (number, rows)
            found += 1


def test_hundreds_of_tamperings_of_a_real_database_are_found(chain: list[Link], scene: Forger) -> None:
    random, original = Random(7), rows_of(chain)  # noqa: S311 - the same each time
    refused = 0
    for _ in range(STORED):
        head = told_by_a_notice(random, chain)
        rows = forged(random, original, head.events or 0)
        scene.restore()
        try:
            _store(scene, rows)
        except sqlite3.IntegrityError:  # a number or a hash twice: the file itself refuses
            scene.do("ROLLBACK")
            refused += 1
            continue
        verdict = scene.judge([head])
        assert verdict == walk(links_of(rows), [head])
        assert not verdict.told[0].holds, (head, rows)
    assert refused < STORED // 2


def _store(scene: Forger, rows: Rows) -> None:
    scene.do("BEGIN")
    scene.do("DELETE FROM event")
    for seq, cells in rows:
        scene.insert(Link(seq, *COLUMNS), *cells)
    scene.do("COMMIT")


def test_without_a_head_a_chain_made_anew_is_found_by_nobody(chain: list[Link]) -> None:
    """This is why notices tell heads."""
    random, original = Random(3), rows_of(chain)  # noqa: S311 - the same each time
    unseen: list[Verdict] = []
    for _ in range(200):
        rows = forged(random, original, LENGTH)
        verdict = walk(links_of(rows), [Head(chain[-1].hash, LENGTH)])
        assert not verdict.holds
        if verdict.intact:
            unseen.append(verdict)
    assert len(unseen) > 20
