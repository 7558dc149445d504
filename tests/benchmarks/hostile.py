"""What refusing files that lie costs: seconds of the processor and memory, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.stations.documents import test_workbook_hostile as workbooks
from tests.stations.regions import test_hostile_files_are_refused as configurations
from tests.stations.submissions import test_files as tables

MOST_SECONDS, MOST_MEGABYTES = 2.0, 100
"""What refusing a file may take."""
ROOT = Path(__file__).parents[2]
# Memory is the most the program ever held (`resource` would count what started it), its modules among it.
MEASURED = """
import sys, time
from pathlib import Path
{imported}
begun, refused = time.process_time(), False
try:
    {read}
finally:
    seconds = time.process_time() - begun
    highest = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print(seconds, int(highest) / 1000, refused, file=sys.stderr)
"""
CONFIGURATION = MEASURED.format(
    imported="from coordination.regions.source import read",
    read="refused = bool(read(Path(sys.argv[1])).faults)",
)
TABLE = MEASURED.format(
    imported="from coordination.errors import InvalidInputError\nfrom coordination.submissions.files import read_file",
    read="read_file(Path(sys.argv[1]))\nexcept InvalidInputError:\n    refused = True",
)
WORKBOOK = MEASURED.format(
    imported="from coordination.documents.workbook.child import main\nsys.stdin = Path(sys.argv[1]).open()",
    read="main()",
)


@dataclass(frozen=True)
class Cost:
    """What refusing a file took; of a process that died of its limits nothing is known but that it did."""

    name: str
    refused: bool
    seconds: float = 0
    megabytes: float = 0


def cost(program: str, name: str, path: Path) -> Cost:
    """Have a file read by a fresh process."""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    if ran.returncode < 0:
        return Cost(name, refused=True)
    seconds, megabytes, refused = ran.stderr.decode().split()
    return Cost(name, refused == "True" or ran.stdout.startswith(b'{"refused"'), float(seconds), float(megabytes))


def line(kind: str, costs: Iterable[Cost]) -> str:
    """Give the worst of some files in one line."""
    found = list(costs)
    slowest, highest = max(found, key=lambda each: each.seconds), max(found, key=lambda each: each.megabytes)
    taken = [each.name for each in found if not each.refused]
    return (
        f"hostile {kind:<14} {len(found) - len(taken):>3} of {len(found)} refused{''.join(f', NOT {each}' for each in taken)};"
        f" slowest {slowest.seconds:.2f} s ({slowest.name}; may take {MOST_SECONDS:.1f} s),"
        f" highest {highest.megabytes:.0f} MB ({highest.name}; may hold {MOST_MEGABYTES} MB)"
    )


def main() -> None:
    """Print the slowest and the highest of each kind."""
    kinds: Mapping[str, tuple[str, Mapping[str, tuple[str, bytes]]]] = {
        "workbooks": (WORKBOOK, {name: ("f.xlsx", workbooks.built(name)) for name in workbooks.HOSTILE}),
        "configurations": (
            CONFIGURATION,
            {name: ("f.yaml", text.encode()) for name, (text, _) in configurations.HOSTILE.items()},
        ),
        "handed in": (TABLE, {name: (file, make().encode()) for name, (file, make, _) in tables.HOSTILE.items()}),
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, (program, files) in kinds.items():
            costs = []
            for name, (file, content) in files.items():
                path = Path(folder) / file
                path.write_bytes(content)
                costs.append(cost(program, name, path))
            print(line(kind, costs), flush=True)
