"""The one door through which steps and obligations change their state."""

from __future__ import annotations

from coordination.cycles.states import obligation_may, stage_may
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.errors import ConflictError


def move(row: StageRow | ObligationRow, to: str) -> None:
    """Bring a step or an obligation into another state; ConflictError if its life does not allow it."""
    allowed = stage_may(row.state, to) if isinstance(row, StageRow) else obligation_may(row.state, to)
    if not allowed:
        subject = row.key if isinstance(row, StageRow) else f"{row.stage}/{row.body}"
        raise ConflictError.of(
            f"{subject} đang ở trạng thái {row.state}, không thể chuyển sang {to}",
            f"{subject} is {row.state} and cannot become {to}",
        )
    row.state = to
