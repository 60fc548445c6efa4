"""Addresses of collectors that a proxy cannot send to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.backends.base import Lowering, Unit
from meshc.backends.collectors import COLLECTORS
from meshc.backends.envoy import codes
from meshc.backends.envoy.stats import DOG_STATSD_PORT
from meshc.backends.envoy.tls import is_address
from meshc.backends.host_ports import host_and_port
from meshc.diagnostics.model import Diagnostic
from meshc.ir.text import Template, Text
from meshc.source import Origin

_OF_ADDRESS = re.compile(r"[0-9A-Fa-f.:\[\]]*")
"""Characters that an IP address is made of, with its port."""


def addresses(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
    """Collectors of a unit's numbers and spans that are named where Envoy wants an IP, or whose port nobody knows."""
    tracing, metrics = unit.workload.tracing, unit.workload.metrics
    if metrics is not None and metrics.dogstatsd is not None:
        text = lowering.text(metrics.dogstatsd, unit.owner)
        yield from _sent(text, metrics.origin("dogstatsd"), "DogStatsD", DOG_STATSD_PORT, by_name=False)
    if tracing is not None and tracing.endpoint is not None:
        text = lowering.text(tracing.endpoint, unit.owner)
        xray = tracing.provider == "xray"
        whom = "the X-Ray daemon" if xray else f"the collector of `{tracing.provider}`"
        yield from _sent(
            text, tracing.origin("endpoint"), whom, COLLECTORS[tracing.provider].port, by_name=not xray, sidecar=xray
        )


def _sent(
    text: Text, origin: Origin, whom: str, port: int, *, by_name: bool, sidecar: bool = False
) -> Iterator[Diagnostic]:
    if isinstance(text, Template) and not isinstance(text.template[-1], str):
        yield codes.COLLECTOR_ADDRESS.at(
            origin,
            f"the port of {whom} is not known: all that the mesh says of its address is late",
            help=f'make the host alone late, and write the port: `"${{param.host}}:{port}"`',
        )
    elif not by_name and not _may_be_address(text, port):
        other = "write `sidecar = …` instead, for a daemon in each task, or its IP address"
        yield codes.COLLECTOR_ADDRESS.at(
            origin,
            f"Envoy sends to {whom} at an IP address only, and looks up no name",
            help=other if sidecar else f"write an IP address, as `127.0.0.1:{port}` for a collector in the task",
        )


def _may_be_address(text: Text, port: int) -> bool:
    if isinstance(text, str):
        return is_address(host_and_port(text, port)[0])
    return all(_OF_ADDRESS.fullmatch(part) for part in text.template if isinstance(part, str))
