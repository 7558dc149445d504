"""What collides in a region's year, or does not fit: found before anybody is invited or reminded. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from coordination.cycles.conflict_words import DATES, KINDS, SESSIONS, SEVERITIES, Severity
from coordination.cycles.programme import Cycle, Gathering, Programme, Sitting, Stage, lay_out
from coordination.cycles.rules import workday_offset
from coordination.kernel.clock import VIETNAM
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.model import Body, Region
