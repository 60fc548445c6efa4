"""The server as a process: standard input and output, and when it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

if TYPE_CHECKING:
    from meshc.lsp.server import MeshServer

_PYGLS = logging.getLogger("pygls")

INTERVAL = 2
"""Seconds between two looks at whether the client is still there."""


def serve(server: MeshServer) -> int:
    """Serve the client at standard input and output; 0 where it ended the connection as agreed, else 1."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    _PYGLS.setLevel(logging.CRITICAL)  # it has a traceback for what a person was refused, too
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a rule from outside prints must not stand among the messages
    server.protocol.set_writer(StdoutWriter(output))
    try:
        asyncio.run(_serve(server))
    except SystemExit as end:
        return int(end.code or 0)
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]
    return 1


async def _serve(server: MeshServer) -> None:
    # Messages are read by a thread of their own: whatever is being worked out, a change or a cancelling gets through.
    reader = StdinAsyncReader(sys.stdin.buffer, ThreadPoolExecutor(max_workers=1))
    watching = asyncio.create_task(_end_with(server))
    await run_async(Event(), reader, server.protocol, _PYGLS, server.report_server_error)
    watching.cancel()


async def _end_with(server: MeshServer) -> None:
    """End the process when that of the client has ended, should it leave the pipe open to somebody else."""
    seen = False
    while True:
        await asyncio.sleep(INTERVAL)
        alive = _is_alive(server.process_id)
        if seen and not alive:
            os._exit(1)  # the thread that reads never comes back
        # A client on another machine, or outside the container, has a number that means nothing here.
        seen = seen or alive


def _is_alive(process: int | None) -> bool:
    if process is None or process <= 0 or os.name == "nt":  # there, to ask a process is to end it
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
