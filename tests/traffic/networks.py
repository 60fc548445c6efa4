"""A part of loopback for each task, so that many tasks run on one machine beside each other.

In ECS every task has a network of its own: its `127.0.0.1` is nobody else's. Here each task gets a block
`127.N.0.0/16`, and the addresses in the text of a compiled bootstrap are moved into it, one for one. Nothing else of
the text is changed.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType

import pytest

_FIRST, _LAST = 128, 254
"""Second octets that are handed out: above those of the listeners for calls (127.64.0.0 to 127.79.255.255)."""
_CLAIM = 20_000
"""A port at which nobody listens; whoever has bound it at the last address of a block has the block."""


class Network(AbstractContextManager["Network"]):
    """The network of one task: a block of loopback that nobody else on this machine has while it is open."""

    def __init__(self) -> None:
        self._claim, self._block = _claimed()
        self.outside = f"{self._block}.1.255"
        """Where the task is reached from others: its 0.0.0.0. The listeners of calls never end in 255."""
        self.inside = f"{self._block}.0.255"
        """Its 127.0.0.1, where the application and the admin of the proxy are."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._claim.close()

    def moved(self, host: str) -> str:
        """The address that stands here for one of the task: every address of its own loopback, and 0.0.0.0."""
        if host in ("0.0.0.0", "::"):
            return self.outside
        if host == "127.0.0.1":
            return self.inside
        first, second, rest = host.split(".", 2)
        if first != "127" or not 64 <= int(second) < 80:
            raise ValueError(f"{host} is no address of a task")
        return f"{self._block}.{rest}"


def _claimed() -> tuple[socket.socket, str]:
    for second in range(_FIRST, _LAST + 1):
        claim = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            claim.bind((f"127.{second}.255.255", _CLAIM))
        except OSError as error:
            claim.close()
            if error.errno == errno.EADDRNOTAVAIL:
                pytest.skip("only 127.0.0.1 is loopback here: these tests need all of 127.0.0.0/8, as Linux has it")
            continue
        return claim, f"127.{second}"
    raise RuntimeError("every block of loopback is taken; is there a test that does not end?")


_ADDRESS = re.compile(r'(?<![\w"])address: "([^"\n]*)"')
"""The host of a socket; no other field of a bootstrap that is called so holds a string."""


def rewritten(bootstrap: str, network: Network, names: Mapping[str, str]) -> str:
    """The text of a task's bootstrap with its addresses moved; `names` are those of other tasks and of the outside.

    Raises LookupError for a name that is not among them, so that no test asks the DNS for it.
    """
    return _ADDRESS.sub(lambda match: f'address: "{_address(match[1], network, names)}"', bootstrap)


def _address(host: str, network: Network, names: Mapping[str, str]) -> str:
    if host in names:
        return names[host]
    if host in ("0.0.0.0", "::") or host.startswith("127."):
        return network.moved(host)
    raise LookupError(f"{host} is neither a task nor an external of the mesh")
