"""The address of its own at which a proxy listens for a call, on the loopback network of the task.

The address follows from the names of caller and callee alone: adding a call moves no other. All of 127.0.0.0/8 is
loopback on Linux (RFC 1122, section 3.2.1.3); a sixteenth of it is used, away from 127.0.0.1, where applications
listen, and from 127.255.0.0/16, which ECS Service Connect uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import TypeAlias

Callee: TypeAlias = tuple[str, str | None]
"""A service or external with the name of its port; None for the only one."""

CALL_PORT = 25_000
"""The port of all these addresses. A port that anything in the task listens on at every address, as applications do
at their own, cannot be bound at any other (Linux, bind(2), EADDRINUSE); so it is one that applications do not use."""

_FIRST_OCTETS = 16
"""127.64.0.0 to 127.79.255.255."""
_HOSTS = 254
"""The last octet is neither 0 nor 255."""
_ROOM = _FIRST_OCTETS * 256 * _HOSTS


def addresses(caller: str, callees: Iterable[Callee]) -> Mapping[Callee, str]:
    """An address for each callee of a caller, in the order in which they are named first, no two alike.

    Two callees meet with a chance of one in a million; then the one whose digest is greater takes the next address.
    """
    named = tuple(dict.fromkeys(callees))
    places: dict[Callee, int] = {}
    taken: set[int] = set()
    for digest, callee in sorted((_digest(caller, callee), callee) for callee in named):
        place = digest % _ROOM
        while place in taken:
            place = (place + 1) % _ROOM
        taken.add(place)
        places[callee] = place
    return {callee: _address(places[callee]) for callee in named}


def _digest(caller: str, callee: Callee) -> int:
    name, port = callee
    return int.from_bytes(blake2s(f"{caller}\n{name}\n{port or ''}".encode(), digest_size=8).digest())


def _address(place: int) -> str:
    rest, last = divmod(place, _HOSTS)
    second, third = divmod(rest, 256)
    return f"127.{64 + second}.{third}.{last + 1}"
