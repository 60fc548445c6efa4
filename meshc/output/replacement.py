"""Gives one file of a user another content: it has the old content or the new one at every moment."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from meshc.output.durable import flush_folder
from meshc.output.errors import OutputError, reason, shown


def replace_file(path: str, content: bytes) -> None:
    """Replace the content of a file, which keeps its mode; OutputError where that fails, and the file is as before.

    The file that a link leads to is replaced, not the link.
    """
    try:
        real = Path(path).resolve(strict=True)
        mode = stat.S_IMODE(real.stat().st_mode)
        if not os.access(real, os.W_OK):  # a file can be replaced although it cannot be written, but should not be
            raise PermissionError(errno.EACCES, "")
        _replace(real, content, mode)
    except OSError as error:
        raise OutputError(f"cannot write {shown(path)}: {reason(error)}") from error


def _replace(real: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".meshc-", dir=real.parent)
    staged = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(mode)
        staged.replace(real)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    flush_folder(str(real.parent))
