"""What the parser of command lines finds wrong, in words of this run's language: one place for all verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption

from coordination.errors import LienVungError, UsageError
from coordination.kernel.text import Text

if TYPE_CHECKING:
    import typer

_SAID: Final = (
    (
        r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?",
        "không có lệnh '{0}'",
        "there is no verb '{0}'",
    ),
    (r"Missing command\.", "thiếu lệnh", "a verb is missing"),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)",
        "thừa tham số: {0}",
        "arguments that are not taken: {0}",
    ),
    (r"Option '(.*?)' requires (?:an argument|\d+ arguments)\.", "{0} cần một giá trị", "{0} needs a value"),
    (r"Option '(.*?)' does not take a value\.", "{0} không nhận giá trị", "{0} takes no value"),
    (r"Argument '(.*?)' takes (\d+) values\.", "{0} cần {1} giá trị", "{0} takes {1} values"),
)
"""What the parser says as text alone, and how it is said here."""
_WRONG: Final = (
    (
        r"Input should be a valid (?:integer|number).*",
        "cần một số nguyên",
        "a whole number is wanted",
    ),
    (
        r"Input should be greater than or equal to (\S+)",
        "nhỏ nhất là {0}",
        "the least is {0}",
    ),
    (r"Input should be less than or equal to (\S+)", "lớn nhất là {0}", "the greatest is {0}"),
    (r"(?:Path|File|Directory) (.*) does not exist\.", "không có {0}", "there is no {0}"),
)
"""What the parser says of a value."""


def of_the_parser(error: typer.TyperException) -> LienVungError:
    """Give what the parser found wrong as an error of ours; words it is not known for stay its own."""
    if isinstance(error, NoSuchOption):
        return _with_fix(f"không có tùy chọn {error.option_name}", f"there is no option {error.option_name}", error)
    hint = _hint(error) if isinstance(error, BadParameter) else ""
    if isinstance(error, MissingParameter):
        return UsageError.of(f"thiếu {hint}", f"{hint} is missing")
    words = str(getattr(error, "message", error)).strip()
    if isinstance(error, BadParameter):
        told = _told(_WRONG, words) or Text(vi=f"giá trị không hợp lệ ({words})", en=f"not a valid value ({words})")
        return UsageError.of(f"{hint}: {told.vi}", f"{hint}: {told.en}")
    told = _told(_SAID, words) or Text(vi=f"lệnh không đúng ({words})", en=words)
    return _with_fix(told.vi, told.en, error)


def _told(table: tuple[tuple[str, str, str], ...], words: str) -> Text | None:
    for pattern, vi, en in table:
        if match := re.fullmatch(pattern, words, re.DOTALL):
            parts = [part or "" for part in match.groups()]
            return Text(vi=vi.format(*parts), en=en.format(*parts))
    return None


def _with_fix(vi: str, en: str, error: typer.TyperException) -> LienVungError:
    """Name what was probably meant, and where one reads what there is."""
    meant = _meant(error)
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "lienvung"
    if meant:
        return UsageError.of(vi, en, fix=Text(vi=f"ý là {meant}?", en=f"did you mean {meant}?"))
    if isinstance(error, BadOptionUsage):
        return UsageError.of(vi, en)
    return UsageError.of(vi, en, fix=Text(vi=f"xem {path} --help", en=f"see {path} --help"))


def _meant(error: typer.TyperException) -> str:
    if isinstance(error, NoSuchOption):
        return ", ".join(sorted(error.possibilities or ()))
    found = re.search(r"Did you mean (.*)\?$", str(getattr(error, "message", "")))
    return found[1] if found else ""


def _hint(error: BadParameter) -> str:
    """Name the parameter as it is typed, and what it is, if its help says so."""
    param = error.param
    if param is None:
        return "–"
    name = " / ".join(param.opts) if param.param_type_name == "option" else str(param.name)
    said = getattr(param, "help", None)
    return f"{name} ({said})" if said else name
