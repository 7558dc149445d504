"""What the README says is what happens."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.preloaded import ready

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
AFRESH = ["region list", "audit verify"]
"""Lines run by the command as it is installed; the others need not load all of Python again."""


@pytest.mark.xdist_group("tour")
def test_every_command_of_the_tour_runs_in_order_in_an_empty_folder(tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "\n".join(BLOCKS)
    assert [line for line in AFRESH if f"\nlienvung {line}\n" not in script] == []
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    with ready(AFRESH, environment) as folder:
        environment["PATH"] = f"{folder}{os.pathsep}{path}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert (tmp_path / "nam-2027" / "summary.html").is_file()
    told = json.loads((tmp_path / "nam-2027" / "summary.json").read_text(encoding="utf-8"))["notices"]
    assert told["created"] == told["queued"] > 0


def test_the_first_two_commands_are_targets_of_the_makefile() -> None:
    commands = re.findall(r"^\$ make (\w+)$", README, re.MULTILINE)
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["simulate", "test"]
    assert set(commands) <= set(targets)


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_every_setting_is_documented() -> None:
    from coordination.settings import Settings  # noqa: PLC0415 - only this test asks

    documented = set(re.findall(r"`(LIENVUNG_\w+)`", README))
    settings = {field.validation_alias or f"LIENVUNG_{name.upper()}" for name, field in Settings.model_fields.items()}
    assert settings <= documented
