"""The entry point: finds the verb, loads only its module, and turns every error into one message."""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module

import typer
from typer._click.exceptions import NoArgsIsHelpError

from coordination.cli.common import common, fail, t, take_common, talk
from coordination.errors import InvalidInputError, LienVungError, TryLaterError, UsageError

INTERRUPTED = 130
INTERNAL = 1
GARBAGE = 50_000
"""After how many new objects to look for some to let go: what a command loads and reads it needs to its end."""
FULL = (errno.ENOSPC, errno.EDQUOT)

VERBS = {
    "simulate": ("Chơi trọn một năm kế hoạch trên số liệu thật", "Play a whole planning year on real figures"),
    "region": ("Cấu hình vùng: danh sách, xem, kiểm tra", "Region configurations: list, show, check"),
    "indicator": ("Chỉ tiêu: danh sách, xem, kiểm tra", "Indicators: list, show, check"),
    "calendar": ("Tính hạn và giải thích ngày", "Work out deadlines and explain dates"),
    "cycle": ("Chu kỳ: mở, xem, chạy việc đến hạn, sửa, hủy", "Cycles: open, show, tick, amend, cancel"),
    "stage": ("Bước: xem, nộp, trả lại, tiếp nhận, ý kiến", "Stages: show, submit, return, accept, position"),
    "inbox": ("Việc của một cơ quan: nợ gì, được báo gì", "What a body owes, has been told, must answer"),
    "exchange": ("Trao đổi bán chính thức và hội thảo", "Semi-official exchanges and workshops"),
    "notices": ("Thông báo: gửi, xem, xác nhận", "Notices: deliver, list, show, acknowledge"),
    "geo": ("Địa giới theo thời gian: quy đổi số liệu, tra cứu", "Maps in time: tell figures on another map, look up"),
    "forecast": ("Dự báo: lập, kiểm định lùi, làm khớp, chỉ tiêu", "Forecasts: make, backtest, reconcile, targets"),
    "burden": ("Gánh nặng báo cáo: số ô hỏi, số ô khỏi hỏi lại", "Burden of reporting: cells asked, cells spared"),
    "assess": ("Đánh giá chung của vùng thành báo cáo", "The joint assessment of a region as a report"),
    "supervision": ("Thang mốc giám sát của HĐND", "The council's ladder of milestones"),
    "audit": ("Kiểm tra chuỗi sự kiện", "Verify the chain of events"),
    "db": ("Cơ sở dữ liệu", "The database"),
    "doctor": ("Kiểm tra máy và cài đặt", "Check machine and settings"),
    "serve": ("Chạy máy chủ Prefect và các lịch", "Serve Prefect and its schedules"),
}
EPILOG = (
    (
        "Chung cho mọi lệnh: --json · --db URL · --now 2026-05-28 · --lang vi|en · --dry-run (lệnh có ghi). "
        "Mã thoát: 0 tốt · 2 cách gọi · 3 dữ liệu hoặc cấu hình sai · 4 không được phép · 5 xung đột trạng thái · "
        "6 không có · 7 chưa gửi hết · 75 thử lại sau."
    ),
    (
        "For every verb: --json · --db URL · --now 2026-05-28 · --lang vi|en · --dry-run (changing verbs). "
        "Exit codes: 0 ok · 2 usage · 3 invalid input or configuration · 4 not permitted · 5 conflict or wrong state · "
        "6 not found · 7 delivery incomplete · 75 try later."
    ),
)


