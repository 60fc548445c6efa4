"""Where proxies send spans and numbers: `host:port`, as a mesh says it in one word, taken apart."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

from meshc.ir.base import NO_ORIGINS
from meshc.ir.text import Template, Text

LOOPBACK = "127.0.0.1"
"""Containers of a task share it."""

_PORT = re.compile(r":(\d{1,5})$")


class HostPort(NamedTuple):
    """A host, and a port where one is known apart from it."""

    host: Text
    port: str | None


def host_port(text: Text) -> HostPort:
    """Take `host:port` apart. What ends with a late part is all host; `localhost` is the task itself.

    An IPv6 address with a port stands in brackets.
    """
    last = text if isinstance(text, str) else text.template[-1]
    found = _PORT.search(last) if isinstance(last, str) else None
    if found is None or not isinstance(last, str) or (isinstance(text, str) and _is_address(text)):
        return HostPort(_host(text), None)
    rest = last[: found.start()]
    if isinstance(text, str):
        return HostPort(_host(rest), found[1])
    parts = (*text.template[:-1], rest) if rest else text.template[:-1]
    return HostPort(Template(template=parts, origins=NO_ORIGINS), found[1])


def host_and_port(text: Text, default: int) -> tuple[Text, int]:
    """The same with a port to take where there is none, or none that is known when compiling."""
    host, port = host_port(text)
    return host, default if port is None else int(port)


def is_address(host: Text) -> bool:
    """Whether a host is an IP address, as far as it is known."""
    return not isinstance(host, str) or _is_address(host)


def _host(text: Text) -> Text:
    if not isinstance(text, str):
        return text
    return LOOPBACK if text == "localhost" else text.removeprefix("[").removesuffix("]")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
