"""Requests that a proxy holds back until they are whole."""

from __future__ import annotations

from meshc.backends.envoy.types import BUFFER, BUFFER_PER_ROUTE, Message, typed
from meshc.ir.traffic import Buffer

NAME = "envoy.filters.http.buffer"

_MEBIBYTE = 2**20
_MOST = 2**32 - 1
"""Bytes that Envoy can count."""


def buffer_on_route(wish: Buffer | None) -> Message:
    """What a route says that differs: another limit, or none."""
    if wish is None:
        return {"@type": BUFFER_PER_ROUTE, "disabled": True}
    return {"@type": BUFFER_PER_ROUTE, "buffer": {"max_request_bytes": _bytes(wish)}}


def buffer_filter(wish: Buffer | None) -> Message:
    """The filter; where nobody wishes for it in general, only routes turn it on, and its limit is one of form."""
    limit = _MEBIBYTE if wish is None else _bytes(wish)
    message = typed(NAME, BUFFER, max_request_bytes=limit)
    if wish is None:
        message["disabled"] = True
    return message


def _bytes(wish: Buffer) -> int:
    return min(wish.limit * _MEBIBYTE, _MOST)