def build(wanted: str | None) -> typer.Typer:
    """Make the command; only the wanted verb's module is loaded (``None``: all, for shell completion)."""
    app = typer.Typer(
        name="lienvung",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help=t("Liên Vùng: các địa phương cùng lập kế hoạch.", "Liên Vùng: provinces that plan together."),
        epilog=t(*EPILOG),
    )
    app.callback()(lambda: None)
    for name, words in VERBS.items():
        if wanted in (name, None):
            module = import_module(f"coordination.cli.{name}")
            if hasattr(module, "app"):
                app.add_typer(module.app, name=name, help=t(*words), epilog=t(*EPILOG), no_args_is_help=True)
            else:
                app.command(name, help=f"{t(*words)}.\n\n{module.help_text()}", epilog=t(*EPILOG))(module.command)
        else:
            app.command(name, help=t(*words))(lambda: None)
    return app


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its documented code."""
    gc.set_threshold(GARBAGE)
    sys.exit(main(sys.argv[1:] if arguments is None else arguments))


def main(arguments: list[str]) -> int:
    """Run a command line; gives its exit code."""
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # what takes no more is noticed here, not while the interpreter ends
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        return _unwritable(error)
    return code


def _run(arguments: list[str]) -> int:  # noqa: PLR0911 - one return a kind of ending
    try:
        rest = take_common(arguments)
        _check_written(arguments)
        _check_output()
        completing = "_LIENVUNG_COMPLETE" in os.environ
        wanted = None if completing else next((word for word in rest if not word.startswith("-")), "")
        command = typer.main.get_command(build(wanted))
        code = command.main(rest, prog_name="lienvung", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LienVungError as error:
        return fail(error)
    except typer.Exit as error:
        return error.exit_code
    except NoArgsIsHelpError as error:
        if common.json:
            return fail(UsageError.of("thiếu lệnh; xem lienvung --help", "a verb is missing; see lienvung --help"))
        talk.print(error.format_message(), soft_wrap=True)
        return UsageError.exit_code
    except typer.TyperException as error:
        from coordination.cli.usage_words import of_the_parser  # noqa: PLC0415 - only a wrong line needs it

        return fail(of_the_parser(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # the latter is how the libraries below say the same, and how completion ends
        return _reader_gone()
    except OSError as error:
        return fail(_of_the_system(error))
    except Exception as error:  # noqa: BLE001 - the last line before a user
        return _internal(error)


def _reader_gone() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _unwritable(error: OSError) -> int:
    """Say on standard error alone that standard output takes nothing, not even an error."""
    with suppress(OSError):
        words = error.strerror or str(error)
        talk.print(
            t(f"lỗi: không ghi được kết quả ra màn hình: {words}", f"error: cannot write to standard output: {words}")
        )
    if sys.stdout is not None:
        _reader_gone()  # what is left in the buffer is not tried again while the interpreter ends
    return TryLaterError.exit_code


def _check_output() -> None:
    """Refuse to work for a result that has nowhere to go."""
    if common.json and sys.stdout is None:
        raise TryLaterError.of("đầu ra chuẩn đã đóng, không ghi được kết quả", "standard output is closed")


def _check_written(arguments: list[str]) -> None:
    for word in arguments:
        if not word.isascii() and any("\ud800" <= sign <= "\udfff" for sign in word):
            raise UsageError.of(f"{word!a} không phải UTF-8", f"{word!a} is not UTF-8")


def _of_the_system(error: OSError) -> LienVungError:
    """Give what the system says of a file or a machine as an error of ours."""
    kind = TryLaterError if error.errno in FULL else InvalidInputError
    words = error.strerror or str(error)
    where = "" if error.filename is None else str(error.filename)
    return kind.of(f"hệ thống không cho: {words}", f"the system refuses: {words}", where)


def _internal(error: Exception) -> int:
    if os.environ.get("LIENVUNG_DEBUG"):
        raise error
    words = f"{type(error).__name__}: {error}"
    if common.json:
        fail(LienVungError.of(f"lỗi nội bộ: {words}", f"internal error: {words}"))
    else:
        talk.print(
            t(
                f"Lỗi nội bộ, không ghi dở gì: {words}. Đặt LIENVUNG_DEBUG=1 rồi chạy lại để xem chi tiết.",
                f"Internal error, nothing half-written: {words}. Set LIENVUNG_DEBUG=1 and run again for details.",
            ),
            markup=False,
        )
    return INTERNAL
