"""How the tests ask for something: as an application does, with connections that stay open."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple

_SECONDS = 10


class Answer(NamedTuple):
    """What came back, and after how many seconds."""

    status: int
    headers: dict[str, str]
    body: str
    seconds: float

    @property
    def request(self) -> dict[str, Any]:
        """What the application says that it was asked."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    @property
    def unit(self) -> str:
        """Who answered."""
        return str(self.request["unit"])

    @property
    def path(self) -> str:
        """The path that arrived."""
        return str(self.request["path"])


class Client:
    """One connection to a server of HTTP/1.1; it is opened again where the server closes it."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None, asked: str = "") -> None:
        """`asked` is the host that is asked for, where that is not the address."""
        self._host = asked or f"{host}:{port}"
        if tls is None:
            self._connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
        else:
            self._connection = http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=tls)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, path: str, method: str = "GET", body: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """One request and its answer."""
        began = time.monotonic()
        asked = {"host": self._host, **(headers or {})}
        self._connection.request(method, path, body.encode() if body else None, asked)
        response = self._connection.getresponse()
        content = response.read().decode()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, content, time.monotonic() - began)


def sent(host: str, port: int, data: bytes) -> bytes:
    """What a TCP server answers to some bytes; empty where it closes the connection."""
    with socket.create_connection((host, port), timeout=_SECONDS) as connection:
        try:
            connection.sendall(data)
            return connection.recv(4096)
        except ConnectionError:
            return b""


def datagram(host: str, port: int, data: bytes) -> bytes:
    """What a UDP server answers to a datagram."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(_SECONDS)
        connection.connect((host, port))
        connection.send(data)
        return connection.recv(4096)
