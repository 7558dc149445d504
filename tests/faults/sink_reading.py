"""What the mail server has taken: every message's identifier, once for each time it was filed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from coordination.regions.model import Region

IDENTIFIER = re.compile(rb"^Message-ID: (<[^>]+>)\r?$", re.MULTILINE)


def addresses(region: Region) -> dict[str, str]:
    """Give the body of every mailbox of a region."""
    return {contact.email: body.code for body in region.bodies for contact in body.contacts}


def filed(root: Path) -> Counter[str]:
    """Count the messages in all Maildirs by Message-ID."""
    found: Counter[str] = Counter()
    for path in root.glob("*/new/*"):
        match = IDENTIFIER.search(path.read_bytes())
        assert match, path
        found[match[1].decode()] += 1
    return found


def how_many(root: Path) -> int:
    """Count the messages in all Maildirs."""
    return sum(1 for _ in root.glob("*/new/*"))
