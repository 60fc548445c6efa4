"""Envoys as processes."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from ..oracles.envoy import binary

_STOP_SECONDS = 5


class Proxy:
    """A running Envoy."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], bootstrap: Any, log: Path) -> None:
        self.name = name
        self._process = process
        self._admin = _place(bootstrap["admin"])
        self._listeners = {
            listener["name"]: _place(listener)
            for listener in bootstrap["static_resources"]["listeners"]
            if "address" in listener
        }
        self._log = log

    def listener(self, name: str) -> tuple[str, int]:
        """Host and port of a listener."""
        return self._listeners[name]

    def wait_until_ready(self, deadline: float) -> None:
        """Wait until it serves. Raises AssertionError with what it said where it ends or takes too long."""
        while self._asked("/ready")[0] != 200:
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                state = "has ended" if ended else "is not ready"
                raise AssertionError(f"the proxy of {self.name} {state}:\n{self.output()[-4000:]}")
            time.sleep(0.02)

    def counter(self, name: str) -> int:
        """A number that it counts, such as `cluster.contract.v1_8080.upstream_rq_retry`; 0 where it never did."""
        stats = json.loads(self._asked("/stats?format=json")[1])["stats"]
        return sum(int(stat["value"]) for stat in stats if stat.get("name") == name)

    def output(self) -> str:
        """What it has written to its standard output and error."""
        return self._log.read_text()

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _asked(self, path: str) -> tuple[int, bytes]:
        connection = HTTPConnection(*self._admin, timeout=_STOP_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()


def started(name: str, flags: Sequence[str], bootstrap: Any, folder: Path) -> Proxy:
    """An Envoy with flags of which one gives it the bootstrap; it may not be ready yet. Its log lies in the folder."""
    log = folder / f"{name}.log"
    # For a test its numbers are apart from those of others, and it writes access logs at once.
    command = [binary(), *flags, "--use-dynamic-base-id", "--concurrency", "1", "--file-flush-interval-msec", "50"]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    return Proxy(name, process, bootstrap, log)


def _place(owner: Any) -> tuple[str, int]:
    place = owner["address"]["socket_address"]
    return place["address"], place["port_value"]
