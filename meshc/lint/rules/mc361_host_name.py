"""Hosts that are no host names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.ir.mesh import External
from meshc.ir.text import Text
from meshc.lint.context import Context

CODE = Code(
    code="MC361",
    name="host-name",
    summary="A host is more than a host, or less.",
    explanation=(
        "`host` is a name that DNS knows, or an IP address, alone: no `https://`, no path, no port, no blanks. "
        "An external says its port in `port`, and with `encrypted` that the application speaks TLS. Every target would "
        "look the whole text up as a name, and not find it. What the deployment supplies is not known here."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls queue
}
external queue { host = "https://queue.example.com" ; port = 443 ; protocol = http ; encrypted = true }
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls queue
}
external queue { host = "queue.example.com" ; port = 443 ; protocol = http ; encrypted = true }
""",
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PORT = re.compile(r"(?P<host>[^:]*|\[.*\]):(?P<port>[0-9]*)")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]")
_NO_HOST = re.compile(r"[\s\x00-\x1f\x7f/?#@:\[\]]")
"""What is in no host name; a `:` is in IP addresses, which are looked at before."""


def check(context: Context) -> Iterator[Diagnostic]:
    for external in context.mesh.externals:
        yield from _host(external, external.name, external.host)
        if external.discovery is not None:
            yield from _host(external.discovery, external.name, external.discovery.host)
    for service in context.mesh.services:
        for discovery in (service.discovery, *(version.discovery for version in service.versions)):
            if discovery is not None:
                yield from _host(discovery, service.name, discovery.host)


def _host(node: Node, owner: str, host: Text | None) -> Iterator[Diagnostic]:
    """Of a text whose value is known in part, only what no value of the rest can put right."""
    if host is None:
        return
    if isinstance(host, str):
        fault = _fault(host)
        help = _help(node, host)
    else:
        known = "".join(part if isinstance(part, str) else "x" for part in host.template)
        fault = _fault(known) if _SCHEME.match(known) or _UNSEEN.search(known) or "/" in known else None
        help = "write the host alone"
    if fault is not None:
        yield CODE.at(node.origin("host"), f"`host` of `{owner}` {fault}", help=help)


def _fault(host: str) -> str | None:
    """What is wrong with a host, as the end of a sentence."""
    if not host:
        return "is empty"
    if _is_address(host) or not _NO_HOST.search(host):
        return None
    scheme = _SCHEME.match(host)
    if scheme is not None:
        return f"is a URL: `{scheme[0]}` is no part of a host"
    if _UNSEEN.search(host):
        return "has blanks or line breaks in it, which are in no host name"
    if "/" in host:
        return "has a path, which is no part of a host"
    port = _PORT.fullmatch(host)
    if port is not None:
        return f"has a port: `:{port['port']}` is no part of a host"
    if _is_address(host.strip("[]")):
        return "has brackets, which an address has only in a URL"
    wrong = next(character for character in host if _NO_HOST.match(character))
    return f"has `{wrong}` in it, which is in no host name"


def _help(node: Node, host: str) -> str:
    """What would do: the host that stands in the text, and settings for what stands around it."""
    scheme = _SCHEME.match(host.strip())
    rest = host.strip()[scheme.end() if scheme else 0 :]
    rest = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    port = None if _is_address(rest) else _PORT.fullmatch(rest)
    alone = (port["host"] if port else rest).strip("[]")
    if _fault(alone) is not None:
        return "write a host name or an IP address, alone"
    further = []
    if isinstance(node, External):
        if port is not None and re.fullmatch("[1-9][0-9]{0,4}", port["port"]) and port["port"] != str(node.port):
            further.append(f"`port = {port['port']}`")
        if scheme is not None and scheme[0].lower() in ("https://", "wss://") and not node.tls:
            further.append("`encrypted = true` where the application speaks TLS itself")
    return ", and ".join([f'write `host = "{alone}"`', *further])


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
