"""``lienvung simulate``: a whole planning year on a virtual clock."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from coordination.cli.common import common, out, show, t, talk
from coordination.errors import InvalidInputError, UsageError
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import simulate
from coordination.simulate.world import Conductor, Direct
from coordination.submissions.files import read_file
from coordination.submissions.rules import shaped

YEARS = (1997, 2100)


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Ví dụ: lienvung simulate --region mekong-delta --year 2027 --out nam-2027",
        "Example: lienvung simulate --region mekong-delta --year 2027 --out year-2027",
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
        data = simulate(
            region=region,
            year=year,
            folder=folder,
            seed=seed,
            behaviour=_behaviour(behaviour),
            conductor=Direct() if no_prefect else _prefect(folder),
            language=common.lang,
            hold_mail=hold_mail,
            prefect=not no_prefect,
            progress=lambda done, days, day: bar.update(
                task, completed=done, total=days, description=f"{day:%d/%m/%Y}"
            ),
        )
    show(data, lambda: _print(data, folder))


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
        + ", ".join(f"{name} {count}" for name, count in states.items())
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
