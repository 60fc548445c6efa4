"""Ctrl-C while nothing has been written: the process ends at once, with one line.

An exception cannot be relied on there: one that is raised while a C library calls back into Python is printed as
"ignored", and the work goes on. Once files are written, the exception comes back, because the end must be tidy.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType


def end_at_once() -> None:
    """Lets Ctrl-C end the process from now on, unless somebody else handles it."""
    mine = threading.current_thread() is threading.main_thread()
    if mine and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def end_tidily() -> None:
    """Lets Ctrl-C raise KeyboardInterrupt again."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: FrameType | None) -> None:
    clear = "\r\x1b[K" if sys.stderr is not None and sys.stderr.isatty() else ""
    os.write(2, f"{clear}interrupted: nothing was changed\n".encode())
    os._exit(2)
