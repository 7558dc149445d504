"""Files that verbs leave for people: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from coordination.errors import ConflictError, InvalidInputError, LienVungError
from coordination.kernel.text import Text

ANOTHER = Text(vi="chọn tên khác", en="choose another name")
FORCE = Text(vi="chọn tên khác, hoặc thêm --force để ghi đè", en="choose another name, or add --force to overwrite it")
"""What a verb that has ``--force`` says where a file is there already."""


def target(text: str, *, new: bool = False, fix: Text = ANOTHER) -> Path:
    """Give the path of a file to be written; InvalidInputError where none can be, ConflictError if ``new`` is there.

    ``fix`` is what the conflict advises: ``FORCE`` of verbs that can overwrite.
    """
    path = Path(text)
    if new and (path.exists() or path.is_symlink()):
        raise _there(path, fix)
    if text.endswith(("/", os.sep)) or (path.exists() and not path.is_file()):
        raise InvalidInputError.of("không phải là tệp, không ghi đè", "is not a file and is not overwritten", text)
    if not path.parent.is_dir():
        raise InvalidInputError.of("không có thư mục này", "there is no such folder", str(path.parent))
    return path


def write_whole(path: Path, content: bytes, *, new: bool = False, fix: Text = ANOTHER) -> None:
    """Write a file so that whoever reads it meanwhile sees the old one or the new one, and after a crash as well.

    With ``new`` a file that came to be there in the meantime is left alone (ConflictError, with ``fix``).
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
        raise _there(path, fix) from None
    finally:
        draft.unlink(missing_ok=True)


def _there(path: Path, fix: Text) -> LienVungError:
    return ConflictError.of(f"{path} đã có, không ghi đè", f"{path} is there already and is not overwritten", fix=fix)
