"""What stands behind the proxies: applications that tell what reached them, and that fail when they are told to."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What reached an application; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


class Upstream:
    """A server on a thread of its own; every connection has a thread, too."""

    def __init__(self, name: str, host: str, port: int, handler: type[socketserver.BaseRequestHandler]) -> None:
        self.name = name
        self.address = (host, port)
        self._handler = handler
        self._server: _Server | None = None
        self.start()

    def start(self) -> None:
        """Listen."""
        self._server = _Server(self, self._handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more, and close what is open; stopped again, nothing."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.close_connections()
            self._server = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Connections are refused for as long as the block runs."""
        self.stop()
        # A proxy that has not noticed yet would still use a connection that is open no more.
        time.sleep(0.05)
        try:
            yield
        finally:
            self.start()


class Datagrams:
    """A UDP server that sends back what it gets, behind its name and a colon."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self.name = name
        self._server = socketserver.UDPServer((host, port), partial(_DatagramHandler, name))
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


class _DatagramHandler(socketserver.BaseRequestHandler):
    def __init__(self, name: str, *about: Any) -> None:
        self._name = name
        super().__init__(*about)

    def handle(self) -> None:
        data, connection = self.request
        connection.sendto(f"{self._name}:".encode() + data, self.client_address)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, upstream: Upstream, handler: type[socketserver.BaseRequestHandler]) -> None:
        self.upstream = upstream
        self._open: set[socket.socket] = set()
        super().__init__(upstream.address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Proxies hang up on slow answers; that is no news."""


class Application(Upstream):
    """An HTTP/1.1 server that answers with what it was asked, as JSON."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self.hits: list[Request] = []
        self.rest()
        super().__init__(name, host, port, _HttpHandler)

    def rest(self) -> None:
        """As it was in the beginning: nothing seen, and every answer a 200 at once."""
        self.hits.clear()
        self.status = 200
        self.statuses: list[int] = []
        """Statuses of the next answers; after them all are `status`."""
        self.delay = 0.0
        """Seconds before an answer."""
        self.delays: list[float] = []
        """Seconds before the next answers; after them all take `delay`."""
        self.headers: dict[str, str] = {}
        """Headers of every answer."""

    def next_answer(self) -> tuple[int, float]:
        """Status of the answer to what has just arrived, and the seconds before it."""
        status = self.statuses.pop(0) if self.statuses else self.status
        return status, self.delays.pop(0) if self.delays else self.delay


class _HttpHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else each answer is several packets, and waits 40 ms for the first to be acknowledged.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        application = self.server.upstream
        assert isinstance(application, Application)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        application.hits.append(request)
        status, delay = application.next_answer()
        time.sleep(delay)
        content = json.dumps({"unit": application.name, **request._asdict()}).encode()
        self.send_response_only(status)
        for name, value in {**application.headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _answer  # noqa: N815


class Echo(Upstream):
    """A TCP server that sends back what it gets, behind its name and a colon."""

    def __init__(self, name: str, host: str, port: int) -> None:
        super().__init__(name, host, port, _EchoHandler)


class _EchoHandler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        while received := self.request.recv(4096):
            self.request.sendall(f"{self.server.upstream.name}:".encode() + received)


class Redis(Upstream):
    """As much of Redis as GET and SET need. https://redis.io/docs/latest/develop/reference/protocol-spec/"""

    def __init__(self, name: str, host: str, port: int) -> None:
        self.values: dict[bytes, bytes] = {}
        super().__init__(name, host, port, _RedisHandler)


class _RedisHandler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        redis = self.server.upstream
        assert isinstance(redis, Redis)
        while words := self._command():
            match words:
                case [b"SET", key, value]:
                    redis.values[key] = value
                    self.wfile.write(b"+OK\r\n")
                case [b"GET", key] if key in redis.values:
                    self.wfile.write(b"$%d\r\n%s\r\n" % (len(redis.values[key]), redis.values[key]))
                case [b"GET", _]:
                    self.wfile.write(b"$-1\r\n")
                case _:
                    self.wfile.write(b"-ERR unknown command\r\n")

    def _command(self) -> list[bytes]:
        """An array of bulk strings, its first in capitals; empty at the end."""
        count = self.rfile.readline()[1:]
        words = []
        for _ in range(int(count or 0)):
            length = int(self.rfile.readline()[1:])
            words.append(self.rfile.read(length + 2)[:-2])
        return [word.upper() if index == 0 else word for index, word in enumerate(words)]
