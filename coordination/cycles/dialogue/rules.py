"""What may be said in a dialogue about an assigned target, by whom, and after what. Pure.

The superior proposes a figure; the one it is meant for agrees, reserves its opinion, or gives a figure of its own with
the grounds for it; the superior then agrees to that figure or answers with one, and so on. Until the other has spoken,
whoever named the last figure may name another in its place, in an entry of its own. An agreement and a reservation end
the dialogue. Nothing here assigns a target: an act of whoever has the authority does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from coordination.kernel.text import Text


class EntryKind(StrEnum):
    """What an entry does; a dialogue stands where its last entry left it."""

    PROPOSED = "proposed"
    COUNTERED = "countered"
    ANSWERED = "answered"
    AGREED = "agreed"
    RESERVED = "reserved"


class Side(StrEnum):
    """Who speaks: the one that proposed, or the one the figure is meant for."""

    SUPERIOR = "superior"
    ADDRESSED = "addressed"


_TO_ADDRESSED: Final = {
    EntryKind.COUNTERED: Side.ADDRESSED,
    EntryKind.AGREED: Side.ADDRESSED,
    EntryKind.RESERVED: Side.ADDRESSED,
}
MAY_FOLLOW: Final[Mapping[EntryKind | None, Mapping[EntryKind, Side]]] = {
    None: {EntryKind.PROPOSED: Side.SUPERIOR},
    EntryKind.PROPOSED: {**_TO_ADDRESSED, EntryKind.PROPOSED: Side.SUPERIOR},
    EntryKind.COUNTERED: {
        EntryKind.ANSWERED: Side.SUPERIOR,
        EntryKind.AGREED: Side.SUPERIOR,
        EntryKind.COUNTERED: Side.ADDRESSED,
    },
    EntryKind.ANSWERED: {**_TO_ADDRESSED, EntryKind.ANSWERED: Side.SUPERIOR},
    EntryKind.AGREED: {},
    EntryKind.RESERVED: {},
}
"""Where a dialogue stands → what may be said next and by whom. A figure may follow one of its kind: it takes its place."""
AWAITS: Final[Mapping[EntryKind, Side]] = {
    EntryKind.PROPOSED: Side.ADDRESSED,
    EntryKind.COUNTERED: Side.SUPERIOR,
    EntryKind.ANSWERED: Side.ADDRESSED,
}
"""Where a dialogue stands → whose word it waits for; one that has ended waits for none."""
OWN_FIGURE: Final = frozenset({EntryKind.PROPOSED, EntryKind.COUNTERED, EntryKind.ANSWERED})
"""Entries that put a figure on the table; the others speak of the one that lies there."""
WITH_GROUNDS: Final = frozenset({EntryKind.COUNTERED, EntryKind.ANSWERED, EntryKind.RESERVED})
"""Entries that say why."""
WORDS: Final[Mapping[EntryKind, Text]] = {
    EntryKind.PROPOSED: Text(vi="dự kiến giao", en="proposed"),
    EntryKind.COUNTERED: Text(vi="đề nghị mức khác", en="another figure asked for"),
    EntryKind.ANSWERED: Text(vi="trả lời", en="answered"),
    EntryKind.AGREED: Text(vi="thống nhất", en="agreed"),
    EntryKind.RESERVED: Text(vi="bảo lưu ý kiến", en="opinion reserved"),
}
"""Where a dialogue stands, in words."""
_SAID: Final[Mapping[EntryKind, Text]] = {
    EntryKind.PROPOSED: Text(vi="dự kiến giao {}", en="proposed {}"),
    EntryKind.COUNTERED: Text(vi="đề nghị mức khác: {}", en="asked for another figure: {}"),
    EntryKind.ANSWERED: Text(vi="trả lời, nêu mức {}", en="answered with {}"),
    EntryKind.AGREED: Text(vi="thống nhất mức {}", en="agreed to {}"),
    EntryKind.RESERVED: Text(
        vi="bảo lưu ý kiến đối với mức {} của cấp trên", en="reserved its opinion on the superior's {}"
    ),
}


def said_words(kind: EntryKind, figure: Text) -> Text:
    """Say what an entry says of a figure: whoever reserves its opinion names none of its own."""
    return Text(vi=_SAID[kind].vi.format(figure.vi), en=_SAID[kind].en.format(figure.en))


def next_words(after: EntryKind | None) -> Text:
    """Say what may be said next, and how the one that spoke last corrects its figure."""
    allowed = [WORDS[kind] for kind in MAY_FOLLOW[after] if kind is not after]
    if not allowed:
        return Text(vi="đối thoại đã kết thúc", en="the dialogue has ended")
    vi, en = (", ".join(each.in_language(language) for each in allowed) for language in ("vi", "en"))
    if after is None:
        return Text(vi=f"tiếp theo có thể: {vi}", en=f"what may follow: {en}")
    return Text(
        vi=f"bên kia có thể: {vi}; bên đã nêu mức cuối sửa bằng cách nêu lại: {WORDS[after].vi}",
        en=f"for the other side: {en}; who named the last figure corrects it by naming it anew: {WORDS[after].en}",
    )
