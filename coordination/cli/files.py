"""Files that verbs leave for people: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from coordination.errors import ConflictError, InvalidInputError, LienVungError


def target(text: str, *, new: bool = False) -> Path:
    """Give the path of a file to be written; InvalidInputError where none can be, ConflictError if ``new`` is there."""
    path = Path(text)
    if new and (path.exists() or path.is_symlink()):
        raise _there(path)
    if text.endswith(("/", os.sep)) or (path.exists() and not path.is_file()):
        raise InvalidInputError.of("không phải là tệp, không ghi đè", "is not a file and is not overwritten", text)
    if not path.parent.is_dir():
        raise InvalidInputError.of("không có thư mục này", "there is no such folder", str(path.parent))
    return path


def write_whole(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file so that whoever reads it meanwhile sees the old one or the new one, and after a crash as well.

    With ``new`` a file that came to be there in the meantime is left alone (ConflictError).
    """
    draft = path.with_name(f".{os.getpid()}.lienvung")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if new:
            os.link(draft, path)  # fails where a name is taken; replacing would not
        else:
            draft.replace(path)
    except FileExistsError:
        raise _there(path) from None
    finally:
        draft.unlink(missing_ok=True)


def _there(path: Path) -> LienVungError:
    return ConflictError.of(f"{path} đã có, không ghi đè", f"{path} is there already and is not overwritten")
