"""What the states of a step and of what bodies owe are called: on terminals and sheets, and in letters."""

from __future__ import annotations

from collections.abc import Mapping

from coordination.cycles.states import ObligationState, StageState
from coordination.kernel.text import Text

STAGES: Mapping[str, Text] = {
    StageState.SCHEDULED: Text(vi="chờ mở", en="scheduled"),
    StageState.OPEN: Text(vi="đang mở", en="open"),
    StageState.SYNTHESIS: Text(vi="tổng hợp", en="synthesis"),
    StageState.POSITIONS: Text(vi="lấy ý kiến", en="positions"),
    StageState.ADOPTED: Text(vi="thông qua", en="adopted"),
    StageState.ADOPTED_WITH_RESERVATIONS: Text(vi="thông qua, có bảo lưu", en="adopted with reservations"),
    StageState.REFERRED: Text(vi="chuyển xem xét", en="referred"),
    StageState.CLOSED: Text(vi="kết thúc", en="closed"),
    StageState.CANCELLED: Text(vi="hủy", en="cancelled"),
}
OBLIGATIONS: Mapping[str, Text] = {
    ObligationState.PENDING: Text(vi="chưa nộp", en="pending"),
    ObligationState.SUBMITTED: Text(vi="đã nộp", en="submitted"),
    ObligationState.RETURNED: Text(vi="trả lại", en="returned"),
    ObligationState.ACCEPTED: Text(vi="đã tiếp nhận", en="accepted"),
    ObligationState.LATE: Text(vi="trễ", en="late"),
    ObligationState.EXCUSED: Text(vi="được gia hạn", en="excused"),
    ObligationState.MISSING: Text(vi="không nộp", en="missing"),
}
OBLIGATIONS_IN_LETTERS: Mapping[str, Text] = {
    ObligationState.PENDING: Text(vi="chưa nộp", en="not sent yet"),
    ObligationState.SUBMITTED: Text(vi="đã nộp, đang xem", en="sent, being read"),
    ObligationState.RETURNED: Text(vi="đã được trả lại để bổ sung", en="returned for completion"),
    ObligationState.ACCEPTED: Text(vi="đã được tiếp nhận", en="accepted"),
    ObligationState.LATE: Text(vi="đã qua hạn, chưa nộp", en="past the date, not sent yet"),
    ObligationState.EXCUSED: Text(vi="đã được gia hạn", en="given more time"),
    ObligationState.MISSING: Text(vi="không có bản nộp", en="nothing was sent"),
}
"""The same as a letter puts it to the body itself, or says it of another."""
