"""Writing files and making sure that they are on the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence

# Up to this many files or folders, each is flushed by its own call. Every such call makes the file system write its
# log and wait for the device, milliseconds each: minutes for 40,000 files. Beyond, one call flushes the whole
# file system, which costs what the data costs but also waits for what other programs have not yet written.
ONE_BY_ONE = 64

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def write_new(path: str, content: bytes, *, flush: bool) -> None:
    """Make a file that must not exist yet."""
    descriptor = os.open(path, _CREATE, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if flush:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: str) -> None:
    """Make the names in a folder durable, as far as the system can."""
    if os.name == "nt":
        return  # a folder cannot be opened there, and the file system keeps the order of its own changes
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network and user-space file systems
            raise
    finally:
        os.close(descriptor)


def flush_new(root: str, files: Sequence[str], folders: Sequence[str]) -> None:
    """Make new files durable, which `write_new` left to a common flush, and the names in their folders."""
    if len(files) > ONE_BY_ONE:
        if flush_file_system(root):
            return
        for file in files:
            _flush_file(file)
    for folder in folders:
        flush_folder(folder)


def flush_folders(root: str, folders: Sequence[str]) -> None:
    """Make the names in folders durable; one that is no longer there is passed over."""
    if len(folders) > ONE_BY_ONE and flush_file_system(root):
        return
    for folder in folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            flush_folder(folder)


def flush_file_system(path: str) -> bool:
    """Flush the file system that holds a folder by one call; False where the system has no such call.

    Not `os.sync`: it flushes every file system, does not report a device that failed, and only Linux waits in it.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), path)
    finally:
        os.close(descriptor)
    return True


def _flush_file(path: str) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
