"""The access log of a proxy."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.backends import access_lines
from meshc.backends.base import Pointer
from meshc.ir.observability import AccessLog
from meshc.source import Origin

STANDARD_OUTPUT = "/dev/stdout"

_PATH = {
    True: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
    False: "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%",
}
"""The path with its query and without, as the proxies of App Mesh know it.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-logs.html
"""


class Log(NamedTuple):
    """A `logging` member, with origins by pointers into it."""

    body: dict[str, Any]
    origins: dict[Pointer, Origin]


def logging(log: AccessLog | None) -> Log | None:
    """Where lines go and what they hold; a format only where it is not the one that the proxy has anyway."""
    if log is None:
        return None
    file: dict[str, Any] = {"path": log.path or STANDARD_OUTPUT}
    place = ("accessLog", "file")
    origins: dict[Pointer, Origin] = {(): log.origin(), (*place, "path"): log.origin("path")}
    if log.format == "json":
        fields = access_lines.fields(_PATH[log.query]) if log.fields is None else _fields(log.fields)
        file["format"] = {"json": [{"key": key, "value": value} for key, value in fields.items()]}
        origins[(*place, "format")] = log.origin("format" if log.fields is None else "fields")
    elif log.fields is not None:
        file["format"] = {"text": access_lines.own_text(log.fields)}
        origins[(*place, "format")] = log.origin("fields")
    elif not log.query:
        file["format"] = {"text": access_lines.text(_PATH[False])}
        origins[(*place, "format")] = log.origin("query")
    return Log({"accessLog": {"file": file}}, origins)


def _fields(written: str) -> dict[str, str]:
    """The members of an object of one's own; what is no such object is one member."""
    import json

    found = access_lines.own_fields(written)
    if found is None:
        return {"line": written}
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}
