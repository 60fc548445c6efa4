"""Durations in the form that Envoy reads: seconds with a fraction of at most nine digits and an `s`."""

from __future__ import annotations


def duration(milliseconds: int) -> str:
    """A number of milliseconds as protobuf writes a `Duration` in JSON: `15s`, `0.250s`.

    https://protobuf.dev/reference/protobuf/google.protobuf/#duration
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds}.{rest:03}s" if rest else f"{seconds}s"


def limit(milliseconds: int | str | None) -> str:
    """A time limit of Envoy's where `0s` means that there is none: for `off`, and where nobody set one."""
    return duration(milliseconds) if isinstance(milliseconds, int) else "0s"
