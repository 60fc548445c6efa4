"""Addresses that a mesh gives in one word."""

from __future__ import annotations

from meshc.backends.joined import joined
from meshc.ir.text import AddressPart, Text

_LOOPBACK = "127.0.0.1"


def host_and_port(text: Text, default: int) -> tuple[Text, int]:
    """Host and port of `host:port`; the default where there is no port, or none that is known when compiling.

    An IPv6 address with a port stands in brackets. `localhost` is the task itself, and so the address of that: where
    Envoy sends datagrams it looks no name up.
    """
    if text == "localhost":
        return _LOOPBACK, default
    parts = (text,) if isinstance(text, str) else tuple(p for p in text.template if not isinstance(p, AddressPart))
    last = parts[-1] if parts else ""
    if not isinstance(last, str):
        return text, default
    host, colon, port = last.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or (":" in host and not host.endswith("]")):
        return text, default
    if (*parts[:-1], host) == ("localhost",):
        return _LOOPBACK, int(port)
    return joined(*parts[:-1], host.removeprefix("[").removesuffix("]") if len(parts) == 1 else host), int(port)
