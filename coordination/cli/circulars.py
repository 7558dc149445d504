"""``lienvung notices announce`` and ``correct``: telling bodies something in one's own words, and replacing it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coordination.cli.common import common, now, out, show, t, writing
from coordination.cli.words import new_table
from coordination.errors import NotFoundError
from coordination.notices.circulars import announcing as circulars
from coordination.notices.circulars.announcing import Circular
from coordination.notices.circulars.drafts import drafted, read_body
from coordination.notices.circulars.enclosures import MOST_FILES, read_enclosures
from coordination.notices.service import check_told_before, get_notice
from coordination.notices.telling.letters import region_now
from coordination.regions.communes import addressees
from coordination.regions.service import Known, load_national, load_region

SHOWN = 20
Body = Annotated[Path, typer.Option(help=t("Tệp nội dung (Markdown)", "File with the words (Markdown)"))]
Attach = Annotated[
    list[Path] | None,
    typer.Option(
        help=t(
            f"Tệp kèm theo, nhiều nhất {MOST_FILES} tệp, 10 MB", f"A file to send along, at most {MOST_FILES}, 10 MB"
        )
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add both verbs to ``lienvung notices``."""
    example = (
        'announce --region mekong-delta --to province.peoples_committee --subject "…" --body thong-bao.md --dry-run'
    )
    app.command(
        "announce",
        help=t(
            f"Gửi một thông báo chung; --dry-run liệt kê nơi nhận. Ví dụ: lienvung notices {example}",
            f"Send a circular; --dry-run lists who gets it. Example: lienvung notices {example}",
        ),
    )(announce)
    app.command(
        "correct",
        help=t(
            "Thay thế một thông báo đã gửi. Ví dụ: lienvung notices correct 12/92.peoples_committee/email "
            '--body dinh-chinh.md --reason "…"',
            "Replace a notice that was sent. Example: lienvung notices correct 12/92.peoples_committee/email "
            '--body correction.md --reason "…"',
        ),
    )(correct)


def announce(
    region: Annotated[
        str,
        typer.Option(
            help=t(
                "Mã vùng, tệp YAML, hoặc national: cả nước", "Region code, YAML file, or national: the whole country"
            )
        ),
    ],
    to: Annotated[
        list[str],
        typer.Option(
            help=t(
                "Nơi nhận: province.peoples_committee, commune.peoples_council@92, mã cơ quan (lặp lại được)",
                "Who gets it: province.peoples_committee, commune.peoples_council@92, a body's code (repeatable)",
            )
        ),
    ],
    subject: Annotated[str, typer.Option(help=t("Tiêu đề", "Subject"))],
    body: Body,
    attach: Attach = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help=t("Gửi thêm lần nữa dù hôm nay đã gửi", "Send once more what was sent already today")
        ),
    ] = False,
) -> None:
    """Send a circular; the same one twice on a day is sent once."""
    draft = drafted(subject, read_body(body), read_enclosures(attach or []))
    folder = _folder(region)
    found = load_region(region, _known())
    bodies = addressees(load_national(_known(), folder), found, to, folder)
    with writing() as session:
        made = circulars.announce(session, found, bodies, to, draft, now(), again=again)
    _show(made)


def correct(
    notice: Annotated[str, typer.Argument(help=t("Khóa một thông báo cần thay", "Key of a notice to replace"))],
    body: Body,
    reason: Annotated[str, typer.Option(help=t("Lý do, ghi trong thông báo mới", "Reason, told in the new notice"))],
    subject: Annotated[
        str | None, typer.Option(help=t("Tiêu đề; mặc định: như cũ", "Subject; default: as it was"))
    ] = None,
    attach: Attach = None,
) -> None:
    """Replace a notice for all who were told; without --attach the files of the old circular go along again."""
    words, files = read_body(body), read_enclosures(attach or [])
    moment = now()
    with writing() as session:
        old = get_notice(session, notice)
        check_told_before(old, moment)
        title = circulars.subject_of(session, notice) if subject is None else subject
        region = region_now(session, old)
        if region is None:
            raise NotFoundError.of(
                f"thông báo {notice} không còn cấu hình vùng", f"the region of notice {notice} is not kept"
            )
        bodies = circulars.told_again(session, notice, region, load_national(_known()))
        draft = drafted(title, words, files, reason)
        made = circulars.correct(session, region, bodies, notice, draft, moment)
    _show(made)


def _known() -> Known:
    from coordination.app import known  # noqa: PLC0415 - kept out of --help, which must be quick

    return known()


def _folder(region: str) -> Path | None:
    """Give the folder of configurations somebody's own region file is in; None for a region that ships."""
    path = Path(region)
    return path.resolve().parent.parent if path.suffix in {".yaml", ".yml"} else None


def _show(made: Circular) -> None:
    data = {
        "announcement": made.key,
        "event": made.event,
        "new": made.new,
        "subject": made.data["subject"],
        "supersedes": made.data["supersedes"],
        "attachments": made.data["attachments"],
        "recipients": [
            {
                "body": each.body.code,
                "name": each.body.name.model_dump(),
                "office": each.office,
                "address": each.address,
            }
            for each in made.reached
        ],
        "notices": sum(each.address is not None for each in made.reached) if made.new else 0,
        "without_address": [each.body.code for each in made.reached if each.address is None],
    }
    show(data, lambda: _print(made, data))


def _print(made: Circular, data: dict[str, Any]) -> None:
    if not made.new:
        words = t("đã gửi đúng nội dung này, không gửi lại", "told just this already and is not sent again")
        out.print(f"{made.key}: {words}")
        return
    if common.dry_run:
        _print_recipients(made)
    telling = t("sẽ gửi", "would be sent to") if common.dry_run else t("đã xếp hàng gửi", "queued for")
    out.print(f"{made.key}: {telling} {data['notices']} {t('cơ quan', 'bodies')}")
    missing = data["without_address"]
    if missing:
        more = f" … (+{len(missing) - SHOWN})" if len(missing) > SHOWN else ""
        words = t("Không có địa chỉ hôm nay", "Without an address today")
        out.print(f"{words}: {', '.join(missing[:SHOWN])}{more}")


def _print_recipients(made: Circular) -> None:
    table = new_table(t("Cơ quan", "Body"), t("Bộ phận", "Office"), t("Địa chỉ", "Address"))
    for each in made.reached:
        name = f"{each.body.name.in_language(common.lang)}\n{each.body.code}"
        table.add_row(name, each.office or "–", each.address or t("không có", "none"))
    out.print(table)
