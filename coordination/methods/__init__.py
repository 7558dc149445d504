"""The methods of planning steps, each loaded only when a step asks for it by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from coordination.methods.contract import Method

_NAMES: Final = (
    "balances", "collate", "forecast", "forecast_contract", "investment", "joint_assessment", "surveys", "viewpoints",
)  # fmt: skip


class _Registry(Mapping[str, "Method"]):
    """Method modules by name, each imported at its first use, so that this package stays light."""

    def __getitem__(self, name: str) -> Method:
        if name not in _NAMES:
            raise KeyError(name)
        return cast("Method", import_module(f"{__name__}.{name}"))

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _NAMES  # asking whether a method exists must not import it


METHODS: Final[Mapping[str, Method]] = _Registry()


def names() -> tuple[str, ...]:
    """Name the known methods, in alphabetical order."""
    return _NAMES


def get(name: str) -> Method:
    """Give the method of that name, or a ValueError that names the known ones."""
    try:
        return METHODS[name]
    except KeyError:
        message = f"unknown method {name!r}; known methods: {', '.join(_NAMES)}"
        raise ValueError(message) from None
