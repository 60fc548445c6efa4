"""Where Envoy sends spans and numbers: host and port apart, as its agent wants them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

from meshc.ir.base import NO_ORIGINS
from meshc.ir.text import Template, Text

LOOPBACK = "127.0.0.1"
"""Containers of a task share it."""

_PORT = re.compile(r":(\d{1,5})$")


class Endpoint(NamedTuple):
    """A host, and a port where one is known apart from it."""

    host: Text
    port: str | None


def endpoint(text: Text) -> Endpoint:
    """Take `host:port` apart. What ends with a late part is all host."""
    last = text if isinstance(text, str) else text.template[-1]
    found = _PORT.search(last) if isinstance(last, str) else None
    if found is None or not isinstance(last, str) or (isinstance(text, str) and _is_address(text)):
        return Endpoint(_host(text), None)
    rest = last[: found.start()]
    if isinstance(text, str):
        return Endpoint(_host(rest), found[1])
    parts = (*text.template[:-1], rest) if rest else text.template[:-1]
    return Endpoint(Template(template=parts, origins=NO_ORIGINS), found[1])


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
