"""``lienvung stage sign, send-back, reopen, history``: sign-off inside a body, and taking it back from above."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordination.cli.common import common, now, out, reading, say, show, t, writing
from coordination.cli.words import day, named, said
from coordination.errors import InvalidInputError
from coordination.kernel.text import Text
from coordination.submissions.service import IN_DISCUSSION
from coordination.submissions.sign_off import acts as signing
from coordination.submissions.sign_off import views
from coordination.submissions.sign_off.acts import Comment
from coordination.submissions.sign_off.rules import ROLE_NAMES, STATE_NAMES, Role, State

ACTS = {
    "drafted": Text(vi="soạn dự thảo", en="drafted"),
    "checked": Text(vi="ký về số liệu", en="signed for its figures"),
    "received": Text(vi="phê duyệt, nộp", en="approved and handed in"),
    "sent_back": Text(vi="trả lại dự thảo", en="sent back"),
    "returned": Text(vi="trả lại, mở lại", en="returned, reopened"),
    "accepted": Text(vi="tiếp nhận", en="accepted"),
}
GROUNDS = {
    "accepted by the secretariat": ROLE_NAMES[Role.SECRETARIAT],
    "closing of collection; no error found": Text(
        vi="tự động khi hết hạn nhận, không có lỗi", en="by the closing of collection, no error found"
    ),
    IN_DISCUSSION: Text(vi="sửa trong trao đổi số dự báo, không có lỗi", en="revised in discussion, no error found"),
}
"""On what ground a submission counts as accepted."""
SHORT = 12
"""Signs of a hash that people are shown."""
Stage = Annotated[str, typer.Argument(help=t("Khóa bước: chu-kỳ/bước", "Stage key: cycle/step"))]
BodyCode = Annotated[
    str, typer.Argument(help=t("Mã cơ quan, ví dụ 92.peoples_committee", "Body code, e.g. 92.peoples_committee"))
]
As = Annotated[str, typer.Option("--as", help=t("Bộ phận ký: statistician, head", "Office: statistician, head"))]
Comments = Annotated[
    list[str],
    typer.Option(
        "--comment",
        help=t(
            'Ý kiến, lặp lại được; về một ô hay mục: "@figures[0].value Đối chiếu niên giám"',
            'Comment, may be repeated; on a field or cell: "@figures[0].value Compare the yearbook"',
        ),
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of sign-off to ``lienvung stage``."""
    for verb, function, words in (
        (
            "sign",
            sign,
            t(
                "Ký dự thảo trong nội bộ cơ quan: bộ phận thống kê, rồi lãnh đạo. Chữ ký sau cùng là nộp; "
                "đúng hạn hay trễ tính theo lúc ký đó, không theo lúc soạn.",
                "Sign a draft inside the body: the statistics office, then the head. The last signature hands in; "
                "in time or late is judged by that moment, not by the draft's.",
            ),
        ),
        (
            "send-back",
            send_back,
            t("Trả dự thảo cho bộ phận soạn thảo, kèm ý kiến.", "Send a draft back, with comments."),
        ),
        (
            "reopen",
            reopen,
            t(
                "Mở lại bản đã phê duyệt, nêu lý do; --text-only: chỉ sửa lời, giữ nguyên số liệu.",
                "Take back what was approved, with the reason; --text-only: words may change, figures are frozen.",
            ),
        ),
        ("history", history, t("Ai đã soạn, ký, trả lại, mở lại, khi nào.", "Who drafted, signed, sent back, when.")),
    ):
        app.command(verb, help=words)(function)


def sign(
    stage: Stage,
    body: BodyCode,
    role: As,
    draft: Annotated[
        str | None,
        typer.Option(
            help=t(
                "Dự thảo đã xem: số, hoặc từ 6 ký tự đầu của mã băm; có bản mới hơn thì không ký",
                "The draft read: its number, or the first 6 or more signs of its hash; a newer one is not signed",
            )
        ),
    ] = None,
) -> None:
    """Sign for an office; twice is once."""
    with writing() as session:
        here, new = signing.sign(session, stage, body, _role(role), now(), draft)
        data = views.summary(session, here) | {"new": new}  # read here: a dry run takes the rows back
    _show(data)


def send_back(stage: Stage, body: BodyCode, role: As, comment: Comments) -> None:
    """Send a draft back; twice is once."""
    comments = [_comment(each) for each in comment]
    with writing() as session:
        here, new = signing.send_back(session, stage, body, _role(role), comments, now())
        data = views.summary(session, here) | {"new": new}
    _show(data)


def reopen(
    stage: Stage,
    body: BodyCode,
    reason: Annotated[str, typer.Option(help=t("Lý do", "Reason"))],
    text_only: Annotated[
        bool, typer.Option("--text-only", help=t("Chỉ sửa lời, giữ nguyên số liệu", "Words only, figures frozen"))
    ] = False,
    role: Annotated[str, typer.Option("--as", help=t("Ai mở lại", "Who reopens"))] = Role.SECRETARIAT,
) -> None:
    """Take approval back; twice is once."""
    with writing() as session:
        here, new = signing.reopen(session, stage, body, reason, now(), text_only=text_only, role=_role(role))
        data = views.summary(session, here) | {"new": new}
    _show(data)


