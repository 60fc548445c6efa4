"""The HTTP filters of one connection manager: those that its routes need, and what each route says to them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from meshc.backends.envoy.buffers import NAME as BUFFERING
from meshc.backends.envoy.buffers import buffer_filter, buffer_on_route
from meshc.backends.envoy.faults import NAME as FAULTS
from meshc.backends.envoy.faults import fault, fault_filter
from meshc.backends.envoy.rate_limits import NAME as RATE_LIMITING
from meshc.backends.envoy.rate_limits import limited, rate_limit_filter, unlimited
from meshc.backends.envoy.types import HEALTH_CHECK, ROUTER, Message, typed
from meshc.ir.base import Node, Off
from meshc.ir.traffic import Buffer, Fault, RateLimit

N = TypeVar("N", bound=Node)

_ROUTER = typed("envoy.filters.http.router", ROUTER)


class Asked(NamedTuple):
    """What is asked of the filters at one place; None for what nobody asks for."""

    rate_limit: RateLimit | None = None
    buffer: Buffer | None = None
    fault: Fault | None = None


def asked(rate_limit: RateLimit | Off | None, buffer: Buffer | Off | None, fault: Fault | Off | None = None) -> Asked:
    """The same from fields of a policy."""
    return Asked(_wish(rate_limit), _wish(buffer), _wish(fault))


class Filters:
    """Collects what routes ask for; the filters are known once all routes are."""

    def __init__(self, stat_prefix: str, general: Asked, *, health: str | None = None) -> None:
        """`general` holds for routes that ask for nothing else; who asks for the path `health` is told how we are."""
        self._health = health
        self._stat_prefix = stat_prefix
        self._general = general
        self._limits: dict[str, RateLimit] = {}
        self._buffering = general.buffer is not None
        self._faulty = general.fault is not None

    def route(self, key: str, wishes: Asked) -> Message:
        """Fields of a route that asks for these things; `key` tells the routes of one table apart."""
        general = self._general
        if wishes == general:
            return {}
        fields: Message = {}
        said: Message = {}
        if wishes.rate_limit != general.rate_limit:
            if wishes.rate_limit is None:
                said[RATE_LIMITING] = unlimited()
            else:
                self._limits[key] = wishes.rate_limit
                fields = limited(key)
        if wishes.buffer != general.buffer:
            self._buffering = True
            said[BUFFERING] = buffer_on_route(wishes.buffer)
        if wishes.fault != general.fault:
            self._faulty = True
            said[FAULTS] = fault(wishes.fault)
        return {**fields, "typed_per_filter_config": said} if said else fields

    def chain(self) -> list[Message]:
        """The filters in their order: what refuses a request comes before what holds it back."""
        general = self._general
        chain: list[Message] = [] if self._health is None else [_healthy(self._health)]
        if general.rate_limit is not None or self._limits:
            chain.append(rate_limit_filter(self._stat_prefix, general.rate_limit, self._limits))
        if self._buffering:
            chain.append(buffer_filter(general.buffer))
        if self._faulty:
            chain.append(fault_filter(general.fault))
        chain.append(_ROUTER)
        return chain


def _healthy(path: str) -> Message:
    """Answers by itself: 200, or 503 once the proxy is to end."""
    match = {"name": ":path", "string_match": {"exact": path}}
    return typed("envoy.filters.http.health_check", HEALTH_CHECK, pass_through_mode=False, headers=[match])


def _wish(value: N | Off | None) -> N | None:
    return None if value is None or value == "off" else value
