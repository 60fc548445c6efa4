"""What is said when the output cannot be written."""

from __future__ import annotations

import errno
import os

# The words are ours where the system's own differ between platforms, so that a message is the same everywhere.
_REASONS = {
    errno.ENOSPC: "no space left on device",
    errno.EDQUOT: "disk quota exceeded",
    errno.EFBIG: "file too large",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.ENAMETOOLONG: "the path is too long",
    errno.EXDEV: "it lies on another file system",
    errno.EIO: "the device failed",
}


class OutputError(Exception):
    """The output cannot be written or read; `message` is a sentence for a person. The command ends with 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def reason(error: OSError) -> str:
    """Why a call to the system failed, in a few words without a capital or a full stop."""
    number = error.errno or 0
    return _REASONS.get(number) or os.strerror(number).lower()


def shown(root: str, path: str = "") -> str:
    """A path as a message names it: in backticks, with `/`, below the folder as the user wrote it."""
    base = root.replace(os.sep, "/")
    return f"`{base}/{path}`" if path else f"`{base}`"