def history(stage: Stage, body: BodyCode) -> None:
    """Show every act on what a body wrote for a step."""
    with reading() as session:
        data = views.history(session, stage, body)

    def human() -> None:
        _print(data)
        for each in data["acts"]:
            _print_act(each)

    show(data, human)


def _role(text: str) -> str:
    """Give the code of an office meant by it or by its words; other words as they are, to be refused."""
    return named({str(role): words for role, words in ROLE_NAMES.items()}, text) or text


def _comment(text: str) -> Comment:
    if not text.startswith("@"):
        return Comment(text=text)
    where, _, words = text[1:].partition(" ")
    if not where:
        raise InvalidInputError.of("sau @ phải là tên ô hoặc mục", "after @ comes a field or cell", "--comment")
    return Comment(text=words, where=where)


def print_signing(sign_off: dict[str, Any] | None) -> None:
    """Print the signatures a step asks for and where each body stands with them; nothing if it asks for none."""
    if sign_off is None:
        return
    words = " → ".join(_office(each) for each in sign_off["signatures"])
    out.print(f"{t('Ký trình', 'Sign-off')}: {words}")
    for each in sign_off["bodies"]:
        out.print(f"  {say(each['name'])}: {_standing(each)}", markup=False)


def print_days(data: dict[str, Any]) -> None:
    """Print by when each office of a body is to have acted on what it owes; nothing where nothing is to be signed."""
    if data["sign_by"]:
        words = " → ".join(f"{_office(role)} {day(until)}" for role, until in data["sign_by"].items())
        out.print(f"  {t('ký trình', 'sign-off')}: {words}", markup=False)


def print_awaited(signs: list[dict[str, Any]]) -> None:
    """Print what lies before an office of a body for its signature, or for another draft; nothing if nothing does."""
    if signs:
        out.print(t("Chờ ký", "To be signed"), style="bold")
    for each in signs:
        until = t(f"đến {day(each['until'])}", f"until {day(each['until'])}")
        out.print(
            f"• {until} {_office(each['waits_for'])}: {_state(each)}\n  {each['stage']}{_version(each)}", markup=False
        )


def _show(data: dict[str, Any]) -> None:
    show(data, lambda: _print(data))


def _print(data: dict[str, Any]) -> None:
    again = "" if data.get("new", True) else t(" (đã làm từ trước, không đổi)", " (done before, unchanged)")
    out.print(f"{say(data['name'])}, {data['stage']}: {_standing(data)}{again}", markup=False)


def _standing(data: dict[str, Any]) -> str:
    """Say where a body's writing stands, whose turn it is and until when."""
    if not data["waits_for"]:
        return _state(data) + _version(data)
    office, until = _office(data["waits_for"]), data["until"]
    days = t(f", đến hết ngày {day(until)}", f", until the end of {day(until)}") if until else ""
    return _state(data) + t(f", chờ {office}", f", waits for the {office}") + days + _version(data)


def _state(data: dict[str, Any]) -> str:
    words = STATE_NAMES[State(data["state"])].in_language(common.lang)
    frozen = data["figures_frozen"] and data["state"] in (State.DRAFT, State.SENT_BACK, State.CHECKED)
    return words + (t(", giữ nguyên số liệu", ", figures frozen") if frozen else "")


def _version(data: dict[str, Any]) -> str:
    """Say which revision and draft is meant, with the beginning of its hash; nothing where nothing was written."""
    told = [
        f"{words} {data[name]}"
        for name, words in (("revision", t("bản", "revision")), ("draft", t("dự thảo", "draft")))
        if data.get(name) is not None
    ]
    return f" ({' '.join(told)}) {(data.get('hash') or '')[:SHORT]}".rstrip() if told else ""


def _print_act(act: dict[str, Any]) -> None:
    again = t(" (nộp lại nguyên dự thảo)", " (the draft as it was)") if act.get("unchanged") else ""
    out.print(f"• {day(act['at'])} {said(ACTS, act['act'])}{again}{_actor(act)}{_version(act)}", markup=False)
    for each in act.get("comments", ()):
        out.print(f"    {each['where'] or '–'}: {each['text']}", markup=False)
    if "reason" in act:
        frozen = act.get("reopened") == State.TEXT_ONLY
        scope = t(" [chỉ sửa lời]", " [words only]") if frozen else ""
        out.print(f"    {act['reason']}{scope}", markup=False)


def _actor(act: dict[str, Any]) -> str:
    """Say who acted: the office as its body calls it, else by its role; of what nobody did, when it came about."""
    if "office" in act:
        return f", {act['office'][common.lang]}"
    if "as" in act:
        return f", {_office(act['as'])}"
    return f", {said(GROUNDS, act['ground'])}" if "ground" in act else ""


def _office(role: str) -> str:
    return ROLE_NAMES[Role(role)].in_language(common.lang)
