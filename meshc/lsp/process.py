"""The server as a process: standard input and output, and when it ends."""

from __future__ import annotations

import asyncio
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

if TYPE_CHECKING:
    from meshc.lsp.server import MeshServer

logger = logging.getLogger(__name__)


def serve(server: MeshServer) -> int:
    """Serve the client at standard input and output; 0 where it ended the connection as agreed, else 1."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    # Messages are read by a thread of their own: whatever is being worked out, a change or a cancelling gets through.
    reading = ThreadPoolExecutor(max_workers=1)
    server.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
    try:
        asyncio.run(
            run_async(
                stop_event=Event(),
                reader=StdinAsyncReader(sys.stdin.buffer, reading),
                protocol=server.protocol,
                logger=logger,
                error_handler=server.report_server_error,
            )
        )
    except SystemExit as end:
        return int(end.code or 0)
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]
    return 1
