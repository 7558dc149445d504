"""``lienvung simulate``: a whole planning year on a virtual clock."""

from __future__ import annotations

from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, TypedDict

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from coordination.cli.common import common, out, show, t, talk
from coordination.cli.difference import print_difference
from coordination.cli.words import state as in_words
from coordination.errors import InvalidInputError, UsageError
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.compare import compare
from coordination.simulate.run import simulate
from coordination.simulate.world import Conductor, Direct
from coordination.simulate.world import Progress as Advance
from coordination.submissions.files import read_file
from coordination.submissions.rules import shaped

YEARS = (1997, 2100)


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Ví dụ: lienvung simulate --region mekong-delta --year 2027 --out nam-2027\n\n"
        "So sánh hai năm: thêm --what-if phuong-an.yaml; tệp ghi sessions (unit, kind, opens), silent, late, "
        "holidays (date, name, units), known_on, reason. known_on là ngày những điều đó mới được biết: trước ngày đó "
        "năm diễn ra như cấu hình, từ ngày đó các chu kỳ đang chạy được điều chỉnh; bỏ trống: biết ngay từ đầu.",
        "Example: lienvung simulate --region mekong-delta --year 2027 --out year-2027\n\n"
        "Compare two years: add --what-if what-if.yaml; the file gives sessions (unit, kind, opens), silent, late, "
        "holidays (date, name, units), known_on, reason. known_on is the day on which all this becomes known: until "
        "then the year goes as configured, from then on running cycles are amended; absent: known from the start.",
    )


def command(
    region: Annotated[str, typer.Option(help=t("Mã vùng hoặc tệp YAML", "Region code or YAML file"))],
    year: Annotated[
        int,
        typer.Option(
            help=t(
                "Năm của kế hoạch (kế hoạch 2027 được lập trong năm 2026)",
                "Year of the plan (the plan for 2027 is made in 2026)",
            ),
            min=YEARS[0],
            max=YEARS[1],
        ),
    ],
    folder: Annotated[Path, typer.Option("--out", help=t("Thư mục kết quả", "Folder to write to"))],
    seed: Annotated[int, typer.Option(help=t("Hạt giống ngẫu nhiên của hành vi", "Seed of the behaviour"), min=0)] = 1,
    behaviour: Annotated[Path | None, typer.Option(help=t("Tệp YAML về hành vi", "YAML file of behaviour"))] = None,
    hold_mail: Annotated[
        bool, typer.Option("--hold-mail", help=t("Để thư lại trong hộp chờ gửi", "Leave the outbox undelivered"))
    ] = False,
    no_prefect: Annotated[
        bool,
        typer.Option("--no-prefect", help=t("Gọi thẳng các dịch vụ, nhanh hơn", "Call the services directly; faster")),
    ] = False,
    what_if: Annotated[
        Path | None,
        typer.Option(
            help=t(
                "Tệp YAML về phương án: chơi năm hai lần và in khác biệt; luôn gọi thẳng dịch vụ, giữ thư lại",
                "YAML file of a what-if: plays the year twice and prints the difference; always direct, mail held",
            )
        ),
    ] = None,
) -> None:
    """Play a year and leave a folder to open."""
    if common.dry_run:
        raise UsageError.of(
            "simulate không có --dry-run; hãy chọn một thư mục trống",
            "simulate has no --dry-run; choose an empty folder",
        )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=talk,
        transient=True,
    )
    with bar:
        task = bar.add_task(t("chuẩn bị", "getting ready"), total=1)

        def progress(done: int, days: int, day: date) -> None:
            bar.update(task, completed=done, total=days, description=f"{day:%d/%m/%Y}")

        given: _Given = {
            "region": region,
            "year": year,
            "folder": folder,
            "seed": seed,
            "behaviour": _behaviour(behaviour),
            "language": common.lang,
            "progress": progress,
        }
        if what_if is not None:
            data = compare(**given, what_if=what_if)
        else:
            conductor = Direct() if no_prefect else _prefect(folder)
            data = simulate(**given, conductor=conductor, hold_mail=hold_mail, prefect=not no_prefect)
    show(data, lambda: _print(data, folder) if what_if is None else print_difference(data, folder))


class _Given(TypedDict):
    """What a year and a comparison of two are both asked for with."""

    region: str
    year: int
    folder: Path
    seed: int
    behaviour: Behaviour
    language: str
    progress: Advance


def _behaviour(path: Path | None) -> Behaviour:
    if path is None:
        return Behaviour()
    found = shaped(Behaviour, read_file(path))
    if isinstance(found, list):
        raise InvalidInputError(*[fault.within(str(path)) for fault in found])
    return found


def _prefect(folder: Path) -> Conductor:
    # Through the entry point, so that this package never imports the flows that stand above it.
    (point,) = entry_points(group="lienvung.conductor", name="prefect")
    conductor: Conductor = point.load()(folder / "prefect")
    return conductor


def _print(data: dict[str, Any], folder: Path) -> None:
    notices, stages = data["notices"], data["stages"]
    states = {
        state: sum(each["state"] == state for each in stages) for state in sorted({each["state"] for each in stages})
    }
    out.print(
        t(f"{len(stages)} bước: ", f"{len(stages)} stages: ")
        + ", ".join(f"{in_words(name)} {count}" for name, count in states.items())
    )
    out.print(
        t(
            f"Thông báo: {notices['created']} lập, {notices['delivered']} gửi, {notices['acknowledged']} xác nhận",
            f"Notices: {notices['created']} created, {notices['delivered']} delivered, {notices['acknowledged']} acknowledged",
        )
    )
    out.print(
        t(
            f"{data['events']} sự kiện, mã cuối {data['audit_head']}",
            f"{data['events']} events, head {data['audit_head']}",
        )
    )
    out.print(
        t(
            f"{data['seconds']} giây. Mở {folder / 'summary.html'}",
            f"{data['seconds']} seconds. Open {folder / 'summary.html'}",
        ),
        markup=False,
    )
    out.print(data["note"])
